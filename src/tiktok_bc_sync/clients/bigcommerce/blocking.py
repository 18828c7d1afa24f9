"""The BigCommerce client without ``await``: the same calls, declared from the async ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from types import TracebackType
from typing import Self

from tiktok_bc_sync.clients.bigcommerce.client import API_URL, AsyncBigCommerce
from tiktok_bc_sync.clients.http import BlockingTransport, Transport
from tiktok_bc_sync.clients.pages import BlockingPages
from tiktok_bc_sync.models import Product, StoreOrder
from tiktok_bc_sync.runtime import Blocking, BlockingRuntime, Runtime, blocking


class BigCommerce(Blocking[AsyncBigCommerce]):
    """One BigCommerce store, in blocking calls; see `AsyncBigCommerce`."""

    def __init__(
        self,
        *,
        store_hash: str,
        access_token: str,
        transport: Transport | None = None,
        runtime: Runtime | None = None,
        base_url: str = API_URL,
    ) -> None:
        transport, runtime = transport or BlockingTransport(), runtime or BlockingRuntime()
        super().__init__(AsyncBigCommerce(store_hash, access_token, transport, runtime, base_url))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    close = blocking(AsyncBigCommerce.aclose)
    store = blocking(AsyncBigCommerce.store)
    find_order = blocking(AsyncBigCommerce.find_order)
    create_order = blocking(AsyncBigCommerce.create_order)
    order = blocking(AsyncBigCommerce.order)
    set_order_status = blocking(AsyncBigCommerce.set_order_status)
    shipments = blocking(AsyncBigCommerce.shipments)

    def products(
        self, *, modified_since: datetime | None = None, ids: Sequence[str] = ()
    ) -> BlockingPages[Product]:
        """See `AsyncBigCommerce.products`."""
        return BlockingPages(self.engine.products(modified_since=modified_since, ids=ids))

    def product_ids(self) -> BlockingPages[str]:
        """See `AsyncBigCommerce.product_ids`."""
        return BlockingPages(self.engine.product_ids())

    def updated_orders(self, since: datetime | None = None) -> BlockingPages[StoreOrder]:
        """See `AsyncBigCommerce.updated_orders`."""
        return BlockingPages(self.engine.updated_orders(since))
