"""Catalogues that BigCommerce exported as CSV: both layouts, whatever a spreadsheet made of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiktok_bc_sync.sandbox import Sandbox
from tiktok_bc_sync.sandbox.catalogue import Catalogue, read_catalogue

Json = dict[str, Any]

LEGACY = """\
Item Type,Product ID,Product Name,Product Type,Product Code/SKU,Brand Name,Option Set,Product Description,\
Price,Sale Price,Product Weight,Product Width,Product Height,Product Depth,Allow Purchases?,\
Product Visible?,Track Inventory,Current Stock Level,Category,Product Image ID - 1,\
Product Image File - 1,Product Image URL - 1,Product Image Is Thumbnail - 1,Product Image URL - 2,\
Product UPC/EAN,Global Trade Item Number,Product Custom Fields
Product,77,"Alba lamp, tall",P,LAMP,Northlight,,"<p>Line one
line two</p>","$1,050.00",999,1.4000,10,20,30,Y,Y,by option,0,Home/Lamps; Sale,1,\
a.jpg,https://x.example/a.jpg,N,https://x.example/b.jpg,,5012345678900,Material=Brass;Care=Wipe; gently
  SKU,,"[CS]Colour=Black:#000000,[RT]Size=8, wide",,LAMP-B,,,,,,,,,,,,,5
  SKU,,"[CS]Colour=White:#ffffff,[RT]Size=8, wide",,LAMP-W,,,,,,,,,,,,,6,,,,,,,4006381333931
  Rule,,,,LAMP-W,,,,[ADD]10,,[FIXED]2,,,,N,,,,,,,https://x.example/w.jpg
  Rule,,[CS]Colour=Black:#000000,,,,,,[REMOVE]50
Product,78,Mug,P,MUG,,,,9.5,,0.3,,,,Y,N,by product,30,Home/Kitchen\\/Bath
"""
MODERN = """\
Item,ID,Name,Type,SKU,Options,Inventory Tracking,Current Stock,Price,Sale Price,Brand ID,Categories,\
Description,Custom Fields,UPC/EAN,Global Trade Number,Weight,Width,Height,Depth,Is Visible,Warranty,\
Variant Image URL,Internal Image URL (Export),Image URL (Import),Image Description,Image is Thumbnail,\
Image Sort Order
Product,77,"Alba lamp, tall",physical,LAMP,,variant,0,1050,999,39,24;31,<p>A lamp.</p>,Material=Brass,,\
5012345678900,1.4,10,20,30,TRUE,Two years
Variant,901,,,LAMP-B,"Type=Swatch|Name=Colour|Value=Black[#000000]|Type=Rectangle|Name=Size|Value=8, wide"\
,,5,1000,,,,,,,,,,,,,,https://x.example/v.jpg
Variant,902,,,LAMP-W,"Type=Swatch|Name=Colour|Value=White[#ffffff]Type=Rectangle|Name=Size|Value=8, wide"\
,,6,,,,,,,4006381333931
Image,11,,,,,,,,,,,,,,,,,,,,,,https://x.example/a.jpg,,Front,FALSE,1
Image,12,,,,,,,,,,,,,,,,,,,,,,,https://x.example/b.jpg,Back,TRUE,0
Video,13
Product,78,Mug,physical,MUG,,product,30,9.5,,0,24,,,,,0.3,,,,FALSE
"""


def read(folder: Path, content: str | bytes, name: str = "export.csv") -> Catalogue:
    """Write a file and read it."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_catalogue(path)


def chosen(variant: Json) -> dict[str, str]:
    """Return a variant's options by name."""
    return {one["option_display_name"]: one["label"] for one in variant["option_values"]}


def test_products_are_followed_by_their_skus_and_rules(tmp_path: Path) -> None:
    found = read(tmp_path, LEGACY)
    assert found.broken == ()
    lamp, mug = found.products
    assert (lamp["name"], lamp["price"], lamp["sale_price"]) == ("Alba lamp, tall", 1050, 999)
    assert lamp["description"] == "<p>Line one\nline two</p>"
    assert (lamp["weight"], lamp["width"], lamp["height"], lamp["depth"]) == (1.4, 10, 20, 30)
    assert (lamp["brand_name"], lamp["gtin"]) == ("Northlight", "5012345678900")
    assert lamp["custom_fields"] == [
        {"name": "Material", "value": "Brass"},
        {"name": "Care", "value": "Wipe; gently"},
    ]
    assert [one["image_url"] for one in lamp["images"]] == [
        "https://x.example/a.jpg",
        "https://x.example/b.jpg",
    ]
    assert (mug["is_visible"], mug["inventory_tracking"], mug["inventory_level"]) == (
        False,
        "product",
        30,
    )


