"""A scene with a fake TikTok Shop, a buyer, the vendor and a seller who signs requests by hand."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from attrs import define, field

from tiktok_bc_sync.sandbox.core import Clock, Request
from tiktok_bc_sync.sandbox.images import picture
from tiktok_bc_sync.sandbox.tiktok import Buyer, TikTokService, Vendor

Json = dict[str, Any]
NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
LAMPS, TOPS, DRESSES, KNIVES = "601226", "602101", "602102", "601303"
BOOKS, FURNITURE, CANDLES, SOFT_TOYS = "605001", "601340", "601321", "604001"
WAREHOUSE, SECOND_WAREHOUSE = "7068517275539719942", "7068517275539719943"
ROYAL_MAIL = "7117132000000000001"
PICTURE = picture("a")
PRODUCTS = "/product/202309/products"


def sign(secret: str, path: str, query: Iterable[tuple[str, str]], body: bytes) -> str:
    """Sign as the vendor describes it, without looking at how the sandbox does."""
    pairs = sorted((key, value) for key, value in query if key not in ("sign", "access_token"))
    text = b"".join((key + value).encode() for key, value in pairs)
    key = secret.encode()
    return hmac.new(key, key + path.encode() + text + body + key, hashlib.sha256).hexdigest()


@define
class Wall:
    """The clock on the wall, which stands still unless told otherwise."""

    time: datetime = NOON

    def __call__(self) -> datetime:
        return self.time


@define
class Answer:
    """An answer: its HTTP status and its envelope."""

    status: int
    envelope: Json

    @property
    def code(self) -> int:
        return int(self.envelope["code"])

    @property
    def data(self) -> Json:
        """The data of a request that must have succeeded."""
        assert self.code == 0, self.envelope
        data: Json = self.envelope["data"]
        return data


@define
class Scene:
    """A shop and everybody around it."""

    shop: TikTokService
    wall: Wall
    buyer: Buyer = field(init=False)
    vendor: Vendor = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.buyer, self.vendor = Buyer(self.shop), Vendor(self.shop)

    # --- asking --------------------------------------------------------------------

    def ask(self, method: str, path: str, body: object = None, **query: str) -> Answer:
        """Send a signed request of the seller's; what is given in ``query`` wins.

        Bytes are sent as they are. ``token`` and ``content_type`` go where they belong.
        """
        token = query.pop("token", self.shop.access_token)
        kind = query.pop("content_type", "application/json")
        content = body if isinstance(body, bytes) else _sent(body)
        given = {
            "app_key": self.shop.app_key,
            "timestamp": str(int(self.wall.time.timestamp())),
            "shop_cipher": self.shop.shop_cipher,
            **query,
        }
        signed = b"" if kind.startswith("multipart") else content
        given.setdefault("sign", sign(self.shop.app_secret, path, given.items(), signed))
        headers = {"content-type": kind, "x-tts-access-token": token}
        return self.send(method, path, given, headers, content)

    def send(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        body: bytes,
    ) -> Answer:
        request = Request.of(method, f"{path}?{urlencode(query)}", headers, body)
        response = self.shop.handle(request)
        return Answer(response.status, json.loads(response.body))

    def refresh(self, token: str | None = None) -> Answer:
        """Refresh the tokens, with the newest refresh token unless another one is given."""
        query = {
            "app_key": self.shop.app_key,
            "app_secret": self.shop.app_secret,
            "refresh_token": token or self.shop.refresh_token,
            "grant_type": "refresh_token",
        }
        return self.send("GET", "/api/v2/token/refresh", query, {}, b"")

    def upload(self, content: bytes | None = None, use_case: str = "MAIN_IMAGE") -> Answer:
        """Upload a picture."""
        image = PICTURE if content is None else content
        head = b'--sep\r\nContent-Disposition: form-data; name="data"; filename="a.png"\r\n'
        tail = b'\r\n--sep\r\nContent-Disposition: form-data; name="use_case"\r\n\r\n'
        body = (
            head
            + b"Content-Type: image/png\r\n\r\n"
            + image
            + tail
            + use_case.encode()
            + b"\r\n--sep--\r\n"
        )
        kind = "multipart/form-data; boundary=sep"
        return self.ask("POST", "/product/202309/images/upload", body, content_type=kind)

    # --- products --------------------------------------------------------------------

    def product(self, *skus: Json, **changes: Any) -> Json:
        """Return a product that may be listed, with what shall differ."""
        made: Json = {
            "title": "A lamp that shines in the evening",
            "description": "<p>It shines.</p>",
            "category_id": LAMPS,
            "category_version": "v2" if self.shop.region in ("US", "ID", "MY") else "v1",
            "main_images": [{"uri": self.upload().data["uri"]}],
            "package_weight": {"value": "1.5", "unit": "KILOGRAM"},
            "skus": list(skus) or [self.sku()],
            **changes,
        }
        return {name: value for name, value in made.items() if value is not None}

    def sku(
        self, seller_sku: str = "LAMP-1", stock: int = 10, price: str | Json = "20", **more: Any
    ) -> Json:
        """Return a SKU."""
        made = {
            "seller_sku": seller_sku,
            "price": price if isinstance(price, dict) else self.price(price),
            "inventory": [{"warehouse_id": WAREHOUSE, "quantity": stock}],
            **more,
        }
        return {name: value for name, value in made.items() if value is not None}

    def price(self, amount: str) -> Json:
        """Return a price in the shop's currency."""
        return {"currency": self.currency, "amount": amount}

    @property
    def currency(self) -> str:
        return {"GB": "GBP", "US": "USD", "DE": "EUR", "ID": "IDR", "JP": "JPY"}[self.shop.region]

    def create(self, *skus: Json, **changes: Any) -> Answer:
        """Create a product."""
        return self.ask("POST", PRODUCTS, self.product(*skus, **changes))

    def lists(self, *skus: Json, **changes: Any) -> str:
        """Create a product, let it pass the review, and return its id."""
        product_id = str(self.create(*skus, **changes).data["product_id"])
        self.vendor.reviews()
        return product_id

    def read(self, product_id: str, **query: str) -> Json:
        """Read a product."""
        return self.ask("GET", f"{PRODUCTS}/{product_id}", **query).data

    def stock(self, product_id: str) -> list[int]:
        """Return the stock of each SKU in the main warehouse."""
        skus = self.read(product_id)["skus"]
        return [one["quantity"] for sku in skus for one in sku["inventory"]]

    # --- orders ----------------------------------------------------------------------

    def order(self, order_id: str) -> Json:
        """Read an order."""
        found: Json = self.ask("GET", "/order/202507/orders", ids=order_id).data["orders"][0]
        return found

    def ship(
        self, order_id: str, *lines: str, tracking: str = "AB123456789GB", **info: Any
    ) -> Answer:
        """Mark lines, or all of an order, as shipped."""
        shipping = {"tracking_number": tracking, "shipping_provider_id": ROYAL_MAIL, **info}
        body: Json = {"shipping_info_list": [shipping]}
        if lines:
            body["order_line_list"] = [{"order_line_id": line} for line in lines]
        return self.ask("POST", f"/fulfillment/202610/orders/{order_id}/packages", body)

    def cancel(self, order_id: str, reason: str | None = None, **more: Any) -> Answer:
        """Cancel as the seller, for the first reason that is open unless one is given."""
        body = {"order_id": order_id, "cancel_reason": reason or self.reasons(order_id)[0], **more}
        return self.ask("POST", "/return_refund/202602/cancellations", body)

    def reasons(self, order_id: str) -> list[str]:
        """Return the reasons for which the seller may cancel now."""
        path = f"/return_refund/202602/orders/{order_id}/aftersale_eligibility"
        query = {"initiate_aftersale_user": "SELLER", "request_types": "CANCEL"}
        skus = self.ask("GET", path, **query).data["sku_eligibility"]
        return list(skus[0]["line_item_eligibility"][0]["available_reason_names"])

    def returned(self, return_id: str) -> Json:
        """Read a return."""
        body = {"return_ids": [return_id]}
        found = self.ask("POST", "/return_refund/202602/returns/search", body)
        one: Json = found.data["return_orders"][0]
        return one


def _sent(body: object) -> bytes:
    return b"" if body is None else json.dumps(body).encode()


def opened(region: str = "GB", review_after: timedelta | None = None) -> Scene:
    """Open a shop at noon."""
    wall = Wall()
    return Scene(TikTokService(Clock(wall), region, review_after=review_after), wall)
