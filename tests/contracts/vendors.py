"""Both vendors' contracts, and where their services are known to differ from them."""

from __future__ import annotations

import json
from pathlib import Path

from tests.contracts.contract import Contract, Json, Leeway

SIGNING: dict[str, list[Json]] = json.loads(
    (Path(__file__).parent / "signing-vectors.json").read_text()
)
"""Signatures of TikTok's ``requests`` and ``webhooks`` that others computed."""

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
                "order_product_id",
                "value_data",
                # What a channel does not say of its own.
                "out_of_delivery_zone_message",
                "weight_measurement",
                "length_measurement",
                "decimal_token",
                "thousands_token",
                "decimal_places",
                "factoring_dimension",
                "sale_price",
                "retail_price",
                "map_price",
            }
        ),
        undeclared=(
            ".image_file",
            ".image_url",
            ".variants",
            ".map_price",
            ".mpn",
            ".gtin",
            ".calculated_weight",
            ".fulfillment_source",
            ".owner_client_id",
            ".option_id",
            ".options[].name",
            # Lists of metafields come by pages and by cursors; each file knows one way.
            ".meta.pagination",
            ".meta.cursor_pagination",
        ),
        # Described as one of their parts, or otherwise than their twins of the same file.
        answers=frozenset(
            {"createProductModifier", "createChannelMetafield", "getOrderFees", "getOrderRefund"}
        ),
        unjudged=(".consignments",),
    ),
)
