"""What a product of the fake TikTok Shop refers to by id must exist and must fit the product."""

from __future__ import annotations

from collections.abc import Iterator

from tiktok_bc_sync.sandbox.tiktok.listings.product_market import Flaw, Market
from tiktok_bc_sync.sandbox.tiktok.shop.files import PDF, VIDEOS
from tiktok_bc_sync.sandbox.tiktok.shop.wire import PRODUCT_RULE, Json, items, section

_MOST_EXTERNAL_ID = 999
_MOST_CERTIFICATIONS = 10


def reference_flaws(product: Json, market: Market) -> Iterator[Flaw]:
    """Yield every reference that leads nowhere, whatever the category."""
    if len(product.get("external_product_id") or "") > _MOST_EXTERNAL_ID:
        yield PRODUCT_RULE + 6, f"external_product_id has over {_MOST_EXTERNAL_ID} characters"
    if product.get("brand_id") and not market.brands.selectable(product["brand_id"]):
        yield PRODUCT_RULE + 7, "The brand does not exist, or needs an authorization first"
    video = section(product, "video").get("id")
    if video and not market.files.is_of(video, VIDEOS):
        yield PRODUCT_RULE + 9, "The video was not uploaded"
    registers = (market.compliance.manufacturers, market.compliance.responsible_persons)
    for register in registers:
        given = items(product, f"{register.kind.noun}_ids")
        if not set(given) <= set(register.entries):
            yield PRODUCT_RULE + 55, f"A {register.kind.noun.replace('_', ' ')} does not exist"


def size_chart_flaws(product: Json, market: Market) -> Iterator[Flaw]:
    """Yield what is wrong with a size chart; one where none is supported is not looked at."""
    chart, category_id = section(product, "size_chart"), product["category_id"]
    if not market.categories.rules(category_id)["size_chart"]["is_supported"]:
        return
    template, image = section(chart, "template").get("id"), section(chart, "image").get("uri")
    if template and not market.size_charts.template_for(template, category_id):
        yield PRODUCT_RULE + 56, "The size chart is no template of this category"
    if image and not _uploaded(image, "SIZE_CHART_IMAGE", market):
        yield PRODUCT_RULE + 57, "The size chart's image was not uploaded as one"


def certification_flaws(product: Json, market: Market) -> Iterator[Flaw]:
    """Yield what is wrong with the certifications that were sent."""
    given = items(product, "certifications")
    if len(given) > _MOST_CERTIFICATIONS:
        yield PRODUCT_RULE + 58, f"A product has at most {_MOST_CERTIFICATIONS} certifications"
    rules = market.categories.rules(product["category_id"])["product_certifications"]
    known = {one["id"]: one for one in rules}
    for one in given:
        if one["id"] not in known:
            yield PRODUCT_RULE + 58, f"The category has no certification {one['id']}"
        else:
            yield from _documents(one, known[one["id"]], market)


def _documents(given: Json, rule: Json, market: Market) -> Iterator[Flaw]:
    images, files = items(given, "images"), items(given, "files")
    if not images and not files:
        yield PRODUCT_RULE + 59, f"The certification {rule['name']} has no document"
    if not all(_uploaded(one["uri"], "CERTIFICATION_IMAGE", market) for one in images):
        yield PRODUCT_RULE + 59, "A certification's image was not uploaded as one"
    if not all(market.files.is_of(one["id"], (PDF,)) for one in files):
        yield PRODUCT_RULE + 59, "A certification's file was not uploaded, or is no PDF"
    ends = given.get("expiration_date")
    if rule["expiration_date"]["is_required"] and not ends:
        yield PRODUCT_RULE + 59, f"The certification {rule['name']} needs its expiration date"
    if ends and ends <= market.clock.unix:
        yield PRODUCT_RULE + 59, f"The certification {rule['name']} has expired"


def _uploaded(uri: str, use_case: str, market: Market) -> bool:
    return bool(market.pictures.pictures.get(uri, {}).get("use_case") == use_case)
