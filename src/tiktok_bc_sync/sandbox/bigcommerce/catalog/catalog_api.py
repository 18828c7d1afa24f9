"""The catalogue's v3 endpoints, put together, and the summary of it all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

from attrs import frozen

from tiktok_bc_sync.sandbox.bigcommerce.catalog.assignments_api import AssignmentsApi
from tiktok_bc_sync.sandbox.bigcommerce.catalog.brands_api import BrandsApi
from tiktok_bc_sync.sandbox.bigcommerce.catalog.catalog import Catalog
from tiktok_bc_sync.sandbox.bigcommerce.catalog.categories_api import CategoriesApi
from tiktok_bc_sync.sandbox.bigcommerce.catalog.custom_fields import CustomFieldsApi
from tiktok_bc_sync.sandbox.bigcommerce.catalog.images_api import ImagesApi
from tiktok_bc_sync.sandbox.bigcommerce.catalog.metafields_api import MetafieldsApi
from tiktok_bc_sync.sandbox.bigcommerce.catalog.option_values_api import OptionValuesApi
from tiktok_bc_sync.sandbox.bigcommerce.catalog.options_api import ModifiersApi, OptionsApi
from tiktok_bc_sync.sandbox.bigcommerce.catalog.products_api import ProductsApi
from tiktok_bc_sync.sandbox.bigcommerce.catalog.shapes import MODIFIER_VALUE, OPTION_VALUE
from tiktok_bc_sync.sandbox.bigcommerce.catalog.showing import shown_variant
from tiktok_bc_sync.sandbox.bigcommerce.catalog.trees_api import TreesApi
from tiktok_bc_sync.sandbox.bigcommerce.catalog.variants_api import VariantsApi
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import Json, v3
from tiktok_bc_sync.sandbox.core import Request, Response

_ROOT = "/v3/catalog"


class _Api(Protocol):
    def routes(self) -> Iterable[tuple[str, str, Any]]: ...


@frozen
class CatalogApi:
    """Answers for a catalogue as v3 does."""

    catalog: Catalog

    def routes(self) -> Iterable[tuple[str, str, Any]]:
        """Return method, path and handler of each endpoint, fixed names before ids."""
        yield "GET", f"{_ROOT}/summary", self.summary
        for api in (*self._metafields(), *self._others()):
            yield from api.routes()

    def summary(self, request: Request) -> Response:
        """Answer how much there is in the catalogue, and what it is worth."""
        return v3(_summary(self.catalog))

    def _metafields(self) -> Iterator[_Api]:
        catalog = self.catalog
        product = f"{_ROOT}/products/{{product_id}}"
        kinds: tuple[tuple[str, str, str, Callable[[int], bool]], ...] = (
            ("product", "products", product, lambda key: key in catalog.products),
            ("brand", "brands", f"{_ROOT}/brands/{{brand_id}}", lambda key: key in catalog.brands),
            (
                "category",
                "categories",
                f"{_ROOT}/categories/{{category_id}}",
                lambda key: key in catalog.categories,
            ),
            (
                "variant",
                "variants",
                f"{product}/variants/{{variant_id}}",
                lambda key: catalog.owner_of(key) is not None,
            ),
        )
        for kind, plural, one, exists in kinds:
            yield MetafieldsApi(catalog.metafields, kind, f"{_ROOT}/{plural}", one, exists)

    def _others(self) -> Iterator[_Api]:
        catalog = self.catalog
        options, modifiers = OptionsApi(catalog), ModifiersApi(catalog)
        yield from (
            AssignmentsApi(catalog, "channel", "channels"),
            AssignmentsApi(catalog, "category", "categories"),
            ProductsApi(catalog),
            VariantsApi(catalog),
            options,
            OptionValuesApi(options, OPTION_VALUE),
            modifiers,
            OptionValuesApi(modifiers, MODIFIER_VALUE),
            ImagesApi(catalog),
            CustomFieldsApi(catalog),
            BrandsApi(catalog),
            TreesApi(catalog),
            CategoriesApi(catalog),
        )


def _summary(catalog: Catalog) -> Json:
    pairs = [(one, variant) for one in catalog.products.values() for variant in one["variants"]]
    prices = [shown_variant(*pair, "")["calculated_price"] for pair in pairs]
    levels = [catalog.on_hand(*pair) or 0 for pair in pairs]
    dates = [one["date_created"] for one in catalog.products.values()]
    counted = Counter(one for product in catalog.products.values() for one in product["categories"])
    primary = counted.most_common(1)[0][0] if counted else 0
    return {
        "inventory_count": sum(levels),
        "inventory_value": sum(map(float.__mul__, map(float, levels), map(float, prices))),
        "variant_count": len(pairs),
        "highest_variant_price": max(prices, default=0),
        "average_variant_price": sum(prices) / len(prices) if prices else 0,
        # The contract has this one price as text.
        "lowest_variant_price": str(min(prices, default=0)),
        "oldest_variant_date": min(dates, default=""),
        "newest_variant_date": max(dates, default=""),
        "primary_category_id": primary,
        "primary_category_name": catalog.categories.get(primary, {}).get("name", ""),
    }
