"""What the fake TikTok Shop shows to a laboratory that tests products for compliance."""

from __future__ import annotations

from attrs import define

from tiktok_bc_sync.sandbox.tiktok.listings.listings import Listings
from tiktok_bc_sync.sandbox.tiktok.listings.product_market import Market
from tiktok_bc_sync.sandbox.tiktok.shop.wire import Call, Json, Route, bad_parameter, items, page

_MOST_IDS = 20
_ASKED = (
    *(f"{name}?" for name in ("product_title", "seller_id", "seller_name")),
    *(f"{name}[]?" for name in ("product_ids", "category_ids", "brand_ids")),
)


@define
class Auditing:
    """The one search across a seller's live products."""

    listings: Listings
    market: Market
    seller_id: str
    seller_name: str

    def routes(self) -> list[Route]:
        """Return the one operation."""
        path = "/product/202601/compliance/auditing/research"
        return [Route("POST", path, self.search, _ASKED, cipher=False)]

    def search(self, call: Call) -> Json:
        """Answer Search Products for Compliance Auditing: by ids, or else within a seller's shop."""
        wanted = items(call.body, "product_ids")
        if len(wanted) > _MOST_IDS:
            raise bad_parameter(f"product_ids has over {_MOST_IDS} ids")
        live = [one for one in self.listings.products.values() if one["status"] == "ACTIVATE"]
        if wanted:
            found = [one for one in live if one["id"] in wanted]
            return {
                "products": [self._shown(one) for one in found],
                "total_count": len(wanted),
                "next_page_token": "",
            }
        found = [one for one in live if self._fits(one["content"], call.body)]
        part, said = page(found if self._is_ours(call.body) else [], call, by="create_time")
        return {**said, "products": [self._shown(one) for one in part]}

    def _is_ours(self, body: Json) -> bool:
        """Tell whether the seller named is the sandbox's only one; one of two names is enough."""
        given = (body.get("seller_id"), body.get("seller_name"))
        if not any(given):
            raise bad_parameter("seller_id or seller_name is a required field")
        return self.seller_id == given[0] or self.seller_name == given[1]

    @staticmethod
    def _fits(content: Json, body: Json) -> bool:
        title = (body.get("product_title") or "").casefold()
        categories, brands = items(body, "category_ids"), items(body, "brand_ids")
        return (
            title in content["title"].casefold()
            and (not categories or content["category_id"] in categories)
            and (not brands or content.get("brand_id") in brands)
        )

    def _shown(self, product: Json) -> Json:
        content = product["content"]
        brand = self.market.brands.brands.get(content.get("brand_id") or "")
        named = {"brand_id": brand.id, "brand_name": brand.name} if brand else {}
        pictures = self.market.pictures.pictures
        chain = self.market.categories.chain(content["category_id"])
        return {
            "id": product["id"],
            "title": content["title"],
            "country": self.market.region,
            "description": content["description"],
            "variants": [{"id": sku["id"]} for sku in product["skus"]],
            "listing_url": f"https://shop.sandbox.test/view/product/{product['id']}",
            "seller_id": self.seller_id,
            "seller_name": self.seller_name,
            "main_image_urls": [pictures[one["uri"]]["url"] for one in content["main_images"]],
            "categories": [_category(one, level) for level, one in enumerate(chain, 1)],
            **named,
        }


def _category(category: Json, level: int) -> Json:
    named = {key: category[key] for key in ("id", "parent_id", "is_leaf")}
    return {**named, "name": category["local_name"], "level": level}
