"""Where the scenarios play: both marketplaces, one storage, one clock, and the processes of a merchant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

from attrs import define, field, frozen

from tests.flows.conftest import Awaitable
from tiktok_bc_sync import (
    AsyncConnector,
    Connector,
    MemoryStorage,
    ParcelDefaults,
    Settings,
    SimpleProducts,
    StandingClock,
    Storage,
)
from tiktok_bc_sync.sandbox import Sandbox

ADDRESS = "https://host.test/webhooks"
PARCEL = ParcelDefaults(length_cm=Decimal(30), width_cm=Decimal(20), height_cm=Decimal(10))


@frozen
class Place:
    """Where a merchant sells: the shop's region, the store's currency, and the rate between them."""

    region: str
    currency: str = "USD"
    rate: Decimal | None = None
    carriers: tuple[str, str] = ("UPS", "FedEx")


US = Place("US")
GB = Place("GB", rate=Decimal("1.25"), carriers=("Royal Mail", "DPD"))
DE = Place("DE", rate=Decimal("1.1"), carriers=("DHL", "DPD"))
SG = Place("SG", rate=Decimal("0.75"))
MY = Place("MY", currency="MYR")
PLACES = (US, GB, DE, SG, MY)

CATEGORIES = (
    {"id": 10, "parent_id": 0, "name": "Home"},
    {"id": 11, "parent_id": 10, "name": "Lamps"},
    {"id": 12, "parent_id": 10, "name": "Kitchen"},
)
LAMP = {
    "id": 301,
    "name": "Alba table lamp with a linen shade",
    "description": "<p>A lamp.</p>",
    "price": 50,
    "weight": 1.4,
    "categories": [11],
    "brand_name": "Northlight",
    "inventory_tracking": "variant",
    "images": [{"image_file": "/lamp.png"}],
    "variants": [
        {
            "sku": f"LAMP-{colour.upper()}",
            "inventory_level": 20,
            "option_values": [{"option_display_name": "Colour", "label": colour}],
        }
        for colour in ("White", "Black")
    ],
}
MUG = {
    "id": 302,
    "name": "Enamel mug with a rim of copper",
    "description": "<p>For tea.</p>",
    "price": 10,
    "weight": 0.3,
    "sku": "MUG-100",
    "categories": [12],
    "inventory_tracking": "product",
    "inventory_level": 30,
    "images": [{"image_file": "/mug.png"}],
}
TOWEL = {
    **MUG,
    "id": 303,
    "name": "Tea towel of washed linen",
    "price": 8,
    "weight": 0,
    "sku": "TOWEL-1",
    "images": [{"image_file": "/towel.png"}],
}


@define
class Stage:
    """A merchant's two marketplaces and all that is kept; ``opens`` is a process that starts."""

    blocking: bool
    place: Place = GB
    products: Sequence[Mapping[str, Any]] = (LAMP, MUG)
    clock: StandingClock = field(factory=StandingClock)
    storage: Storage = field()
    sandbox: Sandbox = field()

    @storage.default
    def _storage(self) -> Storage:
        return MemoryStorage(clock=self.clock.now)

    @sandbox.default
    def _sandbox(self) -> Sandbox:
        sandbox = Sandbox(
            region=self.place.region, currency=self.place.currency, wall=self.clock.now
        )
        sandbox.load(self.products, CATEGORIES)
        return sandbox

    def opens(self, storage: Storage | None = None, **more: Any) -> AsyncConnector:
        """Open a connector as a new process would; the blocking one can be awaited too."""
        facade = Connector if self.blocking else AsyncConnector
        kept = storage or self.storage
        made = facade.for_testing(self.sandbox, storage=kept, clock=self.clock, **more)
        return cast("AsyncConnector", Awaitable(made) if self.blocking else made)

    async def configures(self, connector: AsyncConnector, **settings: Any) -> None:
        """Let the merchant save the settings and one template for everything."""
        await connector.settings.save(Settings(rate=self.place.rate, **settings))
        leaf = (await connector.templates.categories("Storage"))[0]
        await connector.templates.create(
            name="Everything",
            category_id=leaf.id,
            parcel=PARCEL,
            simple_products=SimpleProducts.SINGLE_SKU,
        )

    async def goes_live(self, **settings: Any) -> AsyncConnector:
        """Open a connector whose complete products are live on TikTok, reviewed a while ago."""
        connector = self.opens()
        await self.configures(connector, **settings)
        await connector.products.pull()
        await connector.listings.apply(await connector.listings.plan())
        self.sandbox.vendor.reviews()
        await connector.listings.refresh_status()
        self.clock.passes(minutes=30)
        return connector

    async def listens(self, connector: AsyncConnector) -> None:
        """Let both vendors tell the connector of everything."""
        await connector.webhooks.register(tiktok=ADDRESS, bigcommerce=ADDRESS)

    async def hears(self, connector: AsyncConnector) -> int:
        """Let the vendors send the webhooks that are due, work them off, and return how many came."""
        answers: list[int] = []

        async def take(_: str, headers: Mapping[str, str], body: bytes) -> int:
            answers.append((await connector.webhooks.receive(headers, body)).status)
            return answers[-1]

        while await self.sandbox.deliver_async(take):
            pass
        await connector.webhooks.work_off()
        return len(answers)

    async def follows(self, connector: AsyncConnector) -> None:
        """Bring what changed in BigCommerce to TikTok, as the schedule does."""
        await connector.products.pull()
        await connector.listings.keep_in_step()

    # --- what the merchant sees --------------------------------------------------------

    def made(self) -> list[str]:
        """Return the TikTok ids of the orders that BigCommerce has, as often as it has them."""
        return sorted(one.external_id for one in self.sandbox.seen.store_orders())

    def in_store(self, order_id: str) -> str:
        """Return the status of a TikTok order in BigCommerce."""
        (order,) = (o for o in self.sandbox.seen.store_orders() if o.external_id == order_id)
        return order.status

    def on_tiktok(self, order_id: str) -> str:
        """Return the status of an order on TikTok."""
        return str(self.sandbox.shop.orders.orders[order_id]["status"])
