"""The judge itself: its facts are the vendors', and it tells wrong from right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.contracts import derive
from tests.contracts.contract import Json
from tests.contracts.vendors import BIGCOMMERCE, TIKTOK


@pytest.mark.parametrize("name", ["tiktok", "bigcommerce"])
def test_the_facts_are_those_of_the_vendors_files(name: str, shared: Path) -> None:
    fresh = {"tiktok": derive.tiktok, "bigcommerce": derive.bigcommerce}[name](shared)

    assert (derive.HERE / f"{name}.json").read_text() == derive.written(fresh)


def test_the_facts_hold_no_prose() -> None:
    for name in ("tiktok", "bigcommerce"):
        found = json.loads((derive.HERE / f"{name}.json").read_text())
        assert not {"description", "summary", "example"} & _keywords(found)


def _keywords(schema: object) -> set[str]:
    """The keywords of all schemas; what a vendor's field is called is not one."""
    if isinstance(schema, list):
        return {key for one in schema for key in _keywords(one)}
    if not isinstance(schema, dict):
        return set()
    found = set(schema)
    for key, value in schema.items():
        named = key in ("properties", "schemas", "query", "webhooks", "answers")
        found |= _keywords(list(value.values()) if named and value else value)
    return found


ORDER: Json = {"billing_address": {"zip": "N1"}, "products": []}


@pytest.mark.parametrize(
    ("query", "body", "faults"),
    [
        ({}, ORDER, []),
        ({"q": "1"}, ORDER, ["query q is not in the contract"]),
        ({}, ORDER | {"status_id": "1"}, [".status_id is '1', no integer"]),
        ({}, ORDER | {"unheard_of": 1}, [".unheard_of is not in the contract"]),
    ],
)
def test_a_wrong_request_to_bigcommerce_is_told(
    query: dict[str, str], body: Json, faults: list[str]
) -> None:
    operation = BIGCOMMERCE.operation("POST", "/v2/orders")
    assert operation

    assert BIGCOMMERCE.request_faults(operation, query.items(), body) == faults


@pytest.mark.parametrize(
    ("query", "body", "faults"),
    [
        ({"shop_cipher": "c"}, {"address": "https://x", "event_type": "A"}, []),
        ({}, {"address": "https://x", "event_type": "A"}, ["query shop_cipher is missing"]),
        ({"shop_cipher": "c"}, {"address": "https://x"}, [".event_type is missing"]),
        ({"shop_cipher": "c"}, None, ["the body is missing"]),
        ({"shop_cipher": "c"}, {"address": 1, "event_type": "A"}, [".address is 1, no string"]),
    ],
)
def test_a_wrong_request_to_tiktok_is_told(
    query: dict[str, str], body: Json | None, faults: list[str]
) -> None:
    operation = TIKTOK.operation("PUT", "/event/202309/webhooks")
    assert operation

    assert TIKTOK.request_faults(operation, query.items(), body) == faults


def test_a_wrong_answer_is_told() -> None:
    operation = TIKTOK.operation("GET", "/authorization/202309/shops")
    assert operation
    answer = {"code": 0, "data": {"shops": [{"id": 7, "nickname": "x"}]}}

    assert TIKTOK.answer_faults(operation, 200, answer) == [
        ".data.shops[].id is 7, no string",
        ".data.shops[].nickname is not in the contract",
    ]


def test_the_operation_with_the_more_certain_path_goes_before() -> None:
    found = BIGCOMMERCE.operation("GET", "/v2/orders/count")

    assert found
    assert found.path == "/v2/orders/count"
