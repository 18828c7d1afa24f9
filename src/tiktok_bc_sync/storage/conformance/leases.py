"""Cases of leases: one owner at a time, and a token that tells the late from the living."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from tiktok_bc_sync.storage.conformance.subject import Cases, Subject
from tiktok_bc_sync.storage.record import Lease

_LONG = timedelta(hours=1)
_SHORT = timedelta(milliseconds=20)
_LATER = timedelta(milliseconds=30)


class LeaseCases(Cases):
    """``acquire``, ``release`` and ``close``."""

    @pytest.fixture
    def name(self) -> str:
        """The name of a lease that nobody ever took."""
        return f"lease-{uuid4().hex}"

    def test_a_lease_has_one_owner(self, subject: Subject, name: str) -> None:
        lease = _taken(subject, name, "anna")
        assert (lease.name, lease.owner) == (name, "anna")
        assert subject.acquire(name, "boris", _LONG) is None

    def test_a_lease_says_until_when_in_aware_time(self, subject: Subject, name: str) -> None:
        shorter = _taken(subject, name, "anna", _SHORT)
        longer = _taken(subject, name, "anna")
        assert shorter.expires_at.utcoffset() == timedelta(0)
        assert longer.expires_at - shorter.expires_at > _LONG / 2

    def test_leases_of_other_names_are_free(self, subject: Subject, name: str) -> None:
        for number in range(20):
            _taken(subject, f"{name}/{number}", f"owner {number}")
        assert subject.acquire(f"{name}/7", "owner 8", _LONG) is None

    def test_renewing_keeps_the_token(self, subject: Subject, name: str) -> None:
        first = _taken(subject, name, "anna")
        assert _taken(subject, name, "anna").token == first.token

    def test_renewing_makes_it_last(self, subject: Subject, name: str) -> None:
        _taken(subject, name, "anna", _SHORT)
        _taken(subject, name, "anna")
        self.wait(_LATER)
        assert subject.acquire(name, "boris", _LONG) is None

    def test_an_expired_lease_goes_to_the_next_with_a_greater_token(
        self, subject: Subject, name: str
    ) -> None:
        late = _taken(subject, name, "anna", _SHORT)
        self.wait(_LATER)
        assert _taken(subject, name, "boris").token > late.token
        assert subject.acquire(name, "anna", _LONG) is None

    def test_whoever_comes_back_too_late_has_a_greater_token(
        self, subject: Subject, name: str
    ) -> None:
        late = _taken(subject, name, "anna", _SHORT)
        self.wait(_LATER)
        assert _taken(subject, name, "anna").token > late.token

    def test_a_lease_given_back_is_free_at_once(self, subject: Subject, name: str) -> None:
        tokens: list[int] = []
        for owner in ("anna", "boris", "boris", "anna"):
            lease = _taken(subject, name, owner)
            tokens.append(lease.token)
            subject.release(lease)
        assert tokens == sorted(set(tokens))

    def test_giving_back_what_another_has_now_does_nothing(
        self, subject: Subject, name: str
    ) -> None:
        late = _taken(subject, name, "anna", _SHORT)
        self.wait(_LATER)
        now = _taken(subject, name, "boris")
        subject.release(late)
        assert subject.acquire(name, "anna", _LONG) is None
        assert _taken(subject, name, "boris").token == now.token

    def test_giving_back_an_older_lease_of_ones_own_does_nothing(
        self, subject: Subject, name: str
    ) -> None:
        late = _taken(subject, name, "anna", _SHORT)
        self.wait(_LATER)
        _taken(subject, name, "anna")
        subject.release(late)
        assert subject.acquire(name, "boris", _LONG) is None

    def test_giving_back_twice_is_harmless(self, subject: Subject, name: str) -> None:
        lease = _taken(subject, name, "anna")
        subject.release(lease)
        subject.release(lease)
        assert _taken(subject, name, "boris").token > lease.token


def _taken(subject: Subject, name: str, owner: str, ttl: timedelta = _LONG) -> Lease:
    lease = subject.acquire(name, owner, ttl)
    assert lease is not None, f"{owner} was refused a lease that is free"
    return lease
