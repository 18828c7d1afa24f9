"""From TikTok Shop's size charts on the wire to the domain's nouns, and back."""

from __future__ import annotations

from tiktok_bc_sync.clients.tiktok.domain.shops import Json
from tiktok_bc_sync.clients.tiktok.wire import size_charts as wire
from tiktok_bc_sync.clients.tiktok.wire.limits import at_most
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import Picture, SizeChart, SizeColumn, SizeTable

_MOST_COLUMNS, _MOST_ROWS, _LONGEST_TEXT = 20, 45, 32


def size_chart(item: wire.ChartItem) -> SizeChart:
    """Read a size chart."""
    return SizeChart(
        item.template_id,
        item.template_name,
        item.size_chart_mode != "PRODUCT_SCOPED",
        item.related_category_ids or (),
        tuple(
            (one.locale, _table(one.size_chart_data))
            for one in item.size_chart_datas or ()
            if one.size_chart_data
        ),
        tuple(Picture(one.uri, one.url) for one in item.images or ()),
    )


def _table(data: wire.ChartData) -> SizeTable:
    table = data.table or wire.TableItem()
    return SizeTable(
        tuple(SizeColumn(one.name, one.id) for one in table.headers or ()),
        tuple(tuple(cell.value for cell in row.cells or ()) for row in table.rows or ()),
        data.measurement_type,
        data.unit_system,
        data.description,
        data.is_one_size,
        data.size_types or (),
    )


def table_body(table: SizeTable) -> Json:
    """Return a table as the vendor takes it. Raises `InvalidInput` for one that it doesn't."""
    _check(table)
    body: Json = {
        "measurement_type": table.basis,
        "unit_system": table.units,
        "table": {
            "headers": [_header(one) for one in table.columns],
            "rows": [{"cells": [{"value": text} for text in row]} for row in table.rows],
        },
        "is_one_size": table.one_size,
    }
    if table.description:
        body["description"] = table.description
    if table.size_types:
        body["size_types"] = list(table.size_types)
    return body


def _header(column: SizeColumn) -> Json:
    body: Json = {"name": column.name}
    return body | ({"id": column.id} if column.id else {})


def _check(table: SizeTable) -> None:
    at_most("columns", table.columns, _MOST_COLUMNS)
    at_most("rows", table.rows, _MOST_ROWS)
    if not (table.columns and table.rows):
        raise InvalidInput("A size chart has columns and rows.", field="rows")
    for number, row in enumerate(table.rows, 1):
        if len(row) != len(table.columns):
            raise InvalidInput(
                f"Row {number} of the size chart has {len(row)} cells for {len(table.columns)}"
                " columns.",
                field="rows",
                what_to_do="Give a cell for each column, an empty text where nothing is to be said.",
            )
    for name, texts in (
        ("columns", [one.name for one in table.columns]),
        ("rows", [text for row in table.rows for text in row]),
    ):
        for text in texts:
            at_most(name, text, _LONGEST_TEXT)
