"""Other prices for variants: price lists and their records."""

from __future__ import annotations

from collections.abc import Sequence

from tiktok_bc_sync.clients.bigcommerce.calls.calling import StoreCalls
from tiktok_bc_sync.clients.bigcommerce.domain import settings as domain
from tiktok_bc_sync.clients.bigcommerce.domain.asking import batches, named
from tiktok_bc_sync.clients.bigcommerce.wire import settings as wire_settings
from tiktok_bc_sync.clients.bigcommerce.wire.answers import Listed
from tiktok_bc_sync.clients.pages import Pages
from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.models import PriceList, PriceRecord

PRICE_LISTS = Endpoint("getPriceLists", "GET", "/v3/pricelists", Listed)
_RECORDS = "/v3/pricelists/{price_list_id}/records"
RECORDS = Endpoint("getPriceListRecords", "GET", _RECORDS, Listed)
SET_RECORDS = Endpoint("upsertPriceListRecords", "PUT", _RECORDS, object)
_BATCH = 1_000


class PriceListCalls(StoreCalls):
    """Calls about price lists."""

    __slots__ = ()

    def price_lists(self) -> Pages[PriceList]:
        """List the price lists. Vendor: v3 pricelists."""
        return self._list(PRICE_LISTS, "price list", wire_settings.PriceListItem, domain.price_list)

    def price_records(
        self, price_list_id: str, *, currency: str = "", variant_ids: Sequence[str] = ()
    ) -> Pages[PriceRecord]:
        """List the prices on a list: all, in one currency, or of up to 250 variants.

        Vendor: v3 pricelists, records.
        """
        query = {"currency": currency.lower(), "variant_id:in": named(variant_ids, "variant_ids")}
        return self._list(
            RECORDS,
            "price record",
            wire_settings.RecordItem,
            domain.price_record,
            ids={"price_list_id": price_list_id},
            query={name: text for name, text in query.items() if text},
        )

    async def set_price_records(self, price_list_id: str, records: Sequence[PriceRecord]) -> None:
        """Set prices on a list, in place of those that are there; what is None is not sent.

        More than 1,000 go in several requests, one after the other, as the vendor takes no more at
        once; those before one that is refused are done. Vendor: v3 pricelists, records, upsert.
        """
        bodies = [domain.record_body(one) for one in records]
        for batch in batches(bodies, _BATCH):
            ids = {"price_list_id": price_list_id}
            await self._ask(SET_RECORDS, ids=ids, body=batch)
