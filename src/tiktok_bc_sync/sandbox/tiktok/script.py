"""What buyers and the platform do in a scripted scene: the verbs that tests and demos speak."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from attrs import field, frozen

from tiktok_bc_sync.sandbox.core import Script, verb
from tiktok_bc_sync.sandbox.tiktok import returns as states
from tiktok_bc_sync.sandbox.tiktok.orders import STATUSES, Basket
from tiktok_bc_sync.sandbox.tiktok.service import TikTokService
from tiktok_bc_sync.sandbox.tiktok.wire import Json

Wanted = tuple[str, int] | str | int
_NO_LONGER_NEEDED = "ecom_order_to_ship_canceled_reason_no_longer_needed"
_DEFECTIVE = "ecom_order_delivered_refund_and_return_reason_defective"


@frozen
class Buyer:
    """A buyer in the fake shop.

    Every verb takes ``once``: a second call with the same word changes nothing and returns what the
    first one returned. A verb raises LookupError for what does not exist and ValueError for what can't
    be done now, and changes nothing then.
    """

    service: TikTokService = field(repr=False)

    @property
    def script(self) -> Script:
        """What happens in the sandbox, and in which order."""
        return self.service.clock.script

    @verb
    def orders(
        self,
        *wanted: Wanted,
        address: Mapping[str, object] | None = None,
        note: str = "",
        cod: bool = False,
        sample: bool = False,
        platform_ships: bool = False,
        unpaid: bool = False,
        shipping_fee: str = "0.00",
        seller_discount: str = "0",
        platform_discount: str = "0",
        once: str | None = None,
    ) -> str:
        """Order by seller SKU and return the order's id.

        ``orders("24-UG04", 2)`` and ``orders(("24-UG04", 2), ("24-MB01", 1))`` are both understood; a
        SKU alone means one unit. A SKU that no listing has is sold all the same, for 10.00, as an
        order from before the listing changed would be. ``address`` replaces single fields.
        """
        basket = Basket(
            tuple(_pairs(wanted)),
            address,
            note,
            cod,
            sample,
            platform_ships,
            unpaid,
            Decimal(shipping_fee),
            Decimal(seller_discount),
            Decimal(platform_discount),
        )
        return str(self.service.orders.place(basket)["id"])

    @verb
    def pays(self, order_id: str, *, once: str | None = None) -> None:
        """Pay an unpaid order."""
        self.service.orders.pay(self._order(order_id))

    @verb
    def cancels(
        self, order_id: str, reason: str = _NO_LONGER_NEEDED, *, once: str | None = None
    ) -> str:
        """Ask to cancel and return the request's id; unpaid and held orders are cancelled at once."""
        return str(self.service.cancellations.ask(self._order(order_id), reason)["cancel_id"])

    @verb
    def returns(
        self,
        order_id: str,
        *skus: str,
        type: str = "RETURN_AND_REFUND",  # noqa: A002
        reason: str = _DEFECTIVE,
        once: str | None = None,
    ) -> str:
        """Ask to return all units of some SKUs, or the whole order, and return the request's id."""
        order = self._order(order_id)
        lines = [one for one in order["line_items"] if not skus or one["seller_sku"] in skus]
        return str(self.service.returns.ask(order, lines, type, reason)["return_id"])

    @verb
    def ships_back(self, return_id: str, tracking: str, *, once: str | None = None) -> None:
        """Send an approved return's items."""
        made = self._return(return_id, states.AWAITING_SHIP)
        made.update(return_tracking_number=tracking, return_provider_name="Sandbox post")
        self.service.returns.set(made, states.SHIPPED, "BUYER")

    @verb
    def answers_offer(self, return_id: str, *, accepts: bool, once: str | None = None) -> None:
        """Accept a partial refund, or insist on the request as it was."""
        made = self._return(return_id, states.OFFERED)
        made["buyer_rejected_partial_refund"] = not accepts
        before = states.SHIPPED if made["return_tracking_number"] else states.PENDING
        self.service.returns.set(made, states.SUCCESS if accepts else before, "BUYER")

    @verb
    def withdraws(self, return_id: str, *, once: str | None = None) -> None:
        """Take a return request back."""
        made = _known(self.service.returns.returns, return_id)
        if made["return_status"] not in (states.PENDING, states.AWAITING_SHIP, states.OFFERED):
            raise ValueError(f"return {return_id} is {made['return_status']}: too late")
        self.service.returns.set(made, states.CANCELLED, "BUYER")

    def _order(self, order_id: str) -> Json:
        return _known(self.service.orders.orders, order_id)

    def _return(self, return_id: str, status: str) -> Json:
        made = _known(self.service.returns.returns, return_id)
        if made["return_status"] != status:
            raise ValueError(f"return {return_id} is {made['return_status']}, not {status}")
        return made


