"""The fake store as one service: who may call, which path answers, how much is left of the quota."""

from __future__ import annotations

import hmac
from collections.abc import Callable

from attrs import define, field

from tiktok_bc_sync.sandbox.bigcommerce.catalog import Catalog, Json, fault
from tiktok_bc_sync.sandbox.bigcommerce.orders import STATUSES, Orders
from tiktok_bc_sync.sandbox.core import Clock, Refusal, Request, Response, Router
from tiktok_bc_sync.sandbox.images import picture

_WINDOW = 30.0
_RATES = {"USD": 1.0, "GBP": 0.79, "EUR": 0.92, "IDR": 15800.0, "AUD": 1.52}


@define
class BigCommerceStore:
    """One store. ``quota`` requests are allowed in 30 seconds of ``wall`` time."""

    clock: Clock
    wall: Callable[[], float] = field(repr=False)
    store_hash: str = "sandbox1"
    access_token: str = field(default="bc-token", repr=False)
    client_id: str = "bc-client"
    client_secret: str = field(default="bc-secret", repr=False)
    currency: str = "USD"
    quota: int = 60_000
    catalog: Catalog = field(init=False, repr=False)
    orders: Orders = field(init=False, repr=False)
    _router: Router = field(factory=Router, init=False, repr=False)
    _window: list[float] = field(factory=lambda: [0.0, 0.0], init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self.catalog = Catalog(self.clock)
        self.orders = Orders(self.clock, self.catalog, self.currency)
        catalog, orders = self.catalog, self.orders
        for method, path, handler in (
            ("GET", "/v2/store", self._profile),
            ("GET", "/v2/currencies", self._currencies),
            ("GET", "/v2/order_statuses", self._statuses),
            ("GET", "/v2/products", catalog.list_products),
            ("GET", "/v3/catalog/products", catalog.list_products),
            ("GET", "/v3/catalog/products/{product_id}", catalog.get_product),
            ("GET", "/v3/catalog/brands", catalog.list_brands),
            ("GET", "/v3/catalog/trees/categories", catalog.list_categories),
            ("GET", "/v2/orders", orders.list_orders),
            ("POST", "/v2/orders", orders.create_order),
            ("GET", "/v2/orders/{order_id}", orders.get_order),
            ("PUT", "/v2/orders/{order_id}", orders.update_order),
            ("GET", "/v2/orders/{order_id}/products", orders.list_lines),
            ("GET", "/v2/orders/{order_id}/shipments", orders.list_shipments),
            ("POST", "/v2/orders/{order_id}/shipments", orders.create_shipment),
        ):
            self._router.add(method, path, handler)

    def handle(self, request: Request) -> Response:
        """Answer one request; pictures need no token and cost no quota."""
        if request.path.startswith("/images/"):
            return Response(200, picture(request.path), {"Content-Type": "image/png"})
        left, reset = self._spend()
        if left < 0:
            answer = fault(429, "Too many requests.")
        else:
            answer = self._answer(request)
        limits = {
            "X-Rate-Limit-Requests-Left": str(max(left, 0)),
            "X-Rate-Limit-Requests-Quota": str(self.quota),
            "X-Rate-Limit-Time-Reset-Ms": str(int(reset * 1000)),
            "X-Rate-Limit-Time-Window-Ms": str(int(_WINDOW * 1000)),
        }
        return Response(answer.status, answer.body, {**answer.headers, **limits})

    def _spend(self) -> tuple[int, float]:
        """Take one request off the window and return what is left and the seconds to the next window."""
        now = self.wall()
        if now - self._window[0] >= _WINDOW:
            self._window = [now, 0.0]
        self._window[1] += 1
        return int(self.quota - self._window[1]), self._window[0] + _WINDOW - now

    def _answer(self, request: Request) -> Response:
        prefix = f"/stores/{self.store_hash}"
        token = request.headers.get("x-auth-token", "")
        if not hmac.compare_digest(token.encode(), self.access_token.encode()):
            return fault(401, "Unauthorized.")
        found = None
        if request.path.startswith(prefix):
            found = self._router.find(
                request.method, request.path.removeprefix(prefix).removesuffix(".json")
            )
        if found is None:
            return fault(404, "The requested resource was not found.")
        try:
            return _response(found[0](request, **found[1]))
        except Refusal as refusal:
            return refusal.response

    def _profile(self, request: Request) -> Json:  # noqa: ARG002
        return {
            "id": self.store_hash,
            "name": "Sandbox store",
            "domain": "store.sandbox.test",
            "secure_url": "https://store.sandbox.test",
            "currency": self.currency,
            "weight_units": "KGS",
            "dimension_units": "Centimeters",
            "timezone": {"name": "UTC"},
        }

    def _currencies(self, request: Request) -> list[Json]:  # noqa: ARG002
        return [
            {
                "id": number,
                "is_default": code == self.currency,
                "currency_code": code,
                "currency_exchange_rate": f"{rate:.10f}",
                "name": code,
                "enabled": True,
            }
            for number, (code, rate) in enumerate(_RATES.items(), 1)
        ]

    def _statuses(self, request: Request) -> list[Json]:  # noqa: ARG002
        return [
            {"id": number, "name": name, "order": number} for number, name in enumerate(STATUSES)
        ]


def _response(value: object) -> Response:
    return value if isinstance(value, Response) else Response.json(value)
