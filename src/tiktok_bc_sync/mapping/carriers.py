"""Which TikTok shipping provider a BigCommerce carrier is."""

from __future__ import annotations

from collections.abc import Sequence

from tiktok_bc_sync.mapping.reasons import Blocked, reason
from tiktok_bc_sync.models import ShippingProvider
from tiktok_bc_sync.rules.text import normalized


def provider_for(
    carrier: str, offered: Sequence[ShippingProvider], mapping: Sequence[tuple[str, str]]
) -> ShippingProvider | Blocked:
    """Return the provider that the merchant mapped, else one of the same or of a unique near name.

    Case, spaces and punctuation don't count. Blocked names the providers to choose from.
    Source: merchant setting "Carrier mapping".

    >>> dfl = ShippingProvider("1", "DFL US")
    >>> provider_for("d.f.l.", [dfl], ()) == dfl
    True
    """
    mapped = {_bare(theirs): tiktoks for theirs, tiktoks in mapping}
    wanted = _bare(mapped.get(_bare(carrier), carrier))
    same = [one for one in offered if _bare(one.name) == wanted]
    near = [
        one
        for one in offered
        if wanted and (wanted in _bare(one.name) or _bare(one.name) in wanted)
    ]
    for found in (same, near):
        if len(found) == 1:
            return found[0]
    names = ", ".join(one.name for one in offered) or "none are offered"
    return Blocked((reason("unknown_carrier", carrier=carrier, offered=names),))


def _bare(name: str) -> str:
    return "".join(char for char in normalized(name) if char.isalnum())
