"""Manufacturers and responsible persons as they come over the wire.

What we don't read is left out. A list or object that is empty may come as null.
"""

from __future__ import annotations

from attrs import frozen


@frozen
class PhoneItem:
    """A phone number."""

    country_code: str = ""
    local_number: str = ""


@frozen
class ManufacturerProfileItem:
    """A manufacturer in one language."""

    locale: str = ""
    name: str = ""
    registered_trade_name: str = ""
    email: str = ""
    phone_number: PhoneItem | None = None
    address: str = ""


@frozen
class ManufacturerItem:
    """A manufacturer."""

    id: str
    regional_profiles: tuple[ManufacturerProfileItem, ...] | None = None


@frozen
class AddressItem:
    """An address; the vendor put its other parts into the street."""

    street_address_line1: str = ""
    postal_code: str = ""
    country: str = ""


@frozen
class PersonProfileItem:
    """A responsible person in one language."""

    locale: str = ""
    name: str = ""
    email: str = ""
    phone_number: PhoneItem | None = None
    address: AddressItem | None = None


@frozen
class PersonItem:
    """A responsible person."""

    id: str
    regional_profiles: tuple[PersonProfileItem, ...] | None = None


@frozen
class MadeManufacturer:
    """A manufacturer that was made."""

    manufacturer_id: str


@frozen
class MadePerson:
    """A responsible person that was made."""

    responsible_person_id: str
