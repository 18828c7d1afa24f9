"""The record of calls and webhooks: all that was said, and nothing that is secret."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.sandbox.bigcommerce_scene import Caller, opened
from tests.sandbox.webhook_scene import ADDRESS, HOOKS, SECRET, WEBHOOKS
from tiktok_bc_sync.sandbox import Developer, Fault, Sandbox


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where calls are written."""
    return tmp_path / "calls.jsonl"


@pytest.fixture
def sandbox(file: Path) -> Sandbox:
    """A sandbox with three products that writes its calls down."""
    return opened(record=file)


def lines(file: Path) -> list[Any]:
    """What was written."""
    return [json.loads(one) for one in file.read_text(encoding="utf-8").splitlines()]


def test_a_call_is_written_with_both_bodies(sandbox: Sandbox, file: Path) -> None:
    Caller(sandbox).http.post("/v2/orders?shape=Ü", json={"products": [], "note": "Ä"})

    (line,) = lines(file)
    assert {name: line[name] for name in ("method", "path", "query", "status")} == {
        "method": "POST",
        "path": "/stores/sandbox1/v2/orders",
        "query": [["shape", "Ü"]],
        "status": 400,
    }
    assert line["request"] == {"bytes": 27, "text": '{"products":[],"note":"Ä"}'}
    assert json.loads(line["response"]["text"])[0]["status"] == 400
    assert line["at"].endswith("+00:00")


def test_long_bodies_are_cut_and_what_is_no_json_is_counted(sandbox: Sandbox, file: Path) -> None:
    caller = Caller(sandbox)
    caller.get("/v3/catalog/products", include="variants,images")
    caller.http.get("https://sandbox.test/images/lamp.png")
    sandbox.faults.add(Fault("malformed"))
    caller.http.get("/v2/time")
    caller.http.post("/v2/orders", content=b"[" * 100_000 + b"]" * 100_000)

    long, picture, malformed, deep = lines(file)
    assert deep["request"] == {"bytes": 200_000}
    assert long["response"]["bytes"] > len(long["response"]["text"]) == 2001
    assert picture["response"].keys() == malformed["response"].keys() == {"bytes"}
    assert picture["response"]["bytes"] > 50


def test_what_gets_no_answer_is_written_with_no_status(sandbox: Sandbox, file: Path) -> None:
    sandbox.faults.add(Fault("drop_after"))
    with pytest.raises(httpx.ReadError):
        Caller(sandbox).post("/v2/orders")

    (line,) = lines(file)
    assert (line["status"], line["response"]) == (0, {"bytes": 0})


def test_no_secret_is_written(sandbox: Sandbox, file: Path) -> None:
    env, caller = sandbox.env(), Caller(sandbox)
    callback = sandbox.merchant.installs()
    login = {
        "client_id": sandbox.store.oauth.client_id,
        "client_secret": sandbox.store.oauth.client_secret,
        "redirect_uri": "https://app.test",
        "grant_type": "authorization_code",
        **{name: callback[name] for name in ("code", "scope", "context")},
    }
    token = caller.http.post("https://sandbox.test/oauth2/token", json=login).json()
    caller.post(HOOKS, scope="store/order/*", destination=ADDRESS, headers=SECRET)
    refresh = {
        "app_key": env["TIKTOK_APP_KEY"],
        "app_secret": env["TIKTOK_APP_SECRET"],
        "refresh_token": env["TIKTOK_REFRESH_TOKEN"],
        "grant_type": "refresh_token",
    }
    caller.http.get("https://sandbox.test/api/v2/token/refresh", params=refresh)
    signed = {"sign": "0123456789abcdef", "shop_cipher": sandbox.shop.shop_cipher}
    caller.http.get(f"https://sandbox.test{WEBHOOKS}", params=signed)
    caller.http.get("/v2/store", params={"note": f"see {env['BIGCOMMERCE_ACCESS_TOKEN']}"})

    written = file.read_text(encoding="utf-8")
    secrets = (
        *(env[name] for name in env if name.endswith(("_TOKEN", "_SECRET"))),
        *(sandbox.env()[name] for name in env if name.endswith("_TOKEN")),
        *SECRET.values(),
        *signed.values(),
        login["client_secret"],
        login["code"],
        token["access_token"],
    )
    assert [one for one in secrets if one in written] == []
    assert json.loads(lines(file)[2]["response"]["text"])["code"] == 0
    assert ["grant_type", "refresh_token"] in lines(file)[2]["query"]


def test_webhooks_are_written_with_what_was_answered(sandbox: Sandbox, file: Path) -> None:
    Developer(sandbox.shop).listens(f"{ADDRESS}?key=hidden", "ORDER_STATUS_CHANGE")
    sandbox.buyer.orders("MUG-1", 1)
    for status in (503, 200):
        sandbox.deliver(lambda *_, status=status: status)
        sandbox.clock.passes(hours=1)

    first, second = lines(file)
    assert (first["webhook"], first["url"]) == ("TIKTOK ORDER_STATUS_CHANGE", ADDRESS)
    assert [(one["number"], one["attempt"], one["status"]) for one in (first, second)] == [
        (1, 1, 503),
        (1, 2, 200),
    ]
    assert json.loads(first["request"]["text"])["type"] == 1


def test_a_sandbox_that_goes_on_adds_to_the_record(tmp_path: Path, file: Path) -> None:
    for _ in range(2):
        sandbox = Sandbox(journal=tmp_path / "journal", record=file)
        Caller(sandbox).http.post("/v2/orders", json={})

    assert [one["path"] for one in lines(file)] == ["/stores/sandbox1/v2/orders"] * 2
