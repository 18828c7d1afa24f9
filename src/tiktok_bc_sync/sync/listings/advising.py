"""What TikTok would do better about listings, shown beside the products, and done where one wants it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from datetime import datetime

from attrs import evolve, frozen

from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import (
    Listing,
    ListingAdvice,
    ListingStatus,
    Money,
    Outcome,
    PriceProof,
    ProductEdits,
    TextAdvice,
)
from tiktok_bc_sync.sync.catalogue.cases import Cases, Chosen
from tiktok_bc_sync.sync.catalogue.editing import Editor
from tiktok_bc_sync.sync.engine.context import Context


@frozen
class ProductAdvice:
    """What could be better about a live product; ``texts`` are titles and descriptions that TikTok offers."""

    product_id: str
    title: str
    advice: ListingAdvice
    texts: TextAdvice


@frozen
class Sale:
    """The highest price that a SKU was sold for elsewhere, and when.

    ``picture`` is the URI of a picture that proves it, uploaded as a certification.
    """

    price: Money
    at: datetime
    picture: str = ""


@frozen
class Adviser:
    """Asks TikTok about live listings."""

    context: Context
    cases: Cases

    @classmethod
    async def of(cls, context: Context) -> Adviser:
        """Open the account's listings."""
        return cls(context, Cases(context, await context.tables()))

    async def advice(self, chosen: Chosen) -> AsyncGenerator[ProductAdvice, None]:
        """Yield what TikTok says of the live ones among some products; where it says nothing, nothing."""
        async for page in self.cases.pages(chosen):
            listings = [one.listing.value for one in page.cases]
            live = {one.listing_id: one for one in listings if one.status is ListingStatus.LIVE}
            if live:
                async for one in self._of(live):
                    yield one

    async def _of(self, live: Mapping[str, Listing]) -> AsyncIterator[ProductAdvice]:
        shop, ids = self.context.shop, list(live)
        advice = {one.listing_id: one for one in await shop.listing_diagnoses(ids)}
        texts = {one.listing_id: one for one in await shop.listing_suggestions(ids)}
        for key, listing in live.items():
            if key in advice or key in texts:
                yield ProductAdvice(
                    listing.product_id,
                    listing.title,
                    advice.get(key, ListingAdvice(key)),
                    texts.get(key, TextAdvice(key)),
                )

    async def take(
        self, product_id: str, title: str | None, description: str | None
    ) -> ProductEdits:
        """Keep offered texts as the product's own. Raises `InvalidInput` and `NotFound`."""
        editor = await Editor.of(self.context, product_id)
        edits = await editor.edits()
        taken = evolve(
            edits,
            title=edits.title if title is None else title,
            description=edits.description if description is None else description,
        )
        return await editor.save(taken)

    async def prove(self, product_id: str, sales: Mapping[str, Sale]) -> list[Outcome]:
        """Tell what SKUs were sold for elsewhere. Raises `InvalidInput` and `NotFound`."""
        case = await self.cases.one(product_id)
        listing = case.listing.value
        proofs = [_proof(listing, sku, sale) for sku, sale in sales.items()]
        return await self.context.shop.prove_prices(listing.listing_id, product_id, proofs)


def _proof(listing: Listing, sku: str, sale: Sale) -> PriceProof:
    known = next((one for one in listing.skus if one.sku == sku and one.sku_id), None)
    if known is None or known.list_price is None:
        raise InvalidInput(
            f"{sku} has no struck-through price on TikTok Shop.",
            field="sales",
            what_to_do="Give it a sale price, let sale prices be used, and send prices first.",
        )
    return PriceProof(
        known.sku_id, known.variant_id, known.list_price, sale.price, sale.at, sale.picture
    )
