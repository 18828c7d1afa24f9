"""Every reason for which something can't be listed, priced, ordered or shipped, in one table."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from tiktok_bc_sync.models import Reason


@frozen
class Blocked:
    """Nothing can be done, for all of these reasons at once."""

    reasons: tuple[Reason, ...]

    def __str__(self) -> str:
        """A line for each reason."""
        return "\n".join(f"{reason.code}: {reason}" for reason in self.reasons)


@frozen
class ReasonKind:
    """What all reasons of one code have in common; ``message`` is filled in."""

    field: str
    message: str
    mend: str


REASONS: Mapping[str, ReasonKind] = {
    "no_template": ReasonKind(
        "template",
        "No category template takes this product.",
        "Create a default template, or one whose query matches.",
    ),
    "deleted_in_store": ReasonKind(
        "product", "The product was deleted in BigCommerce.", "Restore it there."
    ),
    "no_variants": ReasonKind(
        "variants", "The product has no variant that can be bought.", "Add one."
    ),
    "missing_title": ReasonKind("title", "The product has no title.", "Give it one."),
    "short_title": ReasonKind(
        "title",
        "The title has {length} characters; the region asks for {least}.",
        "Make it longer.",
    ),
    "long_title": ReasonKind(
        "title", "The title has {length} characters; the region takes {most}.", "Cut it to: {offer}"
    ),
    "missing_image": ReasonKind("images", "The product has no picture.", "Add at least one."),
    "many_images": ReasonKind(
        "images",
        "The product has {count} pictures; TikTok shows the first {most}.",
        "Put the best ones first.",
    ),
    "image_address": ReasonKind(
        "images",
        "The picture {url!r} is at no public web address.",
        "Give it an address that begins with https://.",
    ),
    "image_unreachable": ReasonKind(
        "images", "The picture {url!r} can't be fetched: {problem}.", "Upload it again."
    ),
    "image_size": ReasonKind(
        "images",
        "The picture {url!r} has {width} by {height} pixels; each side must have {least} to {most}.",
        "Upload it in another size.",
    ),
    "image_format": ReasonKind(
        "images", "The picture {url!r} is {format}; TikTok takes {taken}.", "Convert it."
    ),
    "missing_description": ReasonKind(
        "description", "The description has no text; the title stands for it.", "Write one."
    ),
    "long_description": ReasonKind(
        "description", "The description is cut to {most} characters.", "Shorten it."
    ),
    "description_pictures": ReasonKind(
        "description",
        "{count} pictures of the description are left out.",
        "Give at most {most}, each at a public address that begins with https://.",
    ),
    "unknown_brand": ReasonKind(
        "brand",
        "TikTok knows no brand {brand!r}; the product is listed without one.",
        "Add the brand on TikTok Shop, or correct its name.",
    ),
    "brand_not_authorized": ReasonKind(
        "brand",
        "The shop may not sell the brand {brand!r} in this category.",
        "Have it authorized on TikTok Shop, or list without a brand in the template.",
    ),
    "missing_weight": ReasonKind(
        "weight",
        "Nobody says what the parcel weighs.",
        "Give the product or its template a weight.",
    ),
    "missing_dimensions": ReasonKind(
        "dimensions",
        "The category needs the parcel's length, width and height.",
        "Give the product or its template all three.",
    ),
    "unknown_unit": ReasonKind(
        "weight",
        "The store weighs in {unit!r}, which can't be converted to kilograms.",
        "Choose another unit in BigCommerce, or give the template a weight.",
    ),
    "missing_warehouse": ReasonKind(
        "warehouse",
        "Nobody says in which TikTok warehouse the stock is.",
        "Choose one in the configuration.",
    ),
    "unknown_warehouse": ReasonKind(
        "warehouse",
        "The shop has no warehouse {warehouse}.",
        "Choose another in the configuration.",
    ),
    "missing_sku": ReasonKind("sku", "Variant {variant} has no SKU.", "Give every variant one."),
    "duplicate_sku": ReasonKind(
        "sku", "The SKU {sku} is there twice.", "Give every variant its own."
    ),
    "invalid_sku": ReasonKind(
        "sku", "The region does not take the SKU {sku!r}.", "Give it {form}."
    ),
    "too_many_skus": ReasonKind(
        "variants", "The product has {count} SKUs; the region takes {most}.", "Split the product."
    ),
    "missing_gtin": ReasonKind(
        "gtin", "The SKU {sku} has no GTIN.", "Give it one, or turn codes off."
    ),
    "invalid_gtin": ReasonKind("gtin", "The GTIN {gtin} of {sku} is not valid.", "Correct it."),
    "duplicate_gtin": ReasonKind(
        "gtin", "The GTIN {gtin} is carried by {skus}.", "Give each SKU its own."
    ),
    "simple_product": ReasonKind(
        "options",
        "The product has no options; TikTok lists products with variants.",
        "Add an option in BigCommerce, or choose another policy for simple products in the template.",
    ),
    "too_many_options": ReasonKind(
        "options",
        "Variants differ by {options}; the category takes {most} at most.",
        "Split the product, or map its options in the template.",
    ),
    "option_name": ReasonKind(
        "options",
        "The option {option!r} has no name of 1 to {most} characters.",
        "Rename it, or map it to one of TikTok's attributes in the template.",
    ),
    "equal_options": ReasonKind(
        "options", "Two options come to {name!r} on TikTok.", "Rename one, or map it otherwise."
    ),
    "missing_value": ReasonKind(
        "options", "Variant {sku} has no value for {option}.", "Give it one."
    ),
    "equal_values": ReasonKind(
        "options", "Variants {one} and {other} have the same values.", "Make their options differ."
    ),
    "long_value": ReasonKind(
        "options", "The value {value!r} is longer than {most} characters.", "Shorten it."
    ),
    "missing_attribute": ReasonKind(
        "attributes",
        "The category requires {attribute}, and the product gives none.",
        "Map it in the template, or fill it in on the product.",
    ),
    "unknown_value": ReasonKind(
        "attributes",
        "{attribute} does not take the value {value!r}.",
        "Map it to one of TikTok's values in the template.",
    ),
    "long_attribute": ReasonKind(
        "attributes",
        "The value of {attribute} has {length} characters; {most} are taken.",
        "Shorten it.",
    ),
    "attribute_not_a_number": ReasonKind(
        "attributes",
        "{attribute} takes a number greater than 0, not {value!r}.",
        "Correct it, or map the attribute otherwise.",
    ),
    "category_not_leaf": ReasonKind(
        "category", "Category {category} has categories below it.", "Choose one of those."
    ),
    "category_closed": ReasonKind(
        "category",
        "The shop may not sell in category {category}.",
        "Apply for it, or choose another.",
    ),
    "cod_not_supported": ReasonKind(
        "cod", "Cash on delivery is not offered here.", "Switch it off in the template."
    ),
    "missing_manufacturer": ReasonKind(
        "manufacturer", "The category asks who made the product.", "Name one in the template."
    ),
    "missing_responsible_person": ReasonKind(
        "responsible_person",
        "The category asks who answers for the product in the EU.",
        "Name one in the template.",
    ),
    "missing_certification": ReasonKind(
        "certifications",
        "The category asks for the certification {name!r}.",
        "Add it to the template.",
    ),
    "missing_expiry": ReasonKind(
        "certifications",
        "The certification {name!r} must say on which day it ends.",
        "Give the day in the template.",
    ),
    "missing_size_chart": ReasonKind(
        "size_chart", "The category asks for a size chart.", "Add one to the template."
    ),
    "missing_rate": ReasonKind(
        "price",
        "Nobody says how {store} converts to {shop}.",
        "Give the exchange rate in the configuration.",
    ),
    "price_not_a_number": ReasonKind(
        "price",
        "The price of {sku} comes to nothing that can be reckoned with: {steps}.",
        "Correct the price, its rule or the rate.",
    ),
    "price_not_positive": ReasonKind(
        "price", "The price of {sku} comes to {price}: {steps}.", "Change the price or its rule."
    ),
    "price_too_low": ReasonKind(
        "price",
        "The price of {sku} comes to {price}, below {least}: {steps}.",
        "Change the price or its rule.",
    ),
    "price_too_high": ReasonKind(
        "price",
        "The price of {sku} comes to {price}, over {most}: {steps}.",
        "Change the price or its rule.",
    ),
    "audit_failed": ReasonKind("listing", "{text}", "Change what TikTok names, then upload again."),
    "stopped_by_rule": ReasonKind(
        "listing",
        "A listing rule takes this product down.",
        "It comes back by itself; change the rule to list it now.",
    ),
    "no_lines": ReasonKind("lines", "The order has no lines.", "Look it up on TikTok Shop."),
    "unknown_sku": ReasonKind(
        "sku",
        "No product in BigCommerce has the SKU {sku!r}; near ones: {near}.",
        "Add the SKU in BigCommerce and pull, or correct it on TikTok.",
    ),
    "ambiguous_sku": ReasonKind(
        "sku", "The SKU {sku!r} is carried by several variants: {variants}.", "Make it unique."
    ),
    "missing_country": ReasonKind(
        "address", "The order's address has no country.", "Look the order up on TikTok Shop."
    ),
    "totals_differ": ReasonKind(
        "total", "The order does not add up: {arithmetic}.", "Look the order up on TikTok Shop."
    ),
    "unknown_carrier": ReasonKind(
        "carrier",
        "TikTok knows no carrier {carrier!r}.",
        "Map it in the configuration to one of: {offered}.",
    ),
    "missing_tracking": ReasonKind(
        "tracking_number",
        "The shipment {shipment} has no tracking number.",
        "Add it in BigCommerce.",
    ),
    "extra_units": ReasonKind(
        "items",
        "The shipment {shipment} holds {units} units that TikTok doesn't wait for.",
        "Correct it in BigCommerce, if they were meant for this order.",
    ),
    "platform_ships": ReasonKind(
        "carrier",
        "TikTok's own carrier ships this order: the shipment {shipment} is not told.",
        "Hand the order's packages over here.",
    ),
    "shipment_deleted": ReasonKind(
        "shipment",
        "The shipment {shipment} was deleted in BigCommerce after TikTok was told of it.",
        "Make it anew with the right carrier and number.",
    ),
    "order_not_in_store": ReasonKind(
        "order",
        "The order {order} is not in BigCommerce.",
        "Fetch orders, and see why it can't be made.",
    ),
    "refund_currency": ReasonKind(
        "refund",
        "The refund is in {refund}, the order in {order}.",
        "Refund it in BigCommerce by hand.",
    ),
    "refund_means": ReasonKind(
        "refund",
        "BigCommerce could refund this order only by paying out itself, and TikTok has paid already.",
        "Note the refund in BigCommerce by hand.",
    ),
    "too_late_to_cancel": ReasonKind(
        "status",
        "The order is {status}, and TikTok no longer lets it be cancelled.",
        "Settle it with the buyer, or take the cancellation in BigCommerce back.",
    ),
    "cancel_reason": ReasonKind(
        "reason",
        "TikTok doesn't take the reason {reason!r} for this order now.",
        "TikTok offers: {offered}.",
    ),
}
"""Code -> what it says and how it is mended; the codes are stable."""


def reason(code: str, **facts: object) -> Reason:
    """Make a reason of the table."""
    kind = REASONS[code]
    return Reason(code, kind.field, kind.message.format(**facts), kind.mend.format(**facts))
