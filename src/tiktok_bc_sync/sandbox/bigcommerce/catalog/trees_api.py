"""The v3 endpoints for category trees and for the categories of all trees, in batches."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from attrs import frozen

from tiktok_bc_sync.sandbox.bigcommerce.catalog.catalog import Catalog
from tiktok_bc_sync.sandbox.bigcommerce.catalog.finding import the_one
from tiktok_bc_sync.sandbox.bigcommerce.catalog.shapes import TREE, TREE_CATEGORY
from tiktok_bc_sync.sandbox.bigcommerce.catalog.showing import shown_pictured
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import (
    Json,
    selected,
    v3,
    v3_counted,
    v3_items,
    v3_page,
    v3_refusal,
    whole,
)
from tiktok_bc_sync.sandbox.bigcommerce.wire.filters import (
    Filters,
    asked,
    flags,
    keyword,
    listed,
    matching,
    numbers,
    texts,
)
from tiktok_bc_sync.sandbox.core import Refusal, Request, Response

_BATCH = 50
_TREES: Filters = {**numbers("id", "in"), **listed("channel_id", "channels")}
_DELETED: Filters = {
    **{
        f"{name}:in": numbers(name, "in")[f"{name}:in"]
        for name in ("category_id", "tree_id", "parent_id")
    },
    "category_uuid:in": texts("category_uuid", "in")["category_uuid:in"],
}
_FILTERS: Filters = {
    **numbers("category_id", "in", "not_in"),
    **numbers("tree_id", "in", "not_in"),
    **numbers("parent_id", "in", "not_in"),
    **texts("category_uuid", "in", "not_in"),
    **texts("name", "like"),
    **texts("page_title", "like"),
    **keyword("name", "description", "search_keywords"),
    **flags("is_visible"),
}


@frozen
class TreesApi:
    """Answers for trees, and for categories as the newer endpoints show them."""

    catalog: Catalog

    def routes(self) -> Iterable[tuple[str, str, Any]]:
        """Return method, path and handler of each endpoint."""
        trees, categories = "/v3/catalog/trees", "/v3/catalog/trees/categories"
        return (
            ("GET", trees, self.list_trees),
            ("PUT", trees, self.put_trees),
            ("DELETE", trees, self.delete_trees),
            ("GET", f"{trees}/{{tree_id}}/categories", self.get_tree),
            ("GET", categories, self.list_categories),
            ("POST", categories, self.create_categories),
            ("PUT", categories, self.update_categories),
            ("DELETE", categories, self.delete_categories),
        )

    # --- trees ---------------------------------------------------------------------------

    def list_trees(self, request: Request) -> Response:
        """Answer a page of trees."""
        found = matching(self.catalog.tree.trees.values(), _TREES, request.params)
        page, meta = v3_page(found, request.params)
        return Response.json({"data": page, "meta": meta})

    def put_trees(self, request: Request) -> Response:
        """Change the trees that name their id, and add the others."""
        items = v3_items(request, _BATCH)
        taken = {one for tree in self.catalog.tree.trees.values() for one in tree["channels"]}
        for given in items:
            taken |= self._checked(given, taken)
        return v3_counted([self._put(one) for one in items], len(items))

    def delete_trees(self, request: Request) -> Response:
        """Take trees out by their ids, with their categories, which must be without products."""
        params = request.params
        if not asked(params):
            raise v3_refusal(422, "A filter is required.")
        trees = {"id:in": _TREES["id:in"]}
        gone = {one["id"] for one in matching(self.catalog.tree.trees.values(), trees, params)}
        self.catalog.remove_categories({one["id"] for one in self.catalog.tree.of(gone)})
        for one in gone:
            del self.catalog.tree.trees[one]
        return Response(204)

    def get_tree(self, request: Request, tree_id: str) -> Response:
        """Answer a tree's categories, each with what hangs below it down to a depth."""
        tree = the_one(request, self.catalog.tree.trees.values(), tree_id)
        depth = request.params.get("depth", "")
        if depth and not whole(depth):
            raise v3_refusal(422, "The depth must be a number above 0.")
        return v3(self._branches(0, tree["id"], (), whole(depth) or len(self.catalog.categories)))

    def _checked(self, given: Json, taken: set[int]) -> set[int]:
        """Refuse a tree that can't be, and return the channels that a new one takes."""
        new = "id" not in given
        fields = TREE.written(given, new=new)
        channels = fields.get("channels", [])
        if not new and (given["id"] not in self.catalog.tree.trees or channels):
            raise v3_refusal(422, "The tree does not exist, or its channels can't be changed.")
        if new and (len(channels) != 1 or taken.intersection(channels)):
            message = "A tree belongs to one channel, which has no other."
            raise v3_refusal(422, message, {"channels": "invalid"})
        return set(channels)

    def _put(self, given: Json) -> Json:
        if "id" not in given:
            return self.catalog.tree.plant(given["name"], given["channels"])
        tree = self.catalog.tree.trees[given["id"]]
        tree.update(TREE.written(given))
        return tree

    def _branches(
        self, parent_id: int, tree_id: int, above: Sequence[int], depth: int
    ) -> list[Json]:
        if depth <= 0:
            return []
        return [
            {
                "id": one["id"],
                "parent_id": parent_id,
                "depth": len(above),
                "path": above,
                "name": one["name"],
                "is_visible": one["is_visible"],
                "url": one["custom_url"]["url"],
                "children": self._branches(one["id"], tree_id, (*above, one["id"]), depth - 1),
            }
            for one in self.catalog.tree.children(parent_id, tree_id)
        ]

    # --- categories ------------------------------------------------------------------------

    def list_categories(self, request: Request) -> Response:
        """Answer a page of the categories of all trees."""
        page, meta = v3_page(self._matching(request, _FILTERS), request.params)
        data = [selected(one, request.params) for one in page]
        return Response.json({"data": data, "meta": meta})

    def create_categories(self, request: Request) -> Response:
        """Add categories; one that is refused does not keep the others from being added."""
        return _each(v3_items(request), lambda given: self._create(given, request.base), 201)

    def update_categories(self, request: Request) -> Response:
        """Change categories; one that is refused does not keep the others from being changed."""
        return _each(v3_items(request), self._update, 200)

    def delete_categories(self, request: Request) -> Response:
        """Take categories out by a filter, which must be given, with all that hangs below them."""
        if not asked(request.params):
            raise v3_refusal(422, "A filter is required.")
        gone = {one["category_id"] for one in self._matching(request, _DELETED)}
        self.catalog.remove_categories(gone)
        meta = {"total": len(gone), "success": len(gone), "failed": 0}
        return Response.json({"meta": meta}, 202)

    def _create(self, given: Json, base: str) -> Json:
        fields = _kept(TREE_CATEGORY.written(given, new=True))
        if not {"tree_id", "parent_id"} & fields.keys():
            raise v3_refusal(422, "A tree or a parent is needed.", {"tree_id": "missing"})
        self.catalog.tree.check(fields)
        return _shown(self.catalog.tree.put(fields), base)

    def _update(self, given: Json) -> None:
        category = self.catalog.categories.get(whole(given.get("category_id")))
        if category is None:
            raise v3_refusal(422, "The category does not exist.", {"category_id": "invalid"})
        fields = _kept(TREE_CATEGORY.written(given))
        self.catalog.tree.check(fields, category)
        self.catalog.tree.edit(category, fields)

    def _matching(self, request: Request, known: Filters) -> list[Json]:
        shown = [_shown(one, request.base) for one in self.catalog.categories.values()]
        return matching(shown, known, request.params)


