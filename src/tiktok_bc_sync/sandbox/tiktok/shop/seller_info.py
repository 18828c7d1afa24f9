"""Whose the fake shop is: the seller's shops, how they belong together, what else was authorized."""

from __future__ import annotations

from attrs import define, field

from tiktok_bc_sync.sandbox.tiktok.shop.wire import Call, Json, Route

SELLER_ID = "7495000000000000001"


@define
class SellerInfo:
    """A local seller with one shop, who authorized an app for it."""

    shop_id: str
    name: str
    region: str
    cipher: str = field(repr=False)

    def routes(self) -> list[Route]:
        """Return the operations on shops."""
        assets = "/authorization/202405/category_assets"
        groups = "/seller/202601/shop_groups"
        return [
            Route("GET", "/authorization/202309/shops", self.list_authorized, cipher=False),
            Route("GET", assets, self.list_assets, cipher=False),
            Route("GET", "/seller/202309/shops", self.list_active, cipher=False),
            Route("GET", groups, self.get_group, cipher=False),
        ]

    def list_authorized(self, call: Call) -> Json:
        """Answer Get Authorized Shops."""
        shop = {
            "id": self.shop_id,
            "name": self.name,
            "region": self.region,
            "seller_type": "LOCAL",
            "cipher": self.cipher,
            "code": f"{self.region}LC{self.shop_id[-4:]}",
        }
        return {"shops": [shop]}

    def list_assets(self, call: Call) -> Json:
        """Answer Get Authorized Category Assets: partners authorize those, a seller has none."""
        return {"category_assets": []}

    def list_active(self, call: Call) -> Json:
        """Answer Get Active Shops."""
        return {"shops": [{"id": self.shop_id, "region": self.region}]}

    def get_group(self, call: Call) -> Json:
        """Answer Get Shop Group and Related Shops: in no group, only the seller's own shop."""
        shop = {
            "shop_id": self.shop_id,
            "seller_id": SELLER_ID,
            "shop_name": self.name,
            "shop_region": self.region,
        }
        return {"shop_group_data": {"shops": [shop]}}
