"""The fake store's custom fields of products, and the metafields of what it sells."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.sandbox.bigcommerce_scene import Caller, opened

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
CATALOG = "/v3/catalog"
LAMP = f"{CATALOG}/products/301"
FIELDS = f"{LAMP}/custom-fields"
MATERIAL = {"name": "Material", "value": "Oak"}
NOTE = {"permission_set": "app_only", "namespace": "sync", "key": "listing", "value": "577"}
OWNERS = [
    ("products", "products/301", "product"),
    ("variants", "products/301/variants/1001", "variant"),
    ("brands", "brands/1", "brand"),
    ("categories", "categories/11", "category"),
]
Owner = tuple[str, str, str]


@pytest.fixture
def caller() -> Caller:
    """A caller of a store with a lamp of a brand, in a category."""
    return Caller(opened(wall=lambda: NOON))


def test_a_custom_field_comes_changes_and_goes(caller: Caller) -> None:
    caller.sandbox.clock.passes(hours=1)
    made = caller.post(FIELDS, **MATERIAL)["data"]
    path = f"{FIELDS}/{made['id']}"
    caller.put(path, value="Ash")

    assert caller.get(path)["data"] == {"id": made["id"], "name": "Material", "value": "Ash"}
    assert caller.get(LAMP, include="custom_fields")["data"]["custom_fields"][0]["value"] == "Ash"
    since = {"date_modified:min": (NOON + timedelta(hours=1)).isoformat()}
    assert caller.names(**since) == ["Alba table lamp"]
    assert caller.http.delete(path).status_code == 204
    assert caller.get(FIELDS)["data"] == []


@pytest.mark.parametrize(
    "body",
    [
        {"name": "Material"},
        {"value": "Oak"},
        {"name": "", "value": "Oak"},
        {"name": "n" * 251, "value": "Oak"},
        {"name": "Material", "value": "v" * 251},
        {"name": "Material", "value": 5},
        MATERIAL,
    ],
    ids=lambda body: str(body)[:50],
)
def test_a_custom_field_that_breaks_a_rule_is_refused(
    caller: Caller, body: dict[str, object]
) -> None:
    caller.post(FIELDS, **MATERIAL)

    assert caller.http.post(FIELDS, json=body).status_code == 422
    assert len(caller.get(FIELDS)["data"]) == 1


def test_a_name_may_have_another_value(caller: Caller) -> None:
    caller.post(FIELDS, **MATERIAL)
    second = caller.post(FIELDS, **MATERIAL | {"value": "Ash"})["data"]

    assert caller.http.put(f"{FIELDS}/{second['id']}", json=MATERIAL).status_code == 422
    assert caller.put(f"{FIELDS}/{second['id']}", value="Ash")["data"] == second


def test_a_product_has_two_hundred_custom_fields_at_most(caller: Caller) -> None:
    many = [{"name": "Note", "value": str(n)} for n in range(201)]
    assert caller.http.put(LAMP, json={"custom_fields": many}).status_code == 422
    caller.put(LAMP, custom_fields=many[:200])

    assert caller.http.post(FIELDS, json=many[200]).status_code == 422


@pytest.mark.parametrize("owner", OWNERS, ids=[one[2] for one in OWNERS])
def test_a_metafield_is_written_beside_anything(caller: Caller, owner: Owner) -> None:
    plural, path, kind = owner
    mine = f"{CATALOG}/{path}/metafields"
    made = caller.post(mine, **NOTE)["data"]
    assert (made["resource_type"], made["resource_id"]) == (kind, int(path.rpartition("/")[2]))

    caller.sandbox.clock.passes(hours=1)
    changed = caller.put(f"{mine}/{made['id']}", value="578")["data"]

    assert changed["date_modified"] > made["date_modified"]
    assert caller.get(mine, key="listing", namespace="sync")["data"] == [changed]
    assert caller.get(mine, key="price")["data"] == []
    assert caller.get(f"{CATALOG}/{plural}/metafields")["data"] == [changed]
    assert caller.http.post(mine, json=NOTE).status_code == 409
    assert caller.http.delete(f"{mine}/{made['id']}").status_code == 204
    assert caller.http.delete(f"{mine}/{made['id']}").status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"permission_set": "everybody"},
        {"permission_set": None},
        {"namespace": "n" * 65},
        {"key": ""},
        {"key": "k" * 65},
        {"value": "v" * 65_536},
        {"value": 577},
        {"description": "d" * 256},
    ],
    ids=lambda changes: str(changes)[:40],
)
def test_a_metafield_that_breaks_a_rule_is_refused(
    caller: Caller, changes: dict[str, object]
) -> None:
    assert caller.http.post(f"{LAMP}/metafields", json=NOTE | changes).status_code == 422
    assert caller.get(f"{LAMP}/metafields")["data"] == []


def test_a_namespace_and_key_are_a_resources_own(caller: Caller) -> None:
    caller.post(f"{LAMP}/metafields", **NOTE)
    caller.post(f"{CATALOG}/products/302/metafields", **NOTE)
    other = caller.post(f"{LAMP}/metafields", **NOTE | {"key": "price"})["data"]

    answer = caller.http.put(f"{LAMP}/metafields/{other['id']}", json={"key": "listing"})

    assert answer.status_code == 409
    assert len(caller.get(f"{CATALOG}/products/metafields")["data"]) == 3


def test_what_is_beside_a_product_goes_with_it(caller: Caller) -> None:
    caller.post(f"{LAMP}/metafields", **NOTE)
    caller.post(f"{LAMP}/variants/1001/metafields", **NOTE)
    caller.http.delete(f"{LAMP}/variants/1001")
    assert caller.get(f"{CATALOG}/variants/metafields")["data"] == []

    caller.http.delete(LAMP)

    assert caller.get(f"{CATALOG}/products/metafields")["data"] == []
    assert caller.http.get(f"{LAMP}/metafields").status_code == 404


def test_many_metafields_are_written_at_once_each_for_itself(caller: Caller) -> None:
    path = f"{CATALOG}/products/metafields"
    sent: list[dict[str, Any]] = [
        NOTE | {"resource_id": 301},
        NOTE | {"resource_id": 302},
        NOTE | {"resource_id": 302},
        NOTE | {"resource_id": 999},
    ]
    answer = caller.http.post(path, json=sent)

    assert answer.status_code == 422
    assert answer.json()["meta"] == {"total": 4, "success": 2, "failed": 2}
    assert [one["status"] for one in answer.json()["errors"]] == [409, 404]

    ids = [one["id"] for one in answer.json()["data"]]
    changes = [{"id": one, "value": "9"} for one in ids]
    assert [one["value"] for one in caller.http.put(path, json=changes).json()["data"]] == [
        "9",
        "9",
    ]
    gone = caller.http.request("DELETE", path, json=[*ids, 9])
    assert gone.json()["data"] == ids
    assert gone.json()["meta"]["failed"] == 1
    assert caller.http.request("DELETE", path, json={"id": 9}).status_code == 400


def test_metafields_come_by_pages_and_by_cursors(caller: Caller) -> None:
    path = f"{LAMP}/metafields"
    made = [caller.post(path, **NOTE | {"key": f"k{n}"})["data"]["id"] for n in range(5)]

    def ids(answer: Any) -> list[int]:
        return [one["id"] for one in answer["data"]]

    assert ids(caller.get(path, limit=2, page=3)) == made[4:]
    first = caller.get(path, limit=2, after="")
    second = caller.get(path, limit=2, after=first["meta"]["cursor_pagination"]["end_cursor"])
    assert ids(first) + ids(second) == made[:4]
    back = caller.get(path, limit=2, before=second["meta"]["cursor_pagination"]["start_cursor"])
    assert ids(back) == made[:2]
    last = caller.get(path, limit=2, after=second["meta"]["cursor_pagination"]["end_cursor"])
    assert ids(last) == made[4:]
    assert "next" not in last["meta"]["cursor_pagination"]["links"]
    assert caller.http.get(path, params={"after": "!"}).status_code == 422


def test_a_resource_has_two_hundred_and_fifty_metafields_at_most(caller: Caller) -> None:
    path = f"{CATALOG}/brands/1/metafields"
    for number in range(250):
        caller.post(path, **NOTE | {"key": str(number)})

    assert caller.http.post(path, json=NOTE).status_code == 422
