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
    met: set[str] = field(factory=set[str])
    """The operations that were answered with success."""
    _asked: Counter[str] = field(factory=Counter[str])

    def judge(self, request: Request, response: Response) -> None:
        """Judge an exchange; of one that TikTok refused, the answer alone.

        What BigCommerce refuses says nothing: each of its files describes errors in a way of its own.
        """
        ours = request.path.startswith(_STORE)
        contract, path = (BIGCOMMERCE, _within(request.path)) if ours else (TIKTOK, request.path)
        answer: Any = _json(response.body)
        worked = 200 <= response.status < 300 and (ours or _worked(answer))
        if path.startswith(_IN_NO_CONTRACT) or (ours and not worked):
            return
        operation = contract.operation(request.method, path)
        name = operation.name if operation else f"{request.method} {path}"
        if worked:
            self.met.add(name)
        self._asked[name] += 1
        if self._asked[name] > _OFTEN:
            return
        if operation is None:
            self.faults += [f"{name} is not in the contract"] if worked else []
            return
        found = contract.answer_faults(operation, response.status, answer)
        self.faults += [f"{name}: answer{one}" for one in found]
        if worked and self.requests:
            sent = contract.request_faults(operation, request.query, _json(request.body))
            self.faults += [f"{name}: {one}" for one in sent]


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
