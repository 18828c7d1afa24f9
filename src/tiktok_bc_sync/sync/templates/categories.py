"""TikTok's categories: chosen from the shop's tree, kept for a day, read anew on demand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from attrs import frozen

from tiktok_bc_sync.errors import (
    InvalidInput,
    NeedsReconnecting,
    RateLimited,
    Refused,
    Unavailable,
)
from tiktok_bc_sync.models import Category, CategoryFacts
from tiktok_bc_sync.rules.text import normalized
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.records import CURRENT, FetchedCategory
from tiktok_bc_sync.sync.records.templates import FetchedTree

# The tree changes with the vendor's releases, not with the hour.
_TREE_AGE = timedelta(days=1)
_OUT_OF_REACH = (NeedsReconnecting, Unavailable, RateLimited)
# A recommended leaf comes first; these are others of the same name.
_MOST_RECOMMENDED = 10


@frozen
class CategoryChoice:
    """A TikTok category that can hold listings, with its path ("Home > Lamps")."""

    id: str
    path: str

    def __str__(self) -> str:
        """The path, and the id to name it by."""
        return f"{self.path} ({self.id})"


@frozen
class Refreshed:
    """Which categories were read anew, and which the shop has no longer: their templates need another."""

    read: tuple[str, ...]
    gone: tuple[str, ...] = ()


@frozen
class Categories:
    """The shop's categories."""

    context: Context

    async def choices(self, search: str = "") -> Sequence[CategoryChoice]:
        """Return the categories that the shop may list in and whose path the search fits, by path."""
        wanted = normalized(search)
        tree = await self._tree()
        choices = (CategoryChoice(one.id, path(one, tree)) for one in tree.values() if _open(one))
        return sorted(
            (one for one in choices if wanted in normalized(one.path)), key=lambda one: one.path
        )

    async def recommended(self, title: str, description: str) -> tuple[CategoryChoice, ...]:
        """Return the category that TikTok recommends, then those of the same name elsewhere."""
        await self.context.tables()  # so that the shop is known
        found = await self.context.shop.recommend_category(title, description=description)
        if not found:
            return ()
        tree = await self._tree()
        leaf = found[-1]
        # Where it is recommended from another version of the tree, its name alone may be known here.
        same = [one for one in tree.values() if _open(one) and _alike(one, leaf)]
        same.sort(key=lambda one: (one.id != leaf.id, path(one, tree)))
        return tuple(CategoryChoice(one.id, path(one, tree)) for one in same[:_MOST_RECOMMENDED])

    async def facts(self, category_id: str) -> CategoryFacts:
        """Return a category's facts, at most a day old. Raises `InvalidInput` where there is none."""
        try:
            return await self.context.category(category_id)
        except Refused as error:
            raise InvalidInput(
                error.message, field="category_id", what_to_do=error.what_to_do
            ) from error

    async def paths(self) -> Mapping[str, str]:
        """Return the path of each category by its id; none where TikTok can't be asked and never was."""
        try:
            tree = await self._tree()
        except _OUT_OF_REACH:
            return {}
        return {one.id: path(one, tree) for one in tree.values()}

    async def refresh(self, category_id: str) -> CategoryFacts:
        """Read a category anew. Raises `Refused` where the shop has it no longer."""
        tables = await self.context.tables()
        facts = await self.context.shop.category_facts(category_id)
        fetched = FetchedCategory(facts, self.context.runtime.now())
        await tables.categories.update(category_id, lambda _: fetched)
        return facts

    async def refresh_all(self) -> Refreshed:
        """Read the tree and every category that is kept anew; what is gone is kept no longer."""
        tables = await self.context.tables()
        await self._read_tree()
        kept = {one.value.facts.category_id: one.version async for one in tables.categories.all()}
        gone = [key for key in kept if not await self._refreshed(key)]
        for key in gone:
            await tables.categories.delete(key, kept[key])
        return Refreshed(tuple(key for key in kept if key not in gone), tuple(gone))

    async def _refreshed(self, category_id: str) -> bool:
        try:
            await self.refresh(category_id)
        except Refused:
            return False
        return True

    async def _tree(self) -> Mapping[str, Category]:
        tables = await self.context.tables()
        known = await tables.trees.get(CURRENT)
        if known and self.context.runtime.now() - known.value.fetched_at < _TREE_AGE:
            return _by_id(known.value.categories)
        try:
            return await self._read_tree()
        except _OUT_OF_REACH:
            if known is None:
                raise
            return _by_id(known.value.categories)

    async def _read_tree(self) -> Mapping[str, Category]:
        tables = await self.context.tables()
        read = await self.context.shop.categories()
        fetched = FetchedTree(tuple(read), self.context.runtime.now())
        await tables.trees.update(CURRENT, lambda _: fetched)
        return _by_id(read)


def path(category: Category, tree: Mapping[str, Category]) -> str:
    """Return the names from the root down; a loop in the vendor's tree ends where it closes."""
    names, seen = [category.name], {category.id}
    while (parent := tree.get(category.parent_id)) and parent.id not in seen:
        category = parent
        seen.add(category.id)
        names.append(category.name)
    return " > ".join(reversed(names))


def _by_id(categories: Sequence[Category]) -> Mapping[str, Category]:
    return {one.id: one for one in categories}


def _open(category: Category) -> bool:
    return category.leaf and category.available


def _alike(one: Category, other: Category) -> bool:
    return one.id == other.id or normalized(one.name) == normalized(other.name)
