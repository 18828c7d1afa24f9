"""Brands and categories by name: a product holds only their ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from typing import TypeVar

from attrs import define, field

from tiktok_bc_sync.clients.bigcommerce.calls.calling import itself, whole
from tiktok_bc_sync.clients.bigcommerce.domain import nouns as domain
from tiktok_bc_sync.clients.bigcommerce.wire import answers as wire
from tiktok_bc_sync.clients.bigcommerce.wire import catalog as wire_catalog
from tiktok_bc_sync.clients.pages import Pages
from tiktok_bc_sync.clients.reading import Answered
from tiktok_bc_sync.models import Product

W = TypeVar("W")
Listing = Callable[[Mapping[str, str]], Pages[W]]
"""Lists what a query asks for."""
_FEW = 100
"""More ids than these are asked for by asking for all."""


@define
class Names:
    """What brands and categories are called, fetched once: all of them, or only the needed ones."""

    _list_brands: Listing[wire.BrandItem]
    _list_categories: Listing[wire.CategoryItem]
    _only_needed: bool = field(kw_only=True, alias="only_needed")
    _brands: dict[int, str] = field(factory=dict[int, str], init=False)
    _categories: dict[int, wire.CategoryItem] = field(
        factory=dict[int, wire.CategoryItem], init=False
    )
    _paths: Mapping[int, str] = field(factory=dict[int, str], init=False)
    _asked: set[int] = field(factory=set[int], init=False)
    _whole: bool = field(default=False, init=False)

    def product(self, item: wire.ProductItem) -> Product:
        """Make a product of what was learnt before."""
        return domain.product(item, self._brands, self._paths)

    async def learn_page(self, page: Answered[wire.Listed]) -> None:
        """Learn what the products of a page need."""
        if self._whole or not page.value.data:
            return
        found, _ = page.read_each("product", page.value.data, wire_catalog.Named, itself)
        categories = {one for item in found for one in item.categories or ()}
        await self.learn({item.brand_id or 0 for item in found}, categories)

    async def learn(self, brands: Set[int], categories: Set[int]) -> None:
        """Learn what some brands and categories are called."""
        new_brands, new = brands - self._brands.keys() - {0}, categories - self._asked
        if not self._only_needed or len(new_brands | new) > _FEW:
            await self._learn_all()
            return
        if new_brands:
            await self._learn_brands({"id:in": _listed(new_brands)})
        while new:  # a path holds the names of all the categories above
            found = await self._learn_categories({"category_id:in": _listed(new)})
            self._asked |= new
            new = {one.parent_id for one in found} - self._asked - {0}
        self._paths = domain.category_paths(self._categories.values())

    async def _learn_all(self) -> None:
        await self._learn_brands({})
        await self._learn_categories({})
        self._paths = domain.category_paths(self._categories.values())
        self._whole = True

    async def _learn_brands(self, query: Mapping[str, str]) -> None:
        self._brands.update([(one.id, one.name) async for one in self._list_brands(query)])

    async def _learn_categories(self, query: Mapping[str, str]) -> list[wire.CategoryItem]:
        found = await whole(self._list_categories(query))
        self._categories.update((one.category_id, one) for one in found)
        return found


def _listed(ids: Set[int]) -> str:
    return ",".join(str(one) for one in sorted(ids))
