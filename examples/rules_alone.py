"""Only the rule groups: choose products by title, brand, SKU and category, and see why.

Nothing here connects to anything.
"""

from __future__ import annotations

from decimal import Decimal

from tiktok_bc_sync.models import Product, Variant
from tiktok_bc_sync.rules import all_of, any_of, brand, category, compile_group, title, words


def product(number: int, name: str, maker: str, shelf: str) -> Product:
    """Return a product with a single variant."""
    variant = Variant(id=f"{number}1", sku=f"SKU-{number}", price=Decimal("49.00"))
    return Product(
        id=str(number), title=name, variants=(variant,), brand=maker, categories=(shelf,)
    )


CATALOGUE = (
    product(1, "Desk lamp", "Lumen", "Home > Lamps"),
    product(2, "Ceiling LAMP, round", "", "Home > Lamps > Outlet"),
    product(3, "Salad bowl", "Sagaform", "Kitchen"),
    product(4, "Tea towel", "Linum", "Kitchen"),
)


def main() -> None:
    """Print which products the query takes, and why or why not."""
    lamps = all_of(title.contains("lamp"), category.does_not_contain("outlet"))
    query = compile_group(any_of(brand.equals("Sagaform"), lamps))
    print(words(query.group))
    for one in CATALOGUE:
        explained = query.explain(one)
        sign = "+" if explained.matched else "-"
        because = explained.held if explained.matched else explained.failed
        print(f"{sign} {one.title}: {'; '.join(because)}")


if __name__ == "__main__":
    main()
