"""What came of the demo, judged from both marketplaces' own records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from attrs import frozen

from tiktok_bc_sync import Connector, ListingStatus
from tiktok_bc_sync.models import Change, ImportState, Listing
from tiktok_bc_sync.sandbox import Sandbox
from tiktok_bc_sync.sandbox.catalogue import BrokenLine

_ENDED = (ListingStatus.LIVE, ListingStatus.FAILED)


@frozen
class Check:
    """Something that must hold, and whether it does."""

    what: str
    holds: bool


@frozen
class ProductOutcome:
    """Where a product ended, with every reason where it is not live."""

    product_id: str
    title: str
    status: str
    reasons: tuple[str, ...]


@frozen
class Outcome:
    """The demo's result."""

    products: Sequence[ProductOutcome]
    orders: Mapping[str, int]
    returns: Mapping[str, int]
    blocked_by: Mapping[str, int]
    checks: Sequence[Check]

    @property
    def holds(self) -> bool:
        """Whether everything came out as it must."""
        return all(check.holds for check in self.checks)

    @property
    def statuses(self) -> Mapping[str, int]:
        """How many products ended where."""
        return Counter(product.status for product in self.products)

    def as_json(self, broken: Sequence[BrokenLine]) -> dict[str, object]:
        """Return all of it as values for JSON, with the catalogue's broken lines."""
        return {
            "products": dict(self.statuses),
            "orders": dict(self.orders),
            "returns": dict(self.returns),
            "blocked_by": dict(self.blocked_by),
            "checks": {check.what: check.holds for check in self.checks},
            "broken_lines": [{"line": one.number, "reason": one.reason} for one in broken],
            "not_live": [
                {
                    "id": one.product_id,
                    "title": one.title,
                    "status": one.status,
                    "reasons": one.reasons,
                }
                for one in self.products
                if one.reasons
            ],
        }


def judged(connector: Connector, sandbox: Sandbox) -> Outcome:
    """Compare what the connector says with what both marketplaces hold."""
    plan = connector.listings.plan()
    changes = {change.product_id: change for change in plan}
    products = [_product(one, changes.get(one.product_id)) for one in connector.listings.all()]
    summary = connector.dashboard.summary()
    return Outcome(
        products=products,
        orders=summary.orders,
        returns=summary.returns,
        blocked_by=plan.blocked_by(),
        checks=[
            Check(
                "every product is live, or has its reasons",
                all(one.status == ListingStatus.LIVE or one.reasons for one in products),
            ),
            Check("nothing is left to upload", not plan.todo),
            *_order_checks(connector, sandbox),
        ],
    )


def _product(listing: Listing, change: Change | None) -> ProductOutcome:
    reasons = dict.fromkeys((*listing.reasons, *(change.reasons if change else ())))
    blocked = listing.status not in _ENDED and reasons
    return ProductOutcome(
        listing.product_id,
        listing.title,
        "Blocked" if blocked else listing.status,
        tuple(f"{one.code}: {one}" for one in reasons),
    )


def _order_checks(connector: Connector, sandbox: Sandbox) -> list[Check]:
    in_store = sandbox.seen.store_orders()
    made = Counter(one.external_id for one in in_store)
    totals = {one.external_id: one.total for one in in_store}
    known = list(connector.orders.all())
    created = [order for order in known if order.state is ImportState.CREATED]
    return [
        Check(
            "each order is in BigCommerce once, or failed visibly",
            all(made[one.id] == 1 for one in created)
            and all(made[one.id] == 0 and one.reasons for one in known if one not in created),
        ),
        Check("no order was made up", not made.keys() - {order.id for order in known}),
        Check(
            "totals are equal to the cent",
            all(totals[one.id] == one.order.amounts.total.amount for one in created),
        ),
    ]
