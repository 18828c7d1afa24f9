"""The judge itself: its facts are the vendors', and it tells wrong from right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.contracts import derive
from tests.contracts.contract import Contract, Json
from tests.contracts.judging import Judge
from tests.contracts.vendors import BIGCOMMERCE, TIKTOK
from tiktok_bc_sync.sandbox import Request, Response


@pytest.mark.parametrize("name", ["tiktok", "bigcommerce"])
def test_the_facts_are_those_of_the_vendors_files(name: str, shared: Path) -> None:
    fresh = {"tiktok": derive.tiktok, "bigcommerce": derive.bigcommerce}[name](shared)

    assert (derive.HERE / f"{name}.json").read_text() == derive.written(fresh)


def test_the_signatures_are_those_that_others_computed(shared: Path) -> None:
    theirs = (shared / "facts/signing-vectors.json").read_text()

    assert (derive.HERE / "signing-vectors.json").read_text() == theirs


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


@pytest.mark.parametrize(
    ("contract", "kind", "changed", "faults"),
    [
        (TIKTOK, "1", {}, []),
        (TIKTOK, "1", {"type": 2}, [".type is 2, none of [1]"]),
        (TIKTOK, "1", {"shop_id": 7}, [".shop_id is 7, no string"]),
        (TIKTOK, "1", {"mood": "good"}, [".mood is not in the contract"]),
        (TIKTOK, "999", {}, ["999 is not in the contract"]),
        (BIGCOMMERCE, "store/order/created", {}, []),
        (BIGCOMMERCE, "store/order/created", {"data": 5}, [".data is 5, no object"]),
        (BIGCOMMERCE, "store/order/*", {}, ["store/order/* is not in the contract"]),
    ],
)
def test_a_wrong_webhook_is_told(
    contract: Contract, kind: str, changed: Json, faults: list[str]
) -> None:
    sent = contract.webhook(kind) if kind in contract.webhooks else {}

    assert contract.webhook_faults(kind, sent | changed) == faults


def test_where_nothing_may_be_said_nothing_is() -> None:
    operation = TIKTOK.operation("POST", "/fulfillment/202309/packages/1/ship")
    assert operation

    found = TIKTOK.answer_faults(operation, 200, {"code": 0, "data": {"x": 1}})

    assert found == [".data.x is not in the contract"]


def test_the_operation_with_the_more_certain_path_goes_before() -> None:
    found = BIGCOMMERCE.operation("GET", "/v2/orders/count")

    assert found
    assert found.path == "/v2/orders/count"


GET_SHOPS = Request("GET", "/seller/202309/shops", (("mood", "good"),))
GET_TIME = Request("GET", "/stores/abc/v2/time")


@pytest.mark.parametrize(
    ("request_", "answer", "status", "faults", "met"),
    [
        (GET_SHOPS, {"code": 0}, 200, ["query mood is not in the contract"], True),
        (GET_SHOPS, {"code": 1}, 200, [], False),
        (GET_SHOPS, {"code": 1, "x": 1}, 401, ["answer.x is not in the contract"], False),
        (GET_TIME, {"time": 1}, 200, [], True),
        (GET_TIME, {"x": 1}, 200, ["answer.x is not in the contract"], True),
        (GET_TIME, {"x": 1}, 404, [], False),
    ],
)
def test_of_what_is_refused_only_tiktoks_answer_is_judged(
    request_: Request, answer: Json, status: int, faults: list[str], *, met: bool
) -> None:
    judge = Judge()

    judge.judge(request_, Response.json(answer, status))

    assert [one.partition(": ")[2] for one in judge.faults] == faults
    assert bool(judge.met) == met


def test_what_is_in_no_contract_must_not_work() -> None:
    judge = Judge()

    judge.judge(Request("GET", "/nowhere"), Response.json({"code": 36009009}))
    assert judge.faults == []

    judge.judge(Request("GET", "/nowhere"), Response.json({"code": 0}))
    assert judge.faults == ["GET /nowhere is not in the contract"]
