"""Manufacturers and responsible persons, whom the EU wants to know for some products.

Each is told once and kept in all the languages of the vendor's EU markets, each of which can be edited.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from attrs import define, field, frozen

from tiktok_bc_sync.sandbox.tiktok.categories.brands import is_chinese
from tiktok_bc_sync.sandbox.tiktok.shop.regions import EUROPEAN_UNION, LOCALES, compliance_locale
from tiktok_bc_sync.sandbox.tiktok.shop.wire import (
    PRODUCT_RULE,
    Call,
    Ids,
    Json,
    Refused,
    Route,
    bad_parameter,
    items,
    page,
    section,
)

_MOST_KEYWORD = 200
_PHONE = ("phone_number.availability?", "phone_number.country_code?", "phone_number.local_number?")
_EU_DIALS = "32|33|34|35[1-9]|30|31|36|37[0-2]|385|386|39|40|42[01]|43|45|46|48|49"
_MERGED = ("street_address_line2", "district", "city", "province")
_MOST_ADDRESS = 500


@frozen
class Kind:
    """What tells manufacturers and responsible persons apart."""

    noun: str
    plural: str
    lengths: dict[str, int]
    searched: tuple[str, ...]
    fields: tuple[str, ...]
    phone: Callable[[Json], str | None]


def _manufacturers_phone(phone: Json) -> str | None:
    if phone.get("availability") == "UNAVAILABLE":
        given = phone.get("country_code") or phone.get("local_number")
        return "A phone number that is UNAVAILABLE has no digits" if given else None
    if phone.get("availability") not in (None, "", "AVAILABLE"):
        return "phone_number.availability is invalid"
    return _phone_fault(phone, r"\d{1,4}", 20)


def _persons_phone(phone: Json) -> str | None:
    return _phone_fault(phone, _EU_DIALS, 11)


def _phone_fault(phone: Json, dials: str, longest: int) -> str | None:
    if not re.fullmatch(rf"\+(?:{dials})", phone.get("country_code") or ""):
        return "The phone number's country code is malformed or not of the right countries"
    fits = re.fullmatch(rf"\d{{7,{longest}}}", phone.get("local_number") or "")
    return None if fits else f"The phone number must have 7 to {longest} digits"


_MANUFACTURERS = Kind(
    "manufacturer",
    "manufacturers",
    {"name": 255, "registered_trade_name": 200, "address": 500},
    ("name", "registered_trade_name", "email"),
    ("name", "email", *_PHONE, "address", "registered_trade_name?", "locale?"),
    _manufacturers_phone,
)
_PERSONS = Kind(
    "responsible_person",
    "responsible_persons",
    {"name": 200},
    ("name", "email"),
    (
        "name",
        "email",
        *("phone_number.country_code", "phone_number.local_number"),
        *(f"address.{name}" for name in ("street_address_line1", "postal_code", "country")),
        *(f"address.{name}?" for name in _MERGED),
        "locale?",
    ),
    _persons_phone,
)


@define
class Register:
    """The manufacturers, or the responsible persons, of a seller: profiles by id and locale."""

    region: str
    ids: Ids
    kind: Kind
    entries: dict[str, dict[str, Json]] = field(factory=dict[str, dict[str, Json]])

    def routes(self) -> list[Route]:
        """Return the operations: they are the seller's, whatever the shop."""
        plural = self.kind.plural
        base = f"/product/202409/compliance/{plural}"
        edited = f"{base}/{{entry_id}}/partial_edit"
        found = f"/product/202501/compliance/{plural}/search"
        partial = tuple(_optional(name) for name in self.kind.fields)
        asked = (f"{self.kind.noun}_ids[]?", "keyword?", "locales[]?")
        return [
            Route("POST", base, self.create, self.kind.fields, cipher=False),
            Route("POST", edited, self.edit, partial, cipher=False),
            Route("POST", found, self.search, asked, cipher=False),
        ]

    def create(self, call: Call) -> Json:
        """Answer the creation; the sandbox's translations are copies."""
        profile = self._checked(call.body)
        entry_id = self.ids.next("7517", 19)
        self.entries[entry_id] = {locale: dict(profile) for locale in LOCALES.values()}
        return {f"{self.kind.noun}_id": entry_id}

    def edit(self, call: Call) -> Json:
        """Answer the edit of one language: each property that was sent is replaced whole."""
        entry = self.entries.get(call.names["entry_id"])
        if entry is None:
            raise Refused(PRODUCT_RULE + 103, f"The {self._noun} does not exist")
        entry[self._locale(call.body)].update(self._checked(call.body))
        return {}

    def search(self, call: Call) -> Json:
        """Answer the search by ids or else by a keyword, in the languages asked for."""
        self._check_region()
        wanted, word = items(call.body, f"{self.kind.noun}_ids"), call.body.get("keyword") or ""
        if len(wanted) > (call.whole("page_size") or 0) and wanted:
            raise bad_parameter(f"{self.kind.noun}_ids has more ids than the page has room for")
        if len(word) > _MOST_KEYWORD:
            raise bad_parameter(f"keyword has over {_MOST_KEYWORD} characters")
        locales = items(call.body, "locales") or [compliance_locale(self.region)]
        if not set(locales) <= set(LOCALES.values()):
            raise bad_parameter("locales is invalid")
        found = [
            {"id": entry_id, "profiles": entry}
            for entry_id, entry in self.entries.items()
            if (entry_id in wanted if wanted else self._mentions(entry, word.casefold()))
        ]
        part, said = page(found, call, by="id")
        shown = [
            {"id": one["id"], "regional_profiles": _profiles(one["profiles"], locales)}
            for one in part
        ]
        return {**said, self.kind.plural: shown}

    @property
    def _noun(self) -> str:
        return self.kind.noun.replace("_", " ")

    def _check_region(self) -> None:
        if self.region not in EUROPEAN_UNION:
            raise Refused(PRODUCT_RULE + 100, "Only sellers in the EU can do this")

    def _locale(self, body: Json) -> str:
        locale = str(body.get("locale") or compliance_locale(self.region))
        if locale not in LOCALES.values():
            raise bad_parameter("locale is invalid")
        return locale

    def _checked(self, body: Json) -> Json:
        """Return the properties that were sent, as they are kept. Raises `Refused` with a flaw."""
        self._check_region()
        self._locale(body)
        if fault := next(self._faults(body), None):
            raise Refused(PRODUCT_RULE + 101, fault)
        given = {key: one for key, one in body.items() if key != "locale" and one not in ("", {})}
        if isinstance(given.get("address"), dict):
            given["address"] = _merged(given["address"])
        return given

    def _faults(self, body: Json) -> Iterator[str]:
        for name, most in self.kind.lengths.items():
            if len(body.get(name) or "") > most:
                yield f"{name} has over {most} characters"
        if any(is_chinese(text) for text in body.values() if isinstance(text, str)):
            yield "Chinese characters are not supported"
        if body.get("email") and not re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", body["email"]):
            yield "email is malformed"
        fault = self.kind.phone(body["phone_number"]) if body.get("phone_number") else None
        if fault:
            yield fault
        if isinstance(body.get("address"), dict):
            yield from _address_faults(body["address"])

    def _mentions(self, entry: dict[str, Json], word: str) -> bool:
        return any(
            word in str(text or "").casefold()
            for profile in entry.values()
            for text in (
                *(profile.get(name) for name in self.kind.searched),
                section(profile, "phone_number").get("local_number"),
            )
        )


