"""Which products a v3 list's query asks for: ``field``, ``field:in``, ``field:min`` and the like."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from operator import ge, gt, le, lt
from typing import Any

from tiktok_bc_sync.sandbox.bigcommerce.answers import Json, moment, v3_refusal, whole
from tiktok_bc_sync.sandbox.bigcommerce.catalog import Catalog

Test = Callable[[Json], bool]

_NUMBERS = {"id", "price", "weight", "brand_id", "inventory_level", "total_sold", "is_featured"}
_TEXTS = {"name", "sku", "mpn", "upc", "type", "condition", "availability"}
_LISTS = {"categories": "categories", "channel_id": "channels"}
_FLAGS = {"is_visible", "is_free_shipping"}
_COMPARED = {"min": ge, "max": le, "greater": gt, "less": lt}
_SHAPING = {
    "page",
    "limit",
    "sort",
    "direction",
    "include",
    "include_fields",
    "exclude_fields",
    "keyword_context",
}
_SORTED = {
    "id",
    "name",
    "sku",
    "price",
    "date_modified",
    "inventory_level",
    "is_visible",
    "total_sold",
}


def chosen(catalog: Catalog, params: Mapping[str, str]) -> Sequence[int]:
    """Return the ids of the products that a query asks for, in its order.

    A filter that the service does not know is refused: ignoring it would answer too much.
    """
    asked = {name: text for name, text in params.items() if name not in _SHAPING}
    tests = [_test(catalog, name, text) for name, text in asked.items()]
    products = catalog.products
    ids = _candidates(catalog, asked)
    for test in tests:
        ids = [one for one in ids if test(products[one])]
    return _ordered(catalog, ids, params)


def _candidates(catalog: Catalog, asked: Mapping[str, str]) -> Sequence[int]:
    """Return where to look: ids, SKUs and times spare the walk over all products."""
    if ids := asked.get("id:in") or asked.get("id"):
        return sorted({whole(one) for one in ids.split(",")} & catalog.products.keys())
    if skus := asked.get("sku:in") or asked.get("sku"):
        return sorted({key for sku in skus.split(",") for key in catalog.carriers(sku)})
    if since := moment(asked.get("date_modified:min", "")):
        return sorted(one for one, changed in catalog.modified.items() if changed >= since)
    return catalog.ids


def _ordered(catalog: Catalog, ids: Sequence[int], params: Mapping[str, str]) -> Sequence[int]:
    field, direction = params.get("sort", "id"), params.get("direction", "asc")
    if field not in _SORTED or direction not in ("asc", "desc"):
        raise v3_refusal(422, f"Can't sort by '{field}', '{direction}'.")
    if field != "id":
        ids = sorted(ids, key=lambda one: (catalog.products[one][field], one))
    return ids if direction == "asc" else ids[::-1]


def _test(catalog: Catalog, name: str, text: str) -> Test:
    field, _, operator = name.partition(":")
    try:
        made = _made(catalog, field, operator, text)
    except ValueError:
        raise v3_refusal(422, f"The value of the filter '{name}' is invalid.") from None
    if made is None:
        raise v3_refusal(422, f"The filter(s): {name} are not valid filter parameter(s).")
    return made


def _made(catalog: Catalog, field: str, operator: str, text: str) -> Test | None:
    if field == "date_modified":
        return _dated(catalog, operator, text)
    if field == "keyword" and not operator:
        return _keyword(text.casefold())
    if field in _LISTS:
        return _listed(_LISTS[field], operator, {int(one) for one in text.split(",")})
    if field in _FLAGS and not operator:
        wanted = text.casefold() in ("true", "1")
        return lambda product: product[field] is wanted
    if field in _NUMBERS:
        return _compared(field, operator, [float(one) for one in text.split(",")])
    return _compared(field, operator, text.split(",")) if field in _TEXTS else None


def _dated(catalog: Catalog, operator: str, text: str) -> Test | None:
    bound = moment(text)
    if bound is None:
        raise ValueError(text)
    modified = catalog.modified
    if not operator:
        return lambda product: modified[product["id"]].date() == bound.date()
    compare: Callable[[datetime, datetime], bool] | None = _COMPARED.get(operator)
    return compare and (lambda product: compare(modified[product["id"]], bound))


def _keyword(word: str) -> Test:
    read = ("name", "sku", "description")
    return lambda product: any(word in (product[one] or "").casefold() for one in read)


def _listed(field: str, operator: str, wanted: set[int]) -> Test | None:
    if operator in ("", "in"):
        return lambda product: not wanted.isdisjoint(product[field])
    return None


def _compared(field: str, operator: str, wanted: Sequence[Any]) -> Test | None:
    if operator in ("", "in"):
        return lambda product: product[field] in wanted
    if operator == "not_in":
        return lambda product: product[field] not in wanted
    compare: Callable[[float, float], bool] | None = _COMPARED.get(operator)
    if compare is None or field not in _NUMBERS:
        return None
    return lambda product: compare(product[field] or 0, wanted[0])
