"""Whom the admin lets in, and whom it refuses: by the host's word, a session, and the forms' own tokens."""

from __future__ import annotations

import logging
from collections.abc import Container

import httpx
import pytest
from starlette.requests import Request

from tests.flows.accounts_scene import STORE, Host, opened, opens_another_shop
from tests.web.conftest import SECRET
from tests.web.visiting import Guest, forms, links, words
from tiktok_bc_sync import AsyncConnector, MemoryStorage
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.web import CONTROL_PANEL, admin, anyone, by_session

pytestmark = pytest.mark.anyio
STAFF = "staff@store.sandbox.test"


def by_header(request: Request) -> Container[str] | None:
    """A host's login, made simple: a header that names the store."""
    name = request.headers.get("x-store")
    return (name,) if name else None


@pytest.mark.parametrize("path", ["", "/products", "/orders/1", "/nothing-like-it"])
async def test_nobody_is_let_in_without_a_login(connector: AsyncConnector, path: str) -> None:
    guest = Guest(admin(connector, authorize=by_header, secret=SECRET))
    answer = await guest.reads(path)
    assert answer.status_code in (403, 404)
    assert "lamp" not in answer.text


async def test_another_accounts_id_is_refused_and_the_log_tells_no_secret(
    connector: AsyncConnector, caplog: pytest.LogCaptureFixture
) -> None:
    guest = Guest(admin(connector, authorize=by_header, secret=SECRET))
    guest.client.headers["x-store"] = "sandbox"  # a part of the name is no name
    with caplog.at_level(logging.WARNING, "tiktok_bc_sync.web"):
        answer = await guest.client.get(guest.address("/products?token=hush"))
    assert answer.status_code == 403
    assert "Refused GET" in caplog.text
    assert "hush" not in caplog.text
    guest.client.headers["x-store"] = "sandbox1"
    assert (await guest.reads("/products")).status_code == 200


async def test_a_name_that_is_given_as_a_text_means_that_account_alone(
    connector: AsyncConnector,
) -> None:
    guest = Guest(admin(connector, authorize=lambda _: "not-sandbox1-but-longer", secret=SECRET))
    assert (await guest.reads("/products")).status_code == 403


async def test_an_awaited_login_is_asked_too(connector: AsyncConnector) -> None:
    async def nobody(_: Request) -> None:
        return None

    guest = Guest(admin(connector, authorize=nobody, secret=SECRET))
    assert (await guest.reads("/products")).status_code == 403


def test_it_refuses_to_start_without_a_login_or_with_a_secret_that_can_be_guessed(
    connector: AsyncConnector,
) -> None:
    with pytest.raises(InvalidInput, match="who may see it"):
        admin(connector, secret=SECRET)
    with pytest.raises(InvalidInput, match="32 characters"):
        admin(connector, authorize=anyone, secret="short")


async def test_a_form_without_its_token_or_with_anothers_does_nothing(
    guest: Guest, connector: AsyncConnector
) -> None:
    page = await guest.reads("/configuration")
    token = dict(forms(page)[0].fields)["csrf"]
    target = guest.address("/products")
    for sent in ({}, {"csrf": "0" * 64}, {"csrf": token[:-1] + "é"}):
        answer = await guest.client.post(target, data={"do": "pull", **sent})
        assert answer.status_code == 403
    stranger = Guest(admin(connector, authorize=anyone, secret=SECRET))
    assert (
        await stranger.client.post(target, data={"do": "pull", "csrf": token})
    ).status_code == 403
    elsewhere = {"sec-fetch-site": "cross-site"}
    sent = {"do": "pull", "csrf": token}
    answer = await guest.client.post(target, data=sent, headers=elsewhere)
    assert answer.status_code == 403
    assert [one async for one in connector.products.all()] == []
    assert (await guest.client.post(target, data=sent)).status_code == 303


async def test_pages_say_what_browsers_may_do_with_them(connector: AsyncConnector) -> None:
    alone = Guest(admin(connector, authorize=anyone, secret=SECRET))
    headers = (await alone.reads("/products")).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    framed = Guest(admin(connector, authorize=anyone, secret=SECRET, frame_ancestors=CONTROL_PANEL))
    headers = (await framed.reads("/products")).headers
    assert f"frame-ancestors {' '.join(CONTROL_PANEL)}" in headers["content-security-policy"]
    assert "x-frame-options" not in headers


async def test_more_than_anything_needs_is_refused(guest: Guest) -> None:
    page = await guest.reads("/returns")
    token = dict(forms(page)[0].fields)["csrf"]
    body = {"csrf": token, "comment": "x" * 20_000_001}
    answer = await guest.client.post(guest.address("/returns"), data=body)
    assert answer.status_code == 413


# --- BigCommerce's control panel -----------------------------------------------------


@pytest.fixture
def hosted() -> Host:
    """A host of many merchants, none of whom is there yet."""
    return Host(opened("GB"), MemoryStorage(), blocking=False)


