"""The v3 endpoints for metafields: of one resource, and of all resources of a kind."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from attrs import frozen

from tiktok_bc_sync.sandbox.bigcommerce.catalog.finding import the_one
from tiktok_bc_sync.sandbox.bigcommerce.catalog.metafields import Metafields
from tiktok_bc_sync.sandbox.bigcommerce.catalog.shapes import METAFIELD
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import (
    Json,
    not_found,
    selected,
    v3,
    v3_body,
    v3_cursor_page,
    v3_ids,
    v3_items,
    v3_page,
    v3_refusal,
    whole,
)
from tiktok_bc_sync.sandbox.bigcommerce.wire.filters import (
    ANY,
    Filters,
    matching,
    numbers,
    ordered,
    texts,
    times,
)
from tiktok_bc_sync.sandbox.core import Refusal, Request, Response

_FILTERS: Filters = {
    **numbers("id", *ANY),
    **numbers("resource_id", "in"),
    **texts("key", "in"),
    **texts("namespace", "in"),
    **times("date_modified"),
    **times("date_created"),
}


@frozen
class MetafieldsApi:
    """Answers for the metafields of one kind of resources.

    ``collection`` is the path that ends with the resources' name, ``one`` the path of a single
    resource, whose last name in braces is its id. ``exists`` tells whether there is a resource.
    """

    metafields: Metafields
    resource_type: str
    collection: str
    one: str
    exists: Callable[[int], bool]

    def routes(self) -> Iterable[tuple[str, str, Any]]:
        """Return method, path and handler of each endpoint."""
        everything = f"{self.collection}/metafields"
        mine = f"{self.one}/metafields"
        return (
            ("GET", everything, self.list_all),
            ("POST", everything, self.create_many),
            ("PUT", everything, self.update_many),
            ("DELETE", everything, self.delete_many),
            ("GET", mine, self.list_metafields),
            ("POST", mine, self.create_metafield),
            ("GET", f"{mine}/{{metafield_id}}", self.get_metafield),
            ("PUT", f"{mine}/{{metafield_id}}", self.update_metafield),
            ("DELETE", f"{mine}/{{metafield_id}}", self.delete_metafield),
        )

    # --- of one resource -----------------------------------------------------------------

    def list_metafields(self, request: Request, **names: str) -> Response:
        """Answer a page of a resource's metafields."""
        return _page(request, self.metafields.of(self.resource_type, self._id(request, names)))

    def get_metafield(self, request: Request, metafield_id: str, **names: str) -> Response:
        """Answer one metafield."""
        return v3(selected(self._metafield(request, metafield_id, names), request.params))

    def create_metafield(self, request: Request, **names: str) -> Response:
        """Add a metafield."""
        resource_id = self._id(request, names)
        fields = METAFIELD.written(v3_body(request), new=True)
        return v3(self.metafields.add(self.resource_type, resource_id, fields))

    def update_metafield(self, request: Request, metafield_id: str, **names: str) -> Response:
        """Change the fields that were given."""
        metafield = self._metafield(request, metafield_id, names)
        self.metafields.edit(metafield, METAFIELD.written(v3_body(request)))
        return v3(metafield)

    def delete_metafield(self, request: Request, metafield_id: str, **names: str) -> Response:
        """Take a metafield out."""
        self.metafields.remove(self._metafield(request, metafield_id, names)["id"])
        return Response(204)

    # --- of all resources of the kind ------------------------------------------------------

    def list_all(self, request: Request) -> Response:
        """Answer a page of the metafields of all resources."""
        return _page(request, self.metafields.of(self.resource_type))

    def create_many(self, request: Request) -> Response:
        """Add metafields; one that is refused does not keep the others from being added."""
        return _each(v3_items(request), self._create)

    def update_many(self, request: Request) -> Response:
        """Change metafields; one that is refused does not keep the others from being changed."""
        return _each(v3_items(request), self._update)

    def delete_many(self, request: Request) -> Response:
        """Take metafields out by their ids; one that is not there is told."""
        return _each(v3_ids(request), self._delete)

    def _create(self, given: Json) -> Json:
        resource_id = whole(given.get("resource_id"))
        if not self.exists(resource_id):
            raise v3_refusal(404, f"The {self.resource_type} {resource_id} does not exist.")
        fields = METAFIELD.written(given, new=True)
        return self.metafields.add(self.resource_type, resource_id, fields)

    def _update(self, given: Json) -> Json:
        metafield = self._known(whole(given.get("id")))
        self.metafields.edit(metafield, METAFIELD.written(given))
        return metafield

    def _delete(self, number: int) -> int:
        self.metafields.remove(self._known(number)["id"])
        return number

    # --- finding -----------------------------------------------------------------------------

    def _known(self, number: int) -> Json:
        metafield = self.metafields.by_id.get(number)
        if metafield is None or metafield["resource_type"] != self.resource_type:
            raise v3_refusal(404, f"The metafield {number} does not exist.")
        return metafield

    def _metafield(self, request: Request, number: str, names: Mapping[str, str]) -> Json:
        mine = self.metafields.of(self.resource_type, self._id(request, names))
        return the_one(request, mine, number)

    def _id(self, request: Request, names: Mapping[str, str]) -> int:
        """Return the id of the resource that a path names."""
        number = whole([*names.values()][-1])
        if not self.exists(number):
            raise not_found(request.path)
        return number


def _page(request: Request, metafields: Sequence[Json]) -> Response:
    """Answer a page by its number, or by a cursor where one is given."""
    params = request.params
    found = ordered(matching(metafields, _FILTERS, params), params)
    cut = v3_cursor_page if {"after", "before"} & params.keys() else v3_page
    page, meta = cut(found, params)
    return Response.json({"data": [selected(one, params) for one in page], "meta": meta})


def _each(items: Sequence[Any], do: Callable[[Any], object]) -> Response:
    """Do something for each item, and tell what came of it."""
    done: list[object] = []
    errors: list[object] = []
    for item in items:
        try:
            done.append(do(item))
        except Refusal as refusal:
            errors.append(json.loads(refusal.response.body))
    meta = {"total": len(items), "success": len(done), "failed": len(errors)}
    answer = {"data": done, "errors": errors, "meta": meta}
    return Response.json(answer, 422 if errors else 200)
