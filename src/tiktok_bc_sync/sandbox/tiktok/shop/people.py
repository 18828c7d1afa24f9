"""The fake shop's buyers: invented names and addresses, always the same for the same order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

Json = dict[str, Any]
_FIRST = ("Ada", "Bruno", "Chloe", "Dev", "Edith", "Farid", "Greta", "Hugo")
_LAST = ("Sample", "Testwell", "Mockridge", "Fixture", "Placeholder")
_STREETS = ("Example Street", "Sandbox Lane", "Fixture Road", "Sample Avenue")


@frozen
class _Place:
    """A country as addresses name it; the postal code's ``{n}`` is a number of two digits."""

    country: str
    state: str
    city: str
    postal: str
    dial: str = "+00"


_PLACES = {
    "GB": _Place("United Kingdom", "England", "Sampleton", "ZZ{n} 9ZZ", "+44"),
    "US": _Place("United States", "California", "Sampleville", "900{n}", "+1"),
    "DE": _Place("Germany", "Berlin", "Berlin", "101{n}", "+49"),
    "FR": _Place("France", "Ile-de-France", "Paris", "750{n}", "+33"),
    "ES": _Place("Spain", "Madrid", "Madrid", "280{n}", "+34"),
    "IT": _Place("Italy", "Lazio", "Roma", "001{n}", "+39"),
    "IE": _Place("Ireland", "Leinster", "Dublin", "D{n} X000", "+353"),
    "JP": _Place("Japan", "Tokyo", "Chiyoda", "100-00{n}", "+81"),
    "MX": _Place("Mexico", "CDMX", "Ciudad de Mexico", "060{n}", "+52"),
    "ID": _Place("Indonesia", "DKI Jakarta", "Jakarta", "101{n}", "+62"),
}


def address(number: int, region: str, given: Mapping[str, object] | None = None) -> Json:
    """Return the recipient's address of the n-th order; ``given`` fields replace invented ones."""
    place = _PLACES.get(region, _Place(region, "State", "Sample City", "000{n}"))
    first, last = _FIRST[number % len(_FIRST)], _LAST[number % len(_LAST)]
    street = f"{number % 97 + 1} {_STREETS[number % len(_STREETS)]}"
    invented = {
        "name": f"{first} {last}",
        "first_name": first,
        "last_name": last,
        "phone_number": f"({place.dial})7700900{number % 1000:03d}",
        "region_code": region,
        "postal_code": place.postal.format(n=f"{number % 90 + 10}"),
        "address_line1": street,
        "address_line2": f"Flat {number % 9 + 1}" if number % 2 else "",
        "address_line3": "",
        "address_line4": "",
        "district_info": _districts(place, region),
        **({"post_town": place.city} if region == "GB" else {}),
    }
    made = {**invented, **(given or {})}
    made.setdefault("address_detail", made["address_line1"])
    parts = ("address_line1", "address_line2", "postal_code", "region_code")
    made.setdefault("full_address", ", ".join(str(made[name]) for name in parts if made[name]))
    return made


def _districts(place: _Place, region: str) -> list[Json]:
    levels = (("Country", place.country), ("State", place.state), ("City", place.city))
    return [
        {
            "address_level": f"L{level}",
            "address_level_name": name,
            "address_name": value,
            "iso_code": region if level == 0 else "",
        }
        for level, (name, value) in enumerate(levels)
    ]


def masked(shown: Json) -> Json:
    """Return an address as sellers see it when the platform ships: people and streets are hidden."""
    names = ("name", "first_name", "last_name", "address_line1", "address_line2")
    hidden = {name: _mask(shown[name]) for name in names if shown[name]}
    phone = shown["phone_number"]
    hidden["phone_number"] = phone[:5] + "*" * max(len(phone) - 7, 0) + phone[-2:]
    hidden["address_detail"] = hidden.get("address_line1", "")
    parts = (hidden["address_detail"], shown["postal_code"], shown["region_code"])
    return {**shown, **hidden, "full_address": ", ".join(part for part in parts if part)}


def _mask(text: str) -> str:
    return " ".join(word[0] + "*" * (len(word) - 1) for word in text.split())
