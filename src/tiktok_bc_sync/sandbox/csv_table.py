"""A BigCommerce product file as rows of known columns, in whichever encoding and layout it was exported."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from attrs import field, frozen

# Who else uses the csv module in the process shares this with us: it is only ever raised.
_LONGEST_CELL = 16 * 1024 * 1024
_DELIMITERS = ",;\t|"
_NOT_WORD = re.compile(r"[\W_]+")
_NUMBERED = re.compile(r"^product image (?P<what>.+) (?P<number>\d{1,4})$")

# Both of BigCommerce's layouts, and what export templates of merchants call the same.
_NAMES: Mapping[str, Sequence[str]] = {
    "item": ("item type", "item"),
    "id": ("product id", "id"),
    "name": ("product name", "name"),
    "type": ("product type", "type"),
    "sku": ("product code sku", "product sku", "sku", "code"),
    "options": ("options",),
    "brand": ("brand name", "brand"),
    "brand_id": ("brand id",),
    "description": ("product description", "description"),
    "price": ("price",),
    "cost_price": ("cost price",),
    "retail_price": ("retail price",),
    "sale_price": ("sale price",),
    "weight": ("product weight", "weight"),
    "width": ("product width", "width"),
    "height": ("product height", "height"),
    "depth": ("product depth", "depth"),
    "visible": ("product visible", "is visible", "visible"),
    "hidden": ("product not visible",),
    "purchasable": ("allow purchases",),
    "tracking": ("track inventory", "inventory tracking", "product inventoried"),
    "stock": ("current stock level", "stock level", "current stock"),
    "category": ("category",),
    "categories": ("categories",),
    "upc": ("product upc ean", "upc ean", "upc"),
    "gtin": (
        "global trade item number",
        "gps global trade item number",
        "global trade number",
        "gtin",
    ),
    "mpn": ("manufacturer part number",),
    "custom_fields": ("product custom fields", "custom fields"),
    "warranty": ("product warranty", "warranty"),
    "variant_image": ("variant image url",),
    "image": ("internal image url export", "image url import", "image url"),
    "image_description": ("image description",),
    "image_thumbnail": ("image is thumbnail",),
    "image_sort": ("image sort order",),
}
_COLUMNS = {alias: name for name, aliases in _NAMES.items() for alias in aliases}


@frozen
class Row:
    """A row: its line in the file, its cells by column, and numbered pictures' cells by number."""

    line: int
    cells: Mapping[str, str]
    pictures: Mapping[int, Mapping[str, str]] = field(factory=dict[int, Mapping[str, str]])

    def __getitem__(self, column: str) -> str:
        """Return a cell without the space around it; empty where there is none."""
        return self.cells.get(column, "")

    @property
    def item(self) -> str:
        """What the row tells of: product, sku, variant, rule, image or another word."""
        return self["item"].casefold() or "product"


def rows(content: bytes) -> Iterator[Row]:
    """Yield the rows that are not blank. Raises ValueError where the file is no product file."""
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))
    text = _decoded(content)
    delimiter = max(_DELIMITERS, key=lambda one: len(_known(_header(text, one))))
    header = _header(text, delimiter)
    if not any(_COLUMNS[name] == "name" for name in _known(header)):
        raise ValueError("no column is called Product Name or Name")
    for line, cells in islice(_lines(text, delimiter), 1, None):
        if any(cell.strip() for cell in cells):
            yield _row(line, header, cells)


def _lines(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise ValueError(f"it is not readable as CSV: {error}") from None


def _header(text: str, delimiter: str) -> list[str]:
    """Return the first line's cells, folded, if this is what separates them."""
    return [_folded(cell) for _, cells in islice(_lines(text, delimiter), 1) for cell in cells]


def _known(header: Sequence[str]) -> list[str]:
    return [name for name in header if name in _COLUMNS]


def _row(line: int, header: Sequence[str], cells: Sequence[str]) -> Row:
    known: dict[str, str] = {}
    pictures: dict[int, dict[str, str]] = {}
    for name, cell in zip(header, cells, strict=False):
        value = cell.strip()
        if not value:
            continue
        if column := _COLUMNS.get(name):
            known.setdefault(column, value)
        elif numbered := _NUMBERED.match(name):
            picture = pictures.setdefault(int(numbered["number"]), {})
            picture.setdefault(numbered["what"], value)
    return Row(line, known, dict(sorted(pictures.items())))


def _folded(name: str) -> str:
    return _NOT_WORD.sub(" ", name.casefold()).strip()


def _decoded(content: bytes) -> str:
    """Decode by the mark at the beginning, else as UTF-8, else as Windows writes it in the west."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
