"""How products look in the fake TikTok Shop's answers, and how a submitted SKU is kept."""

from __future__ import annotations

from decimal import Decimal

from tiktok_bc_sync.sandbox.tiktok.listings import listing_quality
from tiktok_bc_sync.sandbox.tiktok.listings.listings import Listings
from tiktok_bc_sync.sandbox.tiktok.listings.product_market import Market
from tiktok_bc_sync.sandbox.tiktok.listings.strikethrough import struck_through
from tiktok_bc_sync.sandbox.tiktok.shop.wire import Json, items, section

_COPIED = (
    "description",
    "external_product_id",
    "is_cod_allowed",
    "is_not_for_sale",
    "is_pre_owned",
    "key_product_features",
    "manufacturer_ids",
    "minimum_order_quantity",
    "package_dimensions",
    "package_weight",
    "responsible_person_ids",
    "search_terms",
    "shipping_template_id",
    "title",
)
_STATUS_WITHOUT_AUDIT = {"PENDING": "INITIAL", "FAILED": "INITIAL"}


# --- taking in -----------------------------------------------------------------------


def kept_sku(given: Json, old: Json | None, category_id: str, listings: Listings) -> Json:
    """Make the SKU to keep of what was submitted; price and stock stay the old ones when left out."""
    old = old or _new_sku()
    stock = {one["warehouse_id"]: one.get("quantity", 0) for one in items(given, "inventory")}
    price = kept_price(given["price"]) if given.get("price") else old["price"]
    return {
        "id": old.get("id") or listings.ids.next("17295", 19),
        "seller_sku": given.get("seller_sku") or "",
        "external_sku_id": given.get("external_sku_id") or "",
        "identifier_code": given.get("identifier_code"),
        "sales_attributes": [
            _sales_attribute(one, category_id, listings) for one in items(given, "sales_attributes")
        ],
        "price": price,
        "list_price": kept_list_price(given.get("list_price"), price) or old["list_price"],
        "inventory": stock or dict(old["inventory"]),
        "committed": old["committed"],
        "verified": old["verified"],
        "restocks": old["restocks"],
    }


def _new_sku() -> Json:
    return {
        "inventory": {},
        "price": {},
        "list_price": None,
        "committed": {},
        "verified": None,
        "restocks": True,
    }


def kept_price(given: Json) -> Json:
    """Keep a price: what was submitted as ``amount`` is shown under other names."""
    amount = given["amount"]
    return {
        "currency": given["currency"],
        "sale_price": amount,
        "tax_exclusive_price": amount,
    }


def kept_list_price(given: Json | None, price: Json) -> Json | None:
    """Keep a struck-through price; one below the price is thrown away, as the vendor does."""
    if not given or Decimal(given["amount"]) < Decimal(price["sale_price"]):
        return None
    return {"amount": given["amount"], "currency": given["currency"]}


def _sales_attribute(given: Json, category_id: str, listings: Listings) -> Json:
    known = {one["id"]: one for one in listings.categories.attributes(category_id)}
    name = given.get("name") or ""
    attribute_id = given.get("id") or listings.own_id("", name)
    value_id, value = given.get("value_id"), given.get("value_name") or ""
    built_in = known.get(attribute_id, {"name": name, "values": []})
    named = {one["id"]: one["name"] for one in built_in["values"]}
    by_name = {one["name"].casefold(): one["id"] for one in built_in["values"]}
    value_id = value_id or by_name.get(value.casefold()) or listings.own_id(attribute_id, value)
    kept = {
        "id": attribute_id,
        "name": built_in["name"] or listings.own[attribute_id][1],
        "value_id": value_id,
        "value_name": named.get(value_id) or listings.own[value_id][1],
    }
    return {**kept, "sku_img": given["sku_img"]} if given.get("sku_img") else kept


# --- giving out ----------------------------------------------------------------------


def created(product: Json, skus: list[Json]) -> Json:
    """Return the answer to a create or an edit."""
    return {
        "product_id": product["id"],
        "skus": [
            {
                "id": sku["id"],
                "seller_sku": sku["seller_sku"],
                "external_sku_id": sku["external_sku_id"],
                "sales_attributes": [
                    {"id": one["id"], "value_id": one["value_id"]}
                    for one in sku["sales_attributes"]
                ],
            }
            for sku in skus
        ],
    }


def audit(product: Json) -> Json:
    """Return where the review stands."""
    waits = product["audit"] == "PRE_APPROVED"
    return {
        "status": product["audit"],
        "pre_approved_reasons": ["RESTRICTED_CATEGORY_PENDING"] if waits else [],
    }


