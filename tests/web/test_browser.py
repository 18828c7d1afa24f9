"""The admin in a real browser: what scripts add, the keyboard, any width, light and dark, axe's rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from attrs import frozen
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request

from tests.flows.conftest import CATEGORIES, LAMP, MUG, WEIGHTLESS
from tests.web.browser import Host, chromium
from tests.web.conftest import SECRET
from tests.web.scene import Scene, busy
from tiktok_bc_sync import AsyncConnector
from tiktok_bc_sync.connector import StandingClock
from tiktok_bc_sync.sandbox import Sandbox
from tiktok_bc_sync.web import admin, anyone

LISTS = (
    "", "/products", "/products/301", "/products/303/explain", "/templates", "/templates/new", "/upload",
    "/plan?run=1", "/drift?run=1", "/orders", "/returns", "/activities", "/configuration", "/carriers",
    "/account", "/onboarding", "/orders/unknown",
)  # fmt: skip
SERIOUS = ("serious", "critical")


@frozen
class Visit:
    """A browser's page, and where the admin is."""

    page: Page
    url: str
    scene: Scene
    strangers: list[str]

    def opens(self, path: str) -> None:
        """Open a page of the account."""
        self.page.goto(f"{self.url}/stores/sandbox1{path}")


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Page, str, Scene]]:
    """A browser before an admin in the middle of a day; both serve all tests here."""
    with chromium() as browser:
        clock = StandingClock(datetime.now(UTC))
        sandbox = Sandbox(region="GB", currency="USD", wall=clock.now)
        sandbox.load([LAMP, MUG, WEIGHTLESS], CATEGORIES)
        connector = AsyncConnector.for_testing(sandbox, clock=clock)
        host = Host()
        scene = host.does(busy(connector, sandbox))
        with host.serves(admin(connector, authorize=anyone, secret=SECRET)) as url:
            yield browser.new_page(), url, scene
        host.does(connector.close())
        host.close()


@pytest.fixture
def visit(served: tuple[Page, str, Scene]) -> Iterator[Visit]:
    """A visit that notes every request to another host, and everything that the console complains of."""
    page, url, scene = served
    strangers: list[str] = []

    def asked(request: Request) -> None:
        if not request.url.startswith(url):
            strangers.append(request.url)

    page.on("request", asked)
    page.on("pageerror", lambda error: strangers.append(str(error)))
    page.on("console", lambda one: strangers.append(one.text) if "Policy" in one.text else None)
    yield Visit(page, url, scene, strangers)
    assert strangers == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_on_any_page_is_serious_to_axe(visit: Visit, scheme: str) -> None:
    visit.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    scene = visit.scene
    more = (
        f"/orders/{scene.order}",
        f"/orders/{scene.failed}/explain",
        f"/returns/{scene.return_id}",
        f"/templates/{scene.template}",
        f"/activities/{scene.activity}",
    )
    wrong: list[str] = []
    for path in (*LISTS, *more):
        visit.opens(path)
        found = Axe().run(visit.page).response["violations"]
        wrong += [
            f"{path}: {one['id']}: {one['nodes'][0]['html']}"
            for one in found
            if one["impact"] in SERIOUS
        ]
    assert wrong == []


@pytest.mark.parametrize("width", [320, 768, 1440])
def test_no_page_is_wider_than_the_window(visit: Visit, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 800})
    wider = []
    for path in (*LISTS, f"/returns/{visit.scene.return_id}", f"/orders/{visit.scene.order}"):
        visit.opens(path)
        if visit.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wider.append(path)
    assert wider == []


def test_a_query_is_run_without_leaving_what_was_typed(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 1280, "height": 900})
    visit.opens("/templates/new")
    visit.page.get_by_label("Name", exact=True).fill("Not saved yet")
    visit.page.get_by_role("group", name="Condition 1").get_by_label("Text").fill("lamp")
    visit.page.get_by_role("button", name="Run Query").click()
    visit.page.get_by_text("1 product(s) will be affected.").wait_for()
    assert visit.page.get_by_label("Name", exact=True).input_value() == "Not saved yet"
    assert visit.page.url.endswith("/templates/new")


def test_the_keyboard_alone_searches_products(visit: Visit) -> None:
    visit.opens("/products")
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate("document.activeElement.textContent") == "Skip to the content"
    visit.page.keyboard.press("Enter")
    visit.page.get_by_label("Title or SKU").focus()
    visit.page.keyboard.type("mug")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/products?*text=mug*")
    assert visit.page.get_by_role("link", name="Enamel mug", exact=True).is_visible()
    assert visit.page.get_by_role("link", name="Tea towel", exact=True).count() == 0


def test_what_is_wrong_is_led_to_from_the_top(visit: Visit) -> None:
    visit.opens("/configuration")
    visit.page.get_by_label("Threshold").fill("many")
    visit.page.get_by_role("button", name="Save").click()
    visit.page.get_by_role("alert").get_by_role("link", name="Threshold").click()
    field = visit.page.get_by_label("Threshold")
    assert field.get_attribute("aria-invalid") == "true"
    assert field.input_value() == "many"
