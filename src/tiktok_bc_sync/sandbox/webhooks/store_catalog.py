"""What the fake store tells of products, their variants and their stock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from operator import is_
from typing import Any

import msgspec
from attrs import define, field, frozen

from tiktok_bc_sync.sandbox.bigcommerce import BigCommerceStore
from tiktok_bc_sync.sandbox.bigcommerce.catalog.catalog import is_simple
from tiktok_bc_sync.sandbox.webhooks.events import Event, Json, Watch

_STEPS = ("created", "updated", "deleted", "inventory/updated", "inventory/order/updated")
_SCOPES = frozenset(f"store/{kind}/{step}" for kind in ("product", "sku") for step in _STEPS)
# What is told in another way, or follows from something else.
_NOT_OWN = {"date_modified", "inventory_level", "variants", "options"}


def watches(store: BigCommerceStore) -> tuple[Watch[Any], ...]:
    """Watch everything in the catalogue that can be sold."""
    shelf = _Shelf(store)
    return (Watch(_SCOPES, shelf.look, shelf.tell),)


@frozen
class _Thing:
    """A product or a variant, as events name it; ``stock`` is None where it is not counted for it."""

    id: int
    own: bytes
    stock: int | None


@frozen
class _Product:
    stamp: datetime
    thing: _Thing
    variants: Mapping[int, _Thing]


@define
class _Shelf:
    """Takes pictures of products, anew of those only that changed."""

    store: BigCommerceStore
    _stamps: Sequence[datetime] = field(factory=list[datetime], init=False)
    _ordered: Sequence[datetime] = field(factory=list[datetime], init=False)
    _ordering: bool = field(default=False, init=False)

    def look(self, before: Mapping[str, _Product]) -> Mapping[str, _Product]:
        """Take pictures, and note whether orders changed too."""
        catalog, orders = self.store.catalog, list(self.store.orders.modified.values())
        self._ordering = not _same(self._ordered, orders)
        stamps, self._ordered = list(catalog.modified.values()), orders
        if before and _same(self._stamps, stamps):
            return before
        self._stamps = stamps
        return {
            str(key): self._picture(product, before.get(str(key)))
            for key, product in catalog.products.items()
        }

    def _picture(self, product: Json, old: _Product | None) -> _Product:
        stamp = self.store.catalog.modified[product["id"]]
        return old if old is not None and old.stamp is stamp else _picture(product, stamp)

    def tell(self, key: str, was: _Product | None, now: _Product | None) -> Iterator[Event]:
        """Say what became of a product and its variants."""
        ids = {"product_id": int(key)}
        yield from self._told("product", _thing_of(was), _thing_of(now), ids)
        before, after = _variants(was), _variants(now)
        for one in (*after, *(one for one in before if one not in after)):
            named = {**ids, "variant_id": one}
            yield from self._told("sku", before.get(one), after.get(one), named)

    def _told(
        self, kind: str, was: _Thing | None, now: _Thing | None, ids: Json
    ) -> Iterator[Event]:
        one = now or was
        if one is None:
            return
        data, named = {"type": kind, "id": one.id}, {"sku": ids} if kind == "sku" else {}
        if was is None or now is None:
            yield Event(f"store/{kind}/{'deleted' if was else 'created'}", {**data, **named})
            return
        if was.own != now.own:
            yield Event(f"store/{kind}/updated", {**data, **named})
        if now.stock is not None and was.stock != now.stock:
            stock = {"inventory": {**ids, "method": "absolute", "value": now.stock}}
            yield Event(f"store/{kind}/inventory/updated", {**data, **stock})
            if self._ordering:
                yield Event(f"store/{kind}/inventory/order/updated", {**data, **stock})


def _same(before: Sequence[datetime], now: Sequence[datetime]) -> bool:
    """Tell whether nothing changed: each change brings a new object, though it may show the same time."""
    return len(before) == len(now) and all(map(is_, before, now))


def _thing_of(product: _Product | None) -> _Thing | None:
    return product.thing if product else None


def _variants(product: _Product | None) -> Mapping[int, _Thing]:
    return product.variants if product else {}


def _picture(product: Json, stamp: datetime) -> _Product:
    counted, simple = product["inventory_tracking"], is_simple(product)
    whole = counted == "product" or (simple and counted != "none")
    variants: list[Json] = [] if simple else product["variants"]
    return _Product(
        stamp,
        _thing(product, product["id"], counted=whole),
        {
            one["id"]: _thing(one, one["sku_id"] or one["id"], counted=counted == "variant")
            for one in variants
        },
    )


def _thing(fields: Json, key: int, *, counted: bool) -> _Thing:
    own = {name: value for name, value in fields.items() if name not in _NOT_OWN}
    stock = (fields["inventory_level"] or 0) if counted else None
    return _Thing(key, msgspec.json.encode(own), stock)
