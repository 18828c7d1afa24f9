"""The brands that products name, as TikTok knows them: asked for once a day, by name and category."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import aclosing
from datetime import datetime, timedelta

from attrs import field, frozen

from tiktok_bc_sync.errors import MissingScope, Refused
from tiktok_bc_sync.models import ListingBrand
from tiktok_bc_sync.rules.text import normalized
from tiktok_bc_sync.runtime import Call
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.records import FetchedBrands, Tables

_AGE = timedelta(days=1)
# A short name is part of very many others; its own is among the first.
_PAGES = 3

Named = tuple[str, str]
"""A category's id and the name of a brand."""


@frozen
class Brands:
    """What is known of brands by now."""

    context: Context
    tables: Tables
    known: dict[Named, tuple[ListingBrand, ...] | None] = field(
        factory=dict[Named, tuple[ListingBrand, ...] | None], repr=False
    )

    def of(self, category_id: str, name: str) -> tuple[ListingBrand, ...] | None:
        """Return the brands of a name; None where nobody asked, or TikTok does not say."""
        return self.known.get((category_id, normalized(name)))

    async def learn(self, wanted: Iterable[Named]) -> None:
        """Find out about brands: in the storage, else from TikTok, some at once."""
        missing = {(one, normalized(name)) for one, name in wanted} - self.known.keys()
        if not missing:
            return
        keys = {named: _key(named) for named in sorted(missing)}
        kept = await self.tables.brands.get_many(list(keys.values()))
        now = self.context.runtime.now()
        asked = list[Named]()
        for named, key in keys.items():
            stored = kept.get(key)
            if stored and now - stored.value.fetched_at < _AGE:
                self.known[named] = stored.value.brands
            else:
                asked.append(named)
        calls = [self._asking(named, now) for named in asked]
        await self.context.runtime.run_all(calls, limit=self.context.concurrency)

    def _asking(self, named: Named, now: datetime) -> Call[None]:
        return lambda: self._ask(named, now)

    async def _ask(self, named: Named, now: datetime) -> None:
        try:
            found = await self._same(named)
        except (Refused, MissingScope):  # a brand that is not judged blocks nothing
            self.known[named] = None
            return
        self.known[named] = found
        fetched = FetchedBrands(_key(named), found, now)
        await self.tables.brands.update(fetched.key, lambda _: fetched)

    async def _same(self, named: Named) -> tuple[ListingBrand, ...]:
        category_id, name = named
        found = list[ListingBrand]()
        listed = self.context.shop.brands(name=name, category_id=category_id)
        async with aclosing(listed.parts()) as parts:
            read = 0
            async for part in parts:
                found += [one for one in part.items if normalized(one.name) == name]
                read += 1
                if read == _PAGES:
                    break
        return tuple(found)


def _key(named: Named) -> str:
    return hashlib.sha256("/".join(named).encode()).hexdigest()
