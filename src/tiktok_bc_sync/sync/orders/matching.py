"""Which variants the SKUs of an order may mean: the store's, the connector's own, and aliases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from tiktok_bc_sync.mapping.order_lines import ALIAS, OWN, Known, Near, SkuMatch, near_skus
from tiktok_bc_sync.rules.text import normalized
from tiktok_bc_sync.storage import Filter, Stored
from tiktok_bc_sync.sync.catalogue.sku_index import sku_key
from tiktok_bc_sync.sync.records import SkuHolder, SkuRecord, Tables
from tiktok_bc_sync.sync.records.orders import alias_key

# Candidates for an unknown SKU share this many first characters, and are looked for among so many.
_ALIKE = 2
_NEAR = 500
_LAST = "\uffff"


@frozen
class Matching:
    """The look-up of SKUs for one shop."""

    tables: Tables
    shop_id: str

    async def known(self, skus: Sequence[str]) -> Known:
        """Return the variants that may be meant by each SKU."""
        aliases = await self._aliases(skus)
        meant = {sku: aliases.get(alias_key(sku), "") for sku in skus}
        keys = {key for sku in (*skus, *meant.values()) if (key := sku_key(sku))}
        found = await self.tables.skus.get_many(sorted(keys))
        return {sku: tuple(self._matches(sku, meant[sku], found)) for sku in skus}

    async def near(self, known: Known) -> Near:
        """Return for each SKU that nothing has those that it may have been meant to be."""
        return {sku: await self._near(sku) for sku, found in known.items() if not found}

    async def _aliases(self, skus: Sequence[str]) -> Mapping[str, str]:
        keys = sorted({sku_key(sku) for sku in skus} - {""})
        found = await self.tables.aliases.get_many(keys)
        return {key: stored.value.sku for key, stored in found.items()}

    def _matches(
        self, sku: str, meant: str, found: Mapping[str, Stored[SkuRecord]]
    ) -> Iterator[SkuMatch]:
        for holder in self._holders(found.get(sku_key(sku))):
            yield _match(holder, OWN if holder.own_of else "")
        # An alias means the exact SKU, or the only one that is nearly the same.
        holders = list(self._holders(found.get(sku_key(meant)))) if meant else []
        exact = [one for one in holders if one.sku == meant]
        for holder in exact or holders:
            yield _match(holder, ALIAS)

    def _holders(self, record: Stored[SkuRecord] | None) -> Iterator[SkuHolder]:
        """Yield who carries a SKU; what another shop's merchant added is that shop's alone."""
        for holder in record.value.holders if record else ():
            if holder.own_of in ("", self.shop_id):
                yield holder

    async def _near(self, sku: str) -> Sequence[str]:
        """Return known SKUs that an unknown one may have been meant to be: they begin alike."""
        start = normalized(sku)[:_ALIKE]
        if not start or not sku_key(start):
            return ()
        among = (Filter("sku", "ge", start), Filter("sku", "lt", start + _LAST))
        page, _ = await self.tables.skus.find(*among, order_by="sku", limit=_NEAR)
        held = [one.sku for stored in page for one in self._holders(stored)]
        return near_skus(sku, list(dict.fromkeys(held)))


def _match(holder: SkuHolder, source: str) -> SkuMatch:
    return SkuMatch(holder.sku, holder.product_id, holder.variant_id, holder.title, source)
