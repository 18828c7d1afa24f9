"""Titles and descriptions as TikTok takes them."""

from __future__ import annotations

import unicodedata

import nh3

from tiktok_bc_sync.mapping.reasons import reason
from tiktok_bc_sync.mapping.regions import RegionFacts
from tiktok_bc_sync.models import Product, Reason

# Source: vendor rule. Pictures in descriptions must be the vendor's own and are dropped.
MOST_DESCRIPTION = 10_000
_TAGS = {"p", "ul", "ol", "li", "br", "strong", "b", "em", "i", "u", "h1", "h2", "h3", "h4"}
# Cleaning takes time with the length; what comes in is bounded before.
_MOST_INPUT = 200_000


def title(product: Product, region: RegionFacts) -> tuple[str, tuple[Reason, ...]]:
    """Return the title, with what is wrong about it."""
    text = plain(product.title)
    if not text:
        return "", (reason("missing_title"),)
    if len(text) > region.title_most:
        offer = cut_at_word(text, region.title_most)
        return text, (reason("long_title", length=len(text), most=region.title_most, offer=offer),)
    if len(text) < region.title_least:
        return text, (reason("short_title", length=len(text), least=region.title_least),)
    return text, ()


def description(product: Product) -> tuple[str, tuple[Reason, ...]]:
    """Return the cleaned description, the title where there is none, with what is wrong about it."""
    if len(product.description) > _MOST_INPUT:
        length = len(product.description)
        return "", (reason("long_description", length=length, most=MOST_DESCRIPTION),)
    cleaned = nh3.clean(product.description, tags=_TAGS, attributes={}).strip()
    text = (
        cleaned if plain(nh3.clean(cleaned, tags=set())) else nh3.clean_text(plain(product.title))
    )
    if len(text) > MOST_DESCRIPTION:
        return text, (reason("long_description", length=len(text), most=MOST_DESCRIPTION),)
    return text, ()


def plain(text: str) -> str:
    """Return a text without control and direction characters, spaces collapsed."""
    kept = (char if unicodedata.category(char) not in ("Cc", "Cf") else " " for char in text)
    return " ".join("".join(kept).split())


def cut_at_word(text: str, most: int) -> str:
    """Return the text cut to a length, at the end of a word where there is one.

    >>> cut_at_word("a long lamp", 8)
    'a long'
    """
    if len(text) <= most:
        return text
    head = text[: most + 1].rsplit(" ", 1)[0]
    return head if len(head) <= most else text[:most]