def test_rules_change_the_variants_that_they_are_for(tmp_path: Path) -> None:
    black, white = read(tmp_path, LEGACY).products[0]["variants"]
    assert [chosen(one) for one in (black, white)] == [
        {"Colour": "Black", "Size": "8, wide"},
        {"Colour": "White", "Size": "8, wide"},
    ]
    assert (black["price"], "weight" in black, black["purchasing_disabled"]) == (1000, False, False)
    assert (white["price"], white["weight"], white["purchasing_disabled"]) == (1060, 2, True)
    assert (white["image_url"], white["upc"]) == ("https://x.example/w.jpg", "4006381333931")


def test_categories_come_from_their_paths(tmp_path: Path) -> None:
    found = read(tmp_path, LEGACY)
    names = {one["id"]: (one["parent_id"], one["name"]) for one in found.categories}
    home, lamps, sale, kitchen = names
    assert names == {
        home: (0, "Home"),
        lamps: (home, "Lamps"),
        sale: (0, "Sale"),
        kitchen: (home, "Kitchen/Bath"),
    }
    assert [one["categories"] for one in found.products] == [[lamps, sale], [kitchen]]


def test_the_layout_with_item_has_rows_of_variants_and_pictures(tmp_path: Path) -> None:
    found = read(tmp_path, MODERN)
    assert found.broken == ()
    lamp, mug = found.products
    assert [chosen(one)["Colour"] for one in lamp["variants"]] == ["Black", "White"]
    assert [chosen(one)["Size"] for one in lamp["variants"]] == ["8, wide", "8, wide"]
    black, white = lamp["variants"]
    assert (black["id"], black["price"], black["inventory_level"]) == (901, 1000, 5)
    assert (black["image_url"], "price" in white) == ("https://x.example/v.jpg", False)
    assert [(one["image_url"], one["is_thumbnail"]) for one in lamp["images"]] == [
        ("https://x.example/a.jpg", False),
        ("https://x.example/b.jpg", True),
    ]
    assert (lamp["brand_name"], lamp["categories"]) == ("Brand 39", [24, 31])
    assert ("brand_name" in mug, mug["is_visible"], lamp["warranty"]) == (False, False, "Two years")


@pytest.mark.parametrize("content", [LEGACY, MODERN], ids=["legacy", "modern"])
@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8-sig", ","), ("utf-16", ";"), ("cp1252", "\t"), ("utf-8", ";")],
)
def test_encodings_and_separators_of_spreadsheets_make_no_difference(
    tmp_path: Path, content: str, encoding: str, delimiter: str
) -> None:
    content = content.replace("Northlight", "Nørdlîght")
    rows = list(csv.reader(io.StringIO(content)))
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    assert read(tmp_path, text.getvalue().encode(encoding)) == read(tmp_path, content)


def test_categories_that_are_known_already_are_used(tmp_path: Path) -> None:
    (tmp_path / "categories.json").write_text(
        '[{"id": 5, "name": "HOME", "parent_id": 0}, {"id": 6, "name": "Lamps", "parent_id": 5}]'
    )
    found = read(tmp_path, "Product Name,Category\nLamp,home/lamps;home/new")
    assert found.products[0]["categories"] == [6, 7]
    assert found.categories[-1] == {"id": 7, "parent_id": 5, "name": "new"}


@pytest.mark.parametrize(
    ("rows", "line", "reason"),
    [
        (["Product,,,1"], 2, "no name"),
        (["SKU,,[S]Size=L,1"], 2, "a row of a sku comes before any product"),
        (["Product,,Cup,cheap"], 2, "price is no number: 'cheap'"),
        (["Product,,Cup,1e99"], None, ""),
        (["Product,,Cup,1", "SKU,,[S]Size,1"], 3, "no value"),
        (["Product,,Cup,1", "SKU,,[S]Size=L,1", "SKU,,,1"], 2, "has no options"),
        (["Product,x,Cup,1"], 2, "id"),
        (["Product,0,Cup,1"], 2, "id"),
        (["Product,7,Cup,1", "Product,7,Cup 2,1"], 3, "the id 7 was there before"),
        (["Product,,Cup,1,maybe"], 2, "neither yes nor no"),
        (["Product,,Cup,1,,sometimes"], 2, "tracked in no known way"),
    ],
)
def test_what_is_no_product_is_left_out_and_told_with_its_line(
    tmp_path: Path, rows: Sequence[str], line: int | None, reason: str
) -> None:
    header = "Item Type,Product ID,Product Name,Price,Product Visible?,Track Inventory"
    found = read(tmp_path, "\n".join([header, *rows, "Product,,Good one,2"]))
    assert found.products[-1]["name"] == "Good one"
    assert [one.number for one in found.broken] == ([line] if line else [])
    assert reason in "".join(one.reason for one in found.broken)


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"a,b\n1,2\n", b"\xff\xfe", b"\x00\x01\x02", b"{}"]
)
def test_what_is_no_product_file_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(ValueError, match=r"export\.csv is no product file: no column is called"):
        read(tmp_path, content)


