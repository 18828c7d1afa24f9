"""Which TikTok shipping provider a BigCommerce carrier is."""

from __future__ import annotations

from collections.abc import Sequence

from tiktok_bc_sync.mapping.reasons import Blocked, reason
from tiktok_bc_sync.models import ShippingProvider
from tiktok_bc_sync.rules.text import normalized

# Shorter names begin too many others.
_LEAST_NEAR = 3


def provider_for(
    carrier: str, offered: Sequence[ShippingProvider], mapping: Sequence[tuple[str, str]]
) -> ShippingProvider | Blocked:
    """Return the provider that the merchant mapped, else one of the same or of a unique near name.

    Case, spaces and punctuation don't count; the mapping may name a provider by its id. Blocked names
    the providers to choose from.
    Source: merchant setting "Carrier mapping".

    >>> dfl = ShippingProvider("1", "DFL US")
    >>> provider_for("d.f.l.", [dfl], ()) == dfl
    True
    """
    mapped = {_bare(theirs): tiktoks for theirs, tiktoks in mapping}
    wanted = mapped.get(_bare(carrier), carrier)
    same = [
        one
        for one in offered
        if _bare(wanted) and _bare(wanted) in (_bare(one.name), _bare(one.id))
    ]
    near = [one for one in offered if _near(wanted, one.name)]
    for found in (same, near):
        if len(found) == 1:
            return found[0]
    names = ", ".join(one.name for one in offered) or "none are offered"
    return Blocked((reason("unknown_carrier", carrier=carrier, offered=names),))


def _near(one: str, other: str) -> bool:
    """Whether one name begins with the other, or holds all of its words ("EVRI", "Hermes/EVRI")."""
    short, long = sorted((_bare(one), _bare(other)), key=len)
    begins = len(short) >= _LEAST_NEAR and long.startswith(short)
    words, others = _words(one), _words(other)
    return begins or bool(words and others and (words <= others or others <= words))


def _bare(name: str) -> str:
    return "".join(char for char in normalized(name) if char.isalnum())


def _words(name: str) -> set[str]:
    spaced = (char if char.isalnum() else " " for char in normalized(name))
    return set("".join(spaced).split())
