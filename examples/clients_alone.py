"""Only the clients: both marketplaces' calls, typed, without storage or connector."""

from __future__ import annotations

from tiktok_bc_sync.clients import BigCommerce, TikTokShop
from tiktok_bc_sync.credentials import ShopCredentials, StoreCredentials


def main() -> None:
    """List the store's products and the shop's orders."""
    store, shop = StoreCredentials.from_env(), ShopCredentials.from_env()
    with BigCommerce(
        store_hash=store.store_hash, access_token=store.access_token, base_url=store.api_url
    ) as bigcommerce:
        for product in bigcommerce.products():
            print(product.id, product.title, *product.skus)
    with TikTokShop(
        app_key=shop.app_key,
        app_secret=shop.app_secret,
        token=shop.token,
        base_url=shop.api_url,
        auth_url=shop.auth_url,
    ) as tiktok:
        tiktok.use_shop(tiktok.shops()[0])
        for order in tiktok.search_orders():
            print(order.id, order.vendor_status, order.amounts.total)


if __name__ == "__main__":
    main()
