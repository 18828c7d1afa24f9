"""The fake store's register of webhooks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.contracts.judging import Judge
from tests.sandbox.bigcommerce_scene import Caller, opened

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
HOOKS = "/v3/hooks"
HOOK = {"scope": "store/order/created", "destination": "https://app.example.com/hooks"}


@pytest.fixture
def caller() -> Caller:
    """A caller of a store without hooks."""
    return Caller(opened(wall=lambda: NOON))


def test_a_hook_is_kept_as_it_was_registered(caller: Caller) -> None:
    made = caller.post(HOOKS, **HOOK, headers={"x-secret": "1"})["data"]

    assert made == {
        **HOOK,
        "id": made["id"],
        "client_id": made["client_id"],
        "store_hash": caller.sandbox.store.store_hash,
        "is_active": True,
        "headers": {"x-secret": "1"},
        "created_at": int(NOON.timestamp()),
        "updated_at": int(NOON.timestamp()),
    }
    assert caller.get(f"{HOOKS}/{made['id']}")["data"] == made
    assert caller.sandbox.store.hooks.hooks == {made["id"]: made}


@pytest.mark.parametrize(
    "scope",
    [
        "store/order/*",
        "store/order/statusUpdated",
        "store/order/refund/created",
        "store/product/inventory/updated",
        "store/sku/inventory/updated",
        "store/shipment/deleted",
        "store/app/uninstalled",
        "store/channel/2/order/created",
    ],
)
def test_a_known_scope_is_taken(caller: Caller, scope: str) -> None:
    assert caller.post(HOOKS, **HOOK | {"scope": scope})["data"]["scope"] == scope


@pytest.mark.parametrize(
    "changes",
    [
        {"scope": "store/order/eaten"},
        {"scope": "order/created"},
        {"scope": "*"},
        {"scope": None},
        {"destination": "http://app.example.com/hooks"},
        {"destination": "https://app.example.com:8443/hooks"},
        {"destination": "https:///hooks"},
        {"destination": "https://app.example.com:x/"},
        {"destination": ""},
        {"destination": 7},
        {"is_active": "yes"},
        {"headers": {"x-secret": 1}},
        {"headers": ["x-secret"]},
    ],
    ids=str,
)
def test_a_hook_that_breaks_a_rule_is_refused(caller: Caller, changes: dict[str, Any]) -> None:
    answer = caller.http.post(HOOKS, json=HOOK | changes)

    assert answer.status_code == 422
    (wrong,), (changed,) = answer.json()["errors"], changes
    assert wrong.startswith(changed)
    assert caller.get(HOOKS)["data"] == []


def test_hooks_are_found_by_what_is_known_of_them(caller: Caller) -> None:
    first = caller.post(HOOKS, **HOOK)["data"]["id"]
    other = {
        "scope": "store/sku/*",
        "destination": "https://other.example.com/",
        "is_active": False,
    }
    second = caller.post(HOOKS, **other)["data"]["id"]

    def found(**params: object) -> list[int]:
        return [one["id"] for one in caller.get(HOOKS, **params)["data"]]

    assert found() == [first, second]
    assert found(is_active="false") == [second]
    assert found(scope="store/order/created") == [first]
    assert found(destination="https://other.example.com/") == [second]
    assert found(limit=1, page=2) == [second]
    assert caller.http.get(HOOKS, params={"colour": 1}).status_code == 422


def test_a_hook_is_switched_off_and_on(caller: Caller) -> None:
    path = f"{HOOKS}/{caller.post(HOOKS, **HOOK)['data']['id']}"
    caller.sandbox.clock.passes(minutes=1)

    changed = caller.put(path, is_active=False)["data"]

    assert (changed["is_active"], changed["scope"]) == (False, HOOK["scope"])
    assert changed["updated_at"] - changed["created_at"] == 60
    assert caller.put(path, is_active=True)["data"]["is_active"] is True
    for body in ({}, {"scope": "store/x"}, {"destination": "http://x.example.com"}):
        assert caller.http.put(path, json=body).status_code == 422


def test_a_deleted_hook_is_answered_once_more(caller: Caller) -> None:
    made = caller.post(HOOKS, **HOOK)["data"]
    path = f"{HOOKS}/{made['id']}"

    assert caller.http.delete(path).json()["data"] == made

    for method in ("GET", "PUT", "DELETE"):
        assert caller.http.request(method, path, json={"is_active": True}).status_code == 404


def app_of(caller: Caller) -> dict[str, str]:
    """Install the app, and return the header that it calls with."""
    oauth = caller.sandbox.store.oauth
    body = {
        **caller.sandbox.merchant.installs(),
        "client_id": oauth.client_id,
        "client_secret": oauth.client_secret,
        "grant_type": "authorization_code",
        "redirect_uri": "https://app.example.com/",
    }
    answer = caller.http.post("https://login.bigcommerce.test/oauth2/token", json=body)
    return {"x-auth-token": answer.json()["access_token"]}


def test_an_app_sees_its_own_hooks_only(caller: Caller) -> None:
    app, theirs = app_of(caller), caller.post(HOOKS, **HOOK)["data"]["id"]

    ours = caller.http.post(HOOKS, json=HOOK, headers=app).json()["data"]

    assert ours["client_id"] == caller.sandbox.store.oauth.client_id
    assert [one["id"] for one in caller.http.get(HOOKS, headers=app).json()["data"]] == [ours["id"]]
    assert caller.http.get(f"{HOOKS}/{theirs}", headers=app).status_code == 404


def test_an_uninstalled_apps_hooks_go_and_the_others_stay(caller: Caller) -> None:
    app, theirs = app_of(caller), caller.post(HOOKS, **HOOK)["data"]["id"]
    caller.http.post(HOOKS, json=HOOK, headers=app)

    caller.sandbox.merchant.uninstalls()

    assert list(caller.sandbox.store.hooks.hooks) == [theirs]


def test_who_is_written_to_about_hooks_can_be_set(caller: Caller) -> None:
    caller.post(HOOKS, **HOOK)
    assert (
        caller.http.put(f"{HOOKS}/admin", json={"emails": ["ada@example.com"]}).status_code == 204
    )

    admin = caller.get(f"{HOOKS}/admin")["data"]

    assert admin["emails"] == ["ada@example.com"]
    assert [one["status"] for one in admin["hooks_list"]] == ["active"]
    assert caller.http.put(f"{HOOKS}/admin", json={"emails": ["ada"]}).status_code == 422


def test_answers_about_hooks_fit_the_vendors_contract(
    caller: Caller, true_to_the_vendors: Judge
) -> None:
    made = caller.post(HOOKS, **HOOK, headers={"x-secret": "1"})
    path = f"{HOOKS}/{made['data']['id']}"

    for one in (HOOKS, f"{HOOKS}/admin", path):
        assert caller.get(one)["data"]
    assert caller.put(path, is_active=False)
    assert caller.http.delete(path).json()

    assert true_to_the_vendors.faults == []
