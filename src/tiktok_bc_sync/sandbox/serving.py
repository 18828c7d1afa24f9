"""The sandbox on a loopback port: an ASGI application, and uvicorn in a thread to serve it."""

from __future__ import annotations

import asyncio
import socket
import tempfile
import threading
from collections.abc import Awaitable, Callable, Generator, Mapping, MutableMapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, cast

import trustme
import uvicorn
from attrs import frozen
from uvicorn.protocols.http.h11_impl import H11Protocol

from tiktok_bc_sync.sandbox.core import Request, Response
from tiktok_bc_sync.sandbox.faults import Dropped
from tiktok_bc_sync.sandbox.market import Sandbox
from tiktok_bc_sync.sandbox.webhooks.posting import Courier

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
_LOCALHOST = "127.0.0.1"
# Seconds for the answers that are under way when the serving ends.
_PATIENCE = 2


@frozen
class Served:
    """Where the sandbox is to be found.

    ``env`` holds the credentials with this address, and for TLS the variables that make OpenSSL,
    httpx and requests trust ``ca_file``.
    """

    url: str
    env: Mapping[str, str]
    ca_file: Path | None = None


@contextmanager
def serve(
    sandbox: Sandbox, *, tls: bool = False, port: int = 0, webhooks_to: str = ""
) -> Generator[Served]:
    """Serve a sandbox on 127.0.0.1 until the block ends; port 0 takes a free one.

    Webhooks are sent meanwhile, to where they were asked for: with ``webhooks_to``, such as
    ``http://127.0.0.1:8000``, to that server instead, at the same path, as through a tunnel. Raises
    OSError where the port is taken, and ValueError where ``webhooks_to`` is no URL.
    """
    courier = Courier(sandbox.deliveries, webhooks_to)
    listener = socket.create_server((_LOCALHOST, port))
    # Small answers go out at once: asyncio sets this for sockets that say TCP, which accepted ones do not.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with listener, _certificates(tls) as folder:
        url = f"{'https' if tls else 'http'}://{_LOCALHOST}:{listener.getsockname()[1]}"
        ca_file = folder / "ca.pem" if folder else None
        server = _Server(_config(sandbox, folder))
        thread = threading.Thread(target=server.run, args=([listener],), name="sandbox")
        thread.start()
        try:
            server.ready.wait()
            with courier:
                yield Served(url, sandbox.env(url) | _trust(ca_file), ca_file)
        finally:
            server.should_exit = True
            thread.join()


class _Server(uvicorn.Server):
    """Tells when it answers, or never will."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            super().run(sockets)
        finally:
            self.ready.set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # Callers that keep idle connections open must not keep us waiting for their farewell.
        for one in list(cast("set[object]", self.server_state.connections)):
            if isinstance(one, _Protocol):
                one.drop_idle()
        await super().shutdown(sockets)


def _config(sandbox: Sandbox, folder: Path | None) -> uvicorn.Config:
    return uvicorn.Config(
        Application(sandbox.handle),
        http=_Protocol,
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=_PATIENCE,
        ssl_certfile=folder / "server.pem" if folder else None,
        ssl_keyfile=str(folder / "server.key") if folder else None,
    )


def _trust(ca_file: Path | None) -> dict[str, str]:
    names = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")
    return {name: str(ca_file) for name in names if ca_file}


def _certificates(tls: bool) -> AbstractContextManager[Path | None]:
    return _made_certificates() if tls else nullcontext()


@contextmanager
def _made_certificates() -> Generator[Path]:
    """Make an authority of our own and a certificate for the loopback address, for as long as used."""
    authority = trustme.CA()
    ours = authority.issue_cert(_LOCALHOST, "localhost")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        authority.cert_pem.write_to_path(folder / "ca.pem")
        ours.private_key_pem.write_to_path(folder / "server.key")
        (folder / "server.pem").write_bytes(b"".join(one.bytes() for one in ours.cert_chain_pems))
        yield folder


class _Protocol(H11Protocol):
    """HTTP/1.1 whose application can break the connection."""

    def handle_events(self) -> None:
        self.app_state["sandbox.transport"] = self.transport
        super().handle_events()

    def drop_idle(self) -> None:
        # Before the first request there is no cycle at all.
        if getattr(self.cycle, "response_complete", True):
            self.transport.abort()


class Application:
    """The sandbox as a plain ASGI application."""

    def __init__(self, handle: Callable[[Request], Response]) -> None:
        """Answer with ``handle``."""
        self._handle = handle

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, late if the answer says so; break the connection on `Dropped`."""
        request = _request(scope, await _body(receive))
        try:
            answer = self._handle(request)
        except Dropped:
            scope["state"]["sandbox.transport"].abort()
            await receive()
            return
        if answer.seconds and await _gives_up(receive, answer.seconds):
            return
        length = [] if answer.status == 204 else [("content-length", str(len(answer.body)))]
        headers = [
            (name.lower().encode(), value.encode("latin-1"))
            for name, value in (*answer.headers.items(), *length)
        ]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})


async def _gives_up(receive: Receive, seconds: float) -> bool:
    """Wait, but no longer than the caller does, and tell whether the caller has gone."""
    try:
        await asyncio.wait_for(receive(), seconds)
    except TimeoutError:
        return False
    return True


async def _body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    more = True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)


def _request(scope: Scope, body: bytes) -> Request:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    path, query = scope["raw_path"].decode("latin-1"), scope["query_string"].decode("latin-1")
    url = f"{scope['scheme']}://{headers.get('host', _LOCALHOST)}{path}?{query}"
    return Request.of(scope["method"], url, headers, body)
