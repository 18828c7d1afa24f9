"""Whatever a vendor answers: a result, or an error of ours; never anything else."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TypeVar

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.clients import test_bigcommerce_answers as of_store
from tests.clients import test_bigcommerce_requests as store_calls
from tests.clients import test_tiktok_answers as of_shop
from tests.clients import test_tiktok_requests as shop_calls
from tests.clients.fakes import TOKEN, Vendor, everything, listed, ok, shop_client, store_client
from tiktok_bc_sync.clients import BigCommerce, TikTokShop
from tiktok_bc_sync.errors import VendorError

T = TypeVar("T")


def _asks(one: shop_calls.Asked | store_calls.Asked) -> Callable[[object], object]:
    def call(client: object) -> object:
        return getattr(client, one.call)(*one.args, **one.kwargs)

    return call


SHOP_CALLS: dict[str, Callable[[TikTokShop], object]] = {
    "exchange_code": lambda client: client.exchange_code("c"),
    "refresh_token": lambda client: client.refresh_token(TOKEN),
    "category_facts": lambda client: client.category_facts("5"),
    "upload_image": lambda client: client.upload_image(b"x", "a.png"),
    **{one.call: _asks(one) for one in shop_calls.TABLE},
}
STORE_CALLS: dict[str, Callable[[BigCommerce], object]] = {
    one.call: _asks(one) for one in store_calls.TABLE
}

STRANGE: st.SearchStrategy[object] = st.sampled_from(
    [
        "",
        "NaN",
        "Infinity",
        "-0",
        "1e999999",
        "1e9999999999999999999",
        "9" * 5000,
        "\x00",
        "é" * 300,
        "2025-11-24T16:00:00+99:99",
        "Mon, 99 Nov 0000 99:99:99 +9999",
        10**18,
        -(10**18),
        10**40,
        1e308,
        -1e-308,
        0,
        None,
        True,
        [],
        {},
        [None],
        [[]],
    ]
)
JSON = st.recursive(
    STRANGE | st.text(max_size=5) | st.integers() | st.floats(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
STATUSES = st.sampled_from(
    [200, 200, 200, 201, 204, 301, 400, 401, 403, 404, 409, 429, 500, 503, 599]
)
WHOLE: dict[str, object] = {
    "code": 0,
    "request_id": "r",
    "data": {
        **shop_calls.PRODUCT_BODY,
        "id": "9",
        "product_id": "9",
        "status": "ACTIVATE",
        "uri": "tos/x",
        "access_token": "a",
        "access_token_expire_in": 1,
        "refresh_token": "r",
        "refresh_token_expire_in": 1,
        "orders": [of_shop.ORDER],
        "return_orders": [of_shop.RETURN],
        "products": [{"id": "9", "skus": [{"price": {"currency": "GBP", "amount": "1"}}]}],
        "shops": [{"id": "1"}],
        "categories": [{"id": "5", "is_leaf": True}],
        "attributes": [{"id": "1", "values": [{"id": "2"}]}],
        "cod": {"is_supported": True},
        "warehouses": [{"id": "w"}],
        "shipping_providers": [{"id": "p"}],
        "errors": [{"code": 1, "message": "m", "detail": {"sku_id": "s"}}],
        "sku_eligibility": [{"line_item_eligibility": [{"request_type": "CANCEL"}]}],
        "skus": [{"id": "s1", "seller_sku": "24-UG04", "inventory": [{"quantity": 1}]}],
    },
}
STORE_BODIES: list[object] = [
    json.loads(listed([of_store.PRODUCT]).content),
    json.loads(of_store.BRANDS.content),
    json.loads(of_store.TREE.content),
    store_calls.STORE,
    store_calls.ORDER,
    [store_calls.ORDER],
    [{"id": 1, "order_id": 5, "items": [{"order_product_id": 1, "quantity": 2}]}],
    [{"currency_code": "GBP", "currency_exchange_rate": "0.79"}],
    store_calls.LINES,
]


def places(value: object) -> int:
    """How many values there are in a value, itself included."""
    if isinstance(value, dict):
        return 1 + sum(places(one) for one in value.values())
    return 1 + sum(places(one) for one in value) if isinstance(value, list) else 1


def replaced(value: object, place: int, by: object) -> object:
    """The value with what is at one of its places replaced."""
    if not place:
        return by
    place -= 1
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value if isinstance(value, list) else [])
    )
    found: list[tuple[object, object]] = []
    for key, one in items:
        inside = 0 <= place < places(one)
        found.append((key, replaced(one, place, by) if inside else one))
        place -= places(one)
    return dict(found) if isinstance(value, dict) else [one for _, one in found]


@st.composite
def mutated(draw: st.DrawFn, wholes: list[object]) -> bytes:
    """A good answer with one thing in it that is not."""
    whole = draw(st.sampled_from(wholes))
    place = draw(st.integers(0, places(whole) - 1))
    body = json.dumps(replaced(whole, place, draw(JSON))).encode()
    return body[: draw(st.integers(0, len(body)))] if draw(st.integers(0, 4)) == 0 else body


def bodies(wholes: list[object]) -> st.SearchStrategy[bytes]:
    return (
        st.binary(max_size=40)
        | JSON.map(lambda value: json.dumps(value).encode())
        | mutated(wholes)
        | mutated(wholes)
    )


def ends_well(call: Callable[[T], object], client: T) -> None:
    """The call gives something, or an error of ours that says something."""
    told = _told(call, client)
    assert told is None or told.message
    assert told is None or told.vendor in ("BigCommerce", "TikTok Shop")
    assert len(str(told)) < 2000


def _told(call: Callable[[T], object], client: T) -> VendorError | None:
    try:
        everything(call(client))
    except VendorError as error:
        return error
    return None


@pytest.mark.parametrize("name", SHOP_CALLS)
@given(data=st.data())
@settings(max_examples=12, deadline=None)
def test_shop_may_answer_anything(name: str, data: st.DataObject) -> None:
    answers = [
        httpx.Response(data.draw(STATUSES), content=data.draw(bodies([WHOLE]))) for _ in range(2)
    ]
    ends_well(SHOP_CALLS[name], shop_client(Vendor(answers)))


@pytest.mark.parametrize("name", STORE_CALLS)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_store_may_answer_anything(name: str, data: st.DataObject) -> None:
    answers = [
        httpx.Response(data.draw(STATUSES), content=data.draw(bodies(STORE_BODIES)))
        for _ in range(3)
    ]
    ends_well(STORE_CALLS[name], store_client(Vendor(answers)))


@pytest.mark.parametrize("name", SHOP_CALLS)
def test_shops_good_answer_is_read(name: str) -> None:
    """What the mutations start from is good, or they would prove little."""
    vendor = Vendor([httpx.Response(200, json=WHOLE)])
    if name in ("update_stock", "update_prices", "add_external_order"):
        with pytest.raises(VendorError, match="m"):
            SHOP_CALLS[name](shop_client(vendor))
    else:
        assert everything(SHOP_CALLS[name](shop_client(vendor))) is not None


@pytest.mark.parametrize(
    "body",
    [
        b'{"code":0,"data":{"orders":' + b"[" * 100_000,
        b'{"code":0,"data":' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"}",
        b'{"code":0,"data":{"orders":[' + b"[" * 50_000 + b"]" * 50_000 + b"]}}",
        b'{"code":' + b"9" * 100_000 + b"}",
        b'{"code":0,"data":{"orders":[{"id":"\\ud800"}]}}',
        b"\xef\xbb\xbf{}",
    ],
    ids=range(6),
)
def test_monstrous_answer_is_an_error_of_ours(body: bytes) -> None:
    vendor = Vendor([httpx.Response(200, content=body)])
    with pytest.raises(VendorError):
        everything(shop_client(vendor).search_orders())
    with pytest.raises(VendorError):
        everything(store_client(vendor).updated_orders())


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "x-request-id",
                "x-tt-logid",
                "retry-after",
                "x-rate-limit-requests-left",
                "x-rate-limit-time-reset-ms",
                "x-rate-limit-requests-quota",
                "x-rate-limit-time-window-ms",
                "content-type",
            ]
        ),
        st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20)
        | st.integers(-5, 10**20).map(str),
    ),
    STATUSES,
)
@settings(deadline=None)
def test_headers_may_say_anything(headers: dict[str, str], status: int) -> None:
    answer = httpx.Response(status, headers=headers, content=b"[]")
    ends_well(lambda client: client.updated_orders(), store_client(Vendor([answer])))
    ends_well(lambda client: client.warehouses(), shop_client(Vendor([answer, ok({})])))
