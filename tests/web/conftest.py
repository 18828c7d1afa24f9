"""A host that mounts the admin, before a sandbox in memory."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.flows.conftest import CATEGORIES, LAMP, MUG, WEIGHTLESS
from tests.web.visiting import Guest
from tiktok_bc_sync import AsyncConnector
from tiktok_bc_sync.connector import StandingClock
from tiktok_bc_sync.sandbox import Sandbox
from tiktok_bc_sync.web import admin, anyone

SECRET = "s" * 32


@pytest.fixture
def clock() -> StandingClock:
    """A clock by which nobody really waits."""
    return StandingClock(datetime.now(UTC))


@pytest.fixture
def sandbox(clock: StandingClock) -> Sandbox:
    """Both marketplaces with three products: two complete, one without a weight."""
    sandbox = Sandbox(region="GB", currency="USD", wall=clock.now)
    sandbox.load([LAMP, MUG, WEIGHTLESS], CATEGORIES)
    return sandbox


@pytest.fixture
def connector(sandbox: Sandbox, clock: StandingClock) -> AsyncConnector:
    """The merchant's connector, as a host holds it."""
    return AsyncConnector.for_testing(sandbox, clock=clock)


@pytest.fixture
def guest(connector: AsyncConnector) -> Guest:
    """A merchant's browser, without scripts, in an admin that lets everybody in."""
    return Guest(admin(connector, authorize=anyone, secret=SECRET))
