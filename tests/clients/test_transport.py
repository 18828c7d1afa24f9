"""The seam to the network: whole answers, bounded, and typed errors for everything else."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from tests.clients.fakes import Vendor
from tiktok_bc_sync.clients import AsyncTikTokShop, AsyncTransport, BlockingTransport
from tiktok_bc_sync.clients.http import LIMIT, MAX_BODY, TIMEOUT, Transport
from tiktok_bc_sync.errors import InvalidInput, Unavailable, UnexpectedAnswer, VendorError
from tiktok_bc_sync.runtime import drive

# httpx nests generators that it does not close one by one. trio says so, though the connection is closed.
UNCLOSED = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
URL = "https://api.bigcommerce.com/x?secret=1"


class Endless(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that never ends, and counts what was taken of it."""

    def __init__(self, part: bytes = b"x" * 1024 * 1024) -> None:
        self.part, self.taken, self.closed = part, 0, 0

    def __iter__(self) -> Iterator[bytes]:
        while True:
            self.taken += len(self.part)
            yield self.part

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self:
            yield part

    def close(self) -> None:
        self.closed += 1

    async def aclose(self) -> None:
        self.closed += 1


def transports(handler: object) -> list[Transport]:
    assert callable(handler)

    async def later(request: httpx.Request) -> httpx.Response:
        found = handler(request)
        assert isinstance(found, httpx.Response)
        return found

    return [
        BlockingTransport(httpx.Client(transport=httpx.MockTransport(handler))),
        AsyncTransport(httpx.AsyncClient(transport=httpx.MockTransport(later))),
    ]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("error", "kind", "sent"),
    [
        (httpx.ConnectError("x"), Unavailable, False),
        (httpx.ConnectTimeout("x"), Unavailable, False),
        (httpx.PoolTimeout("x"), Unavailable, False),
        (httpx.ProxyError("x"), Unavailable, False),
        (httpx.UnsupportedProtocol("x"), Unavailable, False),
        (httpx.ReadTimeout("x"), Unavailable, True),
        (httpx.WriteTimeout("x"), Unavailable, True),
        (httpx.ReadError("x"), Unavailable, True),
        (httpx.WriteError("x"), Unavailable, True),
        (httpx.CloseError("x"), Unavailable, True),
        (httpx.RemoteProtocolError("x"), Unavailable, True),
        (httpx.LocalProtocolError("x"), Unavailable, True),
        (httpx.DecodingError("x"), UnexpectedAnswer, None),
        (httpx.TooManyRedirects("x"), UnexpectedAnswer, None),
    ],
    ids=lambda one: type(one).__name__,
)
async def test_every_failure_of_httpx_has_its_error(
    error: httpx.RequestError, kind: type[VendorError], sent: bool | None
) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise type(error)("x", request=request)

    for transport in transports(fail):
        with pytest.raises(VendorError) as raised:
            await transport.send(httpx.Request("GET", URL))
        assert type(raised.value) is kind
        assert getattr(raised.value, "sent", None) == sent
        assert "api.bigcommerce.com" in raised.value.message
        assert type(error).__name__ in raised.value.message


@pytest.mark.anyio
@UNCLOSED
async def test_answer_that_never_ends_is_cut_off_and_closed() -> None:
    for number in range(2):
        body = Endless()
        transport = transports(lambda _, body=body: httpx.Response(200, stream=body))[number]
        with pytest.raises(UnexpectedAnswer, match="larger"):
            await transport.send(httpx.Request("GET", URL))
        assert MAX_BODY < body.taken <= MAX_BODY + 2 * len(body.part)
        assert body.closed == 1


@pytest.mark.anyio
async def test_answer_that_says_it_is_too_large_is_not_read_at_all() -> None:
    headers = {"content-length": str(MAX_BODY + 1)}
    for number in range(2):
        body = Endless()
        answer = httpx.Response(200, stream=body, headers=headers)
        with pytest.raises(UnexpectedAnswer, match="larger"):
            await transports(lambda _, answer=answer: answer)[number].send(
                httpx.Request("GET", URL)
            )
        assert (body.taken, body.closed) == (0, 1)


