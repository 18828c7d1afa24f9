"""The fake shop's size charts: tables that fashion products refer to."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import define, field

from tiktok_bc_sync.sandbox.tiktok.categories.categories import Categories
from tiktok_bc_sync.sandbox.tiktok.shop.wire import (
    PRODUCT_RULE,
    Call,
    Ids,
    Json,
    Refused,
    Route,
    bad_parameter,
    items,
    page,
)

REUSABLE, SCOPED = "REUSABLE_TEMPLATE", "PRODUCT_SCOPED"
_MOST_HEADERS, _MOST_ROWS, _MOST_TEXT, _MOST_IDS = 20, 45, 32, 50
_SYSTEMS = tuple(f"size_chart_size_system_{one}" for one in ("size", "us", "uk", "eu", "jp", "mx"))
_MEASUREMENTS = ("BODY_MEASUREMENTS", "GENERIC_MEASUREMENTS", "PRODUCT_MEASUREMENTS")
_DATA = tuple(
    f"size_chart_data.{name}"
    for name in (
        "measurement_type",
        "unit_system",
        "table.headers[].name",
        "table.headers[].id?",
        "table.rows[].cells[].value?",
        "description?",
        "is_one_size!?",
        "size_types[]?",
    )
)
_CREATE = ("category_id", *_DATA, "size_chart_mode", "template_name?")
_EDIT = (*_DATA, "size_chart_id", "template_name?")
# The default language of the shops that the sandbox knows best; English elsewhere.
_LOCALES = {"DE": "de-DE", "US": "en-US", "ID": "id-ID", "JP": "ja-JP"}


@define
class SizeCharts:
    """Size charts by id."""

    region: str
    ids: Ids
    categories: Categories
    charts: dict[str, Json] = field(factory=dict[str, Json])

    def routes(self) -> list[Route]:
        """Return the operations on size charts."""
        asked = ("ids[]?", "keyword?", "size_chart_mode?")
        path = "/product/202610/size_charts"
        return [
            Route("POST", path, self.create, _CREATE),
            Route("POST", f"{path}/edit", self.edit, _EDIT),
            Route("POST", "/product/202407/sizecharts/search", self.search, asked, cipher=False),
        ]

    def template_for(self, chart_id: str, category_id: str) -> bool:
        """Tell whether products of a category may use a chart as their template."""
        chart = self.charts.get(chart_id, {})
        return chart.get("mode") == REUSABLE and chart["category_id"] == category_id

    # --- answering -----------------------------------------------------------------

    def create(self, call: Call) -> Json:
        """Answer Create Size Chart V2."""
        body, mode = call.body, call.body["size_chart_mode"]
        if mode not in (REUSABLE, SCOPED):
            raise bad_parameter("size_chart_mode is invalid")
        name = (body.get("template_name") or "") if mode == REUSABLE else ""
        if mode == REUSABLE and not name:
            raise bad_parameter("template_name is a required field")
        self._check(body["size_chart_data"], body["category_id"])
        chart_id = self.ids.next("7420")
        self.charts[chart_id] = {
            "id": chart_id,
            "name": name,
            "mode": mode,
            "category_id": body["category_id"],
            "data": body["size_chart_data"],
        }
        return {"size_chart_id": chart_id}

    def edit(self, call: Call) -> Json:
        """Answer Edit Size Chart V2: the table is replaced, the name only when one is given."""
        chart = self.charts.get(call.body["size_chart_id"])
        if chart is None or chart["mode"] != REUSABLE:
            raise Refused(PRODUCT_RULE + 112, "The size chart does not exist or is no template")
        self._check(call.body["size_chart_data"], chart["category_id"])
        name = call.body.get("template_name") or chart["name"]
        chart.update(data=call.body["size_chart_data"], name=name)
        return {"size_chart_id": chart["id"]}

    def search(self, call: Call) -> Json:
        """Answer Search Size Charts; templates only, unless the others are asked for."""
        mode, wanted = call.body.get("size_chart_mode") or REUSABLE, items(call.body, "ids")
        if mode not in (REUSABLE, SCOPED):
            raise bad_parameter("size_chart_mode is invalid")
        if len(wanted) > _MOST_IDS:
            raise bad_parameter(f"ids has over {_MOST_IDS} ids")
        word = (call.body.get("keyword") or "").casefold()
        found = [
            one
            for one in self.charts.values()
            if one["mode"] == mode
            and (one["id"] in wanted if wanted else not word or word in one["name"].casefold())
        ]
        part, said = page(found, call, by="id")
        locale = _LOCALES.get(self.region, "en-GB")
        shown = not call.many("locales") or locale in call.many("locales")
        return {**said, "size_chart": [_shown(one, locale if shown else "") for one in part]}

    # --- checking ------------------------------------------------------------------

    def _check(self, chart: Json, category_id: str) -> None:
        self.categories.leaf(category_id)
        rules = self.categories.rules(category_id)["size_chart"]
        if not rules["is_supported"]:
            raise Refused(PRODUCT_RULE + 110, "The category has no size charts")
        for fault in (*_table_faults(chart), *_standard_faults(chart, rules)):
            raise Refused(PRODUCT_RULE + 111, fault)


def _table_faults(chart: Json) -> Iterator[str]:
    headers, rows = chart["table"]["headers"], chart["table"]["rows"]
    if len(headers) > _MOST_HEADERS or len(rows) > _MOST_ROWS:
        yield f"A table has at most {_MOST_HEADERS} headers and {_MOST_ROWS} rows"
    if any(len(row["cells"]) != len(headers) for row in rows):
        yield "Each row must have one cell for each header"
    texts = [one["name"] for one in headers]
    texts += [cell.get("value") or "" for row in rows for cell in row["cells"]]
    if any(len(text) > _MOST_TEXT for text in texts):
        yield f"Headers and cells have at most {_MOST_TEXT} characters"


def _standard_faults(chart: Json, rules: Json) -> Iterator[str]:
    if chart["measurement_type"] not in _MEASUREMENTS:
        yield "measurement_type is invalid"
    if chart["unit_system"] not in ("METRIC", "IMPERIAL"):
        yield "unit_system is invalid"
    groups = rules["measurement_and_options"]
    group = [one for one in groups if one["measurement_type"] == chart["measurement_type"]]
    known = {*_SYSTEMS, *(option["id"] for one in group for option in one["options"])}
    if any(one.get("id") and one["id"] not in known for one in chart["table"]["headers"]):
        yield "A header's id is not one of the category's measurements or of the size systems"
    if not set(items(chart, "size_types")) <= set(rules["size_types"]):
        yield "size_types must be of the category's"


def _shown(chart: Json, locale: str) -> Json:
    tables = [{"locale": locale, "size_chart_data": chart["data"]}] if locale else []
    return {
        "template_id": chart["id"],
        "template_name": chart["name"],
        "images": [],
        "related_category_ids": [chart["category_id"]],
        "size_chart_datas": tables,
        "size_chart_mode": chart["mode"],
    }
