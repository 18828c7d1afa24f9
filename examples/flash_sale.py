"""A flash sale in the sandbox: two channels sell one stock for an hour, and webhooks come late or twice.

An hour passes in a second or two. It prints how often and how long TikTok showed more than there was, and
draws both stocks into ``flash_sale.svg``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from random import Random

from attrs import define, field

from tiktok_bc_sync import Connector, SimpleProducts, StandingClock
from tiktok_bc_sync.sandbox import Sandbox

SKU, STOCK = "MUG-100", 120
MUG = {
    "id": 302,
    "name": "Enamel mug with a rim of copper",
    "sku": SKU,
    "price": 10,
    "weight": 0.3,
    "inventory_tracking": "product",
    "inventory_level": STOCK,
    "images": [{"image_file": "/mug.png"}],
}
TIKTOK_AT, BIGCOMMERCE_AT = "https://host.test/tiktok", "https://host.test/bigcommerce"


@define
class Sale:
    """Two counters, and what both showed at the end of each minute."""

    sandbox: Sandbox
    clock: StandingClock
    random: Random
    in_store: int = 0
    orders: list[str] = field(factory=list[str])
    had: list[int] = field(factory=list[int])
    showed: list[int] = field(factory=list[int])

    def minute(self) -> None:
        """Let both channels sell what they show."""
        stock, shown = self.sandbox.seen.store_stock(SKU), self.sandbox.seen.stock(SKU)
        if units := min(self.random.randint(0, 3), stock):
            self.in_store += units
            self.sandbox.merchant.edits(SKU, stock=stock - units)
        if 0 < (wanted := self.random.randint(0, 2)) <= shown:
            self.orders.append(self.sandbox.buyer.orders(SKU, wanted))
        self.clock.passes(minutes=1)

    def look(self) -> None:
        """Write down what both show now."""
        self.had.append(self.sandbox.seen.store_stock(SKU))
        self.showed.append(self.sandbox.seen.stock(SKU))

    def behind(self) -> Sequence[int]:
        """Return how many minutes each stretch took in which TikTok showed too many."""
        late = (showed > had for had, showed in zip(self.had, self.showed, strict=True))
        return [len(list(run)) for too_many, run in groupby(late) if too_many]


def opened(clock: StandingClock) -> Sandbox:
    """Return a market whose webhooks are late or doubled most of the time."""
    sandbox = Sandbox(region="US", wall=clock.now)
    sandbox.load([MUG])
    sandbox.faults.random(1, rate=0, webhooks=0.7, webhook_kinds=("late", "doubled"))
    return sandbox


def listed(connector: Connector, sandbox: Sandbox) -> None:
    """Bring the mug to TikTok, and have both vendors tell what happens."""
    connector.webhooks.register(tiktok=TIKTOK_AT, bigcommerce=BIGCOMMERCE_AT)
    connector.products.pull()
    category = connector.templates.categories("Storage")[0]
    connector.templates.create(
        name="All", category_id=category.id, simple_products=SimpleProducts.SINGLE_SKU
    )
    connector.listings.upload()
    sandbox.vendor.reviews()
    connector.listings.refresh_status()


def sell(connector: Connector, sale: Sale, minutes: int = 60) -> None:
    """Sell, take what webhooks come, and run the schedule every five minutes."""

    def receive(_: str, headers: Mapping[str, str], body: bytes) -> int:
        return connector.webhooks.receive(headers, body).status

    for minute in range(minutes):
        sale.minute()
        sale.sandbox.deliver(receive)
        connector.webhooks.work_off()
        if minute % 5 == 0:
            connector.run_due()
        sale.look()


def drawn(sale: Sale) -> str:
    """Return both stocks as a picture: the store's filled, TikTok's as a line."""
    width, height = 10, 3

    def points(stocks: Sequence[int]) -> str:
        return " ".join(
            f"{minute * width},{(STOCK - units) * height}" for minute, units in enumerate(stocks)
        )

    right, bottom = (len(sale.had) - 1) * width, STOCK * height
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-10 -10 {right + 20} {bottom + 20}">'
        f'<polygon fill="#9ecae1" points="0,{bottom} {points(sale.had)} {right},{bottom}"/>'
        f'<polyline fill="none" stroke="#d62728" stroke-width="3" points="{points(sale.showed)}"/>'
        "</svg>\n"
    )


def main() -> None:
    """Sell for an hour, and tell how it was."""
    clock = StandingClock()
    sandbox = opened(clock)
    sale = Sale(sandbox, clock, Random(1))  # noqa: S311 - a story to replay, no secret
    with Connector.for_testing(sandbox, clock=clock) as connector:
        listed(connector, sandbox)
        sell(connector, sale)
        print(connector.dashboard.summary())
    stretches = sale.behind()
    print(f"{sale.in_store} unit(s) sold in the store, {len(sale.orders)} order(s) on TikTok")
    print(f"TikTok showed too many {len(stretches)} time(s), {sum(stretches)} minute(s) in all,")
    print(f"for {max(stretches, default=0)} minute(s) at the longest")
    Path("flash_sale.svg").write_text(drawn(sale), encoding="ascii")
    print("flash_sale.svg shows it: blue is what there was, red what TikTok showed")


if __name__ == "__main__":
    main()
