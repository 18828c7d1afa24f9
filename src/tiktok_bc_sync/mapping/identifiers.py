"""Product identifier codes: which type a GTIN is, and whether its check digit holds."""

from __future__ import annotations

from stdnum import ean, isbn

_TYPES = {8: "EAN", 12: "UPC", 13: "EAN", 14: "GTIN"}


def gtin_type(code: str) -> str:
    """Return EAN, UPC, ISBN or GTIN for a valid code, nothing for an invalid one.

    >>> gtin_type("5012345678900"), gtin_type("5012345678901")
    ('EAN', '')
    """
    digits = "".join(code.replace("-", "").split())
    if isbn.is_valid(digits):
        return "ISBN"
    if not (digits.isascii() and digits.isdecimal()) or len(digits) not in _TYPES:
        return ""
    # python-stdnum checks 8, 12, 13 and 14 digits alike; the rule is GS1's and the same for all.
    return _TYPES[len(digits)] if ean.is_valid(digits) else ""
