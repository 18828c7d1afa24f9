"""What the fake store makes of an order that is posted to it: lines, addresses and amounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from attrs import frozen

from tiktok_bc_sync.sandbox.bigcommerce.catalog.catalog import Catalog, is_simple
from tiktok_bc_sync.sandbox.bigcommerce.orders.amounts import (
    AMOUNTS,
    ZERO,
    line_amounts,
    money,
    number,
    order_amounts,
    taxed,
)
from tiktok_bc_sync.sandbox.bigcommerce.orders.fees import read_fees
from tiktok_bc_sync.sandbox.bigcommerce.orders.orders import ADDRESS, STATUSES, Draft
from tiktok_bc_sync.sandbox.bigcommerce.profile.currencies import Currencies
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import Json, amount, objects, v2_refusal, whole

_READ_ONLY = frozenset(
    (
        "id",
        "date_modified",
        "date_shipped",
        "status",
        "external_id",
        "currency_id",
        "currency_code",
        "default_currency_id",
        "total_tax",
        "subtotal_tax",
        "is_deleted",
    )
)
_TEXTS: Mapping[str, str | None] = {
    "customer_message": "",
    "staff_notes": "",
    "payment_method": "",
    "payment_provider_id": None,
    "external_source": None,
    "external_order_id": None,
    "external_merchant_id": None,
    "order_source": "external",
    "ip_address": "",
    "ip_address_v6": "",
    "geoip_country": "",
    "geoip_country_iso2": "",
    "ebay_order_id": "0",
    "tax_provider_id": "",
    "customer_locale": "en",
}
_IDS = {"channel_id": 1, "customer_id": 0}
_PARTS = ("products", "billing_address", "shipping_addresses", "fees")
_KNOWN = {
    *_TEXTS,
    *_IDS,
    *AMOUNTS,
    *_PARTS,
    "status_id",
    "default_currency_code",
    "date_created",
    "items_total",
    "items_shipped",
}


@frozen
class Drafts:
    """Reads posted orders against a catalogue."""

    catalog: Catalog
    currencies: Currencies

    def read(self, given: Json) -> Draft:
        """Return the order with its parts. Raises the 400 that says what is wrong."""
        check_fields(given)
        if not isinstance(given.get("billing_address"), dict):
            raise v2_refusal(400, "The field 'billing_address' is required.")
        if not (wanted := objects(given.get("products"))):
            raise v2_refusal(400, "The field 'products' is required.")
        lines = [self._line(one) for one in wanted]
        fees = read_fees(given.get("fees") or [])
        order = self._order(given, lines, fees)
        addresses = objects(given.get("shipping_addresses")) or [order["billing_address"]]
        return Draft(order, lines, _addresses(addresses, order), fees)

    def relined(self, given: object, lines: Sequence[Json]) -> list[Json]:
        """Return an order's lines after an update: some changed, some gone at 0 units, some new.

        A new line has the id 0. Raises the 400 that says what is wrong.
        """
        if not (wanted := objects(given)):
            raise v2_refusal(400, "The field 'products' is invalid.")
        known = {line["id"]: line for line in lines}
        added: list[Json] = []
        for one in wanted:
            if "id" not in one:
                added.append(self._line(one))
            elif (key := whole(one["id"])) not in known:
                raise v2_refusal(400, f"The order has no line {one['id']}.")
            elif (line := _changed(known[key], one)) is None:
                del known[key]
            else:
                known[key] = line
        if not (known or added):
            raise v2_refusal(400, "An order needs a product.")
        return [*known.values(), *added]

    def _order(self, given: Json, lines: list[Json], fees: list[Json]) -> Json:
        status = status_of(given.get("status_id", 1))
        ours = self.currencies.default
        code = given.get("default_currency_code") or ours["currency_code"]
        # A currency that the store does not have is taken as it is: the vendor does not say.
        currency = self.currencies.with_code(code) or ours
        return {
            **_EMPTY_ORDER,
            **{name: _text(given, name) or default for name, default in _TEXTS.items()},
            **{name: whole(given.get(name)) or default for name, default in _IDS.items()},
            **order_amounts(given, lines, fees),
            "date_created": str(given.get("date_created") or ""),
            "status_id": status,
            "status": STATUSES[status],
            "items_total": sum(line["quantity"] for line in lines),
            "order_is_digital": all(line["type"] == "digital" for line in lines),
            "currency_id": currency["id"],
            "currency_code": code,
            "default_currency_id": currency["id"],
            "default_currency_code": code,
            "store_default_currency_code": ours["currency_code"],
            "store_default_to_transactional_exchange_rate": currency["currency_exchange_rate"],
            "billing_address": {"form_fields": [], **_address(given["billing_address"])},
        }

    def _line(self, line: Json) -> Json:
        quantity = whole(line.get("quantity", 1))
        if not quantity:
            raise v2_refusal(400, "The quantity of a product is invalid.")
        product, variant = self._sold(line)
        name = _text(line, "name") or (product or {}).get("name", "")
        inc, ex = _prices(line, product, variant)
        return {
            **_EMPTY_LINE,
            "product_id": product["id"] if product else 0,
            "variant_id": variant["id"] if variant else 0,
            "name": name,
            "name_merchant": _text(line, "name_merchant") or name,
            "name_customer": _text(line, "name_customer") or name,
            "sku": variant["sku"] if variant else _text(line, "sku") or "",
            "upc": _text(line, "upc") or (variant or {}).get("upc") or "",
            "type": (product or {}).get("type", "physical"),
            "quantity": quantity,
            **line_amounts(inc, ex, quantity),
            "product_options": _options(variant),
        }

    def _sold(self, line: Json) -> tuple[Json | None, Json | None]:
        """Return the product and variant of a line, none for one that the catalogue does not have."""
        if not line.get("product_id"):
            return _custom(line)
        product = self.catalog.products.get(whole(line["product_id"]))
        if product is None:
            raise v2_refusal(400, f"The product {line['product_id']} does not exist.")
        chosen = {
            whole(one.get("id")): str(one.get("value", ""))
            for one in objects(line.get("product_options")) or ()
        }
        missing = [
            one["display_name"]
            for one in product["modifiers"]
            if one.get("required") and one.get("id") not in chosen
        ]
        if missing:
            raise v2_refusal(400, f"The required options {', '.join(missing)} are missing.")
        return product, _variant(product, whole(line.get("variant_id")), chosen)


def check_fields(given: Json) -> None:
    """Refuse fields that an order does not have, or that only the service writes."""
    for name in given:
        if name in _READ_ONLY:
            message = f"The field '{name}' cannot be written to. Please remove it from your request"
            raise v2_refusal(400, f"{message} before trying again.")
        if name not in _KNOWN:
            raise v2_refusal(400, f"The field '{name}' is not supported by this resource.")


def changes(given: Json) -> Json:
    """Return the plain fields that an update may change, amounts in the service's form."""
    fields: Json = {name: _text(given, name) for name in given if name in _TEXTS}
    fields |= {name: whole(given[name]) for name in given if name in _IDS}
    for name in set(AMOUNTS) & given.keys():
        fields[name] = money(number(given, name) or Decimal(0))
    if isinstance(given.get("billing_address"), dict):
        fields["billing_address"] = _address(given["billing_address"])
    return fields


