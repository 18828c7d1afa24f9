"""Aliases: seller SKUs on TikTok that stand for SKUs of BigCommerce's, as the merchant says."""

from __future__ import annotations

from attrs import frozen

from tiktok_bc_sync.errors import InvalidInput, NotFound
from tiktok_bc_sync.models import AliasPage, SkuAlias
from tiktok_bc_sync.rules.text import normalized
from tiktok_bc_sync.runtime import Blocking, blocking
from tiktok_bc_sync.storage import Filter
from tiktok_bc_sync.sync.catalogue.sku_index import sku_key
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.records import SkuHolder, Tables
from tiktok_bc_sync.sync.records.orders import alias_key


@frozen
class AsyncAliases:
    """The merchant's aliases of one shop; orders that failed for want of one are made by the next fetch."""

    context: Context

    async def add(self, alias: str, sku: str) -> SkuAlias:
        """Let a seller SKU on TikTok stand for a SKU that BigCommerce has; the same again changes nothing.

        An alias that there is already means the new SKU from now on. Raises `InvalidInput` where nothing,
        or more than one variant, has the SKU, and for an alias that can't be looked up.
        """
        tables = await self.context.tables()
        key = sku_key(alias)
        if not key:
            raise InvalidInput("An alias has 1 to 255 characters.", field="alias")
        holder = await self._holder(tables, sku)
        if normalized(holder.sku) == key:
            raise InvalidInput(f"{alias!r} is the SKU itself.", field="alias")
        wanted = SkuAlias(alias.strip(), holder.sku)
        return (await tables.aliases.update(key, lambda _: wanted)).value

    async def remove(self, alias: str) -> None:
        """Remove an alias. Raises `NotFound`."""
        tables = await self.context.tables()
        stored = await tables.aliases.get(sku_key(alias)) if sku_key(alias) else None
        if stored is None:
            raise NotFound(f"There is no alias {alias!r}.")
        await tables.aliases.delete(alias_key(stored.value.alias), stored.version)

    async def list(
        self, search: str = "", *, limit: int = 100, after: str | None = None
    ) -> AliasPage:
        """Return a page of aliases in their order; ``search`` is a part of the alias."""
        tables = await self.context.tables()
        part = normalized(search)
        where = (Filter("alias", "contains", part),) if part else ()
        found, following = await tables.aliases.find(
            *where, order_by="alias", limit=limit, after=after
        )
        return AliasPage(tuple(stored.value for stored in found), following)

    async def _holder(self, tables: Tables, sku: str) -> SkuHolder:
        stored = await tables.skus.get(sku_key(sku)) if sku_key(sku) else None
        # The store's own variants alone: what stands for another SKU must be there to be sold.
        holders = [one for one in stored.value.holders if not one.own_of] if stored else []
        exact = [one for one in holders if one.sku == sku]
        found = exact or holders
        if len(found) != 1:
            carried = "no variant" if not found else f"{len(found)} variants"
            raise InvalidInput(
                f"The SKU {sku!r} is carried by {carried} of BigCommerce's.",
                field="sku",
                what_to_do="Give a SKU that exactly one variant has, and pull products first.",
            )
        return found[0]


class Aliases(Blocking[AsyncAliases]):
    """The merchant's aliases of one shop."""

    add = blocking(AsyncAliases.add)
    remove = blocking(AsyncAliases.remove)
    list = blocking(AsyncAliases.list)
