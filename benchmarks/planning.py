"""What a plan costs in which nothing has changed, beside reading and hashing the same records."""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import timedelta

import httpx

from benchmarks.catalogue import sandbox
from benchmarks.measuring import Measurement, medians
from benchmarks.pulls import SwiftRuntime
from tiktok_bc_sync import Connector, MemoryStorage, SqlStorage
from tiktok_bc_sync.clients import BlockingTransport
from tiktok_bc_sync.credentials import ShopCredentials, StoreCredentials
from tiktok_bc_sync.models import Listing, Product
from tiktok_bc_sync.runtime.driving import drive
from tiktok_bc_sync.storage.codec import to_json
from tiktok_bc_sync.sync.records import Tables

PRODUCTS = 2_000
"""A plan reads a page at a time: fifty thousand take twenty-five times as long."""
VARIANTS = 6
ROUNDS = 5


def measure() -> Iterator[Measurement]:
    """Plan a catalogue that is on TikTok as it should be, on both storages."""
    for storage in (MemoryStorage(), SqlStorage("sqlite://")):
        yield from planned(type(storage).__name__, storage)


def planned(name: str, storage: MemoryStorage | SqlStorage) -> Iterator[Measurement]:
    """Time a plan beside a detector of changes by hand, and beside hashing alone."""
    connector = in_step(storage)
    gc.freeze()  # the marketplaces in this process are not the connector's to be walked through
    tables = drive(connector.context.tables())
    values = drive(read(tables))
    taken = medians(
        {
            "plan": lambda: unchanged(connector),
            "read and hash": lambda: hashed(drive(read(tables))),
            "hash": lambda: hashed(values),
        },
        rounds=ROUNDS,
    )
    gc.unfreeze()
    what = f"plan of {PRODUCTS:,}, nothing new, {name}"
    yield Measurement(what, taken["plan"], taken["read and hash"], "reading and hashing", goal=5)
    yield Measurement(what, taken["plan"], taken["hash"], "hashing alone")


def in_step(storage: MemoryStorage | SqlStorage) -> Connector:
    """Return a connector all of whose products are listed and live."""
    runtime = SwiftRuntime()
    opened = sandbox(
        PRODUCTS,
        variants=VARIANTS,
        pictures=1,
        region="GB",
        currency="GBP",
        review_after=timedelta(0),
        wall=runtime.now,
    )
    env = opened.env()
    connector = Connector(
        store=StoreCredentials.from_env(env),
        shop=ShopCredentials.from_env(env),
        storage=storage,
        transport=BlockingTransport(httpx.Client(transport=opened.transport())),
        runtime=runtime,
    )
    connector.products.pull()
    category = next(one for one in connector.templates.categories() if "Lamps" in one.path)
    connector.templates.create(name="Lamps", category_id=category.id)
    connector.listings.upload()
    opened.vendor.reviews()
    connector.listings.refresh_status()
    return connector


def unchanged(connector: Connector) -> None:
    assert not connector.listings.plan().changes


async def read(tables: Tables) -> Sequence[Product | Listing]:
    """Return all products and listings, read as they are for a plan."""
    products = [one.value async for one in tables.products.all()]
    return [*products, *[one.value async for one in tables.listings.all()]]


def hashed(values: Sequence[Product | Listing]) -> Sequence[str]:
    """Return what values are recognized by."""
    texts = (json.dumps(to_json(one, type(one))) for one in values)
    return [hashlib.sha256(text.encode()).hexdigest() for text in texts]
