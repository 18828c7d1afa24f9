"""The older v3 endpoints for categories, which know the default tree alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from attrs import frozen

from tiktok_bc_sync.sandbox.bigcommerce.catalog.catalog import Catalog
from tiktok_bc_sync.sandbox.bigcommerce.catalog.finding import the_one
from tiktok_bc_sync.sandbox.bigcommerce.catalog.forms import sent_picture
from tiktok_bc_sync.sandbox.bigcommerce.catalog.shapes import CATEGORY
from tiktok_bc_sync.sandbox.bigcommerce.catalog.showing import address, shown_pictured
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import (
    Json,
    selected,
    v3,
    v3_body,
    v3_list,
    v3_refusal,
)
from tiktok_bc_sync.sandbox.bigcommerce.wire.filters import (
    ANY,
    BOUNDS,
    Filters,
    asked,
    flags,
    keyword,
    matching,
    numbers,
    ordered,
    texts,
)
from tiktok_bc_sync.sandbox.core import Request, Response

_DEFAULT_TREE = 1
_FILTERS: Filters = {
    **numbers("id", *ANY),
    **numbers("parent_id", "in", *BOUNDS),
    **texts("name", "like"),
    **texts("page_title", "like"),
    **keyword("name", "description", "search_keywords"),
    **flags("is_visible"),
}


@frozen
class CategoriesApi:
    """Answers for the categories of the default tree."""

    catalog: Catalog

    def routes(self) -> Iterable[tuple[str, str, Any]]:
        """Return method, path and handler of each endpoint."""
        categories, one = "/v3/catalog/categories", "/v3/catalog/categories/{category_id}"
        return (
            ("GET", categories, self.list_categories),
            ("POST", categories, self.create_category),
            ("DELETE", categories, self.delete_categories),
            ("GET", one, self.get_category),
            ("PUT", one, self.update_category),
            ("DELETE", one, self.delete_category),
            ("POST", f"{one}/image", self.set_image),
            ("DELETE", f"{one}/image", self.delete_image),
        )

    def list_categories(self, request: Request) -> Response:
        """Answer a page of categories."""
        found = ordered(self._matching(request), request.params, "name", "parent_id", "sort_order")
        return v3_list(found, request.params, lambda one: _shown(one, request.base))

    def get_category(self, request: Request, category_id: str) -> Response:
        """Answer one category."""
        category = _shown(self._category(request, category_id), request.base)
        return v3(selected(category, request.params))

    def create_category(self, request: Request) -> Response:
        """Add a category."""
        fields = CATEGORY.written(v3_body(request), new=True)
        self.catalog.tree.check(fields)
        return v3(_shown(self.catalog.tree.put(fields), request.base))

    def update_category(self, request: Request, category_id: str) -> Response:
        """Change the fields that were given."""
        category = self._category(request, category_id)
        fields = CATEGORY.written(v3_body(request))
        self.catalog.tree.check(fields, category)
        self.catalog.tree.edit(category, fields)
        return v3(_shown(category, request.base))

    def delete_category(self, request: Request, category_id: str) -> Response:
        """Take a category out with all that hangs below it."""
        self.catalog.remove_categories({self._category(request, category_id)["id"]})
        return Response(204)

    def delete_categories(self, request: Request) -> Response:
        """Take categories out by a filter, which must be given."""
        if not asked(request.params):
            raise v3_refusal(422, "A filter is required.")
        self.catalog.remove_categories({one["id"] for one in self._matching(request)})
        return Response(204)

    def set_image(self, request: Request, category_id: str) -> Response:
        """Give a category a picture."""
        category = self._category(request, category_id)
        category["image_url"] = sent_picture(self.catalog, request)
        return v3({"image_url": address(category["image_url"], request.base)})

    def delete_image(self, request: Request, category_id: str) -> Response:
        """Take a category's picture away."""
        self._category(request, category_id)["image_url"] = ""
        return Response(204)

    def _matching(self, request: Request) -> list[Json]:
        return matching(self._known(), _FILTERS, request.params)

    def _category(self, request: Request, category_id: str) -> Json:
        return the_one(request, self._known(), category_id)

    def _known(self) -> list[Json]:
        return self.catalog.tree.of((_DEFAULT_TREE,))


def _shown(category: Json, base: str) -> Json:
    shown = shown_pictured(category, base)
    return {name: shown[name] for name in shown if name not in ("tree_id", "uuid")}