def status_of(value: object) -> int:
    """Return a status's number. Raises the 400 for one that there is not."""
    text = str(value)
    if not text.isdecimal() or int(text) >= len(STATUSES):
        raise v2_refusal(400, "The field 'status_id' is invalid.")
    return int(text)


def _changed(line: Json, given: Json) -> Json | None:
    """Return a line after an update, None where no unit of it is left."""
    text = str(given.get("quantity", line["quantity"]))
    if not text.isdecimal() or int(text) < max(line["quantity_shipped"], line["quantity_refunded"]):
        raise v2_refusal(400, "The quantity of a product is invalid.")
    if int(text) == 0:
        return None
    found = (number(given, f"price_{one}") for one in ("inc_tax", "ex_tax"))
    inc, ex = found if given.keys() & {"price_inc_tax", "price_ex_tax"} else (None, None)
    inc = inc if inc is not None else amount(line["price_inc_tax"]) if ex is None else ex
    ex = ex if ex is not None else amount(line["price_ex_tax"])
    names = ("name", "name_customer", "name_merchant", "upc")
    texts = {name: _text(given, name) for name in names if given.get(name)}
    return {**line, **texts, "quantity": int(text), **line_amounts(inc, ex, int(text))}


def _custom(line: Json) -> tuple[None, None]:
    for name in ("name", "quantity", "price_inc_tax", "price_ex_tax"):
        if line.get(name) in (None, ""):
            raise v2_refusal(400, f"The field '{name}' of a custom product is required.")
    return None, None


