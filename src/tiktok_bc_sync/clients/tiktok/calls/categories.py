"""What the shop's category tree holds, and what a category asks of a listing."""

from __future__ import annotations

from collections.abc import Sequence

from tiktok_bc_sync.clients import lists
from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.clients.tiktok.calls.calling import ShopCalls
from tiktok_bc_sync.clients.tiktok.domain import categories as domain
from tiktok_bc_sync.clients.tiktok.domain.shops import Json, advice_version, category_version, given
from tiktok_bc_sync.clients.tiktok.wire import categories as wire
from tiktok_bc_sync.clients.tiktok.wire.faults import VENDOR
from tiktok_bc_sync.clients.tiktok.wire.limits import LONGEST_DESCRIPTION, LONGEST_TITLE, at_most
from tiktok_bc_sync.errors import Refused
from tiktok_bc_sync.models import Category, CategoryFacts

CATEGORIES = Endpoint(
    "getCategories", "GET", "/product/202309/categories", wire.Categories, shop=True
)
RECOMMEND = Endpoint(
    "recommendCategory",
    "POST",
    "/product/202309/categories/recommend",
    wire.Categories,
    shop=True,
)
ATTRIBUTES = Endpoint(
    "getCategoryAttributes",
    "GET",
    "/product/202309/categories/{category_id}/attributes",
    wire.Attributes,
    shop=True,
)
RULES = Endpoint(
    "getCategoryRules",
    "GET",
    "/product/202309/categories/{category_id}/rules",
    wire.CategoryRules,
    shop=True,
)


class CategoryCalls(ShopCalls):
    """Calls about categories."""

    __slots__ = ()

    async def categories(self) -> list[Category]:
        """Return the shop's category tree, flat. Vendor: Get Categories, version 202309."""
        found = await self._ask(CATEGORIES, query=self._tree())
        return [domain.category(one) for one in found.value.categories or ()]

    async def recommend_category(
        self, title: str, *, description: str = "", images: Sequence[str] = ()
    ) -> list[Category]:
        """Return the path from the top to the leaf that fits a product best; empty where none does.

        ``images`` are URIs of uploaded pictures. In the EU the path is of the newer tree, the only one
        that is recommended from. Vendor: Recommend Category, version 202309.
        """
        given(title=title)
        at_most("title", title, LONGEST_TITLE)
        at_most("description", description, LONGEST_DESCRIPTION)
        body: Json = {"product_title": title, "category_version": advice_version(self._region())}
        if description:
            body["description"] = description
        if images:
            body["images"] = [{"uri": uri} for uri in lists.texts(images, "images")]
        return domain.path((await self._ask(RECOMMEND, body=body)).value)

    async def category_facts(self, category_id: str) -> CategoryFacts:
        """Return what a category asks of a listing. Raises `Refused` where the shop has none such.

        Vendor: Get Categories, Get Attributes, Get Category Rules, version 202309.
        """
        tree = (await self._ask(CATEGORIES, query=self._tree())).value
        item = next((one for one in tree.categories or () if one.id == category_id), None)
        if item is None:
            raise Refused(
                f"The shop has no category {category_id}.",
                vendor=VENDOR,
                what_to_do="Choose one of the shop's own category tree.",
            )
        if not item.is_leaf:
            return domain.category_facts(item, wire.Attributes(), wire.CategoryRules())
        version, ids = self._tree(), {"category_id": category_id}
        attributes = await self._ask(ATTRIBUTES, ids=ids, query=version)
        rules = await self._ask(RULES, ids=ids, query=version)
        return domain.category_facts(item, attributes.value, rules.value)

    def _tree(self) -> dict[str, str]:
        return {"category_version": category_version(self._region())}
