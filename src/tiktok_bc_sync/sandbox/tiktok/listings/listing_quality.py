"""How good a listing of the fake TikTok Shop is: what the vendor advises, and what it would write.

Advice blocks nothing. The vendor publishes what it recommends; the codes are ours.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from attrs import frozen

from tiktok_bc_sync.sandbox.tiktok.listings.product_market import Market
from tiktok_bc_sync.sandbox.tiktok.shop.regions import title_length
from tiktok_bc_sync.sandbox.tiktok.shop.wire import Json, items, section

_SHORT_TITLE, _SHORT_DESCRIPTION, _FEW_IMAGES = 40, 300, 5
FIELDS = ("TITLE", "DESCRIPTION", "IMAGE", "ATTRIBUTE", "SIZE_CHART")


@frozen
class Finding:
    """One thing that could be better, and the tier that a listing reaches once it is."""

    field: str
    code: str
    advice: str
    tier: str


def findings(content: Json, market: Market) -> Iterator[Finding]:
    """Yield what could be better about a product's content; what was left out counts as empty."""
    if len(content.get("title") or "") < _SHORT_TITLE:
        advice = f"Say more: use at least {_SHORT_TITLE} characters"
        yield Finding("TITLE", "title_too_short", advice, "FAIR")
    if len(plain(content.get("description") or "")) < _SHORT_DESCRIPTION:
        advice = f"Describe the product in over {_SHORT_DESCRIPTION} characters"
        yield Finding("DESCRIPTION", "description_too_short", advice, "FAIR")
    if len(items(content, "main_images")) < _FEW_IMAGES:
        yield Finding("IMAGE", "too_few_images", f"Show at least {_FEW_IMAGES} images", "GOOD")
    given = {one.get("id") for one in items(content, "product_attributes")}
    left = [one for one in _product_attributes(content, market) if one["id"] not in given]
    if left:
        names = ", ".join(one["name"] for one in left)
        yield Finding("ATTRIBUTE", "attributes_missing", f"Fill in: {names}", "GOOD")
    chart = market.categories.rules(content["category_id"])["size_chart"]
    if chart["is_supported"] and not section(content, "size_chart"):
        yield Finding("SIZE_CHART", "size_chart_missing", "Add a size chart", "GOOD")


def tier_of(content: Json, market: Market) -> str:
    """Return how good a listing is: POOR, FAIR or GOOD."""
    tiers = {one.tier for one in findings(content, market)}
    return "POOR" if "FAIR" in tiers else "FAIR" if tiers else "GOOD"


def better_title(content: Json, market: Market) -> str:
    """Return a title with the brand, what was said about the product, and its kind."""
    title, words = (content.get("title") or "").strip(), _named_values(content, market)
    brand = market.brands.brands.get(content.get("brand_id") or "")
    kind = market.categories.tree[content["category_id"]]["local_name"]
    wanted = [*([brand.name] if brand else []), title, *words, kind]
    kept = [
        word
        for word in wanted
        if word and (word == title or word.casefold() not in title.casefold())
    ]
    return " ".join(kept)[: title_length(market.region)[1]].strip()


def better_description(content: Json, market: Market) -> str:
    """Return the description with the product's attributes as a list below."""
    rows = [
        f"<li>{html.escape(name)}: {html.escape(', '.join(values))}</li>"
        for name, values in _named(content, market).items()
    ]
    listed = f"<ul>{''.join(rows)}</ul>" if rows else ""
    text = content.get("description") or f"<p>{html.escape(content.get('title') or '')}</p>"
    return text if listed in text else text + listed


def seo_words(content: Json, market: Market) -> list[str]:
    """Return what buyers search for: the names of the categories, from the leaf up."""
    chain = market.categories.chain(content["category_id"])
    return [str(one["local_name"]) for one in reversed(chain)]


def plain(description: str) -> str:
    """Return the text of an HTML description."""
    return html.unescape(re.sub(r"<[^>]*>", "", description)).strip()


def _product_attributes(content: Json, market: Market) -> list[Json]:
    attributes = market.categories.attributes(content["category_id"])
    return [
        one
        for one in attributes
        if one["type"] == "PRODUCT_PROPERTY" and not one["requirement_conditions"]
    ]


def _named(content: Json, market: Market) -> dict[str, list[str]]:
    known = {one["id"]: one for one in market.categories.attributes(content["category_id"])}
    named: dict[str, list[str]] = {}
    for given in items(content, "product_attributes"):
        if attribute := known.get(given.get("id") or ""):
            names = {one["id"]: one["name"] for one in attribute["values"]}
            values = [
                names.get(one.get("id") or "") or one.get("name") for one in items(given, "values")
            ]
            named[attribute["name"]] = [value for value in values if value]
    return named


def _named_values(content: Json, market: Market) -> list[str]:
    named = _named(content, market)
    return [value for value in named.get("Material", []) + named.get("Color", []) if value]
