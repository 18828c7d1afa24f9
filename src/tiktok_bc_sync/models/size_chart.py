"""Size charts: tables that tell buyers which size fits."""

from __future__ import annotations

from attrs import frozen

from tiktok_bc_sync.models.upload import Picture


@frozen
class SizeColumn:
    """A column; ``id`` is TikTok's for a measurement or a size system, empty for one of the seller's."""

    name: str
    id: str = ""


@frozen
class SizeTable:
    """A size chart's content: a cell for each column in each row, all of them texts.

    ``basis`` is GENERIC_MEASUREMENTS, BODY_MEASUREMENTS or PRODUCT_MEASUREMENTS, ``units`` METRIC or
    IMPERIAL; ``size_types`` are of those that the category's rules offer.
    """

    columns: tuple[SizeColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    basis: str = "GENERIC_MEASUREMENTS"
    units: str = "METRIC"
    description: str = ""
    one_size: bool = False
    size_types: tuple[str, ...] = ()


@frozen
class SizeChart:
    """A seller's size chart, its ``tables`` by language.

    A ``reusable`` one is a template with a name, for any listing of its categories; another one belongs
    to a single listing. Older ones are ``pictures`` without tables.
    """

    id: str
    name: str = ""
    reusable: bool = True
    category_ids: tuple[str, ...] = ()
    tables: tuple[tuple[str, SizeTable], ...] = ()
    pictures: tuple[Picture, ...] = ()
