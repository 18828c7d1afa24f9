"""Which of a product's pictures TikTok can take, as far as their addresses and what is known of them tell."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Mapping, Sequence
from pathlib import PurePosixPath
from urllib.parse import SplitResult, urlsplit

from attrs import frozen

from tiktok_bc_sync.mapping.reasons import reason
from tiktok_bc_sync.models import Reason

# Source: vendor rules for pictures of the gallery.
MOST_IMAGES = 9
_LEAST_SIDE, _MOST_SIDE = 300, 4000
_TAKEN = ("JPEG", "PNG", "WEBP", "HEIC", "BMP")
_SPELLED = {"JPG": "JPEG", "HEIF": "HEIC", "TIF": "TIFF"}
# An address may end in anything; only these endings say for sure that a picture can't be taken.
_OTHERS = {"AVIF", "GIF", "ICO", "MP4", "PDF", "PSD", "SVG", "TIFF"}
_LONGEST = 2000
_SHOWN = 120
_PRIVATE = ("localhost", "local", "internal", "intranet", "lan", "home.arpa")


@frozen
class PictureFacts:
    """What was found out about a picture: pixels, format (JPEG, PNG, ...), and why it can't be fetched.

    None and empty: nobody looked.
    """

    width: int | None = None
    height: int | None = None
    format: str = ""
    problem: str = ""


def gallery(
    urls: Sequence[str],
    known: Mapping[str, PictureFacts],
    trusted: Collection[str] = (),
) -> tuple[tuple[str, ...], tuple[Reason, ...]]:
    """Return the addresses of the pictures to show, at most nine, with what is wrong about the others.

    ``trusted`` are hosts, with their port where one is given, that may be private.
    """
    given = tuple(dict.fromkeys(url.strip() for url in urls if url.strip()))
    judged = {url: fault(url, known.get(url), trusted) for url in given}
    usable = tuple(url for url, wrong in judged.items() if wrong is None)
    wrong = [one for one in judged.values() if one]
    if len(usable) > MOST_IMAGES:
        wrong.append(reason("many_images", count=len(usable), most=MOST_IMAGES))
    return usable[:MOST_IMAGES], tuple(wrong)


def fault(url: str, facts: PictureFacts | None, trusted: Collection[str] = ()) -> Reason | None:
    """Return why TikTok can't have a picture, None where nothing is known against it."""
    shown = _shown(url)
    if not public(url, trusted):
        return reason("image_address", url=shown)
    known = facts or PictureFacts()
    if known.problem:
        return reason("image_unreachable", url=shown, problem=known.problem)
    spelled = _format(url, known)
    if spelled and spelled not in _TAKEN:
        return reason("image_format", url=shown, format=spelled, taken=", ".join(_TAKEN))
    sides = (known.width, known.height)
    if any(side is not None and not _LEAST_SIDE <= side <= _MOST_SIDE for side in sides):
        limits = {"least": _LEAST_SIDE, "most": _MOST_SIDE}
        return reason("image_size", url=shown, width=sides[0], height=sides[1], **limits)
    return None


def public(url: str, trusted: Collection[str] = ()) -> bool:
    """Whether an address is on the web, as far as it tells by itself: http or https, no private host.

    What a host's name stands for is checked again when the picture is fetched.

    >>> public("https://cdn.example.com/1.jpg"), public("http://10.0.0.7/1.jpg")
    (True, False)
    """
    parts = _split(url)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        return False
    return parts.netloc in trusted or _public_host(parts.hostname)


def _split(url: str) -> SplitResult | None:
    if len(url) > _LONGEST or not url.isprintable() or " " in url:
        return None
    try:
        return urlsplit(url)
    except ValueError:
        return None


def _public_host(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        pass
    labels = host.rstrip(".").split(".")
    # A name whose last part is a number is an address that only some programs read.
    named = len(labels) > 1 and all(labels) and not labels[-1].isdecimal()
    return named and not f".{'.'.join(labels)}".endswith(tuple(f".{one}" for one in _PRIVATE))


def _format(url: str, facts: PictureFacts) -> str:
    if facts.format:
        told = facts.format.upper()
        return _SPELLED.get(told, told)
    parts = _split(url)
    ending = PurePosixPath(parts.path).suffix[1:].upper() if parts else ""
    ending = _SPELLED.get(ending, ending)
    return ending if ending in _OTHERS else ""


def _shown(url: str) -> str:
    """Return an address without what may be secret in it."""
    return url.split("?")[0].split("#")[0].rpartition("@")[2][:_SHOWN]