def _variant(product: Json, variant_id: int, chosen: Mapping[int, str]) -> Json:
    """Return the variant that a line names by its id, or by a value for each option."""
    variants: list[Json] = product["variants"]
    if variant_id:
        found = [one for one in variants if one["id"] == variant_id]
    elif is_simple(product):
        found = variants
    else:
        found = [
            one
            for one in variants
            if all(
                chosen.get(value["option_id"]) in (str(value["id"]), value["label"])
                for value in one["option_values"]
            )
        ]
    if not found:
        raise v2_refusal(400, "The options of one or more products are invalid.")
    return found[0]


def _prices(line: Json, product: Json | None, variant: Json | None) -> tuple[Decimal, Decimal]:
    """Return the price with and without tax; where just one is given there is no tax."""
    inc, ex = number(line, "price_inc_tax"), number(line, "price_ex_tax")
    if inc is None and ex is None:
        own = variant["price"] if variant else None
        found = (product or {}).get("sale_price") or (product or {}).get("price")
        inc = ex = amount(own if own is not None else found)
    inc = inc if inc is not None else ex
    ex = ex if ex is not None else inc
    return inc or Decimal(0), ex or Decimal(0)


def address_fields(given: Json) -> Json:
    """Return what was given of a shipping address."""
    fields: Json = {
        name: _text(given, name) or "" for name in (*ADDRESS, "shipping_method") if name in given
    }
    if "form_fields" in given:
        if (form := objects(given["form_fields"])) is None:
            raise v2_refusal(400, "The field 'form_fields' is invalid.")
        fields["form_fields"] = form
    return fields


def _addresses(wanted: list[Json], order: Json) -> list[Json]:
    """Return where an order goes to, the first address with all of its lines."""
    return [
        {
            **_EMPTY_ADDRESS,
            **_address(one),
            "shipping_method": _text(one, "shipping_method") or "",
            "items_total": order["items_total"] if number == 0 else 0,
            "base_cost": order["base_shipping_cost"] if number == 0 else ZERO,
            **taxed(
                "cost",
                Decimal(order["shipping_cost_inc_tax"]) if number == 0 else Decimal(0),
                Decimal(order["shipping_cost_ex_tax"]) if number == 0 else Decimal(0),
            ),
        }
        for number, one in enumerate(wanted)
    ]


def _address(given: Json) -> Json:
    return {name: _text(given, name) or "" for name in ADDRESS}


def _options(variant: Json | None) -> list[Json]:
    return [
        {
            "id": value["id"],
            "option_id": value["option_id"],
            "product_option_id": value["option_id"],
            "display_name": value["option_display_name"],
            "display_value": value["label"],
            "value": str(value["id"]),
            "type": "Multiple choice",
            "name": value["option_display_name"],
        }
        for value in (variant["option_values"] if variant else ())
    ]


def _text(given: Mapping[str, Any], name: str) -> str | None:
    """Return a text field, numbers as text. Raises the 400 for anything else."""
    value = given.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise v2_refusal(400, f"The field '{name}' is invalid.")
    return str(value)


_EMPTY_ORDER: Json = {
    "id": 0,
    "date_created": "",
    "date_modified": "",
    "date_shipped": "",
    "cart_id": None,
    "items_shipped": 0,
    "payment_status": "",
    "store_credit_amount": ZERO,
    "gift_certificate_amount": ZERO,
    "coupon_discount": ZERO,
    "currency_id": 1,
    "currency_exchange_rate": "1.0000000000",
    "default_currency_id": 1,
    "store_default_to_transactional_exchange_rate": "1.0000000000",
    "shipping_address_count": 1,
    "is_deleted": False,
    "order_is_digital": False,
    "is_email_opt_in": False,
    "is_tax_inclusive_pricing": False,
    "external_id": None,
}
_EMPTY_LINE: Json = {
    "id": 0,
    "order_id": 0,
    "order_pickup_method_id": 0,
    "order_address_id": 0,
    "base_cost_price": ZERO,
    "is_refunded": False,
    "quantity_refunded": 0,
    "refund_amount": ZERO,
    "return_id": 0,
    "quantity_shipped": 0,
    "fixed_shipping_cost": ZERO,
    "option_set_id": None,
    "parent_order_product_id": None,
    "is_bundled_product": False,
    "external_id": None,
    "applied_discounts": [],
    "configurable_fields": [],
}
_EMPTY_ADDRESS: Json = {
    "id": 0,
    "order_id": 0,
    "items_shipped": 0,
    "cost_tax_class_id": 0,
    "base_handling_cost": ZERO,
    "handling_cost_ex_tax": ZERO,
    "handling_cost_inc_tax": ZERO,
    "handling_cost_tax": ZERO,
    "handling_cost_tax_class_id": 0,
    "shipping_zone_id": 0,
    "shipping_zone_name": "",
    "form_fields": [],
}
