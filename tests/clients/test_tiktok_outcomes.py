"""Calls about many products: what came of each, whatever came of the others."""

from __future__ import annotations

import httpx
import pytest

from tests.clients.fakes import Vendor, ok, shop_client, tiktok
from tiktok_bc_sync.errors import RemoteNotFound, Unavailable, UnexpectedAnswer
from tiktok_bc_sync.models import Outcome


def failed(product_id: str, **more: object) -> dict[str, object]:
    return {"code": 12052700, "message": "Frozen", "detail": {"product_id": product_id, **more}}


def test_product_that_failed_hides_no_other() -> None:
    vendor = Vendor([ok({"errors": [failed("8", extra_errors=[{"message": "By TikTok"}])]})])
    told = shop_client(vendor).delete_listings(["9", "8", "7"])
    assert told == [
        Outcome("9"),
        Outcome("8", True, "12052700", "Frozen By TikTok"),
        Outcome("7"),
    ]
    assert [str(one) for one in told] == ["9: done", "8: Frozen By TikTok", "7: done"]


@pytest.mark.parametrize("answer", [None, {}, {"errors": None}, {"errors": []}])
def test_no_word_about_failures_means_that_all_was_done(answer: object) -> None:
    assert shop_client(Vendor([ok(answer)])).recover_listings(["9"]) == [Outcome("9")]


def test_failure_that_names_nothing_is_about_the_only_one() -> None:
    vendor = Vendor([ok({"errors": [{"code": 1, "message": "No"}]})])
    assert shop_client(vendor).activate_listings(["9"]) == [Outcome("9", True, "1", "No")]
    with pytest.raises(UnexpectedAnswer):
        shop_client(vendor).activate_listings(["9", "8"])


def test_call_that_fails_later_is_the_outcome_of_its_products() -> None:
    vendor = Vendor([ok({}), tiktok(12052009, status=404), ok({"errors": [failed("45")]})])
    told = shop_client(vendor).deactivate_listings([str(number) for number in range(50)])
    assert [one.ok for one in told] == [True] * 20 + [False] * 20 + [True] * 5 + [False] + [
        True
    ] * 4
    assert {one.code for one in told[20:40]} == {"12052009"}


@pytest.mark.parametrize(
    ("answer", "kind"), [(httpx.Response(404), RemoteNotFound), (httpx.Response(503), Unavailable)]
)
def test_call_that_fails_at_first_did_nothing_and_raises(
    answer: httpx.Response, kind: type[Exception]
) -> None:
    with pytest.raises(kind):
        shop_client(Vendor([answer])).deactivate_listings([str(one) for one in range(50)])
