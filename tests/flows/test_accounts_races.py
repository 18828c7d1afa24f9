"""Several callers and processes at the same connection, at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import anyio
import httpx
import pytest

from tests.flows.accounts_scene import CREDENTIALS, STORE, Host, opened
from tiktok_bc_sync import Connector, MemoryStorage
from tiktok_bc_sync.clients import BlockingTransport
from tiktok_bc_sync.connector import App
from tiktok_bc_sync.errors import NeedsReconnecting
from tiktok_bc_sync.models import AccountStatus
from tiktok_bc_sync.sandbox import Sandbox
from tiktok_bc_sync.storage import Lease

RENEWAL = "/api/v2/token/refresh"


class Meanwhile(MemoryStorage):
    """Lets something happen right after the right to renew a token was taken."""

    then: Callable[[], object] | None = None

    def acquire(self, name: str, owner: str, ttl: timedelta) -> Lease | None:
        lease = super().acquire(name, owner, ttl)
        if self.then is not None:
            then, self.then = self.then, None
            then()
        return lease


@pytest.fixture(params=["GB", "US"])
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    return opened(request.param)


def transport(sandbox: Sandbox) -> BlockingTransport:
    return BlockingTransport(httpx.Client(transport=sandbox.transport()))


def connected(sandbox: Sandbox, storage: MemoryStorage) -> App:
    """Let the merchant connect both sides."""
    app = App(CREDENTIALS, storage=storage, transport=transport(sandbox))
    app.install(sandbox.merchant.installs())
    host = Host(sandbox, storage, blocking=True)
    app.authorized(host.comes_back(app.authorization_link(STORE, region="GB")))
    return app


def merchant(sandbox: Sandbox, storage: MemoryStorage) -> Connector:
    """Open the merchant as a new process would."""
    return Connector.for_account(
        CREDENTIALS, storage=storage, store_hash=STORE, transport=transport(sandbox)
    )


def test_threads_and_processes_renew_a_token_once(sandbox: Sandbox) -> None:
    storage = MemoryStorage()
    connected(sandbox, storage)
    processes = [merchant(sandbox, storage) for _ in range(2)]
    for process in processes:
        process.accounts.connect()
    sandbox.clock.passes(days=8)
    threads = [threading.Thread(target=process.returns.sync) for process in processes * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [call.path for call in sandbox.calls].count(RENEWAL) == 1
    assert {one.state for one in processes[0].activities.list()} == {"completed"}


@pytest.mark.anyio
async def test_tasks_renew_a_token_once(sandbox: Sandbox) -> None:
    connector = await Host(sandbox, MemoryStorage(), blocking=False).connected()
    await connector.accounts.connect()
    sandbox.clock.passes(days=8)
    async with anyio.create_task_group() as group:
        for _ in range(8):
            group.start_soon(connector.returns.sync)
    assert [call.path for call in sandbox.calls].count(RENEWAL) == 1


def test_a_renewal_does_not_bring_back_the_token_of_a_store_that_left_meanwhile(
    sandbox: Sandbox,
) -> None:
    storage = Meanwhile()
    app, connector = connected(sandbox, storage), merchant(sandbox, storage)
    connector.accounts.connect()
    sandbox.clock.passes(days=8)
    signed = sandbox.merchant.uninstalls()
    storage.then = lambda: app.uninstall(signed)
    with pytest.raises(NeedsReconnecting, match="The connection was ended"):
        connector.returns.sync()
    assert Host(sandbox, storage, blocking=True).kept("token") == 0
    assert merchant(sandbox, storage).accounts.current().status is AccountStatus.DISCONNECTED


def test_a_refusal_says_nothing_of_the_token_that_the_merchant_gave_meanwhile(
    sandbox: Sandbox,
) -> None:
    storage = Meanwhile()
    app, connector = connected(sandbox, storage), merchant(sandbox, storage)
    connector.accounts.connect()
    sandbox.vendor.revokes()
    host = Host(sandbox, storage, blocking=True)
    link = app.authorization_link(STORE, region="GB")
    storage.then = lambda: app.authorized(host.comes_back(link))
    with pytest.raises(NeedsReconnecting):
        connector.returns.sync()
    assert connector.accounts.current().status is AccountStatus.CONNECTED
    connector.returns.sync()


def test_of_two_who_come_back_with_the_same_authorization_one_is_taken(sandbox: Sandbox) -> None:
    storage = MemoryStorage()
    app = App(CREDENTIALS, storage=storage, transport=transport(sandbox))
    host = Host(sandbox, storage, blocking=True)
    query = host.comes_back(app.authorization_link(STORE, region="GB"))
    results: list[object] = []

    def comes_back() -> None:
        try:
            results.append(app.authorized(query))
        except Exception as error:
            results.append(error)

    threads = [threading.Thread(target=comes_back) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    names = sorted(type(one).__name__ for one in results)
    assert names == ["Authorized", *["InvalidSignature"] * 5]
