"""The store's currencies, as v2 keeps them: one is the default, the others have rates to it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from email.utils import format_datetime
from typing import Annotated, Any, Required, TypedDict

from attrs import define, field
from msgspec import Meta

from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import (
    Json,
    not_found,
    v2_list,
    v2_page,
    v2_refusal,
    whole,
)
from tiktok_bc_sync.sandbox.bigcommerce.wire.bodies import v2_given
from tiktok_bc_sync.sandbox.core import Clock, Numbers, Request, Response

# Units of each currency for one US dollar.
_RATES = {"USD": 1.0, "GBP": 0.79, "EUR": 0.92, "IDR": 15800.0, "AUD": 1.52}
_SYMBOLS = {"USD": "$", "GBP": "£", "EUR": "€", "IDR": "Rp", "AUD": "A$"}
_Mark = Annotated[str, Meta(min_length=1, max_length=5)]


class _Changes(TypedDict, total=False):
    is_default: bool
    country_iso2: str
    default_for_country_codes: list[str]
    currency_exchange_rate: Annotated[str, Meta(pattern=r"^\d{1,10}(\.\d{1,10})?$")]
    auto_update: bool
    token_location: Annotated[str, Meta(pattern=r"^(left|right)$")]
    token: _Mark
    decimal_token: _Mark
    thousands_token: _Mark
    decimal_places: Annotated[int, Meta(ge=0, le=4)]
    name: Annotated[str, Meta(min_length=1, max_length=255)]
    enabled: bool
    is_transactional: bool
    use_default_name: bool


class _New(_Changes, total=False):
    currency_code: Required[Annotated[str, Meta(pattern=r"^[A-Z]{3}$")]]
    # What else a currency can't do without is said by ``_NEEDED``: a field is never made stricter.


_NEEDED = (
    "name",
    "currency_exchange_rate",
    "token_location",
    "token",
    "decimal_token",
    "thousands_token",
    "decimal_places",
)


@define
class Currencies:
    """Currencies by id, and v2's answers about them."""

    clock: Clock
    opened_with: str
    currencies: dict[int, Json] = field(init=False, factory=dict[int, Json])
    _ids: Numbers = field(init=False, factory=lambda: Numbers(0))

    def __attrs_post_init__(self) -> None:
        ours = _RATES.get(self.opened_with, 1.0)
        for code, rate in {self.opened_with: ours, **_RATES}.items():
            shown = {
                "is_default": code == self.opened_with,
                "currency_code": code,
                "currency_exchange_rate": f"{rate / ours:.10f}",
                "name": code,
                "token": _SYMBOLS.get(code, code),
            }
            self._add(shown)

    @property
    def default(self) -> Json:
        """The currency that the catalogue's prices are in."""
        return next(one for one in self.currencies.values() if one["is_default"])

    def with_code(self, code: str) -> Json | None:
        """Return a currency by its code."""
        found = (one for one in self.currencies.values() if one["currency_code"] == code)
        return next(found, None)

    def routes(self) -> Iterable[tuple[str, str, Any]]:
        """Return method, path and handler of each endpoint."""
        one = "/v2/currencies/{currency_id}"
        return (
            ("GET", "/v2/currencies", self.list_currencies),
            ("POST", "/v2/currencies", self.create_currency),
            ("DELETE", "/v2/currencies", self.delete_currencies),
            ("GET", one, self.get_currency),
            ("PUT", one, self.update_currency),
            ("DELETE", one, self.delete_currency),
        )

    def list_currencies(self, request: Request) -> Response:
        """Answer a page of currencies."""
        return v2_list(v2_page([*self.currencies.values()], request.params))

    def get_currency(self, request: Request, currency_id: str) -> Json:
        """Answer one currency."""
        return self._currency(request, currency_id)

    def create_currency(self, request: Request) -> Response:
        """Add a currency that the store does not have."""
        given = v2_given(request, _New)
        for name in _NEEDED:
            if name not in given:
                raise v2_refusal(400, f"The field '{name}' is required.")
        if self.with_code(given["currency_code"]):
            raise v2_refusal(409, f"The currency {given['currency_code']} is there already.")
        _check(given)
        return Response.json(self._changed(self._add({}), given))

    def update_currency(self, request: Request, currency_id: str) -> Json:
        """Change what was given of a currency; its code stays."""
        currency = self._currency(request, currency_id)
        given = v2_given(request, _Changes)
        _check(given)
        return self._changed(currency, given)

    def delete_currency(self, request: Request, currency_id: str) -> Response:
        """Take a currency out; the default one stays."""
        currency = self._currency(request, currency_id)
        if currency["is_default"]:
            raise v2_refusal(400, "The default currency can't be deleted.")
        del self.currencies[currency["id"]]
        return Response(204)

    def delete_currencies(self, request: Request) -> Response:
        """Take all currencies out but for the default one."""
        kept = self.default
        self.currencies = {kept["id"]: kept}
        return Response(204)

    def _add(self, fields: Json) -> Json:
        key = self._ids.next()
        self.currencies[key] = {**_EMPTY, **fields, "id": key, "last_updated": self._now()}
        return self.currencies[key]

    def _changed(self, currency: Json, given: Json) -> Json:
        """Change a currency; a new default takes the old one's place, with rates as they are."""
        if given.get("is_default"):
            for one in self.currencies.values():
                one["is_default"] = False
        currency.update(given, last_updated=self._now())
        return currency

    def _currency(self, request: Request, currency_id: str) -> Json:
        found = self.currencies.get(whole(currency_id))
        if found is None:
            raise not_found(request.path)
        return found

    def _now(self) -> str:
        return format_datetime(self.clock.now)


def _check(given: Json) -> None:
    if given.get("is_default") is False:
        raise v2_refusal(400, "The field 'is_default' can only be set to true.")
    if Decimal(given.get("currency_exchange_rate", "1")) == 0:
        raise v2_refusal(400, "The field 'currency_exchange_rate' is invalid.")


_EMPTY: Json = {
    "id": 0,
    "is_default": False,
    "country_iso2": "",
    "default_for_country_codes": [],
    "currency_code": "",
    "currency_exchange_rate": "1.0000000000",
    "auto_update": False,
    "token_location": "left",
    "token": "",
    "decimal_token": ".",
    "thousands_token": ",",
    "decimal_places": 2,
    "name": "",
    "enabled": True,
    "is_transactional": True,
    "use_default_name": False,
    "last_updated": "",
}
