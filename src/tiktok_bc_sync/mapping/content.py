"""Titles and descriptions as TikTok takes them."""

from __future__ import annotations

import html
import re

import nh3

from tiktok_bc_sync.mapping.reasons import reason
from tiktok_bc_sync.mapping.regions import RegionFacts
from tiktok_bc_sync.models import Product, Reason

# Source: vendor rule. Pictures in descriptions must be the vendor's own and are dropped.
MOST_DESCRIPTION = 10_000
_TAGS = {"p", "ul", "ol", "li", "br", "strong", "b", "em", "i", "u", "h1", "h2", "h3", "h4"}
# Cleaning takes time with the square of how deep tags nest; what comes in is bounded before.
_MOST_INPUT = 50_000

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_PICTURE = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_CONTROL_IN_HTML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# Marks of direction, soft hyphens, zero-width spaces, tags, halves of surrogate pairs, private use.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\uf8ff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f\U000f0000-\U0010ffff]"
)
# Joiners make emoji and Indic or Arabic letters one; beside a space or an ASCII letter they join nothing.
_STRAY_JOINER = re.compile(
    "(?<![^\\s\x00-\x7f\u200c\u200d])[\u200c\u200d]+|[\u200c\u200d]+(?![^\\s\x00-\x7f])"
)


def title(product: Product, region: RegionFacts) -> tuple[str, tuple[Reason, ...]]:
    """Return the title, with what is wrong about it."""
    text = plain(unescaped(product.title))
    if not text:
        return "", (reason("missing_title"),)
    if len(text) > region.title_most:
        offer = cut_at_word(text, region.title_most)
        return text, (reason("long_title", length=len(text), most=region.title_most, offer=offer),)
    if len(text) < region.title_least:
        return text, (reason("short_title", length=len(text), least=region.title_least),)
    return text, ()


def description(product: Product) -> str:
    """Return the description cleaned and, where it is too long, cut; the title where it has no text."""
    given = _PICTURE.sub("", _CONTROL_IN_HTML.sub("", product.description))
    fitting = _fitted(_cleaned(given[:_MOST_INPUT]))
    return fitting if _words(fitting) else html.escape(plain(unescaped(product.title)), quote=False)


def plain(text: str) -> str:
    """Return a text without control and direction characters, spaces collapsed.

    Joiners stay where they join something, as in emoji of many parts.
    """
    visible = _INVISIBLE.sub("", _CONTROL.sub(" ", text))
    return " ".join(_STRAY_JOINER.sub("", visible).split())


def unescaped(text: str) -> str:
    """Return a text with HTML's entities read; an ampersand that begins none stays.

    >>> unescaped("EverCool&trade; Tee &amp; Shorts, R&D")
    'EverCool™ Tee & Shorts, R&D'
    """
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text)


def cut_at_word(text: str, most: int) -> str:
    """Return the text cut to a length, at the end of a word unless that would lose half of it.

    >>> cut_at_word("a long lamp", 8)
    'a long'
    """
    if len(text) <= most:
        return text
    head, _, _ = text[: most + 1].rpartition(" ")
    return head if len(head) > most // 2 else text[:most].rstrip()


def _cleaned(text: str) -> str:
    return nh3.clean(text, tags=_TAGS, attributes={}).strip()


def _words(text: str) -> str:
    return plain(html.unescape(nh3.clean(text, tags=set())))


def _fitted(text: str) -> str:
    """Cut cleaned HTML to the vendor's length; what stays open is closed again, which takes room too."""
    room = MOST_DESCRIPTION
    while len(text) > MOST_DESCRIPTION:
        text = _cleaned(_head(text, room))
        room = room * 3 // 4
    return text


def _head(text: str, most: int) -> str:
    """Return the beginning of cleaned HTML, ending behind a word or a tag and never within an entity.

    Within a tag it may end: cleaning drops what is left of that.
    """
    head = text[:most]
    if head.rfind("&") > head.rfind(";"):
        head = head[: head.rfind("&")]
    end = max(head.rfind(" "), head.rfind(">") + 1)
    return head[:end] if end > most // 2 else head
