"""Looking after what is listed: drift, advice, proofs of prices, and what the oversell guard is worth."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing

from attrs import frozen

from tiktok_bc_sync.mapping.drift import Drift
from tiktok_bc_sync.models import Activity, Outcome
from tiktok_bc_sync.sync.catalogue.cases import EVERYTHING, Cases, Chosen
from tiktok_bc_sync.sync.engine.activities import Progress, activity
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.listings.advising import Adviser, ProductAdvice, Sale
from tiktok_bc_sync.sync.listings.apply import Applier
from tiktok_bc_sync.sync.listings.drift import Comparison
from tiktok_bc_sync.sync.listings.mending import Mender
from tiktok_bc_sync.sync.listings.oversell import Demand, OversellReport, Pace, simulate_oversell

# Enough to see what a policy does; each SKU takes a millisecond or two.
_SKUS_SIMULATED = 500


@frozen
class Tending:
    """What is done about listings that are there already."""

    context: Context

    # --- drift -----------------------------------------------------------------------

    async def drift(self, chosen: Chosen = EVERYTHING) -> AsyncIterator[Drift]:
        """Yield each listing that differs between BigCommerce, the connector and TikTok, and how.

        Everything is read from TikTok's list, a hundred listings in a request; listings that belong to no
        product are told as well. Chosen products are read one by one, and then descriptions and pictures
        are compared too, which that list doesn't have. Nothing is changed.
        """
        comparison = await Comparison.of(self.context)
        found = comparison.all() if chosen == EVERYTHING else comparison.some(chosen)
        async with aclosing(found) as drifts:
            async for drift in drifts:
                yield drift

    async def adopt(
        self, product_ids: Sequence[str], *, progress: Progress | None = None
    ) -> Activity:
        """Take over what TikTok shows of some products.

        Its title, description and prices become the product's own edits. Products without a listing get
        the one that was made by hand with their SKUs. Stock is BigCommerce's, and is sent again when it is
        due.
        """
        async with activity(self.context, "Adopt listings", progress) as job:
            mender, cases = await Mender.of(self.context, job), await Cases.of(self.context)
            await job.expect(await cases.count(product_ids))
            async for page in cases.pages(product_ids):
                await mender.adopt(page)
        return job.activity

    async def put_back(
        self, product_ids: Sequence[str], *, progress: Progress | None = None
    ) -> Activity:
        """Let TikTok show again what BigCommerce says of some products, by the smallest calls.

        What is hidden or deleted on TikTok stays so.
        """
        async with activity(self.context, "Put listings back", progress) as job:
            mender, applier = await Mender.of(self.context, job), await Applier.of(self.context)
            await job.expect(await applier.cases.count(product_ids))
            async for page in applier.cases.pages(product_ids):
                await mender.put_back(page, applier)
        return job.activity

    # --- advice ----------------------------------------------------------------------

    async def advice(self, chosen: Chosen = EVERYTHING) -> AsyncIterator[ProductAdvice]:
        """Yield what TikTok says could be better about live products, with texts that it offers."""
        async with aclosing((await Adviser.of(self.context)).advice(chosen)) as advice:
            async for one in advice:
                yield one

    async def improve(
        self,
        product_id: str,
        *,
        title: str | None = None,
        description: str | None = None,
        progress: Progress | None = None,
    ) -> Activity:
        """Give a product texts that were offered for it, or others, and send them.

        They are the product's own edits from then on. Raises `InvalidInput` naming what is wrong, and
        `NotFound`.
        """
        await (await Adviser.of(self.context)).take(product_id, title, description)
        async with activity(self.context, "Improve product", progress) as job:
            applier = await Applier.of(self.context)
            page = await applier.cases.some([product_id])
            await job.expect(1)
            await applier.carry_out(job, page, await applier.decided(page))
        return job.activity

    async def prove_prices(self, product_id: str, sales: Mapping[str, Sale]) -> list[Outcome]:
        """Tell TikTok for how much SKUs were sold elsewhere, so that it may strike their list price through.

        ``sales`` are by SKU. What is verified counts for 90 days. Only in the US; raises `InvalidInput`
        elsewhere, and for a SKU that has no list price.
        """
        return await (await Adviser.of(self.context)).prove(product_id, sales)

    # --- overselling -----------------------------------------------------------------

    async def simulate_oversell(
        self,
        chosen: Chosen = EVERYTHING,
        *,
        seed: int = 1,
        days: int = 7,
        store_a_day: float = 6.0,
        tiktok_a_day: float = 12.0,
        pace: Pace | None = None,
    ) -> OversellReport:
        """Let buyers come to the products' real stock, with the oversell guard and without it.

        Nothing is sent anywhere. ``store_a_day`` and ``tiktok_a_day`` are the units that are wanted of
        each SKU in a day; the threshold and the quantity policy are the account's own. At most the first
        500 SKUs whose stock is tracked take part.
        """
        demands = [
            Demand(sku, stock, store_a_day, tiktok_a_day)
            async for sku, stock in self._stock(chosen)
        ]
        settings = await self.context.settings()
        return simulate_oversell(demands, settings, seed=seed, days=days, pace=pace)

    async def _stock(self, chosen: Chosen) -> AsyncIterator[tuple[str, int]]:
        left, cases = _SKUS_SIMULATED, Cases(self.context, await self.context.tables())
        async for page in cases.pages(chosen):
            variants = (one for case in page.cases for one in case.product.variants)
            for variant in variants:
                if variant.stock is None or not variant.sku:
                    continue
                yield variant.sku, max(0, variant.stock)
                left -= 1
                if not left:
                    return
