"""Many merchants and many processes: tasks for a host's job queue, thin over the facades.

`tiktok_bc_sync.worker.with_celery` and `tiktok_bc_sync.worker.with_procrastinate` register the same
three jobs: a sweep that queues whoever's turn it is, one account's round, one account's webhooks. What a
queue loses, doubles or does late harms nothing: marks and leases in the storage decide what is done.
"""

from tiktok_bc_sync.worker.merchants import Jobs, Merchants
from tiktok_bc_sync.worker.timetable import Timetable

__all__ = ["Jobs", "Merchants", "Timetable"]
