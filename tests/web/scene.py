"""A merchant in the middle of the day: products on TikTok, orders, a return, something that failed."""

from __future__ import annotations

from attrs import frozen

from tiktok_bc_sync import (
    AsyncConnector,
    AttributeSource,
    PriceRule,
    Settings,
    SimpleProducts,
    title,
)
from tiktok_bc_sync.sandbox import Sandbox

STORAGE = "601330"


@frozen
class Scene:
    """The ids of what pages show."""

    order: str
    delivered: str
    failed: str
    return_id: str
    template: str
    activity: str


async def busy(connector: AsyncConnector, sandbox: Sandbox) -> Scene:
    """Live through a day, and return what came of it."""
    await connector.settings.save(Settings(rate="1.25"))
    await connector.products.pull()
    await connector.templates.create(
        name="Everything", category_id=STORAGE, simple_products=SimpleProducts.SINGLE_SKU
    )
    mugs = await connector.templates.create(
        name="Mugs",
        category_id=STORAGE,
        query=title.contains("mug"),
        attributes={"package weight": AttributeSource.constant("1.2")},
        price_rule=PriceRule.percent("+10"),
        simple_products=SimpleProducts.SINGLE_SKU,
        override=True,
    )
    done = await connector.listings.upload()
    sandbox.vendor.reviews()
    await connector.listings.refresh_status()
    order = sandbox.buyer.orders(("MUG-1", 2), seller_discount="1.00")
    delivered = sandbox.buyer.orders(("LAMP-WHITE", 1), shipping_fee="3.99")
    await connector.orders.fetch()
    sandbox.vendor.moves(delivered, "DELIVERED")
    return_id = sandbox.buyer.returns(delivered, "LAMP-WHITE")
    # What BigCommerce no longer has can't be made there.
    await connector.returns.sync()
    failed = sandbox.buyer.orders(("GHOST-1", 1))
    await connector.orders.fetch()
    return Scene(order, delivered, failed, return_id, mugs.template.id, done.id)
