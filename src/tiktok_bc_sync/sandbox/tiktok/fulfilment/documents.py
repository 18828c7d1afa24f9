"""Files of the fake shop that anybody with their address can read: labels, proofs of delivery."""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import urlencode

from attrs import define, field

from tiktok_bc_sync.sandbox.core import Request, Response
from tiktok_bc_sync.sandbox.images import size_of
from tiktok_bc_sync.sandbox.tiktok.orders.orders import Orders
from tiktok_bc_sync.sandbox.tiktok.orders.packages import PROCESSING, Package, check_platform_ships
from tiktok_bc_sync.sandbox.tiktok.shop import labels
from tiktok_bc_sync.sandbox.tiktok.shop.wire import (
    SHIPPING_RULE,
    Call,
    Json,
    Refused,
    Route,
    bad_parameter,
)

FOLDER = "/files/"
DOCUMENT_TYPES = ("SHIPPING_LABEL", "PACKING_SLIP", "SHIPPING_LABEL_AND_PACKING_SLIP")
_TYPES = {"PDF": "application/pdf", "ZPL": "application/zpl"}
_READABLE_FOR = 86_400
_HOST = "https://files.sandbox.test"
_SECRET = b"files of the sandbox"
_MOST_OF_A_FILE, _MOST_OF_AN_IMAGE = 10 * 1024 * 1024, 5 * 1024 * 1024
_LEAST_SIDE, _MOST_SIDE = 100, 20_000


@define
class Documents:
    """Labels are drawn when they are read; proofs are kept as they came, by path."""

    orders: Orders
    proofs: dict[str, tuple[str, bytes]] = field(factory=dict[str, tuple[str, bytes]])

    def routes(self) -> list[Route]:
        """Return the operations on files."""
        base = "/fulfillment/202309"
        one = f"{base}/packages/{{package_id}}/shipping_documents"
        return [
            Route("GET", one, self.shipping_document),
            Route("POST", f"{base}/files/upload", self.upload_file, multipart=True),
            Route("POST", f"{base}/images/upload", self.upload_image, multipart=True),
        ]

    # --- labels ----------------------------------------------------------------------

    def shipping_document(self, call: Call) -> Json:
        """Answer Get Package Shipping Document, between shipping and collection."""
        kind = call.param("document_type")
        size, form = call.param("document_size", "A6"), call.param("document_format", "PDF")
        if not kind:
            raise bad_parameter("document_type is a required field")
        if kind not in DOCUMENT_TYPES or size not in labels.SIZES or form not in _TYPES:
            raise bad_parameter("document_type, document_size or document_format is invalid")
        package = self.orders.packages.get(call.names["package_id"])
        check_platform_ships(package.shipping_type)
        if package.status != PROCESSING:
            raise Refused(
                SHIPPING_RULE + 18, f"There are no documents of a {package.status} package"
            )
        path = f"{FOLDER}{package.id}/{kind}/{size}.{form.lower()}"
        expires = str(self.orders.clock.unix + _READABLE_FOR)
        query = urlencode({"expires": expires, "signature": _sealed(path, expires)})
        number = package.carrier["tracking_number"]
        return {"doc_url": f"{_base(call)}{path}?{query}", "tracking_number": number}

    def serve(self, request: Request) -> Response:
        """Answer with a file; labels can be read for 24 hours after their address was given out."""
        if request.path in self.proofs:
            kind, content = self.proofs[request.path]
            return Response(200, content, {"Content-Type": kind})
        expires, signature = (request.params.get(name, "") for name in ("expires", "signature"))
        if not hmac.compare_digest(_sealed(request.path, expires).encode(), signature.encode()):
            return Response(403)
        if int(expires) <= self.orders.clock.unix:
            return Response(403)
        return self._label(*request.path.removeprefix(FOLDER).split("/"))

    def _label(self, package_id: str, kind: str, name: str) -> Response:
        # Another sandbox may have signed the address: it knows other packages.
        package = self.orders.packages.packages.get(package_id)
        if package is None:
            return Response(404)
        size, _, form = name.partition(".")
        drawn = _drawn(package, kind, size, form)
        return Response(200, drawn, {"Content-Type": _TYPES[form.upper()]})

    # --- proofs of delivery ------------------------------------------------------------

    def upload_file(self, call: Call) -> Json:
        """Answer Upload Proof of Delivery File."""
        parts = call.form()
        content, name = parts.get("data", b""), parts.get("name", b"").decode(errors="replace")
        if not content or not name:
            raise bad_parameter("data and name are required fields")
        if not name.lower().endswith(".pdf") or not content.startswith(b"%PDF-"):
            raise bad_parameter("Only PDF files can be uploaded")
        if len(content) > _MOST_OF_A_FILE:
            raise bad_parameter("The file is over 10 MB")
        return {"url": self._kept(call, "application/pdf", content), "name": name}

    def upload_image(self, call: Call) -> Json:
        """Answer Upload Proof of Delivery Image."""
        parts = call.form()
        content = parts.get("data", b"")
        if not content:
            raise bad_parameter("data is a required field")
        size = size_of(content)
        if size is None or len(content) > _MOST_OF_AN_IMAGE:
            raise bad_parameter("The image must be a JPEG or PNG of at most 5 MB")
        if not _LEAST_SIDE <= min(size) <= max(size) <= _MOST_SIDE:
            raise bad_parameter(f"The image's sides must be {_LEAST_SIDE} to {_MOST_SIDE} px")
        kind = "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"
        return {"url": self._kept(call, kind, content), "width": size[0], "height": size[1]}

    def _kept(self, call: Call, kind: str, content: bytes) -> str:
        path = f"{FOLDER}proofs/{self.orders.ids.next('1155')}.{kind.partition('/')[2]}"
        self.proofs[path] = kind, content
        return f"{_base(call)}{path}"


def _base(call: Call) -> str:
    return call.request.base or _HOST


def _sealed(path: str, expires: str) -> str:
    """Sign an address, so that labels need not be kept to know which ones were given out."""
    return hmac.new(_SECRET, f"{path} {expires}".encode(), hashlib.sha256).hexdigest()


def _drawn(package: Package, kind: str, size: str, form: str) -> bytes:
    drawn = {"SHIPPING_LABEL": _label, "PACKING_SLIP": _slip}
    pages = [draw(package) for name, draw in drawn.items() if name in kind]
    return labels.pdf(pages, size) if form == "pdf" else labels.zpl(pages)


def _label(package: Package) -> list[str]:
    carrier, address = package.carrier, package.orders[0]["recipient_address"]
    street = (address["address_line1"], address["address_line2"], address["postal_code"])
    return [
        carrier["shipping_provider_name"],
        carrier["tracking_number"],
        f"Package {package.id}",
        "Ship to",
        address["name"],
        *(part for part in street if part),
        address["region_code"],
    ]


def _slip(package: Package) -> list[str]:
    lines = [f"{one['seller_sku']}  {one['product_name']}" for one in package.open_lines]
    return ["Packing slip", *(f"Order {one}" for one in package.order_ids), *lines]
