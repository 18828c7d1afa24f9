"""What a merchant does in the BigCommerce control panel, as verbs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from attrs import field, frozen

from tiktok_bc_sync.sandbox.bigcommerce import BigCommerceStore
from tiktok_bc_sync.sandbox.bigcommerce.catalog.catalog import is_simple
from tiktok_bc_sync.sandbox.bigcommerce.orders.holding import CANCELLED
from tiktok_bc_sync.sandbox.bigcommerce.orders.orders import PROVIDERS
from tiktok_bc_sync.sandbox.bigcommerce.profile.oauth import OWNER
from tiktok_bc_sync.sandbox.bigcommerce.profile.scopes import ALL_SCOPES
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import Json
from tiktok_bc_sync.sandbox.core import Script, verb

Number = Decimal | int | float | str


@frozen
class Merchant:
    """The owner of the store.

    Every verb takes ``once``: a second call with the same word changes nothing and returns what the
    first one returned. A verb raises LookupError for what does not exist, and changes nothing then.
    """

    store: BigCommerceStore = field(repr=False)

    @property
    def script(self) -> Script:
        """What happens in the sandbox, and in which order."""
        return self.store.clock.script

    # --- products ------------------------------------------------------------------

    @verb
    def adds(self, product: Mapping[str, Any], *, once: str | None = None) -> int:
        """Add a product as BigCommerce describes it, and return its id."""
        number: int = self.store.catalog.put(product)["id"]
        return number

    @verb
    def edits(
        self,
        sku_or_product_id: str | int,
        *,
        price: Number | None = None,
        sale_price: Number | None = None,
        stock: int | None = None,
        title: str | None = None,
        weight: Number | None = None,
        visible: bool | None = None,
        once: str | None = None,
    ) -> None:
        """Change a product, or one variant of it by its SKU; what is left out stays.

        The title and visibility are the whole product's. A sale price of 0 ends the sale.
        """
        numbers = (float(one) for one in (price, sale_price, stock, weight) if one is not None)
        if not all(0 <= one < math.inf for one in numbers):
            raise ValueError("prices, weights and stock are neither negative nor without end")
        product, variant = self._found(sku_or_product_id)
        own = _left_out(
            {"price": _float(price), "weight": _float(weight), "inventory_level": stock}
        )
        whole = _left_out({"name": title, "is_visible": visible})
        if sale_price is not None:
            own["sale_price"] = _float(sale_price) or (0 if variant is None else None)
        if variant is None and stock is not None and product["inventory_tracking"] == "variant":
            raise LookupError("the stock is counted by variant: name the variant's SKU")
        catalog = self.store.catalog
        if variant is None:
            catalog.edit(product, own | whole)
        else:
            catalog.edit_variant(product, variant, own)
            if whole:
                catalog.edit(product, whole)

    @verb
    def deletes(self, product_id: int | str, *, once: str | None = None) -> None:
        """Delete a product."""
        product, _ = self._found(int(product_id))
        self.store.catalog.remove(product["id"])

    @verb
    def deletes_variant(self, sku: str, *, once: str | None = None) -> None:
        """Delete the variant with a SKU; its product stays."""
        found = self.store.catalog.variant_of(sku)
        if found is None:
            raise LookupError(f"no variant has the SKU {sku}")
        self.store.catalog.remove_variant(*found)

    # --- orders --------------------------------------------------------------------

    @verb
    def ships(
        self,
        order_id: int | str,
        *,
        carrier: str,
        tracking_number: str,
        items: Mapping[int, int] | None = None,
        once: str | None = None,
    ) -> int:
        """Ship an order and return the shipment's id.

        ``items`` are units by line id; without them all that is left is shipped. A carrier that
        BigCommerce has no word for is named as the shipping method.
        """
        order = self._order(order_id)
        units = {int(key): units for key, units in items.items()} if items else self._left(order)
        known = carrier.casefold() in PROVIDERS
        shipment = self.store.orders.ship(
            order,
            {
                "order_address_id": self.store.orders.addresses[order["id"]][0]["id"],
                "tracking_number": tracking_number,
                "shipping_provider": carrier.casefold() if known else "",
                "shipping_method": "" if known else carrier,
                "items": [
                    {"order_product_id": key, "quantity": quantity}
                    for key, quantity in units.items()
                ],
            },
        )
        number: int = shipment["id"]
        return number

    @verb
    def cancels(self, order_id: int | str, *, once: str | None = None) -> None:
        """Cancel an order; its stock comes back."""
        self.store.orders.move(self._order(order_id), CANCELLED)

    @verb
    def moves(self, order_id: int | str, status_id: int, *, once: str | None = None) -> None:
        """Set an order's status."""
        self.store.orders.move(self._order(order_id), status_id)

    @verb
    def writes(
        self, order_id: int | str, message: str, *, subject: str = "", once: str | None = None
    ) -> int:
        """Write a message to an order's buyer, and return its id."""
        number: int = self.store.orders.write(self._order(order_id), subject, message)["id"]
        return number

    # --- the app -------------------------------------------------------------------

    @verb
    def installs(
        self,
        *,
        scopes: Sequence[str] = tuple(sorted(ALL_SCOPES)),
        user: str = OWNER,
        once: str | None = None,
    ) -> dict[str, str]:
        """Install the app, and return the query with which its callback is called."""
        return self.store.oauth.install(scopes, user)

    @verb
    def opens(self, *, user: str = OWNER, url: str = "/", once: str | None = None) -> str:
        """Open the app, and return the ``signed_payload_jwt`` of its callback."""
        return self.store.oauth.visit(user, url)

    @verb
    def removes_user(self, user: str, *, once: str | None = None) -> str:
        """Take the app away from a user, and return the ``signed_payload_jwt`` of its callback."""
        return self.store.oauth.remove_user(user)

    @verb
    def uninstalls(self, *, once: str | None = None) -> str:
        """Uninstall the app: its token and hooks go. Return its callback's ``signed_payload_jwt``."""
        signed = self.store.oauth.uninstall()
        self.store.hooks.forget(self.store.oauth.client_id)
        return signed

    # --- finding -------------------------------------------------------------------

    def _found(self, sku_or_product_id: str | int) -> tuple[Json, Json | None]:
        """Return a product, and the variant where a SKU names one of several."""
        catalog = self.store.catalog
        if isinstance(sku_or_product_id, str) and (found := catalog.variant_of(sku_or_product_id)):
            return found[0], None if is_simple(found[0]) else found[1]
        text = str(sku_or_product_id)
        product = catalog.products.get(int(text)) if text.isdecimal() else None
        if product is None:
            raise LookupError(f"no product has the id or SKU {sku_or_product_id}")
        return product, None

    def _order(self, order_id: int | str) -> Json:
        order = self.store.orders.orders.get(int(order_id))
        if order is None:
            raise LookupError(f"there is no order {order_id}")
        return order

    def _left(self, order: Json) -> dict[int, int]:
        lines = self.store.orders.lines[order["id"]]
        left = {line["id"]: line["quantity"] - line["quantity_shipped"] for line in lines}
        return {key: units for key, units in left.items() if units}


def _float(value: Number | None) -> float | None:
    return None if value is None else float(value)


def _left_out(fields: Json) -> Json:
    """Return the fields that were given."""
    return {name: value for name, value in fields.items() if value is not None}
