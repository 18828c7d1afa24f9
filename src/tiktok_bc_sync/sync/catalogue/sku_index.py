"""Products found again by SKU: who carries which, BigCommerce's variants and the merchant's own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from attrs import field, frozen

from tiktok_bc_sync.models import OwnVariant, Product, ProductEdits
from tiktok_bc_sync.rules.text import normalized
from tiktok_bc_sync.storage import Delete, Stored, Table, Write
from tiktok_bc_sync.storage.record import LONGEST_KEY, is_storable
from tiktok_bc_sync.sync.records import SkuHolder, SkuRecord

Listed = tuple[Product, ProductEdits | None]
"""A product and what was typed about it for one shop."""


@frozen
class SkuIndex:
    """The look-up by SKU, as one shop of the store writes it."""

    table: Table[SkuRecord]
    shop_id: str

    async def writes(
        self, new: Collection[Listed], old: Collection[Listed]
    ) -> list[Write | Delete]:
        """Return the writes that make the look-up say of some products what they are now.

        ``old`` are the same products as they were; what other shops' merchants added stays.
        """
        wanted = _Wanted({product.id for product, _ in (*new, *old)}, self.shop_id)
        for product, edits in old:
            wanted.add(_holders(product, edits, self.shop_id), gone=True)
        for product, edits in new:
            wanted.add(_holders(product, edits, self.shop_id), gone=product.deleted)
        known = await self.table.get_many(sorted(wanted.holders))
        return [
            write
            for key, holders in wanted.holders.items()
            if (write := self._write(key, wanted.beside(known.get(key), holders), known.get(key)))
        ]

    def _write(
        self, key: str, holders: tuple[SkuHolder, ...], known: Stored[SkuRecord] | None
    ) -> Write | Delete | None:
        if known is None:
            return self.table.write(SkuRecord(key, holders), None) if holders else None
        if not holders:
            return Delete(self.table.kind.name, key, known.version)
        if known.value.holders == holders:
            return None
        return self.table.write(SkuRecord(key, holders), known.version)


@frozen
class _Wanted:
    """Who shall carry each SKU that some products have or had."""

    product_ids: Collection[str]
    shop_id: str
    holders: dict[str, list[SkuHolder]] = field(factory=dict[str, list[SkuHolder]], init=False)

    def add(self, holders: Iterable[SkuHolder], *, gone: bool) -> None:
        """Add who carries SKUs, or that they are no longer carried."""
        for one in holders:
            if key := sku_key(one.sku):
                listed = self.holders.setdefault(key, [])
                if not gone and one not in listed:
                    listed.append(one)

    def beside(
        self, known: Stored[SkuRecord] | None, holders: Iterable[SkuHolder]
    ) -> tuple[SkuHolder, ...]:
        """Return the holders with those others that stay, always in the same order."""
        others = [one for one in (known.value.holders if known else ()) if not self._ours(one)]
        return tuple(sorted((*others, *holders), key=_place))

    def _ours(self, holder: SkuHolder) -> bool:
        return holder.product_id in self.product_ids and holder.own_of in ("", self.shop_id)


def sku_key(sku: str) -> str:
    """Return the form in which a SKU is looked up; empty for one that can't be."""
    key = normalized(sku)
    return key if len(key) <= LONGEST_KEY and is_storable(key) else ""


def standing_for(own: OwnVariant, product: Product) -> str:
    """Return the id of the BigCommerce variant that is sold with the merchant's own one.

    It is the one with the same SKU, or the product's only one; empty where there is none.
    """
    key = normalized(own.sku)
    same = [one.id for one in product.variants if normalized(one.sku) == key]
    only = [one.id for one in product.variants if len(product.variants) == 1]
    return next(iter((*same, *only)), "")


def _holders(product: Product, edits: ProductEdits | None, shop_id: str) -> Iterator[SkuHolder]:
    carried = set[str]()
    for variant in product.variants:
        carried.add(normalized(variant.sku))
        yield SkuHolder(variant.sku, product.id, variant.id, product.title)
    for own in edits.own_variants if edits else ():
        if normalized(own.sku) not in carried:
            stands = standing_for(own, product)
            yield SkuHolder(own.sku, product.id, stands, product.title, own_of=shop_id)


def _place(holder: SkuHolder) -> tuple[str, str, str, str]:
    return holder.product_id, holder.variant_id, holder.own_of, holder.sku
