"""Both vendors' contracts, and where their services are known to differ from them."""

from __future__ import annotations

from tests.contracts.contract import Contract, Leeway

TIKTOK = Contract.read(
    "tiktok",
    # What a signed request holds beside its operation's own; a cipher too many does no harm.
    Leeway(query=frozenset({"app_key", "timestamp", "sign", "shop_cipher"})),
)
BIGCOMMERCE = Contract.read(
    "bigcommerce",
    Leeway(
        null=frozenset(
            {
                "cart_id",
                "payment_provider_id",
                "external_source",
                "external_order_id",
                "external_merchant_id",
                "option_set_id",
                "meta_description",
                "base_variant_id",
                "image_url",
                "primary_image",
                "customer_message",
                "staff_notes",
                "reference_transaction_id",
            }
        ),
        undeclared=frozenset(
            {
                "image_file",
                "image_url",
                "variants",
                "map_price",
                "mpn",
                "gtin",
                "calculated_weight",
                "fulfillment_source",
            }
        ),
    ),
)
