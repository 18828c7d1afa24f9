"""A scene for all that a seller does around a listing, in every region, while time passes."""

from __future__ import annotations

from typing import Any

from attrs import define

from tests.sandbox.tiktok_scene import Answer, Json, Scene, Wall
from tiktok_bc_sync.sandbox.core import Clock
from tiktok_bc_sync.sandbox.tiktok import TikTokService

PRODUCT = "/product/202309/products"
COMPLIANCE = "/product/202409/compliance"
ACTIVITIES = "/promotion/202309/activities"
CURRENCIES = {"BR": "BRL", "FR": "EUR", "MX": "MXN", "MY": "MYR", "PL": "PLN", "SG": "SGD"}
FINE = 0


@define
class SellingScene(Scene):
    """A scene that also uploads files, edits parts of products and lets days pass."""

    @property
    def currency(self) -> str:
        region = self.shop.region
        return CURRENCIES.get(region) or super().currency

    @property
    def now(self) -> int:
        """The sandbox's time in seconds."""
        return self.shop.clock.unix

    def later(self, days: float) -> None:
        """Let days pass, and renew the tokens that would not last so long."""
        while days > 0:
            self.shop.clock.passes(days=min(days, 6))
            assert self.refresh().code == FINE
            days -= 6

    def upload_file(self, name: str = "proof.pdf", content: bytes = b"%PDF-1.7") -> Answer:
        """Upload a file that is no picture."""
        head = 'Content-Disposition: form-data; name="data"; filename="file"'
        named = f'--sep\r\nContent-Disposition: form-data; name="name"\r\n\r\n{name}\r\n'
        body = f"{named}--sep\r\n{head}\r\n\r\n".encode() + content + b"\r\n--sep--\r\n"
        kind = "multipart/form-data; boundary=sep"
        return self.ask("POST", "/product/202309/files/upload", body, content_type=kind)

    def partly(self, product_id: str, **changes: Any) -> Answer:
        """Edit single properties of a product."""
        path = f"/product/202509/products/{product_id}/partial_edit"
        return self.ask("POST", path, changes)

    def skus(self, product_id: str) -> list[Json]:
        """Return a product's SKUs."""
        found: list[Json] = self.read(product_id)["skus"]
        return found


def opened(region: str = "GB") -> SellingScene:
    """Open a shop at noon."""
    wall = Wall()
    return SellingScene(TikTokService(Clock(wall), region), wall)