def refused(folder: Path, content: bytes) -> str:
    """Return why a file is refused, empty where it is not."""
    try:
        read(folder, content)
    except ValueError as error:
        return str(error)
    return ""


@given(st.binary(max_size=400))
def test_any_bytes_are_products_or_refused_in_words(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("any")
    for start in (b"", b"Item Type,Product Name,Price,Category,Product Custom Fields\n"):
        refusal = refused(folder, start + content)
        assert not refusal or "is no product file" in refusal


# --- made-up files -----------------------------------------------------------------

plain = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12
)
word = plain.filter(lambda text: not set(text) & set(';,=|[]/\\:"'))
money = st.decimals(0, 99_999, places=2)


@st.composite
def products(draw: st.DrawFn) -> Json:
    """Draw a product: simple, or with a few options and a SKU for each choice of them."""
    names = draw(st.lists(word, max_size=2, unique_by=str.casefold))
    labels = [draw(st.lists(word, min_size=1, max_size=2, unique=True)) for _ in names]
    choices: list[tuple[str, ...]] = [()]
    for values in labels:
        choices = [(*one, value) for one in choices for value in values]
    return {
        "name": draw(plain),
        "sku": draw(word),
        "price": draw(money),
        "stock": draw(st.integers(0, 10_000)),
        "path": draw(st.lists(word, max_size=3)),
        "fields": draw(st.lists(st.tuples(word, word), max_size=2)),
        "variants": [dict(zip(names, one, strict=True)) for one in choices] if names else [],
    }


HEADER: list[Any] = [
    "Item Type",
    "Product Name",
    "Product Code/SKU",
    "Price",
    "Current Stock Level",
    "Category",
    "Product Custom Fields",
]


def legacy(drawn: Json) -> list[list[Any]]:
    """Write a product as the layout with ``Item Type`` has it."""
    paths, fields = "/".join(drawn["path"]), ";".join(f"{k}={v}" for k, v in drawn["fields"])
    own = ["Product", drawn["name"], drawn["sku"], drawn["price"], drawn["stock"], paths, fields]
    return [
        own,
        *(
            ["  SKU", ",".join(f"[S]{k}={v}" for k, v in one.items()), f"{drawn['sku']}-{place}"]
            for place, one in enumerate(drawn["variants"])
        ),
    ]


@given(
    st.lists(products(), max_size=4),
    st.permutations(range(7)),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(",;\t"),
    st.sampled_from(["\n", "\r\n"]),
)
def test_whatever_was_exported_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory,
    drawn: list[Json],
    order: Sequence[int],
    encoding: str,
    delimiter: str,
    newline: str,
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=newline)
    for row in [HEADER, *(row for one in drawn for row in legacy(one))]:
        full = [*row, *[""] * (len(HEADER) - len(row))]
        writer.writerow([full[place] for place in order])
    found = read(tmp_path_factory.mktemp("made"), text.getvalue().encode(encoding))
    assert found.broken == ()
    names = {one["id"]: one for one in found.categories}
    assert len(found.products) == len(drawn)
    for product, one in zip(found.products, drawn, strict=True):
        assert (product["name"], product["sku"]) == (one["name"], one["sku"])
        assert (product["price"], product["inventory_level"]) == (float(one["price"]), one["stock"])
        assert [chosen(variant) for variant in product["variants"]] == one["variants"]
        assert [(f["name"], f["value"]) for f in product["custom_fields"]] == one["fields"]
        assert [names[key]["name"].casefold() for key in product["categories"]] == [
            name.casefold() for name in one["path"][-1:]
        ]
    Sandbox().load(found.products, found.categories)


def test_a_sandbox_sells_what_a_file_holds(tmp_path: Path) -> None:
    for content in (LEGACY, MODERN):
        found = read(tmp_path, content)
        sandbox = Sandbox()
        sandbox.load(found.products, found.categories)
        sandbox.buyer.orders("LAMP-B", 1)
        assert sandbox.store.catalog.variant_of("LAMP-W") is not None


def test_the_real_catalogue_reads_as_before(shared: Path) -> None:
    found = read_catalogue(shared / "data" / "magento-sample" / "products.jsonl")
    assert (len(found.products), len(found.categories), found.broken) == (191, 46, ())
