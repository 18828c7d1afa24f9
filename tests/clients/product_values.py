"""Values that the tests about products and promotions tell TikTok Shop, and how they are sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from attrs import evolve

from tests.clients.fakes import (
    NOW,
    SHOP,
)
from tiktok_bc_sync.models import (
    Certification,
    ManufacturerProfile,
    Money,
    PersonAddress,
    PersonProfile,
    Phone,
    PriceProof,
    PromotionDraft,
    PromotionKind,
    SizeColumn,
    SizeTable,
    UploadedFile,
)

GERMAN = evolve(SHOP, region="DE")
AMERICAN = evolve(SHOP, region="US")
PAGE = {"page_size": "100"}
LATER = NOW + timedelta(days=1)
BEGIN, END = 1764000000, 1764086400
TABLE = SizeTable((SizeColumn("Size"), SizeColumn("Bust", "bust")), (("S", "84"),))
TABLE_BODY = {
    "measurement_type": "GENERIC_MEASUREMENTS",
    "unit_system": "METRIC",
    "table": {
        "headers": [{"name": "Size"}, {"name": "Bust", "id": "bust"}],
        "rows": [{"cells": [{"value": "S"}, {"value": "84"}]}],
    },
    "is_one_size": False,
}
MAKER = ManufacturerProfile("Works", "w@example.test", "1 Street", Phone("+353", "5550100"))
MAKER_BODY = {
    "name": "Works",
    "email": "w@example.test",
    "address": "1 Street",
    "phone_number": {
        "availability": "AVAILABLE",
        "country_code": "+353",
        "local_number": "5550100",
    },
}
PERSON = PersonProfile(
    "Ada", "a@example.test", Phone("+49", "5550100"), PersonAddress("1 Weg", "10100", "DE"), "de-DE"
)
SALE = PromotionDraft("Sale", PromotionKind.FIXED_PRICE, NOW, LATER)
SALE_BODY = {
    "title": "Sale",
    "duration_type": "NORMAL",
    "begin_time": BEGIN,
    "end_time": END,
}
PROOF = PriceProof("s1", "7701", Money(30, "USD"), Money("29.9", "USD"), NOW, "tos/p")
CERTIFICATION = Certification(
    "c1",
    ("tos/c",),
    (UploadedFile("f1", "safety.pdf", "PDF", "https://x"),),
    datetime(2027, 1, 1, tzinfo=UTC),
)
MARKET_BODY = {
    "brand_id": "b1",
    "manufacturer_ids": ["m1"],
    "responsible_person_ids": ["p1"],
    "size_chart": {"template": {"id": "t1"}},
    "certifications": [
        {
            "id": "c1",
            "images": [{"uri": "tos/c"}],
            "files": [{"id": "f1", "name": "safety.pdf", "format": "PDF"}],
            "expiration_date": 1798761600,
        }
    ],
}
MARKET: dict[str, Any] = {
    "brand_id": "b1",
    "manufacturer_ids": ("m1",),
    "responsible_person_ids": ("p1",),
    "size_chart_id": "t1",
    "certifications": (CERTIFICATION,),
}
