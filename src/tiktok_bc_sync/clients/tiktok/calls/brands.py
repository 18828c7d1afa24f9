"""Brands that the shop may name on its listings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import frozen

from tiktok_bc_sync.clients import lists
from tiktok_bc_sync.clients.pages import Pages
from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.clients.tiktok.calls.calling import ShopCalls
from tiktok_bc_sync.clients.tiktok.domain.shops import Json, category_version, given
from tiktok_bc_sync.clients.tiktok.wire import envelope as wire
from tiktok_bc_sync.clients.tiktok.wire.limits import within
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import ListingBrand


@frozen
class BrandItem:
    """A brand."""

    id: str
    name: str = ""
    authorized_status: str = ""
    is_t1_brand: bool = False
    brand_status: str = ""


@frozen
class CreatedBrand:
    """A brand of the seller's own."""

    id: str


@frozen
class SuggestedItem:
    """A brand that may fit a product."""

    id: str
    name: str = ""
    is_authorized: bool = False


@frozen
class Suggested:
    """Brands that may fit a product, the best first."""

    brands: tuple[SuggestedItem, ...] | None = None


_PATH = "/product/202309/brands"
BRANDS = Endpoint("getBrands", "GET", _PATH, wire.listed("brands"), shop=True)
CREATE_BRAND = Endpoint("createCustomBrands", "POST", _PATH, CreatedBrand, idempotent=False)
SUGGEST_BRANDS = Endpoint(
    "suggestBrands", "POST", "/product/202609/brands/suggest", Suggested, shop=True
)

_SHORTEST, _LONGEST = 2, 30


class BrandCalls(ShopCalls):
    """Calls about brands."""

    __slots__ = ()

    def brands(
        self, *, name: str = "", category_id: str = "", authorized_only: bool = False
    ) -> Pages[ListingBrand]:
        """List brands whose name holds a text; there are very many without one.

        With a category it is told whether the authorized ones may be used there. Vendor: Get Brands,
        version 202309.
        """
        query = {"category_version": category_version(self._region())}
        if name:
            query["brand_name"] = name
        if category_id:
            query["category_id"] = category_id
        if authorized_only:
            query["is_authorized"] = "true"
        return self._list(BRANDS, "brand", BrandItem, _brand, query=query)

    async def suggest_brands(
        self,
        title: str,
        *,
        description: str = "",
        category_id: str = "",
        images: Sequence[str] = (),
    ) -> list[ListingBrand]:
        """Return brands that may fit a product, the best first; ``images`` are URIs of uploaded pictures.

        Whether an unauthorized one may be used at all is not told here: ask `brands`.
        Vendor: Suggest Brands, version 202609.
        """
        given(title=title)
        texts = {"product_title": title, "description": description, "category_id": category_id}
        body: Json = {key: text for key, text in texts.items() if text}
        if images:
            body["images"] = [{"uri": uri} for uri in lists.texts(images, "images")]
        found = (await self._ask(SUGGEST_BRANDS, body=body)).value
        return [ListingBrand(one.id, one.name, one.is_authorized) for one in found.brands or ()]

    async def create_brand(self, name: str) -> ListingBrand:
        """Make a brand of the seller's own, which can be authorized later.

        The name is new, of 2 to 30 characters, without 5 digits in a row; TikTok takes 50 a day. Raises
        `InvalidInput` for another one. Vendor: Create Custom Brands, version 202309.
        """
        within("name", len(name), _SHORTEST, _LONGEST, what="The characters of a brand's name")
        if re.search(r"[0-9]{5}", name):
            raise InvalidInput("A brand's name has no 5 digits in a row.", field="name")
        made = await self._ask(CREATE_BRAND, body={"name": name})
        return ListingBrand(made.value.id, name)


def _brand(item: BrandItem) -> ListingBrand:
    # The vendor misspells the word for what is not authorized, and may mend it.
    authorized = item.authorized_status == "AUTHORIZED"
    available = item.brand_status == "AVAILABLE" if item.brand_status else None
    return ListingBrand(item.id, item.name, authorized, item.is_t1_brand, available)
