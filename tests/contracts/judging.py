"""Holds every exchange with the sandbox against the vendors' contracts while a test runs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from attrs import define, field

from tests.contracts.vendors import BIGCOMMERCE, TIKTOK
from tiktok_bc_sync.sandbox.bigcommerce import BigCommerceStore
from tiktok_bc_sync.sandbox.core import Marketplace, Request, Response
from tiktok_bc_sync.sandbox.tiktok import TikTokService

# A test that asks the same thing a thousand times is judged by its first answers.
_OFTEN = 40
_STORE = "/stores/"
# The vendors' files leave out tokens, pictures and the old products of v2.
_IN_NO_CONTRACT = ("/api/v2/token/", "/oauth2/token", "/images/", "/v2/products")


@define
class Judge:
    """Collects where answers, and the requests that were accepted, differ from the contracts.

    Only what the clients send is held to them; the services themselves take more than they promise.
    """

    requests: bool = True
    faults: list[str] = field(factory=list[str])
    _met: Counter[str] = field(factory=Counter[str])

    def judge(self, request: Request, response: Response) -> None:
        """Judge an exchange; what the vendor refused says nothing."""
        if not 200 <= response.status < 300:
            return
        ours = request.path.startswith(_STORE)
        contract, path = (BIGCOMMERCE, _within(request.path)) if ours else (TIKTOK, request.path)
        answer: Any = _json(response.body)
        if path.startswith(_IN_NO_CONTRACT) or not (ours or _worked(answer)):
            return
        operation = contract.operation(request.method, path)
        name = operation.name if operation else f"{request.method} {path}"
        self._met[name] += 1
        if self._met[name] > _OFTEN:
            return
        if operation is None:
            self.faults.append(f"{name} is not in the contract")
            return
        sent = contract.request_faults(operation, request.query, _json(request.body))
        found = [
            *(sent if self.requests else ()),
            *(f"answer{one}" for one in contract.answer_faults(operation, response.status, answer)),
        ]
        self.faults += [f"{name}: {one}" for one in found]


def _worked(answer: Any) -> bool:
    """Whether an answer of TikTok Shop's, which may be HTTP 200 all the same, means success."""
    return isinstance(answer, dict) and answer.get("code") == 0


def _within(path: str) -> str:
    """Return the path within the store's API."""
    return "/" + path.removeprefix(_STORE).partition("/")[2].removesuffix(".json")


def _json(body: bytes) -> object:
    try:
        return json.loads(body) if body else None
    except ValueError:
        return None


@contextmanager
def judged(*, requests: bool = True) -> Iterator[Judge]:
    """Judge whatever the two sandbox marketplaces answer within the block, and what they were asked."""
    judge = Judge(requests)
    with _listening(BigCommerceStore, judge), _listening(TikTokService, judge):
        yield judge


@contextmanager
def _listening(kind: type[Marketplace], judge: Judge) -> Iterator[None]:
    handle = kind.handle

    def heard(self: Marketplace, request: Request) -> Response:
        response = handle(self, request)
        judge.judge(request, response)
        return response

    with patch.object(kind, "handle", heard):
        yield
