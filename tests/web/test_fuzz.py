"""Whatever is sent to a page, as a query or as a form, it is answered with a page, never with a failure."""

from __future__ import annotations

import asyncio
from urllib.parse import quote_from_bytes

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.scene import busy
from tests.web.visiting import Guest, Seen, forms
from tiktok_bc_sync import AsyncConnector
from tiktok_bc_sync.sandbox import Sandbox

LISTS = ("", "/products", "/orders", "/returns", "/activities", "/templates", "/plan", "/drift")
FORMS = (
    *LISTS,
    "/upload",
    "/configuration",
    "/carriers",
    "/account",
    "/onboarding",
    "/cancellations",
    "/aliases",
    "/templates/new",
)
QUERY = (
    "status", "state", "type", "text", "template", "sort", "after", "brand", "category", "visibility",
    "reason", "from", "before", "since", "by", "mode", "customer", "product", "order_id", "sku",
    "waiting", "disputed", "search", "run", "warehouse", "settled",
)  # fmt: skip
ODD = (
    "", " ", "-1", "0", "1", "1e999999", "NaN", "9" * 5000, "0.0000001", "٣", "\0", "\ud800", "<b>&\"'", "%",
    "a=b", "=", "x" * 2000, "2026-02-31", "9999-12-31", "0001-01-01", "none", "any", "title contains lamp",
    "all of (", "percent", "fixed", "constant", "option", "Live", "yes", "601330", "301",
)  # fmt: skip
VALUES = st.sampled_from(ODD) | st.text(max_size=20)
PATHS = st.sampled_from(("1", "%00", "%ff", "..", "x" * 300, "%F0%9F%A6%9C", "a%2Fb", "new"))


def encoded(pairs: list[tuple[str, str]]) -> str:
    """Write fields as a browser would, and as none would: halves of characters too."""
    parts = (
        (quote_from_bytes(one.encode("utf-8", "surrogatepass")) for one in pair) for pair in pairs
    )
    return "&".join("=".join(part) for part in parts)


@pytest.fixture
def scene(connector: AsyncConnector, sandbox: Sandbox) -> tuple[asyncio.Runner, list[str]]:
    """A busy day, and the addresses of what there is."""
    runner = asyncio.Runner()
    told = runner.run(busy(connector, sandbox))
    details = [
        "/products/301",
        f"/orders/{told.order}",
        f"/orders/{told.failed}",
        f"/returns/{told.return_id}",
        f"/templates/{told.template}",
        f"/activities/{told.activity}",
    ]
    return runner, details


careful = settings(max_examples=150, suppress_health_check=list(HealthCheck))


def test_no_query_makes_a_page_fail(guest: Guest, scene: tuple[asyncio.Runner, list[str]]) -> None:
    runner, details = scene
    paths = st.sampled_from((*FORMS, *details)) | st.builds(
        "{}/{}".format,
        st.sampled_from(("/products", "/orders", "/returns", "/templates", "/activities")),
        PATHS,
    )

    @careful
    @given(paths, st.lists(st.tuples(st.sampled_from(QUERY), VALUES), max_size=4))
    def asked(path: str, query: list[tuple[str, str]]) -> None:
        address = guest.address(path) + "?" + encoded(query)
        answer = runner.run(guest.client.get(address))
        assert answer.status_code in (200, 303, 404, 422), (answer.status_code, address)

    with runner:
        asked()


def test_no_form_makes_a_page_fail(guest: Guest, scene: tuple[asyncio.Runner, list[str]]) -> None:
    runner, details = scene
    shown: list[Seen] = []
    for path in (*FORMS, *details):
        page = runner.run(guest.reads(path))
        shown += [one for one in forms(page) if one.method == "post"]

    @careful
    @given(st.data())
    def sent(data: st.DataObject) -> None:
        form = data.draw(st.sampled_from(shown))
        names = sorted({name for name, _ in form.fields if name != "csrf"}) or ["id"]
        typed = dict(
            data.draw(
                st.lists(st.tuples(st.sampled_from([*names, "id", "only"]), VALUES), max_size=5)
            )
        )
        do = data.draw(st.sampled_from([*form.deeds, "nonsense"]))
        fields = [(name, typed.pop(name, value)) for name, value in form.fields]
        body = encoded([*fields, *typed.items(), ("do", do)])
        headers = {"content-type": "application/x-www-form-urlencoded"}
        answer: httpx.Response = runner.run(
            guest.client.post(form.action, content=body, headers=headers)
        )
        assert answer.status_code in (200, 303, 404, 409, 422), (answer.status_code, body)

    with runner:
        sent()


@pytest.mark.parametrize(
    "kind", ["multipart/form-data; boundary=x", "multipart/form-data", "text/plain", ""]
)
@pytest.mark.parametrize(
    "body", [b"", b"--x", b"--x\r\nContent-Disposition: form-data\r\n\r\n", b"\xff" * 99]
)
def test_a_body_that_is_no_form_is_refused(guest: Guest, kind: str, body: bytes) -> None:
    target = guest.address("/configuration")
    with asyncio.Runner() as runner:
        answer = runner.run(guest.client.post(target, content=body, headers={"content-type": kind}))
    assert answer.status_code in (400, 403)
