"""Two fake marketplaces, faithful enough for other people's clients, to try everything on.

    sandbox = Sandbox()
    sandbox.load(products, categories)
    client = httpx.Client(transport=sandbox.transport())    # no network
    with serve(sandbox) as served: ...                      # or over loopback, with or without TLS
    sandbox.deliver(client)                                 # the webhooks that are due

`Buyer`, `Vendor`, `Merchant` and `Developer` make things happen there, `Clock` lets time pass, and
`Faults` let exchanges go wrong. Nothing here imports the rest of the package: it must not share its
mistakes. Names are imported at their first use: pytest loads the plug-in that is here for everybody.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tiktok_bc_sync.sandbox.bigcommerce import BigCommerceStore
    from tiktok_bc_sync.sandbox.core import Clock, Refusal, Request, Response
    from tiktok_bc_sync.sandbox.developer import Developer
    from tiktok_bc_sync.sandbox.faults import Dropped, Fault, Faults, WebhookFault
    from tiktok_bc_sync.sandbox.market import Call, Sandbox
    from tiktok_bc_sync.sandbox.merchant import Merchant
    from tiktok_bc_sync.sandbox.seen import Seen, SeenOrder, SeenParcel
    from tiktok_bc_sync.sandbox.serving import Application, Served, serve
    from tiktok_bc_sync.sandbox.tiktok import Buyer, TikTokService, Vendor
    from tiktok_bc_sync.sandbox.transport import SandboxTransport
    from tiktok_bc_sync.sandbox.webhooks import Attempt, Deliveries, Webhook

__all__ = [
    "Application",
    "Attempt",
    "BigCommerceStore",
    "Buyer",
    "Call",
    "Clock",
    "Deliveries",
    "Developer",
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
    "Webhook",
    "WebhookFault",
    "serve",
]

# The modules whose names are public here; serving, which needs the extra "sandbox", is the last.
_MODULES = (
    "core",
    "faults",
    "transport",
    "bigcommerce",
    "tiktok",
    "merchant",
    "developer",
    "seen",
    "webhooks",
    "market",
    "serving",
)


def __getattr__(name: str) -> object:
    """Import a public name from the module that has it."""
    if name in __all__:
        for module in _MODULES:
            found = getattr(import_module(f"{__name__}.{module}"), name, None)
            if found is not None:
                globals()[name] = found
                return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
