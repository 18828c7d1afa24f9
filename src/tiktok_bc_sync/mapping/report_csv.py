"""A sales report as CSV that a spreadsheet opens without taking a product's title for a formula."""

from __future__ import annotations

import csv
from io import StringIO

from tiktok_bc_sync.models import Money, ReportBy, SalesReport, SalesRow

# What a spreadsheet takes for the beginning of a formula, also behind what it skips.
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_AMOUNTS = ("orders", "units", "gross", "discounts", "refunds", "net")


def sales_csv(report: SalesReport) -> str:
    """Return a report as CSV (RFC 4180), a line for each row; amounts are plain numbers."""
    by_day, by_product = (one in report.by for one in (ReportBy.DAY, ReportBy.PRODUCT))
    names = [
        *(["day"] if by_day else []),
        *(["product_id", "product"] if by_product else []),
        "currency",
        *_AMOUNTS,
    ]
    text = StringIO(newline="")
    written = csv.writer(text)
    written.writerow(names)
    for row in report.rows:
        written.writerow(
            [
                *([str(row.day)] if by_day else []),
                *([_safe(row.product_id), _safe(row.title)] if by_product else []),
                row.currency,
                *_numbers(row),
            ]
        )
    return text.getvalue()


def _numbers(row: SalesRow) -> list[str]:
    amounts = (row.gross, row.discounts, row.refunds, row.net)
    return [str(row.orders), str(row.units), *map(_plain, amounts)]


def _plain(amount: Money) -> str:
    return f"{amount.rounded().amount:f}"


def _safe(text: str) -> str:
    """Return text that no spreadsheet runs: an apostrophe makes it plain text."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_ACTIVE) else text
