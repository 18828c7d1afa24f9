"""Price lists: other prices for variants, by currency."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from attrs import frozen


@frozen
class PriceList:
    """A list of prices that counts where it is active and assigned."""

    id: str
    name: str
    active: bool = True
    updated_at: datetime | None = None


@frozen
class PriceRecord:
    """A variant's prices on a list, in one currency (ISO 4217); None where the list says nothing.

    ``calculated_price`` is what a shopper pays; it is the vendor's and not sent.
    """

    variant_id: str
    currency: str
    price: Decimal | None = None
    sale_price: Decimal | None = None
    retail_price: Decimal | None = None
    calculated_price: Decimal | None = None
    product_id: str = ""
