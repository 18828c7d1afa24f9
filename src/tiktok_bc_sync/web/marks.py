"""What somebody read before changing it, so that two who edit the same thing hear of each other."""

from __future__ import annotations

import hashlib
import json

from attrs import AttrsInstance, asdict

from tiktok_bc_sync.web.sealing import Seal


def mark(seal: Seal, value: AttrsInstance) -> str:
    """Return what a form carries to know later which fields somebody else changed meanwhile."""
    text = json.dumps(_digests(value), separators=(",", ":"))
    return f"{text}|{seal.sign('mark', text)}"


def changed(seal: Seal, value: AttrsInstance, carried: str) -> tuple[str, ...]:
    """Return the fields that are otherwise now than when the mark was made.

    All of them for a mark that is not ours.
    """
    text, _, signature = carried.rpartition("|")
    if not seal.fits("mark", text, signature):
        return tuple(_digests(value))
    before = dict(json.loads(text))
    return tuple(name for name, now in _digests(value).items() if before.get(name) != now)


def _digests(value: AttrsInstance) -> dict[str, str]:
    # Values of one level: what is below is told by its repr, which all our models have.
    fields = asdict(value, recurse=False)
    return {
        name: hashlib.sha256(repr(one).encode()).hexdigest()[:16] for name, one in fields.items()
    }
