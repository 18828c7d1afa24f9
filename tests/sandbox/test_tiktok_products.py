"""Products: what may be listed, how they are reviewed and edited, their price and stock."""

from __future__ import annotations

import struct
import zlib
from datetime import timedelta
from typing import Any

import pytest

from tests.sandbox.tiktok_scene import (
    BOOKS,
    CANDLES,
    DRESSES,
    FURNITURE,
    KNIVES,
    LAMPS,
    NOON,
    PRODUCTS,
    SECOND_WAREHOUSE,
    SOFT_TOYS,
    TOPS,
    WAREHOUSE,
    Json,
    Scene,
    opened,
)

Changes = dict[str, Any]
ENGLISH = [{"id": "100620", "values": [{"id": "10062001"}]}]
COTTON = [{"id": "100701", "values": [{"id": "10070101"}]}]
SIZE = {"length": "10", "width": "20", "height": "30", "unit": "CENTIMETER"}


def png(width: int, height: int) -> bytes:
    """Return the beginning of a PNG of that size, which is all that is looked at."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))


def coloured(name: str, **more: Any) -> Json:
    """Return what a SKU needs to be the one of that colour."""
    return {"sales_attributes": [{"id": "100000", "value_name": name}], **more}


def own(name: str, value: str) -> Json:
    return {"name": name, "value_name": value}


# --- what may be listed ------------------------------------------------------------------

FLAWS: list[tuple[str, str, Changes]] = [
    ("a title over 255", "GB", {"title": "x" * 256}),
    ("a title of blanks", "GB", {"title": "   "}),
    ("a short title in Indonesia", "ID", {"title": "x" * 24}),
    ("a description over 10,000", "GB", {"description": "x" * 10_001}),
    ("31 description images", "GB", {"description": "<img src='x'>" * 31}),
    ("a foreign description image", "GB", {"description": '<img src="https://other.test/a.png">'}),
    ("an unknown image", "GB", {"main_images": [{"uri": "nowhere"}]}),
    ("a category with children", "GB", {"category_id": "600001"}),
    ("an unknown category", "GB", {"category_id": "1"}),
    ("a category by invitation", "GB", {"category_id": KNIVES}),
    ("the other category tree", "GB", {"category_version": "v2"}),
    ("the old category tree", "US", {"category_version": None}),
    ("an unknown brand", "GB", {"brand_id": "1"}),
    ("a long external id", "GB", {"external_product_id": "x" * 1000}),
    ("no weight", "GB", {"package_weight": None}),
    ("a weight of zero", "GB", {"package_weight": {"value": "0", "unit": "KILOGRAM"}}),
    ("a negative weight", "GB", {"package_weight": {"value": "-1", "unit": "KILOGRAM"}}),
    ("a weight in grams", "GB", {"package_weight": {"value": "5", "unit": "GRAM"}}),
    ("a weight too exact", "GB", {"package_weight": {"value": "0.0001", "unit": "KILOGRAM"}}),
    ("dimensions missing", "GB", {"category_id": FURNITURE}),
    ("dimensions not whole", "GB", {"package_dimensions": {**SIZE, "width": "1.5"}}),
    ("dimensions of zero", "GB", {"package_dimensions": {**SIZE, "width": "0"}}),
    ("inches in Britain", "GB", {"package_dimensions": {**SIZE, "unit": "INCH"}}),
    ("mixed systems", "US", {"package_dimensions": {**SIZE, "unit": "INCH"}}),
    ("a required attribute missing", "GB", {"category_id": BOOKS}),
    ("an attribute of another category", "GB", {"product_attributes": ENGLISH}),
    (
        "an unknown value",
        "GB",
        {"category_id": BOOKS, "product_attributes": [{"id": "100620", "values": [{"id": "1"}]}]},
    ),
    (
        "a custom value where none is taken",
        "GB",
        {
            "category_id": BOOKS,
            "product_attributes": [{"id": "100620", "values": [{"name": "Welsh"}]}],
        },
    ),
    (
        "two values of one",
        "GB",
        {"product_attributes": [{"id": "100108", "values": [{"name": "a"}, {"name": "b"}]}]},
    ),
    (
        "the same value twice",
        "GB",
        {"product_attributes": [{"id": "100701", "values": [{"name": "a"}, {"name": "a"}]}]},
    ),
    (
        "a number that is none",
        "GB",
        {"product_attributes": [{"id": "100512", "values": [{"name": "many"}]}]},
    ),
    (
        "a battery type that batteries require",
        "GB",
        {"product_attributes": [{"id": "101610", "values": [{"id": "10161002"}]}]},
    ),
    (
        "a certificate that flammability requires",
        "GB",
        {
            "category_id": CANDLES,
            "product_attributes": [{"id": "101700", "values": [{"id": "10170002"}]}],
        },
    ),
    ("a size chart missing", "GB", {"category_id": DRESSES}),
    ("cash on delivery in Britain", "GB", {"is_cod_allowed": True}),
    (
        "a manufacturer missing in the EU",
        "DE",
        {
            "category_id": SOFT_TOYS,
            "product_attributes": [{"id": "100630", "values": [{"id": "10063001"}]}],
        },
    ),
]


@pytest.mark.parametrize(
    ("region", "changes"), [one[1:] for one in FLAWS], ids=[one[0] for one in FLAWS]
)
def test_a_flawed_product_is_refused_by_a_product_rule(region: str, changes: Changes) -> None:
    scene = opened(region)
    sku = scene.sku("LAMP-01")
    assert scene.create(sku).code == 0, "without the flaw it is fine"
    answer = scene.create(sku, **changes)
    assert 12_000_000 <= answer.code < 13_000_000, answer.envelope
    assert len(scene.shop.listings.products) == 1


FINE: list[tuple[str, str, Changes]] = [
    ("a title of one sign", "GB", {"title": "x"}),
    ("a title of 300 in Mexico is too long here", "US", {"title": "x" * 255}),
    ("a description of 10,000", "GB", {"description": "x" * 10_000}),
    (
        "inches and pounds",
        "US",
        {
            "package_weight": {"value": "1.25", "unit": "POUND"},
            "package_dimensions": {**SIZE, "unit": "INCH"},
        },
    ),
    ("dimensions where required", "GB", {"category_id": FURNITURE, "package_dimensions": SIZE}),
    ("a brand", "GB", {"brand_id": "7082427311584347905"}),
    ("a required attribute", "GB", {"category_id": BOOKS, "product_attributes": ENGLISH}),
    (
        "two materials",
        "GB",
        {
            "product_attributes": [
                {"id": "100701", "values": [{"id": "10070105"}, {"name": "Brass"}]}
            ]
        },
    ),
    ("a number", "GB", {"product_attributes": [{"id": "100512", "values": [{"name": "7.5"}]}]}),
    (
        "batteries of a type",
        "GB",
        {
            "product_attributes": [
                {"id": "101610", "values": [{"id": "10161002"}]},
                {"id": "101619", "values": [{"id": "10161901"}]},
            ]
        },
    ),
    ("cash on delivery in Indonesia", "ID", {"is_cod_allowed": True}),
    ("a category by invitation in the US", "US", {"category_id": KNIVES}),
]


@pytest.mark.parametrize(
    ("region", "changes"), [one[1:] for one in FINE], ids=[one[0] for one in FINE]
)
def test_a_product_within_the_rules_is_taken(region: str, changes: Changes) -> None:
    scene = opened(region)
    assert scene.create(**changes).code == 0


def test_ten_images_are_too_many() -> None:
    scene = opened()
    uris = [{"uri": scene.upload().data["uri"]} for _ in range(10)]
    assert scene.create(main_images=uris[:9]).code == 0
    assert scene.create(main_images=uris).code == 12052022


def test_a_description_may_show_uploaded_images() -> None:
    scene = opened()
    url = scene.upload(use_case="DESCRIPTION_IMAGE").data["url"]
    assert scene.create(description=f'<p><img src="{url}" width="9" height="9"></p>').code == 0


@pytest.mark.parametrize("field", ["title", "category_id", "main_images", "skus", "description"])
def test_a_required_field_that_is_missing_is_named(field: str) -> None:
    scene = opened()
    answer = scene.create(**{field: None})
    assert (answer.code, answer.status) == (36009004, 400)
    assert field in answer.envelope["message"]


SKU_FLAWS: list[tuple[str, str, list[Changes]]] = [
    ("a price of zero", "GB", [{"price": {"currency": "GBP", "amount": "0"}}]),
    ("no amount", "GB", [{"price": {"currency": "GBP"}}]),
    ("the seller's other price field", "GB", [{"price": {"currency": "GBP", "sale_price": "5"}}]),
    ("another currency", "GB", [{"price": {"currency": "USD", "amount": "5"}}]),
    ("parts of a penny", "GB", [{"price": {"currency": "GBP", "amount": "5.001"}}]),
    ("parts of a yen", "JP", [{"price": {"currency": "JPY", "amount": "5.5"}}]),
    (
        "a struck-through price in pounds",
        "GB",
        [{"list_price": {"currency": "GBP", "amount": "50"}}],
    ),
    ("an unknown warehouse", "GB", [{"inventory": [{"warehouse_id": "1", "quantity": 1}]}]),
    (
        "the warehouse for returns",
        "GB",
        [{"inventory": [{"warehouse_id": "7068517275539719944", "quantity": 1}]}],
    ),
    ("too much stock", "GB", [{"inventory": [{"warehouse_id": WAREHOUSE, "quantity": 100_000}]}]),
    ("a seller SKU with a space", "GB", [{"seller_sku": "A B"}]),
    ("a seller SKU over 50", "GB", [{"seller_sku": "x" * 51}]),
    ("a seller SKU under 6 in Germany", "DE", [{"seller_sku": "LAMP"}]),
    ("a seller SKU with a dot in Germany", "DE", [{"seller_sku": "LAMP.12"}]),
    ("an EAN of 12 digits", "GB", [{"identifier_code": {"type": "EAN", "code": "036000291452"}}]),
    ("a wrong check digit", "GB", [{"identifier_code": {"type": "UPC", "code": "036000291453"}}]),
    ("a wrong ISBN", "GB", [{"identifier_code": {"type": "ISBN", "code": "080442957Y"}}]),
    (
        "an unknown image",
        "GB",
        [
            coloured(
                "Red",
                sales_attributes=[
                    {"id": "100000", "value_name": "Red", "sku_img": {"uri": "nowhere"}}
                ],
            )
        ],
    ),
    ("two without attributes", "GB", [{}, {"seller_sku": "LAMP-02"}]),
    (
        "different attributes",
        "GB",
        [coloured("Red"), {"seller_sku": "LAMP-02", "sales_attributes": [own("Style", "Round")]}],
    ),
    ("the same values", "GB", [coloured("Red"), coloured("Red", seller_sku="LAMP-02")]),
    ("the same seller SKU", "GB", [coloured("Red"), coloured("Blue")]),
    ("four attributes", "GB", [{"sales_attributes": [own(f"Way {n}", "x") for n in range(4)]}]),
    ("an attribute twice", "GB", [{"sales_attributes": [own("Way", "x"), own("Way", "y")]}]),
    ("a name over 20", "GB", [{"sales_attributes": [own("x" * 21, "y")]}]),
    ("a value over 50", "GB", [{"sales_attributes": [own("Way", "y" * 51)]}]),
    (
        "an attribute of another category",
        "GB",
        [{"sales_attributes": [{"id": "100007", "value_name": "M"}]}],
    ),
    ("a value of nobody", "GB", [{"sales_attributes": [{"id": "100000", "value_id": "1"}]}]),
]


@pytest.mark.parametrize(
    ("region", "skus"), [one[1:] for one in SKU_FLAWS], ids=[one[0] for one in SKU_FLAWS]
)
def test_a_flawed_sku_is_refused_by_a_product_rule(region: str, skus: list[Changes]) -> None:
    scene = opened(region)
    answer = scene.create(*(scene.sku(**{"seller_sku": "LAMP-01", **one}) for one in skus))
    assert 12_000_000 <= answer.code < 13_000_000, answer.envelope


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("UPC", "036000291452"),
        ("EAN", "4006381333931"),
        ("EAN", "96385074"),
        ("GTIN", "00036000291452"),
        ("ISBN", "080442957X"),
        ("ISBN", "9780306406157"),
        ("JAN", "4901234567894"),
    ],
)
def test_identifier_codes_that_fit_their_type_are_taken(kind: str, code: str) -> None:
    scene = opened()
    product_id = scene.create(scene.sku(identifier_code={"type": kind, "code": code})).data[
        "product_id"
    ]
    assert scene.read(product_id)["skus"][0]["identifier_code"] == {"type": kind, "code": code}


@pytest.mark.parametrize(("region", "most"), [("GB", 300), ("ID", 100)])
def test_how_many_skus_a_product_may_have(region: str, most: int) -> None:
    scene = opened(region)
    skus = [scene.sku(f"LAMP-{n:03d}", **coloured(f"Shade {n}")) for n in range(most + 1)]
    assert scene.create(*skus[:most]).code == 0
    assert scene.create(*skus).code == 12052060


def test_a_colour_is_required_where_the_category_says_so() -> None:
    scene = opened()
    sized = [
        scene.sku(f"TOP-{size}", sales_attributes=[{"id": "100007", "value_name": size}])
        for size in ("S", "M")
    ]
    assert scene.create(*sized, category_id=TOPS, product_attributes=COTTON).code == 12052083
    both = [scene.sku(f"TOP-{name}", **coloured(name)) for name in ("Red", "Blue")]
    assert scene.create(*both, category_id=TOPS, product_attributes=COTTON).code == 0


def test_the_listing_check_tells_everything_at_once_and_keeps_nothing() -> None:
    scene = opened()
    flawed = scene.product(scene.sku(price="0"), title=" ", package_weight=None)
    said = scene.ask("POST", f"{PRODUCTS}/listing_check", flawed).data
    assert said["check_result"] == "FAILED"
    assert [one["code"] for one in said["fail_reasons"]] == [12052002, 12052030, 12052065]
    fine = scene.ask("POST", f"{PRODUCTS}/listing_check", scene.product()).data
    assert fine == {"check_result": "PASS", "fail_reasons": []}
    assert not scene.shop.listings.products


# --- pictures -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "use_case", "code"),
    [
        (png(300, 300), "MAIN_IMAGE", 0),
        (png(4000, 4000), "MAIN_IMAGE", 0),
        (png(299, 300), "MAIN_IMAGE", 12052021),
        (png(4001, 4000), "MAIN_IMAGE", 12052021),
        (png(299, 100), "DESCRIPTION_IMAGE", 0),
        (png(1023, 2000), "SIZE_CHART_IMAGE", 12052021),
        (b"GIF89a" + b"\0" * 50, "MAIN_IMAGE", 12052020),
        (b"", "MAIN_IMAGE", 36009004),
        (png(300, 300), "ANY_IMAGE", 36009004),
    ],
)
def test_which_pictures_are_taken(content: bytes, use_case: str, code: int) -> None:
    assert opened().upload(content, use_case).code == code


@pytest.mark.parametrize(
    ("size", "becomes"),
    [
        ((800, 600), (800, 600)),
        ((800, 599), (800, 800)),
        ((300, 900), (900, 900)),
        ((600, 800), (600, 800)),
    ],
)
def test_oblong_main_pictures_become_square(
    size: tuple[int, int], becomes: tuple[int, int]
) -> None:
    data = opened().upload(png(*size)).data
    assert (data["width"], data["height"]) == becomes


# --- the review ---------------------------------------------------------------------------


def test_a_new_product_is_pending_until_it_is_reviewed() -> None:
    scene = opened()
    product_id = scene.create().data["product_id"]
    before = scene.read(product_id)
    assert (before["status"], before["audit"]["status"]) == ("PENDING", "AUDITING")
    scene.shop.clock.passes(hours=1)
    assert scene.vendor.reviews() == 1
    after = scene.read(product_id)
    assert (after["status"], after["audit"]["status"]) == ("ACTIVATE", "APPROVED")
    assert after["update_time"] == before["update_time"] + 3600
    assert scene.vendor.reviews() == 0


def test_a_rejected_product_fails_with_the_reason_and_passes_once_mended() -> None:
    scene = opened()
    made = scene.create().data
    scene.vendor.rejects("LAMP-1", "The picture shows a phone number")
    assert scene.vendor.reviews() == 0
    failed = scene.read(made["product_id"])
    assert (failed["status"], failed["audit"]["status"]) == ("FAILED", "FAILED")
    assert failed["audit_failed_reasons"][0]["reasons"] == ["The picture shows a phone number"]
    body = scene.product({**scene.sku(), "id": made["skus"][0]["id"]})
    assert scene.ask("PUT", f"/product/202509/products/{made['product_id']}", body).code == 0
    assert scene.vendor.reviews() == 1
    mended = scene.read(made["product_id"])
    assert (mended["status"], mended["audit_failed_reasons"]) == ("ACTIVATE", [])


def test_reviews_by_the_clock_pass_at_their_own_moment_whoever_looks_later() -> None:
    scene = opened(review_after=timedelta(minutes=30))
    product_id = scene.create().data["product_id"]
    scene.shop.clock.passes(minutes=29)
    assert scene.read(product_id)["status"] == "PENDING"
    scene.shop.clock.passes(hours=5)
    product = scene.read(product_id)
    assert product["status"] == "ACTIVATE"
    assert product["update_time"] == int((NOON + timedelta(minutes=30)).timestamp())


def test_a_category_by_invitation_keeps_a_product_waiting() -> None:
    scene = opened("US")
    product_id = scene.create(category_id=KNIVES).data["product_id"]
    assert scene.vendor.reviews() == 0
    product = scene.read(product_id)
    assert (product["status"], product["audit"]["status"]) == ("PENDING", "PRE_APPROVED")
    assert product["audit"]["pre_approved_reasons"] == ["RESTRICTED_CATEGORY_PENDING"]


def test_an_idempotency_key_makes_one_product_however_often_it_is_sent() -> None:
    scene = opened()
    first = scene.create(idempotency_key="k1").data
    again = scene.create(idempotency_key="k1", title="Another title that is long").data
    other = scene.create(idempotency_key="k2").data
    assert again == first
    assert other["product_id"] != first["product_id"]
    assert len(scene.shop.listings.products) == 2
    assert scene.create(idempotency_key="k" * 129).code == 36009004


def test_a_refused_create_does_not_use_its_idempotency_key_up() -> None:
    scene = opened()
    assert scene.create(idempotency_key="k1", title=" ").code == 12052002
    assert scene.create(idempotency_key="k1").code == 0


def test_a_draft_may_be_incomplete_and_is_not_reviewed() -> None:
    scene = opened()
    product_id = scene.create(save_mode="AS_DRAFT", package_weight=None).data["product_id"]
    assert scene.vendor.reviews() == 0
    assert scene.read(product_id)["status"] == "DRAFT"


# --- editing ------------------------------------------------------------------------------


def edit(scene: Scene, product_id: str, body: Json) -> Json:
    return scene.ask("PUT", f"/product/202509/products/{product_id}", body).data


def partly(scene: Scene, product_id: str, **body: Any) -> Json:
    return scene.ask("POST", f"/product/202509/products/{product_id}/partial_edit", body).data


def test_an_edit_of_a_live_product_shows_only_after_its_review() -> None:
    scene = opened()
    product_id = scene.lists()
    partly(scene, product_id, title="A lamp with another name")
    live = scene.read(product_id)
    assert live["title"] == "A lamp that shines in the evening"
    assert (live["status"], live["audit"]["status"]) == ("ACTIVATE", "AUDITING")
    waiting = scene.read(product_id, return_under_review_version="true")
    assert waiting["title"] == "A lamp with another name"
    assert scene.vendor.reviews() == 1
    assert scene.read(product_id)["title"] == "A lamp with another name"


def test_a_refused_edit_leaves_the_live_product_as_it_was() -> None:
    scene = opened()
    product_id = scene.lists()
    partly(scene, product_id, title="A lamp with another name")
    scene.vendor.rejects(product_id, "No such name")
    scene.vendor.reviews()
    live = scene.read(product_id)
    assert (live["status"], live["title"]) == ("ACTIVATE", "A lamp that shines in the evening")
    assert live["audit_failed_reasons"][0]["reasons"] == ["No such name"]


def test_price_and_stock_in_an_edit_are_live_at_once_and_need_no_review() -> None:
    scene = opened()
    product_id = scene.lists()
    sku_id = scene.read(product_id)["skus"][0]["id"]
    edit(
        scene,
        product_id,
        scene.product(
            {**scene.sku(stock=3, price="25"), "id": sku_id}, main_images=images(scene, product_id)
        ),
    )
    live = scene.read(product_id)
    assert live["skus"][0]["price"]["sale_price"] == "25"
    assert scene.stock(product_id) == [3]
    assert live["audit"]["status"] == "APPROVED"


def images(scene: Scene, product_id: str) -> list[Json]:
    return [{"uri": one["uri"]} for one in scene.read(product_id)["main_images"]]


def test_what_is_sold_while_an_edit_waits_stays_sold() -> None:
    scene = opened()
    product_id = scene.lists()
    partly(scene, product_id, title="A lamp with another name")
    scene.buyer.orders("LAMP-1", 4)
    scene.vendor.reviews()
    assert scene.stock(product_id) == [6]


def test_a_full_edit_keeps_skus_by_id_and_leaves_price_and_stock_when_they_are_left_out() -> None:
    scene = opened()
    skus = [scene.sku(f"LAMP-{name}", **coloured(name)) for name in ("Red", "Blue")]
    product_id = scene.lists(*skus)
    red, blue = scene.read(product_id)["skus"]
    kept = {"id": red["id"], "seller_sku": "LAMP-Red", **coloured("Red")}
    new = scene.sku("LAMP-Green", **coloured("Green"))
    answer = edit(scene, product_id, scene.product(kept, new))
    assert answer["skus"][0]["id"] == red["id"]
    assert answer["skus"][1]["id"] not in (red["id"], blue["id"])
    scene.vendor.reviews()
    after = scene.read(product_id)["skus"]
    assert [one["seller_sku"] for one in after] == ["LAMP-Red", "LAMP-Green"]
    assert after[0]["price"] == red["price"]
    assert after[0]["inventory"] == red["inventory"]


def test_a_partial_edit_replaces_whole_properties_and_keeps_the_others() -> None:
    scene = opened()
    product_id = scene.lists(product_attributes=[{"id": "100701", "values": [{"name": "Brass"}]}])
    sku = scene.read(product_id)["skus"][0]
    partly(
        scene, product_id, product_attributes=[{"id": "100108", "values": [{"name": "9 Years"}]}]
    )
    scene.vendor.reviews()
    after = scene.read(product_id)
    assert [one["id"] for one in after["product_attributes"]] == ["100108"]
    assert after["skus"] == [sku]
    assert after["package_weight"] == {"value": "1.5", "unit": "KILOGRAM"}


def test_an_edit_is_judged_by_the_same_rules() -> None:
    scene = opened()
    product_id = scene.lists()
    path = f"/product/202509/products/{product_id}"
    assert scene.ask("POST", f"{path}/partial_edit", {"title": " "}).code == 12052002
    assert scene.ask("PUT", path, scene.product({**scene.sku(), "id": "1"})).code == 12052061
    assert scene.ask("PUT", "/product/202509/products/1", scene.product()).code == 12052901


@pytest.mark.parametrize("deed", ["freezes", "deletes"])
def test_frozen_and_deleted_products_can_not_be_edited(deed: str) -> None:
    scene = opened()
    product_id = scene.lists()
    if deed == "freezes":
        scene.vendor.freezes(product_id)
    else:
        scene.ask("DELETE", PRODUCTS, {"product_ids": [product_id]})
    path = f"/product/202509/products/{product_id}/partial_edit"
    assert scene.ask("POST", path, {"title": "Another"}).code == 12052900


def test_custom_attributes_get_ids_that_stay_and_can_be_used_again() -> None:
    scene = opened()
    first = scene.create(scene.sku(sales_attributes=[own("Shade", "Linen")])).data
    given = first["skus"][0]["sales_attributes"][0]
    second = scene.create(scene.sku("LAMP-2", sales_attributes=[own("Shade", "Linen")])).data
    assert second["skus"][0]["sales_attributes"] == [given]
    third = scene.create(scene.sku("LAMP-3", sales_attributes=[given])).data
    (shown,) = scene.read(third["product_id"])["skus"][0]["sales_attributes"]
    assert (shown["name"], shown["value_name"]) == ("Shade", "Linen")


def test_a_built_in_value_given_by_name_becomes_the_built_in_one() -> None:
    scene = opened()
    made = scene.create(scene.sku(**coloured("red"))).data
    assert made["skus"][0]["sales_attributes"] == [{"id": "100000", "value_id": "10000003"}]


# --- price and stock ------------------------------------------------------------------------


def price(scene: Scene, product_id: str, *skus: Json) -> int:
    return scene.ask("POST", f"{PRODUCTS}/{product_id}/prices/update", {"skus": list(skus)}).code


def new_price(scene: Scene, sku_id: str, amount: str, **more: Any) -> Json:
    return {"id": sku_id, "price": scene.price(amount), **more}


def test_a_price_changes_at_once_and_is_shown_under_its_other_names() -> None:
    scene = opened("US")
    product_id = scene.lists()
    sku_id = scene.read(product_id)["skus"][0]["id"]
    listed = {"currency": "USD", "amount": "30"}
    assert price(scene, product_id, new_price(scene, sku_id, "24.99", list_price=listed)) == 0
    sku = scene.read(product_id)["skus"][0]
    assert sku["price"] == {
        "currency": "USD",
        "sale_price": "24.99",
        "tax_exclusive_price": "24.99",
    }
    assert sku["list_price"] == listed


def test_a_struck_through_price_below_the_price_is_thrown_away() -> None:
    scene = opened("US")
    product_id = scene.lists()
    sku_id = scene.read(product_id)["skus"][0]["id"]
    low = {"currency": "USD", "amount": "10"}
    assert price(scene, product_id, new_price(scene, sku_id, "24.99", list_price=low)) == 0
    assert "list_price" not in scene.read(product_id)["skus"][0]


def test_a_price_needs_a_live_product() -> None:
    scene = opened()
    made = scene.create().data
    change = new_price(scene, made["skus"][0]["id"], "5")
    assert price(scene, made["product_id"], change) == 12052900
    scene.vendor.reviews()
    assert price(scene, made["product_id"], change) == 0


def test_one_wrong_price_stops_all_of_the_call() -> None:
    scene = opened()
    product_id = scene.lists()
    sku_id = scene.read(product_id)["skus"][0]["id"]
    right = new_price(scene, sku_id, "5")
    assert price(scene, product_id, right, new_price(scene, "1", "5")) == 12052061
    assert price(scene, product_id, right, new_price(scene, sku_id, "0")) == 12052065
    assert scene.read(product_id)["skus"][0]["price"]["sale_price"] == "20"


def set_stock(scene: Scene, product_id: str, *skus: Json) -> Json:
    path = f"{PRODUCTS}/{product_id}/inventory/update"
    return scene.ask("POST", path, {"skus": list(skus)}).data


def test_stock_is_set_and_a_wrong_sku_is_named_without_stopping_the_others() -> None:
    scene = opened()
    product_id = scene.lists()
    sku_id = scene.read(product_id)["skus"][0]["id"]
    said = set_stock(
        scene,
        product_id,
        {"id": "1", "inventory": [{"quantity": 5}]},
        {"id": sku_id, "inventory": [{"quantity": 0}]},
    )
    assert [one["detail"]["sku_id"] for one in said["errors"]] == ["1"]
    assert scene.stock(product_id) == [0]


@pytest.mark.parametrize(
    "inventory",
    [
        [{"quantity": 5}],
        [{"quantity": 5, "warehouse_id": WAREHOUSE}],
        [{"quantity": 5, "warehouse_id": WAREHOUSE}, {"quantity": 5, "warehouse_id": "1"}],
        [
            {"quantity": 100_000, "warehouse_id": WAREHOUSE},
            {"quantity": 5, "warehouse_id": SECOND_WAREHOUSE},
        ],
    ],
)
def test_all_of_a_skus_warehouses_must_be_given(inventory: list[Json]) -> None:
    scene = opened()
    both = [{"warehouse_id": one, "quantity": 9} for one in (WAREHOUSE, SECOND_WAREHOUSE)]
    product_id = scene.lists(scene.sku(inventory=both))
    sku_id = scene.read(product_id)["skus"][0]["id"]
    assert set_stock(scene, product_id, {"id": sku_id, "inventory": inventory})["errors"]
    assert scene.stock(product_id) == [9, 9]


@pytest.mark.parametrize(
    ("deed", "code"), [("nothing", 0), ("hides", 0), ("platform", 12052900), ("deletes", 12052900)]
)
def test_whose_stock_can_be_changed(deed: str, code: int) -> None:
    scene = opened()
    product_id = scene.lists()
    sku_id = scene.read(product_id)["skus"][0]["id"]
    ids = {"product_ids": [product_id]}
    if deed == "hides":
        scene.ask("POST", f"{PRODUCTS}/deactivate", ids)
    elif deed == "platform":
        scene.vendor.deactivates(product_id)
    elif deed == "deletes":
        scene.ask("DELETE", PRODUCTS, ids)
    body = {"skus": [{"id": sku_id, "inventory": [{"quantity": 1}]}]}
    assert scene.ask("POST", f"{PRODUCTS}/{product_id}/inventory/update", body).code == code


def test_the_inventory_search_tells_what_orders_have_bound() -> None:
    scene = opened()
    product_id = scene.lists()
    scene.buyer.orders("LAMP-1", 3)
    body = {"product_ids": [product_id]}
    (found,) = scene.ask("POST", "/product/202309/inventory/search", body).data["inventory"]
    (sku,) = found["skus"]
    assert (sku["total_available_quantity"], sku["total_committed_quantity"]) == (7, 3)


# --- on and off the shelf -----------------------------------------------------------------


def test_a_product_goes_off_the_shelf_and_back_through_a_review() -> None:
    scene = opened()
    product_id = scene.lists()
    ids = {"product_ids": [product_id]}
    assert scene.ask("POST", f"{PRODUCTS}/deactivate", ids).data["errors"] == []
    assert scene.read(product_id)["status"] == "SELLER_DEACTIVATED"
    scene.ask("POST", f"{PRODUCTS}/activate", ids)
    assert scene.read(product_id)["status"] == "PENDING"
    scene.vendor.reviews()
    assert scene.read(product_id)["status"] == "ACTIVATE"


def test_a_deleted_product_can_be_read_and_recovered() -> None:
    scene = opened()
    product_id = scene.lists()
    ids = {"product_ids": [product_id]}
    scene.ask("DELETE", PRODUCTS, ids)
    assert scene.read(product_id)["status"] == "DELETED"
    scene.ask("POST", f"{PRODUCTS}/recover", ids)
    assert scene.read(product_id)["status"] == "SELLER_DEACTIVATED"


def test_bulk_calls_answer_for_each_product_and_take_twenty() -> None:
    scene = opened()
    product_id = scene.lists()
    said = scene.ask("POST", f"{PRODUCTS}/activate", {"product_ids": [product_id, "1"]}).data
    assert {one["detail"]["product_id"]: one["code"] for one in said["errors"]} == {
        product_id: 12052900,
        "1": 12052901,
    }
    many = {"product_ids": [str(n) for n in range(21)]}
    assert scene.ask("POST", f"{PRODUCTS}/activate", many).code == 36009004


# --- searching ----------------------------------------------------------------------------


def search(scene: Scene, body: Json, **query: str) -> Json:
    return scene.ask(
        "POST", "/product/202502/products/search", body, **{"page_size": "100", **query}
    ).data


def test_products_are_found_by_status_seller_sku_and_time() -> None:
    scene = opened()
    live = scene.lists()
    scene.shop.clock.passes(hours=1)
    fresh = scene.create(scene.sku("LAMP-2")).data["product_id"]
    now = int(NOON.timestamp()) + 3600

    def found(**body: Any) -> list[str]:
        return [one["id"] for one in search(scene, body)["products"]]

    assert found() == [live, fresh]
    assert found(status="ACTIVATE") == [live]
    assert found(seller_skus=["LAMP-2", "LAMP-9"]) == [fresh]
    assert found(update_time_ge=now) == [fresh]
    assert found(create_time_le=now - 1) == [live]
    assert found(audit_status=["AUDITING"]) == [fresh]


def test_a_seller_sku_that_an_edit_took_away_is_no_longer_found() -> None:
    scene = opened()
    product_id = scene.lists()
    sku_id = scene.read(product_id)["skus"][0]["id"]
    edit(scene, product_id, scene.product({**scene.sku("LAMP-9"), "id": sku_id}))
    scene.vendor.reviews()
    assert search(scene, {"seller_skus": ["LAMP-1"]})["products"] == []
    assert len(search(scene, {"seller_skus": ["LAMP-9"]})["products"]) == 1


def test_pages_show_every_product_once() -> None:
    scene = opened()
    made = [scene.create(scene.sku(f"LAMP-{n}")).data["product_id"] for n in range(7)]
    seen: list[str] = []
    token = ""
    while True:
        part = search(scene, {}, page_size="3", page_token=token)
        assert part["total_count"] == 7
        seen += [one["id"] for one in part["products"]]
        token = part["next_page_token"]
        if not token:
            break
    assert seen == made


@pytest.mark.parametrize("query", [{"page_size": "0"}, {"page_size": "101"}, {"page_token": "x"}])
def test_a_wrong_page_is_refused(query: dict[str, str]) -> None:
    scene = opened()
    given = {"page_size": "10", **query}
    assert scene.ask("POST", "/product/202502/products/search", {}, **given).code == 36009004


# --- categories -----------------------------------------------------------------------------


def test_the_tree_has_leaves_with_paths_and_permissions() -> None:
    scene = opened()
    found = scene.ask(
        "GET", "/product/202309/categories", include_prohibited_categories="true"
    ).data
    tree = {one["id"]: one for one in found["categories"]}
    assert tree[LAMPS]["is_leaf"]
    assert tree[tree[LAMPS]["parent_id"]]["local_name"] == "Home"
    assert tree[KNIVES]["permission_statuses"] == ["INVITE_ONLY"]
    parents = {one["parent_id"] for one in tree.values()} - {"0"}
    assert all(not tree[one]["is_leaf"] for one in parents)
    shown = scene.ask("GET", "/product/202309/categories").data["categories"]
    assert {one["id"] for one in tree.values()} - {one["id"] for one in shown} == {"606003"}


def test_attributes_are_told_for_leaves_of_the_regions_tree_only() -> None:
    british, american = opened(), opened("US")
    path = f"/product/202309/categories/{TOPS}/attributes"
    names = {one["name"]: one for one in british.ask("GET", path).data["attributes"]}
    assert (names["Color"]["type"], names["Material"]["type"]) == (
        "SALES_PROPERTY",
        "PRODUCT_PROPERTY",
    )
    assert (names["Material"]["is_requried"], names["Size"]["is_requried"]) == (True, False)
    assert american.ask("GET", path).code == 36009004
    assert american.ask("GET", path, category_version="v2").code == 0
    assert british.ask("GET", "/product/202309/categories/600001/attributes").code == 12052001


@pytest.mark.parametrize(
    ("region", "category_id", "rule", "expected"),
    [
        ("GB", LAMPS, "cod", {"is_supported": False}),
        ("ID", LAMPS, "cod", {"is_supported": True}),
        ("GB", FURNITURE, "package_dimension", {"is_required": True}),
        ("GB", DRESSES, "size_chart", {"is_supported": True, "is_required": True}),
        ("GB", SOFT_TOYS, "manufacturer", {"is_required": False}),
        ("DE", SOFT_TOYS, "manufacturer", {"is_required": True}),
    ],
)
def test_a_categorys_rules(region: str, category_id: str, rule: str, expected: Json) -> None:
    scene = opened(region)
    path = f"/product/202309/categories/{category_id}/rules"
    version = "v2" if region == "ID" else "v1"
    assert scene.ask("GET", path, category_version=version).data[rule] == expected


@pytest.mark.parametrize(
    ("title", "leaf"),
    [("Brass lamp with a shade", LAMPS), ("Yoga mat", "603101"), ("Xyzzy", LAMPS)],
)
def test_a_category_is_recommended_by_the_words_of_the_title(title: str, leaf: str) -> None:
    path = "/product/202309/categories/recommend"
    said = opened().ask("POST", path, {"product_title": title}).data
    assert said["leaf_category_id"] == leaf
    assert said["categories"][-1]["id"] == leaf
