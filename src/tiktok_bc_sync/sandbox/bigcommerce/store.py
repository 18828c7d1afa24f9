"""The fake store as one service: who may call, which path answers, how much is left of the quota."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from typing import Any

from attrs import define, evolve, field

from tiktok_bc_sync.sandbox.bigcommerce.answers import Json, not_found, v2_refusal, v3_refusal
from tiktok_bc_sync.sandbox.bigcommerce.catalog import Catalog
from tiktok_bc_sync.sandbox.bigcommerce.catalog_api import CatalogApi
from tiktok_bc_sync.sandbox.bigcommerce.drafts import Drafts
from tiktok_bc_sync.sandbox.bigcommerce.legacy_products import LegacyProducts
from tiktok_bc_sync.sandbox.bigcommerce.orders import Orders
from tiktok_bc_sync.sandbox.bigcommerce.orders_api import OrdersApi
from tiktok_bc_sync.sandbox.core import Clock, Refusal, Request, Response, Router
from tiktok_bc_sync.sandbox.images import picture

_WINDOW = 30.0
# Units of each currency for one US dollar.
_RATES = {"USD": 1.0, "GBP": 0.79, "EUR": 0.92, "IDR": 15800.0, "AUD": 1.52}
_SYMBOLS = {"USD": "$", "GBP": "£", "EUR": "€", "IDR": "Rp", "AUD": "A$"}


@define
class BigCommerceStore:
    """One store. ``quota`` requests are allowed in 30 seconds of the callers' time."""

    clock: Clock
    store_hash: str = "sandbox1"
    access_token: str = field(default="bc-token", repr=False)
    currency: str = "USD"
    quota: int = 60_000
    catalog: Catalog = field(init=False, repr=False)
    orders: Orders = field(init=False, repr=False)
    _router: Router = field(factory=Router, init=False, repr=False)
    _opened: float = field(default=0.0, init=False)
    _spent: int = field(default=0, init=False)

    def __attrs_post_init__(self) -> None:
        self.catalog = Catalog(self.clock)
        self.orders = Orders(self.clock, self.catalog)
        drafts = Drafts(self.catalog, self.currency)
        for api in (
            CatalogApi(self.catalog),
            LegacyProducts(self.catalog),
            OrdersApi(self.orders, drafts),
        ):
            self._add(api.routes())
        self._add(
            (
                ("GET", "/v2/store", self._profile),
                ("GET", "/v2/time", self._time),
                ("GET", "/v2/currencies", self._currencies),
            )
        )

    def handle(self, request: Request) -> Response:
        """Answer one request; pictures need no token and cost no quota."""
        if request.path.startswith("/images/"):
            return Response(200, picture(request.path), {"Content-Type": "image/png"})
        left, reset = self._spend()
        try:
            if left < 0:
                raise _refusal(request, 429, "Too many requests.")
            answer = self._answer(request)
        except Refusal as refusal:
            answer = refusal.response
        limits = {
            "X-Rate-Limit-Requests-Left": str(max(left, 0)),
            "X-Rate-Limit-Requests-Quota": str(self.quota),
            "X-Rate-Limit-Time-Reset-Ms": str(int(reset * 1000)),
            "X-Rate-Limit-Time-Window-Ms": str(int(_WINDOW * 1000)),
        }
        return evolve(answer, headers={**answer.headers, **limits})

    def _add(self, routes: Iterable[tuple[str, str, Any]]) -> None:
        for method, path, handler in routes:
            self._router.add(method, f"/stores/{self.store_hash}{path}", handler)

    def _spend(self) -> tuple[int, float]:
        """Take a request off the window; return what is left and the seconds to the next window."""
        now = self.clock.wall().timestamp()
        if not 0 <= now - self._opened < _WINDOW:
            self._opened, self._spent = now, 0
        self._spent += 1
        return self.quota - self._spent, self._opened + _WINDOW - now

    def _answer(self, request: Request) -> Response:
        token = request.headers.get("x-auth-token", "")
        if not hmac.compare_digest(token.encode(), self.access_token.encode()):
            raise _refusal(request, 401, "Unauthorized.")
        found = self._router.find(request.method, request.path.removesuffix(".json"))
        if found is None:
            raise not_found(request.path)
        handler, names = found
        value = handler(request, **names)
        return value if isinstance(value, Response) else Response.json(value)

    def _profile(self, request: Request) -> Json:
        return {
            "id": self.store_hash,
            "domain": "store.sandbox.test",
            "secure_url": "https://store.sandbox.test",
            "control_panel_base_url": "https://store-sandbox1.sandbox.test",
            "status": "live",
            "name": "Sandbox store",
            "first_name": "Sam",
            "last_name": "Sandbox",
            "country_code": "US",
            "admin_email": "owner@store.sandbox.test",
            "order_email": "orders@store.sandbox.test",
            "timezone": {"name": "UTC", "raw_offset": 0, "dst_offset": 0, "dst_correction": False},
            "language": "en",
            "currency": self.currency,
            "currency_symbol": _SYMBOLS.get(self.currency, self.currency),
            "decimal_places": 2,
            "weight_units": "KGS",
            "dimension_units": "Centimeters",
            "plan_name": "Sandbox",
            "is_price_entered_with_tax": False,
            "default_channel_id": 1,
        }

    def _time(self, request: Request) -> Json:
        return {"time": self.clock.unix}

    def _currencies(self, request: Request) -> list[Json]:
        ours = _RATES.get(self.currency, 1.0)
        rates = {self.currency: ours, **_RATES}
        return [
            {
                "id": number,
                "is_default": code == self.currency,
                "currency_code": code,
                "currency_exchange_rate": f"{rate / ours:.10f}",
                "name": code,
                "token": _SYMBOLS.get(code, code),
                "token_location": "left",
                "decimal_token": ".",
                "thousands_token": ",",
                "decimal_places": 2,
                "enabled": True,
                "is_transactional": True,
                "auto_update": False,
            }
            for number, (code, rate) in enumerate(rates.items(), 1)
        ]


def _refusal(request: Request, status: int, message: str) -> Refusal:
    say = v2_refusal if "/v2/" in request.path else v3_refusal
    return say(status, message)
