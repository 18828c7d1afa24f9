"""The two facades, `Connector` and `AsyncConnector`: wiring, nothing else."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cached_property
from typing import ClassVar, Protocol, Self, TypeVar, cast
from uuid import uuid4

import httpx

from tiktok_bc_sync.clients.bigcommerce import AsyncBigCommerce
from tiktok_bc_sync.clients.http import AsyncTransport, BlockingTransport, Transport
from tiktok_bc_sync.clients.images import ImageSource
from tiktok_bc_sync.clients.session import Watch
from tiktok_bc_sync.clients.tiktok import AsyncTikTokShop
from tiktok_bc_sync.credentials import AppCredentials, ShopCredentials, StoreCredentials
from tiktok_bc_sync.mapping.attribute_groups import AttributeGroups
from tiktok_bc_sync.mapping.drift import Drift
from tiktok_bc_sync.mapping.plan import Plan
from tiktok_bc_sync.models import Notice, Round
from tiktok_bc_sync.runtime import (
    AsyncClosing,
    AsyncRuntime,
    AsyncStandingRuntime,
    BlockingRuntime,
    Closing,
    Runtime,
    StandingClock,
    StandingRuntime,
    drive,
)
from tiktok_bc_sync.storage import AsyncStorage, MemoryStorage, Storage, Table, as_async
from tiktok_bc_sync.sync.access.health import Hearing
from tiktok_bc_sync.sync.access.quota import SharedQuota
from tiktok_bc_sync.sync.access.tokens import Keys, SharedToken, StoreDoor
from tiktok_bc_sync.sync.access.vault import Vault
from tiktok_bc_sync.sync.catalogue.edit_checks import EditProblem
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.listings.advising import ProductAdvice, Sale
from tiktok_bc_sync.sync.listings.oversell import OversellReport, Pace
from tiktok_bc_sync.sync.planning.checking import ExchangeRate
from tiktok_bc_sync.sync.planning.effects import Effects
from tiktok_bc_sync.sync.planning.explaining import ProductExplanation
from tiktok_bc_sync.sync.records import QUOTA
from tiktok_bc_sync.sync.services.accounts import Accounts, AsyncAccounts
from tiktok_bc_sync.sync.services.aliases import Aliases, AsyncAliases
from tiktok_bc_sync.sync.services.cancellations import AsyncCancellations, Cancellations
from tiktok_bc_sync.sync.services.carriers import (
    AsyncCarriers,
    CarrierMapping,
    Carriers,
    CarrierSuggestion,
)
from tiktok_bc_sync.sync.services.dashboard import AsyncDashboard, Dashboard, Summary
from tiktok_bc_sync.sync.services.fulfilment import AsyncFulfilment, Fulfilment
from tiktok_bc_sync.sync.services.health import AsyncHealth, HealthChecks
from tiktok_bc_sync.sync.services.installing import App, AsyncApp
from tiktok_bc_sync.sync.services.listings import AsyncListings, Listings
from tiktok_bc_sync.sync.services.onboarding import AsyncOnboardingSteps, OnboardingSteps
from tiktok_bc_sync.sync.services.orders import AsyncOrders, Orders
from tiktok_bc_sync.sync.services.packages import AsyncPackages, Packages
from tiktok_bc_sync.sync.services.privacy import AsyncPrivacy, Privacy
from tiktok_bc_sync.sync.services.products import AsyncProducts, Products
from tiktok_bc_sync.sync.services.report import AsyncReports, Reports
from tiktok_bc_sync.sync.services.resuming import Activities, AsyncActivities
from tiktok_bc_sync.sync.services.returns import AsyncReturns, Returns
from tiktok_bc_sync.sync.services.schedule import AsyncSchedule, Schedule
from tiktok_bc_sync.sync.services.settings import AsyncConfiguration, Configuration
from tiktok_bc_sync.sync.services.templates import AsyncTemplates, Templates
from tiktok_bc_sync.sync.services.webhooks import AsyncWebhooks, Webhooks
from tiktok_bc_sync.sync.templates.categories import CategoryChoice, Refreshed
from tiktok_bc_sync.sync.templates.changes import Saved
from tiktok_bc_sync.sync.templates.pages import TemplatePage
from tiktok_bc_sync.sync.templates.preview import Move, Preview, TemplateEffects

__all__ = [
    "App",
    "AsyncApp",
    "AsyncConnector",
    "AttributeGroups",
    "CarrierMapping",
    "CarrierSuggestion",
    "CategoryChoice",
    "Connector",
    "Drift",
    "EditProblem",
    "Effects",
    "ExchangeRate",
    "Market",
    "Move",
    "OversellReport",
    "Pace",
    "Plan",
    "Preview",
    "ProductAdvice",
    "ProductExplanation",
    "Refreshed",
    "Sale",
    "Saved",
    "StandingClock",
    "Summary",
    "TemplateEffects",
    "TemplatePage",
]

S = TypeVar("S")

# Far longer than BigCommerce may work on a request that nobody waits for any more.
CLAIM = timedelta(minutes=5)


def _worker() -> str:
    """Name this process in claims and leases, unlike any other."""
    return f"{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:8]}"


def _service(make: Callable[[Context], S]) -> cached_property[S]:
    """Declare a capability of a connector, made for its context at the first use."""

    def made(connector: _Connection) -> S:
        return make(connector.context)

    return cached_property(made)


class Market(Protocol):
    """Two marketplaces in memory, as `tiktok_bc_sync.sandbox.Sandbox` has them."""

    def env(self) -> Mapping[str, str]:
        """Return the variables that connect to them."""
        ...

    def transport(self) -> object:
        """Return a transport for httpx's clients, blocking and async."""
        ...


