"""What an app's developer sets in TikTok's Partner Center, as a verb."""

from __future__ import annotations

from attrs import field, frozen

from tiktok_bc_sync.sandbox.core import Script, verb
from tiktok_bc_sync.sandbox.tiktok import TikTokService
from tiktok_bc_sync.sandbox.tiktok.shop.subscriptions import CONSOLE_TOPICS, TOPICS, is_address


@frozen
class Developer:
    """Who made the app that connects both marketplaces.

    The verb takes ``once`` and raises as those of `Buyer` do.
    """

    shop: TikTokService = field(repr=False)

    @property
    def script(self) -> Script:
        """What happens in the sandbox, and in which order."""
        return self.shop.clock.script

    @verb
    def listens(self, address: str, *events: str, once: str | None = None) -> None:
        """Have the app's webhooks of these kinds sent to an address; an empty one ends it.

        For kinds that have no API, such as ``REFUND_SUCCESS``, this is the only way. Where a shop has
        an address of its own for a kind, that one counts.
        """
        if address and not is_address(address):
            raise ValueError(f"{address} is no URL of at most 255 characters")
        if unknown := set(events) - TOPICS - CONSOLE_TOPICS:
            raise LookupError(f"there are no events {sorted(unknown)}")
        self.shop.subscriptions.of_app.update(dict.fromkeys(events, address))
