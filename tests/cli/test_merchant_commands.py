"""Connecting, onboarding, webhooks, buyers' data and the storage from the command line."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.cli.conftest import COMMAND, PRODUCTS, environment
from tiktok_bc_sync import Connector, SqlStorage, new_key
from tiktok_bc_sync.cli.app import run as command
from tiktok_bc_sync.models import ActivityState
from tiktok_bc_sync.sandbox import Fault, Sandbox, Served, serve

Call = Callable[..., str]


@pytest.fixture
def sandbox() -> Sandbox:
    """Both marketplaces, with three products."""
    sandbox = Sandbox(region="GB")
    sandbox.load(PRODUCTS)
    return sandbox


@pytest.fixture
def served(sandbox: Sandbox) -> Iterator[Served]:
    """The marketplaces on a port of this machine."""
    with serve(sandbox) as served:
        yield served


@pytest.fixture
def call(
    served: Served,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Call:
    """Run a command within this process, in an empty folder, and return what it printed."""
    monkeypatch.chdir(tmp_path)
    for name, value in served.env.items():
        monkeypatch.setenv(name, value)

    def called(*arguments: str, code: int = 0, given: str = "") -> str:
        monkeypatch.setattr(sys, "argv", ["tiktok-bc-sync", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(given))
        found = command()
        printed = capsys.readouterr()
        assert found == code, printed.err
        return printed.out or printed.err

    return called


def connect(call: Call, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Connect both sides by the commands alone; the tokens are in the storage afterwards."""
    call("connect", "store")
    link = call("connect", "link", "--region", "GB").strip()
    state = parse_qs(urlsplit(link).query)["state"][0]
    code = sandbox.vendor.authorizes()
    call("connect", "callback", given=f"https://host.test/callback?code={code}&state={state}\n")
    for name in ("TIKTOK_ACCESS_TOKEN", "TIKTOK_REFRESH_TOKEN", "BIGCOMMERCE_ACCESS_TOKEN"):
        monkeypatch.delenv(name)


