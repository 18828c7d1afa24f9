"""The BigCommerce client without ``await``: the same calls, declared from the async ones."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from tiktok_bc_sync.clients.bigcommerce.client import API_URL, AsyncBigCommerce
from tiktok_bc_sync.clients.http import BlockingTransport, Transport
from tiktok_bc_sync.clients.limiter import Limiter
from tiktok_bc_sync.clients.pages import blocking_pages
from tiktok_bc_sync.clients.session import Watch
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
        limiter: Limiter | None = None,
        watch: Watch | None = None,
    ) -> None:
        super().__init__(
            AsyncBigCommerce(
                store_hash,
                access_token,
                transport or BlockingTransport(),
                runtime or BlockingRuntime(),
                base_url,
                limiter,
                watch,
            )
        )

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
    call = blocking(AsyncBigCommerce.call)
    store = blocking(AsyncBigCommerce.store)
    find_order = blocking(AsyncBigCommerce.find_order)
    create_order = blocking(AsyncBigCommerce.create_order)
    order = blocking(AsyncBigCommerce.order)
    set_order_status = blocking(AsyncBigCommerce.set_order_status)
    shipments = blocking(AsyncBigCommerce.shipments)
    products = blocking_pages(AsyncBigCommerce.products)
    product_ids = blocking_pages(AsyncBigCommerce.product_ids)
    updated_orders = blocking_pages(AsyncBigCommerce.updated_orders)
