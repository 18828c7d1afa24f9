"""What a merchant grants an app that is installed in a BigCommerce store."""

from __future__ import annotations

from attrs import field, frozen


@frozen
class StoreGrant:
    """A store's token for an app; it has no end. It does not show in a repr, nor does the user's e-mail."""

    store_hash: str
    access_token: str = field(repr=False)
    scopes: tuple[str, ...] = ()
    user_id: str = ""
    user_email: str = field(default="", repr=False)
    account_uuid: str = ""
