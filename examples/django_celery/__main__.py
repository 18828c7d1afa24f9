"""A Django host with Celery: merchants in a table, their schedule on the queue, webhooks handled by jobs.

In a project these are four files: settings, ``celery.py``, ``models.py`` and ``views.py``. Here they are one
program: the sandbox plays the vendors, and jobs are done at once, where a project has workers.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import django
import httpx
from celery import Celery
from django.conf import settings
from django.db import connection, models
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from tiktok_bc_sync import App, AppCredentials, Connector, SqlStorage
from tiktok_bc_sync.clients import BlockingTransport
from tiktok_bc_sync.sandbox import Sandbox
from tiktok_bc_sync.worker import Merchants
from tiktok_bc_sync.worker.with_celery import register

FOLDER = Path(tempfile.mkdtemp())

# --- settings.py: here without a file --------------------------------------------------

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": FOLDER / "host.db"}},
    ALLOWED_HOSTS=["testserver"],
    USE_TZ=True,
    CELERY_BROKER_URL="memory://",  # redis://…
    CELERY_TASK_ALWAYS_EAGER=True,  # not in a project: jobs wait for workers
)
django.setup()

# --- models.py -----------------------------------------------------------------------


class Merchant(models.Model):
    """A merchant who installed the app."""

    store_hash: models.CharField[str, str] = models.CharField(max_length=64, primary_key=True)

    class Meta:
        """Where the table belongs."""

        app_label = "host"

    def __str__(self) -> str:
        return self.store_hash


# --- celery.py: `celery -A host beat`, `celery -A host worker -Q tiktok-first,tiktok` -------

sandbox = Sandbox(region="GB")


@cache
def storage() -> SqlStorage:
    """Return this process's storage, made at its first use: not before a worker forks."""
    return SqlStorage(f"sqlite:///{FOLDER / 'connector.db'}")


@cache
def network() -> BlockingTransport:
    """Return this process's connections; a project needs no argument."""
    return BlockingTransport(httpx.Client(transport=sandbox.transport()))


@cache
def credentials() -> AppCredentials:
    """Return what the app is known by; a project reads the environment."""
    return AppCredentials.from_env(sandbox.env())


def connect(account: str) -> Connector:
    """Open one merchant."""
    return Connector.for_account(
        credentials(), storage=storage(), store_hash=account, transport=network()
    )


def accounts() -> Iterator[str]:
    """Yield those to be looked after."""
    yield from Merchant.objects.values_list("store_hash", flat=True).iterator()


celery = Celery("host", set_as_current=False)
celery.config_from_object("django.conf:settings", namespace="CELERY")
jobs = register(celery, Merchants(accounts, connect))

# --- views.py --------------------------------------------------------------------------


def installed(request: HttpRequest) -> HttpResponse:
    """Take in a merchant: BigCommerce sends the browser here."""
    app = App(credentials(), storage=storage(), transport=network())
    store = app.install(request.GET.dict()).store_hash
    Merchant.objects.get_or_create(store_hash=store)
    return HttpResponse(app.authorization_link(store, region="GB"))


def authorized(request: HttpRequest) -> HttpResponse:
    """Take TikTok's consent, have webhooks sent, and do everything for the first time."""
    app = App(credentials(), storage=storage(), transport=network())
    store = app.authorized(request.GET.dict()).store_hash
    with connect(store) as connector:
        connector.webhooks.register(tiktok=f"https://host.example/webhooks/{store}")
    jobs.run_due(store)
    return HttpResponse("Connected.")


def webhook(request: HttpRequest, store_hash: str) -> HttpResponse:
    """Store a webhook and answer; a worker handles it."""
    with connect(store_hash) as connector:
        receipt = connector.webhooks.receive(dict(request.headers), request.body)
    jobs.work_off(store_hash)
    return HttpResponse(status=receipt.status)


# --- a day at the host -------------------------------------------------------------------


def main() -> None:
    """Let a merchant come, and a buyer order."""
    with connection.schema_editor() as editor:
        editor.create_model(Merchant)
    browser = RequestFactory()
    sandbox.load([{"name": "Mug", "sku": "MUG-1", "price": 9.5, "weight": 0.3}])

    link = installed(browser.get("/installed", sandbox.merchant.installs())).content.decode()
    consent = {"code": sandbox.vendor.authorizes(), "state": httpx.URL(link).params["state"]}
    print(authorized(browser.get("/authorized", consent)).content.decode())

    def vendor_posts(url: str, headers: Mapping[str, str], body: bytes) -> int:
        store_hash = url.rpartition("/")[2]
        kept = {name: value for name, value in headers.items() if name != "Content-Type"}
        told = browser.post("/webhook", body, content_type="application/json", headers=kept)
        return webhook(told, store_hash).status_code

    sandbox.buyer.orders("MUG-1", 2)
    sandbox.deliver(vendor_posts)
    print(*sandbox.seen.store_orders())
    for account in accounts():
        jobs.run_due(account)  # as beat's sweep has it done
        print(account, "has nothing due:", not connect(account).run_due().runs)
    storage().close()
    connection.close()


if __name__ == "__main__":
    main()
