"""The fake shop's warehouses, delivery options, shipping templates and providers."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from attrs import define, field

from tiktok_bc_sync.sandbox.tiktok.shop.wire import (
    SHIPPING_RULE,
    Call,
    Json,
    Refused,
    Route,
    bad_parameter,
    section,
)

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
# The vendor names the first one only, and speaks of products.
_SCOPES = ("WAREHOUSE", "PRODUCT")
TEMPLATE_FIELDS = (
    "product_attribute?.weight?.weight",
    "product_attribute?.weight?.unit#",
    "product_attribute?.dimension?.length",
    "product_attribute?.dimension?.width",
    "product_attribute?.dimension?.height",
    "product_attribute?.dimension?.unit#",
)
_TEMPLATE_REGIONS = ("GB", "JP")
# The vendor numbers units; what its own carriers take is made up.
_GRAMS = {1: Decimal(1), 2: Decimal("453.59237"), 3: Decimal("28.349523125"), 4: Decimal(1000)}
_CENTIMETRES = {
    1: Decimal(1),
    2: Decimal("2.54"),
    3: Decimal("30.48"),
    4: Decimal("0.1"),
    5: Decimal(100),
}
_MOST_GRAMS, _MOST_CENTIMETRES = 30_000, 120
_SIDES = {"length": "1", "width": "2", "height": "3"}
_BY_WEIGHT = "4"
_LIMITS = {
    "dimension_limit": {
        **{f"max_{side}": _MOST_CENTIMETRES for side in _SIDES},
        "unit": "CM",
    },
    "weight_limit": {"min_weight": 1, "max_weight": _MOST_GRAMS, "unit": "GRAM"},
}


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
    platform_provider: Json = field(init=False, repr=False)

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
        self.platform_provider = {"id": "7117132100000000001", "name": f"{names[0]} for TikTok"}
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
            Route("GET", "/logistics/202510/seller_templates", self.templates, TEMPLATE_FIELDS),
            Route("GET", "/logistics/202606/seller_template/template_exist", self.has_template),
        ]

    def sender(self, warehouse_id: str) -> Json:
        """Return a warehouse's address as packages tell it."""
        address = self.warehouses[warehouse_id]["address"]
        return {**address, "name": address["contact_person"]}

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
        scope = call.param("scope", "WAREHOUSE")
        if scope not in _SCOPES:
            raise bad_parameter("scope is invalid")
        by_seller, by_platform = self.option(SELLER_OPTION), self.option(PLATFORM_OPTION)
        limits = _LIMITS if scope == "WAREHOUSE" else {}
        return {"delivery_options": [by_seller, {**by_platform, **limits}]}

    def list_providers(self, call: Call) -> Json:
        """Answer Get Shipping Providers: there are none where the platform ships."""
        if call.names["delivery_option_id"] != SELLER_OPTION:
            raise Refused(SHIPPING_RULE + 2, "The delivery option has no providers to choose from")
        named = [{"id": key, "name": name} for key, name in self.providers.items()]
        return {"shipping_providers": named}

    def templates(self, call: Call) -> Json:
        """Answer Get Shipping Template Availability: sellers carry anything, the platform has limits."""
        if self.region not in _TEMPLATE_REGIONS:
            raise Refused(SHIPPING_RULE + 17, "This is not available in this market")
        reasons = _too_much(section(call.body, "product_attribute"))
        unreachable = [{"service_id": PLATFORM_OPTION, "filter_reason": reasons}]
        return {
            "templates": [
                _template("1", "Platform template", 1, default=True)
                | ({"service_unreachable_reason": unreachable} if reasons else {})
                | {"template_is_available": not reasons},
                _template("2", "Seller template", 2, default=False)
                | {"template_is_available": True},
            ]
        }

    def has_template(self, call: Call) -> Json:
        """Answer Check Shipping Template Existence: every warehouse that sells has one."""
        if call.whole("biz_warehouse_id") is None:
            raise bad_parameter("biz_warehouse_id is a required field")
        return {"template_exist": self.sells_from(call.param("biz_warehouse_id"))}

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


def _template(number: str, name: str, party: int, *, default: bool) -> Json:
    told = {"template_name": name, "is_default": default, "template_party": party}
    return {"template": {"template_id": f"709113858774129{number:0>4}", **told}}


def _too_much(product: Json) -> list[Json]:
    """Return why the platform does not carry a product, nothing if it does."""
    weight, dimension = section(product, "weight"), section(product, "dimension")
    found: list[Json] = []
    if weight and _in(_GRAMS, weight["weight"], weight["unit"]) > _MOST_GRAMS:
        found.append({"filter_type": _BY_WEIGHT, "reason": "The product is too heavy"})
    for side, kind in _SIDES.items():
        if dimension and _in(_CENTIMETRES, dimension[side], dimension["unit"]) > _MOST_CENTIMETRES:
            found.append({"filter_type": kind, "reason": f"The product's {side} is too much"})
    return found


def _in(units: dict[int, Decimal], text: str, unit: int) -> Decimal:
    try:
        return Decimal(text) * units[unit]
    except (InvalidOperation, KeyError):
        raise bad_parameter("product_attribute has an unknown unit or no number") from None
