"""A street of merchants: each with both marketplaces of its own, all served at one address."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise

import httpx
import uvicorn
from attrs import define, evolve, field

from tiktok_bc_sync import App, AppCredentials, Connector, Storage
from tiktok_bc_sync.clients import BlockingTransport
from tiktok_bc_sync.models import JobName
from tiktok_bc_sync.sandbox import Application, Request, Response, Sandbox, SandboxTransport

MUG = {
    "name": "Mug",
    "sku": "MUG-1",
    "price": 9.5,
    "weight": 0.3,
    "inventory_tracking": "product",
    "inventory_level": 1000,
}
_AT_ONCE = 8
_ROUND = "/order/202309/orders/search"
_ADDRESSES = ("BIGCOMMERCE_API_URL", "BIGCOMMERCE_LOGIN_URL", "TIKTOK_API_URL", "TIKTOK_AUTH_URL")


def credentials(env: Mapping[str, str], url: str, name: str) -> AppCredentials:
    """Return the app's credentials for one merchant, whose marketplaces have an address of their own."""
    return AppCredentials.from_env({**env, **dict.fromkeys(_ADDRESSES, f"{url}/{name}")})


@define
class Street:
    """The merchants by their names, and when TikTok was asked for new orders, by the clock's seconds."""

    sandboxes: Mapping[str, Sandbox]
    url: str = ""
    rounds: defaultdict[str, list[float]] = field(factory=lambda: defaultdict(list))
    orders: Counter[str] = field(factory=Counter)
    news: threading.Event = field(factory=threading.Event)

    @property
    def env(self) -> Mapping[str, str]:
        """What the app is known by, as its workers read it, and where the street is."""
        return {**next(iter(self.sandboxes.values())).env(), "STREET": self.url}

    def handle(self, request: Request) -> Response:
        """Answer for the merchant whose name the path begins with."""
        _, name, path = request.path.split("/", 2)
        if f"/{path}" == _ROUND:
            self.rounds[name].append(time.monotonic())
        answer = self.sandboxes[name].handle(evolve(request, path=f"/{path}"))
        self.news.set()
        return answer

    def orders_something(self, name: str) -> None:
        """Let a buyer order from a merchant."""
        self.sandboxes[name].buyer.orders("MUG-1", 1)
        self.orders[name] += 1

    @property
    def done(self) -> int:
        """Count the rounds of all merchants."""
        return sum(map(len, self.rounds.values()))

    @property
    def missing(self) -> Sequence[str]:
        """Return the merchants whose stores lack orders."""
        return [name for name, count in self.orders.items() if len(set(self.made(name))) < count]

    @property
    def doubled(self) -> Sequence[str]:
        """Return the merchants whose stores have an order twice."""
        return [name for name in self.orders if len(self.made(name)) > len(set(self.made(name)))]

    def sooner(self, than: timedelta) -> int:
        """Count the rounds that came sooner after the one before."""
        pairs = [pair for seen in self.rounds.values() for pair in pairwise(seen)]
        return sum(later - earlier < than.total_seconds() for earlier, later in pairs)

    def made(self, name: str) -> Sequence[str]:
        """Return for which TikTok orders the merchant's store has orders, in their order."""
        return [one.external_id for one in self.sandboxes[name].seen.store_orders()]

    def connect(self, storage: Storage, every: timedelta) -> None:
        """Have every merchant install the app; of the schedule only orders are read, so often."""
        with ThreadPoolExecutor(_AT_ONCE) as many:
            list(many.map(lambda name: self._connect(name, storage, every), self.sandboxes))

    def _connect(self, name: str, storage: Storage, every: timedelta) -> None:
        sandbox, app = self.sandboxes[name], credentials(self.env, self.url, name)
        network = BlockingTransport(httpx.Client(transport=SandboxTransport(self.handle)))
        host = App(app, storage=storage, transport=network)
        host.install(sandbox.merchant.installs())
        link = host.authorization_link(name, region="GB")
        state = httpx.URL(link).params["state"]
        host.authorized({"code": sandbox.vendor.authorizes(), "state": state})
        with Connector.for_account(
            app, storage=storage, store_hash=name, transport=network
        ) as connector:
            for job in JobName:
                connector.schedule.change(job, off=job is not JobName.ORDERS)
            connector.schedule.change(JobName.ORDERS, every=every)
            connector.products.pull()

    def paces(self, storage: Storage, every: timedelta) -> None:
        """Have orders read more or less often."""
        for name in self.sandboxes:
            app = credentials(self.env, self.url, name)
            with Connector.for_account(app, storage=storage, store_hash=name) as connector:
                connector.schedule.change(JobName.ORDERS, every=every)


@contextmanager
def street(names: Iterable[str]) -> Generator[Street]:
    """Serve so many merchants on a port of this machine."""
    made = Street({name: Sandbox(store_hash=name) for name in names})
    for sandbox in made.sandboxes.values():
        sandbox.load([MUG])
    with _served(made.handle) as made.url:
        yield made


@contextmanager
def _served(handle: Callable[[Request], Response]) -> Generator[str]:
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    config = uvicorn.Config(
        Application(handle),
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), name="street")
    with listener:
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def without_credentials() -> dict[str, str]:
    """Return this process's environment without anybody's credentials."""
    theirs = ("TIKTOK", "BIGCOMMERCE")
    return {name: value for name, value in os.environ.items() if not name.startswith(theirs)}
