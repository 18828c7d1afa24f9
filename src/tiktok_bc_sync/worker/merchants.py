"""What a host tells of its merchants, what a job does for one of them, and what a host gets back."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping

from attrs import frozen

from tiktok_bc_sync.connector import Connector
from tiktok_bc_sync.errors import NeedsReconnecting

logger = logging.getLogger("tiktok_bc_sync.worker")


@frozen
class Merchants:
    """Which accounts there are, and how one is opened.

    ``accounts`` returns their names, such as the store hashes in the host's own table; it is called for
    each sweep. ``connect`` opens one, mostly with `Connector.for_account`; it is called for each job, and
    what it returns is closed after it. Let storage and transport be made at their first use in a process
    and be shared from then on: a connection must not go through a fork.
    """

    accounts: Callable[[], Iterable[str]]
    connect: Callable[[str], Connector]

    def run_due(self, account: str) -> str:
        """Do what is due for an account and say what that was."""
        return self._visit(account, lambda connector: str(connector.run_due()))

    def work_off(self, account: str) -> str:
        """Handle the webhooks that wait for an account and say how many those were."""
        return self._visit(account, lambda connector: str(connector.webhooks.work_off()))

    def _visit(self, account: str, work: Callable[[Connector], str]) -> str:
        try:
            with self.connect(account) as connector:
                return work(connector)
        except NeedsReconnecting as error:  # the merchant was told; the queue can do nothing
            logger.info("The account %s waits for its merchant.", account)
            return str(error)


@frozen
class Jobs:
    """What a host queues by hand: one account's round, or its webhooks, as after receiving one.

    ``waiting`` counts what nobody has begun, by queue.
    """

    run_due: Callable[[str], None]
    work_off: Callable[[str], None]
    waiting: Callable[[], Mapping[str, int]]
