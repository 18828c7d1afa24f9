"""What reading a page of a store's products costs, from its bytes to the domain's values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from operator import or_
from types import GenericAlias
from typing import Any, get_args, get_origin, get_type_hints

import httpx
import msgspec
import orjson
import pydantic

from benchmarks.catalogue import sandbox
from benchmarks.measuring import Measurement, medians
from tiktok_bc_sync.clients.bigcommerce.domain import nouns as domain
from tiktok_bc_sync.clients.bigcommerce.wire import answers as wire
from tiktok_bc_sync.clients.reading import Answered, decoder
from tiktok_bc_sync.models import Product

ROUNDS = 45
_NAME = "page of 250 products, values"
_BRANDS = {number: f"Brand {number}" for number in range(1, 21)}
_CATEGORIES = {number: f"Home > Lamps {number}" for number in range(11, 15)}

Make = Callable[[str, Sequence[tuple[str, object, object]]], type]
"""Makes a library's own model of a name and fields: each with name, type and default."""


def measure() -> Iterator[Measurement]:
    """Time one page by us, by msgspec's own structs, by pydantic, and by plain dicts."""
    body = _page()
    structs: msgspec.json.Decoder[Any] = msgspec.json.Decoder(
        _mirrored(_Page, _struct), strict=False
    )
    models: pydantic.TypeAdapter[Any] = pydantic.TypeAdapter(_mirrored(_Page, _model))
    taken = medians(
        {
            "ours": lambda: _ours(body),
            "structs": lambda: structs.decode(body),
            "models": lambda: models.validate_json(body),
            "dicts": lambda: orjson.loads(body),
            "by dicts": lambda: _by_dicts(orjson.loads(body)),
        },
        rounds=ROUNDS,
    )
    for side, against, goal in (
        ("structs", "msgspec's own structs, no values", 2.0),
        ("models", "pydantic models, no values", 0.5),
        ("dicts", "plain dicts by orjson, no values", 1.0),
        ("by dicts", "the same values by way of orjson's dicts", 1.0),
    ):
        yield Measurement(_NAME, taken["ours"], taken[side], against, goal)


class _Page(wire.Item, frozen=True):
    """A page with all of its products read at once, as the others read it."""

    data: tuple[wire.ProductItem, ...]


def _page() -> bytes:
    """Return a full page as the sandbox answers it: 250 products with ten variants each."""
    store = sandbox(250)
    with httpx.Client(transport=store.transport()) as client:
        env = store.env()
        answer = client.get(
            f"{env['BIGCOMMERCE_API_URL']}/stores/{env['BIGCOMMERCE_STORE_HASH']}/v3/catalog/products",
            params={"include": "variants,images,custom_fields", "limit": "250"},
            headers={"x-auth-token": env["BIGCOMMERCE_ACCESS_TOKEN"]},
        )
    return answer.raise_for_status().content


def _ours(body: bytes) -> list[Product]:
    page = Answered("BigCommerce", decoder(wire.Listed).decode(body))
    items, unread = page.read_each("product", page.value.data, wire.ProductItem, _product)
    assert (len(items), unread) == (250, [])
    return items


def _product(item: wire.ProductItem) -> Product:
    return domain.product(item, _BRANDS, _CATEGORIES)


def _by_dicts(page: Any) -> list[Product]:
    return [_product(msgspec.convert(one, wire.ProductItem, strict=False)) for one in page["data"]]


# --- the same fields in another library's models ---------------------------------------


def _mirrored(kind: type, make: Make) -> type:
    """Build models with just the fields that we read, down to the last part of a product."""
    hints = get_type_hints(kind)
    fields = [
        (one.name, _swapped(hints[one.name], make), one.default)
        for one in msgspec.structs.fields(kind)
    ]
    return make(kind.__name__, fields)


def _swapped(hint: Any, make: Make) -> Any:
    """Put mirrored models in the place of our own, wherever they stand in a type."""
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return _mirrored(hint, make)
    parts = tuple(_swapped(one, make) for one in get_args(hint))
    if get_origin(hint) is tuple:
        return GenericAlias(tuple, parts)
    return reduce(or_, parts) if parts else hint


def _struct(name: str, fields: Sequence[tuple[str, object, object]]) -> type:
    given = [
        (name, kind) if default is msgspec.NODEFAULT else (name, kind, default)
        for name, kind, default in fields
    ]
    return msgspec.defstruct(name, given)


def _model(name: str, fields: Sequence[tuple[str, object, object]]) -> type:
    given: dict[str, Any] = {
        name: (kind, ... if default is msgspec.NODEFAULT else default)
        for name, kind, default in fields
    }
    model: type = pydantic.create_model(name, **given)
    return model