@define
class Compliance:
    """Both registers of a seller."""

    region: str
    ids: Ids
    manufacturers: Register = field(init=False)
    responsible_persons: Register = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.manufacturers = Register(self.region, self.ids, _MANUFACTURERS)
        self.responsible_persons = Register(self.region, self.ids, _PERSONS)

    def routes(self) -> list[Route]:
        """Return the operations on both."""
        return [*self.manufacturers.routes(), *self.responsible_persons.routes()]


def _optional(path: str) -> str:
    head, dot, rest = path.partition(".")
    return f"{head.rstrip('?')}?{dot}{rest}"


def _profiles(entry: dict[str, Json], locales: list[str]) -> list[Json]:
    return [{"locale": locale, **entry[locale]} for locale in LOCALES.values() if locale in locales]


def _address_faults(address: Json) -> Iterator[str]:
    if any(len(text) > _MOST_ADDRESS for text in address.values() if isinstance(text, str)):
        yield f"A part of the address has over {_MOST_ADDRESS} characters"
    if any(is_chinese(text) for text in address.values() if isinstance(text, str)):
        yield "Chinese characters are not supported"
    if address["country"] not in EUROPEAN_UNION:
        yield "The address must be in the EU"


def _merged(address: Json) -> Json:
    """Return an address as it is kept: what used to be fields of their own is a part of the first."""
    parts = [address[name] for name in ("street_address_line1", *_MERGED) if address.get(name)]
    kept = {name: address[name] for name in ("postal_code", "country")}
    return {"street_address_line1": ", ".join(parts), **dict.fromkeys(_MERGED, ""), **kept}
