"""Two fake marketplaces, faithful enough for other people's clients, to try everything on.

    sandbox = Sandbox()
    sandbox.load(products, categories)
    client = httpx.Client(transport=sandbox.transport())    # no network
    with serve(sandbox) as served: ...                      # or over loopback, with or without TLS

`Buyer`, `Vendor` and `Merchant` make things happen there, `Clock` lets time pass, and `Faults` let
exchanges go wrong. Nothing here imports the rest of the package: it must not share its mistakes.
"""

from tiktok_bc_sync.sandbox.bigcommerce import BigCommerceStore
from tiktok_bc_sync.sandbox.core import Clock, Refusal, Request, Response
from tiktok_bc_sync.sandbox.faults import Dropped, Fault, Faults
from tiktok_bc_sync.sandbox.market import Call, Sandbox
from tiktok_bc_sync.sandbox.merchant import Merchant
from tiktok_bc_sync.sandbox.seen import Seen, SeenOrder, SeenParcel
from tiktok_bc_sync.sandbox.serving import Application, Served, serve
from tiktok_bc_sync.sandbox.tiktok import Buyer, TikTokService, Vendor
from tiktok_bc_sync.sandbox.transport import SandboxTransport

__all__ = [
    "Application",
    "BigCommerceStore",
    "Buyer",
    "Call",
    "Clock",
    "Dropped",
    "Fault",
    "Faults",
    "Merchant",
    "Refusal",
    "Request",
    "Response",
    "Sandbox",
    "SandboxTransport",
    "Seen",
    "SeenOrder",
    "SeenParcel",
    "Served",
    "TikTokService",
    "Vendor",
    "serve",
]
