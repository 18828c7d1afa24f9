"""The commands, and how what goes wrong is told: one line and an exit code, never a traceback."""

from __future__ import annotations

import sys

import typer
from rich.console import Console

from tiktok_bc_sync.cli.configuration import init
from tiktok_bc_sync.cli.connect import accounts, connect
from tiktok_bc_sync.cli.demo.command import demo
from tiktok_bc_sync.cli.fulfilment import cancellations, packages, shipments
from tiktok_bc_sync.cli.listings import listings
from tiktok_bc_sync.cli.onboarding import onboarding
from tiktok_bc_sync.cli.orders import aliases, orders
from tiktok_bc_sync.cli.privacy import privacy
from tiktok_bc_sync.cli.products import products
from tiktok_bc_sync.cli.reports import activities, report
from tiktok_bc_sync.cli.returns import returns
from tiktok_bc_sync.cli.running import doctor, queues, run_due
from tiktok_bc_sync.cli.running import run as run_schedule
from tiktok_bc_sync.cli.sandbox import sandbox
from tiktok_bc_sync.cli.settings import carriers, config
from tiktok_bc_sync.cli.status import status
from tiktok_bc_sync.cli.storage import storage_commands
from tiktok_bc_sync.cli.templates import templates
from tiktok_bc_sync.cli.webhooks import webhooks
from tiktok_bc_sync.errors import InvalidInput, SyncError

# What a program can tell apart: it failed, it was asked wrongly, it was stopped.
FAILED, MISUSED, STOPPED = 1, 2, 130

app = typer.Typer(
    name="tiktok-bc-sync",
    help="Connect a BigCommerce store to a TikTok Shop.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command()(init)
app.command()(demo)
app.command()(status)
app.command()(sandbox)
app.command("run")(run_schedule)
app.command()(run_due)
app.command()(queues)
app.command()(doctor)
app.add_typer(connect, name="connect")
app.add_typer(accounts, name="accounts")
app.add_typer(onboarding, name="onboarding")
app.add_typer(config, name="config")
app.add_typer(carriers, name="carriers")
app.add_typer(products, name="products")
app.add_typer(templates, name="templates")
app.add_typer(listings, name="listings")
app.add_typer(orders, name="orders")
app.add_typer(aliases, name="aliases")
app.add_typer(shipments, name="shipments")
app.add_typer(packages, name="packages")
app.add_typer(cancellations, name="cancellations")
app.add_typer(returns, name="returns")
app.add_typer(activities, name="activities")
app.command()(report)
app.add_typer(webhooks, name="webhooks")
app.add_typer(privacy, name="privacy")
app.add_typer(storage_commands, name="storage")


def run() -> int:
    """Run the command that was asked for and return the exit code."""
    try:
        return _exit_code(app(standalone_mode=False))
    except typer.Exit as stop:
        return stop.exit_code
    except (KeyboardInterrupt, typer.Abort):
        return _told("Stopped. Run the same command again to go on where it was.", STOPPED)
    except SyncError as error:
        return _told(str(error), MISUSED if isinstance(error, InvalidInput) else FAILED)
    except OSError as error:  # a file that was named can't be read or written
        named = f"{error.filename}: " if error.filename else ""
        return _told(f"{named}{error.strerror or 'it failed'}.", FAILED)
    except Exception as error:
        if (usage := getattr(error, "format_message", None)) is None:
            raise
        return _told(usage(), getattr(error, "exit_code", MISUSED))


def _exit_code(result: object) -> int:
    return result if isinstance(result, int) else 0


def _told(message: str, code: int) -> int:
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(
        "error:" if code != STOPPED else "", end=" " if code != STOPPED else "", style="red"
    )
    console.print(message, markup=False)
    sys.stderr.flush()
    return code
