"""How orders leave: packages, their carriers, documents and tracking numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from tiktok_bc_sync.clients.pages import Pages
from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.clients.tiktok.calls.calling import ShopCalls, window
from tiktok_bc_sync.clients.tiktok.domain import packages as domain
from tiktok_bc_sync.clients.tiktok.domain.shops import given, refusal
from tiktok_bc_sync.clients.tiktok.wire import envelope as envelopes
from tiktok_bc_sync.clients.tiktok.wire import packages as wire
from tiktok_bc_sync.clients.tiktok.wire.asking import several
from tiktok_bc_sync.models import (
    DocumentType,
    Handover,
    HandoverOptions,
    HandoverOutcome,
    HandoverSlot,
    Package,
    ShippingDocument,
    SplitAdvice,
    TrackingEvent,
)

SHIP = Endpoint(
    "markPackageAsShipped",
    "POST",
    "/fulfillment/202610/orders/{order_id}/packages",
    wire.Shipped,
    idempotent=False,
    shop=True,
    regions=frozenset({"DE", "ES", "FR", "GB", "IE", "IT", "JP", "US"}),
)
UPDATE_SHIPPING = Endpoint(
    "updatePackageShippingInfo",
    "POST",
    "/fulfillment/202610/packages/{package_id}/shipping_info/update",
    envelopes.Errors,
    shop=True,
)
SEARCH_PACKAGES = Endpoint(
    "searchPackage",
    "POST",
    "/fulfillment/202309/packages/search",
    envelopes.listed("packages"),
    shop=True,
)
GET_PACKAGE = Endpoint(
    "getPackageDetail",
    "GET",
    "/fulfillment/202309/packages/{package_id}",
    wire.PackageItem,
    shop=True,
)
SHIP_PACKAGE = Endpoint(
    "shipPackage",
    "POST",
    "/fulfillment/202309/packages/{package_id}/ship",
    envelopes.Errors,
    idempotent=False,
    shop=True,
)
SHIP_PACKAGES = Endpoint(
    "batchShipPackages",
    "POST",
    "/fulfillment/202309/packages/ship",
    envelopes.Errors,
    idempotent=False,
    shop=True,
)
SLOTS = Endpoint(
    "getPackageHandoverTimeSlots",
    "GET",
    "/fulfillment/202309/packages/{package_id}/handover_time_slots",
    wire.Handover,
    shop=True,
)
DOCUMENT = Endpoint(
    "getPackageShippingDocument",
    "GET",
    "/fulfillment/202309/packages/{package_id}/shipping_documents",
    wire.Document,
    shop=True,
)
SPLIT_ATTRIBUTES = Endpoint(
    "getOrderSplitAttributes",
    "GET",
    "/fulfillment/202309/orders/split_attributes",
    wire.Splits,
    shop=True,
)
SPLIT = Endpoint(
    "confirmOrderSplit",
    "POST",
    "/fulfillment/202309/orders/{order_id}/split",
    wire.Packages,
    idempotent=False,
    shop=True,
)
COMBINABLE = Endpoint(
    "searchCombinablePackages",
    "GET",
    "/fulfillment/202309/combinable_packages/search",
    envelopes.listed("combinable_packages"),
    shop=True,
)
COMBINE = Endpoint(
    "combinePackage",
    "POST",
    "/fulfillment/202309/packages/combine",
    wire.Packages,
    idempotent=False,
    shop=True,
)
UNCOMBINE = Endpoint(
    "uncombinePackages",
    "POST",
    "/fulfillment/202309/packages/{package_id}/uncombine",
    wire.Packages,
    idempotent=False,
    shop=True,
)
ORDER_TRACKING = Endpoint(
    "getOrderTracking",
    "GET",
    "/fulfillment/202309/orders/{order_id}/tracking",
    wire.Tracking,
    shop=True,
)
PARCEL_TRACKING = Endpoint(
    "getLogisticsTracking",
    "GET",
    "/logistics/202604/orders/{order_id}/tracking",
    wire.Parcels,
    shop=True,
)
_COMBINABLE_PAGE = 50
# No limit is published; that of the order details is taken for it.
_ORDERS_A_CALL = 50


class PackageCalls(ShopCalls):
    """Calls about packages."""

    __slots__ = ()

    async def ship(
        self, order_id: str, line_ids: Sequence[str], *, provider_id: str, tracking_number: str
    ) -> str:
        """Mark lines as shipped by the seller, in one package, and return its id.

        Never repeated by itself. Elsewhere than in the US, UK, Japan, Germany, Spain, France, Ireland and
        Italy it is refused as `InvalidInput`: `ship_package` takes a carrier of the seller's there.
        Vendor: Mark Package As Shipped, version 202610.
        """
        body = domain.shipment_body(line_ids, provider_id, tracking_number)
        shipped = await self._ask(SHIP, ids={"order_id": order_id}, body=body)
        return shipped.value.package_id

    async def update_tracking(
        self, package_id: str, *, provider_id: str, tracking_number: str
    ) -> None:
        """Correct the carrier and number of a package that the seller shipped; TikTok sets a time for it.

        Vendor: Update Package Shipping Info, version 202610.
        """
        body = domain.tracking_body(provider_id, tracking_number)
        await self._confirm(UPDATE_SHIPPING, body, {"package_id": package_id})

    def search_packages(
        self,
        *,
        status: str = "",
        created_since: datetime | None = None,
        updated_since: datetime | None = None,
    ) -> Pages[Package]:
        """List packages, of one vendor status or from a time on; the oldest, or longest unchanged, first.

        Vendor: Search Package, version 202309.
        """
        query = {"sort_field": "update_time" if updated_since else "create_time"}
        body = window("create_time", ge=created_since) | window("update_time", ge=updated_since)
        if status:
            body["package_status"] = status
        return self._list(
            SEARCH_PACKAGES,
            "package",
            wire.PackageItem,
            domain.package,
            query=query | {"sort_order": "ASC"},
            body=body,
        )

    async def package(self, package_id: str) -> Package:
        """Return a package. Vendor: Get Package Detail, version 202309."""
        found = await self._ask(GET_PACKAGE, ids={"package_id": package_id})
        return found.read(f"package {package_id}", domain.package)

    async def ship_package(
        self,
        package_id: str,
        *,
        method: str = "DROP_OFF",
        slot: HandoverSlot | None = None,
        provider_id: str = "",
        tracking_number: str = "",
    ) -> None:
        """Arrange that TikTok's carrier takes a package: PICKUP, at a slot, or DROP_OFF.

        A package that the seller ships takes a carrier's id and a tracking number instead.
        Never repeated by itself. Vendor: Ship Package, version 202309.
        """
        given(package_id=package_id)
        handover = Handover(package_id, method, slot, provider_id, tracking_number)
        body = domain.handover_body(handover)
        await self._confirm(SHIP_PACKAGE, body, {"package_id": package_id})

    async def ship_packages(self, handovers: Sequence[Handover]) -> list[HandoverOutcome]:
        """Ship several packages and return what became of each, in their order.

        Never repeated by itself. Vendor: Batch Ship Packages, version 202309.
        """
        errors = await self._change(SHIP_PACKAGES, domain.handovers_body(handovers))
        return errors.read(
            SHIP_PACKAGES.name, lambda found: domain.handover_outcomes(handovers, found)
        )

    async def handover_options(self, package_id: str) -> HandoverOptions:
        """Return how and when a package may be handed over.

        Vendor: Get Package Handover Time Slots, version 202309.
        """
        found = await self._ask(SLOTS, ids={"package_id": package_id})
        return found.read(f"package {package_id}", domain.handover)

    async def shipping_document(
        self, package_id: str, document: DocumentType = DocumentType.LABEL, *, size: str = ""
    ) -> ShippingDocument:
        """Return where a shipped package's label, or another document, can be fetched as PDF.

        ``size`` is A5 or A6; left out, the vendor's own. Vendor: Get Package Shipping Document, version
        202309.
        """
        query = {"document_type": document.value} | ({"document_size": size} if size else {})
        found = await self._ask(DOCUMENT, ids={"package_id": package_id}, query=query)
        return ShippingDocument(found.value.doc_url, found.value.tracking_number)

    # --- split and combine -----------------------------------------------------------

    async def split_advice(self, order_ids: Sequence[str]) -> list[SplitAdvice]:
        """Return whether orders can, or must, be split; unknown ones are left out.

        Vendor: Get Order Split Attributes, version 202309.
        """
        wanted = several(order_ids, "order_ids")
        advice: list[SplitAdvice] = []
        for start in range(0, len(wanted), _ORDERS_A_CALL):
            query = {"order_ids": ",".join(wanted[start : start + _ORDERS_A_CALL])}
            found = await self._ask(SPLIT_ATTRIBUTES, query=query)
            advice += domain.split_advice(found.value)
        return advice

    async def split_order(
        self, order_id: str, groups: Mapping[str, Sequence[str]]
    ) -> list[Package]:
        """Split an order into packages: line ids by a name of yours for each package.

        Lines that are in none stay in the package they are in. Never repeated by itself.
        Vendor: Confirm Order Split, version 202309.
        """
        body = domain.split_body(groups)
        made = await self._ask(SPLIT, ids={"order_id": order_id}, body=body)
        return made.read(
            f"order {order_id}", lambda found: domain.split_packages(found, order_id, groups)
        )

    def combinable_packages(self) -> Pages[Package]:
        """List packages that orders could be combined to.

        Vendor: Search Combinable Packages, version 202309.
        """
        return self._list(
            COMBINABLE, "package", wire.PackageItem, domain.package, size=_COMBINABLE_PAGE
        )

    async def combine_package(
        self, package_id: str, order_ids: Sequence[str] = ()
    ) -> list[Package]:
        """Combine orders, or all that are meant for it, to a package that `combinable_packages` proposed.

        Never repeated by itself. Vendor: Combine Package, version 202309.
        """
        made = await self._ask(COMBINE, body=domain.combination_body(package_id, order_ids))
        for error in made.value.errors or ():
            raise refusal(error, made.request_id)
        return made.read(f"package {package_id}", domain.packages)

    async def uncombine_package(
        self, package_id: str, order_ids: Sequence[str] = ()
    ) -> list[Package]:
        """Take orders, or all of them, out of a combined package.

        Never repeated by itself. Vendor: Uncombine Packages, version 202309.
        """
        body = domain.orders_body(order_ids)
        made = await self._ask(UNCOMBINE, ids={"package_id": package_id}, body=body)
        return made.read(f"package {package_id}", domain.packages)

    # --- tracking ----------------------------------------------------------------------

    async def tracking(self, order_id: str) -> list[TrackingEvent]:
        """Return what happened to an order on its way. Vendor: Get Order Tracking, version 202309."""
        found = await self._ask(ORDER_TRACKING, ids={"order_id": order_id})
        return found.read(f"order {order_id}", domain.tracking)

    async def parcel_tracking(self, order_id: str) -> list[TrackingEvent]:
        """Return the same, by parcel, for an order that crosses borders.

        Vendor: Get Logistics Tracking, version 202604.
        """
        found = await self._ask(PARCEL_TRACKING, ids={"order_id": order_id})
        return found.read(f"order {order_id}", domain.parcel_tracking)
