"""A connector's whole work in a process of its own: it is killed, started again, and goes on.

It says "done" on its standard output at the end.
"""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from decimal import Decimal

from tiktok_bc_sync import Connector, ParcelDefaults, SqlStorage
from tiktok_bc_sync.models import ImportState, SimpleProducts

# The sandbox answers within milliseconds: nothing of a killed process is still under way after this.
CLAIM = timedelta(seconds=3)
UNDER_WAY = (ImportState.CLAIMED, ImportState.WAITING)
TEMPLATE = "Everything"


def main(url: str) -> None:
    """Do what there is to do against the marketplaces that the environment names."""
    with Connector.from_env(storage=SqlStorage(url), claim=CLAIM) as connector:
        connector.products.pull()
        _make_template(connector)
        connector.listings.apply(connector.listings.plan())
        connector.orders.fetch()
        while any(any(connector.orders.all(state=state)) for state in UNDER_WAY):
            time.sleep(0.1)  # a killed process was making them
            connector.orders.fetch()
        connector.products.pull()  # what was ordered has left the stock
        connector.listings.apply(connector.listings.plan())
    sys.stdout.write("done\n")


def _make_template(connector: Connector) -> None:
    if TEMPLATE not in {one.name for one in connector.templates.list()}:
        connector.templates.create(
            name=TEMPLATE,
            category_id=connector.templates.categories("Storage")[0].id,
            parcel=ParcelDefaults(
                length_cm=Decimal(30), width_cm=Decimal(20), height_cm=Decimal(10)
            ),
            simple_products=SimpleProducts.SINGLE_SKU,
        )


if __name__ == "__main__":
    main(sys.argv[1])
