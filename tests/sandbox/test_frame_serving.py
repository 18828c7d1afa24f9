"""The sandbox over loopback: with and without TLS, with its faults, and gone when it is done."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from contextlib import ExitStack

import httpx
import pytest

from tests.sandbox.bigcommerce_scene import ADDRESS, opened
from tiktok_bc_sync.sandbox import Fault, Sandbox, Served, serve

PATH = "/stores/sandbox1/v3/catalog/products?include=images"
TOKEN = {"x-auth-token": "bc-token"}


def asked(served: Served) -> httpx.Client:
    """Return a client of what is served."""
    trust = ssl.create_default_context(cafile=served.ca_file) if served.ca_file else True
    return httpx.Client(base_url=served.url, headers=TOKEN, verify=trust, trust_env=False)


@pytest.fixture
def sandbox() -> Sandbox:
    """Both marketplaces with three products."""
    return opened()


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
def test_it_answers_over_loopback(sandbox: Sandbox, tls: bool) -> None:
    with serve(sandbox, tls=tls) as served, asked(served) as http:
        answer = http.get(PATH)

    assert served.url.startswith("https://127.0.0.1:" if tls else "http://127.0.0.1:")
    image = answer.json()["data"][0]["images"][0]
    assert image["url_standard"] == f"{served.url}/images/lamp.png"
    assert served.env["BIGCOMMERCE_API_URL"] == served.env["TIKTOK_API_URL"] == served.url


def test_the_authority_is_trusted_by_those_who_are_told(sandbox: Sandbox) -> None:
    with serve(sandbox, tls=True) as served:
        assert served.ca_file is not None
        assert served.env["SSL_CERT_FILE"] == str(served.ca_file)
        with (
            httpx.Client(trust_env=False, verify=ssl.create_default_context()) as http,
            pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"),
        ):
            http.get(served.url)

    assert not served.ca_file.exists()


def test_bodies_queries_and_empty_answers_come_through(sandbox: Sandbox) -> None:
    body = {"billing_address": ADDRESS, "products": [{"product_id": 302, "quantity": 2}]}
    with serve(sandbox) as served, asked(served) as http:
        made = http.post("/stores/sandbox1/v2/orders", json=body)
        found = http.get("/stores/sandbox1/v2/orders", params={"email": "ada@example.com"})
        none = http.get("/stores/sandbox1/v2/orders", params={"status_id": "7"})
        picture = http.get("/images/lamp.png")

    assert [one["id"] for one in found.json()] == [made.json()["id"]]
    assert (none.status_code, none.content) == (204, b"")
    assert picture.content.startswith(b"\x89PNG")


@pytest.mark.parametrize(("kind", "orders"), [("drop_before", 0), ("drop_after", 1)])
def test_a_dropped_connection_is_closed_without_an_answer(
    sandbox: Sandbox, kind: str, orders: int
) -> None:
    fault = Fault("drop_before") if kind == "drop_before" else Fault("drop_after")
    body = {"billing_address": ADDRESS, "products": [{"product_id": 302, "quantity": 2}]}
    sandbox.faults.add(fault)

    with serve(sandbox) as served, asked(served) as http:
        with pytest.raises(httpx.TransportError):
            http.post("/stores/sandbox1/v2/orders", json=body)
        assert len(sandbox.seen.store_orders()) == orders
        assert http.get(PATH).status_code == 200


def test_a_slow_answer_comes_late(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault("slow", seconds=30))

    with serve(sandbox) as served, asked(served) as http:
        with pytest.raises(httpx.ReadTimeout):
            http.get(PATH, timeout=0.05)
        assert http.get(PATH).status_code == 200


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
def test_afterwards_the_port_and_the_thread_are_gone(sandbox: Sandbox, tls: bool) -> None:
    before = threading.active_count()
    with serve(sandbox, tls=tls) as served, asked(served) as http:
        http.get(PATH)
        port = int(served.url.rpartition(":")[2])

    assert threading.active_count() == before
    with serve(sandbox, port=port) as again:
        assert again.url == f"http://127.0.0.1:{port}"


def test_a_client_that_keeps_its_connection_does_not_delay_the_end(sandbox: Sandbox) -> None:
    with ExitStack() as later, serve(sandbox, tls=True) as served:
        http = later.enter_context(asked(served))
        http.get(PATH)
        started = time.monotonic()

    assert time.monotonic() - started < 5


def test_a_port_that_is_taken_is_said_at_once(sandbox: Sandbox) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match="in use"), serve(sandbox, port=port):
            pytest.fail("it must not be served")