def full(product: Json, version: Json, market: Market) -> Json:
    """Return a product as Get Product does."""
    content = version["content"]
    brand = content.get("brand_id")
    status = product["status"]
    return {
        **{name: content[name] for name in _COPIED if content.get(name) is not None},
        "id": product["id"],
        "status": status,
        "product_status": _STATUS_WITHOUT_AUDIT.get(status, status),
        "audit": audit(product),
        "audit_failed_reasons": product["failed"],
        "category_chains": [
            {key: one[key] for key in ("id", "parent_id", "local_name", "is_leaf")}
            for one in market.categories.chain(content["category_id"])
        ],
        "main_images": [market.pictures.shown(one["uri"]) for one in content["main_images"]],
        "product_attributes": _product_attributes(content, market),
        **_documents(content, market),
        "skus": [_full_sku(sku, market) for sku in version["skus"]],
        "has_draft": product["draft"] is not None,
        "create_time": product["create_time"],
        "update_time": product["update_time"],
        **({"brand": {"id": brand, "name": market.brands.brands[brand].name}} if brand else {}),
        **_quality(content, market),
    }


def _quality(content: Json, market: Market) -> Json:
    """Return how good the listing is, which the vendor tells in the United States only."""
    if market.region != "US":
        return {}
    return {"listing_quality_tier": listing_quality.tier_of(content, market)}


def _documents(content: Json, market: Market) -> Json:
    """Return what shows or proves something about a product: charts, certificates, a video."""
    shown: Json = {}
    if chart := section(content, "size_chart"):
        image = section(chart, "image").get("uri")
        shown["size_chart"] = {
            **({"image": market.pictures.shown(image)} if image else {}),
            **({"template": chart["template"]} if chart.get("template") else {}),
        }
    if certifications := items(content, "certifications"):
        rules = market.categories.rules(content["category_id"])["product_certifications"]
        titles = {one["id"]: one["name"] for one in rules}
        shown["certifications"] = [
            _certification(one, titles[one["id"]], market) for one in certifications
        ]
    if video := section(content, "video").get("id"):
        shown["video"] = _picked(market.files.files[video], "id", "format", "url", "size")
    return shown


def _certification(given: Json, title: str, market: Market) -> Json:
    files = [market.files.files[one["id"]] for one in items(given, "files")]
    ends = given.get("expiration_date")
    return {
        "id": given["id"],
        "title": title,
        "images": [market.pictures.shown(one["uri"]) for one in items(given, "images")],
        "files": [{**_picked(one, "id", "name", "format"), "urls": [one["url"]]} for one in files],
        **({"expiration_date": ends} if ends else {}),
    }


def _picked(value: Json, *names: str) -> Json:
    return {name: value[name] for name in names}


def _product_attributes(content: Json, market: Market) -> list[Json]:
    known = {one["id"]: one for one in market.categories.attributes(content["category_id"])}
    shown: list[Json] = []
    for given in items(content, "product_attributes"):
        attribute = known[given["id"]]
        names = {one["id"]: one["name"] for one in attribute["values"]}
        values = [
            {
                "id": one.get("id") or "",
                "name": names.get(one.get("id") or "") or one.get("name", ""),
            }
            for one in given["values"]
        ]
        shown.append({"id": given["id"], "name": attribute["name"], "values": values})
    return shown


def _full_sku(sku: Json, market: Market) -> Json:
    code, listed = sku["identifier_code"], struck_through(sku, market.clock.unix)
    return {
        "id": sku["id"],
        "seller_sku": sku["seller_sku"],
        "external_sku_id": sku["external_sku_id"],
        "price": sku["price"],
        "inventory": inventory(sku),
        "sales_attributes": [_shown_attribute(one, market) for one in sku["sales_attributes"]],
        "status_info": {"status": "NORMAL"},
        **({"identifier_code": code} if code else {}),
        **({"list_price": listed} if listed else {}),
    }


def _shown_attribute(one: Json, market: Market) -> Json:
    image = one.get("sku_img")
    return {**one, "sku_img": market.pictures.shown(image["uri"])} if image else one


def inventory(sku: Json) -> list[Json]:
    """Return a SKU's stock by warehouse."""
    return [{"warehouse_id": key, "quantity": count} for key, count in sku["inventory"].items()]


def summary(product: Json, region: str) -> Json:
    """Return a product as Search Products does."""
    return {
        "id": product["id"],
        "title": product["content"]["title"],
        "status": product["status"],
        "audit": audit(product),
        "has_draft": product["draft"] is not None,
        "is_not_for_sale": bool(product["content"].get("is_not_for_sale")),
        "sales_regions": [region],
        "create_time": product["create_time"],
        "update_time": product["update_time"],
        "skus": [
            {
                "id": sku["id"],
                "seller_sku": sku["seller_sku"],
                "price": sku["price"],
                "inventory": inventory(sku),
                "status_info": {"status": "NORMAL"},
                **({"list_price": sku["list_price"]} if sku["list_price"] else {}),
            }
            for sku in product["skus"]
        ],
    }
