"""A sandbox with a journal goes on where an earlier one ended, however suddenly."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sandbox.bigcommerce_scene import CARD, CATEGORIES, LAMP, MUG, Caller
from tests.sandbox.tiktok_scene import LAMPS, PRODUCTS, WAREHOUSE, sign
from tiktok_bc_sync.sandbox import Sandbox
from tiktok_bc_sync.sandbox.images import picture

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
Step = Callable[[Sandbox], object]


def ticking() -> Callable[[], datetime]:
    """Return a clock that is a little later whenever one looks at it."""
    time = [NOON]

    def now() -> datetime:
        time[0] += timedelta(milliseconds=137)
        return time[0]

    return now


def opened(journal: Path, *, late: bool = False) -> Sandbox:
    """Open a sandbox on a journal, on the same day or long after."""
    wall = ticking()
    shift = timedelta(days=400) if late else timedelta()
    return Sandbox(journal=journal, wall=lambda: wall() + shift, review_after=timedelta(minutes=10))


def told(sandbox: Sandbox) -> object:
    """Return everything that callers and people can see, but for the time."""
    caller = Caller(sandbox)
    orders = caller.get("/v2/orders") or []
    seen = {
        "products": caller.get("/v3/catalog/products", include="variants,images"),
        "brands": caller.get("/v3/catalog/brands"),
        "orders": [
            (one, *(caller.get(f"/v2/orders/{one['id']}/{part}") for part in _PARTS))
            for one in orders
        ],
        "tokens": {key: value for key, value in sandbox.env().items() if "TOKEN" in key},
        "ahead": sandbox.clock.ahead,
        "bought": sandbox.shop.orders.orders,
        "listings": sandbox.shop.listings.products,
        "webhooks": sandbox.shop.subscriptions.webhooks,
        "due": [
            (one.number, one.event, one.attempt, json.loads(one.body)["data"])
            for one in sandbox.deliveries.due()
        ],
    }
    return deepcopy(seen)


_PARTS = ("products", "shipments", "shipping_addresses")


# --- what may happen -----------------------------------------------------------------------


def loads(sandbox: Sandbox) -> None:
    sandbox.load([LAMP, MUG, CARD], CATEGORIES, once="catalogue")


def posts_an_order(sandbox: Sandbox) -> None:
    address = {"first_name": "Ada", "email": "ada@example.com"}
    body = {"billing_address": address, "products": [{"name": "A", "quantity": 1}]}
    body["products"] = [{"name": "Ü", "quantity": 2, "price_inc_tax": "1.5", "price_ex_tax": "1"}]
    Caller(sandbox).post("/v2/orders", **body)


def is_refused(sandbox: Sandbox) -> None:
    answer = Caller(sandbox).http.post("/v3/catalog/products", content=b"\xff\x00 no JSON")
    assert answer.status_code == 400


def edits(sandbox: Sandbox) -> None:
    if sandbox.script.happened("catalogue"):
        sandbox.merchant.edits("LAMP-BLACK", price=Decimal("51.25"), stock=7)


def ships(sandbox: Sandbox) -> None:
    for order in sandbox.seen.store_orders():
        if order.status != "Shipped":
            sandbox.merchant.ships(order.id, carrier="DPD", tracking_number="1")


def ships_a_unit(sandbox: Sandbox) -> None:
    for order in sandbox.seen.store_orders():
        (line,) = Caller(sandbox).get(f"/v2/orders/{order.id}/products")
        if line["quantity"] > line["quantity_shipped"]:
            sandbox.merchant.ships(
                order.id, carrier="ups", tracking_number="2", items={line["id"]: 1}
            )


def buys(sandbox: Sandbox) -> None:
    sandbox.buyer.orders(("LAMP-BLACK", 1), ("MUG-1", 2), shipping_fee="3.99")


def is_bought_from_once(sandbox: Sandbox) -> None:
    sandbox.buyer.orders("MUG-1", 1, address={"name": "Ada Ä"}, once="first")


def days_pass(sandbox: Sandbox) -> None:
    sandbox.clock.passes(days=3, hours=1)


def is_delivered(sandbox: Sandbox) -> None:
    for order_id in sandbox.shop.orders.orders:
        sandbox.vendor.moves(order_id, "DELIVERED")


def renews_tokens(sandbox: Sandbox) -> None:
    env = sandbox.env()
    http = httpx.Client(transport=sandbox.transport())
    params = {
        "app_key": env["TIKTOK_APP_KEY"],
        "app_secret": env["TIKTOK_APP_SECRET"],
        "refresh_token": env["TIKTOK_REFRESH_TOKEN"],
        "grant_type": "refresh_token",
    }
    http.get("https://sandbox.test/api/v2/token/refresh", params=params)


def called(sandbox: Sandbox, path: str, body: bytes, kind: str) -> Any:
    """Send a signed POST to the shop, as its app does."""
    env = sandbox.env()
    time = str(int(sandbox.clock.wall().timestamp()))
    query = {"app_key": env["TIKTOK_APP_KEY"], "timestamp": time}
    query["shop_cipher"] = sandbox.shop.shop_cipher
    signed = body if kind == "application/json" else b""
    query["sign"] = sign(env["TIKTOK_APP_SECRET"], path, query.items(), signed)
    headers = {"x-tts-access-token": env["TIKTOK_ACCESS_TOKEN"], "content-type": kind}
    http = httpx.Client(transport=sandbox.transport(), base_url="https://sandbox.test")
    answer = http.post(path, params=query, content=body, headers=headers).json()
    assert answer["code"] == 0, answer
    return answer["data"]


def uploads_a_picture(sandbox: Sandbox) -> str:
    parts = httpx.Request("POST", "https://x", files={"data": ("a.png", picture("/a"))})
    kind = parts.headers["content-type"]
    data = called(sandbox, "/product/202309/images/upload", parts.read(), kind)
    return str(data["uri"])


def lists_a_product(sandbox: Sandbox) -> None:
    renews_tokens(sandbox)
    sku = {
        "seller_sku": "MUG-1",
        "price": {"currency": "GBP", "amount": "20"},
        "inventory": [{"warehouse_id": WAREHOUSE, "quantity": 9}],
    }
    body = {
        "title": "A lamp that shines in the evening",
        "description": "<p>It shines.</p>",
        "category_id": LAMPS,
        "category_version": "v1",
        "main_images": [{"uri": uploads_a_picture(sandbox)}],
        "package_weight": {"value": "1.5", "unit": "KILOGRAM"},
        "skus": [sku],
    }
    called(sandbox, PRODUCTS, json.dumps(body).encode(), "application/json")


def minutes_pass(sandbox: Sandbox) -> None:
    sandbox.clock.passes(minutes=11)


def looks_at_the_shop(sandbox: Sandbox) -> None:
    httpx.Client(transport=sandbox.transport()).get("https://sandbox.test/order/202309/orders")


def reviews(sandbox: Sandbox) -> None:
    sandbox.vendor.reviews()


def listens(sandbox: Sandbox) -> None:
    address = "https://app.test/"
    sandbox.developer.listens(address, "ORDER_STATUS_CHANGE", "PRODUCT_AUDIT_STATUS_CHANGE")
    Caller(sandbox).post("/v3/hooks", scope="store/product/*", destination=address)


def takes_webhooks(sandbox: Sandbox) -> None:
    sandbox.deliver(lambda *_: 200)


def takes_no_webhooks(sandbox: Sandbox) -> None:
    sandbox.deliver(lambda *_: 500)


STEPS: tuple[Step, ...] = (
    loads,
    posts_an_order,
    is_refused,
    edits,
    ships,
    ships_a_unit,
    buys,
    is_bought_from_once,
    days_pass,
    is_delivered,
    renews_tokens,
    lists_a_product,
    minutes_pass,
    looks_at_the_shop,
    reviews,
    listens,
    takes_webhooks,
    takes_no_webhooks,
)


# --- what must hold ------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(steps=st.lists(st.sampled_from(STEPS), max_size=12))
def test_whatever_happened_happens_again(
    steps: list[Step], tmp_path_factory: pytest.TempPathFactory
) -> None:
    journal = tmp_path_factory.mktemp("sandbox") / "journal.jsonl"
    first = opened(journal)
    for step in steps:
        step(first)

    again = opened(journal, late=True)

    for one in (first, again):
        one.clock.passes(days=60)  # whatever is still due comes true in both
    assert told(again) == told(first)


def test_pictures_and_tokens_are_kept(tmp_path: Path) -> None:
    first = opened(tmp_path / "journal")
    uploads_a_picture(first)
    renews_tokens(first)
    uploads_a_picture(first)

    again = opened(tmp_path / "journal")

    assert again.env() == first.env()
    assert again.shop.pictures.pictures == first.shop.pictures.pictures
    assert uploads_a_picture(again) == uploads_a_picture(first)


def test_both_go_on_alike(tmp_path: Path) -> None:
    first = opened(tmp_path / "journal")
    for step in STEPS:
        step(first)
    copy = tmp_path / "copy"
    copy.write_bytes((tmp_path / "journal").read_bytes())

    again = opened(copy)

    assert first.buyer.orders("CARD", 1) == again.buyer.orders("CARD", 1)
    ids = [one.merchant.adds({"name": "New", "sku": "NEW", "price": 1}) for one in (first, again)]
    assert ids[0] == ids[1]


def test_a_torn_last_line_is_cut_off(tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    first = opened(journal)
    loads(first)
    before = told(first)
    whole = journal.read_bytes()
    first.buyer.orders("MUG-1", 1, once="bought")
    line = journal.read_bytes()[len(whole) :]

    for length in (1, len(line) // 2, len(line) - 1):
        journal.write_bytes(whole + line[:length])
        again = opened(journal)
        assert told(again) == before
        assert journal.read_bytes() == whole
        assert not again.script.happened("bought")


def test_a_broken_line_in_the_middle_is_told(tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    days_pass(opened(journal))
    first, *rest = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(first + b"{no JSON\n" + b"".join(rest))

    with pytest.raises(ValueError, match="line 2"):
        opened(journal)


def test_a_journal_of_another_sandbox_is_refused(tmp_path: Path) -> None:
    Sandbox(journal=tmp_path / "journal", region="GB")

    with pytest.raises(ValueError, match="another sandbox"):
        Sandbox(journal=tmp_path / "journal", region="US")


def test_reading_is_not_written_down(tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    sandbox = opened(journal)
    loads(sandbox)
    before = journal.read_bytes()

    told(sandbox)
    sandbox.buyer.orders("MUG-1", 1, once="bought")
    once = journal.read_bytes()
    sandbox.buyer.orders("MUG-1", 1, once="bought")

    assert once.startswith(before)
    assert [json.loads(one)["verb"] for one in once[len(before) :].splitlines()] == [
        ["Buyer", "orders"]
    ]
    assert journal.read_bytes() == once


def test_what_was_done_once_stays_done_after_a_restart(tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    first = opened(journal)
    order = first.buyer.orders("MUG-1", 1, once="first order")
    other = first.buyer.orders("MUG-1", 1)

    again = opened(journal)

    assert again.script.happened("first order")
    assert again.buyer.orders("MUG-1", 5, once="first order") == order
    assert list(again.shop.orders.orders) == [order, other]


def test_a_verb_that_fails_is_not_done_and_may_be_tried_again(tmp_path: Path) -> None:
    sandbox = opened(tmp_path / "journal")
    with pytest.raises(LookupError):
        sandbox.merchant.edits("MUG-1", stock=3, once="restock")

    loads(sandbox)
    sandbox.merchant.edits("MUG-1", stock=3, once="restock")

    assert opened(tmp_path / "journal").seen.store_stock("MUG-1") == 3


def test_what_a_killed_process_was_told_is_there(tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    script = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from tiktok_bc_sync.sandbox import Sandbox\n"
        "sandbox = Sandbox(journal=Path(sys.argv[1]))\n"
        "print(sandbox.buyer.orders('MUG-1', 1), flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )

    killed = subprocess.run(
        [sys.executable, "-c", script, str(journal)], capture_output=True, text=True, check=False
    )

    assert killed.returncode == -signal.SIGKILL
    assert list(Sandbox(journal=journal).shop.orders.orders) == [killed.stdout.strip()]
