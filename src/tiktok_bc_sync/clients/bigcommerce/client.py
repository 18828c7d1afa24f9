"""BigCommerce's operations as typed calls."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Self, TypeVar

import httpx
from attrs import Attribute, define, field

from tiktok_bc_sync.clients.bigcommerce import domain, endpoints, wire
from tiktok_bc_sync.clients.bigcommerce.domain import Json
from tiktok_bc_sync.clients.bigcommerce.faults import VENDOR, judge
from tiktok_bc_sync.clients.http import AsyncTransport, Transport, service_url
from tiktok_bc_sync.clients.limiter import WindowLimiter
from tiktok_bc_sync.clients.pages import Page, Pages
from tiktok_bc_sync.clients.reading import Answered
from tiktok_bc_sync.clients.session import Endpoint, Session
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import OrderDraft, Product, Shipment, Store, StoreOrder, StoreOrderStatus
from tiktok_bc_sync.runtime import AsyncRuntime, Runtime

T = TypeVar("T")
W = TypeVar("W")
API_URL = "https://api.bigcommerce.com"
_PAGE = 250
_HASH = re.compile(r"[A-Za-z0-9_-]+")


def _store_hash(_: object, attribute: Attribute[str], value: str) -> None:
    if not _HASH.fullmatch(value):
        raise InvalidInput(
            "The store hash is not one.",
            field=attribute.name,
            what_to_do="It is the part after /stores/ in the address of the store's API.",
        )


@define(eq=False)
class AsyncBigCommerce:
    """One BigCommerce store. Every call stands alone; `BigCommerce` is the same without ``await``.

    All calls raise the tree under `VendorError`, and `InvalidInput` for what no request can be made of.
    """

    store_hash: str = field(validator=_store_hash)
    access_token: str = field(repr=False)
    transport: Transport = field(factory=AsyncTransport, repr=False)
    runtime: Runtime = field(factory=AsyncRuntime, repr=False)
    base_url: str = field(default=API_URL, converter=service_url)
    _session: Session = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        limiter = WindowLimiter(self.runtime)
        self._session = Session(VENDOR, self.transport, self.runtime, limiter, judge)

    async def aclose(self) -> None:
        """Close the connections."""
        await self.transport.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def store(self) -> Store:
        """Return the store's currency, units and exchange rates. Vendor: v2 store, currencies."""
        info = await self._call(endpoints.STORE)
        currencies = await self._whole_list(endpoints.CURRENCIES, {})
        return info.read("getStore", lambda found: domain.store(self.store_hash, found, currencies))

    # --- catalogue -----------------------------------------------------------------

    def products(
        self, *, modified_since: datetime | None = None, ids: Sequence[str] = ()
    ) -> Pages[Product]:
        """List products with variants, images and custom fields; brands and categories by name.

        Deleted ones are not in it, however they changed. Vendor: v3 catalog/products.
        """
        query = {"include": "variants,images,custom_fields", "sort": "id"}
        if modified_since:
            query["date_modified:min"] = modified_since.isoformat()
        if ids:
            query["id:in"] = ",".join(ids)
        names: dict[str, Mapping[int, str]] = {}

        def product(item: wire.ProductItem) -> Product:
            return domain.product(item, names["brands"], names["categories"])

        async def fetch(token: str) -> Page[Product]:
            page, following = await self._page(endpoints.PRODUCTS, query, token)
            if page.value.data and not names:
                names.update(brands=await self._brands(), categories=await self._categories())
            items, unread = page.read_each("product", page.value.data, wire.ProductItem, product)
            return Page(items, following, unread)

        return Pages(fetch)

    def product_ids(self) -> Pages[str]:
        """List the ids of all products. Vendor: v3 catalog/products."""
        # Ids come with whatever else is asked for, and must be asked for something else.
        return self._v3_list(
            endpoints.PRODUCTS,
            {"include_fields": "sku", "sort": "id"},
            "product",
            wire.ProductId,
            lambda item: str(item.id),
        )

    async def _brands(self) -> Mapping[int, str]:
        items = self._v3_list(endpoints.BRANDS, {}, "brand", wire.BrandItem, _itself)
        return {one.id: one.name async for one in items}

    async def _categories(self) -> Mapping[int, str]:
        items = self._v3_list(endpoints.CATEGORIES, {}, "category", wire.CategoryItem, _itself)
        return domain.category_paths([one async for one in items])

    # --- orders --------------------------------------------------------------------

    async def find_order(self, external_id: str) -> StoreOrder | None:
        """Return the order that we made from another system's order, with its lines.

        Vendor: v2 orders, filtered by external_order_id.
        """
        query = {"external_order_id": external_id, "limit": str(_PAGE)}
        page = await self._call(endpoints.ORDERS, query=query)
        found, unread = page.read_each("order", page.value, wire.OrderItem, _itself)
        # The filter may be wider than asked for: only the very id counts.
        ours = next((one for one in found if domain.is_ours(one, external_id)), None)
        if ours is None and unread:  # it may be ours: better not to know than to make it twice
            raise unread[0]
        return await self._with_lines(page.holding(ours)) if ours else None

    async def create_order(self, draft: OrderDraft) -> StoreOrder:
        """Create an order exactly as drafted. Never repeated by itself. Vendor: v2 orders."""
        body = domain.order_body(draft)
        return await self._with_lines(await self._call(endpoints.CREATE_ORDER, body=body))

    async def order(self, order_id: str) -> StoreOrder:
        """Return an order with its lines. Raises `RemoteNotFound`. Vendor: v2 orders."""
        ids = {"order_id": order_id}
        return await self._with_lines(await self._call(endpoints.ORDER, ids=ids))

    def updated_orders(self, since: datetime | None = None) -> Pages[StoreOrder]:
        """List orders that changed, without their lines. Vendor: v2 orders."""
        query = {"limit": str(_PAGE), "sort": "id:asc"}
        if since:
            query["min_date_modified"] = since.isoformat()

        async def fetch(token: str) -> Page[StoreOrder]:
            page = await self._call(endpoints.ORDERS, query={**query, "page": token or "1"})
            items, unread = page.read_each("order", page.value, wire.OrderItem, domain.store_order)
            return Page(items, _next(token, len(page.value)), unread)

        return Pages(fetch)

    async def set_order_status(self, order_id: str, status: StoreOrderStatus) -> StoreOrder:
        """Move an order to a status; the same one again changes nothing. Vendor: v2 orders."""
        body: Json = {"status_id": int(status)}
        moved = await self._call(endpoints.UPDATE_ORDER, ids={"order_id": order_id}, body=body)
        return moved.read(f"order {order_id}", domain.store_order)

    async def shipments(self, order_id: str) -> list[Shipment]:
        """Return an order's shipments. Vendor: v2 order shipments."""
        found = await self._whole_list(endpoints.SHIPMENTS, {"order_id": order_id})
        return [domain.shipment(one) for one in found]

    async def _with_lines(self, order: Answered[wire.OrderItem]) -> StoreOrder:
        ids = {"order_id": str(order.value.id)}
        lines = await self._whole_list(endpoints.ORDER_PRODUCTS, ids)
        return order.read(f"order {order.value.id}", lambda item: domain.store_order(item, lines))

    # --- sending -------------------------------------------------------------------

    def _v3_list(
        self,
        endpoint: Endpoint[wire.Listed],
        query: Mapping[str, str],
        noun: str,
        kind: type[W],
        convert: Callable[[W], T],
    ) -> Pages[T]:
        async def fetch(token: str) -> Page[T]:
            page, following = await self._page(endpoint, query, token)
            items, unread = page.read_each(noun, page.value.data, kind, convert)
            return Page(items, following, unread)

        return Pages(fetch)

    async def _page(
        self, endpoint: Endpoint[wire.Listed], query: Mapping[str, str], token: str
    ) -> tuple[Answered[wire.Listed], str]:
        """Fetch a numbered page of v3 and tell the next one's number.

        Raises `UnexpectedAnswer` where that is not told: a list cut short would look like a deletion.
        """
        numbered = {**query, "limit": str(_PAGE), "page": token or "1"}
        answered = await self._call(endpoint, query=numbered)
        where = answered.value.meta.pagination if answered.value.meta else None
        if where is None:
            raise answered.unexpected(endpoint.name, "meta.pagination is missing")
        more = where.current_page < where.total_pages
        return answered, str(where.current_page + 1) if more else ""

    async def _whole_list(self, endpoint: Endpoint[list[T]], ids: Mapping[str, str]) -> list[T]:
        """Fetch all pages of a v2 list, which does not say how many there are."""
        found: list[T] = []
        number = "1"
        while number:
            query = {"limit": str(_PAGE), "page": number}
            page = (await self._call(endpoint, ids=ids, query=query)).value
            found += page
            number = _next(number, len(page))
        return found

    async def _call(
        self,
        endpoint: Endpoint[T],
        *,
        ids: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        body: Json | None = None,
    ) -> Answered[T]:
        url = f"{self.base_url}/stores/{self.store_hash}{endpoint.filled(ids or {})}"
        headers = {"x-auth-token": self.access_token, "accept": "application/json"}
        content = None
        if body is not None:
            # A lone half of a surrogate pair is no character and can't be sent.
            content = json.dumps(body, ensure_ascii=False).encode(errors="replace")
            headers["content-type"] = "application/json"
        return await self._session.call(
            endpoint,
            lambda: httpx.Request(
                endpoint.method, url, params=dict(query or {}), headers=headers, content=content
            ),
        )


def _itself(item: W) -> W:
    return item


def _next(token: str, size: int) -> str:
    """Return the number of the page after a page of v2, which is full where there may be more."""
    return str(int(token or "1") + 1) if size >= _PAGE else ""


__all__ = ["API_URL", "AsyncBigCommerce"]
