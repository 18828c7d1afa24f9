"""What the simulated merchant sells, and how it is brought to TikTok."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.simulation.world import World
from tiktok_bc_sync import SimpleProducts

Product = Mapping[str, object]

STOCK = 1000
SKUS = ("CUP-RED", "CUP-BLUE", "BOWL-S")
UNKNOWN = "CUP-RAD"
"""A SKU that nobody ever has."""
LATE = "PLATE-L"
"""A SKU that the merchant adds some day."""
ADDRESS = "https://host.test/webhooks"

_CUP: Product = {
    "id": 1,
    "name": "Cup of stoneware",
    "price": 9.5,
    "weight": 0.4,
    "inventory_tracking": "variant",
    "images": [{"image_file": "/cup.png"}],
    "variants": [
        {
            "sku": sku,
            "inventory_level": STOCK,
            "option_values": [{"option_display_name": "Colour", "label": sku}],
        }
        for sku in SKUS[:2]
    ],
}


def _simple(number: int, name: str, sku: str, price: float) -> Product:
    return {
        "id": number,
        "name": name,
        "price": price,
        "weight": 0.8,
        "sku": sku,
        "inventory_tracking": "product",
        "inventory_level": STOCK,
        "images": [{"image_file": f"/{sku.lower()}.png"}],
    }


CATALOGUE: Sequence[Product] = (_CUP, _simple(2, "Bowl of stoneware", SKUS[2], 20))
PLATE = _simple(3, "Plate of stoneware", LATE, 8)


def opens_shop(world: World, *, whole: bool) -> None:
    """Pull the catalogue; in a ``whole`` life it is to be sold on TikTok, and everything to be heard of.

    Half of the whole lives begin with a catalogue that is listed already.
    """
    world.sandbox.load(CATALOGUE)
    with world.undisturbed() as connector:
        connector.products.pull()
        if not whole:
            return
        leaf = connector.templates.categories("Storage")[0]
        connector.templates.create(
            name="Everything", category_id=leaf.id, simple_products=SimpleProducts.SINGLE_SKU
        )
        if world.happens(0.5):
            connector.listings.upload()
            world.sandbox.vendor.reviews()
            connector.listings.refresh_status()
        connector.webhooks.register(tiktok=ADDRESS, bigcommerce=ADDRESS)
