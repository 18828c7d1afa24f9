"""What public calls take and return has a public name."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Iterator
from functools import cached_property
from importlib import import_module

import pytest

from tiktok_bc_sync import AsyncApp, AsyncConnector, MemoryStorage
from tiktok_bc_sync.credentials import ShopCredentials, StoreCredentials
from tiktok_bc_sync.sandbox import Sandbox

ROOMS = ("", ".connector", ".models", ".rules", ".errors", ".storage", ".clients")


def public() -> set[int]:
    """Return which objects are importable by a public name of a public package."""
    modules = [import_module(f"tiktok_bc_sync{room}") for room in ROOMS]
    names = ((one, name) for one in modules for name in getattr(one, "__all__", vars(one)))
    return {id(getattr(one, name)) for one, name in names}


def facades() -> Iterator[tuple[str, type]]:
    """Yield each capability of a connector, and the app."""
    env = Sandbox(region="GB").env()
    store, shop = StoreCredentials.from_env(env), ShopCredentials.from_env(env)
    connector = AsyncConnector(store=store, shop=shop, storage=MemoryStorage())
    yield "app", AsyncApp
    for name, one in vars(AsyncConnector).items():
        if isinstance(one, cached_property):
            yield name, type(getattr(connector, name))


def types_in(annotation: object) -> Iterator[type]:
    """Yield our own types that an annotation is made of."""
    inner = typing.get_args(annotation)
    if isinstance(annotation, list):
        inner = tuple(typing.cast("list[object]", annotation))
    elif isinstance(annotation, type) and annotation.__module__.startswith("tiktok_bc_sync."):
        yield annotation
    for one in inner:
        yield from types_in(one)


FACADES = dict(facades())


@pytest.mark.parametrize("name", FACADES)
def test_every_type_that_a_call_names_can_be_imported(name: str) -> None:
    known, hidden = public(), set[str]()
    for call, function in inspect.getmembers(FACADES[name], inspect.isfunction):
        if not call.startswith("_"):
            found = typing.get_type_hints(function).values()
            named = (one for annotation in found for one in types_in(annotation))
            hidden |= {f"{call}: {one.__qualname__}" for one in named if id(one) not in known}
    assert hidden == set()
