"""TikTok Shop's size charts as they come over the wire.

What we don't read is left out. A list or object that is empty may come as null.
"""

from __future__ import annotations

from attrs import frozen


@frozen
class HeaderItem:
    """A column."""

    name: str = ""
    id: str = ""


@frozen
class CellItem:
    """A cell."""

    value: str = ""


@frozen
class RowItem:
    """A row."""

    cells: tuple[CellItem, ...] | None = None


@frozen
class TableItem:
    """Columns and rows."""

    headers: tuple[HeaderItem, ...] | None = None
    rows: tuple[RowItem, ...] | None = None


@frozen
class ChartData:
    """A size chart's content."""

    table: TableItem | None = None
    description: str = ""
    is_one_size: bool = False
    measurement_type: str = ""
    unit_system: str = ""
    size_types: tuple[str, ...] | None = None


@frozen
class LocalData:
    """A size chart's content in one language."""

    locale: str = ""
    size_chart_data: ChartData | None = None


@frozen
class ChartImage:
    """A picture that is a size chart."""

    uri: str = ""
    url: str = ""


@frozen
class ChartItem:
    """A size chart."""

    template_id: str
    template_name: str = ""
    images: tuple[ChartImage, ...] | None = None
    related_category_ids: tuple[str, ...] | None = None
    size_chart_datas: tuple[LocalData, ...] | None = None
    size_chart_mode: str = ""
