"""Size charts: made of tables, found again, and what products refer to."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.sandbox.test_tiktok_rules import png
from tests.sandbox.tiktok_scene import DRESSES, LAMPS, TOPS, Json
from tests.sandbox.tiktok_selling import FINE, SellingScene, opened

CHARTS = "/product/202610/size_charts"
TABLE: Json = {
    "measurement_type": "BODY_MEASUREMENTS",
    "unit_system": "METRIC",
    "size_types": ["size_chart_size_type_regular"],
    "is_one_size": False,
    "table": {
        "headers": [
            {"name": "Size", "id": "size_chart_size_system_size"},
            {"name": "Bust", "id": "size_chart_option_bust"},
            {"name": "Mood"},
        ],
        "rows": [{"cells": [{"value": "S"}, {"value": "84-88"}, {"value": "calm"}]}],
    },
}


def body(**changes: Any) -> Json:
    return {
        "category_id": DRESSES,
        "size_chart_data": TABLE,
        "size_chart_mode": "REUSABLE_TEMPLATE",
        "template_name": "Dresses",
        **changes,
    }


def create(scene: SellingScene, **changes: Any) -> str:
    return str(scene.ask("POST", CHARTS, body(**changes)).data["size_chart_id"])


def search(scene: SellingScene, **given: Any) -> list[Json]:
    path = "/product/202407/sizecharts/search"
    found: list[Json] = scene.ask("POST", path, given, page_size="10").data["size_chart"]
    return found


def test_a_template_is_found_by_id_and_name_and_is_replaced_by_an_edit() -> None:
    scene = opened()
    chart_id, other = create(scene), create(scene, template_name="Evening gowns")
    scoped = create(scene, size_chart_mode="PRODUCT_SCOPED", template_name="ignored")
    (found,) = search(scene, ids=[chart_id], keyword="evening")
    assert (found["template_id"], found["template_name"]) == (chart_id, "Dresses")
    assert found["related_category_ids"] == [DRESSES]
    assert [one["template_id"] for one in search(scene, keyword="EVENING")] == [other]
    assert [one["template_id"] for one in search(scene)] == [chart_id, other]
    (own,) = search(scene, size_chart_mode="PRODUCT_SCOPED")
    assert (own["template_id"], own["template_name"]) == (scoped, "")
    edited = {"size_chart_id": chart_id, "size_chart_data": {**TABLE, "unit_system": "IMPERIAL"}}
    assert scene.ask("POST", f"{CHARTS}/edit", edited).data == {"size_chart_id": chart_id}
    (after,) = search(scene, ids=[chart_id])
    assert after["template_name"] == "Dresses"
    assert after["size_chart_datas"][0]["size_chart_data"] == edited["size_chart_data"]


def _headers(chart: Json) -> list[Json]:
    headers: list[Json] = chart["table"]["headers"]
    return headers


def _widen(chart: Json, columns: int) -> None:
    _headers(chart).extend([{"name": "x"}] * columns)
    for row in chart["table"]["rows"]:
        row["cells"].extend([{"value": "x"}] * columns)


FAULTS: list[tuple[str, Callable[[Json], object]]] = [
    ("21 headers", lambda chart: _widen(chart, 18)),
    ("46 rows", lambda chart: chart["table"].update(rows=chart["table"]["rows"] * 46)),
    ("a cell too few", lambda chart: _headers(chart).append({"name": "x"})),
    ("a long header", lambda chart: _headers(chart)[2].update(name="x" * 33)),
    (
        "a long cell",
        lambda chart: chart["table"]["rows"][0]["cells"][0].update(value="x" * 33),
    ),
    ("an unknown measurement", lambda chart: _headers(chart)[1].update(id="size_chart_option_x")),
    ("an unknown type", lambda chart: chart.update(measurement_type="GUESSED")),
    ("an unknown system", lambda chart: chart.update(unit_system="NAUTICAL")),
    ("another category's sizes", lambda chart: chart.update(size_types=["petite"])),
]


@pytest.mark.parametrize("spoil", [one[1] for one in FAULTS], ids=[one[0] for one in FAULTS])
def test_a_flawed_table_is_refused_when_made_and_when_edited(
    spoil: Callable[[Json], object],
) -> None:
    scene, chart = opened(), copy.deepcopy(TABLE)
    chart_id = create(scene)
    spoil(chart)
    assert scene.ask("POST", CHARTS, body(size_chart_data=chart)).code == 12052111
    edited = {"size_chart_id": chart_id, "size_chart_data": chart}
    assert scene.ask("POST", f"{CHARTS}/edit", edited).code == 12052111
    assert search(scene)[0]["size_chart_datas"][0]["size_chart_data"] == TABLE


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"category_id": LAMPS}, 12052110),
        ({"category_id": "602000"}, 12052001),
        ({"size_chart_mode": "DRAWN"}, 36009004),
        ({"template_name": None}, 36009004),
        ({"size_chart_data": {**TABLE, "table": {}}}, 36009004),
    ],
)
def test_a_chart_needs_a_fitting_category_a_mode_and_a_name(changes: Json, code: int) -> None:
    assert opened().ask("POST", CHARTS, body(**changes)).code == code


def test_what_does_not_exist_or_is_no_template_is_not_edited_and_50_ids_are_searched() -> None:
    scene = opened()
    scoped = create(scene, size_chart_mode="PRODUCT_SCOPED")
    for chart_id in ("1", scoped):
        edited = {"size_chart_id": chart_id, "size_chart_data": TABLE}
        assert scene.ask("POST", f"{CHARTS}/edit", edited).code == 12052112
    path = "/product/202407/sizecharts/search"
    assert scene.ask("POST", path, {"ids": ["1"] * 51}, page_size="10").code == 36009004
    assert scene.ask("POST", path, {"size_chart_mode": "X"}, page_size="10").code == 36009004


def test_a_dress_is_listed_with_a_template_or_a_picture_of_its_sizes() -> None:
    scene = opened()
    picture = scene.upload(png(1200, 1200), "SIZE_CHART_IMAGE").data["uri"]
    template = create(scene)
    charts: list[Json] = [{"template": {"id": template}}, {"image": {"uri": picture}}]
    for chart in charts:
        shown = scene.read(scene.lists(category_id=DRESSES, size_chart=chart))["size_chart"]
        assert shown.get("template", {}).get("id") == chart.get("template", {}).get("id")
        assert shown.get("image", {}).get("uri") == chart.get("image", {}).get("uri")


@pytest.mark.parametrize("where", ["create", "edit"])
def test_a_dress_can_not_refer_to_a_chart_that_is_none_of_its_own(where: str) -> None:
    scene = opened()
    live = scene.lists(category_id=DRESSES, size_chart={"template": {"id": create(scene)}})
    main = scene.upload().data["uri"]
    for chart, code in (
        ({"template": {"id": "1"}}, 12052056),
        ({"template": {"id": create(scene, category_id=TOPS)}}, 12052056),
        ({"template": {"id": create(scene, size_chart_mode="PRODUCT_SCOPED")}}, 12052056),
        ({"image": {"uri": "nowhere"}}, 12052057),
        ({"image": {"uri": main}}, 12052057),
    ):
        if where == "create":
            assert scene.create(category_id=DRESSES, size_chart=chart).code == code
        else:
            assert scene.partly(live, size_chart=chart).code == code


def test_a_lamp_keeps_no_size_chart() -> None:
    scene = opened()
    made = scene.create(size_chart={"template": {"id": "1"}})
    assert made.code == FINE
    assert "size_chart" not in scene.read(made.data["product_id"])
