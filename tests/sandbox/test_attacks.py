"""What a careless script, a hostile request and a sudden end must not do to the sandbox."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.sandbox.tiktok_scene import opened
from tiktok_bc_sync.sandbox import Sandbox

LAMP = {
    "name": "Desk lamp",
    "sku": "LAMP-1",
    "price": 49,
    "weight": 1.2,
    "inventory_tracking": "product",
    "inventory_level": 5,
}
MUG = {"name": "Mug", "type": "physical", "weight": 1, "price": 9}


def ask(sandbox: Sandbox, method: str, path: str, body: object = None) -> httpx.Response:
    """Ask the store as its own API account."""
    with httpx.Client(transport=sandbox.transport()) as client:
        return client.request(
            method,
            f"https://sandbox.test/stores/{sandbox.store.store_hash}{path}",
            headers={"x-auth-token": sandbox.store.access_token},
            json=body,
        )


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "journal.jsonl"


# --- the journal --------------------------------------------------------------------------


def test_what_the_quota_refused_does_not_happen_after_a_restart(journal: Path) -> None:
    sandbox = Sandbox(journal=journal, quota=1)
    assert ask(sandbox, "GET", "/v2/store").status_code == 200
    assert ask(sandbox, "POST", "/v3/catalog/products", MUG).status_code == 429

    after = Sandbox(journal=journal)
    assert ask(after, "GET", "/v3/catalog/products").json()["data"] == []


def test_what_the_quota_let_in_happens_after_a_restart_with_less_of_it(journal: Path) -> None:
    sandbox = Sandbox(journal=journal)
    for number in range(4):
        made = ask(sandbox, "POST", "/v3/catalog/products", {**MUG, "name": f"Mug {number}"})
        assert made.status_code == 200

    after = Sandbox(journal=journal, quota=2)
    assert len(after.store.catalog.products) == 4
    after.store.quota = 100
    assert len(ask(after, "GET", "/v3/catalog/products").json()["data"]) == 4


def test_note_that_is_no_text_is_in_the_journal_too(journal: Path) -> None:
    sandbox = Sandbox(journal=journal)
    sandbox.load([LAMP])
    order = sandbox.buyer.orders("LAMP-1", note="half a smile \ud83d", once="order")
    after = Sandbox(journal=journal)
    assert after.buyer.orders("LAMP-1", once="order") == order
    assert after.shop.orders.get(order)["buyer_message"] == "half a smile \ud83d"


def test_what_can_not_be_written_down_does_not_happen(journal: Path) -> None:
    sandbox = Sandbox(journal=journal)
    with pytest.raises(TypeError, match="set"):
        sandbox.merchant.adds({**MUG, "custom_fields": {1, 2}})
    assert sandbox.store.catalog.products == {}
    assert Sandbox(journal=journal).store.catalog.products == {}


# --- verbs that say nonsense --------------------------------------------------------------

NONSENSE: dict[str, Callable[[Sandbox], object]] = {
    "stock below nothing": lambda sandbox: sandbox.merchant.edits("LAMP-1", stock=-4),
    "price below nothing": lambda sandbox: sandbox.merchant.edits("LAMP-1", price="-0.01"),
    "sale below nothing": lambda sandbox: sandbox.merchant.edits("LAMP-1", sale_price=-1),
    "price that is no number": lambda sandbox: sandbox.merchant.edits("LAMP-1", price=float("nan")),
    "weight without end": lambda sandbox: sandbox.merchant.edits("LAMP-1", weight=float("inf")),
    "part of a unit": lambda sandbox: sandbox.buyer.orders("LAMP-1", 1.5),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("what", NONSENSE)
def test_nonsense_is_refused_and_changes_nothing(what: str) -> None:
    sandbox = Sandbox()
    sandbox.load([LAMP])
    before = sandbox.seen.store_price("LAMP-1"), sandbox.seen.store_stock("LAMP-1")
    with pytest.raises(ValueError, match=r"number|negative"):
        NONSENSE[what](sandbox)
    assert (sandbox.seen.store_price("LAMP-1"), sandbox.seen.store_stock("LAMP-1")) == before
    assert sandbox.shop.orders.orders == {}


# --- requests -----------------------------------------------------------------------------


@pytest.mark.parametrize("body", [b'{"a":' * 100_000, b"[" * 100_000], ids=["objects", "lists"])
def test_body_without_end_is_refused_as_no_json(body: bytes) -> None:
    answer = opened("GB").ask("POST", "/product/202502/products/search", body, page_size="10")
    assert answer.status == 400
    assert "JSON" in answer.envelope["message"]


def arabic(digits: str) -> str:
    """The same number in Arabic digits, which Python takes for digits too."""
    return "".join(chr(0x660 + int(one)) for one in digits)


def test_other_scripts_digits_are_no_digits() -> None:
    scene = opened("GB")
    assert scene.create(scene.sku("LAMP-01", price=arabic("20"))).code == 12052065
    code = {"type": "EAN", "code": arabic("4006381333931")}
    assert scene.create(scene.sku("LAMP-01", identifier_code=code)).code == 12052070
    pages = scene.ask("POST", "/product/202502/products/search", {}, page_size=arabic("10"))
    assert pages.status == 400