class _Connection:
    """What both facades are made of: one merchant's store, shop, storage, and a runtime."""

    _blocking: ClassVar[bool]

    def __init__(
        self,
        *,
        store: StoreCredentials,
        shop: ShopCredentials,
        storage: Storage | AsyncStorage,
        transport: Transport | None = None,
        runtime: Runtime | None = None,
        worker: str = "",
        claim: timedelta = CLAIM,
        share_quota: bool = False,
        watch: Watch | None = None,
        notify: Callable[[Notice], None] | None = None,
    ) -> None:
        """Nothing is read or sent before the first call.

        ``storage`` is any `Storage` or `AsyncStorage`; it is closed with the connector. ``transport``
        and ``runtime`` replace how requests are sent and how time passes. ``worker`` names this process
        in claims and leases; left out, it is made up. ``claim`` is how long an order that a dead process
        was making is left alone: far longer than BigCommerce may work on one request. With
        ``share_quota`` all processes on the storage share BigCommerce's quota through it; ``watch`` is
        told each request and what came of it, ``notify`` what a merchant should hear of: see `Notice`.
        """
        own_transport = BlockingTransport if self._blocking else AsyncTransport
        own_runtime = BlockingRuntime if self._blocking else AsyncRuntime
        self.context = _context(
            store,
            shop,
            as_async(storage, blocking=self._blocking),
            transport or own_transport(),
            runtime or own_runtime(),
            worker or _worker(),
            claim,
            share_quota,
            watch,
        )
        if notify:
            self.context.listeners.append(notify)

    @classmethod
    def from_env(
        cls,
        *,
        storage: Storage | AsyncStorage,
        env: Mapping[str, str] = os.environ,
        transport: Transport | None = None,
        claim: timedelta = CLAIM,
        share_quota: bool = False,
        watch: Watch | None = None,
        notify: Callable[[Notice], None] | None = None,
    ) -> Self:
        """Read the credentials from the environment, or from any mapping.

        ``transport`` holds a client of your own, with proxies or what else httpx can do; the rest is as
        in the constructor. Raises `InvalidInput` naming what is missing.
        """
        return cls(
            store=StoreCredentials.from_env(env),
            shop=ShopCredentials.from_env(env),
            storage=storage,
            transport=transport,
            claim=claim,
            share_quota=share_quota,
            watch=watch,
            notify=notify,
        )

    @classmethod
    def for_account(
        cls,
        app: AppCredentials,
        *,
        storage: Storage | AsyncStorage,
        store_hash: str,
        shop_id: str = "",
        transport: Transport | None = None,
        claim: timedelta = CLAIM,
        share_quota: bool = False,
        watch: Watch | None = None,
        notify: Callable[[Notice], None] | None = None,
    ) -> Self:
        """Open one of many merchants with the tokens that the storage keeps: see `App`.

        ``shop_id`` left out is the shop that the merchant chose. The storage, and a transport that is
        given, are shared with other merchants and stay open; the rest is as in the constructor.
        """
        made = cls(
            store=app.store(store_hash),
            shop=app.shop(shop_id),
            storage=storage,
            transport=transport,
            claim=claim,
            share_quota=share_quota,
            watch=watch,
            notify=notify,
        )
        made.context.own_storage, made.context.own_transport = False, transport is None
        return made

    @classmethod
    def for_testing(
        cls,
        market: Market,
        *,
        storage: Storage | AsyncStorage | None = None,
        clock: StandingClock | None = None,
        claim: timedelta = CLAIM,
        notify: Callable[[Notice], None] | None = None,
    ) -> Self:
        """Connect to a sandbox in memory, for the tests of a host: no network, and nothing to clean up.

        ``storage`` is a new one in memory unless given. With ``clock`` nobody waits: it moves on instead;
        the sandbox must look at it too, as in ``Sandbox(wall=clock.now)``. The rest is as in the
        constructor.
        """
        at_clock = StandingRuntime if cls._blocking else AsyncStandingRuntime
        env = market.env()
        return cls(
            store=StoreCredentials.from_env(env),
            shop=ShopCredentials.from_env(env),
            storage=storage or (MemoryStorage(clock=clock.now) if clock else MemoryStorage()),
            transport=_inside(market, blocking=cls._blocking),
            runtime=at_clock(clock) if clock else None,
            claim=claim,
            notify=notify,
        )

    def __repr__(self) -> str:
        return f"{type(self).__name__}(store={self.context.store_hash!r})"