@frozen
class Vendor:
    """TikTok Shop itself: it reviews, carries, refunds, arbitrates and authorizes.

    Its verbs take ``once`` and raise as those of `Buyer` do.
    """

    service: TikTokService = field(repr=False)

    @property
    def script(self) -> Script:
        """What happens in the sandbox, and in which order."""
        return self.service.clock.script

    @verb
    def reviews(self, *, once: str | None = None) -> int:
        """Review every product that waits, and return how many passed."""
        return self.service.listings.review_all()

    @verb
    def rejects(
        self, seller_sku_or_product_id: str, reason: str, *, once: str | None = None
    ) -> None:
        """Let a product fail its next review, for a reason."""
        self.service.listings.rejections[seller_sku_or_product_id] = reason

    @verb
    def deactivates(self, product_id: str, *, once: str | None = None) -> None:
        """Take a product off the shelf, as the platform does."""
        product = _known(self.service.listings.products, product_id)
        self.service.listings.hide(product)
        product["status"] = "PLATFORM_DEACTIVATED"

    @verb
    def freezes(self, product_id: str, *, once: str | None = None) -> None:
        """Freeze a product: nothing can be done to it any more."""
        product = _known(self.service.listings.products, product_id)
        self.service.listings.hide(product)
        product["status"] = "FREEZE"

    @verb
    def moves(self, order_id: str, status: str, *, once: str | None = None) -> None:
        """Set an order's status, as the carrier or the platform does."""
        order = _known(self.service.orders.orders, order_id)
        if status not in STATUSES:
            raise ValueError(f"an order's status is one of {STATUSES}, not {status}")
        if order["status"] == "CANCELLED":
            raise ValueError(f"order {order_id} is CANCELLED already")
        if status == "CANCELLED":
            self.service.cancellations.impose(order, "order_timeout")
        else:
            self.service.orders.move(order, status)

    @verb
    def reveals_address(
        self, /, order_id: str, *, once: str | None = None, **fields: object
    ) -> None:
        """Change fields of an order's address, as when a buyer corrects it or a mask falls."""
        order = _known(self.service.orders.orders, order_id)
        order["recipient_address"].update(fields)
        order["has_updated_recipient_address"] = True
        self.service.orders.touch(order)

    @verb
    def finishes_return(self, return_id: str, *, once: str | None = None) -> None:
        """Pay a granted refund out."""
        made = _known(self.service.returns.returns, return_id)
        if made["return_status"] != states.SUCCESS:
            raise ValueError(f"return {return_id} is {made['return_status']}: nothing to refund")
        self.service.returns.set(made, states.COMPLETE, "SYSTEM")

    @verb
    def arbitrates(
        self, return_id: str, *, for_buyer: bool | None = None, once: str | None = None
    ) -> None:
        """Take up a dispute about a refused return, or decide it: the buyer's way means a refund."""
        made = _known(self.service.returns.returns, return_id)
        if for_buyer is None:
            made["arbitration_status"] = "IN_PROGRESS"
            self.service.returns.set(made, made["return_status"], "OPERATOR")
            return
        made["arbitration_status"] = "SUPPORT_BUYER" if for_buyer else "SUPPORT_SELLER"
        self.service.returns.set(
            made, states.SUCCESS if for_buyer else made["return_status"], "OPERATOR"
        )

    @verb
    def authorizes(self, *, once: str | None = None) -> str:
        """Return a one-time code, as the seller's consent brings it to the redirect address."""
        return self.service.access.authorize()

    @verb
    def revokes(self, *, once: str | None = None) -> None:
        """Withdraw the seller's consent: every token is refused from now on."""
        self.service.access.revoke()


def _pairs(wanted: tuple[Wanted, ...]) -> Iterator[tuple[str, int]]:
    for place, one in enumerate(wanted):
        following = wanted[place + 1] if place + 1 < len(wanted) else None
        if isinstance(one, tuple):
            yield one
        elif isinstance(one, str):
            yield one, following if isinstance(following, int) else 1
        elif place == 0 or not isinstance(wanted[place - 1], str):
            raise ValueError("a quantity follows its SKU")


def _known(things: Mapping[str, Json], key: str) -> Json:
    if key not in things:
        raise LookupError(f"nothing has the id {key}")
    return things[key]