def _each(items: Sequence[Json], do: Callable[[Json], Json | None], status: int) -> Response:
    """Do something for each item; where just some are refused the answer holds both."""
    done: list[Json] = []
    refused: list[Refusal] = []
    made = 0
    for item in items:
        try:
            if one := do(item):
                done.append(one)
            made += 1
        except Refusal as refusal:
            refused.append(refusal)
    if refused and not made:
        raise v3_refusal(422, "The categories are invalid.", _said(refused))
    meta = {"total": len(items), "success": made, "failed": len(refused)}
    answer: Json = {"data": done, "meta": meta} if done else {"meta": meta}
    if refused:
        answer["errors"] = json.loads(
            v3_refusal(422, "Partial success", _said(refused)).response.body
        )
    return Response.json(answer, 207 if refused else status)


def _said(refused: Sequence[Refusal]) -> Mapping[str, str]:
    titles = (json.loads(one.response.body)["title"] for one in refused)
    return {str(number): title for number, title in enumerate(titles)}


def _kept(fields: Json) -> Json:
    """Return a category's fields as the store keeps them."""
    if url := fields.pop("url", None):
        fields["custom_url"] = {"url": url.get("path", "/"), "is_customized": True}
    return fields


def _shown(category: Json, base: str) -> Json:
    shown = shown_pictured(category, base)
    url = shown.pop("custom_url")
    return {
        **{name: shown[name] for name in shown if name not in ("id", "uuid")},
        "category_id": category["id"],
        "category_uuid": category["uuid"],
        "url": {"path": url["url"], "is_customized": url["is_customized"]},
    }
