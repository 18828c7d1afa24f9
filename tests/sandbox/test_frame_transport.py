"""The sandbox in memory: for blocking and async clients, for many threads, with its faults."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import httpx
import pytest

from tests.sandbox.bigcommerce_scene import ADDRESS, Caller, opened
from tiktok_bc_sync.sandbox import Call, Fault, Sandbox

ORDER = {"billing_address": ADDRESS, "products": [{"product_id": 302, "quantity": 1}]}


@pytest.fixture
def sandbox() -> Sandbox:
    """Both marketplaces with three products."""
    return opened()


def test_both_marketplaces_answer_at_every_address(sandbox: Sandbox) -> None:
    env = sandbox.env("https://anywhere.test")
    with httpx.Client(transport=sandbox.transport()) as http:
        ours = http.get(
            f"{env['BIGCOMMERCE_API_URL']}/stores/{env['BIGCOMMERCE_STORE_HASH']}/v2/time",
            headers={"X-Auth-Token": env["BIGCOMMERCE_ACCESS_TOKEN"]},
        )
        theirs = http.get(
            f"{env['TIKTOK_AUTH_URL']}/api/v2/token/refresh",
            params={
                "app_key": env["TIKTOK_APP_KEY"],
                "app_secret": env["TIKTOK_APP_SECRET"],
                "refresh_token": env["TIKTOK_REFRESH_TOKEN"],
                "grant_type": "refresh_token",
            },
        )

    assert ours.json()["time"]
    assert theirs.json()["code"] == 0
    assert theirs.json()["data"]["access_token"] == sandbox.env()["TIKTOK_ACCESS_TOKEN"]


@pytest.mark.anyio
async def test_an_async_client_gets_the_same_answers(sandbox: Sandbox) -> None:
    url = "https://sandbox.test/stores/sandbox1/v3/catalog/products"
    headers = {"x-auth-token": sandbox.env()["BIGCOMMERCE_ACCESS_TOKEN"]}
    expected = Caller(sandbox).get("/v3/catalog/products")

    async with httpx.AsyncClient(transport=sandbox.transport(), headers=headers) as http:
        answer = await http.get(url)

    assert answer.json() == expected


def test_threads_take_turns_and_nothing_is_lost(sandbox: Sandbox) -> None:
    caller = Caller(sandbox)

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: caller.post("/v2/orders", **ORDER)["id"], range(30)))
        refused = caller.http.post("/v2/orders", json=ORDER)

    assert sorted(made) == list(range(101, 131))
    assert caller.stock("MUG-1") == 0
    assert refused.status_code == 400


def test_verbs_and_requests_take_turns(sandbox: Sandbox) -> None:
    caller = Caller(sandbox)

    with ThreadPoolExecutor(4) as pool:
        bought = pool.map(lambda n: sandbox.buyer.orders("MUG-1", 1, once=f"{n % 5}"), range(40))
        moved = pool.map(lambda _: caller.post("/v2/orders", **ORDER), range(10))
        assert len(list(moved)) == 10
        assert len(set(bought)) == 5


def test_what_was_asked_can_be_counted(sandbox: Sandbox) -> None:
    caller = Caller(sandbox)
    caller.get("/v2/time")
    caller.http.get("/v2/nothing")
    sandbox.faults.add(Fault("drop_before"))
    with pytest.raises(httpx.ConnectError):
        caller.http.get("/v2/time")

    assert sandbox.calls == [
        Call("GET", "/stores/sandbox1/v2/time", 200),
        Call("GET", "/stores/sandbox1/v2/nothing", 404),
        Call("GET", "/stores/sandbox1/v2/time", 0),
    ]


# --- faults ----------------------------------------------------------------------------------


def test_a_drop_before_the_effect_leaves_nothing_behind(sandbox: Sandbox) -> None:
    caller = Caller(sandbox)
    sandbox.faults.add(Fault("drop_before"), "POST */v2/orders")

    with pytest.raises(httpx.ConnectError):
        caller.post("/v2/orders", **ORDER)

    assert sandbox.seen.store_orders() == []


def test_a_drop_after_the_effect_leaves_it_behind(sandbox: Sandbox) -> None:
    caller = Caller(sandbox)
    sandbox.faults.add(Fault("drop_after"), "POST */v2/orders")

    with pytest.raises(httpx.ReadError):
        caller.post("/v2/orders", **ORDER)

    assert [one.total for one in sandbox.seen.store_orders()] == [Decimal("10.0000")]


def test_a_fault_hits_the_nth_request_that_fits_and_so_many(sandbox: Sandbox) -> None:
    caller = Caller(sandbox)
    sandbox.faults.add(Fault("status", status=500), "GET */v2/time", nth=2, times=2)

    statuses = []
    for _ in range(4):
        statuses.append(caller.http.get("/v2/time").status_code)
        statuses.append(caller.http.get("/v2/store").status_code)

    assert statuses == [200, 200, 500, 200, 500, 200, 200, 200]


def test_faults_can_be_called_off_and_count_from_one(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault("drop_before"), times=5)
    sandbox.faults.clear()

    assert Caller(sandbox).get("/v2/time")
    with pytest.raises(ValueError, match="count from 1"):
        sandbox.faults.add(Fault("slow"), nth=0)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_refusal_is_worded_by_the_service_that_was_called(sandbox: Sandbox, status: int) -> None:
    caller = Caller(sandbox)
    sandbox.faults.add(Fault("status", status=status, seconds=12), times=3)

    v2 = caller.http.get("/v2/time")
    v3 = caller.http.get("/v3/catalog/products")
    tiktok = caller.http.get("https://sandbox.test/authorization/202309/shops")

    assert {v2.status_code, v3.status_code, tiktok.status_code} == {status}
    assert v2.json()[0]["status"] == v3.json()["status"] == status
    assert v2.headers["x-rate-limit-time-reset-ms"] == "12000"
    assert tiktok.json()["code"] == (36009002 if status == 429 else 36009003)


def test_a_malformed_answer_is_no_json_though_the_effect_is_there(sandbox: Sandbox) -> None:
    caller = Caller(sandbox)
    sandbox.faults.add(Fault("malformed"))

    answer = caller.http.post("/v2/orders", json=ORDER)

    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        answer.json()
    assert len(sandbox.seen.store_orders()) == 1


def test_a_slow_answer_is_a_timeout_for_the_impatient(sandbox: Sandbox) -> None:
    caller = Caller(sandbox)
    sandbox.faults.add(Fault("slow", seconds=20), times=2)

    with pytest.raises(httpx.ReadTimeout):
        caller.http.post("/v2/orders", json=ORDER, timeout=10)
    assert caller.http.get("/v2/time", timeout=30).status_code == 200
    assert len(sandbox.seen.store_orders()) == 1
