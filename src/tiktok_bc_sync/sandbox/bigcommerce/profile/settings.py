"""The store's settings, sheet by sheet, with what a channel has of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, cast

from attrs import define, field, frozen

from tiktok_bc_sync.sandbox.bigcommerce.profile.channels import Channels
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import Json, v3, v3_body, v3_refusal, whole
from tiktok_bc_sync.sandbox.core import Request, Response


@frozen
class Sheet:
    """What a sheet starts with, and the words that some of its settings are limited to."""

    defaults: Json
    words: Mapping[str, Sequence[str]] = field(factory=dict[str, Sequence[str]])
    partly: bool = False
    """Whether an update may leave settings out."""
    by_channel: bool = True

    def errors(self, given: Json, *, nulls: bool) -> Mapping[str, str]:
        """Return what is wrong with each setting; ``nulls`` are right where they end an override."""
        needed = () if self.partly else self.defaults
        missing = {name: "error.path.missing" for name in needed if name not in given}
        wrong = {
            name: "is invalid"
            for name in self.defaults.keys() & given.keys()
            if not (given[name] is None and nulls) and not self._fits(name, given[name])
        }
        return {**missing, **wrong}

    def _fits(self, name: str, value: object) -> bool:
        if type(value) is not type(self.defaults[name]):
            return False
        if isinstance(value, list):
            return all(isinstance(one, str) for one in cast("list[object]", value))
        return value in self.words.get(name, (value,))


@define
class Settings:
    """What is set, for the store and for channels, and v3's answers about it."""

    channels: Channels
    _store: dict[str, Json] = field(init=False, factory=dict[str, Json])
    _own: dict[tuple[str, int], Json] = field(init=False, factory=dict[tuple[str, int], Json])

    def __attrs_post_init__(self) -> None:
        self._store = {name: dict(sheet.defaults) for name, sheet in _SHEETS.items()}

    def __getitem__(self, name: str) -> Json:
        """Return a sheet as it is set for the whole store."""
        return self._store[name]

    def routes(self) -> Iterable[tuple[str, str, Any]]:
        """Return method, path and handler of each endpoint."""
        handlers: tuple[tuple[str, Callable[..., Response]], ...] = (
            ("GET", self.get_sheet),
            ("PUT", self.update_sheet),
        )
        return [
            (method, f"/v3/settings/{name}", partial(handler, name=name))
            for name in _SHEETS
            for method, handler in handlers
        ]

    def get_sheet(self, request: Request, name: str) -> Response:
        """Answer a sheet; a channel's shows null for what it has from the store."""
        channel = self._channel(request, _SHEETS[name])
        return v3(self._own.get((name, channel), self._unset(name)) if channel else self[name])

    def update_sheet(self, request: Request, name: str) -> Response:
        """Set what was given; a channel's nulls let it follow the store again."""
        sheet, given = _SHEETS[name], v3_body(request)
        channel = self._channel(request, sheet)
        if wrong := sheet.errors(given, nulls=bool(channel)):
            raise v3_refusal(422, "The settings are invalid.", wrong)
        fields = {key: given[key] for key in sheet.defaults if key in given}
        own = self._own.setdefault((name, channel), self._unset(name)) if channel else None
        known = self[name] if own is None else own
        known.update(fields)
        return v3(known)

    def _unset(self, name: str) -> Json:
        return dict.fromkeys(_SHEETS[name].defaults)

    def _channel(self, request: Request, sheet: Sheet) -> int:
        """Return the channel that is asked for, 0 for the store."""
        text = request.params.get("channel_id")
        if text is None or not sheet.by_channel:
            return 0
        if whole(text) not in self.channels.channels:
            raise v3_refusal(422, "There is no such channel.", {"channel_id": "is invalid"})
        return whole(text)


_SORTS = (
    "featured",
    "bestselling",
    "newest",
    "alphaasc",
    "alphadesc",
    "pricedesc",
    "priceasc",
    "avgcustomerreview",
    "relevance",
)
_SHEETS: Mapping[str, Sheet] = {
    "inventory": Sheet(
        {
            "product_out_of_stock_behavior": "do_nothing",
            "option_out_of_stock_behavior": "do_nothing",
            "update_stock_behavior": "order_placed",
            "edit_order_stock_adjustment": True,
            "refund_order_stock_adjustment": True,
            "stock_level_display": "dont_show",
            "default_out_of_stock_message": "",
            "hide_in_product_filtering": False,
            "show_pre_order_stock_levels": False,
            "show_out_of_stock_message": False,
        },
        {
            "product_out_of_stock_behavior": (
                "do_nothing",
                "hide_product",
                "hide_product_and_accessible",
                "hide_product_and_redirect",
            ),
            "option_out_of_stock_behavior": ("do_nothing", "hide_option", "label_option"),
            "update_stock_behavior": ("order_placed", "order_completed_or_shipped"),
            "stock_level_display": ("dont_show", "show", "show_when_low"),
        },
        partly=True,
    ),
    "inventory/notifications": Sheet(
        {"low_stock_notification_address": [], "out_of_stock_notification_address": []}
    ),
    "catalog": Sheet({"auto_approve_reviews": False, "enable_product_comparisons": True}),
    "store/locale": Sheet(
        {
            "default_shopper_language": "en",
            "shopper_language_selection_method": "default_shopper_language",
            "store_country": "United States",
        },
        {"shopper_language_selection_method": ("browser", "default_shopper_language")},
        partly=True,
        by_channel=False,
    ),
    "store/profile": Sheet(
        {
            "store_address": "1 Sandbox Lane",
            "store_address_type": "Home Office",
            "store_email": "owner@store.sandbox.test",
            "store_name": "Sandbox store",
            "store_phone": "",
        },
        {"store_address_type": ("Home Office", "Commercial Office", "Retail", "Warehouse")},
    ),
    "store/units-of-measurement": Sheet(
        {
            "weight_measurement": "KGS",
            "length_measurement": "Centimeters",
            "decimal_token": ".",
            "thousands_token": ",",
            "decimal_places": 2,
            "factoring_dimension": "depth",
        },
        {
            "weight_measurement": ("LBS", "Ounces", "KGS", "Grams", "Tonnes"),
            "length_measurement": ("Inches", "Centimeters"),
            "factoring_dimension": ("depth", "height", "width"),
        },
    ),
    "storefront/category": Sheet(
        {
            "category_tree_depth": 3,
            "default_product_sort": "bestselling",
            "listing_mode": "current_category_only",
        },
        {
            "default_product_sort": _SORTS,
            "listing_mode": (
                "current_category_only",
                "child_categories",
                "child_categories_if_category_empty",
            ),
        },
    ),
    "storefront/search": Sheet(
        {
            "content_product_sort": "relevance",
            "default_product_sort": "relevance",
            "product_filtering_enabled": False,
            "search_suggest": True,
        },
        {
            "content_product_sort": ("relevance", "alphaasc", "alphadesc"),
            "default_product_sort": _SORTS,
        },
    ),
}
