"""Records and leases as support may look at them: nothing can be changed, and tokens are not shown."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from tiktok_bc_sync.storage.encrypted import SECRET_KINDS

from .models import Lease, Record


def _never(*_: object) -> bool:
    return False


class _ReadOnly:
    """What the connector writes, only the connector changes."""

    has_add_permission = has_change_permission = has_delete_permission = _never


@admin.register(Record)
class RecordAdmin(_ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """Find a record by its key within a kind."""

    list_display = ("account", "kind", "key", "version")
    list_filter = ("kind",)
    search_fields = ("=key", "=account")
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Record]:
        """Leave out what the connector logs in with."""
        return super().get_queryset(request).exclude(kind__in=SECRET_KINDS)


@admin.register(Lease)
class LeaseAdmin(_ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """See who works at what."""

    list_display = ("name", "owner", "expires_at", "token")
