"""The fake store's categories: trees of them, what may hang where, and what hangs below what."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from attrs import define, field

from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import Json, v3_refusal
from tiktok_bc_sync.sandbox.bigcommerce.wire.blanks import CATEGORY
from tiktok_bc_sync.sandbox.bigcommerce.wire.urls import store_url
from tiktok_bc_sync.sandbox.core import Numbers, Refusal

_DEEPEST = 8


def _first_tree() -> dict[int, Json]:
    return {1: {"id": 1, "name": "Default catalog tree", "channels": [1]}}


@define
class Categories:
    """Categories by id, each in a tree; a tree belongs to one channel."""

    by_id: dict[int, Json] = field(factory=dict[int, Json])
    trees: dict[int, Json] = field(factory=_first_tree)
    _ids: Numbers = field(factory=lambda: Numbers(0))
    _tree_ids: Numbers = field(factory=lambda: Numbers(1))

    def put(self, given: Mapping[str, Any]) -> Json:
        """Add a category, or replace the one with its id, without any check."""
        key = int(given.get("id") or self._ids.next())
        self._ids.seen(key)
        parent = self.by_id.get(given.get("parent_id", 0))
        tree = {"tree_id": parent["tree_id"]} if parent else {}
        url = {"custom_url": store_url(given["name"], given.get("custom_url"))}
        uuid = str(uuid5(NAMESPACE_URL, f"category/{key}"))
        made = {**CATEGORY, "uuid": uuid, **given, **tree, **url, "id": key}
        self.by_id[key] = made
        return made

    def edit(self, category: Json, changes: Json) -> None:
        """Change fields of a category; what hangs below it comes along into another tree."""
        category.update(changes)
        category["custom_url"] = store_url(category["name"], category["custom_url"])
        parent = self.by_id.get(category["parent_id"])
        if parent:
            category["tree_id"] = parent["tree_id"]
        for one in self.below({category["id"]}):
            self.by_id[one]["tree_id"] = category["tree_id"]

    def remove(self, ids: Iterable[int]) -> None:
        """Take categories out, with all that hangs below them."""
        for one in self.below(set(ids)):
            del self.by_id[one]

    def plant(self, name: str, channels: list[int]) -> Json:
        """Add a tree."""
        key = self._tree_ids.next()
        self.trees[key] = {"id": key, "name": name, "channels": channels}
        return self.trees[key]

    def of(self, tree_ids: Collection[int]) -> list[Json]:
        """Return the categories of some trees."""
        return [one for one in self.by_id.values() if one["tree_id"] in tree_ids]

    def children(self, parent_id: int, tree_id: int) -> list[Json]:
        """Return what hangs right below a category, or at the top of a tree for 0."""
        found = (one for one in self.by_id.values() if one["parent_id"] == parent_id)
        ours = (one for one in found if one["tree_id"] == tree_id)
        return sorted(ours, key=lambda one: (one["sort_order"], one["id"]))

    def below(self, ids: set[int]) -> set[int]:
        """Return the ids of categories that there are, and of all that hangs below them."""
        found = ids & self.by_id.keys()
        while True:
            grown = found | {one["id"] for one in self.by_id.values() if one["parent_id"] in found}
            if grown == found:
                return found
            found = grown

    def path(self, category: Json) -> list[int]:
        """Return the ids from the top of the tree down to a category."""
        return [one["id"] for one in self._upwards(category)][::-1]

    def check(self, fields: Json, category: Json | None = None) -> None:
        """Refuse fields of a new category or of a change that don't fit the tree."""
        wanted = {"parent_id": 0, "tree_id": 1, **(category or {}), **fields}
        parent = self.by_id.get(wanted["parent_id"])
        if wanted["parent_id"] and parent is None:
            raise _refusal(422, "parent_id", "The parent category does not exist.")
        tree = parent["tree_id"] if parent else wanted["tree_id"]
        if tree not in self.trees:
            raise _refusal(422, "tree_id", "The category tree does not exist.")
        own = category["id"] if category else 0
        siblings = self.children(wanted["parent_id"], tree)
        name = str(wanted["name"]).casefold()
        if any(one["name"].casefold() == name and one["id"] != own for one in siblings):
            raise _refusal(409, "name", "The category name is a duplicate among its siblings.")
        if parent:
            self._check_depth(parent, own)

    def _check_depth(self, parent: Json, own: int) -> None:
        above = self.path(parent)
        if own in above:
            raise _refusal(422, "parent_id", "A category can't hang below itself.")
        lowest = max((len(self.path(self.by_id[one])) for one in self.below({own})), default=0)
        height = lowest - len(self.path(self.by_id[own])) if own else 0
        # The top of the tree is no child.
        if len(above) + height > _DEEPEST:
            message = f"Categories can be {_DEEPEST} levels below the top."
            raise _refusal(422, "parent_id", message)

    def _upwards(self, category: Json) -> Iterator[Json]:
        seen: set[int] = set()
        here: Json | None = category
        while here and here["id"] not in seen:
            seen.add(here["id"])
            yield here
            here = self.by_id.get(here["parent_id"])


def _refusal(status: int, name: str, message: str) -> Refusal:
    return v3_refusal(status, message, {name: message})
