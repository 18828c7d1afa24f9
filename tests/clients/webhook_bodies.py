"""Webhooks and signed callbacks as the vendors send them, and any JSON that somebody may send."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from tests.clients.fakes import APP_KEY, APP_SECRET
from tiktok_bc_sync.clients.tiktok import webhook_signature
from tiktok_bc_sync.clients.webhooks import BigCommerceWebhooks, TikTokEvent, TikTokWebhooks

SENT = datetime.fromtimestamp(1764000000, UTC)
NOW = SENT + timedelta(minutes=1)
OLD_SECRET = "9d2e77b1c04f4a55b8c1f0e6a3d2b7c9"
SHOP_ID = "7494049642642441621"
ORDER_ID = "577217057521437446"

# Computed by others; see the vendor's rule for webhooks.
VECTOR = (
    b'{"type":1,"tts_notification_id":"7327112393057371910","shop_id":"7494049642642441621",'
    b'"timestamp":1764000000,"data":{"order_id":"577217057521437446",'
    b'"order_status":"AWAITING_SHIPMENT","is_on_hold_order":false,"update_time":1764000000}}'
)
VECTOR_SIGNATURE = "42f60752dfbd89f171f10521258a6104a8aac2c3e4f5016ef94031ac24456de6"

JsonObject = dict[str, object]
TIKTOK = TikTokWebhooks(APP_KEY, [APP_SECRET])
STORE_SECRET = "6Jc0vQx8Tn2mKp4s"
STORE = BigCommerceWebhooks([STORE_SECRET])


def signed(body: bytes, secret: str = APP_SECRET, app_key: str = APP_KEY) -> dict[str, str]:
    return {"Authorization": webhook_signature(app_key, secret, body)}


def from_tiktok(kind: object = 1, data: object = None, **more: object) -> bytes:
    """A body as TikTok sends it; ``...`` leaves a field out."""
    fields = {
        "type": kind,
        "tts_notification_id": "7327112393057371910",
        "shop_id": SHOP_ID,
        "timestamp": 1764000000,
        "data": {} if data is None else data,
        **more,
    }
    return json.dumps({name: one for name, one in fields.items() if one is not ...}).encode()


def read(body: bytes, reader: TikTokWebhooks = TIKTOK, now: datetime = NOW) -> TikTokEvent:
    return reader.read(signed(body), body, now=now)


def from_store(scope: object = "store/order/created", data: object = None, **more: object) -> bytes:
    """A body as BigCommerce sends it; ``...`` leaves a field out."""
    fields = {
        "created_at": 1764000000,
        "store_id": "1025646",
        "producer": "stores/abc123",
        "scope": scope,
        "hash": "352e4afc6dd3fc85ea26bfdf3f91852604d57528",
        "data": {"type": "order", "id": 250} if data is None else data,
        **more,
    }
    return json.dumps({name: one for name, one in fields.items() if one is not ...}).encode()


def plain(value: object) -> object:
    """A read-only JSON value as the json module would have made it."""
    if isinstance(value, Mapping):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    return value


MAIN = {
    **dict.fromkeys((1, 3), "order"),
    **dict.fromkeys((4, 36), "package"),
    **dict.fromkeys((5, 15, 16, 18, 37, 71), "product"),
    **dict.fromkeys((6, 7), "shop"),
    11: "cancellation",
    12: "return",
    67: "aftersales_request",
}


CLIENT_ID = "bc-client-1"
CLIENT_SECRET = "bc-client-secret-1-0123456789abcdef"
# Made with PyJWT 2.15.1.
TOKEN = (
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhdWQiOiJiYy1jbGllbnQtMSIsImlzcyI6ImJjIiwiaWF0Ijo"
    "xNzY0MDAwMDAwLCJuYmYiOjE3NjM5OTk5OTUsImV4cCI6MTc2NDA4NjQwMCwianRpIjoiOGU5ZDFjMGEtNWI3ZiI"
    "sInN1YiI6InN0b3Jlcy9hYmMxMjMiLCJ1c2VyIjp7ImlkIjo5ODc2LCJlbWFpbCI6ImFubkBleGFtcGxlLmNvbSI"
    "sImxvY2FsZSI6ImVuLUdCIn0sIm93bmVyIjp7ImlkIjo5ODc1LCJlbWFpbCI6ImJvQGV4YW1wbGUuY29tIn0sInV"
    "ybCI6Ii9vcmRlcnMiLCJjaGFubmVsX2lkIjpudWxsfQ.gpbz1Nk8xMj1dxIbH5I4topO_M-kNCteHfajTBxWi_U"
)
CLAIMS: JsonObject = {
    "aud": CLIENT_ID,
    "iss": "bc",
    "iat": 1764000000,
    "nbf": 1763999995,
    "exp": 1764086400,
    "jti": "8e9d1c0a-5b7f",
    "sub": "stores/abc123",
    "user": {"id": 9876, "email": "ann@example.com", "locale": "en-GB"},
    "owner": {"id": 9875, "email": "bo@example.com"},
    "url": "/orders",
    "channel_id": None,
}


def spelled(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def token(
    claims: JsonObject | bytes,
    head: JsonObject | bytes = b'{"alg":"HS256","typ":"JWT"}',
    secret: str = CLIENT_SECRET,
) -> str:
    parts = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in (head, claims)]
    start = ".".join(map(spelled, parts))
    return f"{start}.{spelled(hmac.new(secret.encode(), start.encode(), hashlib.sha256).digest())}"


def claims(**changed: object) -> JsonObject:
    return {name: one for name, one in {**CLAIMS, **changed}.items() if one is not ...}


ANY_TEXT = st.text(st.characters(codec=None), max_size=12)
HEADERS = st.dictionaries(
    st.sampled_from(["Authorization", "authorization", "X-Webhook-Secret"]) | ANY_TEXT,
    ANY_TEXT | st.just(STORE_SECRET),
    max_size=3,
)
SCALAR = st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT
JSON = st.recursive(
    SCALAR, lambda more: st.lists(more) | st.dictionaries(ANY_TEXT, more), max_leaves=8
)