@pytest.fixture
def visitor(hosted: Host) -> Guest:
    """A browser in the control panel."""
    app = admin(
        lambda store: hosted.open(store_hash=store),
        authorize=by_session,
        secret=SECRET,
        app=hosted.app(),
    )
    return Guest(app)


async def callback(visitor: Guest, name: str, **query: str) -> httpx.Response:
    return await visitor.client.get(f"/bigcommerce/{name}", params=query)


async def test_opening_the_app_in_the_control_panel_lets_its_user_in(
    hosted: Host, visitor: Guest
) -> None:
    await hosted.connected()
    assert (await visitor.reads("/products")).status_code == 403
    answer = await callback(visitor, "load", signed_payload_jwt=hosted.sandbox.merchant.opens())
    assert answer.status_code == 303
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "SameSite=none; Secure; Partitioned" in answer.headers["set-cookie"]
    assert (await visitor.reads("/products")).status_code == 200
    assert (await visitor.client.get("/stores/another/products")).status_code == 403


async def test_a_forged_payload_or_session_lets_nobody_in(hosted: Host, visitor: Guest) -> None:
    await hosted.connected()
    signed = hosted.sandbox.merchant.opens()
    head, body, _ = signed.split(".")
    for forged in ("", "x", signed[:-2], f"{head}.{body}.", f"{body}.{head}.x"):
        answer = await callback(visitor, "load", signed_payload_jwt=forged)
        assert answer.status_code == 403
        assert signed not in answer.text
    visitor.client.cookies.set("tiktok_bc_sync_session", "WzldCg==.00")
    assert (await visitor.reads("/products")).status_code == 403


async def test_installing_leads_into_the_account_and_tiktoks_consent_back_to_it(
    hosted: Host, visitor: Guest
) -> None:
    answer = await callback(visitor, "install", **hosted.sandbox.merchant.installs())
    assert answer.headers["location"] == f"/stores/{STORE}"
    page = await visitor.reads("/onboarding")
    assert "Not connected" in words(page)
    account = await visitor.reads("/account")
    linked = await visitor.sends(account, "link", region="GB")
    link = next(one for one in links(linked) if "state=" in one)
    told = await visitor.client.get("/tiktok/authorized", params=hosted.comes_back(link))
    assert told.headers["location"] == f"/stores/{STORE}/account"
    assert "chosen" in words(await visitor.reads("/account"))


async def test_a_shop_is_chosen_and_let_go(hosted: Host, visitor: Guest) -> None:
    await hosted.connected()
    await callback(visitor, "load", signed_payload_jwt=hosted.sandbox.merchant.opens())
    await hosted.app().disconnect(STORE, hosted.sandbox.shop.shop_id)
    account = await visitor.reads("/account")
    assert "No shop is authorized yet." in words(account)
    told = await visitor.sends(account, "link", region="nowhere")
    assert told.status_code == 422
    await hosted.authorizes()
    page = await visitor.does(await visitor.reads("/account"), "disconnect")
    assert "The shop is disconnected" in words(page)


async def test_a_store_sees_every_shop_that_it_was_connected_to(
    hosted: Host, visitor: Guest
) -> None:
    await (await hosted.connected()).accounts.connect()
    opens_another_shop(hosted.sandbox, "GB")
    told = await hosted.authorizes()
    await hosted.app().choose(STORE, told.shops[-1].id)
    await hosted.open().accounts.connect()
    await callback(visitor, "load", signed_payload_jwt=hosted.sandbox.merchant.opens())
    page = words(await visitor.reads("/account"))
    assert "Shops that this store was connected to" in page
    assert "Second 7000000000000000002" in page


async def test_a_removed_user_and_an_uninstalled_store_are_out_at_once(
    hosted: Host, visitor: Guest
) -> None:
    await hosted.connected()
    merchant = hosted.sandbox.merchant
    for end in ("remove_user", "uninstall"):
        await callback(visitor, "load", signed_payload_jwt=merchant.opens(user=STAFF))
        assert (await visitor.reads("/account")).status_code == 200
        payload = merchant.removes_user(STAFF) if end == "remove_user" else merchant.uninstalls()
        assert (await callback(visitor, end, signed_payload_jwt=payload)).status_code == 204
        assert (await visitor.reads("/account")).status_code == 403


async def test_one_address_takes_the_webhooks_of_all_merchants(visitor: Guest) -> None:
    assert (await visitor.client.post("/webhooks", content=b"{}")).status_code == 401


async def test_a_webhook_is_taken_only_with_its_signature(guest: Guest) -> None:
    answer = await guest.client.post("/webhooks/sandbox1", content=b"{}")
    assert answer.status_code in (400, 401, 403)
    assert (await guest.client.post("/webhooks/nobody", content=b"{}")).status_code == 404
    assert (await guest.client.get("/webhooks/sandbox1")).status_code == 405
