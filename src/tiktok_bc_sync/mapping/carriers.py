"""Which TikTok shipping provider a BigCommerce carrier is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tiktok_bc_sync.mapping.reasons import Blocked, reason
from tiktok_bc_sync.models import ShippingProvider
from tiktok_bc_sync.rules.text import normalized

# Shorter names begin too many others.
_LEAST_NEAR = 3
# BigCommerce's words for carriers that do not tell their names. Source: the vendor's list of
# tracking carriers, for those that TikTok offers in the United Kingdom and the United States.
_CALLED: Mapping[str, str] = {
    "amazon-uk-api": "Amazon Logistics",
    "dhl-global-mail": "DHL eCommerce",
    "dhlparcel-uk": "DHL Parcel UK",
    "interlink-express": "DPD Local",
    "interlink-express-reference": "DPD Local",
    "myhermes-uk": "EVRi",
}


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
    mapped = {bare(theirs): tiktoks for theirs, tiktoks in mapping}
    wanted = mapped.get(bare(carrier), carrier)
    for found in _found(wanted, offered):
        if len(found) == 1:
            return found[0]
    names = ", ".join(one.name for one in offered) or "none are offered"
    return Blocked((reason("unknown_carrier", carrier=carrier, offered=names),))


def _found(
    wanted: str, offered: Sequence[ShippingProvider]
) -> Iterator[Sequence[ShippingProvider]]:
    """Yield the providers that may be meant, the likeliest first: of one name, of a near one."""
    for name in dict.fromkeys((wanted, _CALLED.get(wanted.strip().casefold(), wanted))):
        known = bare(name)
        yield [one for one in offered if known and known in (bare(one.name), bare(one.id))]
        yield [one for one in offered if _near(name, one.name)]


def _near(one: str, other: str) -> bool:
    """Whether one name begins with the other, or holds all of its words ("EVRI", "Hermes/EVRI")."""
    short, long = sorted((bare(one), bare(other)), key=len)
    begins = len(short) >= _LEAST_NEAR and long.startswith(short)
    words, others = _words(one), _words(other)
    return begins or bool(words and others and (words <= others or others <= words))


def bare(name: str) -> str:
    """Return a carrier's name without case, spaces and punctuation."""
    return "".join(char for char in normalized(name) if char.isalnum())


def _words(name: str) -> set[str]:
    spaced = (char if char.isalnum() else " " for char in normalized(name))
    return set("".join(spaced).split())
