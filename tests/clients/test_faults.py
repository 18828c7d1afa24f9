"""What the vendors' errors mean for a caller."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from tests.clients.fakes import FakeRuntime, Vendor, bare, shop_client, store_client, tiktok
from tiktok_bc_sync.errors import (
    MissingScope,
    NeedsReconnecting,
    RateLimited,
    Refused,
    RemoteNotFound,
    Unavailable,
    UnexpectedAnswer,
    VendorError,
)


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        (105001, 200, NeedsReconnecting),
        (105002, 401, NeedsReconnecting),
        (105005, 403, MissingScope),
        (106001, 401, Refused),
        (36009002, 200, RateLimited),
        (36009003, 200, Unavailable),
        (36009004, 400, Refused),
        (12052048, 200, Refused),
        (12052048, 500, Refused),
        (99, 200, Refused),
        (99, 401, NeedsReconnecting),
        (99, 404, RemoteNotFound),
        (99, 429, RateLimited),
        (12052048, 429, Refused),
        (99, 503, Unavailable),
        (0, 404, RemoteNotFound),
        (0, 500, Unavailable),
        (0, 302, Refused),
    ],
)
def test_tiktoks_code_and_status_both_count(
    code: int, status: int, kind: type[VendorError]
) -> None:
    with pytest.raises(VendorError) as refused:
        shop_client(Vendor([tiktok(code, status=status)])).warehouses()
    error = refused.value
    assert type(error) is kind
    assert (error.vendor, error.status, error.request_id) == ("TikTok Shop", status, "req-1")
    assert error.vendor_code == (str(code) if code else "")
    assert "said so" in error.message


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (200, UnexpectedAnswer),
        (204, UnexpectedAnswer),
        (302, UnexpectedAnswer),
        (400, UnexpectedAnswer),
        (401, NeedsReconnecting),
        (403, MissingScope),
        (404, RemoteNotFound),
        (429, RateLimited),
        (500, Unavailable),
        (504, Unavailable),
    ],
)
@pytest.mark.parametrize("body", [b"", b"<html>", b"null", b'{"code": null}', b"\xff", b"[" * 9000])
def test_tiktoks_answer_without_an_envelope_is_judged_by_its_status(
    status: int, kind: type[VendorError], body: bytes
) -> None:
    answer = httpx.Response(status, content=body, headers={"x-tt-logid": "log-1"})
    with pytest.raises(VendorError) as refused:
        shop_client(Vendor([answer])).warehouses()
    assert type(refused.value) is kind
    assert (refused.value.status, refused.value.request_id) == (status, "log-1")


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (301, UnexpectedAnswer),
        (400, Refused),
        (401, NeedsReconnecting),
        (403, MissingScope),
        (404, RemoteNotFound),
        (409, Refused),
        (422, Refused),
        (429, RateLimited),
        (500, Unavailable),
        (503, Unavailable),
    ],
)
def test_bigcommerces_status_says_what_to_do(status: int, kind: type[VendorError]) -> None:
    headers = {"x-request-id": "bc-1"}
    with pytest.raises(VendorError) as refused:
        store_client(Vendor([bare({"title": "No."}, status, headers)])).order("5")
    error = refused.value
    assert type(error) is kind
    assert (error.vendor, error.status, error.request_id) == ("BigCommerce", status, "bc-1")
    assert error.message == "BigCommerce: No."


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"title": "Wrong", "errors": {"price": "too low"}}, "Wrong price: too low"),
        ({"title": None, "detail": "Because"}, "Because"),
        ([{"status": 400, "message": "A"}, {"status": 400, "message": "B"}], "A; B"),
        ([], "HTTP 400."),
        ({"errors": ["x"]}, "HTTP 400."),
        ("no", "HTTP 400."),
        ({"title": "x" * 9000}, "x" * 500),
    ],
)
def test_bigcommerces_own_words_come_through(body: object, message: str) -> None:
    with pytest.raises(Refused) as refused:
        store_client(Vendor([bare(body, 400)])).order("5")
    assert refused.value.message == f"BigCommerce: {message}"


def test_tiktoks_words_are_bounded() -> None:
    with pytest.raises(Refused) as refused:
        shop_client(Vendor([tiktok(99, message="x" * 10**6, request_id="r" * 999)])).warehouses()
    assert len(str(refused.value)) < 1000


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"x-rate-limit-time-reset-ms": "90000"}, 90.0),
        ({"retry-after": "75"}, 75.0),
        ({"x-rate-limit-time-reset-ms": "9" * 5000}, 0.0),
        ({"x-rate-limit-time-reset-ms": "soon", "retry-after": "Mon, 24 Nov 2025"}, 0.0),
        ({}, 0.0),
    ],
)
@pytest.mark.parametrize(
    "call",
    [
        lambda vendor, runtime: store_client(vendor, runtime).order("5"),
        lambda vendor, runtime: shop_client(vendor, runtime).warehouses(),
    ],
)
def test_how_long_to_wait_is_what_the_vendor_says(
    headers: dict[str, str], wait: float, call: Callable[[Vendor, FakeRuntime], object]
) -> None:
    vendor, runtime = Vendor([httpx.Response(429, headers=headers)]), FakeRuntime()
    with pytest.raises(RateLimited) as refused:
        call(vendor, runtime)
    assert refused.value.retry_after == wait
    # Nobody is made to wait for longer than a minute without being asked.
    assert (len(vendor.requests) == 1) == (wait > 60)


@pytest.mark.parametrize(
    ("date", "advice"),
    [
        (
            "Mon, 24 Nov 2025 15:00:00 GMT",
            "This machine's clock is 60 minutes ahead of TikTok Shop's",
        ),
        (
            "Mon, 24 Nov 2025 17:00:00 GMT",
            "This machine's clock is 60 minutes behind TikTok Shop's",
        ),
        ("Mon, 24 Nov 2025 16:03:00 GMT", "Check the app key and secret"),
        ("Mon, 24 Nov 2025 15:00:00", "Check the app key and secret"),
        ("soon", "Check the app key and secret"),
        ("", "Check the app key and secret"),
    ],
)
def test_a_refused_signature_tells_a_wrong_clock_from_a_wrong_secret(
    date: str, advice: str
) -> None:
    refusal = tiktok(106001, status=401)
    refusal.headers["date"] = date

    with pytest.raises(Refused) as caught:
        shop_client(Vendor([refusal])).warehouses()

    assert caught.value.what_to_do.startswith(advice)
