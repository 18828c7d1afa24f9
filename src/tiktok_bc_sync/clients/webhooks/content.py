"""What a vendor's webhook says: its event, the entities to re-read, and the body as it was sent."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias, TypeVar, cast

from attrs import field, frozen

from tiktok_bc_sync.clients.reading import UNREADABLE, Malformed, instant
from tiktok_bc_sync.errors import UnexpectedAnswer

T = TypeVar("T")
Json: TypeAlias = bool | int | Decimal | str | Sequence["Json"] | Mapping[str, "Json"] | None
"""A read-only JSON value; numbers with a point are exact."""

# Far deeper than any body the vendors document, and far from Python's own limit.
_DEEPEST = 32
_WORD = re.compile(r"[!-~]{1,128}")


class EntityKind(StrEnum):
    """The words for what an event is about; BigCommerce may name others, which are kept as sent."""

    AFTERSALES_REQUEST = "aftersales_request"
    CANCELLATION = "cancellation"
    ORDER = "order"
    PACKAGE = "package"
    PRODUCT = "product"
    REFUND = "refund"
    RETURN = "return"
    SHIPMENT = "shipment"
    SHOP = "shop"
    SKU = "sku"
    STORE = "store"
    VARIANT = "variant"


@frozen
class Entity:
    """Something at the vendor that an event is about and that must be read again.

    ``status`` is what the event says of it, in the spelling of the vendor's API, or empty. It is a
    hint: events come late and out of order.
    """

    kind: str
    id: str
    status: str = ""


@frozen(kw_only=True)
class Event:
    """What both vendors' webhooks have in common.

    ``id`` is the same each time the vendor sends the event again. ``entities`` has the one the event
    is named after first; it is empty for types that no connector needs, or where the vendor left
    the id out. ``raw`` is the body, byte for byte.
    """

    kind: str
    id: str
    sent_at: datetime
    entities: tuple[Entity, ...]
    raw: bytes = field(repr=False)

    @property
    def entity(self) -> Entity | None:
        """The entity that the event is named after."""
        return self.entities[0] if self.entities else None

    def ids(self, kind: str) -> tuple[str, ...]:
        """Return the ids of the entities of a kind, such as the orders in a package."""
        return tuple(one.id for one in self.entities if one.kind == kind)

    @property
    def body(self) -> Mapping[str, Json]:
        """Everything that the vendor sent, read-only; read anew each time it is asked for."""
        return decoded(self.raw)

    @property
    def data(self) -> Mapping[str, Json]:
        """The ``data`` of the body, read-only, with the fields that we do not know."""
        return objects(self.body, "data")


def understood(vendor: str, what: str, raw: bytes, make: Callable[[Mapping[str, Json]], T]) -> T:
    """Make something of a body that is trusted. Raises `UnexpectedAnswer` naming the field."""
    try:
        return make(decoded(raw))
    except Malformed as error:
        why = str(error)
    raise unreadable(vendor, what, why)


def unreadable(vendor: str, what: str, why: str) -> UnexpectedAnswer:
    """Return the error for content that can't be used; it repeats nothing of the content."""
    return UnexpectedAnswer(
        f"{vendor} sent a {what} that is not as its contract says: {why}.",
        vendor=vendor,
        what_to_do="Read what it is about from the vendor; the library may need an update.",
    )


def decoded(raw: bytes) -> Mapping[str, Json]:
    """Return a JSON object, read-only. Raises `Malformed`, which repeats nothing of it."""
    try:
        found: object = json.loads(
            raw.decode(),
            object_pairs_hook=_object,
            parse_float=Decimal,
            parse_constant=_no_number,
        )
    except Malformed:
        raise
    except UNREADABLE:
        raise Malformed("it is no JSON") from None
    value = _read_only(found, _DEEPEST)
    if not isinstance(value, Mapping):
        raise Malformed("it is no object")
    return value


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):  # the signer and we might each believe another of the two
        raise Malformed("a field is given twice")
    return made


def _no_number(_text: str) -> object:
    raise Malformed("it has a number that JSON does not know")


def _read_only(value: object, deeper: int) -> Json:
    if deeper < 0:
        raise Malformed("it is nested too deeply")
    if isinstance(value, dict):
        items = cast("dict[str, object]", value).items()
        return MappingProxyType({name: _read_only(one, deeper - 1) for name, one in items})
    if isinstance(value, list):
        return tuple(_read_only(one, deeper - 1) for one in cast("list[object]", value))
    return cast("Json", value)


def objects(body: Mapping[str, Json], name: str) -> Mapping[str, Json]:
    """Return a field that holds an object; what is missing or null is an empty one."""
    value = body.get(name)
    if value is None:
        return MappingProxyType({})
    if not isinstance(value, Mapping):
        raise Malformed(f"{name} is no object")
    return value


def word(value: Json, name: str) -> str:
    """Return an id, a status or a kind as text; what is missing, null or empty is empty.

    Ids come as numbers too. Anything but visible ASCII is refused: ids end up in paths and keys.
    """
    if value is None or value == "":
        return ""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise Malformed(f"{name} is neither text nor a whole number")
    text = value if isinstance(value, str) else _digits(value)
    if not _WORD.fullmatch(text):
        raise Malformed(f"{name} is no identifier")
    return text


def _digits(number: int) -> str:
    # Python refuses to write huge numbers, with a ValueError that is not ours.
    return str(number) if 0 <= number < 10**64 else ""


def needed(value: Json, name: str) -> str:
    """Return what `word` returns, but never empty."""
    text = word(value, name)
    if not text:
        raise Malformed(f"{name} is missing")
    return text


def seconds(value: Json, name: str) -> datetime:
    """Return a time that is sent as whole Unix seconds."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise Malformed(f"{name} is no whole number of seconds")
    return instant(value, name)


def named(value: Json, path: str) -> Iterator[str]:
    """Return the words at a path such as ``package_list[].order_id_list[]``, without the missing."""
    steps = path.replace("[]", ".[]").split(".")
    return (text for one in _at(value, steps, path) if (text := word(one, path)))


def _at(value: Json, steps: Sequence[str], path: str) -> Iterator[Json]:
    if value is None or not steps:
        yield value
        return
    step, *rest = steps
    if step == "[]":
        if not isinstance(value, tuple):
            raise Malformed(f"{path} goes through something that is no list")
        for one in value:
            yield from _at(one, rest, path)
    elif isinstance(value, Mapping):
        yield from _at(value.get(step), rest, path)
    else:
        raise Malformed(f"{path} goes through something that is no object")


def event_id(value: Json, name: str, raw: bytes) -> str:
    """Return the vendor's id of an event; where it sends none, a digest of the very bytes.

    A repeated event has the same bytes, as far as the vendors tell.
    """
    return word(value, name) or f"sha256:{hashlib.sha256(raw).hexdigest()}"
