"""From TikTok Shop's manufacturers and responsible persons on the wire to the domain, and back."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tiktok_bc_sync.clients import lists
from tiktok_bc_sync.clients.tiktok.domain.shops import Json, given
from tiktok_bc_sync.clients.tiktok.wire import compliance as wire
from tiktok_bc_sync.clients.tiktok.wire.limits import at_most, distinct
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import (
    Manufacturer,
    ManufacturerProfile,
    PersonAddress,
    PersonProfile,
    Phone,
    ResponsiblePerson,
)

_LONGEST = {"name": 255, "trade_name": 200, "address": 500}
_LONGEST_PERSON = {"name": 200}
_LONGEST_STREET = 500
_LONGEST_KEYWORD = 200
_MOST_IDS = 100
_COUNTRY_CODE = re.compile(r"\+[0-9]{1,4}")
_MOST_DIGITS, _MOST_DIGITS_PERSON = 20, 11


def manufacturer(item: wire.ManufacturerItem) -> Manufacturer:
    """Read a manufacturer."""
    profiles = (
        ManufacturerProfile(
            one.name,
            one.email,
            one.address,
            _phone(one.phone_number),
            one.registered_trade_name,
            one.locale,
        )
        for one in item.regional_profiles or ()
    )
    return Manufacturer(item.id, tuple(profiles))


def responsible_person(item: wire.PersonItem) -> ResponsiblePerson:
    """Read a responsible person."""
    profiles = (
        PersonProfile(
            one.name, one.email, _phone(one.phone_number), _address(one.address), one.locale
        )
        for one in item.regional_profiles or ()
    )
    return ResponsiblePerson(item.id, tuple(profiles))


def _phone(item: wire.PhoneItem | None) -> Phone:
    return Phone(item.country_code, item.local_number) if item else Phone()


def _address(item: wire.AddressItem | None) -> PersonAddress:
    found = item or wire.AddressItem()
    return PersonAddress(found.street_address_line1, found.postal_code, found.country)


# --- bodies ------------------------------------------------------------------------


def manufacturer_body(
    *,
    name: str | None,
    email: str | None,
    address: str | None,
    phone: Phone | None,
    trade_name: str | None,
    locale: str,
) -> Json:
    """Return the body that tells a manufacturer, without what is None.

    Raises `InvalidInput` naming what is empty or more than the vendor takes.
    """
    texts = {"name": name, "email": email, "address": address}
    body = _texts(texts, _LONGEST)
    if trade_name:
        at_most("trade_name", trade_name, _LONGEST["trade_name"])
        body["registered_trade_name"] = trade_name
    if phone is not None:
        body["phone_number"] = (
            {"availability": "AVAILABLE"} | _phone_body(phone, _MOST_DIGITS)
            if phone
            else {"availability": "UNAVAILABLE"}
        )
    return _told(body, locale)


def person_body(
    *,
    name: str | None,
    email: str | None,
    phone: Phone | None,
    address: PersonAddress | None,
    locale: str,
) -> Json:
    """Return the body that tells a responsible person, without what is None.

    Raises `InvalidInput` naming what is empty or more than the vendor takes.
    """
    body = _texts({"name": name, "email": email}, _LONGEST_PERSON)
    if phone is not None:
        body["phone_number"] = _phone_body(phone, _MOST_DIGITS_PERSON)
    if address is not None:
        body["address"] = _address_body(address)
    return _told(body, locale)


def _texts(texts: dict[str, str | None], longest: dict[str, int]) -> Json:
    known = {name: text for name, text in texts.items() if text is not None}
    given(**known)
    for name, most in longest.items():
        at_most(name, known.get(name, ""), most)
    if "email" in known and not re.fullmatch(r"[^\s@]+@[^\s@]+", known["email"]):
        raise InvalidInput("email is no e-mail address.", field="email")
    return dict(known)


def _told(body: Json, locale: str) -> Json:
    """Add the language that is meant to what there is to tell."""
    if not body:
        raise InvalidInput("The edit changes nothing.", field="name", what_to_do="Give a property.")
    return body | ({"locale": locale} if locale else {})


def _phone_body(phone: Phone, most: int) -> Json:
    if not (
        _COUNTRY_CODE.fullmatch(phone.country_code)
        and re.fullmatch(rf"[0-9]{{7,{most}}}", phone.number)
    ):
        raise InvalidInput(
            "phone is no phone number that TikTok Shop takes.",
            field="phone",
            what_to_do=f'Give a country code like "+353" and 7 to {most} digits.',
        )
    return {"country_code": phone.country_code, "local_number": phone.number}


def _address_body(address: PersonAddress) -> Json:
    given(street=address.street, postal_code=address.postal_code, country=address.country)
    at_most("street", address.street, _LONGEST_STREET)
    return {
        "street_address_line1": address.street,
        "postal_code": address.postal_code,
        "country": address.country,
    }


def search_body(noun: str, ids: Sequence[str], keyword: str, locales: Sequence[str]) -> Json:
    """Return the body that looks for entries, by ids or by a keyword.

    Raises `InvalidInput` for more than the vendor takes.
    """
    at_most("keyword", keyword, _LONGEST_KEYWORD)
    wanted = distinct(f"{noun}_ids", ids)
    at_most(f"{noun}_ids", wanted, _MOST_IDS)
    body: Json = {f"{noun}_ids": wanted} if wanted else {}
    if keyword:
        body["keyword"] = keyword
    return body | ({"locales": lists.texts(locales, "locales")} if locales else {})
