"""What the cells of a BigCommerce product file mean: numbers, yes and no, options, categories, fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

Pairs = tuple[tuple[str, str], ...]

_YES = {"y", "yes", "true", "1", "on", "visible"}
_NO = {"n", "no", "false", "0", "off", "hidden"}
_NOT_NUMBER = re.compile(r"[^0-9.,+-]")
_DECIMAL_COMMA = re.compile(r"^[+-]?\d+,\d{1,2}$")
_FAR = Decimal(10) ** 15

# "[S]Color=Red,[RT]Size=L": how an option is shown stands before each.
_LEGACY_NEXT = re.compile(r",\s*(?=\[[A-Za-z]{1,4}\])")
_LEGACY_KIND = re.compile(r"^\s*\[[A-Za-z]{1,4}\]\s*")
# "Type=Swatch|Name=Color|Value=Red[#f00]|Type=…": some files leave the bar before Type out.
_MODERN = re.compile(r"Name=(.*?)\|Value=(.*?)(?=\|?Type=[^|=]*\|Name=|$)", re.DOTALL)
# A swatch's colours or picture follow its name.
_SWATCH = re.compile(r"\s*(?:\[[^\[\]]*\]|:\s*(?:#|https?:).*)$", re.DOTALL)
# "[FIXED]24.99" sets, "[ADD]4" and "[REMOVE]4" change what the product has.
_ADJUSTED = re.compile(r"^\s*\[(FIXED|ADD|REMOVE|SUBTRACT)\]", re.IGNORECASE)


def number(text: str, name: str) -> Decimal | None:
    """Return a number that may have a currency or commas; None for a blank. Raises ValueError.

    >>> number("$1,234.50", "price"), number("12,5", "weight"), number(" ", "price")
    (Decimal('1234.50'), Decimal('12.5'), None)
    """
    if not text.strip():
        return None
    plain = _NOT_NUMBER.sub("", text)
    plain = plain.replace(",", "." if _DECIMAL_COMMA.match(plain) else "")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        raise ValueError(f"{name} is no number: {text[:40]!r}") from None
    if abs(value) >= _FAR:
        raise ValueError(f"{name} is too great: {text[:40]!r}")
    return value


def adjusted(text: str, base: Decimal | None, name: str) -> Decimal | None:
    """Return what a rule's cell makes of the product's value; None for a blank. Raises ValueError."""
    kind = _ADJUSTED.match(text)
    value = number(text[kind.end() :] if kind else text, name)
    if value is None or kind is None or kind[1].upper() == "FIXED":
        return value
    return (base or Decimal(0)) + (value if kind[1].upper() == "ADD" else -value)


def yes(text: str, name: str, *, blank: bool) -> bool:
    """Return what a cell says, or ``blank`` where it says nothing. Raises ValueError."""
    word = text.strip().casefold()
    if word in _YES | _NO:
        return word in _YES
    if word:
        raise ValueError(f"{name} is neither yes nor no: {text[:40]!r}")
    return blank


def options(text: str) -> Pairs:
    """Return the names and values of the options that make a variant. Raises ValueError.

    >>> options("[S]Color=Red,[RT]Size=8, wide")
    (('Color', 'Red'), ('Size', '8, wide'))
    >>> options("Type=Swatch|Name=Color|Value=Red[#f00]|Type=Dropdown|Name=Size|Value=L")
    (('Color', 'Red'), ('Size', 'L'))
    """
    modern = [(name.strip(), value) for name, value in _MODERN.findall(text)]
    found = modern or list(_legacy(text))
    if not all(name and value for name, value in found):
        raise ValueError(f"an option has no name or no value: {text[:80]!r}")
    return tuple((name, _SWATCH.sub("", value).strip() or value.strip()) for name, value in found)


def _legacy(text: str) -> Iterator[tuple[str, str]]:
    bracketed = _LEGACY_KIND.match(text)
    for part in _LEGACY_NEXT.split(text) if bracketed else text.split(","):
        name, equals, value = _LEGACY_KIND.sub("", part).partition("=")
        if part.strip():
            yield name.strip(), value.strip() if equals else ""


def category_paths(text: str) -> tuple[tuple[str, ...], ...]:
    r"""Return the categories that a cell names, each by its names from the root down.

    >>> category_paths(r"Home/Lamps; Sale; Black\/White")
    (('Home', 'Lamps'), ('Sale',), ('Black/White',))
    """
    paths = (_path(part) for part in text.split(";"))
    return tuple(dict.fromkeys(path for path in paths if path))


def _path(text: str) -> tuple[str, ...]:
    parts = re.split(r"(?<!\\)/", text)
    names = (part.replace("\\/", "/").strip() for part in parts)
    return tuple(name for name in names if name)


def custom_fields(text: str) -> Pairs:
    """Return names and values; a semicolon within a value is kept where no new name follows.

    >>> custom_fields("Material=Brass;Care=Wipe; do not soak")
    (('Material', 'Brass'), ('Care', 'Wipe; do not soak'))
    """
    found: list[tuple[str, str]] = []
    for part in text.split(";"):
        name, equals, value = part.partition("=")
        if equals and name.strip():
            found.append((name.strip().strip('"'), value.strip().strip('"')))
        elif found and part.strip():
            found[-1] = (found[-1][0], f"{found[-1][1]};{part}")
    return tuple((name, value) for name, value in found if value)
