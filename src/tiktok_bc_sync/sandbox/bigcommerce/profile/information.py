"""What the store says of itself: its profile, its time and its tax classes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from attrs import frozen

from tiktok_bc_sync.sandbox.bigcommerce.profile.currencies import Currencies
from tiktok_bc_sync.sandbox.bigcommerce.profile.settings import Settings
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import Json, not_found, v2_list, v2_page
from tiktok_bc_sync.sandbox.core import Clock, Request, Response

_TAX_CLASSES = ("Default Tax Class", "Non-Taxable Products", "Shipping", "Gift Wrapping")
_MADE = "2020-01-01T00:00:00+00:00"


@frozen
class Information:
    """Answers for the store as a whole as v2 does."""

    clock: Clock
    store_hash: str
    currencies: Currencies
    settings: Settings

    def routes(self) -> Iterable[tuple[str, str, Any]]:
        """Return method, path and handler of each endpoint."""
        return (
            ("GET", "/v2/store", self.get_profile),
            ("GET", "/v2/time", self.get_time),
            ("GET", "/v2/tax_classes", self.list_tax_classes),
            ("GET", "/v2/tax_classes/{class_id}", self.get_tax_class),
        )

    def get_profile(self, request: Request) -> Json:
        """Answer the profile, with the settings' name, language and units."""
        profile, units = self.settings["store/profile"], self.settings["store/units-of-measurement"]
        locale, currency = self.settings["store/locale"], self.currencies.default
        return {
            **_PROFILE,
            "id": self.store_hash,
            "name": profile["store_name"],
            "address": profile["store_address"],
            "phone": profile["store_phone"],
            "admin_email": profile["store_email"],
            "country": locale["store_country"],
            "language": locale["default_shopper_language"],
            "currency": currency["currency_code"],
            "currency_symbol": currency["token"],
            "decimal_separator": currency["decimal_token"],
            "thousands_separator": currency["thousands_token"],
            "decimal_places": currency["decimal_places"],
            "currency_symbol_location": currency["token_location"],
            "weight_units": units["weight_measurement"],
            "dimension_units": units["length_measurement"],
            "dimension_decimal_places": units["decimal_places"],
            "dimension_decimal_token": units["decimal_token"],
            "dimension_thousands_token": units["thousands_token"],
        }

    def get_time(self, request: Request) -> Json:
        """Answer the time in Unix seconds."""
        return {"time": self.clock.unix}

    def list_tax_classes(self, request: Request) -> Response:
        """Answer the tax classes that every store has."""
        numbers = range(len(_TAX_CLASSES))
        return v2_list(v2_page([_tax_class(number) for number in numbers], request.params))

    def get_tax_class(self, request: Request, class_id: str) -> Json:
        """Answer one tax class."""
        if not class_id.isdecimal() or int(class_id) >= len(_TAX_CLASSES):
            raise not_found(request.path)
        return _tax_class(int(class_id))


def _tax_class(number: int) -> Json:
    return {
        "id": str(number),
        "name": _TAX_CLASSES[number],
        "created_at": _MADE,
        "updated_at": _MADE,
    }


_PROFILE: Json = {
    "domain": "store.sandbox.test",
    "secure_url": "https://store.sandbox.test",
    "control_panel_base_url": "https://store-sandbox1.sandbox.test",
    "status": "live",
    "first_name": "Sam",
    "last_name": "Sandbox",
    "country_code": "US",
    "order_email": "orders@store.sandbox.test",
    "timezone": {"name": "UTC", "raw_offset": 0, "dst_offset": 0, "dst_correction": False},
    "plan_name": "Sandbox",
    "is_price_entered_with_tax": False,
    "default_channel_id": 1,
}
