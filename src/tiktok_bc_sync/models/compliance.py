"""Whom the EU wants to know behind a product: its manufacturer, and who answers for it there."""

from __future__ import annotations

from attrs import frozen


@frozen
class Phone:
    """A phone number: ``country_code`` as in "+353", ``number`` in digits; both empty for none."""

    country_code: str = ""
    number: str = ""

    def __bool__(self) -> bool:
        return bool(self.country_code or self.number)


@frozen
class ManufacturerProfile:
    """What is known of a manufacturer in one language; ``locale`` is "" for the seller's own."""

    name: str
    email: str
    address: str
    phone: Phone = Phone()
    trade_name: str = ""
    locale: str = ""


@frozen
class Manufacturer:
    """A manufacturer that listings may name, in each of the languages that were asked for."""

    id: str
    profiles: tuple[ManufacturerProfile, ...] = ()


@frozen
class PersonAddress:
    """Where a responsible person is found; ``street`` holds all but the code and the country.

    ``country`` is two letters, of an EU country.
    """

    street: str
    postal_code: str
    country: str


@frozen
class PersonProfile:
    """What is known of a responsible person in one language; ``locale`` is "" for the seller's own."""

    name: str
    email: str
    phone: Phone
    address: PersonAddress
    locale: str = ""


@frozen
class ResponsiblePerson:
    """Who answers for products in the EU, in each of the languages that were asked for."""

    id: str
    profiles: tuple[PersonProfile, ...] = ()
