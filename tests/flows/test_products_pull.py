"""The store's catalogue pulled: whole at first, then what changed, whatever dies or breaks in between."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, cast

import httpx
import pytest
from attrs import evolve

from tests.flows.conftest import LAMP, MUG, Open
from tiktok_bc_sync import AsyncConnector, Connector, MemoryStorage
from tiktok_bc_sync.clients import BlockingTransport
from tiktok_bc_sync.models import ProductFilter, Visibility
from tiktok_bc_sync.sandbox import Sandbox
from tiktok_bc_sync.storage import Delete, Record, Write

pytestmark = pytest.mark.anyio

MANY, PAGES = 501, 3


class Killed(BaseException):
    """The process is gone: nothing in the library catches this."""


class Mortal(MemoryStorage):
    """A storage whose user dies right before, or right after, one of its commits."""

    left = -1
    after = False

    def commit(self, account: str, writes: Sequence[Write | Delete]) -> Sequence[Record]:
        self.left -= 1
        if self.left == 0 and not self.after:
            raise Killed
        done = super().commit(account, writes)
        if self.left == 0:
            raise Killed
        return done


def large() -> Sandbox:
    """A store of three pages of products, which last changed an hour ago."""
    passed = timedelta(hours=1)
    sandbox = Sandbox(wall=lambda: datetime.now(UTC) - passed)
    cups = range(1, MANY + 1)
    sandbox.load(
        [{"id": one, "name": f"Cup {one}", "price": 5, "sku": f"CUP-{one}"} for one in cups]
    )
    passed = timedelta(0)
    return sandbox


class Spoiled(httpx.BaseTransport):
    """A way to the sandbox on which some bytes of the answers change."""

    def __init__(self, sandbox: Sandbox, theirs: bytes, ours: bytes) -> None:
        self._way = sandbox.transport()
        self._change = theirs, ours

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        answer = self._way.handle_request(request)
        changed = answer.read().replace(*self._change)
        headers = {key: value for key, value in answer.headers.items() if key != "content-length"}
        return httpx.Response(answer.status_code, headers=headers, content=changed)


def opened(
    sandbox: Sandbox, storage: MemoryStorage, way: httpx.BaseTransport | None = None
) -> Connector:
    """A connector as a new process would open it."""
    transport = BlockingTransport(httpx.Client(transport=way or sandbox.transport()))
    return Connector.from_env(storage=storage, env=sandbox.env(), transport=transport)


def whole(connector: Connector) -> tuple[object, ...]:
    """Everything that a pull leaves: products, listings and their counts."""
    products = sorted(connector.products.all(), key=lambda one: one.id)
    listings = sorted(connector.listings.all(), key=lambda one: one.product_id)
    return products, listings, connector.products.counts().total


class Counting(httpx.BaseTransport):
    """A way to the sandbox on which the pages of whole products are counted."""

    pages = 0

    def __init__(self, sandbox: Sandbox) -> None:
        self._way = sandbox.transport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        self.pages += "include" in request.url.params
        return self._way.handle_request(request)


async def skus(connector: AsyncConnector, text: str) -> list[str]:
    """Return the SKUs of the products that a text finds."""
    page = await connector.products.search(ProductFilter(text=text))
    return [sku for row in page.items for sku in row.skus]


async def test_a_later_pull_reads_only_what_changed(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await connector.products.pull()
    sandbox.merchant.edits("MUG-1", price=11)
    activity = await connector.products.pull()
    assert (await connector.products.get(str(MUG["id"]))).variants[0].price == 11
    assert activity.failures == ()


async def test_what_did_not_change_costs_no_write(
    connect: Open, storage: MemoryStorage, sandbox: Sandbox
) -> None:
    await connect().products.pull()
    products = [one async for one in connect().products.all()]
    before = storage.read(sandbox.store.store_hash, "product", [one.id for one in products])
    await connect().products.pull(full=True)
    after = storage.read(sandbox.store.store_hash, "product", [one.id for one in products])
    assert [one.version for one in after] == [one.version for one in before]


async def test_a_deleted_product_is_marked_with_the_time_and_not_listed_as_published(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await connector.products.pull()
    sandbox.merchant.deletes(int(str(LAMP["id"])))
    await connector.products.pull()
    gone = await connector.products.get(str(LAMP["id"]))
    assert gone.deleted
    assert gone.deleted_at is not None
    counts = await connector.products.counts()
    assert counts.visibility[Visibility.DELETED] == 1
    await connector.products.pull()
    assert await connector.products.get(str(LAMP["id"])) == gone


async def test_a_product_that_comes_back_is_no_longer_deleted(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await connector.products.pull()
    sandbox.merchant.deletes(int(str(MUG["id"])))
    await connector.products.pull()
    sandbox.merchant.adds(MUG)
    await connector.products.pull()
    back = await connector.products.get(str(MUG["id"]))
    assert (back.deleted, back.deleted_at) == (False, None)
    assert await skus(connector, "mug-1") == ["MUG-1"]


async def test_a_deleted_variant_is_gone_from_the_product_and_from_the_search(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await connector.products.pull()
    sandbox.merchant.deletes_variant("LAMP-WHITE")
    await connector.products.pull()
    assert (await connector.products.get(str(LAMP["id"]))).skus == ("LAMP-BLACK",)
    assert await skus(connector, "lamp-white") == []


def test_one_unreadable_product_is_told_and_the_rest_is_kept(sandbox: Sandbox) -> None:
    spoiled = Spoiled(sandbox, b'"name":"Enamel mug"', b'"name":[1]')
    connector = opened(sandbox, MemoryStorage(), spoiled)
    activity = connector.products.pull()
    assert activity.state == "completed"
    assert [one.reason.code for one in activity.failures] == ["unexpected_answer"]
    assert "product 302" in activity.failures[0].reason.message
    assert [one.id for one in connector.products.all()] == ["301", "303"]


def test_a_known_product_that_can_no_longer_be_read_stays_as_it_was(sandbox: Sandbox) -> None:
    storage = MemoryStorage()
    opened(sandbox, storage).products.pull()
    connector = opened(sandbox, storage, Spoiled(sandbox, b'"name":"Enamel mug"', b'"name":[1]'))
    connector.products.pull(full=True)
    assert connector.products.get("302").title == "Enamel mug"
    assert not connector.products.get("302").deleted


async def test_a_product_with_a_text_that_no_database_could_look_up_is_kept_and_found(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    sandbox.merchant.adds({**MUG, "id": 400, "name": "Odd \0mug", "sku": "ODD\0-1"})
    activity = await connector.products.pull()
    assert not activity.failures
    found = await connector.products.search(ProductFilter(text="odd mug"))
    assert [one.product_id for one in found.items] == ["400"]


async def test_a_list_that_is_cut_short_is_not_taken_for_deletions(
    connect: Open, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    await connect().products.pull()
    ids = sandbox.store.catalog.ids
    monkeypatch.setattr(sandbox.store.catalog, "ids", ids[:1])
    connector = connect()
    await connector.products.pull()
    counts = await connector.products.counts()
    assert counts.visibility[Visibility.DELETED] == 0


async def test_what_changes_in_the_store_changes_what_is_found(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await connector.products.pull()
    sandbox.merchant.edits("MUG-1", title="Beaker", visible=False)
    await connector.products.pull()
    hidden = ProductFilter(text="beaker", visibility=Visibility.UNPUBLISHED)
    page = await connector.products.search(hidden)
    assert [row.title for row in page.items] == ["Beaker"]
    assert [one async for one in connector.products.ids(hidden)] == ["302"]
    assert (await connector.products.counts(hidden)).total == 1


async def test_some_products_can_be_pulled_alone_and_missing_ones_are_deleted(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await connector.products.pull()
    sandbox.merchant.edits("MUG-1", price=11)
    sandbox.merchant.edits("LAMP-WHITE", price=60)
    sandbox.merchant.deletes(303)
    activity = await connector.products.pull(product_ids=["302", "303"])
    assert activity.done == 2
    assert (await connector.products.get("302")).variants[0].price == 11
    assert (await connector.products.get("303")).deleted
    assert (await connector.products.get("301")).variants[0].price == 50


async def test_without_auto_import_new_products_wait_for_a_pull_and_known_ones_follow(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await connector.products.pull()
    await connector.settings.save(evolve(await connector.settings.get(), auto_import=False))
    sandbox.merchant.adds({**MUG, "id": 400, "name": "New mug", "sku": "NEW-1"})
    sandbox.merchant.edits("MUG-1", title="Enamel mug, blue")
    await connector.products.follow()
    await connector.products.follow(["400"])
    assert (await connector.products.get("302")).title == "Enamel mug, blue"
    assert await skus(connector, "new-1") == []
    await connector.products.pull()
    assert await skus(connector, "new-1") == ["NEW-1"]


async def test_with_auto_import_new_products_appear_by_themselves(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await connector.products.pull()
    sandbox.merchant.adds({**MUG, "id": 400, "name": "New mug", "sku": "NEW-1"})
    await connector.products.follow()
    assert await skus(connector, "new-1") == ["NEW-1"]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_pull_killed_at_any_commit_goes_on_where_it_ended(*, after: bool) -> None:
    sandbox, untouched = large(), MemoryStorage()
    opened(sandbox, untouched).products.pull()
    expected = whole(opened(sandbox, untouched))
    for kill in count(1):
        storage, way = Mortal(), Counting(sandbox)
        storage.left, storage.after = kill, after
        if not dies(opened(sandbox, storage, way).products.pull):
            assert kill > 10
            return
        opened(sandbox, storage, way).products.pull()
        # A page twice at the most, and one for what changed since the first one began.
        assert way.pages <= PAGES + 1 + 1
        assert whole(opened(sandbox, storage)) == expected


def dies(act: Callable[[], object]) -> bool:
    """Whether the process died of it."""
    try:
        act()
    except Killed:
        return True
    return False


def test_a_resumed_pull_also_reads_what_changed_before_the_page_where_it_goes_on() -> None:
    sandbox, storage = large(), Mortal()
    storage.left = 12
    assert dies(opened(sandbox, storage).products.pull)
    sandbox.merchant.edits("CUP-1", title="Cup of gold")
    connector = opened(sandbox, storage)
    connector.products.pull()
    assert connector.products.get("1").title == "Cup of gold"


def test_two_that_pull_at_once_leave_what_one_would() -> None:
    sandbox, storage = large(), MemoryStorage()
    other = opened(sandbox, storage)
    others = iter(range(3))

    def meanwhile(_: object) -> None:
        if next(others, None) is not None:
            other.products.pull()

    one = opened(sandbox, storage)
    one.products.pull(progress=cast("Any", meanwhile))
    alone = MemoryStorage()
    opened(sandbox, alone).products.pull()
    assert whole(one) == whole(opened(sandbox, alone))
