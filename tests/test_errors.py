"""The tree of errors: one class a reaction, each of which says what happened and what to do."""

from __future__ import annotations

import copy
import inspect
import pickle

import pytest

from tiktok_bc_sync import errors
from tiktok_bc_sync.errors import (
    Conflict,
    InvalidInput,
    MissingExtra,
    NeedsReconnecting,
    NotFound,
    RateLimited,
    Refused,
    RemoteNotFound,
    StorageUnavailable,
    SuspendedInBlockingCall,
    SyncError,
    Unavailable,
    UnexpectedAnswer,
    VendorError,
)

KINDS: list[type[SyncError]] = [
    one
    for _, one in inspect.getmembers(errors, inspect.isclass)
    if issubclass(one, SyncError) and one.__module__ == errors.__name__
]
FULL: list[SyncError] = [
    InvalidInput("No.", field="shop", what_to_do="Choose."),
    NotFound("Gone.", request_id="r"),
    Refused("No.", vendor="TikTok Shop", status=400, vendor_code="12", request_id="r"),
    RemoteNotFound("Gone.", vendor="BigCommerce", status=404),
    RateLimited("Slow.", retry_after=12.0, vendor="BigCommerce", request_id="r"),
    Unavailable("Down.", sent=False, vendor="TikTok Shop"),
    NeedsReconnecting("Over.", vendor="TikTok Shop", vendor_code="105002"),
    Conflict("Taken.", found={("order", "1"): 3}),
    MissingExtra("Install it."),
]


def make(kind: type[SyncError]) -> SyncError:
    if issubclass(kind, RateLimited):
        return kind("It happened.", retry_after=1.5)
    if issubclass(kind, Conflict):
        return kind("It happened.", found={("order", "1"): 3, ("order", "2"): None})
    return kind("It happened.")


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_says_what_happened(kind: type[SyncError]) -> None:
    error = make(kind)
    assert error.message == str(error) == "It happened."
    assert error.args == ("It happened.",)
    assert kind.__doc__


def test_every_class_has_a_code_of_its_own() -> None:
    codes = [one.code for one in KINDS]
    assert len(set(codes)) == len(codes)
    assert all(code == code.lower() and code.replace("_", "").isalpha() for code in codes)


@pytest.mark.parametrize(
    ("kind", "retry"),
    [
        (RateLimited, True),
        (Unavailable, True),
        (StorageUnavailable, True),
        (Conflict, True),
        (Refused, False),
        (RemoteNotFound, False),
        (UnexpectedAnswer, False),
        (NeedsReconnecting, False),
        (InvalidInput, False),
    ],
)
def test_error_tells_whether_the_same_may_work_later(kind: type[SyncError], retry: bool) -> None:
    assert make(kind).retry is retry


@pytest.mark.parametrize(
    ("kind", "caught_as"),
    [
        (InvalidInput, ValueError),
        (NotFound, LookupError),
        (RemoteNotFound, LookupError),
        (RemoteNotFound, NotFound),
        (RemoteNotFound, VendorError),
        (MissingExtra, ImportError),
        (SuspendedInBlockingCall, RuntimeError),
    ],
)
def test_error_can_be_caught_by_its_usual_name(
    kind: type[SyncError], caught_as: type[Exception]
) -> None:
    with pytest.raises(caught_as):
        raise make(kind)


def test_text_is_what_happened_what_to_do_and_the_request() -> None:
    error = Refused("It is closed.", what_to_do="Open it.", request_id="r-1")
    assert str(error) == "It is closed. Open it. (request r-1)"


@pytest.mark.parametrize("error", FULL, ids=lambda one: type(one).__name__)
def test_error_can_be_copied_and_sent_to_another_process(error: SyncError) -> None:
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(other) is type(error)
        assert (str(other), other.args, vars(other)) == (str(error), error.args, vars(error))


def test_versions_found_are_the_errors_own() -> None:
    found: dict[tuple[str, str], int | None] = {("order", "1"): 3}
    error = Conflict("Taken.", found=found)
    found.clear()
    assert error.found == {("order", "1"): 3}
