"""Which lines of an order a request means, and how requests show a line."""

from __future__ import annotations

from tiktok_bc_sync.sandbox.tiktok.aftersales.refunds import refund_of
from tiktok_bc_sync.sandbox.tiktok.shop.wire import (
    AFTERSALE_RULE,
    Json,
    Refused,
    bad_parameter,
    items,
)

LINE_FIELDS = (
    "skus[]?.sku_id",
    "skus[]?.quantity#",
    "order_line_item_ids[]?",
    "order_line_list[]?.order_line_item_id",
)


def line_shown(line: Json, region: str) -> Json:
    """Return how an aftersale request names one of an order's lines."""
    return {
        "order_line_item_id": line["id"],
        "sku_id": line["sku_id"],
        "sku_name": line["sku_name"],
        "product_name": line["product_name"],
        "seller_sku": line["seller_sku"],
        "refund_amount": refund_of([line], region),
    }


def chosen(order: Json, given: Json) -> list[Json]:
    """Return the lines that are meant; without a choice, all that are not cancelled yet."""
    open_lines = [one for one in order["line_items"] if one["display_status"] != "CANCELLED"]
    ids = list(items(given, "order_line_item_ids"))
    listed = [one["order_line_item_id"] for one in items(given, "order_line_list")]
    if ids and listed:
        raise bad_parameter("order_line_item_ids and order_line_list can't both be given")
    if not (ids or listed):
        return _of_skus(open_lines, given["skus"]) if given.get("skus") else open_lines
    wanted = set(ids or listed)
    found = [one for one in open_lines if one["id"] in wanted]
    if len(found) < len(wanted):
        raise Refused(AFTERSALE_RULE + 5, "A line does not exist or is cancelled already")
    return found


def _of_skus(lines: list[Json], wanted: list[Json]) -> list[Json]:
    found: list[Json] = []
    for one in wanted:
        if one["quantity"] < 1:
            raise bad_parameter("skus.quantity must be at least 1")
        same = [line for line in lines if line["sku_id"] == one["sku_id"]]
        if len(same) < one["quantity"]:
            raise Refused(AFTERSALE_RULE + 5, "The order does not have so many units")
        found += same[: one["quantity"]]
    return found
