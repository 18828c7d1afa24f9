"""TikTok Shop's operations as typed calls, at the newest version of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Self, TypeVar

from attrs import define, field

from tiktok_bc_sync.clients.http import AsyncTransport, Transport, service_url
from tiktok_bc_sync.clients.limiter import AdaptiveLimiter
from tiktok_bc_sync.clients.pages import Page, Pages
from tiktok_bc_sync.clients.reading import Answered
from tiktok_bc_sync.clients.session import Endpoint, Session
from tiktok_bc_sync.clients.tiktok import domain, domain_orders, endpoints, wire, wire_orders
from tiktok_bc_sync.clients.tiktok.domain import Json
from tiktok_bc_sync.clients.tiktok.faults import VENDOR, judge
from tiktok_bc_sync.clients.tiktok.sending import Call, Gateway, Upload, data, page_query, since
from tiktok_bc_sync.clients.tiktok.tokens import RenewedToken, TokenSource
from tiktok_bc_sync.errors import NeedsReconnecting, Refused, UnexpectedAnswer
from tiktok_bc_sync.models import (
    Cancellation,
    Category,
    CategoryFacts,
    ListedSku,
    ListingDraft,
    Order,
    RemoteListing,
    Return,
    ShippingProvider,
    Shop,
    Token,
    Warehouse,
)
from tiktok_bc_sync.runtime import AsyncRuntime, Runtime

T = TypeVar("T")
Reply = wire.Envelope

API_URL = "https://open-api.tiktokglobalshop.com"
AUTH_URL = "https://auth.tiktok-shops.com"
# What the vendor takes in one call.
_ORDERS_A_CALL = 50


@define(eq=False)
class AsyncTikTokShop:
    """One TikTok shop. Every call stands alone; `TikTokShop` is the same without ``await``.

    ``token`` is an access token, or gives one. ``shop`` is whom calls are for; without it only `shops`,
    `upload_image` and the token calls work. All calls raise the tree under `VendorError`, and
    `InvalidInput` for what no request can be made of.
    """

    app_key: str
    app_secret: str = field(repr=False)
    token: Token | TokenSource | None = field(default=None, repr=False)
    shop: Shop | None = None
    transport: Transport = field(factory=AsyncTransport, repr=False)
    runtime: Runtime = field(factory=AsyncRuntime, repr=False)
    base_url: str = field(default=API_URL, converter=service_url)
    auth_url: str = field(default=AUTH_URL, converter=service_url)
    _tokens: TokenSource | None = field(default=None, init=False, repr=False)
    _gateway: Gateway = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        limiter = AdaptiveLimiter(self.runtime)
        session = Session(VENDOR, self.transport, self.runtime, limiter, judge)
        self._gateway = Gateway(
            self.app_key, self.app_secret, self.base_url, self.auth_url, session
        )
        if self.token is not None:
            self.use_token(self.token)

    def use_token(self, token: Token | TokenSource) -> None:
        """Say where tokens come from; one that is given by value is renewed here when it ends."""
        if isinstance(token, Token):
            token = RenewedToken(token, self.refresh_token, self.runtime)
        self._tokens = token

    def use_shop(self, shop: Shop) -> None:
        """Say whom the next calls are for."""
        self.shop = shop

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

    # --- authorization -------------------------------------------------------------

    async def exchange_code(self, code: str) -> Token:
        """Return the token for the code that an authorization brought. Vendor: Get Access Token."""
        grant = {"auth_code": code, "grant_type": "authorized_code"}
        return await self._gateway.token(endpoints.TOKEN_GET, grant)

    async def refresh_token(self, token: Token) -> Token:
        """Return a new token for an old one; both of its parts may be new.

        Raises `NeedsReconnecting` where the vendor refuses. Vendor: Refresh Access Token.
        """
        grant = {"refresh_token": token.refresh_token, "grant_type": "refresh_token"}
        try:
            return await self._gateway.token(endpoints.TOKEN_REFRESH, grant)
        except Refused as refusal:
            raise NeedsReconnecting(
                "TikTok Shop refused to renew the token.",
                vendor=VENDOR,
                status=refusal.status,
                vendor_code=refusal.vendor_code,
                what_to_do="The merchant must connect the shop again.",
                request_id=refusal.request_id,
            ) from refusal

    async def shops(self) -> list[Shop]:
        """Return the shops that the token is for. Vendor: Get Authorized Shops, version 202309."""
        found = await self._call(endpoints.SHOPS)
        return [domain.shop(one) for one in found.value.shops or ()]

    # --- categories ----------------------------------------------------------------

    async def categories(self) -> list[Category]:
        """Return the shop's category tree, flat. Vendor: Get Categories, version 202309."""
        found = await self._call(endpoints.CATEGORIES, query=self._tree())
        return [domain.category(one) for one in found.value.categories or ()]

    async def category_facts(self, category_id: str) -> CategoryFacts:
        """Return what a category asks of a listing. Raises `Refused` where the shop has none such.

        Vendor: Get Categories, Get Attributes, Get Category Rules, version 202309.
        """
        tree = (await self._call(endpoints.CATEGORIES, query=self._tree())).value
        item = next((one for one in tree.categories or () if one.id == category_id), None)
        if item is None:
            raise Refused(
                f"The shop has no category {category_id}.",
                vendor=VENDOR,
                what_to_do="Choose one of the shop's own category tree.",
            )
        if not item.is_leaf:
            return domain.category_facts(item, wire.Attributes(), wire.CategoryRules())
        version, ids = self._tree(), {"category_id": category_id}
        attributes = await self._call(endpoints.ATTRIBUTES, ids=ids, query=version)
        rules = await self._call(endpoints.RULES, ids=ids, query=version)
        return domain.category_facts(item, attributes.value, rules.value)

    # --- listings ------------------------------------------------------------------

    async def upload_image(self, content: bytes, filename: str) -> str:
        """Upload a product picture and return its URI. Vendor: Upload Product Image, version 202309."""
        upload = Upload(filename, content, "MAIN_IMAGE")
        return (await self._call(endpoints.UPLOAD_IMAGE, upload=upload)).value.uri

    async def create_listing(
        self,
        draft: ListingDraft,
        images: Mapping[str, str],
        facts: CategoryFacts,
        *,
        idempotency_key: str,
    ) -> RemoteListing:
        """Create a product; it goes to review.

        ``images`` maps the draft's addresses to uploaded URIs. The key (at most 128 characters, unique
        in the shop) makes repeating harmless. Vendor: Create Product, version 202309.
        """
        body = domain.product_body(draft, images, facts, self._region())
        body = domain.keyed(body, idempotency_key)
        made = await self._call(endpoints.CREATE_PRODUCT, body=body, repeatable=True)
        return made.read("createProduct", lambda created: domain.made(created, draft))

    async def edit_listing(
        self,
        listing_id: str,
        draft: ListingDraft,
        images: Mapping[str, str],
        facts: CategoryFacts,
        *,
        sku_ids: Mapping[str, str],
    ) -> RemoteListing:
        """Replace a product whole; the live version stays until the review passes.

        ``sku_ids`` maps seller SKUs to TikTok's ids. Vendor: Edit Product, version 202509.
        """
        body = domain.product_body(draft, images, facts, self._region(), sku_ids)
        made = await self._call(endpoints.EDIT_PRODUCT, ids={"product_id": listing_id}, body=body)
        return made.read("editProduct", lambda edited: domain.made(edited, draft, listing_id))

    async def listing(self, listing_id: str) -> RemoteListing:
        """Return a product. Raises `RemoteNotFound`. Vendor: Get Product, version 202309."""
        found = await self._call(endpoints.GET_PRODUCT, ids={"product_id": listing_id})
        return found.read(f"product {listing_id}", domain.remote_listing)

    def search_listings(
        self,
        *,
        status: str = "ALL",
        skus: Sequence[str] = (),
        updated_since: datetime | None = None,
    ) -> Pages[RemoteListing]:
        """List products, of one vendor status or with one of some seller SKUs.

        Vendor: Search Products, version 202502.
        """
        body: Json = {"status": status} | since(updated_since)
        if skus:
            body["seller_skus"] = list(skus)

        async def fetch(token: str) -> Page[RemoteListing]:
            page = await self._call(endpoints.SEARCH_PRODUCTS, query=page_query(token), body=body)
            items, unread = page.read_each(
                "product", page.value.products or (), wire.ProductItem, domain.remote_listing
            )
            return Page(items, page.value.next_page_token or "", unread)

        return Pages(fetch)

    async def update_prices(self, listing_id: str, skus: Sequence[ListedSku]) -> None:
        """Set the prices of the SKUs that have one; the product must be live.

        Vendor: Update Price, version 202309.
        """
        if any(sku.price for sku in skus):
            ids, body = {"product_id": listing_id}, domain.prices_body(skus)
            await self._confirm(endpoints.UPDATE_PRICE, Call(ids, body=body))

    async def update_stock(
        self, listing_id: str, skus: Sequence[ListedSku], warehouse_id: str
    ) -> None:
        """Set the units in a warehouse of the SKUs whose units are known.

        Vendor: Update Inventory, version 202309.
        """
        if any(sku.stock is not None for sku in skus):
            ids, body = {"product_id": listing_id}, domain.inventory_body(skus, warehouse_id)
            await self._confirm(endpoints.UPDATE_INVENTORY, Call(ids, body=body))

    # --- logistics -----------------------------------------------------------------

    async def warehouses(self) -> list[Warehouse]:
        """Return the warehouses that stock can be kept in; not those for returns.

        Vendor: Get Warehouse List, version 202309.
        """
        return domain.warehouses((await self._call(endpoints.WAREHOUSES)).value)

    async def shipping_providers(self, delivery_option_id: str) -> list[ShippingProvider]:
        """Return the carriers of a delivery option. Vendor: Get Shipping Providers, version 202309."""
        ids = {"delivery_option_id": delivery_option_id}
        found = (await self._call(endpoints.PROVIDERS, ids=ids)).value
        return [ShippingProvider(one.id, one.name) for one in found.shipping_providers or ()]

    # --- orders --------------------------------------------------------------------

    def search_orders(
        self, *, updated_since: datetime | None = None, updated_before: datetime | None = None
    ) -> Pages[Order]:
        """List orders by the time of their last update, oldest first.

        Vendor: Get Order List, version 202309.
        """
        body = since(updated_since)
        if updated_before:
            body["update_time_lt"] = int(updated_before.timestamp())

        async def fetch(token: str) -> Page[Order]:
            query = page_query(token) | {"sort_field": "update_time", "sort_order": "ASC"}
            page = await self._call(endpoints.SEARCH_ORDERS, query=query, body=body)
            items, unread = _orders(page)
            return Page(items, page.value.next_page_token or "", unread)

        return Pages(fetch)

    async def orders(self, order_ids: Sequence[str]) -> list[Order]:
        """Return orders by their ids; unknown ones are left out.

        Raises `UnexpectedAnswer` where one of them can't be read: ask for the others alone.
        Vendor: Get Order Detail, version 202507.
        """
        found: list[Order] = []
        for start in range(0, len(order_ids), _ORDERS_A_CALL):
            ids = ",".join(order_ids[start : start + _ORDERS_A_CALL])
            items, unread = _orders(await self._call(endpoints.ORDER_DETAIL, query={"ids": ids}))
            if unread:
                raise unread[0]
            found += items
        return found

    async def add_external_order(
        self, order_id: str, external_id: str, lines: Sequence[tuple[str, str]]
    ) -> None:
        """Tie an order to its id in the store, line by line (TikTok's line, the store's line).

        Vendor: Add External Order References, version 202406.
        """
        body = domain_orders.external_order_body(order_id, external_id, lines)
        await self._confirm(endpoints.ADD_REFERENCES, Call(body=body))

    async def ship(
        self, order_id: str, line_ids: Sequence[str], *, provider_id: str, tracking_number: str
    ) -> str:
        """Mark lines as shipped by the seller and return the package's id.

        Vendor: Mark Package As Shipped, version 202610.
        """
        body = domain_orders.shipment_body(line_ids, provider_id, tracking_number)
        shipped = await self._call(endpoints.SHIP, ids={"order_id": order_id}, body=body)
        return shipped.value.package_id

    async def cancel_reasons(self, order_id: str) -> tuple[str, ...]:
        """Return the reasons that the seller may cancel the order for now.

        Vendor: Get Aftersale Eligibility, version 202602.
        """
        query = {"initiate_aftersale_user": "SELLER"}
        found = await self._call(endpoints.ELIGIBILITY, ids={"order_id": order_id}, query=query)
        return domain_orders.cancel_reasons(found.value)

    async def cancel_order(
        self, order_id: str, reason: str, line_ids: Sequence[str] = ()
    ) -> Cancellation:
        """Cancel an order, or some of its lines, as the seller.

        ``reason`` must be one that `cancel_reasons` offers. Vendor: Cancel Order, version 202602.
        """
        body = domain_orders.cancellation_body(order_id, reason, line_ids)
        made = (await self._call(endpoints.CANCEL_ORDER, body=body)).value
        return Cancellation(made.cancel_id, order_id, made.cancel_status)

    def search_returns(
        self, *, updated_since: datetime | None = None, order_ids: Sequence[str] = ()
    ) -> Pages[Return]:
        """List returns updated since then. Vendor: Search Returns, version 202602."""
        body = since(updated_since) | ({"order_ids": list(order_ids)} if order_ids else {})

        async def fetch(token: str) -> Page[Return]:
            page = await self._call(endpoints.SEARCH_RETURNS, query=page_query(token), body=body)
            items, unread = page.read_each(
                "return",
                page.value.return_orders or (),
                wire_orders.ReturnItem,
                domain_orders.returned,
            )
            return Page(items, page.value.next_page_token or "", unread)

        return Pages(fetch)

    # --- sending -------------------------------------------------------------------

    async def _confirm(self, endpoint: Endpoint[Reply[wire.Errors]], call: Call) -> None:
        """Send a change and raise the first error that an answer to it names for one of its entities."""
        answered = await self._gateway.send(endpoint, call, self._tokens, self.shop)
        for error in answered.value.errors or () if answered.value else ():
            raise domain.refusal(error, answered.request_id)

    async def _call(
        self,
        endpoint: Endpoint[Reply[T]],
        *,
        ids: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        body: Json | None = None,
        upload: Upload | None = None,
        repeatable: bool = False,
    ) -> Answered[T]:
        """Send a request and return what its answer holds."""
        call = Call(ids or {}, query or {}, body, upload, repeatable)
        return data(endpoint, await self._gateway.send(endpoint, call, self._tokens, self.shop))

    def _region(self) -> str:
        return self.shop.region if self.shop else ""

    def _tree(self) -> dict[str, str]:
        return {"category_version": domain.category_version(self._region())}


def _orders(
    page: Answered[wire_orders.OrderPage],
) -> tuple[list[Order], Sequence[UnexpectedAnswer]]:
    return page.read_each(
        "order", page.value.orders or (), wire_orders.OrderItem, domain_orders.order
    )