def test_a_merchant_connects_and_commands_work_with_the_stored_tokens(
    call: Call, sandbox: Sandbox, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIKTOK_BC_SYNC_KEYS", new_key())
    connect(call, sandbox, monkeypatch)
    shops = json.loads(call("connect", "shops", "--json"))
    assert shops["chosen"] == served.env["TIKTOK_SHOP_ID"]
    assert "cipher" not in shops["shops"][0]
    assert json.loads(call("accounts", "check", "--json"))["status"] == "connected"
    assert served.env["TIKTOK_SHOP_ID"] in call("accounts", "list")


def test_a_stored_token_opens_with_the_old_key_until_keys_are_rotated(
    call: Call, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = new_key(), new_key()
    monkeypatch.setenv("TIKTOK_BC_SYNC_KEYS", old)
    connect(call, sandbox, monkeypatch)
    monkeypatch.setenv("TIKTOK_BC_SYNC_KEYS", new)
    assert "can't be decrypted" in call("accounts", "check", code=1)
    monkeypatch.setenv("TIKTOK_BC_SYNC_KEYS", f"{new} {old}")
    assert json.loads(call("storage", "rotate-keys", "--json"))["encrypted"] > 0
    monkeypatch.setenv("TIKTOK_BC_SYNC_KEYS", new)
    call("accounts", "check")


def test_a_used_callback_is_refused_and_its_code_is_not_repeated(call: Call) -> None:
    told = call("connect", "callback", code=1, given="https://host.test/?code=abc123&state=old\n")
    assert "abc123" not in told
    assert "no address" in call("connect", "callback", code=2, given="abc123\n")


def test_a_key_that_does_not_work_is_not_kept(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIGCOMMERCE_ACCESS_TOKEN", "not-a-key")
    told = call("connect", "store", code=1)
    assert "not-a-key" not in told


def test_the_onboarding_is_left_and_gone_on_with(call: Call, tmp_path: Path) -> None:
    assert "onboarding connect" in call("onboarding", "show")
    assert "comes after" in call("onboarding", "import", code=2)
    call("onboarding", "connect")
    file = tmp_path / "default.json"
    file.write_text(json.dumps({"category_id": "601330"}), encoding="utf-8")
    assert "onboarding configure" in call("onboarding", "template", str(file))
    call("onboarding", "configure", "price_rule", "+10%", "auto_delete", "true")
    settings = json.loads(call("config", "show", "--json"))
    assert (settings["auto_import"], settings["auto_delete"]) == (True, True)
    assert json.loads(call("onboarding", "import", "--json"))["done"] == len(PRODUCTS)
    assert "done" in call("onboarding", "show")


def test_webhooks_are_registered_and_their_health_is_an_exit_code(
    call: Call, sandbox: Sandbox
) -> None:
    assert "No webhooks are registered" in call("webhooks", "health")
    address = "https://host.test/hooks"
    addresses = ("--bigcommerce", address, "--tiktok", address)
    assert json.loads(call("webhooks", "register", *addresses, "--json"))
    assert "already" in call("webhooks", "register", *addresses)
    hooks = json.loads(call("webhooks", "health", "--json"))
    assert {one["state"] for one in hooks} == {"fine"}
    assert call("webhooks", "replay", "order", "1") == "0 webhook(s) wait to be handled again.\n"
    assert json.loads(call("webhooks", "list", "--json")) == {"webhooks": [], "counts": {}}
    sandbox.shop.subscriptions.webhooks.popitem()
    lost = json.loads(call("webhooks", "health", "--json", code=1))
    assert "missing" in {one["state"] for one in lost}
    call("webhooks", "mend")
    call("webhooks", "health")
    call("webhooks", "remove")
    assert json.loads(call("webhooks", "health", "--json")) == []


def test_a_buyers_data_goes_into_a_file_and_is_forgotten(
    call: Call, sandbox: Sandbox, served: Served, tmp_path: Path
) -> None:
    order_id = sandbox.buyer.orders("MUG-1", 1)
    call("products", "pull")
    call("orders", "fetch")
    storage = SqlStorage(f"sqlite:///{tmp_path}/connector.db")
    with Connector.from_env(storage=storage, env=served.env) as connector:
        buyer_id = connector.orders.get(order_id).order.buyer_id
    file = tmp_path / "buyer.json"
    assert json.loads(call("privacy", "export", buyer_id, str(file), "--json"))["orders"] == 1
    assert order_id in file.read_text(encoding="utf-8")
    assert json.loads(call("privacy", "erase", buyer_id, "--json"))["orders"] == [order_id]
    assert json.loads(call("privacy", "keep", "--buyers", "30", "--json"))["buyers"] == 30


def test_an_account_moves_to_another_storage_as_files_without_tokens(
    call: Call, served: Served, tmp_path: Path
) -> None:
    call("products", "pull")
    folder = tmp_path / "files"
    folder.mkdir()
    call("storage", "export", str(folder))
    texts = "".join(one.read_text(encoding="utf-8") for one in folder.iterdir())
    assert served.env["TIKTOK_ACCESS_TOKEN"] not in texts
    other = ("--storage", f"sqlite:///{tmp_path}/other.db")
    files = sorted(str(one) for one in folder.iterdir())
    call("storage", "import", *files, *other)
    assert "Enamel mug" in call("products", "list", *other)
    damaged = Path(files[0])
    damaged.write_text(damaged.read_text(encoding="utf-8").replace("a", "b", 1), encoding="utf-8")
    assert "digest" in call("storage", "import", str(damaged), *other, code=2)


def test_the_tables_are_checked_before_and_after_they_are_made(call: Call) -> None:
    assert "has no tables yet" in call("storage", "check", code=1)
    call("storage", "upgrade")
    call("storage", "check")


def test_a_configuration_file_renames_variables_and_takes_no_secret(
    call: Call, served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call("init")
    assert "there already" in call("init", code=2)
    file = tmp_path / "tiktok-bc-sync.toml"
    written = file.read_text(encoding="utf-8")
    assert not [
        value for name, value in served.env.items() if "SECRET" in name and value in written
    ]
    secret = served.env["TIKTOK_APP_SECRET"]
    monkeypatch.delenv("TIKTOK_APP_SECRET")
    monkeypatch.setenv("MY_SECRET", secret)
    file.write_text(
        'storage = "sqlite:///mine.db"\n[environment]\nTIKTOK_APP_SECRET = "MY_SECRET"\n',
        encoding="utf-8",
    )
    call("accounts", "check")
    assert (tmp_path / "mine.db").exists()
    file.write_text(f'[environment]\nTIKTOK_APP_SECRET = "{secret}-a"\n', encoding="utf-8")
    assert secret not in call("accounts", "check", code=2)


def test_a_queued_carrier_is_discarded(call: Call) -> None:
    offered = json.loads(call("carriers", "providers", "--json"))
    call("carriers", "add", "My van", offered[0]["name"])
    assert call("carriers", "discard", "--json") == "[]\n"


def test_tables_fit_a_narrow_terminal(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    call("products", "pull")
    told = call("activities", "list") + call("accounts", "list")
    assert max(map(len, told.splitlines())) <= 60


def test_work_stopped_by_ctrl_c_is_gone_on_with(
    call: Call, sandbox: Sandbox, served: Served, tmp_path: Path
) -> None:
    sandbox.buyer.orders("MUG-1", 1)
    call("products", "pull")
    sandbox.faults.add(Fault("slow", seconds=30), "POST /order/202309/orders/search")
    process = subprocess.Popen(
        [*COMMAND, "orders", "fetch"],
        cwd=tmp_path,
        env=environment(**served.env),
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    storage = SqlStorage(f"sqlite:///{tmp_path}/connector.db")
    with process, Connector.from_env(storage=storage, env=served.env) as connector:
        while not connector.activities.list(state=ActivityState.ONGOING):
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in errors
    sandbox.faults.clear()
    call("orders", "fetch")
    assert len(sandbox.seen.store_orders()) == 1