@pytest.mark.anyio
async def test_request_may_want_less() -> None:
    request = httpx.Request("GET", URL, extensions={LIMIT: 3})
    for transport in transports(lambda _: httpx.Response(200, content=b"abc")):
        assert (await transport.send(request)).content == b"abc"
    for transport in transports(lambda _: httpx.Response(200, content=b"abcd")):
        with pytest.raises(UnexpectedAnswer):
            await transport.send(request)


@pytest.mark.anyio
@UNCLOSED
async def test_what_unpacks_to_too_much_is_cut_off() -> None:
    packed = gzip.compress(b"0" * 1_000_001)
    assert len(packed) < 10_000
    headers = {"content-encoding": "gzip"}
    for transport in transports(lambda _: httpx.Response(200, content=packed, headers=headers)):
        with pytest.raises(UnexpectedAnswer):
            await transport.send(httpx.Request("GET", URL, extensions={LIMIT: 1_000_000}))


@pytest.mark.anyio
async def test_packed_answer_is_unpacked_and_no_longer_says_that_it_is() -> None:
    headers = {"content-encoding": "gzip", "x-request-id": "r"}

    def answer(request: httpx.Request) -> httpx.Response:  # noqa: ARG001
        return httpx.Response(200, content=gzip.compress(b'{"a": 1}'), headers=headers)

    for transport in transports(answer):
        response = await transport.send(httpx.Request("GET", URL))
        assert response.json() == {"a": 1}
        assert response.headers["x-request-id"] == "r"
        assert "content-encoding" not in response.headers
        assert int(response.headers["content-length"]) == len(response.content)


@pytest.mark.anyio
async def test_answer_that_does_not_unpack_is_unexpected() -> None:
    headers = {"content-encoding": "gzip"}
    for transport in transports(lambda _: httpx.Response(200, content=b"no", headers=headers)):
        with pytest.raises(UnexpectedAnswer, match="DecodingError"):
            await transport.send(httpx.Request("GET", URL))


@pytest.mark.anyio
async def test_no_redirect_is_followed_whatever_the_client_says() -> None:
    asked: list[str] = []

    def move(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(302, headers={"location": "https://evil.example/"})

    async def later(request: httpx.Request) -> httpx.Response:
        return move(request)

    ready: list[Transport] = [
        BlockingTransport(httpx.Client(transport=httpx.MockTransport(move), follow_redirects=True)),
        AsyncTransport(
            httpx.AsyncClient(transport=httpx.MockTransport(later), follow_redirects=True)
        ),
    ]
    for transport in ready:
        assert (await transport.send(httpx.Request("GET", URL))).status_code == 302
    assert asked == [URL, URL]


def test_requests_carry_the_clients_own_headers_and_time_outs() -> None:
    vendor = Vendor([httpx.Response(200)])
    client = httpx.Client(
        transport=httpx.MockTransport(vendor), headers={"x-trace": "1", "accept": "no"}, timeout=7
    )
    request = httpx.Request("GET", URL, headers={"accept": "application/json"})
    drive(BlockingTransport(client).send(request))
    [sent] = vendor.requests
    assert sent.headers["x-trace"] == "1"
    assert sent.headers["accept"] == "application/json"
    assert "gzip" in sent.headers["accept-encoding"]
    assert sent.extensions["timeout"]["read"] == 7


def test_every_phase_of_a_request_ends() -> None:
    phases = TIMEOUT.as_dict()
    assert all(seconds is not None and 0 < seconds <= 60 for seconds in phases.values())


@pytest.mark.parametrize(
    "url",
    [
        "",
        "api.bigcommerce.com",
        "ftp://api.bigcommerce.com",
        "https://",
        "https://host:port",
        "https://user:secret@host",
        "https://host/?x=1",
        "https://host/#x",
        "file:///etc/passwd",
    ],
)
def test_address_that_is_none_is_refused_at_once(url: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        AsyncTikTokShop("k", "s", base_url=url)
    assert refused.value.field == "base_url"
    assert "secret" not in str(refused.value)


def test_slash_at_the_end_of_an_address_does_no_harm() -> None:
    assert AsyncTikTokShop("k", "s", base_url="http://127.0.0.1:8000/x/").base_url == (
        "http://127.0.0.1:8000/x"
    )
