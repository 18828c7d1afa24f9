"""Titles and descriptions as TikTok takes them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Mapping
from itertools import islice

import nh3
from attrs import frozen

from tiktok_bc_sync.mapping.pictures import public
from tiktok_bc_sync.mapping.reasons import reason
from tiktok_bc_sync.mapping.regions import RegionFacts
from tiktok_bc_sync.models import Picture, Product, Reason

# Source: vendor rules.
MOST_DESCRIPTION = 10_000
MOST_DESCRIPTION_PICTURES = 30
_MOST_SIDE = 4000
_TAGS = {"p", "ul", "ol", "li", "br", "strong", "b", "em", "i", "u", "h1", "h2", "h3", "h4", "img"}
# Cleaning takes time with the square of how deep tags nest; what comes in is bounded before.
_MOST_READ = 1_000_000
_MOST_INPUT = 50_000

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_PICTURE = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
# Pictures that are written out within the HTML itself can be longer than all the rest.
_INLINE = re.compile(r"<img\b[^<>]*\bsrc\s*=\s*[\"']?data:[^<>]*>", re.IGNORECASE)
_CLEAN_PICTURE = re.compile(r'<img src="([^"<>]*)">')
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


@frozen
class Description:
    """A description as TikTok takes it, but for its pictures, which are still at BigCommerce's addresses.

    ``notes`` tell what was left out.
    """

    html: str
    notes: tuple[Reason, ...] = ()

    @property
    def pictures(self) -> tuple[str, ...]:
        """The addresses of the pictures, in their order, each once."""
        return pictures_in(self.html)


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


def description(product: Product, trusted: Collection[str] = ()) -> Description:
    """Return the description cleaned and, where it is too long, cut; the title where it has no text.

    Pictures at public addresses (or at ``trusted`` hosts) stay, `with_uploaded` moves them to TikTok.
    """
    given = _CONTROL_IN_HTML.sub("", product.description[:_MOST_READ])
    shown = _cleaned(_INLINE.sub("", given)[:_MOST_INPUT], trusted)
    fitting = _fitted(shown)
    notes = [reason("long_description", most=MOST_DESCRIPTION)] if fitting != shown else []
    if not words(fitting):
        name = html.escape(plain(unescaped(product.title)), quote=False)
        fitting = name + "".join(found[0] for found in _CLEAN_PICTURE.finditer(fitting))
        notes = [reason("missing_description")]
    lost = len(_PICTURE.findall(given)) - len(_CLEAN_PICTURE.findall(fitting))
    if lost > 0:
        notes.append(reason("description_pictures", count=lost, most=MOST_DESCRIPTION_PICTURES))
    return Description(fitting, tuple(notes))


def pictures_in(text: str) -> tuple[str, ...]:
    """Return the addresses of a cleaned description's pictures, in their order, each once."""
    return tuple(dict.fromkeys(html.unescape(one) for one in _CLEAN_PICTURE.findall(text)))


def with_uploaded(text: str, pictures: Mapping[str, Picture]) -> str:
    """Return a cleaned description with its pictures at TikTok's own addresses.

    ``pictures`` are the uploaded ones by the address they came from. One that is not there, larger than
    the vendor takes, or for which there is no room any more is left out.
    """
    texts = _CLEAN_PICTURE.split(text)
    room = MOST_DESCRIPTION - sum(map(len, texts[::2]))
    for place in range(1, len(texts), 2):
        tag = _tag(pictures.get(html.unescape(texts[place])))
        texts[place] = tag if len(tag) <= room else ""
        room -= len(texts[place])
    return "".join(texts)


def _tag(picture: Picture | None) -> str:
    if picture is None or not picture.url:
        return ""
    if not (0 < picture.width <= _MOST_SIDE and 0 < picture.height <= _MOST_SIDE):
        return ""
    address = html.escape(picture.url)
    return f'<img src="{address}" width="{picture.width}" height="{picture.height}">'


def plain(text: str) -> str:
    """Return a text without control and direction characters, spaces collapsed.

    Joiners stay where they join something, as in emoji of many parts.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
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


def _cleaned(text: str, trusted: Collection[str]) -> str:
    """Return plain formatting and pictures alone, without what nobody sees."""
    shown = _sanitized(text)
    # Marks may have been written as entities, which are read by now.
    visible = _INVISIBLE.sub("", _CONTROL_IN_HTML.sub("", shown))
    return _PICTURE.sub(_kept_pictures(visible, trusted), visible).strip()


def _kept_pictures(text: str, trusted: Collection[str]) -> Callable[[re.Match[str]], str]:
    """Return what stands in a picture's place: itself, for the first ones that can be fetched."""
    found = (one.start() for one in _CLEAN_PICTURE.finditer(text) if _fetched(one[1], trusted))
    kept = set(islice(found, MOST_DESCRIPTION_PICTURES))
    return lambda picture: picture[0] if picture.start() in kept else ""


def _fetched(address: str, trusted: Collection[str]) -> bool:
    return public(html.unescape(address), trusted)


def _sanitized(text: str) -> str:
    return nh3.clean(
        text, tags=_TAGS, attributes={"img": {"src"}}, url_schemes={"http", "https"}
    ).strip()


def words(text: str) -> str:
    """Return what HTML says, without its formatting and pictures."""
    return plain(html.unescape(nh3.clean(text, tags=set())))


def _fitted(text: str) -> str:
    """Cut cleaned HTML to the vendor's length; what stays open is closed again, which takes room too."""
    room = MOST_DESCRIPTION
    while len(text) > MOST_DESCRIPTION:
        text = _sanitized(_head(text, room))
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
