"""What cron calls every five minutes: all jobs that are due, each by one process at a time.

    */5 * * * *  python scheduled_job.py

It remembers in the database that CONNECTOR_STORAGE names, a file beside it unless told otherwise. In a
process of its own, ``connector.schedule.run_forever(print)`` does the same without cron.
"""

from __future__ import annotations

import os
import sys

from tiktok_bc_sync import Connector, SqlStorage
from tiktok_bc_sync.models import Notice
from tiktok_bc_sync.sandbox import Sandbox

STORAGE = os.environ.get("CONNECTOR_STORAGE", "sqlite:///connector.db")


def tell(notice: Notice) -> None:
    """Tell the merchant: an e-mail or a chat message would be kinder."""
    print(f"! {notice}", file=sys.stderr)


def connected() -> Connector:
    """Return a connector to the accounts in the environment, or to a sandbox."""
    storage = SqlStorage(STORAGE)
    if "BIGCOMMERCE_STORE_HASH" in os.environ:
        return Connector.from_env(storage=storage, notify=tell)
    sandbox = Sandbox()
    sandbox.load([{"name": "Mug", "sku": "MUG-1", "price": 9.5, "weight": 0.3}])
    sandbox.buyer.orders("MUG-1", 2)
    return Connector.for_testing(sandbox, storage=storage, notify=tell)


def main() -> int:
    """Do what is due, and return how many jobs failed: cron writes an e-mail then."""
    with connected() as connector:
        found = connector.run_due()
        print(found)
        print(f"Next at {found.next_at:%H:%M:%S}; {connector.health.check()}")
    return len(found.failed)


if __name__ == "__main__":
    if failed := main():
        sys.exit(failed)
