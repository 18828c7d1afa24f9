"""How an app gets a store's token: what is asked, what comes of it, and that nothing of it leaks."""

from __future__ import annotations

import logging
import traceback

import httpx
import pytest
from hypothesis import given, settings

from tests.clients.fakes import FakeRuntime, Vendor, bare, body_of, causes
from tests.clients.test_robustness import STATUSES, bodies, ends_well
from tiktok_bc_sync.clients.bigcommerce import AsyncStoreApp, StoreApp
from tiktok_bc_sync.errors import (
    InvalidInput,
    RateLimited,
    Refused,
    Unavailable,
    UnexpectedAnswer,
    VendorError,
)
from tiktok_bc_sync.models import StoreGrant

SECRET, CODE, TOKEN = "app-secret-1", "code-1", "store-token-1"
CALLBACK = "https://shop.example/callback"
QUERY = {
    "code": CODE,
    "context": "stores/abc123",
    "scope": "store_v2_orders store_v2_products",
    "account_uuid": "u-1",
}
GRANTED = {
    "access_token": TOKEN,
    "scope": "store_v2_orders store_v2_products",
    "user": {"id": 7, "username": "anna", "email": "anna@example.com"},
    "context": "stores/abc123",
    "account_uuid": "u-1",
}
GRANT = StoreGrant(
    "abc123", TOKEN, ("store_v2_orders", "store_v2_products"), "7", "anna@example.com", "u-1"
)


def app(vendor: Vendor) -> StoreApp:
    return StoreApp(
        client_id="app-1",
        client_secret=SECRET,
        redirect_uri=CALLBACK,
        transport=vendor.blocking,
        runtime=FakeRuntime(),
    )


def check(vendor: Vendor) -> None:
    [request] = vendor.requests
    assert (request.method, str(request.url)) == (
        "POST",
        "https://login.bigcommerce.com/oauth2/token",
    )
    assert request.headers["content-type"] == "application/json"
    assert body_of(request) == {
        "client_id": "app-1",
        "client_secret": SECRET,
        "code": CODE,
        "context": "stores/abc123",
        "scope": "store_v2_orders store_v2_products",
        "grant_type": "authorization_code",
        "redirect_uri": CALLBACK,
    }


def test_code_is_exchanged_for_a_token() -> None:
    vendor = Vendor([bare(GRANTED)])
    assert app(vendor).exchange_code(QUERY) == GRANT
    check(vendor)


@pytest.mark.anyio
async def test_awaited_code_is_exchanged_alike() -> None:
    vendor = Vendor([bare(GRANTED)])
    async with AsyncStoreApp("app-1", SECRET, CALLBACK, vendor.waiting, FakeRuntime()) as waiting:
        assert await waiting.exchange_code(QUERY) == GRANT
    check(vendor)


@pytest.mark.parametrize("answer", [GRANTED | {"user": None}, {**GRANTED, "account_uuid": None}])
def test_who_installed_may_be_left_out(answer: dict[str, object]) -> None:
    assert app(Vendor([bare(answer)])).exchange_code(QUERY).access_token == TOKEN


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({**QUERY, "code": ""}, "code"),
        ({"context": "stores/abc123", "scope": "x"}, "code"),
        ({**QUERY, "scope": " "}, "scope"),
        ({**QUERY, "context": ""}, "context"),
        ({**QUERY, "context": "abc123"}, "context"),
        ({**QUERY, "context": "stores/../x"}, "context"),
    ],
)
def test_callback_that_lacks_something_is_refused_before_anything_is_sent(
    query: dict[str, str], field: str
) -> None:
    vendor = Vendor()
    with pytest.raises(InvalidInput) as refused:
        app(vendor).exchange_code(query)
    assert refused.value.field == field
    assert vendor.requests == []


@pytest.mark.parametrize("change", [{"context": "stores/other"}, {"access_token": ""}])
def test_token_for_another_store_is_not_taken(change: dict[str, str]) -> None:
    with pytest.raises(UnexpectedAnswer, match="token is missing, or for another store"):
        app(Vendor([bare(GRANTED | change)])).exchange_code(QUERY)


def test_exchange_whose_answer_was_lost_is_not_repeated() -> None:
    vendor = Vendor([httpx.ReadTimeout("no"), bare(GRANTED)])
    with pytest.raises(Unavailable):
        app(vendor).exchange_code(QUERY)
    assert len(vendor.requests) == 1


@pytest.mark.parametrize(
    ("status", "kind"), [(400, Refused), (401, Refused), (403, Refused), (500, Unavailable)]
)
def test_refusal_says_what_to_do(status: int, kind: type[VendorError]) -> None:
    with pytest.raises(kind) as refused:
        app(Vendor([bare({"error": "Invalid code."}, status)])).exchange_code(QUERY)
    assert refused.value.what_to_do
    assert refused.value.status == status


def test_nothing_secret_is_in_reprs_logs_or_errors(caplog: pytest.LogCaptureFixture) -> None:
    answers = [bare({"error": f"{CODE} {SECRET} {TOKEN}"}, 400), bare({"access_token": TOKEN})]
    said = [repr(app(Vendor()).engine), repr(GRANT)]
    with caplog.at_level(logging.DEBUG):
        assert app(Vendor([bare(GRANTED)])).exchange_code(QUERY) == GRANT
        for answer in answers:
            with pytest.raises(VendorError) as refused:
                app(Vendor([answer])).exchange_code(QUERY)
            said += [str(one) + repr(one) for one in causes(refused.value)]
            said += traceback.format_exception(refused.value)
    told = "\n".join([*said, caplog.text])
    assert [one for one in (SECRET, CODE, TOKEN, "anna@example.com") if one in told] == []
    assert "StoreGrant(store_hash='abc123'" in told


@given(status=STATUSES, body=bodies([GRANTED]))
@settings(deadline=None)
def test_login_may_answer_anything(status: int, body: bytes) -> None:
    vendor = Vendor([httpx.Response(status, content=body)])
    ends_well(lambda one: one.exchange_code(QUERY), app(vendor))


def test_refusal_for_want_of_quota_is_waited_for() -> None:
    vendor = Vendor([httpx.Response(429, headers={"retry-after": "3"}), bare(GRANTED)])
    assert app(vendor).exchange_code(QUERY) == GRANT
    with pytest.raises(RateLimited):
        app(Vendor([httpx.Response(429, headers={"retry-after": "86400"})])).exchange_code(QUERY)
