"""The usual rule in libraries that judge many rows, each where it is installed."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path

from benchmarks.rules_catalogue import Row

Count = Callable[[], object]

NAMES = ("title", "skus", "brand", "categories")
SQL = """select count(*) from products where brand = 'brand 3' or (contains(title, 'lamp')
    and len(list_filter(categories, lambda one: contains(one, 'outlet'))) = 0
    and not list_contains(skus, 'x-1'))"""
RULE = """brand == "brand 3" or ("lamp" in title
    and [one for one in categories if "outlet" in one].is_empty and not ("x-1" in skus))"""


def polars(rows: Sequence[Row]) -> Count:
    """Count by an expression over a data frame."""
    pl = import_module("polars")
    frame = pl.DataFrame(records(rows))
    outlet = pl.element().str.contains("outlet", literal=True)
    matched = (pl.col("brand") == "brand 3") | (
        pl.col("title").str.contains("lamp", literal=True)
        & ~pl.col("categories").list.eval(outlet).list.any()
        & ~pl.col("skus").list.contains("x-1")
    )
    return lambda: frame.select(matched.sum()).item()


def duckdb(rows: Sequence[Row]) -> Count:
    """Count by SQL over a table."""
    connection = import_module("duckdb").connect()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "products.json"
        file.write_text("\n".join(map(json.dumps, records(rows))), encoding="utf-8")
        connection.execute("create table products as select * from read_json(?)", [str(file)])
    return lambda: connection.execute(SQL).fetchone()[0]


def rule_engine(rows: Sequence[Row]) -> Count:
    """Count by a rule in that library's language over dictionaries."""
    rule, given = import_module("rule_engine").Rule(RULE), records(rows)
    return lambda: sum(map(rule.matches, given))


LIBRARIES: Mapping[str, Callable[[Sequence[Row]], Count]] = {
    "polars": polars,
    "duckdb": duckdb,
    "rule_engine": rule_engine,
}


def records(rows: Sequence[Row]) -> list[dict[str, object]]:
    """Return the rows with names."""
    return [dict(zip(NAMES, row, strict=True)) for row in rows]
