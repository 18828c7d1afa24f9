"""A fake shop with something to list: what the tests about products share."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from attrs import evolve, frozen

from tests.clients.tiktok_sandbox import Open, Scene
from tiktok_bc_sync.clients import TikTokShop
from tiktok_bc_sync.models import DraftSku, ListingDraft, Money
from tiktok_bc_sync.sandbox import Sandbox
from tiktok_bc_sync.sandbox.images import picture

PICTURE = picture("a")
IMAGE = "https://shop.example/a.png"
LAMPS, TOPS, ELECTRIC_TOYS = "601226", "602101", "604002"
MAIN, SECOND = "7068517275539719942", "7068517275539719943"
CURRENCIES = {"GB": "GBP", "US": "USD", "DE": "EUR"}


@frozen
class ProductScene:
    """A shop, and what its merchant would list there."""

    scene: Scene
    currency: str

    @property
    def sandbox(self) -> Sandbox:
        """Where the shop is."""
        return self.scene.sandbox

    @property
    def client(self) -> TikTokShop:
        """The shop's client."""
        return self.scene.shop

    def draft(self, *skus: str, **changes: Any) -> ListingDraft:
        """A lamp that may be listed, with these SKUs and what shall differ."""
        names = skus or ("LAMP-1",)
        made = ListingDraft(
            product_id="77",
            title="A lamp that shines in the evening",
            description="<p>It shines.</p>",
            category_id=LAMPS,
            images=(IMAGE,),
            skus=tuple(
                DraftSku(
                    f"v-{sku}",
                    sku,
                    Money(20, self.currency),
                    10,
                    (("Size", sku),) if len(names) > 1 else (),
                )
                for sku in names
            ),
            weight_kg=Decimal("1.5"),
            warehouse_id=MAIN,
        )
        return evolve(made, **changes)

    def images(self) -> dict[str, str]:
        """The draft's picture, uploaded."""
        return {IMAGE: self.client.upload_image(PICTURE, "a.png")}

    def lists(self, *skus: str, **changes: Any) -> str:
        """List a product, let it pass the review, and return its id."""
        draft = self.draft(*skus, **changes)
        facts = self.client.category_facts(draft.category_id)
        key = f"{draft.product_id}-{draft.skus[0].sku}"
        made = self.client.create_listing(draft, self.images(), facts, idempotency_key=key)
        self.sandbox.vendor.reviews()
        return made.id


def merchant(opened: Open, region: str = "GB") -> ProductScene:
    """Open a shop for a merchant of a region."""
    return ProductScene(opened(region), CURRENCIES[region])
