"""The two facades: the same capabilities, the same calls, nothing read or sent before the first one."""

from __future__ import annotations

import inspect

import httpx
import pytest

from tiktok_bc_sync import AsyncConnector, Connector, MemoryStorage
from tiktok_bc_sync.clients import BlockingTransport
from tiktok_bc_sync.errors import InvalidInput, NeedsReconnecting, SuspendedInBlockingCall
from tiktok_bc_sync.sandbox import Sandbox


def in_memory(facade: type[Connector] | type[AsyncConnector]) -> Connector | AsyncConnector:
    return facade.from_env(storage=MemoryStorage(), env=Sandbox().env())


def capabilities(connector: object) -> dict[str, object]:
    names = [name for name in dir(type(connector)) if not name.startswith("_")]
    found = {name: getattr(connector, name) for name in names}
    return {name: one for name, one in found.items() if not inspect.ismethod(one)}


def calls(capability: object) -> dict[str, str]:
    """Return the public calls of a capability with their parameters."""
    found = inspect.getmembers(capability, callable)
    return {
        name: str([str(one) for one in inspect.signature(call).parameters.values()])
        for name, call in found
        if not name.startswith("_")
    }


def test_both_facades_have_the_same_capabilities_and_calls() -> None:
    blocking = capabilities(in_memory(Connector))
    awaited = capabilities(in_memory(AsyncConnector))
    assert blocking.keys() == awaited.keys()
    for name, capability in blocking.items():
        theirs = calls(awaited[name])
        assert {k: v for k, v in calls(capability).items() if k != "engine"} == theirs, name


def test_every_call_of_both_facades_is_documented() -> None:
    for facade in (Connector, AsyncConnector):
        for name, capability in capabilities(in_memory(facade)).items():
            missing = [call for call in calls(capability) if not getattr(capability, call).__doc__]
            assert missing == [], name


def test_nothing_is_sent_before_the_first_call() -> None:
    sandbox = Sandbox()
    transport = BlockingTransport(httpx.Client(transport=sandbox.transport()))
    with Connector.from_env(storage=MemoryStorage(), env=sandbox.env(), transport=transport):
        pass
    assert sandbox.calls == []


def test_a_missing_credential_is_named() -> None:
    env = Sandbox().env()
    del env["TIKTOK_APP_SECRET"]
    with pytest.raises(InvalidInput, match="TIKTOK_APP_SECRET is missing"):
        Connector.from_env(storage=MemoryStorage(), env=env)


def test_no_secret_shows_in_a_repr() -> None:
    env = Sandbox().env()
    connector = Connector.from_env(storage=MemoryStorage(), env=env)
    shown = repr(connector) + repr(connector.context) + repr(vars(connector))
    secrets = [value for name, value in env.items() if "TOKEN" in name or "SECRET" in name]
    assert [secret for secret in secrets if secret in shown] == []


def test_an_async_transport_in_the_blocking_facade_is_a_clear_error() -> None:
    from tiktok_bc_sync.clients import AsyncTransport

    connector = Connector.from_env(
        storage=MemoryStorage(), env=Sandbox().env(), transport=AsyncTransport()
    )
    with pytest.raises(SuspendedInBlockingCall, match="AsyncConnector"):
        connector.accounts.connect()


def test_a_refused_token_is_renewed_once_and_kept_for_the_next_process() -> None:
    sandbox = Sandbox()
    env, storage = sandbox.env(), MemoryStorage()
    sandbox.clock.passes(days=8)  # TikTok's access tokens live seven

    def connect() -> Connector:
        transport = BlockingTransport(httpx.Client(transport=sandbox.transport()))
        return Connector.from_env(storage=storage, env=env, transport=transport)

    connect().accounts.connect()
    connect().accounts.connect()
    renewals = [call for call in sandbox.calls if call.path == "/api/v2/token/refresh"]
    assert len(renewals) == 1


def test_a_revoked_consent_asks_for_reconnecting() -> None:
    sandbox = Sandbox()
    env = sandbox.env()
    sandbox.vendor.revokes()
    transport = BlockingTransport(httpx.Client(transport=sandbox.transport()))
    connector = Connector.from_env(storage=MemoryStorage(), env=env, transport=transport)
    with pytest.raises(NeedsReconnecting):
        connector.accounts.connect()