class AsyncConnector(AsyncClosing, _Connection):
    """One merchant's BigCommerce store connected to one TikTok shop, awaited."""

    _blocking = False

    accounts = _service(AsyncAccounts)
    onboarding = _service(AsyncOnboardingSteps)
    settings = _service(AsyncConfiguration)
    carriers = _service(AsyncCarriers)
    templates = _service(AsyncTemplates)
    products = _service(AsyncProducts)
    listings = _service(AsyncListings)
    orders = _service(AsyncOrders)
    aliases = _service(AsyncAliases)
    fulfilment = _service(AsyncFulfilment)
    packages = _service(AsyncPackages)
    cancellations = _service(AsyncCancellations)
    returns = _service(AsyncReturns)
    activities = _service(AsyncActivities)
    dashboard = _service(AsyncDashboard)
    reports = _service(AsyncReports)
    webhooks = _service(AsyncWebhooks)
    schedule = _service(AsyncSchedule)
    health = _service(AsyncHealth)
    privacy = _service(AsyncPrivacy)

    async def run_due(self) -> Round:
        """Do the jobs that are due; see `AsyncSchedule.run_due`."""
        return await self.schedule.run_due()

    async def close(self) -> None:
        """Close the connections and the storage."""
        await self.context.close()


class Connector(Closing, _Connection):
    """One merchant's BigCommerce store connected to one TikTok shop; may be shared by threads."""

    _blocking = True

    accounts = _service(lambda context: Accounts(AsyncAccounts(context)))
    onboarding = _service(lambda context: OnboardingSteps(AsyncOnboardingSteps(context)))
    settings = _service(lambda context: Configuration(AsyncConfiguration(context)))
    carriers = _service(lambda context: Carriers(AsyncCarriers(context)))
    templates = _service(lambda context: Templates(AsyncTemplates(context)))
    products = _service(lambda context: Products(AsyncProducts(context)))
    listings = _service(lambda context: Listings(AsyncListings(context)))
    orders = _service(lambda context: Orders(AsyncOrders(context)))
    aliases = _service(lambda context: Aliases(AsyncAliases(context)))
    fulfilment = _service(lambda context: Fulfilment(AsyncFulfilment(context)))
    packages = _service(lambda context: Packages(AsyncPackages(context)))
    cancellations = _service(lambda context: Cancellations(AsyncCancellations(context)))
    returns = _service(lambda context: Returns(AsyncReturns(context)))
    activities = _service(lambda context: Activities(AsyncActivities(context)))
    dashboard = _service(lambda context: Dashboard(AsyncDashboard(context)))
    reports = _service(lambda context: Reports(AsyncReports(context)))
    webhooks = _service(lambda context: Webhooks(AsyncWebhooks(context)))
    schedule = _service(lambda context: Schedule(AsyncSchedule(context)))
    health = _service(lambda context: HealthChecks(AsyncHealth(context)))
    privacy = _service(lambda context: Privacy(AsyncPrivacy(context)))

    def run_due(self) -> Round:
        """Do the jobs that are due; see `AsyncSchedule.run_due`."""
        return self.schedule.run_due()

    def close(self) -> None:
        """Close the connections and the storage."""
        drive(self.context.close())


def _inside(market: Market, *, blocking: bool) -> Transport:
    """Return what sends requests to marketplaces in memory."""
    inside = market.transport()
    if blocking:
        return BlockingTransport(httpx.Client(transport=cast("httpx.BaseTransport", inside)))
    return AsyncTransport(httpx.AsyncClient(transport=cast("httpx.AsyncBaseTransport", inside)))


def _context(
    store: StoreCredentials,
    shop: ShopCredentials,
    storage: AsyncStorage,
    transport: Transport,
    runtime: Runtime,
    worker: str,
    claim: timedelta,
    share_quota: bool,
    watch: Watch | None,
) -> Context:
    """Put together what every capability works with."""
    windows = Table(storage, store.store_hash, QUOTA)
    keys = Keys(Vault(storage, store.store_hash), store.access_token, shop.token, shop.shop_id)
    hearing = Hearing(watch)
    tiktok = AsyncTikTokShop(
        app_key=shop.app_key,
        app_secret=shop.app_secret,
        transport=transport,
        runtime=runtime,
        base_url=shop.api_url,
        auth_url=shop.auth_url,
        watch=hearing,
    )
    token = SharedToken(keys, tiktok.refresh_token, runtime, worker)
    tiktok.use_token(token)
    return Context(
        store=AsyncBigCommerce(
            store.store_hash,
            store.access_token,
            StoreDoor(transport, keys, runtime),
            runtime,
            store.api_url,
            SharedQuota(windows, "bigcommerce", runtime) if share_quota else None,
            watch,
        ),
        shop=tiktok,
        # The store's own host may be private, as a sandbox's is.
        images=ImageSource(transport, trusted=(httpx.URL(store.api_url).netloc.decode(),)),
        storage=storage,
        runtime=runtime,
        store_hash=store.store_hash,
        token=token,
        hearing=hearing,
        worker=worker,
        claim=claim,
    )
