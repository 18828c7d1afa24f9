"""What buyers and the platform do in a scripted scene: the verbs that tests and demos speak."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from attrs import field, frozen

from tiktok_bc_sync.sandbox.core import Script, verb
from tiktok_bc_sync.sandbox.tiktok.aftersales import decisions as states
from tiktok_bc_sync.sandbox.tiktok.listings.readiness import CHECK_ITEMS
from tiktok_bc_sync.sandbox.tiktok.orders.orders import STATUSES, Basket
from tiktok_bc_sync.sandbox.tiktok.promotions.coupons import Offer
from tiktok_bc_sync.sandbox.tiktok.service import TikTokService
from tiktok_bc_sync.sandbox.tiktok.shop.wire import Json

T = TypeVar("T")
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
        same_as: str | None = None,
        once: str | None = None,
    ) -> str:
        """Order by seller SKU and return the order's id.

        ``orders("24-UG04", 2)`` and ``orders(("24-UG04", 2), ("24-MB01", 1))`` are both understood; a
        SKU alone means one unit. A SKU that no listing has is sold all the same, for 10.00, as an
        order from before the listing changed would be. ``address`` replaces single fields.
        ``same_as`` is an earlier order: its buyer buys again, for the same address.
        """
        if same_as is not None:
            self._order(same_as)
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
            same_as,
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
        photos: Sequence[str] = (),
        once: str | None = None,
    ) -> str:
        """Ask to return all units of some SKUs, or what is left of the order, and return the request's id.

        ``type`` is REFUND, RETURN_AND_REFUND, REPLACEMENT or EXCHANGE; ``photos`` are URLs.
        """
        self.service.settle()
        order = self._order(order_id)
        left = (one for one in order["line_items"] if one["display_status"] != "CANCELLED")
        lines = [one for one in left if not skus or one["seller_sku"] in skus]
        made = self.service.returns.ask(order, lines, type, reason, photos=photos)
        return str(made["return_id"])

    @verb
    def ships_back(self, return_id: str, tracking: str, *, once: str | None = None) -> None:
        """Send an approved return's items."""
        made = self._return(return_id, states.AWAITING_SHIP)
        made.update(return_tracking_number=tracking, return_provider_name="Sandbox post")
        self.service.returns.set(made, states.SHIPPED, "BUYER")

    @verb
    def answers_offer(self, return_id: str, *, accepts: bool, once: str | None = None) -> None:
        """Accept a partial refund, or insist on the request as it was."""
        self.service.returns.answer_offer(self._return(return_id, states.OFFERED), accepts=accepts)

    @verb
    def withdraws(self, return_id: str, *, once: str | None = None) -> None:
        """Take a return request back."""
        made = _settled(self.service, return_id)
        if made["return_status"] not in states.WITHDRAWABLE:
            raise ValueError(f"return {return_id} is {made['return_status']}: too late")
        kind = states.KINDS[made["return_type"]]
        self.service.returns.set(made, kind.withdrawn, "BUYER")

    def _order(self, order_id: str) -> Json:
        return _known(self.service.orders.orders, order_id)

    def _return(self, return_id: str, status: str) -> Json:
        made = _settled(self.service, return_id)
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
    def demands(self, check_item: str, reason: str = "", *, once: str | None = None) -> None:
        """Let a shop lack what it needs to list products, or no longer: without a reason."""
        lacking = self.service.products.readiness.lacking
        if check_item not in CHECK_ITEMS:
            raise ValueError(f"a check item is one of {CHECK_ITEMS}, not {check_item}")
        lacking.pop(check_item, None)
        if reason:
            lacking[check_item] = reason

    @verb
    def issues_coupon(
        self,
        title: str,
        *,
        percent: int | None = None,
        amount: Decimal | str | None = None,
        min_spend: Decimal | str = "0",
        begins_in: float = 0,
        days: float = 7,
        display_type: str = "REGULAR",
        promo_code: str = "",
        product_ids: Iterable[str] = (),
        once: str | None = None,
    ) -> str:
        """Issue a coupon, as a seller does in the Seller Center, and return its id.

        It takes ``percent`` or ``amount`` off what costs ``min_spend`` or more, of the whole shop or
        of some products; ``begins_in`` and ``days`` are days.
        """
        off = Decimal(amount) if amount is not None else None
        spend, products = Decimal(min_spend), tuple(product_ids)
        for product_id in products:
            _known(self.service.listings.products, product_id)
        offer = Offer(
            title, percent, off, spend, begins_in, days, promo_code, display_type, products
        )
        return str(self.service.products.coupons.issue(offer)["id"])

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
    def carries(self, package_id: str, status: str, *, once: str | None = None) -> None:
        """Let a carrier collect a package (``IN_TRANSIT``) or deliver it (``DELIVERED``)."""
        package = _known(self.service.orders.packages.packages, package_id)
        before = {"IN_TRANSIT": "PROCESSING", "DELIVERED": "FULFILLING"}
        if package.status != before.get(status):
            raise ValueError(f"package {package_id} is {package.status}: {status} is not next")
        for order in package.orders:
            self.service.orders.advance(order, package.lines_of(order), status)

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
        made = _settled(self.service, return_id)
        if made["return_status"] != states.SUCCESS:
            raise ValueError(f"return {return_id} is {made['return_status']}: nothing to refund")
        self.service.returns.set(made, states.COMPLETE, "SYSTEM")

    @verb
    def arbitrates(
        self, return_id: str, *, for_buyer: bool | None = None, once: str | None = None
    ) -> None:
        """Take up a dispute about a return, or decide it: the buyer's way means a refund."""
        made = _settled(self.service, return_id)
        self.service.returns.arbitrate(made, for_buyer=for_buyer)

    @verb
    def fails_payment(self, statement_id: str, *, once: str | None = None) -> None:
        """Let the payment of a statement bounce while it is under way."""
        self.service.finance.fail(statement_id)

    @verb
    def authorizes(self, *, once: str | None = None) -> str:
        """Return a one-time code, as the seller's consent brings it to the redirect address."""
        return self.service.access.authorize()

    @verb
    def grants(self, scopes: Sequence[str], *, once: str | None = None) -> None:
        """Limit what the seller's consent covers to these scopes, from now on and for every token."""
        self.service.access.grant(scopes)

    @verb
    def revokes(self, *, once: str | None = None) -> None:
        """Withdraw the seller's consent: every token is refused from now on."""
        self.service.access.revoke()


def _settled(service: TikTokService, return_id: str) -> Json:
    """Return a return, as far as time has brought it."""
    service.settle()
    return _known(service.returns.returns, return_id)


def _pairs(wanted: tuple[Wanted, ...]) -> Iterator[tuple[str, int]]:
    for place, one in enumerate(wanted):
        following = wanted[place + 1] if place + 1 < len(wanted) else None
        if isinstance(one, tuple):
            yield one
        elif isinstance(one, str):
            yield one, following if isinstance(following, int) else 1
        elif place == 0 or not isinstance(one, int) or not isinstance(wanted[place - 1], str):
            raise ValueError("a quantity is a whole number and follows its SKU")


def _known(things: Mapping[str, T], key: str) -> T:
    if key not in things:
        raise LookupError(f"nothing has the id {key}")
    return things[key]
