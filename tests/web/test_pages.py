"""Every page is there, says what it is about, and holds nothing that browsers run or fetch elsewhere."""

from __future__ import annotations

import re

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from tests.web.conftest import SECRET
from tests.web.scene import busy
from tests.web.visiting import Guest, links
from tiktok_bc_sync import AsyncConnector
from tiktok_bc_sync.sandbox import Sandbox
from tiktok_bc_sync.web import admin, anyone

pytestmark = pytest.mark.anyio


async def test_every_page_that_is_linked_from_another_can_be_read(
    guest: Guest, connector: AsyncConnector, sandbox: Sandbox
) -> None:
    scene = await busy(connector, sandbox)
    seen: dict[str, int] = {}
    ahead = [guest.address(one) for one in ("", "/onboarding", f"/returns/{scene.return_id}")]
    while ahead:
        address = ahead.pop()
        if address in seen or address.startswith("#"):
            continue
        page = await guest.client.get(address)
        seen[address] = page.status_code
        assert not re.search(r"<script(?![^>]* src=)|<[^>]* (on\w+|style)=", page.text), address
        assert not re.search(r'(src|href)="(?!/|#|\?)', page.text), address
        if "?" not in address:
            ahead += links(page)
    wrong = {address: status for address, status in seen.items() if status != 200}
    assert wrong == {}
    assert len(seen) > 40


async def test_below_a_path_of_the_host_every_link_stays_below_it(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await busy(connector, sandbox)
    mounted = Mount("/shop/admin", admin(connector, authorize=anyone, secret=SECRET))
    guest = Guest(Starlette(routes=[mounted]), below="/shop/admin")
    front = await guest.client.get("/shop/admin/")
    assert front.headers["location"] == "/shop/admin/stores/sandbox1"
    page = await guest.reads("/products", {"text": "lamp", "status": "Live"})
    assert page.status_code == 200
    addresses = re.findall(r'(?:href|src|action)="([^"#]+)"', page.text)
    assert [one for one in addresses if not one.startswith("/shop/admin/")] == []
    done = await guest.does(page, "refresh")
    assert "Refresh statuses: completed" in done.text
    assert str(done.url).endswith("/products?text=lamp&status=Live")
    assert (await guest.client.get("/shop/admin/static/admin.css")).status_code == 200


async def test_many_stores_are_listed_where_the_host_names_them(connector: AsyncConnector) -> None:
    stores = {"sandbox1": connector}
    guest = Guest(admin(stores.get, authorize=lambda _: ("sandbox1", "b"), secret=SECRET))
    front = await guest.client.get("/")
    assert list(links(front)) == ["#main", "/stores/b", "/stores/sandbox1"]
    assert (await guest.client.get("/stores/b/products")).status_code == 404
    nobody = Guest(admin(stores.get, authorize=anyone, secret=SECRET))
    assert "There is no store to see." in (await nobody.client.get("/")).text
