"""How every kind of the connector's values is stored: whole, by field names, across versions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve, frozen
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.storage.values import values_of
from tiktok_bc_sync.errors import SchemaTooNew, StorageError, StorageUnavailable
from tiktok_bc_sync.models import Image, ListingStatus, Product, Variant
from tiktok_bc_sync.storage import JsonValue, Kind, Record, Write
from tiktok_bc_sync.sync import records
from tiktok_bc_sync.sync.engine import ledger

KINDS: Mapping[str, Kind[Any]] = {
    one.name: one
    for module in (records, ledger)
    for one in vars(module).values()
    if isinstance(one, Kind)
}

LAMP = Product(
    "7",
    "Lamp",
    (Variant("1", "LAMP-S", Decimal("9.90")), Variant("2", "LAMP-L", Decimal("19.90"))),
    images=(Image("https://example.test/lamp.png"),),
)


def stored(write: Write, **changed: JsonValue) -> Record:
    """Return a write as a storage gives it back: through JSON."""
    body = json.loads(json.dumps(write.body)) | changed
    return Record("store", write.kind, write.key, 1, write.index, body)


def test_the_connector_has_kinds() -> None:
    assert {"product", "listing", "order", "return", "template", "activity"} <= set(KINDS)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
@settings(
    max_examples=25, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(data=st.data())
def test_any_value_comes_back_the_same(kind: Kind[Any], data: st.DataObject) -> None:
    value = data.draw(values_of(kind.type).filter(lambda one: len(kind.key(one)) <= 255))
    found = kind.read(stored(kind.write(value, None)))
    assert found == value
    assert repr(found) == repr(value)  # 1.0 and 1.00 are equal prices that print differently


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
@settings(
    max_examples=5, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(data=st.data())
def test_fields_of_a_later_version_are_ignored(kind: Kind[Any], data: st.DataObject) -> None:
    value = data.draw(values_of(kind.type).filter(lambda one: len(kind.key(one)) <= 255))
    record = stored(kind.write(value, None))
    assert kind.read(evolve(record, body=_with_more(record.body))) == value


def _with_more(value: Any) -> Any:
    """Return JSON with a field more in every object."""
    if isinstance(value, Mapping):
        return {"later": [1]} | {field: _with_more(one) for field, one in value.items()}
    return [_with_more(one) for one in value] if isinstance(value, list) else value


def test_a_field_that_an_earlier_version_did_not_have_takes_its_default() -> None:
    record = stored(records.PRODUCT.write(LAMP, None))
    body = {field: value for field, value in record.body.items() if field != "warranty"}
    assert records.PRODUCT.read(evolve(record, body=body)) == LAMP


def test_an_open_enum_keeps_words_that_nobody_knows() -> None:
    @frozen
    class Seen:
        status: ListingStatus | str

    kind = Kind("seen", Seen, key=lambda _: "a", index=lambda _: {})
    for status, expected in (("Live", ListingStatus.LIVE), ("Vanished", "Vanished")):
        found = kind.read(stored(kind.write(Seen(status), None)))
        assert found.status == expected
        assert type(found.status) is type(expected)


DAMAGE: list[tuple[dict[str, JsonValue], str]] = [
    ({"title": None}, "not what it should be @ .title"),
    ({"title": 5}, "not what it should be @ .title"),
    ({"visible": "s3cret"}, "not what it should be @ .visible"),
    ({"variants": 5}, "not what it should be @ .variants"),
    ({"variants": [{"id": "1", "sku": "a"}]}, "missing @ .variants[0].price"),
    ({"variants": [{"id": "1", "sku": "a", "price": "s3cret"}]}, "@ .variants[0].price"),
    ({"dimensions": {"weight": "s3cret"}}, "@ .dimensions.weight"),
    ({"modified_at": "s3cret"}, "@ .modified_at"),
    ({"_schema": "s3cret"}, "@ _schema"),
    ({"_schema": 0}, "@ _schema"),
    ({"title": None, "brand": 5}, "@ .title; not what it should be @ .brand"),
]


@pytest.mark.parametrize(("changed", "told"), DAMAGE)
def test_damage_is_told_by_record_and_field_but_not_by_value(
    changed: dict[str, JsonValue], told: str
) -> None:
    with pytest.raises(StorageError) as caught:
        records.PRODUCT.read(stored(records.PRODUCT.write(LAMP, None), **changed))
    assert "The product 7 in the storage is damaged" in str(caught.value)
    assert told in str(caught.value)
    assert "s3cret" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not isinstance(caught.value, StorageUnavailable)


# --- evolution -----------------------------------------------------------------------


@frozen
class Note:
    """A value whose shape has changed twice."""

    id: str
    lines: tuple[str, ...]
    author: str


def _lines_from_text(body: Mapping[str, JsonValue]) -> Mapping[str, JsonValue]:
    return {**body, "lines": str(body["text"]).splitlines()}


def _author_named(body: Mapping[str, JsonValue]) -> Mapping[str, JsonValue]:
    return {**body, "author": "unknown"}


NOTE = Kind(
    "note",
    Note,
    key=lambda note: note.id,
    index=lambda note: {"author": note.author},
    schema=3,
    upgrades={1: _lines_from_text, 2: _author_named},
)


@pytest.mark.parametrize(
    ("body", "author"),
    [
        ({"id": "a", "text": "x\ny"}, "unknown"),  # from before versions were written
        ({"id": "a", "text": "x\ny", "_schema": 1}, "unknown"),
        ({"id": "a", "lines": ["x", "y"], "_schema": 2}, "unknown"),
        ({"id": "a", "lines": ["x", "y"], "author": "anna", "_schema": 3}, "anna"),
    ],
)
def test_older_bodies_are_upgraded_step_by_step(body: dict[str, JsonValue], author: str) -> None:
    assert NOTE.read(Record("store", "note", "a", 1, {}, body)) == Note("a", ("x", "y"), author)


def test_a_write_says_its_version() -> None:
    write = NOTE.write(Note("a", ("x",), "anna"), 4)
    assert (write.key, write.expected, write.index) == ("a", 4, {"author": "anna"})
    assert write.body == {"id": "a", "lines": ["x"], "author": "anna", "_schema": 3}


def test_a_body_of_a_newer_library_is_not_guessed_at() -> None:
    with pytest.raises(SchemaTooNew) as caught:
        NOTE.read(Record("store", "note", "a", 1, {}, {"_schema": 4, "s3cret": 1}))
    assert "Upgrade tiktok-bc-sync" in str(caught.value)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("body", [{"id": "a", "_schema": 1}, {"id": "a", "_schema": -1}])
def test_an_older_body_that_cannot_be_upgraded_is_damaged(body: dict[str, JsonValue]) -> None:
    with pytest.raises(StorageError, match="The note a in the storage is damaged"):
        NOTE.read(Record("store", "note", "a", 1, {}, body))
