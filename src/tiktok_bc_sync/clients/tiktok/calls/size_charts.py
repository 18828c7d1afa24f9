"""Size charts: tables that listings of some categories show."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from tiktok_bc_sync.clients import lists
from tiktok_bc_sync.clients.pages import Pages
from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.clients.tiktok.calls.calling import ShopCalls
from tiktok_bc_sync.clients.tiktok.domain import size_charts as domain
from tiktok_bc_sync.clients.tiktok.domain.shops import Json, given
from tiktok_bc_sync.clients.tiktok.wire import envelope as wire
from tiktok_bc_sync.clients.tiktok.wire import size_charts as wired
from tiktok_bc_sync.clients.tiktok.wire.limits import at_most, distinct
from tiktok_bc_sync.models import SizeChart, SizeTable


@frozen
class MadeChart:
    """A size chart that was made or changed."""

    size_chart_id: str


SEARCH_SIZE_CHARTS = Endpoint(
    "searchSizeCharts", "POST", "/product/202407/sizecharts/search", wire.listed("size_chart")
)
CREATE_SIZE_CHART = Endpoint(
    "createSizeChartV2",
    "POST",
    "/product/202610/size_charts",
    MadeChart,
    idempotent=False,
    shop=True,
)
EDIT_SIZE_CHART = Endpoint(
    "editSizeChartV2", "POST", "/product/202610/size_charts/edit", MadeChart, shop=True
)

_REUSABLE, _OF_ONE = "REUSABLE_TEMPLATE", "PRODUCT_SCOPED"
_MOST_IDS = 50


class SizeChartCalls(ShopCalls):
    """Calls about size charts."""

    __slots__ = ()

    def search_size_charts(
        self,
        *,
        chart_ids: Sequence[str] = (),
        keyword: str = "",
        reusable: bool | None = None,
        locales: Sequence[str] = (),
    ) -> Pages[SizeChart]:
        """List the seller's size charts: up to 50 by their ids, or those with a word in their names.

        ``reusable`` asks for templates only, or for those of single listings; ``locales`` for some
        languages, as in "en-GB". Vendor: Search Size Charts, version 202407.
        """
        ids = distinct("chart_ids", chart_ids)
        at_most("chart_ids", ids, _MOST_IDS)
        body: Json = {"ids": ids} if ids else {}
        if keyword:
            body["keyword"] = keyword
        if reusable is not None:
            body["size_chart_mode"] = _REUSABLE if reusable else _OF_ONE
        return self._list(
            SEARCH_SIZE_CHARTS,
            "size chart",
            wired.ChartItem,
            domain.size_chart,
            query={"locales": ",".join(lists.ids(locales, "locales"))} if locales else {},
            body=body,
        )

    async def create_size_chart(self, category_id: str, table: SizeTable, *, name: str = "") -> str:
        """Make a size chart for listings of a leaf category, and return its id.

        With a name it is a template for many listings, without one it is for a single listing. Raises
        `InvalidInput` for a table that TikTok doesn't take. Vendor: Create Size Chart V2, version 202610.
        """
        given(category_id=category_id)
        body: Json = {
            "category_id": category_id,
            "size_chart_mode": _REUSABLE if name else _OF_ONE,
            "size_chart_data": domain.table_body(table),
        }
        if name:
            body["template_name"] = name
        return (await self._ask(CREATE_SIZE_CHART, body=body)).value.size_chart_id

    async def edit_size_chart(self, chart_id: str, table: SizeTable, *, name: str = "") -> None:
        """Replace a template's table and, where one is given, its name.

        Raises `InvalidInput` as `create_size_chart` does. Vendor: Edit Size Chart V2, version 202610.
        """
        given(chart_id=chart_id)
        body: Json = {"size_chart_id": chart_id, "size_chart_data": domain.table_body(table)}
        if name:
            body["template_name"] = name
        await self._ask(EDIT_SIZE_CHART, body=body)
