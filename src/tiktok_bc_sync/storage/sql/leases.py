"""How a lease is taken and given back inside a transaction."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from tiktok_bc_sync.storage.record import Lease
from tiktok_bc_sync.storage.sql.bulk import make_sure
from tiktok_bc_sync.storage.sql.schema import lease as table

# What the row of a lease that nobody ever took says: everybody locks it before looking, so that two who
# come first at the same time take turns too.
_FREE = {"owner": "", "token": 0, "expires_at": datetime.fromtimestamp(0, UTC).isoformat()}


def take(
    connection: sa.Connection, name: str, owner: str, ttl: timedelta, now: datetime
) -> Lease | None:
    """Take or renew a lease; None where another owner has it."""
    make_sure(connection, table, [{"name": name, **_FREE}])
    rows = sa.select(table.c.owner, table.c.token, table.c.expires_at)
    held = connection.execute(rows.where(table.c.name == name).with_for_update()).one()
    holder, token, expires_at = held
    alive = datetime.fromisoformat(expires_at) > now
    if alive and holder != owner:
        return None
    taken = Lease(name, owner, token if alive else token + 1, now + ttl)
    connection.execute(table.update().where(table.c.name == name).values(**_row(taken)))
    return taken


def give_back(connection: sa.Connection, lease: Lease, now: datetime) -> None:
    """Let a lease expire now, where it is still the one that was taken."""
    mine = (
        table.c.name == lease.name,
        table.c.owner == lease.owner,
        table.c.token == lease.token,
    )
    connection.execute(table.update().where(*mine).values(expires_at=now.isoformat()))


def _row(lease: Lease) -> dict[str, str | int]:
    return {
        "owner": lease.owner,
        "token": lease.token,
        "expires_at": lease.expires_at.isoformat(),
    }
