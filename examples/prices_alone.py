"""Only the price transforms: what a BigCommerce price becomes on TikTok Shop, and why.

Nothing here connects to anything.
"""

from __future__ import annotations

from decimal import Decimal

from tiktok_bc_sync.mapping.pricing import PricePolicy, price
from tiktok_bc_sync.mapping.reasons import Blocked
from tiktok_bc_sync.models import PriceRule, Variant


def main() -> None:
    """Convert AUD at "1 GBP = 1.95 AUD", add 10 %, and explain each price."""
    policy = PricePolicy(
        store_currency="AUD",
        shop_currency="GBP",
        rate=Decimal("1.95"),
        rule=PriceRule.percent("+10"),
        use_sale_price=True,
    )
    for number, (regular, sale) in enumerate([("49.00", None), ("49.00", "39.00"), ("0", None)], 1):
        variant = Variant(
            id=str(number),
            sku=f"SKU-{number}",
            price=Decimal(regular),
            sale_price=Decimal(sale) if sale else None,
        )
        made = price(variant, policy)
        if isinstance(made, Blocked):
            print(made)
        else:
            print(f"{made.amount}: {'; '.join(map(str, made.steps))}")


if __name__ == "__main__":
    main()
