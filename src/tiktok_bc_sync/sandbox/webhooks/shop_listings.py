"""What the fake shop tells of products: their life, their content and their stock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC
from types import MappingProxyType
from typing import Any

from attrs import field, frozen

from tiktok_bc_sync.sandbox.tiktok import TikTokService
from tiktok_bc_sync.sandbox.tiktok.listings.listings import Listings
from tiktok_bc_sync.sandbox.tiktok.shop.wire import Ids
from tiktok_bc_sync.sandbox.webhooks.events import Event, Json, Watch, pictures

_CREATED, _STATUS, _AUDIT = (
    "PRODUCT_CREATION",
    "PRODUCT_STATUS_CHANGE",
    "PRODUCT_AUDIT_STATUS_CHANGE",
)
_CONTENT, _CATEGORY = "PRODUCT_INFORMATION_CHANGE", "PRODUCT_CATEGORY_CHANGE"
_STOCK = "INVENTORY_CHANGED_BY_SHOP"
# What the webhook calls the parts of a product that it names; all else is "others".
_PARTS: Mapping[str, str] = MappingProxyType(
    {
        "title": "title",
        "description": "description",
        "main_images": "main_images",
        "product_attributes": "product_attributes",
        "size_chart": "size_chart_image",
    }
)
_OF_SKUS = ("seller_sku", "external_sku_id", "sales_attributes", "identifier_code")
_BY_INVITATION = "RESTRICTED_CATEGORY_PENDING"


def watches(shop: TikTokService, ids: Ids) -> tuple[Watch[Any], ...]:
    """Watch everything that is for sale, and how much of it there is."""
    listings = shop.listings

    def told_of_stock(key: str, was: _Stock | None, now: _Stock | None) -> Iterator[Event]:
        if was is not None and now is not None:
            yield Event(_STOCK, _moved(key, was, now, shop, ids.next("7501")))

    return (
        Watch(
            frozenset((_CREATED, _STATUS, _AUDIT, _CONTENT, _CATEGORY)),
            lambda before: pictures(listings.products, before, _Product.of),
            _of_product,
        ),
        Watch(frozenset((_STOCK,)), lambda _: _stocks(listings), told_of_stock),
    )


@frozen
class _Product:
    """``content`` and ``skus`` are what buyers see; an edit replaces and never changes them."""

    status: str
    audit: str
    reason: str
    update_time: int
    content: Json
    skus: list[Json]
    """What the webhook counts as the product's content of them, ``source`` being all."""
    source: list[Json] = field(eq=False, repr=False)

    @classmethod
    def of(cls, product: Json) -> _Product:
        reasons = [text for one in product["failed"] for text in one["reasons"]]
        return cls(
            product["status"],
            product["audit"],
            reasons[0] if reasons else "",
            product["update_time"],
            product["content"],
            [{name: sku.get(name) for name in _OF_SKUS} for sku in product["skus"]],
            product["skus"],
        )

    def shows(self, product: Json) -> bool:
        return (
            self.status == product["status"]
            and self.audit == product["audit"]
            and self.update_time == product["update_time"]
            and self.content is product["content"]
            and self.source is product["skus"]
        )


def _of_product(key: str, was: _Product | None, now: _Product | None) -> Iterator[Event]:
    if now is None:
        return
    # The models of three kinds have the id as a number, those of the other two as text.
    number = {"product_id": int(key)}
    since = {"update_time": now.update_time}
    if was is None:
        yield Event(_CREATED, {**number, **since})
    if was is None or was.audit != now.audit:
        yield Event(_AUDIT, {**number, "audit": _audit(now.audit), **since})
    if was is None:
        return
    failed = now.audit == "FAILED" and was.audit != "FAILED"
    if failed or was.status != now.status:
        said = {"status": _status(was, now), "suspended_reason": now.reason}
        yield Event(_STATUS, {**number, **said, **since})
    if fields := _changed(was, now):
        edit = {"change_source": "OPEN_API", "changed_fields": fields}
        yield Event(_CONTENT, {"product_id": key, **edit, **since})
    before, after = was.content["category_id"], now.content["category_id"]
    if before != after:
        move = {"previous_category_id": before, "current_category_id": after}
        yield Event(_CATEGORY, {"product_id": key, **move, **since})


def _audit(status: str) -> Json:
    if status == "PRE_APPROVED":
        return {"status": status, "pre_approved_reasons": [_BY_INVITATION]}
    return {"status": status}


def _status(was: _Product, now: _Product) -> str:
    if now.audit == "FAILED" and was.audit != "FAILED":
        return "PRODUCT_AUDIT_FAILURE"
    passed = was.status == "PENDING" and now.status == "ACTIVATE"
    return "PRODUCT_FIRST_PASS_REVIEW" if passed else "PRODUCT_STATUS_CHANGED"


def _changed(was: _Product, now: _Product) -> list[str]:
    if was.content is now.content and was.skus == now.skus:
        return []
    fields = [
        name
        for name in {**was.content, **now.content}
        if was.content.get(name) != now.content.get(name)
    ]
    found = {_PARTS.get(name, "others") for name in fields}
    return sorted(found | ({"others"} if was.skus != now.skus else set()))


# --- stock ---------------------------------------------------------------------------


@frozen
class _Stock:
    """Units of a SKU in all warehouses: free to be sold, and bound by orders not yet shipped."""

    available: int
    committed: int


def _stocks(listings: Listings) -> dict[str, _Stock]:
    return {
        f"{key} {sku['id']}": _Stock(sum(sku["inventory"].values()), sum(sku["committed"].values()))
        for key, product in listings.products.items()
        for sku in product["skus"]
    }


def _moved(key: str, was: _Stock, now: _Stock, shop: TikTokService, event_id: str) -> Json:
    """Return what is told of a change of stock. Campaigns and creators lock nothing in this shop."""
    product_id, sku_id = map(int, key.split())
    at = shop.clock.now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    free, bound = now.available - was.available, now.committed - was.committed
    return {
        "event_id": event_id,
        "occurred_at": at,
        "shop_id": int(shop.shop_id),
        "product_id": product_id,
        "sku_id": sku_id,
        "quantity_snapshot_after_change": {
            "total_quantity": now.available + now.committed,
            "total_available_quantity": now.available,
            "total_committed_quantity": now.committed,
            "in_shop_quantity": now.available,
            "campaign_locked_quantity": 0,
            "creator_locked_quantity": 0,
        },
        "change_detail": [
            {
                "idempotency_key": f"{event_id}-1",
                # The vendor's list of sources is not known here; these two words are ours.
                "trigger_source": "ORDER" if bound else "SELLER_UPDATE",
                "occurred_at": at,
                "total_quantity_delta": free + bound,
                "available_quantity_delta": free,
                "committed_quantity_delta": bound,
                "in_shop_quantity_delta": free,
                "campaign_locked_quantity_delta": 0,
                "creator_locked_quantity_delta": 0,
            }
        ],
    }
