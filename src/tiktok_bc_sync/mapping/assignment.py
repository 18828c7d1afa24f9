"""Which template takes a product."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from tiktok_bc_sync.models import Product, Template
from tiktok_bc_sync.rules import Compiled, Texts, compile_group


@frozen
class TemplateSet:
    """An account's templates in the merchant's order, their queries compiled once for many products."""

    _tried: tuple[tuple[Template, Compiled], ...]
    _default: Template | None

    @classmethod
    def of(cls, templates: Sequence[Template]) -> TemplateSet:
        """Compile the templates' queries. Raises `InvalidInput` where one can't be used."""
        ordered = sorted(templates, key=lambda one: one.position)
        return cls(
            tuple((one, compile_group(one.query)) for one in ordered if one.query is not None),
            next((one for one in ordered if one.default), None),
        )

    def choose(self, product: Product) -> Template | None:
        """Return the first template whose query takes the product, else the default one."""
        texts = Texts(product)
        matching = (one for one, query in self._tried if query.matches_texts(texts))
        return next(matching, self._default)
