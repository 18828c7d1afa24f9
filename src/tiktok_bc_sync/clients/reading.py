"""Making the domain's nouns of a vendor's answers: a bad field is named, a bad item spoils no other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Generic, TypeVar, cast

import msgspec
from attrs import frozen

from tiktok_bc_sync.errors import UnexpectedAnswer
from tiktok_bc_sync.models import Money, as_decimal
from tiktok_bc_sync.models.money import DIGITS_BEFORE_POINT

T = TypeVar("T")
W = TypeVar("W")
R = TypeVar("R")

UNREADABLE = (msgspec.MsgspecError, ValueError, ArithmeticError, RecursionError)
"""What decoding bytes that anybody may have sent can raise."""


_ONE_AT_A_TIME = threading.Lock()


def decoder(kind: type[T]) -> msgspec.json.Decoder[T]:
    """Return what reads JSON into a kind of value; making it costs more than a small answer.

    Whatever is decoded into a kind is decoded by this, so that threads may.
    """
    return cast("msgspec.json.Decoder[T]", _any_decoder(cast("object", kind)))


@cache
def _any_decoder(kind: object) -> msgspec.json.Decoder[object]:
    # msgspec shows other threads a kind that it has only begun to look at, and they crash decoding it.
    with _ONE_AT_A_TIME:
        return msgspec.json.Decoder(kind, strict=False)


class Malformed(ValueError):
    """A value that no noun can be made of; the message names its field."""


def instant(seconds: int, name: str) -> datetime:
    """Return Unix seconds as a time."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        raise Malformed(f"{name} is no time") from None


def maybe_instant(seconds: int, name: str) -> datetime | None:
    """Return Unix seconds as a time; 0 stands for none."""
    return instant(seconds, name) if seconds else None


def decimal(value: Decimal | str, name: str) -> Decimal:
    """Return an amount, a rate or a measure; no text at all stands for 0."""
    # What `usable` says of nearly all of a catalogue, without a call for each of its amounts.
    if (
        isinstance(value, Decimal)
        and value
        and value.is_finite()
        and value.adjusted() < DIGITS_BEFORE_POINT
    ):
        return value
    try:
        return as_decimal(value or 0)
    except ValueError:
        raise Malformed(f"{name} is no amount") from None


def money(amount: str, currency: str, name: str) -> Money:
    """Return an amount of money."""
    if not (
        len(currency) == 3 and currency.isascii() and currency.isalpha() and currency.isupper()
    ):
        raise Malformed(f"the currency of {name} is no currency code")
    try:
        return Money(amount or 0, currency)
    except ValueError:
        raise Malformed(f"{name} is no amount") from None


@frozen
class Answered(Generic[T]):
    """A decoded answer, with what the vendor's support wants to know about it."""

    vendor: str
    value: T
    status: int = 200
    request_id: str = ""

    def holding(self, value: R) -> Answered[R]:
        """Return the same answer reduced to a part of it."""
        return Answered(self.vendor, value, self.status, self.request_id)

    def read(self, noun: str, convert: Callable[[T], R]) -> R:
        """Make something of the answer. Raises `UnexpectedAnswer` naming the field."""
        try:
            return convert(self.value)
        except Malformed as error:
            raise self.unexpected(noun, error) from error

    def read_each(
        self, noun: str, items: Sequence[msgspec.Raw], wire: type[W], convert: Callable[[W], R]
    ) -> tuple[list[R], list[UnexpectedAnswer]]:
        """Make something of each item; what can't be read comes apart, with the reason."""
        found: list[R] = []
        unread: list[UnexpectedAnswer] = []
        decode = decoder(wire).decode
        for item in items:
            try:
                found.append(convert(decode(item)))
            except UNREADABLE as error:
                unread.append(self.unexpected(f"{noun} {_name(item)}", error))
        return found, unread

    def unexpected(self, what: str, why: object) -> UnexpectedAnswer:
        """Return the error for an answer that is not as its contract says."""
        return UnexpectedAnswer(
            f"{self.vendor} answered {what} with something else than its contract says: {why}.",
            vendor=self.vendor,
            status=self.status,
            what_to_do="Report it with the request id; the library may need an update.",
            request_id=self.request_id,
        )


class _Named(msgspec.Struct):
    id: str | int | None = None
    return_id: str | int | None = None
    cancel_id: str | int | None = None
    package_id: str | int | None = None


def _name(item: msgspec.Raw) -> str:
    """Return the id of an item that can't be read, if that much can."""
    try:
        named = decoder(_Named).decode(item)
    except UNREADABLE:
        return "without an id"
    ids = (named.id, named.return_id, named.cancel_id, named.package_id)
    return str(next((one for one in ids if one), "without an id"))[:80]
