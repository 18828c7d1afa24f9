"""Product identifier codes: which type a GTIN is, and whether its check digit holds."""

from __future__ import annotations

from attrs import frozen
from stdnum import ean, isbn

_TYPES = {8: "EAN", 12: "UPC", 13: "EAN", 14: "GTIN"}
_ISBN_LENGTHS = (10, 13)


@frozen
class Identifier:
    """A valid code as TikTok takes it: its digits alone, and EAN, UPC, ISBN or GTIN."""

    code: str
    type: str


def identifier(text: str) -> Identifier | None:
    """Read a product code; None where it is none, or its check digit is wrong.

    Hyphens and spaces don't count. An ISBN of 10 characters is given its 13 digits, the only form that
    the vendor takes for all of them.

    >>> identifier("5012345678900"), identifier("5012345678901")
    (Identifier(code='5012345678900', type='EAN'), None)
    """
    code = "".join(text.replace("-", "").split()).upper()
    if not code.isascii() or not code.strip("0"):
        return None
    # python-stdnum also takes the nine digits of books from before 1970, and any number may be that.
    if len(code) in _ISBN_LENGTHS and isbn.is_valid(code):
        return Identifier(isbn.to_isbn13(code), "ISBN")
    # python-stdnum checks 8, 12, 13 and 14 digits alike; the rule is GS1's and the same for all.
    if code.isdecimal() and len(code) in _TYPES and ean.is_valid(code):
        return Identifier(code, _TYPES[len(code)])
    return None
