"""Pictures from anywhere on the internet, and from nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

import httpx
import pytest
from attrs import define, field
from hypothesis import given
from hypothesis import strategies as st

from tests.clients.fakes import Vendor
from tests.clients.test_transport import UNCLOSED, Endless
from tiktok_bc_sync.clients import AsyncTransport, BlockingTransport
from tiktok_bc_sync.clients.http import BlockingNames
from tiktok_bc_sync.clients.images import ImageSource
from tiktok_bc_sync.errors import Refused, SyncError, Unavailable
from tiktok_bc_sync.runtime import drive

PICTURE = httpx.Response(200, content=b"\x89PNG", headers={"content-type": "image/png"})
LARGEST = 10 * 1024 * 1024


@define
class Names:
    """The names of an internet of our own."""

    known: Mapping[str, Sequence[str]] = field(factory=dict[str, Sequence[str]])
    asked: list[str] = field(factory=list[str])

    async def addresses(self, host: str, port: int) -> Sequence[str]:  # noqa: ARG002
        self.asked.append(host)
        if host not in self.known:
            raise OSError("unknown")
        return self.known[host]


PUBLIC = {"cdn.example": ["93.184.215.14"], "other.example": ["2606:2800:21f::1"]}


def fetch(url: str, vendor: Vendor, names: Mapping[str, Sequence[str]] = PUBLIC) -> bytes:
    return drive(ImageSource(vendor.blocking, resolver=Names(names)).fetch(url))


def test_picture_at_a_public_address_is_fetched() -> None:
    vendor = Vendor([PICTURE])
    assert fetch("https://cdn.example/a.png?v=1", vendor) == b"\x89PNG"
    assert str(vendor.requests[0].url) == "https://cdn.example/a.png?v=1"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::10.0.0.1",
        "2002:7f00:1::",
        "2002:a00:1::1",
    ],
)
def test_name_of_a_private_address_is_refused(address: str) -> None:
    vendor = Vendor([PICTURE])
    for found in ([address], ["93.184.215.14", address]):
        with pytest.raises(Refused, match="not at a public address"):
            fetch("https://trap.example/a.png", vendor, {"trap.example": found})
    assert vendor.requests == []


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "017700000001",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "10.0.0.1",
        "169.254.169.254",
        "localhost",
        "LOCALHOST",
    ],
)
def test_all_ways_to_write_a_private_address_are_refused(host: str) -> None:
    vendor = Vendor([PICTURE])
    with pytest.raises(SyncError):
        drive(ImageSource(vendor.blocking).fetch(f"http://{host}/a.png"))
    assert vendor.requests == []


@pytest.mark.parametrize("address", ["64:ff9b::8.8.8.8", "::ffff:8.8.8.8", "2606:2800:21f::1"])
def test_public_address_in_other_clothes_is_public(address: str) -> None:
    assert fetch("https://a.example/", Vendor([PICTURE]), {"a.example": [address]}) == b"\x89PNG"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "a.png",
        "ftp://cdn.example/a",
        "file:///etc/passwd",
        "https://",
        "http://[::1",
        "http://a:b/",
    ],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(Refused, match="no web address"):
        fetch(url, Vendor())


def test_redirect_is_followed_and_checked_at_each_step() -> None:
    vendor = Vendor(
        [
            httpx.Response(301, headers={"location": "/b.png"}),
            httpx.Response(302, headers={"location": "https://other.example/c.png"}),
            PICTURE,
        ]
    )
    assert fetch("https://cdn.example/a.png", vendor) == b"\x89PNG"
    assert [str(one.url) for one in vendor.requests] == [
        "https://cdn.example/a.png",
        "https://cdn.example/b.png",
        "https://other.example/c.png",
    ]


@pytest.mark.parametrize(
    "location",
    ["http://127.0.0.1/a", "https://trap.example/", "//trap.example/a", "file:///etc/passwd"],
)
def test_redirect_to_a_private_address_is_refused(location: str) -> None:
    vendor = Vendor([httpx.Response(302, headers={"location": location}), PICTURE])
    names = PUBLIC | {"trap.example": ["10.0.0.1"], "127.0.0.1": ["127.0.0.1"]}
    with pytest.raises(Refused):
        fetch("https://cdn.example/a.png", vendor, names)
    assert len(vendor.requests) == 1


def test_redirects_end() -> None:
    vendor = Vendor([httpx.Response(302, headers={"location": "/again"})])
    with pytest.raises(Refused, match="too often"):
        fetch("https://cdn.example/a.png", vendor)
    assert len(vendor.requests) == 4


def test_trusted_host_may_be_private_on_its_very_port() -> None:
    vendor, names = Vendor([PICTURE]), Names({"127.0.0.1": ["127.0.0.1"]})
    source = ImageSource(vendor.blocking, ("127.0.0.1:8000",), names)
    assert drive(source.fetch("http://127.0.0.1:8000/a.png")) == b"\x89PNG"
    for url in (
        "http://127.0.0.1:8001/a",
        "http://127.0.0.1/a",
        "http://127.0.0.1:8000@127.0.0.1/",
    ):
        with pytest.raises(Refused):
            drive(source.fetch(url))


@pytest.mark.anyio
@UNCLOSED
async def test_large_picture_is_given_up_while_it_comes() -> None:
    for blocking in (True, False):
        body = Endless()

        async def later(request: httpx.Request, body: Endless = body) -> httpx.Response:  # noqa: ARG001
            return httpx.Response(200, stream=body)

        def now(request: httpx.Request, body: Endless = body) -> httpx.Response:  # noqa: ARG001
            return httpx.Response(200, stream=body)

        transport = (
            BlockingTransport(httpx.Client(transport=httpx.MockTransport(now)))
            if blocking
            else AsyncTransport(httpx.AsyncClient(transport=httpx.MockTransport(later)))
        )
        with pytest.raises(Refused, match="larger than 10 MiB"):
            await ImageSource(transport, resolver=Names(PUBLIC)).fetch("https://cdn.example/a.png")
        assert LARGEST < body.taken <= LARGEST + 2 * len(body.part)
        assert body.closed == 1


def test_picture_of_just_ten_mebibytes_is_taken() -> None:
    vendor = Vendor([httpx.Response(200, content=b"x" * LARGEST)])
    assert len(fetch("https://cdn.example/a.png", vendor)) == LARGEST


@pytest.mark.parametrize(
    ("status", "kind"),
    [(404, Refused), (403, Refused), (429, Unavailable), (408, Unavailable), (503, Unavailable)],
)
def test_error_answer_says_whether_to_try_again(status: int, kind: type[SyncError]) -> None:
    with pytest.raises(kind, match=f"HTTP {status}"):
        fetch("https://cdn.example/a.png", Vendor([httpx.Response(status)]))


def test_unknown_host_is_named() -> None:
    with pytest.raises(Refused, match=r"gone\.example.* is on a host that is not known"):
        fetch("https://gone.example/a.png", Vendor())


def test_messages_show_nothing_secret_of_an_address() -> None:
    url = "https://user:hidden1@cdn.example/a.png?token=hidden2#hidden3"
    with pytest.raises(Refused) as refused:
        fetch(url, Vendor([httpx.Response(404)]))
    assert "https://cdn.example/a.png" in refused.value.message
    assert "hidden" not in refused.value.message


@pytest.mark.anyio
async def test_names_are_looked_up_without_holding_up_the_loop() -> None:
    transport = AsyncTransport()
    assert "127.0.0.1" in await transport.addresses("127.0.0.1", 80)
    await transport.close()
    assert "127.0.0.1" in await BlockingNames().addresses("127.0.0.1", 80)


@given(st.text(max_size=40).map(lambda text: f"http://{text}"))
def test_any_address_is_fetched_or_refused(url: str) -> None:
    with suppress(SyncError):
        assert fetch(url, Vendor([PICTURE])) == b"\x89PNG"
