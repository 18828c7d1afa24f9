"""The demo's world: a sandbox that survives being killed, and what happens in it, each thing once."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random
from uuid import uuid4

from attrs import define, field, frozen

from tiktok_bc_sync.sandbox import Sandbox
from tiktok_bc_sync.sandbox.catalogue import Catalogue

UNKNOWN_SKU = "NOT-IN-BIGCOMMERCE"


@frozen
class Bought:
    """The orders that buyers placed, named by what becomes of them."""

    ships: str
    cancelled: str
    returned: str
    discounted: str
    platform: str
    unknown: str

    @property
    def all(self) -> tuple[str, ...]:
        """Every order's id."""
        return (
            self.ships,
            self.cancelled,
            self.returned,
            self.discounted,
            self.platform,
            self.unknown,
        )


@define
class World:
    """Both marketplaces with their people. Each thing happens once, however often the demo is run."""

    sandbox: Sandbox
    random: Random = field(repr=False)

    @classmethod
    def open(cls, home: Path, catalogue: Catalogue, seed: int) -> World:
        """Go on with the world kept in a folder, or begin one with a catalogue."""
        named = home / "store.txt"
        if not named.exists():  # a new world is a new store, whatever an older storage remembers
            named.write_text(f"demo{uuid4().hex[:8]}", encoding="ascii")
        sandbox = Sandbox(
            region="GB",
            currency="USD",
            store_hash=named.read_text(encoding="ascii"),
            journal=home / "sandbox.jsonl",
        )
        sandbox.load(catalogue.products, catalogue.categories, once="catalogue")
        return cls(sandbox, Random(seed))  # noqa: S311 - a story to replay, no secret

    def rejects_one(self, product_ids: Sequence[str]) -> None:
        """Let TikTok's review turn one product down."""
        if product_ids:
            self.sandbox.vendor.rejects(
                self.random.choice(product_ids),
                "The main picture shows a logo of another brand.",
                once="rejection",
            )

    def reviews(self) -> int:
        """Let TikTok's review look at everything that waits."""
        return self.sandbox.vendor.reviews()

    def merchant_edits(self, skus: Sequence[str]) -> str:
        """Let the merchant change one price and another product's stock; say which, if it is news."""
        if self.sandbox.script.happened("stock"):
            return ""
        dearer, restocked = self.random.choice(skus), self.random.choice(skus)
        price = self.sandbox.seen.store_price(dearer) * Decimal("1.1")
        cents = price.quantize(Decimal("0.01"), ROUND_HALF_UP)
        self.sandbox.merchant.edits(dearer, price=str(cents), once="price")
        self.sandbox.merchant.edits(restocked, stock=77, once="stock")
        return f"{dearer} becomes dearer, {restocked} is restocked"

    def buyers_order(self, skus: Sequence[str]) -> Bought:
        """Let buyers order: SKUs that are listed, and one that is not."""

        def pick() -> str:
            return self.random.choice(skus)

        buyer = self.sandbox.buyer
        return Bought(
            ships=buyer.orders(pick(), 2, shipping_fee="3.99", once="order 1"),
            cancelled=buyer.orders((pick(), 1), (pick(), 1), once="order 2"),
            returned=buyer.orders(pick(), 1, once="order 3"),
            discounted=buyer.orders(
                pick(), 2, seller_discount="1.00", platform_discount="0.50", once="order 4"
            ),
            platform=buyer.orders(pick(), 1, platform_ships=True, once="order 5"),
            unknown=buyer.orders(UNKNOWN_SKU, 1, once="order 6"),
        )

    def merchant_ships(self, store_order_id: str) -> None:
        """Let the merchant send an order from BigCommerce."""
        self.sandbox.merchant.ships(
            store_order_id, carrier="Royal Mail", tracking_number="RM123456789GB", once="shipment"
        )

    def order_arrives(self, order_id: str) -> None:
        """Let the carrier deliver an order."""
        self.sandbox.vendor.moves(order_id, "DELIVERED", once=f"delivery {order_id}")

    def buyer_returns(self, order_id: str) -> None:
        """Let the buyer send an order back."""
        self.sandbox.buyer.returns(order_id, once="return")
