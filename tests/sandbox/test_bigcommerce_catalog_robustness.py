"""Whatever stands in a body about the catalogue is answered, and what is refused changed nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.sandbox.bigcommerce_scene import Caller, opened

_NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
_ROOT = "/v3/catalog"
_LAMP = f"{_ROOT}/products/301"
_VALUE = {"label": "Red", "sort_order": 1, "is_default": False, "value_data": {"colors": ["#f00"]}}
_OPTION = {"display_name": "Size", "type": "dropdown", "sort_order": 1, "option_values": [_VALUE]}
_NAMED = [{"option_display_name": "Colour", "label": "Red"}]
_NOTE = {"permission_set": "read", "namespace": "n", "key": "k", "value": "v", "description": "d"}
_PRODUCT = {
    "name": "New",
    "type": "physical",
    "price": 1,
    "weight": 1,
    "sku": "NEW",
    "categories": [11],
    "brand_name": "B",
    "meta_keywords": ["a"],
    "custom_url": {"url": "/new/", "is_customized": True},
    "custom_fields": [{"name": "a", "value": "b"}],
    "images": [{"image_url": "https://a.test/a.png", "is_thumbnail": True, "sort_order": 1}],
    "modifiers": [{**_OPTION, "required": True}],
    "variants": [{"sku": "N", "price": 1, "option_values": _NAMED}],
}
_CALLS: list[tuple[str, str, Any]] = [
    ("POST", f"{_ROOT}/products", _PRODUCT),
    ("PUT", f"{_ROOT}/products", [{"id": 302, **_PRODUCT}]),
    ("PUT", _LAMP, _PRODUCT),
    ("PUT", _LAMP, {"variants": [{"id": 1_001, "sku": "W"}]}),
    ("POST", f"{_LAMP}/variants", {"sku": "R", "inventory_level": 1, "option_values": _NAMED}),
    ("PUT", f"{_ROOT}/variants", [{"id": 1_001, "sku": "W", "price": 2}]),
    ("PUT", f"{_ROOT}/variants", [{"product_id": 301, "sku": "R", "option_values": _NAMED}]),
    ("POST", f"{_LAMP}/variants/1001/image", {"image_url": "https://a.test/a.png"}),
    ("POST", f"{_LAMP}/options", _OPTION),
    ("POST", f"{_LAMP}/modifiers", {**_OPTION, "required": True, "config": {}}),
    ("POST", f"{_LAMP}/images", {"image_url": "https://a.test/a.png", "sort_order": 1}),
    ("POST", f"{_LAMP}/custom-fields", {"name": "a", "value": "b"}),
    ("POST", f"{_LAMP}/metafields", _NOTE),
    ("POST", f"{_ROOT}/products/metafields", [{"resource_id": 301, **_NOTE}]),
    ("POST", f"{_ROOT}/brands", {"name": "B", "custom_url": {"url": "/b/"}}),
    ("POST", f"{_ROOT}/categories", {"name": "C", "parent_id": 10, "custom_url": {"url": "/c/"}}),
    ("POST", f"{_ROOT}/trees/categories", [{"name": "C", "tree_id": 1, "url": {"path": "/c/"}}]),
    ("PUT", f"{_ROOT}/trees/categories", [{"category_id": 12, "parent_id": 11, "name": "C"}]),
    ("PUT", f"{_ROOT}/trees", [{"name": "T", "channels": [2]}]),
    ("PUT", f"{_ROOT}/products/category-assignments", [{"product_id": 302, "category_id": 11}]),
]
_ODD: tuple[Any, ...] = (None, True, -1, 1.5, 10**30, "", "x", "²", [], {}, [None], [{}], {"id": 1})


def _bent(body: Any) -> Iterator[Any]:
    """Yield a body with an odd value in the place of any one in it."""
    yield from _ODD
    for path in _places(body):
        for odd in _ODD:
            bent = deepcopy(body)
            place = bent
            for key in path[:-1]:
                place = place[key]
            place[path[-1]] = odd
            yield bent


def _places(value: Any) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        yield (key,)
        if isinstance(inner, dict | list):
            yield from ((key, *path) for path in _places(inner))


def _caller() -> Caller:
    return Caller(opened(wall=lambda: _NOON))


def _told(caller: Caller) -> list[Any]:
    """Return all that a caller can see of the catalogue."""
    everything = "variants,images,options,modifiers,custom_fields"
    paths = (
        f"{_ROOT}/products?include={everything}",
        f"{_ROOT}/variants",
        f"{_ROOT}/brands",
        f"{_ROOT}/trees",
        f"{_ROOT}/trees/1/categories",
        f"{_ROOT}/trees/categories",
        f"{_ROOT}/categories",
        f"{_ROOT}/products/metafields",
        f"{_ROOT}/summary",
    )
    return [caller.http.get(path).json() for path in paths]


@pytest.mark.parametrize(
    ("method", "path", "body"), _CALLS, ids=[f"{call[0]} {call[1]}" for call in _CALLS]
)
def test_any_body_is_taken_or_refused_whole(method: str, path: str, body: Any) -> None:
    caller = _caller()
    before = _told(caller)
    for bent in _bent(body):
        answer = caller.http.request(method, path, content=json.dumps(bent))

        assert answer.status_code < 500, bent
        after = _told(caller)
        assert answer.is_success or after == before, bent
        if answer.is_success:
            caller = _caller()


@pytest.mark.parametrize("path", sorted({path for method, path, _ in _CALLS if method == "POST"}))
def test_a_body_that_is_no_json_is_refused(path: str) -> None:
    answer = Caller(opened()).http.post(path, content=b"{")

    assert answer.status_code in (400, 422)
