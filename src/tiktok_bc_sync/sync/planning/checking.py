"""Whether a configuration fits together, and fits the store and the shop it is for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Decimal
from typing import cast

from attrs import evolve, frozen

from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.mapping.carriers import bare
from tiktok_bc_sync.models import (
    ListingRules,
    PriceRule,
    PriceRuleKind,
    Reason,
    Settings,
)
from tiktok_bc_sync.rules import check
from tiktok_bc_sync.storage.codec import from_json, to_json

_ALL_OF_IT = Decimal(-100)
_evolved = cast("Callable[..., Settings]", evolve)


@frozen
class ExchangeRate:
    """How the store's currency becomes the shop's, the merchant's way; ``source`` says who gave it.

    ``rate`` units of the store's currency make one of the shop's; None where nobody says.
    """

    store_currency: str
    shop_currency: str
    rate: Decimal | None
    source: str

    @property
    def needed(self) -> bool:
        """Whether prices are converted at all."""
        return self.store_currency != self.shop_currency

    def __str__(self) -> str:
        """In words, as in ``1 GBP = 109 AUD (yours)``."""
        if not self.needed:
            return f"Both count in {self.shop_currency}: no rate is needed."
        if self.rate is None:
            return f"Nobody says how many {self.store_currency} make 1 {self.shop_currency}."
        told = f"{self.rate:.6g}"
        return f"1 {self.shop_currency} = {told} {self.store_currency} ({self.source})"


@frozen
class Surroundings:
    """What a configuration has to fit: the rate that BigCommerce implies, and what there is by id.

    ``warehouses`` are the shop's, ``locations`` the store's.
    """

    rate: ExchangeRate
    warehouses: Collection[str] = ()
    locations: Collection[str] = ()


def with_changes(settings: Settings, changes: Mapping[str, object]) -> Settings:
    """Return a configuration with some settings changed.

    Raises `InvalidInput` naming the first field that there is not, or whose value can't be, and telling
    of all of them.
    """
    wrong: list[Reason] = []
    for name, value in changes.items():
        try:
            settings = _changed(settings, name, value)
        except (TypeError, ValueError, AttributeError) as error:
            wrong.append(Reason("invalid_setting", name, f"{name}: {error}.", "Correct it."))
    if wrong:
        raise refused(wrong)
    return settings


def _changed(settings: Settings, name: str, value: object) -> Settings:
    """Change one setting; what could not be read back from a storage is refused as well."""
    changed = _evolved(settings, **{name: value})
    return from_json(to_json(changed, Settings), Settings)


def refused(problems: Collection[Reason]) -> InvalidInput:
    """Return the error for a configuration that can't be saved: the first field, all the sentences."""
    first = next(iter(problems))
    return InvalidInput(
        " ".join(one.message for one in problems), field=first.field, what_to_do=first.mend
    )


def problems(settings: Settings, around: Surroundings) -> tuple[Reason, ...]:
    """Return everything that is wrong with a configuration, with the field and how to mend it."""
    return (
        *_rate(settings, around.rate),
        *_price_rule(settings.price_rule),
        *_email(settings.default_email),
        *_carriers(settings.carriers),
        *_warehouses(settings, around),
        *_listing_rules(settings.listing_rules),
    )


def _rate(settings: Settings, implied: ExchangeRate) -> Iterator[Reason]:
    if settings.sends_price and implied.needed and settings.rate is None and implied.rate is None:
        yield Reason(
            "missing_rate",
            "rate",
            str(implied),
            "Give the exchange rate, or add the currency in BigCommerce.",
        )


def _price_rule(rule: PriceRule | None) -> Iterator[Reason]:
    if rule and rule.kind is PriceRuleKind.PERCENT and rule.amount <= _ALL_OF_IT:
        yield Reason(
            "price_rule_too_low",
            "price_rule",
            f"A price rule of {rule} leaves no price above zero.",
            "Lower prices by less than 100 %.",
        )


def _email(address: str) -> Iterator[Reason]:
    name, _, domain = address.partition("@")
    if not name or "." not in domain.strip(".") or any(one.isspace() for one in address):
        yield Reason(
            "invalid_email",
            "default_email",
            f"{address[:80]!r} is no e-mail address.",
            'Give one like "buyerid@tiktok.com".',
        )


def _carriers(carriers: tuple[tuple[str, str], ...]) -> Iterator[Reason]:
    seen: set[str] = set()
    for carrier, provider in carriers:
        name = bare(carrier)
        if not name or not provider.strip():
            text = f"The carrier {carrier!r} or its shipping provider has no name."
            yield Reason("unnamed_carrier", "carriers", text, "Name both.")
        elif name in seen:
            text = f"The carrier {carrier!r} is mapped twice."
            yield Reason("carrier_twice", "carriers", text, "Keep one of the two.")
        seen.add(name)


def _warehouses(settings: Settings, around: Surroundings) -> Iterator[Reason]:
    mapped = [("warehouses", warehouse) for _, warehouse in settings.warehouses]
    named = [("warehouse_id", settings.warehouse_id)] if settings.warehouse_id else []
    for field, warehouse in (*named, *mapped):
        if warehouse not in around.warehouses:
            text = f"The TikTok shop has no warehouse {warehouse[:40]!r}."
            yield Reason("unknown_warehouse", field, text, "Choose one of the shop's warehouses.")
    locations = [location for location, _ in settings.warehouses]
    for location in dict.fromkeys(locations):
        if location not in around.locations:
            text = f"The store has no location {location[:40]!r}."
            yield Reason("unknown_location", "warehouses", text, "Choose one of the store's.")
        elif locations.count(location) > 1:
            text = f"The location {location} is mapped to several warehouses."
            yield Reason("location_twice", "warehouses", text, "Map it to one of them.")


def _listing_rules(rules: ListingRules | None) -> Iterator[Reason]:
    for rule in (rules.list_when, rules.stop_when) if rules else ():
        try:
            if rule and rule.query:
                check(rule.query)
        except InvalidInput as error:
            yield Reason("invalid_rule", "listing_rules", error.message, error.what_to_do)
