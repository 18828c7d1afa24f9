"""A tour in cells: run it whole, or one cell after the other in an editor that knows ``# %%``."""

# %% Two marketplaces in memory, and a connector between them
from decimal import Decimal

from tiktok_bc_sync import (
    Connector,
    PriceRule,
    Settings,
    SimpleProducts,
    StandingClock,
    any_of,
    brand,
    title,
)
from tiktok_bc_sync.sandbox import Sandbox

clock = StandingClock()
sandbox = Sandbox(region="GB", currency="USD", wall=clock.now)
sandbox.load(
    {
        "name": name,
        "sku": sku,
        "brand_name": maker,
        "price": price,
        "weight": weight,
        "inventory_tracking": "product",
        "inventory_level": 20,
        "images": [{"image_file": f"{sku}.png"}],
    }
    for name, sku, maker, price, weight in (
        ("Desk lamp", "LAMP-1", "Lumen", 49, 1.2),
        ("Enamel mug", "MUG-1", "Sagaform", 9.5, 0.3),
        ("Tea towel", "TOWEL-1", "Linum", 8, None),
    )
)
connector = Connector.for_testing(sandbox, clock=clock)
print(connector.accounts.connect().shop)

# %% The catalogue, as the connector sees it
print(connector.products.pull())
for product in connector.products.all():
    print(product.title, *product.skus)

# %% Settings: one GBP costs 1.25 USD
connector.settings.save(Settings(rate=Decimal("1.25")))
print(connector.settings.rate())

# %% Which products a rule would take, before it is saved
query = any_of(title.contains("lamp"), brand.equals("Sagaform"))
print(connector.templates.preview(query))

# %% Templates: one for what the rule takes, 10 % dearer, and one for the rest
leaf = connector.templates.categories("Storage")[0]
for name, rule, wanted in (("Rest", None, None), ("Chosen", PriceRule.percent("+10"), query)):
    saved = connector.templates.create(
        name=name,
        category_id=leaf.id,
        query=wanted,
        price_rule=rule,
        simple_products=SimpleProducts.SINGLE_SKU,
    )
    print(saved.template.name, dict(saved.moved))

# %% A plan is only words: nothing is on TikTok yet
plan = connector.listings.plan()
print(plan, "|", plan.blocked_by(), "|", sandbox.seen.listings(), "listed")

# %% Applied, and reviewed by TikTok
print(connector.listings.apply(plan))
sandbox.vendor.reviews()
connector.listings.refresh_status()
print(sandbox.seen.price("LAMP-1"), "GBP for the lamp")

# %% Why a product is as it is
towel = next(one for one in connector.products.all() if one.title == "Tea towel")
print(connector.products.explain(towel.id))

# %% A buyer orders, and the order appears in BigCommerce once
clock.passes(minutes=30)
order_id = sandbox.buyer.orders("MUG-1", 2)
print(connector.run_due())
print(connector.orders.get(order_id).store_order_id, "in BigCommerce")

# %% It ships
sandbox.merchant.ships(
    connector.orders.get(order_id).store_order_id,
    carrier="Royal Mail",
    tracking_number="RM123456789GB",
)
print(connector.fulfilment.sync())
print(sandbox.seen.parcels(order_id))

# %% How it all is
print(connector.dashboard.summary())
print(connector.health.check())
connector.close()
