"""A real browser before the admin, served over loopback as a host would."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright
from starlette.types import ASGIApp

T = TypeVar("T")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


class Host:
    """A host's process: an event loop of its own, in which the admin is served."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def does(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something where the admin runs, and return what came of it."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    @contextmanager
    def serves(self, app: ASGIApp) -> Iterator[str]:
        """Serve an application, and give its address."""
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
            server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
            served = asyncio.run_coroutine_threadsafe(server.serve([listener]), self.loop)
            try:
                yield f"http://127.0.0.1:{port}"
            finally:
                server.should_exit = True
                served.result(30)

    def close(self) -> None:
        """End the loop."""
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give a browser; without one the test is skipped, but never in continuous integration."""
    if CHROMIUM is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is needed under CI and is not there")
        pytest.skip("there is no Chromium here: the admin is not tried in a browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()
