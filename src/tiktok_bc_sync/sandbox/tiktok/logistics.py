"""The fake shop's warehouses, delivery options and shipping providers."""

from __future__ import annotations

from attrs import define, field

from tiktok_bc_sync.sandbox.tiktok.wire import SHIPPING_RULE, Call, Json, Refused, Route

DEFAULT_WAREHOUSE = "7068517275539719942"
SECOND_WAREHOUSE = "7068517275539719943"
RETURN_WAREHOUSE = "7068517275539719944"
SELLER_OPTION = "7091138587741193001"
PLATFORM_OPTION = "7091138587741193002"
_PROVIDERS = {
    "GB": (
        "Royal Mail",
        "Hermes/EVRI",
        "DPD",
        "Yodel",
        "Amazon Logistics",
        "Parcel2Go",
        "Parcel Force",
        "UK Mail",
        "UPS UK",
        "DHL UK",
        "FedEx UK",
        "APC Overnight",
        "Panther UK",
        "Arrow XL",
    ),
    "US": ("USPS", "UPS", "FedEx", "DFL US", "DHL eCommerce US", "OnTrac", "LaserShip"),
}
_ELSEWHERE = ("DHL", "DPD", "UPS", "FedEx", "National Post")


def _warehouse(warehouse_id: str, name: str, kind: str, region: str, *, default: bool) -> Json:
    return {
        "id": warehouse_id,
        "entity_id": f"8{warehouse_id[1:]}",
        "name": name,
        "effect_status": "ENABLED",
        "type": kind,
        "sub_type": "DOMESTIC_WAREHOUSE",
        "is_default": default,
        "address": {
            "region": region,
            "region_code": region,
            "city": "Sampleton",
            "contact_person": "Sandbox warehouse",
            "full_address": f"1 Warehouse Way, Sampleton, {region}",
            "address_line1": "1 Warehouse Way",
            "phone_number": "0000000000",
        },
    }


@define
class Logistics:
    """Two sales warehouses and one for returns; one way of shipping each for seller and platform."""

    region: str
    warehouses: dict[str, Json] = field(init=False, repr=False)
    providers: dict[str, str] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        rows = (
            (DEFAULT_WAREHOUSE, "Main warehouse", "SALES_WAREHOUSE", True),
            (SECOND_WAREHOUSE, "Second warehouse", "SALES_WAREHOUSE", False),
            (RETURN_WAREHOUSE, "Returns warehouse", "RETURN_WAREHOUSE", False),
        )
        self.warehouses = {
            row[0]: _warehouse(*row[:3], self.region, default=row[3]) for row in rows
        }
        names = _PROVIDERS.get(self.region, _ELSEWHERE)
        self.providers = {f"71171320{n:011d}": name for n, name in enumerate(names, 1)}

    def routes(self) -> list[Route]:
        """Return the operations on warehouses and carriers."""
        base = "/logistics/202309"
        options = f"{base}/warehouses/{{warehouse_id}}/delivery_options"
        providers = f"{base}/delivery_options/{{delivery_option_id}}/shipping_providers"
        return [
            Route("GET", f"{base}/warehouses", self.list_warehouses),
            Route("GET", options, self.list_options),
            Route("GET", providers, self.list_providers),
        ]

    def sells_from(self, warehouse_id: str) -> bool:
        """Tell whether stock can be sold from this warehouse."""
        return self.warehouses.get(warehouse_id, {}).get("type") == "SALES_WAREHOUSE"

    def list_warehouses(self, call: Call) -> Json:
        """Answer Get Warehouse List."""
        return {"warehouses": list(self.warehouses.values())}

    def list_options(self, call: Call) -> Json:
        """Answer Get Warehouse Delivery Options."""
        if call.names["warehouse_id"] not in self.warehouses:
            raise Refused(SHIPPING_RULE + 1, "The warehouse does not exist")
        return {"delivery_options": [self.option(SELLER_OPTION), self.option(PLATFORM_OPTION)]}

    def list_providers(self, call: Call) -> Json:
        """Answer Get Shipping Providers: there are none where the platform ships."""
        if call.names["delivery_option_id"] != SELLER_OPTION:
            raise Refused(SHIPPING_RULE + 2, "The delivery option has no providers to choose from")
        named = [{"id": key, "name": name} for key, name in self.providers.items()]
        return {"shipping_providers": named}

    def option(self, option_id: str) -> Json:
        """Return a delivery option."""
        by_seller = option_id == SELLER_OPTION
        return {
            "id": option_id,
            "name": "Seller shipping" if by_seller else "Standard shipping",
            "type": "SEND_BY_SELLER" if by_seller else "STANDARD",
            "description": "",
            "platform": ["TIKTOK_SHOP"],
        }
