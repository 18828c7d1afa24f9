"""Promotions: made, changed, filled with products, ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tiktok_bc_sync.clients.pages import Page, Pages
from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.clients.tiktok.calls.calling import ShopCalls
from tiktok_bc_sync.clients.tiktok.domain import promotions as domain
from tiktok_bc_sync.clients.tiktok.domain.shops import Json
from tiktok_bc_sync.clients.tiktok.wire import envelope as wire
from tiktok_bc_sync.clients.tiktok.wire import promotions as wired
from tiktok_bc_sync.clients.tiktok.wire.faults import VENDOR
from tiktok_bc_sync.clients.tiktok.wire.limits import at_most, distinct
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import PromotedProduct, Promotion, PromotionDraft

_PATH = "/promotion/202309/activities"
CREATE_PROMOTION = Endpoint(
    "createPromotionActivity", "POST", _PATH, wired.Changed, idempotent=False, shop=True
)
SEARCH_PROMOTIONS = Endpoint(
    "searchPromotionActivities",
    "POST",
    f"{_PATH}/search",
    wire.listed("activities"),
    shop=True,
)
GET_PROMOTION = Endpoint(
    "getActivity", "GET", f"{_PATH}/{{activity_id}}", wired.PromotionItem, shop=True
)
UPDATE_PROMOTION = Endpoint(
    "updatePromotionActivity", "PUT", f"{_PATH}/{{activity_id}}", wire.Errors, shop=True
)
DEACTIVATE_PROMOTION = Endpoint(
    "deactivateActivity", "POST", f"{_PATH}/{{activity_id}}/deactivate", wire.Errors, shop=True
)
REPUBLISH_PROMOTION = Endpoint(
    "republishActivity",
    "POST",
    "/promotion/202607/activities/{activity_id}/republish",
    wire.Errors,
    shop=True,
)
SET_PRODUCTS = Endpoint(
    "updatePromotionActivityProducts",
    "PUT",
    f"{_PATH}/{{activity_id}}/products",
    wire.Errors,
    shop=True,
)
REMOVE_PRODUCTS = Endpoint(
    "removePromotionActivityProducts",
    "DELETE",
    f"{_PATH}/{{activity_id}}/products",
    wire.Errors,
    shop=True,
)

_A_PAGE = 100
_MOST_RELATED = 100


class PromotionCalls(ShopCalls):
    """Calls about promotions."""

    __slots__ = ()

    async def create_promotion(self, draft: PromotionDraft) -> str:
        """Make a promotion, which begins in the future, and return its id; products are told afterwards.

        Raises `InvalidInput` for what no such promotion can be. Vendor: Create Promotion Activity,
        version 202309.
        """
        made = await self._ask(CREATE_PROMOTION, body=domain.creation_body(draft))
        return made.value.activity_id

    async def promotion(self, promotion_id: str) -> Promotion:
        """Return a promotion with its products. Vendor: Get Activity, version 202309."""
        found = await self._ask(GET_PROMOTION, ids={"activity_id": promotion_id})
        return found.read(f"promotion {promotion_id}", domain.promotion)

    def search_promotions(
        self, *, status: str = "", kind: str = "", title: str = ""
    ) -> Pages[Promotion]:
        """List promotions without their products; ``status`` and ``kind`` are the vendor's words.

        Vendor: Search Promotion Activities, version 202309.
        """
        words = {"status": status, "activity_type": kind, "activity_title": title}
        asked: Json = {name: word for name, word in words.items() if word}

        async def fetch(token: str) -> Page[Promotion]:
            # This one list wants its page in the body.
            body = asked | {"page_size": _A_PAGE, "page_token": token}
            page = await self._ask(SEARCH_PROMOTIONS, body=body)
            items, unread = page.read_each(
                "promotion", page.value.items or (), wired.PromotionItem, domain.promotion
            )
            return Page(items, page.value.next_page_token or "", unread)

        return Pages(fetch, VENDOR)

    async def update_promotion(self, promotion_id: str, draft: PromotionDraft) -> None:
        """Change a promotion that is not over, whole; of one that lowers prices only name and times.

        One that is going on keeps its begin. Raises `InvalidInput` as `create_promotion` does.
        Vendor: Update Promotion Activity, version 202309.
        """
        body = domain.update_body(draft)
        await self._confirm(UPDATE_PROMOTION, body, {"activity_id": promotion_id})

    async def deactivate_promotion(self, promotion_id: str) -> None:
        """End a promotion that is going on or to come. Vendor: Deactivate Activity, version 202309."""
        await self._confirm(DEACTIVATE_PROMOTION, {}, {"activity_id": promotion_id})

    async def republish_promotion(
        self, promotion_id: str, begins_at: datetime, ends_at: datetime
    ) -> None:
        """Let a promotion that lowers prices, and ended in the last 7 days, take place once more.

        Its products stay. Vendor: Republish Activity, version 202607.
        """
        body = domain.times_body(begins_at, ends_at)
        await self._confirm(REPUBLISH_PROMOTION, body, {"activity_id": promotion_id})

    async def set_promotion_products(
        self,
        promotion_id: str,
        products: Sequence[PromotedProduct] = (),
        *,
        benefit_ids: Sequence[str] = (),
        excluded_ids: Sequence[str] = (),
    ) -> None:
        """Take products into a promotion, or change what it does to them; others stay as they are.

        Long lists go in several calls: where one is refused, those before it were taken. ``benefit_ids``
        (up to 100) are what buyers get in BUY_MORE_SAVE_MORE and BUY_X_GET_Y, ``excluded_ids`` (up to
        100) what such a promotion of the whole shop leaves out. Raises `InvalidInput` for nothing at all
        and for prices, percentages and limits that can't be.
        Vendor: Update Promotion Activity Products, version 202309.
        """
        related = _related(benefit_ids, excluded_ids)
        calls = [[domain.product_body(one) for one in some] for some in domain.packed(products)]
        if not calls and not related:
            raise _nothing("products")
        ids = {"activity_id": promotion_id}
        for number, some in enumerate(calls or [[]]):
            body: Json = {"activity_id": promotion_id, "products": some}
            await self._confirm(SET_PRODUCTS, body | ({} if number else related), ids)

    async def remove_promotion_products(
        self,
        promotion_id: str,
        listing_ids: Sequence[str] = (),
        *,
        sku_ids: Sequence[str] = (),
        benefit_ids: Sequence[str] = (),
        excluded_ids: Sequence[str] = (),
    ) -> None:
        """Take products or single SKUs (up to 300 of each) out of a promotion, and related products.

        Raises `InvalidInput` for nothing at all. Vendor: Remove Promotion Activity Products, version
        202309.
        """
        body = _listed(domain.MOST_ITEMS, product_ids=listing_ids, sku_ids=sku_ids)
        body |= _related(benefit_ids, excluded_ids)
        if not body:
            raise _nothing("listing_ids")
        await self._confirm(REMOVE_PRODUCTS, body, {"activity_id": promotion_id})


def _related(benefit_ids: Sequence[str], excluded_ids: Sequence[str]) -> Json:
    return _listed(_MOST_RELATED, benefit_product_ids=benefit_ids, exclude_product_ids=excluded_ids)


def _listed(most: int, **lists: Sequence[str]) -> Json:
    """Return those lists of ids that hold any. Raises `InvalidInput` for one that holds too many."""
    body: Json = {}
    for name, ids in lists.items():
        at_most(name, ids, most)
        if ids:
            body[name] = distinct(name, ids)
    return body


def _nothing(name: str) -> InvalidInput:
    return InvalidInput("No products are named.", field=name, what_to_do="Name some.")
