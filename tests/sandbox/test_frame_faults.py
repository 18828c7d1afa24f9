"""What goes wrong by itself: as a seed has it, the same each time, in every way that there is."""

from __future__ import annotations

from collections import Counter
from typing import Any

import httpx
import pytest

from tests.sandbox.bigcommerce_scene import Caller, opened
from tiktok_bc_sync.sandbox import Fault, Sandbox, WebhookFault
from tiktok_bc_sync.sandbox.faults import KINDS, WEBHOOK_KINDS

SHOPS = "https://sandbox.test/authorization/202309/shops"
REFRESH = "https://sandbox.test/api/v2/token/refresh"


@pytest.fixture
def sandbox() -> Sandbox:
    """Both marketplaces with three products."""
    return opened()


def outcome(sandbox: Sandbox, url: str = "/v2/time") -> str:
    """Say in a word what came of a request."""
    try:
        answer = Caller(sandbox).http.get(url, timeout=1)
    except httpx.HTTPError as error:
        return type(error).__name__
    try:
        answer.json()
    except ValueError:
        return "malformed"
    return f"{answer.status_code} {'huge' if len(answer.content) > 1_000_000 else ''}".strip()


def outcomes(seed: int, count: int = 300, url: str = "/v2/time", **settings: Any) -> list[str]:
    """Return what came of many requests to a new sandbox."""
    sandbox = opened()
    sandbox.faults.random(seed, **settings)
    return [outcome(sandbox, url) for _ in range(count)]


def test_a_seed_brings_the_same_faults_each_time_and_another_seed_others() -> None:
    assert outcomes(1, 60, rate=0.3) == outcomes(1, 60, rate=0.3)
    assert outcomes(1, 60, rate=0.3) != outcomes(2, 60, rate=0.3)


def test_about_as_many_go_wrong_as_were_asked_for() -> None:
    found = Counter(outcomes(3, 400, rate=0.25, kinds=("status", "drop_before"), slowest=0))
    assert 70 <= 400 - found["200"] <= 130
    assert Counter(outcomes(3, 50, rate=0)) == {"200": 50}


def test_everything_that_can_go_wrong_does() -> None:
    assert set(outcomes(4, 150, rate=1, slowest=5)) == {
        "200",  # slow, but not too slow
        "200 huge",
        "ConnectError",
        "ReadError",
        "ReadTimeout",
        "malformed",
        "429",
        "500",
        "502",
        "503",
        "504",
    }


def test_limits_come_with_and_without_the_headers_that_tell_their_end(sandbox: Sandbox) -> None:
    caller = Caller(sandbox)
    sandbox.faults.random(5, rate=1, kinds=("status",), slowest=3)
    answers = [caller.http.get("/v2/time") for _ in range(60)]
    resets = [
        one.headers.get("x-rate-limit-time-reset-ms") for one in answers if one.status_code == 429
    ]

    told = [int(one) for one in resets if one is not None]
    assert 0 < len(told) < len(resets)
    assert all(0 <= one <= 3000 for one in told)


def test_a_token_that_expired_is_told_so_in_the_words_of_the_service(sandbox: Sandbox) -> None:
    caller = Caller(sandbox)
    sandbox.faults.add(Fault("expired"), times=2)

    theirs, ours = caller.http.get(SHOPS), caller.http.get("/v2/time")

    assert (theirs.status_code, theirs.json()["code"]) == (401, 105002)
    assert (ours.status_code, ours.json()[0]["status"]) == (401, 401)


def test_only_tokens_that_can_be_renewed_expire_by_themselves() -> None:
    expiring: Any = {"rate": 1, "kinds": ("expired",)}
    assert set(outcomes(6, 10, **expiring)) == {"200"}
    assert set(outcomes(6, 10, REFRESH, **expiring)) == {"400"}
    sandbox = opened()
    sandbox.faults.random(6, **expiring)
    assert Caller(sandbox).http.get(SHOPS).json()["code"] == 105002


def test_a_huge_body_means_what_the_small_one_does(sandbox: Sandbox) -> None:
    caller = Caller(sandbox)
    expected = caller.get("/v3/catalog/products")
    sandbox.faults.add(Fault("huge", size=3_000_000))

    answer = caller.http.get("/v3/catalog/products")

    assert len(answer.content) == 3_000_000
    assert answer.json() == expected


def test_what_is_planned_goes_first_and_all_can_be_called_off(sandbox: Sandbox) -> None:
    sandbox.faults.random(7, rate=1, kinds=("drop_before",))
    sandbox.faults.add(Fault("status", status=502))
    assert [outcome(sandbox), outcome(sandbox)] == ["502", "ConnectError"]

    sandbox.faults.clear()
    assert outcome(sandbox) == "200"


def test_webhooks_go_wrong_by_a_seed_of_their_own(sandbox: Sandbox) -> None:
    sandbox.faults.random(8, rate=0, webhooks=0.5)
    drawn = [sandbox.faults.next_for_webhook("TIKTOK X") for _ in range(200)]

    kinds = Counter(one.kind for one in drawn if one)
    assert set(kinds) == set(WEBHOOK_KINDS)
    assert 70 <= kinds.total() <= 130
    assert all(0 <= one.seconds <= 3600 for one in drawn if one)
    assert outcome(sandbox) == "200"


def test_a_webhook_fault_hits_the_nth_that_fits(sandbox: Sandbox) -> None:
    sandbox.faults.add(WebhookFault("doubled"), "BIGCOMMERCE store/order/*", nth=2)
    subjects = ("BIGCOMMERCE store/order/created", "TIKTOK ORDER_STATUS_CHANGE") * 3

    found = [sandbox.faults.next_for_webhook(one) for one in subjects]

    assert found == [None, None, WebhookFault("doubled"), None, None, None]


@pytest.mark.parametrize("rate", [-0.1, 1.1])
def test_a_probability_is_between_nothing_and_one(sandbox: Sandbox, rate: float) -> None:
    with pytest.raises(ValueError, match="probability"):
        sandbox.faults.random(1, rate=rate)
    with pytest.raises(ValueError, match="probability"):
        sandbox.faults.random(1, webhooks=rate)


def test_a_fault_of_no_kind_is_refused() -> None:
    unknown: Any = "doubled"
    assert unknown not in KINDS
    with pytest.raises(ValueError, match="kind"):
        Fault(unknown)
