"""Accounts, tokens, shops and warehouses: who is connected to what."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from attrs import field, frozen


@frozen
class Token:
    """A TikTok Shop access token with the one that renews it; neither ever shows in a repr."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: datetime
    refresh_expires_at: datetime
    scopes: tuple[str, ...] = ()


@frozen
class Shop:
    """A TikTok shop that the merchant authorized; ``cipher`` names it in requests."""

    id: str
    name: str
    region: str
    seller_type: str
    cipher: str = field(repr=False)


@frozen
class Warehouse:
    """A TikTok warehouse that stock is kept in."""

    id: str
    name: str
    default: bool = False


class AccountStatus(StrEnum):
    """Whether an account's two connections work.

    Expiring: TikTok's consent ends soon. Needs reconnecting: a token was refused. Disconnected: the
    merchant uninstalled the app or cut the connection.
    """

    CONNECTED = "connected"
    EXPIRING = "expiring"
    NEEDS_RECONNECTING = "needs reconnecting"
    DISCONNECTED = "disconnected"

    @property
    def works(self) -> bool:
        """Whether both vendors can be asked, so that jobs may run."""
        return self in (AccountStatus.CONNECTED, AccountStatus.EXPIRING)


@frozen
class Account:
    """One merchant: a BigCommerce store tied to one TikTok shop.

    ``expires_at`` is when TikTok's consent ends, None where nobody said; ``heard_at`` when TikTok last
    answered; ``notice`` says in a sentence what is wrong and what to do, empty where nothing is. Status,
    end and notice are worked out when the account is read. The ``…_seen_until`` times are how far the
    vendors' lists were read; the next read overlaps them.
    """

    store_hash: str
    store_name: str
    store_currency: str
    shop: Shop
    shop_currency: str
    status: AccountStatus = AccountStatus.CONNECTED
    connected_at: datetime | None = None
    heard_at: datetime | None = None
    products_seen_until: datetime | None = None
    orders_seen_until: datetime | None = None
    shipments_seen_until: datetime | None = None
    returns_seen_until: datetime | None = None
    expires_at: datetime | None = None
    notice: str = ""


@frozen
class Installed:
    """A BigCommerce store that let us in; ``missing`` names the scopes that its token lacks.

    ``user_id`` and ``user_email`` are who installed the app; empty for a store's own key.
    """

    store_hash: str
    missing: tuple[str, ...] = ()
    user_id: str = ""
    user_email: str = field(default="", repr=False)


@frozen
class Authorized:
    """The TikTok shops that a merchant authorized for a store.

    ``chosen`` is the id of the one that the store is connected to, empty while none is.
    """

    store_hash: str
    shops: tuple[Shop, ...]
    chosen: str = ""
