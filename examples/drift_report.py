"""The week's e-mail: what somebody changed on TikTok by hand, and what would put it right.

Takes the accounts from the environment, or a sandbox in memory where there are none. It prints the message;
``smtplib.SMTP("localhost").send_message(message)`` sends it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from email.message import EmailMessage

from tiktok_bc_sync import Connector, MemoryStorage, PriceRule, SimpleProducts
from tiktok_bc_sync.sandbox import Sandbox

MUG = {
    "name": "Mug",
    "sku": "MUG-1",
    "price": 9.5,
    "weight": 0.3,
    "images": [{"image_file": "m.png"}],
}


def connected() -> Connector:
    """Return a connector to the accounts in the environment, or to a sandbox."""
    if "BIGCOMMERCE_STORE_HASH" in os.environ:
        return Connector.from_env(storage=MemoryStorage())
    sandbox = Sandbox(region="US")
    sandbox.load([MUG])
    connector = Connector.for_testing(sandbox)
    lists(connector, sandbox)
    with Connector.for_testing(sandbox) as somebody:  # somebody else makes it dearer
        lists(somebody, sandbox, PriceRule.percent("+20"))
    return connector


def lists(connector: Connector, sandbox: Sandbox, rule: PriceRule | None = None) -> None:
    """Bring the mug to TikTok, or its price up to date there."""
    connector.products.pull()
    connector.listings.refresh_status()  # who comes second finds what is there
    category = connector.templates.categories()[0]
    connector.templates.create(
        name="All",
        category_id=category.id,
        price_rule=rule,
        simple_products=SimpleProducts.SINGLE_SKU,
    )
    connector.listings.upload()
    sandbox.vendor.reviews()
    connector.listings.refresh_status()


def lines(connector: Connector) -> Iterator[str]:
    """Yield the report's lines: each product, and below it what differs."""
    for drift in connector.listings.drift():
        yield drift.title or drift.listing_id
        yield from (f"  - {difference}" for difference in drift.differences)


def main() -> None:
    """Write the message."""
    with connected() as connector:
        shop = connector.accounts.connect().shop.name
        found = list(lines(connector))
    message = EmailMessage()
    message["To"] = "merchant@example.com"
    products = sum(not line.startswith(" ") for line in found)
    message["Subject"] = f"{shop}: {products} product(s) differ on TikTok"
    message.set_content("\n".join(found) or "Everything is as your store has it.")
    print(f"To: {message['To']}", f"Subject: {message['Subject']}", "", sep="\n")
    print(message.get_content())


if __name__ == "__main__":
    main()
