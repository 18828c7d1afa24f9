"""The fake shop's products and the life they lead: submitted, reviewed, edited, sold from.

A product is a dict: ``content`` is what buyers see, ``skus`` what they can buy. An edit of a product
that was live once waits in ``review`` while the old content stays; ``draft`` waits for nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from operator import itemgetter

from attrs import define, field

from tiktok_bc_sync.sandbox.core import Clock
from tiktok_bc_sync.sandbox.tiktok.categories.categories import Categories
from tiktok_bc_sync.sandbox.tiktok.shop.wire import PRODUCT_UNKNOWN, Ids, Json, Refused

REVIEWED_ONCE = ("ACTIVATE", "SELLER_DEACTIVATED", "PLATFORM_DEACTIVATED")
BY_UPDATE = itemgetter("update_time", "id")
_AT_ONCE = ("price", "list_price", "inventory", "committed", "verified", "restocks")


@define
class Listings:
    """Products by id."""

    clock: Clock
    ids: Ids
    categories: Categories
    review_after: timedelta | None = None
    products: dict[str, Json] = field(factory=dict[str, Json])
    keys: dict[str, str] = field(factory=dict[str, str])
    own: dict[str, tuple[str, str]] = field(factory=dict[str, tuple[str, str]])
    rejections: dict[str, str] = field(factory=dict[str, str])
    _own_ids: dict[tuple[str, str], str] = field(factory=dict[tuple[str, str], str])
    _waiting: dict[str, int] = field(factory=dict[str, int])
    _by_sku: dict[str, dict[str, None]] = field(factory=dict[str, dict[str, None]])
    _ordered: list[Json] = field(factory=list[Json])
    _in_order: bool = True

    # --- looking things up -----------------------------------------------------------

    def get(self, product_id: str) -> Json:
        """Return a product, deleted or not."""
        product = self.products.get(product_id)
        if product is None:
            raise Refused(PRODUCT_UNKNOWN, "The product does not exist")
        return product

    def of_seller_sku(self, seller_sku: str) -> Iterator[tuple[Json, Json]]:
        """Yield products and SKUs that carry a seller SKU now, live ones first."""
        found = [
            (product, sku)
            for product_id in self._by_sku.get(seller_sku, ())
            for product in (self.products[product_id],)
            for sku in product["skus"]
            if sku["seller_sku"] == seller_sku
        ]
        yield from sorted(found, key=lambda one: one[0]["status"] != "ACTIVATE")

    def skus_by_id(self) -> dict[str, Json]:
        """Return all SKUs that can be sold or could be again, by their ids."""
        kept = (one for one in self.products.values() if one["status"] != "DELETED")
        return {sku["id"]: sku for product in kept for sku in product["skus"]}

    def sku(self, product_id: str, sku_id: str) -> Json | None:
        """Return one SKU of a product, if both are there."""
        skus: list[Json] = self.products[product_id]["skus"] if product_id in self.products else []
        return next((one for one in skus if one["id"] == sku_id), None)

    def by_update(self) -> Sequence[Json]:
        """Return all products, last updated last; they are sorted again only after a change."""
        if not self._in_order or len(self._ordered) != len(self.products):
            self._ordered, self._in_order = sorted(self.products.values(), key=BY_UPDATE), True
        return self._ordered

    def updated(self, product: Json, at: int | None = None) -> None:
        """Note when a product changed: now, or in Unix seconds."""
        product["update_time"] = self.clock.unix if at is None else at
        self._in_order = False

    def own_id(self, within: str, name: str) -> str:
        """Return the id of the seller's own attribute or value of that name."""
        key = (within, name)
        if key not in self._own_ids:
            self._own_ids[key] = self.ids.next("98")
            self.own[self._own_ids[key]] = key
        return self._own_ids[key]

    # --- submitting ------------------------------------------------------------------

    def create(self, content: Json, skus: list[Json], *, draft: bool) -> Json:
        """Add a product, as a draft or for review."""
        now = self.clock.unix
        product: Json = {
            "id": self.ids.next("17294", 19),
            "create_time": now,
            "update_time": now,
            "status": "DRAFT",
            "audit": "NONE",
            "failed": [],
            "content": content,
            "skus": skus,
            "review": None,
            "draft": None,
        }
        self.products[product["id"]] = product
        self.updated(product)
        self._index(product)
        if not draft:
            self.submit(product)
        return product

    def edit(self, product: Json, content: Json, skus: list[Json], *, draft: bool) -> None:
        """Take in an edit: price and stock at once, the rest when it passes the review."""
        version = {"content": content, "skus": skus}
        self.updated(product)
        if product["status"] in REVIEWED_ONCE and not draft:
            self._apply_at_once(product, skus)
            if _seen(version) != _seen(product["review"] or product):
                product.update(review=version, draft=None)
                self.submit(product)
        elif product["status"] in REVIEWED_ONCE:
            product["draft"] = version
        else:
            product.update(version)
            product["status"] = "DRAFT" if draft else product["status"]
            self._index(product)
            if not draft:
                self.submit(product)

    def submit(self, product: Json) -> None:
        """Put a product, or its new version, into the queue of the reviewers."""
        product.update(audit="AUDITING", failed=[])
        self.updated(product)
        if product["review"] is None:
            product["status"] = "PENDING"
        self._waiting[product["id"]] = self.clock.unix

    def resubmit(self, product: Json) -> None:
        """Put a product that was off the shelf into the queue, in its newest version."""
        if product["review"] is not None:
            self._publish(product)
        self.submit(product)

    def hide(self, product: Json) -> None:
        """Take a product off the shelf; an edit under review stays there."""
        product["status"] = "SELLER_DEACTIVATED"
        self.updated(product)
        if product["review"] is None:
            product["audit"] = "NONE"

    def delete(self, product: Json) -> None:
        """Throw a product into the bin; an edit under review is gone for good."""
        self._waiting.pop(product["id"], None)
        product.update(status="DELETED", audit="NONE", review=None, draft=None)
        self.updated(product)

    def _apply_at_once(self, product: Json, skus: list[Json]) -> None:
        given = {sku["id"]: sku for sku in skus}
        for sku in product["skus"]:
            if sku["id"] in given:
                sku.update({name: given[sku["id"]][name] for name in _AT_ONCE})

    def _index(self, product: Json) -> None:
        for sku in product["skus"]:
            self._by_sku.setdefault(sku["seller_sku"], {})[product["id"]] = None

    # --- reviewing -------------------------------------------------------------------

    def review_all(self) -> int:
        """Review everything that waits, and return how many products passed."""
        return sum(self._review(product_id, self.clock.unix) for product_id in list(self._waiting))

    def settle(self) -> None:
        """Review what has waited long enough, as of the moment when it had."""
        if self.review_after is None:
            return
        wait = int(self.review_after.total_seconds())
        for product_id, since in list(self._waiting.items()):
            if since + wait <= self.clock.unix:
                self._review(product_id, since + wait)

    def _review(self, product_id: str, at: int) -> bool:
        product = self.products[product_id]
        if self._by_invitation_only(product):
            return False
        del self._waiting[product_id]
        self.updated(product, at)
        if reason := self._rejection(product):
            self._fail(product, reason)
            return False
        if product["review"] is not None:
            self._publish(product)
        else:
            product["status"] = "ACTIVATE"
        product["audit"] = "APPROVED"
        return True

    def _by_invitation_only(self, product: Json) -> bool:
        """Keep what passes but may not be shown before the shop was admitted to the category."""
        version = product["review"] or product
        waits = self.categories.by_invitation(version["content"]["category_id"])
        if waits:
            product["audit"] = "PRE_APPROVED"
        return waits

    def _rejection(self, product: Json) -> str | None:
        version = product["review"] or product
        keys = [product["id"], *(sku["seller_sku"] for sku in version["skus"])]
        found = [self.rejections.pop(key) for key in keys if key in self.rejections]
        return found[0] if found else None

    @staticmethod
    def _fail(product: Json, reason: str) -> None:
        if product["review"] is None:
            product["status"] = "FAILED"
        product.update(audit="FAILED", review=None)
        product["failed"] = [
            {
                "listing_platform": "TIKTOK_SHOP",
                "position": "Product",
                "reasons": [reason],
                "suggestions": [f"Mend this and submit the product again: {reason}"],
            }
        ]

    def _publish(self, product: Json) -> None:
        """Let the new version take the old one's place; what was sold meanwhile stays sold."""
        now = {sku["id"]: sku for sku in product["skus"]}
        for sku in product["review"]["skus"]:
            old = now.get(sku["id"], sku)
            sku.update({name: old[name] for name in _AT_ONCE})
        product.update(product["review"], review=None)
        self._index(product)


def _seen(version: Json) -> Json:
    """Return what reviewers look at: all but price and stock."""
    skus = [{key: sku[key] for key in sku if key not in _AT_ONCE} for sku in version["skus"]]
    return {"content": version["content"], "skus": skus}
