"""Token refused at night: jobs stop, the host is told, and after reconnecting nothing is missing."""

from __future__ import annotations

import pytest

from tests.scenarios.hosted import Host
from tests.scenarios.stage import PLACES, Place
from tiktok_bc_sync.models import AccountStatus, JobOutcome, Notice, NoticeKind, Round

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("place", PLACES, ids=lambda place: place.region),
]


def outcomes(found: Round) -> set[JobOutcome]:
    """Return what became of the jobs that need the vendors."""
    return {one.outcome for one in found.runs if one.name != "privacy"}


async def test_what_was_missed_in_the_night_arrives_in_the_morning(
    blocking: bool, place: Place
) -> None:
    host, told = Host(blocking, place), list[Notice]()
    await host.installs()
    await host.authorizes()
    connector = await host.goes_live()
    await connector.run_due()

    host.sandbox.vendor.revokes()
    order_id = host.sandbox.buyer.orders("MUG-100", 2)
    host.sandbox.merchant.edits("LAMP-WHITE", stock=3)
    for _ in range(4):
        host.clock.passes(hours=2)
        paused = await host.opens(notify=told.append).run_due()
    assert outcomes(paused) == {JobOutcome.PAUSED}
    account = await host.opens().accounts.current()
    assert account.status is AccountStatus.NEEDS_RECONNECTING
    assert [(one.kind, one.entity_id) for one in told] == [
        (NoticeKind.NEEDS_RECONNECTING, host.sandbox.shop.shop_id)
    ]
    assert host.made() == []

    await host.authorizes()
    assert outcomes(await host.opens().run_due()) == {JobOutcome.DONE}
    assert (await host.opens().accounts.current()).status is AccountStatus.CONNECTED
    assert host.made() == [order_id]
    assert host.sandbox.seen.stock("LAMP-WHITE") == 3
