"""The command ``tiktok-bc-sync``; it stands on the facades alone."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line."""
    try:
        from tiktok_bc_sync.cli.app import run
    except ModuleNotFoundError as error:
        missing = f"tiktok-bc-sync needs {error.name}, which is not installed."
        sys.exit(f"{missing} Install it with: pip install 'tiktok-bc-sync[cli]'")
    sys.exit(run())
