"""The sandbox over loopback: with and without TLS, with its faults, and gone when it is done."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from queue import Queue

import httpx
import pytest

from tests.cli.conftest import COMMAND, environment
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


# --- webhooks --------------------------------------------------------------------------------


@pytest.fixture
def receiver() -> Iterator[tuple[str, Queue[tuple[str, str]]]]:
    """A server on loopback, and the paths and signatures of the webhooks that it got."""
    got: Queue[tuple[str, str]] = Queue()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            got.put((self.path, self.headers["authorization"]))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Be silent."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", got
        server.shutdown()
        thread.join()


def test_webhooks_are_sent_as_they_come_up(
    sandbox: Sandbox, receiver: tuple[str, Queue[tuple[str, str]]]
) -> None:
    url, got = receiver
    sandbox.developer.listens(f"{url}/direct", "ORDER_STATUS_CHANGE")
    with serve(sandbox):
        sandbox.buyer.orders("MUG-1", 1)
        path, signature = got.get(timeout=10)

    assert (path, len(signature)) == ("/direct", 64)
    assert sandbox.deliveries.waiting() == 0


def test_a_tunnel_brings_https_webhooks_to_a_server_on_this_machine(
    sandbox: Sandbox, receiver: tuple[str, Queue[tuple[str, str]]]
) -> None:
    url, got = receiver
    sandbox.developer.listens("https://app.test/hooks?a=1", "ORDER_STATUS_CHANGE")
    with serve(sandbox, webhooks_to=f"{url}/mine/"):
        sandbox.buyer.orders("MUG-1", 1)
        path, _ = got.get(timeout=10)

    assert path == "/mine/hooks?a=1"


def test_a_receiver_that_is_not_there_is_tried_again_later(sandbox: Sandbox) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
    sandbox.developer.listens(url, "ORDER_STATUS_CHANGE")
    with serve(sandbox):
        sandbox.buyer.orders("MUG-1", 1)
        while not sandbox.deliveries.attempts:
            time.sleep(0.01)

    assert sandbox.deliveries.attempts[0].status == 0
    assert sandbox.deliveries.waiting() == 1


def test_a_tunnel_to_nowhere_is_said_at_once(sandbox: Sandbox) -> None:
    with (
        pytest.raises(ValueError, match="must be a URL"),
        serve(sandbox, webhooks_to="localhost:8000"),
    ):
        pytest.fail("it must not be served")


def test_the_command_serves_with_faults_by_a_seed_and_a_record(tmp_path: Path) -> None:
    options = ["--orders", "0", "--record", "calls.jsonl", "--faults", "1", "--fault-rate", "1"]
    process = subprocess.Popen(
        [*COMMAND, "sandbox", *options],
        cwd=tmp_path,
        env=environment(PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        url = ""
        while not url.startswith("http://"):
            url = process.stdout.readline().strip().partition("=")[2]
        for _ in range(5):
            with suppress(httpx.TransportError):
                httpx.get(f"{url}{PATH}", headers=TOKEN, timeout=5, trust_env=False)
        process.terminate()

    lines = [json.loads(one) for one in (tmp_path / "calls.jsonl").read_text().splitlines()]
    assert [one["path"] for one in lines] == ["/stores/sandbox1/v3/catalog/products"] * 5
    assert {one["status"] for one in lines} - {200}
