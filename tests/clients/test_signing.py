"""Signatures of requests and webhooks, against vectors computed by others."""

from __future__ import annotations

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clients.fakes import APP_KEY, APP_SECRET
from tests.contracts.vendors import SIGNING
from tiktok_bc_sync.clients.tiktok import sign, verified, webhook_signature

STAMPED = [("app_key", APP_KEY), ("timestamp", "1764000000")]
VECTORS = [
    (
        "/authorization/202309/shops",
        STAMPED,
        b"",
        "8186bac8cf063c35aa60ec70f2abc7aeb273a1e870acf975d0b58c22286ccc6c",
    ),
    (
        "/order/202309/orders/search",
        [*STAMPED, ("shop_cipher", "ROW_abcDEF"), ("page_size", "50")],
        b'{"update_time_ge":1763990000}',
        "23df10e4d3f420e5a5f15ff38a9010cacd34817b3e85cdeeb028d0d295bd3504",
    ),
    (
        "/product/202309/brands",
        [*STAMPED, ("brand_name", "Saga form & co/å"), ("page_size", "10")],
        b"",
        "c2a14dcabeccd168f5969bb920c7e937e6d0efa27be353cb80b3d5c249080314",
    ),
    (
        "/seller/202309/shops",
        [*STAMPED, ("sign", "x"), ("access_token", "y")],
        b"",
        "f279384753171784017957bc9dfa109b9cdfb4906cdfb6d05e104599933e21ef",
    ),
]
WEBHOOK = b'{ "type" : 5 , "data" : { } }'
WEBHOOK_SIGNATURE = "3701a57001cdb1f92898fffc727d92cf61796d6fbb1b8229a4e9dde443085a32"


@pytest.mark.parametrize(("path", "query", "body", "expected"), VECTORS)
def test_request_has_the_signature_that_others_computed(
    path: str, query: list[tuple[str, str]], body: bytes, expected: str
) -> None:
    assert sign(APP_SECRET, path, query, body) == expected


def test_every_shared_vector_is_met() -> None:
    for one in SIGNING["requests"]:
        multipart = one["content_type"].startswith("multipart/")
        body = b"" if multipart else one["body"].encode()
        found = sign(one["app_secret"], one["path"], map(tuple, one["query"]), body)
        assert found == one["expected_sign"], one["name"]
    for one in SIGNING["webhooks"]:
        body = one["raw_body"].encode()
        found = webhook_signature(one["app_key"], one["app_secret"], body)
        assert found == one["expected_signature"], one["name"]
        assert verified(one["app_key"], one["app_secret"], body, one["expected_signature"])


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "é",
        "0" * 64,
        WEBHOOK_SIGNATURE.upper(),
        WEBHOOK_SIGNATURE[:-1],
        WEBHOOK_SIGNATURE + " ",
    ],
)
def test_webhook_with_another_signature_is_not_believed(authorization: str) -> None:
    assert not verified(APP_KEY, APP_SECRET, WEBHOOK, authorization)


@given(st.binary(max_size=40), st.binary(min_size=1, max_size=40))
def test_webhook_is_believed_for_its_very_bytes_alone(body: bytes, more: bytes) -> None:
    signature = webhook_signature(APP_KEY, APP_SECRET, body)
    assert verified(APP_KEY, APP_SECRET, body, signature)
    assert not verified(APP_KEY, APP_SECRET, body + more, signature)
    assert not verified(APP_KEY, APP_SECRET + "x", body, signature)


def test_webhook_signatures_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []
    real = hmac.compare_digest

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return real(one, other)

    monkeypatch.setattr(hmac, "compare_digest", compare)
    assert verified(APP_KEY, APP_SECRET, WEBHOOK, WEBHOOK_SIGNATURE)
    assert not verified(APP_KEY, APP_SECRET, WEBHOOK, "f" * 64)
    assert [other for _, other in compared] == [WEBHOOK_SIGNATURE.encode(), b"f" * 64]


def test_a_signature_that_is_no_text_is_wrong_and_nothing_worse() -> None:
    assert not verified(APP_KEY, APP_SECRET, WEBHOOK, "\udcff" * 64)
