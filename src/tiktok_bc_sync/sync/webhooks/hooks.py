"""Where the vendors send their webhooks: registered, compared with what is needed, mended."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from attrs import frozen

from tiktok_bc_sync.clients.webhooks import BigCommerceWebhooks, TikTokEventKind
from tiktok_bc_sync.errors import InvalidInput, Refused
from tiktok_bc_sync.models import Hook, HookState, Sender, Subscription
from tiktok_bc_sync.sync.access.vault import digest
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.engine.ledger import Ledger, SavedHooks
from tiktok_bc_sync.sync.records import CURRENT
from tiktok_bc_sync.sync.webhooks.inbox import store_secret

# The vendor's API takes no subscription to these: their address is set in the Partner Center.
_CONSOLE = {TikTokEventKind.REFUND_SUCCESS, TikTokEventKind.INVENTORY_CHANGED_BY_SHOP}
SHOP_EVENTS = tuple(kind.value for kind in TikTokEventKind if kind not in _CONSOLE)
"""The kinds of event that TikTok is asked for."""
STORE_EVENTS = (
    *(
        f"store/{kind}/{step}"
        for kind in ("product", "sku")
        for step in ("created", "updated", "deleted", "inventory/updated")
    ),
    *(f"store/order/{step}" for step in ("created", "updated", "statusUpdated", "archived")),
    "store/order/refund/created",
    *(f"store/shipment/{step}" for step in ("created", "updated", "deleted")),
    "store/app/uninstalled",
)
"""The scopes that BigCommerce is asked for."""


@frozen
class Registrar:
    """Registers webhooks for one account."""

    context: Context

    async def want(self, tiktok: str, bigcommerce: str) -> None:
        """Keep where the host wants its webhooks."""
        for name, address in (("tiktok", tiktok), ("bigcommerce", bigcommerce)):
            if address and not address.startswith("https://"):
                raise InvalidInput(
                    f"Webhooks tell of buyers: {address!r} is no https address.",
                    field=name,
                    what_to_do='Give one like "https://shop.example/webhooks".',
                )
        ledger = await Ledger.of(self.context)
        saved = await ledger.hooks.get(CURRENT)
        secret = saved.value.secret if saved else ""
        wanted = SavedHooks(tiktok, bigcommerce, secret)
        await ledger.hooks.update(CURRENT, lambda _: wanted)

    async def check(self) -> Sequence[Hook]:
        """Ask the vendors, and return how each event that is needed reaches us."""
        wanted = await self.wanted()
        shop = await self._shop(wanted.tiktok) if wanted.tiktok else []
        store = await self._store(wanted) if wanted.bigcommerce else []
        return [*shop, *store]

    async def mend(self) -> Sequence[Hook]:
        """Register what is missing or otherwise than wanted, and return what that was.

        One kind of event that a vendor refuses stops no other; its refusal is raised at the end.
        """
        wrong = [hook for hook in await self.check() if hook.state is not HookState.FINE]
        wanted = await self.wanted()
        refusals: list[Refused] = []
        for hook in wrong:
            try:
                await self._register(hook, wanted)
            except Refused as refusal:
                refusals.append(refusal)
        if refusals:
            raise refusals[0]
        await self._keep_secret()
        return wrong

    async def remove(self) -> None:
        """End what was registered, and want nothing any more."""
        wanted = await self.wanted()
        await self.want("", "")
        for hook in await self._shop(wanted.tiktok) if wanted.tiktok else []:
            if hook.address == wanted.tiktok:
                await self.context.shop.unsubscribe(hook.event)
        if wanted.bigcommerce:
            async for one in self.context.store.subscriptions():
                if one.address == wanted.bigcommerce:
                    await self.context.store.unsubscribe(one.id)

    async def wanted(self) -> SavedHooks:
        """Return where the host wants its webhooks."""
        saved = await (await Ledger.of(self.context)).hooks.get(CURRENT)
        return saved.value if saved else SavedHooks()

    # --- how it works ----------------------------------------------------------------

    async def _shop(self, address: str) -> list[Hook]:
        await self.context.tables()  # says whom calls are for
        found = {one.event: one for one in await self.context.shop.subscriptions()}
        return [_hook(Sender.TIKTOK, event, address, found.get(event)) for event in SHOP_EVENTS]

    async def _store(self, wanted: SavedHooks) -> list[Hook]:
        address = wanted.bigcommerce
        known: dict[str, list[Subscription]] = {}
        async for one in self.context.store.subscriptions():
            known.setdefault(one.event, []).append(one)
        current = wanted.secret == digest(self._secret())
        return [
            _hook(Sender.BIGCOMMERCE, event, address, _best(known.get(event, []), address), current)
            for event in STORE_EVENTS
        ]

    async def _register(self, hook: Hook, wanted: SavedHooks) -> None:
        if hook.sender is Sender.TIKTOK:
            await self.context.shop.subscribe(hook.event, wanted.tiktok)
            return
        headers = BigCommerceWebhooks((self._secret(),)).headers()
        if hook.id:  # whatever is wrong with it, all of it is set
            await self.context.store.update_subscription(
                hook.id, address=wanted.bigcommerce, active=True, headers=headers
            )
        else:
            await self.context.store.subscribe(hook.event, wanted.bigcommerce, headers=headers)

    async def _keep_secret(self) -> None:
        ledger, secret = await Ledger.of(self.context), digest(self._secret())

        def kept(known: SavedHooks | None) -> SavedHooks:
            hooks = known or SavedHooks()
            return SavedHooks(hooks.tiktok, hooks.bigcommerce, secret if hooks.bigcommerce else "")

        await ledger.hooks.update(CURRENT, kept)

    def _secret(self) -> str:
        return store_secret(self.context.shop.app_secret, self.context.store_hash)


def _best(found: Sequence[Subscription], address: str) -> Subscription | None:
    """Return our hook for a scope; that of a host who moved is the same app's, and is moved."""
    return next(chain((one for one in found if one.address == address), found), None)


def _hook(
    sender: Sender, event: str, address: str, found: Subscription | None, current: bool = True
) -> Hook:
    if found is None:
        return Hook(sender, event, HookState.MISSING)
    if found.address != address:
        state = HookState.ELSEWHERE
    elif not found.active:
        state = HookState.OFF
    else:
        state = HookState.FINE if current else HookState.OLD_SECRET
    return Hook(sender, event, state, found.address, found.id)
