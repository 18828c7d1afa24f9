"""BigCommerce's operations as typed calls."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar

import httpx
from attrs import define, field

from tiktok_bc_sync.clients.bigcommerce import domain, wire
from tiktok_bc_sync.clients.bigcommerce.domain import EXTERNAL_SOURCE, Json
from tiktok_bc_sync.clients.bigcommerce.faults import VENDOR, judge
from tiktok_bc_sync.clients.http import AsyncTransport, Transport
from tiktok_bc_sync.clients.limiter import WindowLimiter
from tiktok_bc_sync.clients.pages import Pages
from tiktok_bc_sync.clients.session import Endpoint, Session
from tiktok_bc_sync.models import OrderDraft, Product, Shipment, Store, StoreOrder, StoreOrderStatus
from tiktok_bc_sync.runtime import AsyncRuntime, Runtime

T = TypeVar("T")
Answer = wire.Answer
API_URL = "https://api.bigcommerce.com"
_PAGE = 250

STORE = Endpoint("getStore", "GET", "/v2/store", wire.StoreInfo)
CURRENCIES = Endpoint(
    "getCurrencies", "GET", "/v2/currencies", list[wire.CurrencyItem], empty=b"[]"
)
PRODUCTS = Endpoint(
    "getProducts", "GET", "/v3/catalog/products", Answer[tuple[wire.ProductItem, ...]]
)
PRODUCT = Endpoint("getProduct", "GET", "/v3/catalog/products/{id}", Answer[wire.ProductItem])
PRODUCT_IDS = Endpoint(
    "getProductIds", "GET", "/v3/catalog/products", Answer[tuple[wire.ProductId, ...]]
)
BRANDS = Endpoint("getBrands", "GET", "/v3/catalog/brands", Answer[tuple[wire.BrandItem, ...]])
CATEGORIES = Endpoint(
    "getCategories", "GET", "/v3/catalog/trees/categories", Answer[tuple[wire.CategoryItem, ...]]
)
# An empty v2 list is an answer without a body.
ORDERS = Endpoint("getOrders", "GET", "/v2/orders", list[wire.OrderItem], empty=b"[]")
ORDER = Endpoint("getOrder", "GET", "/v2/orders/{id}", wire.OrderItem)
ORDER_PRODUCTS = Endpoint(
    "getOrderProducts", "GET", "/v2/orders/{id}/products", list[wire.OrderLineItem], empty=b"[]"
)
CREATE_ORDER = Endpoint("createOrder", "POST", "/v2/orders", wire.OrderItem, idempotent=False)
UPDATE_ORDER = Endpoint("updateOrder", "PUT", "/v2/orders/{id}", wire.OrderItem)
SHIPMENTS = Endpoint(
    "getShipments", "GET", "/v2/orders/{id}/shipments", list[wire.ShipmentItem], empty=b"[]"
)


@define
class AsyncBigCommerce:
    """One BigCommerce store. Every call stands alone; `BigCommerce` is the same without ``await``.

    All calls raise the tree under `VendorError`.
    """

    store_hash: str
    access_token: str = field(repr=False)
    transport: Transport = field(factory=AsyncTransport, repr=False)
    runtime: Runtime = field(factory=AsyncRuntime, repr=False)
    base_url: str = API_URL
    _session: Session = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        limiter = WindowLimiter(self.runtime)
        self._session = Session(VENDOR, self.transport, self.runtime, limiter, judge)

    async def aclose(self) -> None:
        """Close the connections."""
        await self.transport.aclose()

    async def store(self) -> Store:
        """Return the store's currency, units and exchange rates. Vendor: v2 store, currencies."""
        info = await self._call(STORE)
        currencies = await self._call(CURRENCIES)
        return domain.store(self.store_hash, info, currencies)

    # --- catalogue -----------------------------------------------------------------

    def products(
        self, *, modified_since: datetime | None = None, ids: Sequence[str] = ()
    ) -> Pages[Product]:
        """List products with variants, images and custom fields; brands and categories by name.

        Deleted ones are not in it, however they changed. Vendor: v3 catalog/products.
        """
        query = {"include": "variants,images,custom_fields", "sort": "id", "limit": str(_PAGE)}
        if modified_since:
            query["date_modified:min"] = modified_since.isoformat()
        if ids:
            query["id:in"] = ",".join(ids)
        names: dict[str, Mapping[int, str]] = {}

        async def fetch(token: str) -> tuple[Sequence[Product], str]:
            page, following = await self._page(PRODUCTS, query, token)
            if page and not names:
                names.update(brands=await self._brands(), categories=await self._categories())
            return [
                domain.product(one, names["brands"], names["categories"]) for one in page
            ], following

        return Pages(fetch)

    def product_ids(self) -> Pages[str]:
        """List the ids of all products. Vendor: v3 catalog/products."""
        query = {"include_fields": "id", "sort": "id", "limit": str(_PAGE)}

        async def fetch(token: str) -> tuple[Sequence[str], str]:
            page, following = await self._page(PRODUCT_IDS, query, token)
            return [str(one.id) for one in page], following

        return Pages(fetch)

    async def _brands(self) -> Mapping[int, str]:
        items = await self._everything(BRANDS)
        return {one.id: one.name for one in items}

    async def _categories(self) -> Mapping[int, str]:
        return domain.category_paths(await self._everything(CATEGORIES))

    async def _everything(self, endpoint: Endpoint[Answer[tuple[T, ...]]]) -> list[T]:
        found: list[T] = []
        token = ""
        while True:
            page, token = await self._page(endpoint, {"limit": str(_PAGE)}, token)
            found += page
            if not page or not token:
                return found

    async def _page(
        self, endpoint: Endpoint[Answer[tuple[T, ...]]], query: Mapping[str, str], token: str
    ) -> tuple[tuple[T, ...], str]:
        """Fetch a numbered page of v3 and tell the next one's number."""
        answer = await self._call(endpoint, query={**query, "page": token or "1"})
        where = answer.meta.pagination if answer.meta else None
        more = where is not None and where.current_page < where.total_pages
        return answer.data, str(where.current_page + 1) if where and more else ""

    # --- orders --------------------------------------------------------------------

    async def find_order(self, external_id: str) -> StoreOrder | None:
        """Return the order that was made from another system's order, with its lines.

        Vendor: v2 orders, filtered by external_order_id.
        """
        query = {"external_order_id": external_id, "limit": "2"}
        found = await self._call(ORDERS, query=query)
        # The filter may be wider than asked for: only the very id counts.
        ours = next((one for one in found if one.external_order_id == external_id), None)
        return await self._with_lines(ours) if ours else None

    async def create_order(self, draft: OrderDraft) -> StoreOrder:
        """Create an order exactly as drafted. Never repeated by itself. Vendor: v2 orders."""
        made = await self._call(CREATE_ORDER, body=domain.order_body(draft))
        return await self._with_lines(made)

    async def order(self, order_id: str) -> StoreOrder:
        """Return an order with its lines. Raises `RemoteNotFound`. Vendor: v2 orders."""
        return await self._with_lines(await self._call(ORDER, id=order_id))

    def updated_orders(self, since: datetime | None = None) -> Pages[StoreOrder]:
        """List orders that changed, without their lines. Vendor: v2 orders."""
        query = {"limit": str(_PAGE), "sort": "id:asc"}
        if since:
            query["min_date_modified"] = since.isoformat()

        async def fetch(token: str) -> tuple[Sequence[StoreOrder], str]:
            page = await self._call(ORDERS, query={**query, "page": token or "1"})
            following = str(int(token or "1") + 1) if len(page) == _PAGE else ""
            return [domain.store_order(one) for one in page], following

        return Pages(fetch)

    async def set_order_status(self, order_id: str, status: StoreOrderStatus) -> StoreOrder:
        """Move an order to a status; the same one again changes nothing. Vendor: v2 orders."""
        body: Json = {"status_id": int(status)}
        return domain.store_order(await self._call(UPDATE_ORDER, id=order_id, body=body))

    async def shipments(self, order_id: str) -> list[Shipment]:
        """Return an order's shipments. Vendor: v2 order shipments."""
        query = {"limit": str(_PAGE)}
        found = await self._call(SHIPMENTS, id=order_id, query=query)
        return [domain.shipment(one) for one in found]

    async def _with_lines(self, item: wire.OrderItem) -> StoreOrder:
        lines = await self._call(ORDER_PRODUCTS, id=str(item.id), query={"limit": str(_PAGE)})
        return domain.store_order(item, lines)

    # --- sending -------------------------------------------------------------------

    async def _call(
        self,
        endpoint: Endpoint[T],
        *,
        query: Mapping[str, str] | None = None,
        body: Json | None = None,
        **path: str,
    ) -> T:
        url = f"{self.base_url}/stores/{self.store_hash}{endpoint.path.format(**path)}"
        headers = {"x-auth-token": self.access_token, "accept": "application/json"}
        content = json.dumps(body, ensure_ascii=False).encode() if body is not None else None
        if content is not None:
            headers["content-type"] = "application/json"
        return await self._session.call(
            endpoint,
            lambda: httpx.Request(
                endpoint.method, url, params=dict(query or {}), headers=headers, content=content
            ),
        )


__all__ = ["API_URL", "EXTERNAL_SOURCE", "AsyncBigCommerce"]
