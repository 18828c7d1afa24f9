"""TikTok Shop's operations as typed calls, at the newest version of each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar

import httpx
from attrs import define, field

from tiktok_bc_sync.clients.http import AsyncTransport, Transport
from tiktok_bc_sync.clients.limiter import AdaptiveLimiter
from tiktok_bc_sync.clients.pages import Pages
from tiktok_bc_sync.clients.session import Endpoint, Session
from tiktok_bc_sync.clients.tiktok import domain, wire
from tiktok_bc_sync.clients.tiktok.domain import Json
from tiktok_bc_sync.clients.tiktok.faults import VENDOR, judge
from tiktok_bc_sync.clients.tiktok.signing import sign
from tiktok_bc_sync.clients.tiktok.tokens import TokenSource
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
_PAGE = "100"
_ORDERS_A_CALL = 50

TOKEN_GET = Endpoint(
    "getToken", "GET", "/api/v2/token/get", Reply[wire.TokenData], idempotent=False
)
TOKEN_REFRESH = Endpoint(
    "refreshToken", "GET", "/api/v2/token/refresh", Reply[wire.TokenData], idempotent=False
)
SHOPS = Endpoint("getAuthorizedShops", "GET", "/authorization/202309/shops", Reply[wire.Shops])
CATEGORIES = Endpoint("getCategories", "GET", "/product/202309/categories", Reply[wire.Categories])
ATTRIBUTES = Endpoint(
    "getCategoryAttributes",
    "GET",
    "/product/202309/categories/{category_id}/attributes",
    Reply[wire.Attributes],
)
RULES = Endpoint(
    "getCategoryRules",
    "GET",
    "/product/202309/categories/{category_id}/rules",
    Reply[wire.CategoryRules],
)
UPLOAD_IMAGE = Endpoint(
    "uploadProductImage", "POST", "/product/202309/images/upload", Reply[wire.Uploaded]
)
CREATE_PRODUCT = Endpoint(
    "createProduct", "POST", "/product/202309/products", Reply[wire.Created], idempotent=False
)
EDIT_PRODUCT = Endpoint(
    "editProduct", "PUT", "/product/202509/products/{product_id}", Reply[wire.Created]
)
GET_PRODUCT = Endpoint(
    "getProduct", "GET", "/product/202309/products/{product_id}", Reply[wire.ProductItem]
)
SEARCH_PRODUCTS = Endpoint(
    "searchProducts", "POST", "/product/202502/products/search", Reply[wire.ProductPage]
)
UPDATE_PRICE = Endpoint(
    "updatePrice", "POST", "/product/202309/products/{product_id}/prices/update", Reply[wire.Errors]
)
UPDATE_INVENTORY = Endpoint(
    "updateInventory",
    "POST",
    "/product/202309/products/{product_id}/inventory/update",
    Reply[wire.Errors],
)
WAREHOUSES = Endpoint(
    "getWarehouseList", "GET", "/logistics/202309/warehouses", Reply[wire.Warehouses]
)
PROVIDERS = Endpoint(
    "getShippingProviders",
    "GET",
    "/logistics/202309/delivery_options/{delivery_option_id}/shipping_providers",
    Reply[wire.Providers],
)
SEARCH_ORDERS = Endpoint(
    "getOrderList", "POST", "/order/202309/orders/search", Reply[wire.OrderPage]
)
ORDER_DETAIL = Endpoint("getOrderDetail", "GET", "/order/202507/orders", Reply[wire.OrderPage])
# Adding the same reference again changes nothing.
ADD_REFERENCES = Endpoint(
    "addExternalOrderReferences", "POST", "/order/202406/orders/external_orders", Reply[wire.Errors]
)
SHIP = Endpoint(
    "markPackageAsShipped",
    "POST",
    "/fulfillment/202610/orders/{order_id}/packages",
    Reply[wire.Shipped],
    idempotent=False,
)
ELIGIBILITY = Endpoint(
    "getAftersaleEligibility",
    "GET",
    "/return_refund/202602/orders/{order_id}/aftersale_eligibility",
    Reply[wire.Eligibility],
)
CANCEL_ORDER = Endpoint(
    "cancelOrder",
    "POST",
    "/return_refund/202602/cancellations",
    Reply[wire.CancelData],
    idempotent=False,
)
SEARCH_RETURNS = Endpoint(
    "searchReturns", "POST", "/return_refund/202602/returns/search", Reply[wire.ReturnPage]
)


@define
class AsyncTikTokShop:
    """One TikTok shop. Every call stands alone; `TikTokShop` is the same without ``await``.

    ``token`` gives the access token. ``shop`` is whom calls are for; without it only `shops` and the
    token calls work. All calls raise the tree under `VendorError`.
    """

    app_key: str
    app_secret: str = field(repr=False)
    token: TokenSource | None = field(default=None, repr=False)
    shop: Shop | None = None
    transport: Transport = field(factory=AsyncTransport, repr=False)
    runtime: Runtime = field(factory=AsyncRuntime, repr=False)
    base_url: str = API_URL
    auth_url: str = AUTH_URL
    _session: Session = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        limiter = AdaptiveLimiter(self.runtime)
        self._session = Session(VENDOR, self.transport, self.runtime, limiter, judge)

    def use_shop(self, shop: Shop) -> None:
        """Say whom the next calls are for."""
        self.shop = shop

    async def aclose(self) -> None:
        """Close the connections."""
        await self.transport.aclose()

    # --- authorization -------------------------------------------------------------

    async def exchange_code(self, code: str) -> Token:
        """Return the token for the code that an authorization brought. Vendor: Get Access Token."""
        return await self._token(TOKEN_GET, auth_code=code, grant_type="authorized_code")

    async def refresh_token(self, token: Token) -> Token:
        """Return a new token for an old one; both of its parts may be new.

        Raises `NeedsReconnecting` where the vendor refuses. Vendor: Refresh Access Token.
        """
        try:
            return await self._token(
                TOKEN_REFRESH, refresh_token=token.refresh_token, grant_type="refresh_token"
            )
        except Refused as refusal:
            raise NeedsReconnecting(
                "TikTok Shop refused to renew the token.",
                vendor=VENDOR,
                status=refusal.status,
                vendor_code=refusal.vendor_code,
                what_to_do="The merchant must connect the shop again.",
                request_id=refusal.request_id,
            ) from refusal

    async def _token(self, endpoint: Endpoint[Reply[wire.TokenData]], **query: str) -> Token:
        # The vendor wants the secret in the URL: it must never be logged.
        params = {"app_key": self.app_key, "app_secret": self.app_secret, **query}
        url = self.auth_url + endpoint.path
        reply = await self._session.call(
            endpoint, lambda: httpx.Request(endpoint.method, url, params=params)
        )
        return domain.token(_data(endpoint, reply))

    async def shops(self) -> list[Shop]:
        """Return the shops that the token is for. Vendor: Get Authorized Shops, version 202309."""
        found = await self._call(SHOPS)
        return [
            Shop(one.id, one.name, one.region, one.seller_type, one.cipher) for one in found.shops
        ]

    # --- categories ----------------------------------------------------------------

    async def categories(self) -> list[Category]:
        """Return the shop's category tree, flat. Vendor: Get Categories, version 202309."""
        found = await self._call(CATEGORIES)
        return [domain.category(one) for one in found.categories]

    async def category_facts(self, category_id: str) -> CategoryFacts:
        """Return what a category asks of a listing.

        Vendor: Get Categories, Get Attributes, Get Category Rules, version 202309.
        """
        tree = await self._call(CATEGORIES)
        item = next((one for one in tree.categories if one.id == category_id), None)
        if item is None:
            raise Refused(
                f"The shop has no category {category_id}.",
                vendor=VENDOR,
                what_to_do="Choose one of the shop's own category tree.",
            )
        if not item.is_leaf:
            return domain.category_facts(item, wire.Attributes(), wire.CategoryRules())
        attributes = await self._call(ATTRIBUTES, category_id=category_id)
        rules = await self._call(RULES, category_id=category_id)
        return domain.category_facts(item, attributes, rules)

    # --- listings ------------------------------------------------------------------

    async def upload_image(self, content: bytes, filename: str) -> str:
        """Upload a product picture and return its URI. Vendor: Upload Product Image, version 202309."""
        files = {"data": (filename, content)}
        found = await self._call(
            UPLOAD_IMAGE, files=files, form={"use_case": "MAIN_IMAGE"}, shop=False
        )
        return found.uri

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
        body = domain.product_body(draft, images, facts) | {"idempotency_key": idempotency_key}
        made = await self._call(CREATE_PRODUCT, body=body, repeatable=True)
        return _made(made, draft)

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
        body = domain.product_body(draft, images, facts, sku_ids)
        made = await self._call(EDIT_PRODUCT, product_id=listing_id, body=body)
        return _made(made, draft, listing_id)

    async def listing(self, listing_id: str) -> RemoteListing:
        """Return a product. Raises `RemoteNotFound`. Vendor: Get Product, version 202309."""
        return domain.remote_listing(await self._call(GET_PRODUCT, product_id=listing_id))

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
        body: Json = {"status": status}
        if skus:
            body["seller_skus"] = list(skus)
        if updated_since:
            body["update_time_ge"] = int(updated_since.timestamp())

        async def fetch(token: str) -> tuple[Sequence[RemoteListing], str]:
            page = await self._call(SEARCH_PRODUCTS, query=_page(token), body=body)
            return [domain.remote_listing(one) for one in page.products or ()], page.next_page_token

        return Pages(fetch)

    async def update_prices(self, listing_id: str, skus: Sequence[ListedSku]) -> None:
        """Set the prices of some SKUs; the product must be live. Vendor: Update Price, version 202309."""
        body = domain.prices_body(skus)
        await self._confirm(UPDATE_PRICE, body, product_id=listing_id)

    async def update_stock(
        self, listing_id: str, skus: Sequence[ListedSku], warehouse_id: str
    ) -> None:
        """Set the units of some SKUs in a warehouse. Vendor: Update Inventory, version 202309."""
        body = domain.inventory_body(skus, warehouse_id)
        await self._confirm(UPDATE_INVENTORY, body, product_id=listing_id)

    # --- logistics -----------------------------------------------------------------

    async def warehouses(self) -> list[Warehouse]:
        """Return the warehouses that stock can be kept in; not those for returns.

        Vendor: Get Warehouse List, version 202309.
        """
        found = await self._call(WAREHOUSES)
        return [
            Warehouse(one.id, one.name, one.is_default)
            for one in found.warehouses or ()
            if one.type != "RETURN_WAREHOUSE"
        ]

    async def shipping_providers(self, delivery_option_id: str) -> list[ShippingProvider]:
        """Return the carriers of a delivery option. Vendor: Get Shipping Providers, version 202309."""
        found = await self._call(PROVIDERS, delivery_option_id=delivery_option_id)
        return [ShippingProvider(one.id, one.name) for one in found.shipping_providers or ()]

    # --- orders --------------------------------------------------------------------

    def search_orders(
        self, *, updated_since: datetime | None = None, updated_before: datetime | None = None
    ) -> Pages[Order]:
        """List orders by the time of their last update, oldest first.

        Vendor: Get Order List, version 202309.
        """
        body: Json = {}
        if updated_since:
            body["update_time_ge"] = int(updated_since.timestamp())
        if updated_before:
            body["update_time_lt"] = int(updated_before.timestamp())

        async def fetch(token: str) -> tuple[Sequence[Order], str]:
            query = _page(token) | {"sort_field": "update_time", "sort_order": "ASC"}
            page = await self._call(SEARCH_ORDERS, query=query, body=body)
            return [domain.order(one) for one in page.orders or ()], page.next_page_token

        return Pages(fetch)

    async def orders(self, order_ids: Sequence[str]) -> list[Order]:
        """Return orders by their ids; unknown ones are left out.

        Vendor: Get Order Detail, version 202507.
        """
        found: list[Order] = []
        for start in range(0, len(order_ids), _ORDERS_A_CALL):
            ids = ",".join(order_ids[start : start + _ORDERS_A_CALL])
            page = await self._call(ORDER_DETAIL, query={"ids": ids})
            found += [domain.order(one) for one in page.orders or ()]
        return found

    async def add_external_order(
        self, order_id: str, external_id: str, lines: Sequence[tuple[str, str]]
    ) -> None:
        """Tie an order to its id in the store, line by line (TikTok's line, the store's line).

        Vendor: Add External Order References, version 202406.
        """
        items = [{"id": store_line, "origin_id": line} for line, store_line in lines]
        external = {"id": external_id, "platform": "BIGCOMMERCE", "line_items": items}
        body: Json = {"orders": [{"id": order_id, "external_order": external}]}
        await self._confirm(ADD_REFERENCES, body)

    async def ship(
        self, order_id: str, line_ids: Sequence[str], *, provider_id: str, tracking_number: str
    ) -> str:
        """Mark lines as shipped by the seller and return the package's id.

        Vendor: Mark Package As Shipped, version 202610.
        """
        body: Json = {
            "order_line_list": [{"order_line_id": line} for line in line_ids],
            "shipping_info_list": [
                {"tracking_number": tracking_number, "shipping_provider_id": provider_id}
            ],
        }
        return (await self._call(SHIP, order_id=order_id, body=body)).package_id

    async def cancel_reasons(self, order_id: str) -> tuple[str, ...]:
        """Return the reasons that the seller may cancel the order for now.

        Vendor: Get Aftersale Eligibility, version 202602.
        """
        found = await self._call(
            ELIGIBILITY, order_id=order_id, query={"initiate_aftersale_user": "SELLER"}
        )
        lines = [
            line for sku in found.sku_eligibility or () for line in sku.line_item_eligibility or ()
        ]
        reasons = [
            reason
            for line in lines
            if line.request_type == "CANCEL" and line.eligible
            for reason in line.available_reason_names or ()
        ]
        return tuple(dict.fromkeys(reasons))

    async def cancel_order(
        self, order_id: str, reason: str, line_ids: Sequence[str] = ()
    ) -> Cancellation:
        """Cancel an order, or some of its lines, as the seller.

        ``reason`` must be one that `cancel_reasons` offers. Vendor: Cancel Order, version 202602.
        """
        body: Json = {"order_id": order_id, "cancel_reason": reason}
        if line_ids:
            body["order_line_item_ids"] = list(line_ids)
        data = await self._call(CANCEL_ORDER, body=body)
        return Cancellation(data.cancel_id, order_id, data.cancel_status)

    def search_returns(
        self, *, updated_since: datetime | None = None, order_ids: Sequence[str] = ()
    ) -> Pages[Return]:
        """List returns by the time of their last update. Vendor: Search Returns, version 202602."""
        body: Json = {"order_ids": list(order_ids)} if order_ids else {}
        if updated_since:
            body["update_time_ge"] = int(updated_since.timestamp())

        async def fetch(token: str) -> tuple[Sequence[Return], str]:
            page = await self._call(SEARCH_RETURNS, query=_page(token), body=body)
            return [domain.returned(one) for one in page.return_orders or ()], page.next_page_token

        return Pages(fetch)

    # --- sending -------------------------------------------------------------------

    async def _confirm(
        self, endpoint: Endpoint[Reply[wire.Errors]], body: Json, product_id: str = ""
    ) -> None:
        """Send a change and raise the first error that an answer to it names for one of its entities."""
        reply = await self._send(endpoint, body=body, product_id=product_id)
        for error in reply.data.errors or () if reply.data else ():
            raise Refused(
                f"{VENDOR}: {error.message or 'no message'}.",
                vendor=VENDOR,
                vendor_code=str(error.code),
                request_id=reply.request_id,
            )

    async def _call(
        self,
        endpoint: Endpoint[Reply[T]],
        *,
        query: Mapping[str, str] | None = None,
        body: Json | None = None,
        files: Mapping[str, tuple[str, bytes]] | None = None,
        form: Mapping[str, str] | None = None,
        shop: bool = True,
        repeatable: bool = False,
        **path: str,
    ) -> T:
        """Send a request and return what its answer holds."""
        reply = await self._send(
            endpoint,
            query=query,
            body=body,
            files=files,
            form=form,
            shop=shop,
            repeatable=repeatable,
            **path,
        )
        return _data(endpoint, reply)

    async def _send(
        self,
        endpoint: Endpoint[Reply[T]],
        *,
        query: Mapping[str, str] | None = None,
        body: Json | None = None,
        files: Mapping[str, tuple[str, bytes]] | None = None,
        form: Mapping[str, str] | None = None,
        shop: bool = True,
        repeatable: bool = False,
        **path: str,
    ) -> Reply[T]:
        """Send a signed request; a refused token is renewed and the call repeated, once."""
        content = json.dumps(body, ensure_ascii=False).encode() if body is not None else b""
        where = endpoint.path.format(**path)
        cipher = (
            {"shop_cipher": self.shop.cipher}
            if shop and self.shop and endpoint is not SHOPS
            else {}
        )
        request = partial(
            self._request, endpoint.method, where, {**(query or {}), **cipher}, content, files, form
        )
        source = self._source()
        token = await source.current()
        try:
            return await self._session.call(endpoint, lambda: request(token), repeatable=repeatable)
        except NeedsReconnecting:
            renewed = await source.renewed(token)
            return await self._session.call(
                endpoint, lambda: request(renewed), repeatable=repeatable
            )

    def _request(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        content: bytes,
        files: Mapping[str, tuple[str, bytes]] | None,
        form: Mapping[str, str] | None,
        token: Token,
    ) -> httpx.Request:
        stamp = str(int(self.runtime.now().timestamp()))
        params = {"app_key": self.app_key, "timestamp": stamp, **query}
        params["sign"] = sign(self.app_secret, path, params.items(), content)
        headers = {"x-tts-access-token": token.access_token}
        url = self.base_url + path
        if files:
            return httpx.Request(
                method, url, params=params, headers=headers, files=files, data=form
            )
        headers["content-type"] = "application/json"
        return httpx.Request(method, url, params=params, headers=headers, content=content)

    def _source(self) -> TokenSource:
        if self.token is None:
            raise NeedsReconnecting(
                "There is no TikTok Shop token yet.",
                vendor=VENDOR,
                what_to_do="Let the merchant authorize the app, then exchange the code.",
            )
        return self.token


def _data(endpoint: Endpoint[Reply[T]], reply: Reply[T]) -> T:
    if reply.data is None:
        raise UnexpectedAnswer(
            f"{VENDOR} answered {endpoint.name} without data.",
            vendor=VENDOR,
            request_id=reply.request_id,
        )
    return reply.data


def _page(token: str) -> dict[str, str]:
    return {"page_size": _PAGE} | ({"page_token": token} if token else {})


def _made(made: wire.Created, draft: ListingDraft, listing_id: str = "") -> RemoteListing:
    """Read a created product; the SKUs that the answer leaves out are those of the draft, in order."""
    ids = {one.seller_sku: one.id for one in made.skus or ()}
    skus = tuple(ListedSku(one.sku, ids.get(one.sku, "")) for one in draft.skus)
    return RemoteListing(made.product_id or listing_id, draft.title, "PENDING", skus)
