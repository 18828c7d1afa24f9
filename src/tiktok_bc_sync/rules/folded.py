"""A product's texts and a condition's value, folded so that the one can be looked for in the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from tiktok_bc_sync.models import Condition, Field, Operator, Product
from tiktok_bc_sync.rules.text import normalized, normalized_path

EDGE = "\n"
"""Stands around each value of a field; no value holds one, as spaces are collapsed."""


class Texts:
    """A product's texts as rules compare them, each field folded once, when it is first needed.

    SKUs and categories are one text each, with every value between line breaks; a category's name stands
    there beside its path. A missing text equals and contains nothing, as no condition has an empty value.
    """

    __slots__ = ("_product", "brand", "category", "sku", "title")
    _product: Product
    title: str
    sku: str
    brand: str
    category: str

    def __init__(self, product: Product) -> None:
        self._product = product

    def __getattr__(self, name: str) -> str:
        """Fold a field's texts: asked only for one that was not set yet."""
        fold = FOLDS.get(name)
        if fold is None:
            raise AttributeError(name)
        text = fold(self._product)
        setattr(self, name, text)
        return text

    def lines(self) -> Mapping[Field, str]:
        """Return every field's values between line breaks, also where a field has only one."""
        return {
            Field.TITLE: edged(self.title),
            Field.SKU: self.sku,
            Field.BRAND: edged(self.brand),
            Field.CATEGORY: self.category,
        }


def attribute(field: Field) -> str:
    """Return the name of the field's text in `Texts`."""
    return _ATTRIBUTES[field]


def edged(text: str) -> str:
    """Return the text as a whole value among others, between line breaks."""
    return f"{EDGE}{text}{EDGE}"


def folded(condition: Condition) -> str:
    """Return the condition's value as it is compared with the field's texts."""
    fold = normalized_path if condition.field == Field.CATEGORY else normalized
    return fold(condition.value)


def exact(condition: Condition) -> bool:
    """Whether the condition compares whole values."""
    return condition.operator in (Operator.EQUALS, Operator.NOT_EQUALS)


def needle(condition: Condition) -> str:
    """Return what occurs in the field's `Texts.lines` where the condition's positive operator holds."""
    return edged(folded(condition)) if exact(condition) else folded(condition)


def _joined(values: Iterable[str]) -> str:
    return edged(EDGE.join(values))


def _skus(product: Product) -> str:
    return _joined([normalized(one.sku) for one in product.variants])


def _categories(product: Product) -> str:
    paths = [normalized_path(one) for one in product.categories]
    return _joined(paths + [path.rpartition(" > ")[2] for path in paths])


MANY_VALUES = frozenset({Field.SKU, Field.CATEGORY})
_ATTRIBUTES: Mapping[Field, str] = {field: field.lower() for field in Field}
FOLDS: Mapping[str, Callable[[Product], str]] = {
    "title": lambda product: normalized(product.title),
    "sku": _skus,
    "brand": lambda product: normalized(product.brand),
    "category": _categories,
}
