"""What TikTok says about the shop's readiness, and how its listings could be better."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.clients.tiktok.calls.calling import ShopCalls
from tiktok_bc_sync.clients.tiktok.domain import advice as domain
from tiktok_bc_sync.clients.tiktok.domain.listing_bodies import diagnosis_body
from tiktok_bc_sync.clients.tiktok.wire import advice as wire
from tiktok_bc_sync.clients.tiktok.wire.limits import cut, distinct
from tiktok_bc_sync.models import ListingAdvice, ListingDraft, Prerequisite, TextAdvice

PREREQUISITES = Endpoint(
    "checkListingPrerequisites",
    "GET",
    "/product/202312/prerequisites",
    wire.Prerequisites,
    shop=True,
)
DIAGNOSES = Endpoint(
    "getProductDiagnoses",
    "GET",
    "/product/202405/products/diagnoses",
    wire.AllDiagnosed,
    shop=True,
)
SUGGESTIONS = Endpoint(
    "getRecommendedProductTitleAndDescription",
    "GET",
    "/product/202405/products/suggestions",
    wire.AllWorded,
    shop=True,
)
DIAGNOSE = Endpoint(
    "diagnoseAndOptimizeProduct",
    "POST",
    "/product/202411/products/diagnose_optimize",
    wire.Diagnosed,
    shop=True,
)

# The vendor tells no limit; this many ids fit into any address.
_PRODUCTS_A_CALL = 50


class AdviceCalls(ShopCalls):
    """Calls that advise; they change nothing and block nothing."""

    __slots__ = ()

    async def prerequisites(self) -> list[Prerequisite]:
        """Return what the shop needs before it can list, and what of it is not met.

        Vendor: Check Listing Prerequisites, version 202312.
        """
        found = (await self._ask(PREREQUISITES)).value
        return [
            Prerequisite(one.check_item, not one.is_failed, one.fail_reasons or ())
            for one in found.check_results or ()
        ]

    async def listing_diagnoses(self, listing_ids: Sequence[str]) -> list[ListingAdvice]:
        """Return what could be better about live listings; others are left out.

        Vendor: Get Product Diagnoses, version 202405.
        """
        found: list[ListingAdvice] = []
        for some in cut(distinct("listing_ids", listing_ids), _PRODUCTS_A_CALL):
            answer = await self._ask(DIAGNOSES, query={"product_ids": ",".join(some)})
            found += [domain.advice(one) for one in answer.value.products or ()]
        return found

    async def listing_suggestions(self, listing_ids: Sequence[str]) -> list[TextAdvice]:
        """Return titles and descriptions that TikTok would write for live listings.

        Vendor: Get Recommended Product Title And Description, version 202405.
        """
        found: list[TextAdvice] = []
        for some in cut(distinct("listing_ids", listing_ids), _PRODUCTS_A_CALL):
            answer = await self._ask(SUGGESTIONS, query={"product_ids": ",".join(some)})
            found += [domain.texts(one) for one in answer.value.products or ()]
        return found

    async def diagnose_draft(
        self, draft: ListingDraft, images: Mapping[str, str], *, listing_id: str = ""
    ) -> ListingAdvice:
        """Return what could be better about a listing to come, with suggestions for each part.

        It may take more than ten seconds. ``images`` maps the draft's addresses to uploaded URIs;
        ``listing_id`` names a live one that is like it. Vendor: Diagnose and Optimize Product, version
        202411.
        """
        body = diagnosis_body(draft, images)
        if listing_id:
            body["product_id"] = listing_id
        found = (await self._ask(DIAGNOSE, body=body)).value
        return domain.advice(found, listing_id)
