"""What belongs to an order, and how many orders there are: lines, addresses, taxes, messages, statuses."""

from __future__ import annotations

from msgspec import Raw

from tiktok_bc_sync.clients.bigcommerce.calls.calling import StoreCalls, whole
from tiktok_bc_sync.clients.bigcommerce.domain import orders as domain
from tiktok_bc_sync.clients.bigcommerce.domain.asking import given
from tiktok_bc_sync.clients.bigcommerce.domain.nouns import address_body
from tiktok_bc_sync.clients.bigcommerce.wire import orders as wire
from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.models import (
    Address,
    OrderAddress,
    OrderedProduct,
    OrderMessage,
    OrderTax,
    StatusName,
)

_ORDER = "/v2/orders/{order_id}"
ARCHIVE_ORDER = Endpoint("deleteOrder", "DELETE", _ORDER, object)
COUNTS = Endpoint("getOrdersCount", "GET", "/v2/orders/count", wire.Counts)
STATUSES = Endpoint(
    "getOrderStatuses", "GET", "/v2/order_statuses", list[wire.StatusItem], empty=b"[]"
)
LINES = Endpoint("getOrderProducts", "GET", f"{_ORDER}/products", list[Raw], empty=b"[]")
_ADDRESSES = f"{_ORDER}/shipping_addresses"
ADDRESSES = Endpoint("getOrderShippingAddresses", "GET", _ADDRESSES, list[Raw], empty=b"[]")
UPDATE_ADDRESS = Endpoint(
    "updateOrderShippingAddress", "PUT", f"{_ADDRESSES}/{{id}}", wire.AddressItem
)
TAXES = Endpoint("getOrderTaxes", "GET", f"{_ORDER}/taxes", list[Raw], empty=b"[]")
MESSAGES = Endpoint("getOrderMessages", "GET", f"{_ORDER}/messages", list[Raw], empty=b"[]")


class OrderPartCalls(StoreCalls):
    """Calls about what belongs to orders."""

    __slots__ = ()

    async def archive_order(self, order_id: str) -> None:
        """Take an order out of the store's lists, or find it gone. Vendor: v2 orders, Archive an Order."""
        await self._delete(ARCHIVE_ORDER, order_id=order_id)

    async def order_counts(self) -> dict[int, int]:
        """Return how many orders there are, by status id. Vendor: v2 orders/count."""
        found = await self._ask(COUNTS)
        return {one.id: one.count for one in found.value.statuses or ()}

    async def order_statuses(self) -> list[StatusName]:
        """Return the statuses an order can have, as the merchant calls them. Vendor: v2 order_statuses."""
        found = await self._ask(STATUSES)
        return [domain.status_name(one) for one in found.value]

    async def order_products(self, order_id: str) -> list[OrderedProduct]:
        """Return an order's lines with prices and with what was shipped. Vendor: v2 order products."""
        ids, convert = {"order_id": order_id}, domain.ordered_product
        return await whole(self._bare_list(LINES, "line", wire.SoldItem, convert, ids=ids))

    async def order_addresses(self, order_id: str) -> list[OrderAddress]:
        """Return where an order goes to. Vendor: v2 order shipping addresses."""
        ids, convert = {"order_id": order_id}, domain.order_address
        return await whole(
            self._bare_list(ADDRESSES, "address", wire.AddressItem, convert, ids=ids)
        )

    async def update_order_address(
        self,
        order_id: str,
        address_id: str,
        address: Address,
        *,
        email: str = "",
        shipping_method: str = "",
    ) -> OrderAddress:
        """Let (a part of) an order go elsewhere; the whole address is replaced, costs stay.

        Vendor: v2 order shipping addresses.
        """
        kept = given({"email": email, "shipping_method": shipping_method})
        replaced = address_body(address, email)
        del replaced["email"]  # an empty one would take the customer's away
        ids = {"order_id": order_id, "id": address_id}
        moved = await self._ask(UPDATE_ADDRESS, ids=ids, body={**replaced, **kept})
        return moved.read(f"address {address_id}", domain.order_address)

    async def order_taxes(self, order_id: str) -> list[OrderTax]:
        """Return an order's taxes, line by line. Vendor: v2 order taxes."""
        ids, query = {"order_id": order_id}, {"details": "true"}
        taxes = self._bare_list(TAXES, "tax", wire.TaxItem, domain.tax, ids=ids, query=query)
        return await whole(taxes)

    async def order_messages(self, order_id: str) -> list[OrderMessage]:
        """Return what was written about an order. Vendor: v2 order messages."""
        ids, convert = {"order_id": order_id}, domain.message
        return await whole(self._bare_list(MESSAGES, "message", wire.MessageItem, convert, ids=ids))
