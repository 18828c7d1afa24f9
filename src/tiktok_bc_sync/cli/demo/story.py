"""The demo's story: the connector's whole job, step by step, between two marketplaces."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

from attrs import frozen

from tiktok_bc_sync import (
    Connector,
    ListingStatus,
    ParcelDefaults,
    PriceRule,
    SimpleProducts,
    category,
    title,
)
from tiktok_bc_sync.cli.demo.outcome import Outcome, judged
from tiktok_bc_sync.cli.demo.telling import Step, Teller
from tiktok_bc_sync.cli.demo.world import UNKNOWN_SKU, Bought, World
from tiktok_bc_sync.models import Condition, ImportState

DEFAULT, CHOSEN = "Everything else", "Chosen by a query"
# What this merchant's parcels measure where a product does not say: weights are not made up.
PARCEL = ParcelDefaults(length_cm=Decimal(30), width_cm=Decimal(20), height_cm=Decimal(10))

# Half seconds: longer than the demo respects what a killed run had begun.
_PATIENCE = 20


@frozen
class Story:
    """Tells a connector what to do, and the world what happens in between."""

    world: World
    connector: Connector
    teller: Teller

    def run(self) -> Outcome:
        """Run the story from where it is to its end."""
        self._import_catalogue()
        self._make_templates()
        self._upload()
        self._follow_changes()
        bought = self._import_orders()
        self._ship(bought.ships)
        self._cancel(bought.cancelled)
        self._return(bought.returned)
        self._come_to_rest()
        return judged(self.connector, self.world.sandbox)

    def _import_catalogue(self) -> None:
        with self.teller.step("Connect and pull the catalogue") as step:
            account = self.connector.accounts.connect()
            activity = self.connector.products.pull(progress=step.progress)
            step.tell(f"{account.store_name} -> {account.shop.name}, {account.shop.region}")
            step.tell(f"{activity.done} product(s) read")

    def _make_templates(self) -> None:
        with self.teller.step("Category templates") as step:
            known = {template.name for template in self.connector.templates.list()}
            leaf = self.connector.templates.categories("Storage")[0]
            if DEFAULT not in known:
                self.connector.templates.create(
                    name=DEFAULT,
                    category_id=leaf.id,
                    parcel=PARCEL,
                    simple_products=SimpleProducts.SINGLE_SKU,
                )
            query = self._query()
            preview = self.connector.templates.preview(query)
            step.tell(f"Run Query: {preview}")
            if CHOSEN not in known:
                saved = self.connector.templates.create(
                    name=CHOSEN,
                    category_id=leaf.id,
                    query=query,
                    parcel=PARCEL,
                    price_rule=PriceRule.percent("+10"),
                    simple_products=SimpleProducts.SINGLE_SKU,
                )
                step.tell(f"{sum(saved.moved.values())} product(s) moved to the new template")

    def _query(self) -> Condition:
        """Choose the catalogue's largest shelf, or a word of its titles where it has none."""
        shelves, words = Counter[str](), Counter[str]()
        for product in self.connector.products.all():
            shelves.update(product.categories)
            words.update(word for word in product.title.split() if len(word) > 3)
        if shelves:
            return category.equals(shelves.most_common(1)[0][0])
        return title.contains(words.most_common(1)[0][0] if words else "lamp")

    def _upload(self) -> None:
        with self.teller.step("Plan and apply") as step:
            plan = self.connector.listings.plan()
            step.tell(f"Plan: {plan}")
            self.connector.listings.apply(plan, progress=step.progress)
        with self.teller.step("TikTok reviews") as step:
            uploaded = [one.listing_id for one in self.connector.listings.all() if one.uploaded]
            self.world.rejects_one(sorted(uploaded))
            self.world.reviews()
            self.connector.listings.refresh_status(progress=step.progress)
            step.tell(_told(self.connector.dashboard.summary().products))

    def _follow_changes(self) -> None:
        with self.teller.step("A price and a stock change in BigCommerce") as step:
            skus = self._live_skus()
            if skus and (news := self.world.merchant_edits(skus)):
                step.tell(news)
            self._sync_listings(step)

    def _sync_listings(self, step: Step) -> None:
        self.connector.products.pull(progress=step.progress)
        prices = self.connector.listings.sync_price(progress=step.progress)
        stock = self.connector.listings.sync_stock(progress=step.progress)
        step.tell(f"prices of {prices.done} and stock of {stock.done} product(s) sent to TikTok")

    def _import_orders(self) -> Bought:
        with self.teller.step("Buyers order, and the orders reach BigCommerce") as step:
            bought = self.world.buyers_order(self._live_skus() or [UNKNOWN_SKU])
            self.connector.orders.fetch(progress=step.progress)
            while any(self.connector.orders.all(state=ImportState.CLAIMED)):
                time.sleep(0.5)  # a killed run was making them
                self.connector.orders.fetch(progress=step.progress)
            for order in self.connector.orders.all():
                what = order.store_order_id or "; ".join(map(str, order.reasons))
                step.tell(f"{order.id} -> {what or order.status}")
        return bought

    def _ship(self, order_id: str) -> None:
        with self.teller.step("The merchant ships one") as step:
            order = self.connector.orders.get(order_id)
            if order.store_order_id:
                self.world.merchant_ships(order.store_order_id)
            self.connector.fulfilment.sync(progress=step.progress)
            self.connector.orders.fetch(progress=step.progress)
            step.tell(f"{order_id}: {self.connector.orders.get(order_id).status}")

    def _cancel(self, order_id: str) -> None:
        with self.teller.step("The merchant cancels one") as step:
            self.connector.orders.cancel(order_id, reason="OUT_OF_STOCK")
            step.tell(f"{order_id}: {self.connector.orders.get(order_id).status}")

    def _return(self, order_id: str) -> None:
        with self.teller.step("A buyer returns one") as step:
            self.world.order_arrives(order_id)
            self.world.buyer_returns(order_id)
            self.connector.returns.sync(progress=step.progress)
            for item in self.connector.returns.all():
                step.tell(f"order {item.order_id}: {item.type}, {item.refund}")

    def _come_to_rest(self) -> None:
        with self.teller.step("Everything once more: what is left to do?") as step:
            self.connector.orders.fetch(progress=step.progress)
            self.connector.listings.refresh_status(progress=step.progress)
            self._sync_listings(step)
            plan = self.connector.listings.plan()
            patience = iter(range(_PATIENCE))
            while plan.todo and next(patience, None) is not None:
                time.sleep(0.5)  # what a killed run sent could still have been under way
                self.connector.listings.apply(plan, progress=step.progress)
                plan = self.connector.listings.plan()
            step.tell(f"Plan: {plan}")

    def _live_skus(self) -> Sequence[str]:
        """Return the SKUs that can be bought, in an order that does not change."""
        live = [one for one in self.connector.listings.all() if one.status is ListingStatus.LIVE]
        return sorted(sku.sku for listing in live for sku in listing.skus if (sku.stock or 0) >= 5)


def _told(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
