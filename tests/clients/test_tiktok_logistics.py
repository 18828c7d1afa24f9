"""Calls about warehouses and carriers, and about where parcels are."""

from __future__ import annotations

from tests.clients.fakes import NOW
from tests.clients.tiktok_calls import NOW_UNIX, Refusal, Told
from tiktok_bc_sync.models import DeliveryOption, ShippingProvider, TrackingEvent, Warehouse

EVENT = {"description": "Delivered", "update_time_millis": NOW_UNIX * 1000 + 7, "action_code": 401}
CALLS = [
    Told(
        "tracking",
        ("1",),
        answer={"tracking": [EVENT]},
        path="/fulfillment/202309/orders/1/tracking",
        gives=[TrackingEvent(NOW, "Delivered", "401")],
    ),
    Told(
        "parcel_tracking",
        ("1",),
        answer={
            "order_id": "1",
            "logistics_details": [
                {
                    "newest_tracking_no": "T2",
                    "carrier_name": "DPD",
                    "track_list": [
                        EVENT | {"tracking_no": "T1", "action_code_name": "DELIVERED"},
                        EVENT,
                    ],
                }
            ],
        },
        path="/logistics/202604/orders/1/tracking",
        gives=[
            TrackingEvent(NOW, "Delivered", "DELIVERED", "T1", "DPD"),
            TrackingEvent(NOW, "Delivered", "401", "T2", "DPD"),
        ],
    ),
    Told(
        "warehouses",
        answer={
            "warehouses": [
                {"id": "w1", "name": "Main", "type": "SALES_WAREHOUSE", "is_default": True},
                {"id": "w2", "name": "Back", "type": "RETURN_WAREHOUSE"},
            ]
        },
        path="/logistics/202309/warehouses",
        gives=[Warehouse("w1", "Main", True)],
    ),
    Told(
        "delivery_options",
        ("w1",),
        answer={
            "delivery_options": [
                {"id": "d1", "name": "Own", "type": "SEND_BY_SELLER", "description": "x"}
            ]
        },
        path="/logistics/202309/warehouses/w1/delivery_options",
        gives=[DeliveryOption("d1", "Own", "SEND_BY_SELLER", "x")],
    ),
    Told(
        "shipping_providers",
        ("d1",),
        answer={"shipping_providers": [{"id": "p1", "name": "DPD"}]},
        path="/logistics/202309/delivery_options/d1/shipping_providers",
        gives=[ShippingProvider("p1", "DPD")],
    ),
]
REFUSED = [
    Refusal("tracking", "order_id", ("",)),
    Refusal("parcel_tracking", "order_id", ("1,2",)),
    Refusal("delivery_options", "warehouse_id", ("",)),
    Refusal("shipping_providers", "delivery_option_id", ("",)),
]
