"""The tables: records, a row for each of their index fields, versions given, and leases."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import connection, models

from tiktok_bc_sync.storage.ordering import LONGEST
from tiktok_bc_sync.storage.record import (
    LONGEST_ACCOUNT,
    LONGEST_FIELD,
    LONGEST_KEY,
    LONGEST_KIND,
)

# Texts are equal and sorted by their code points, whatever the database's own language is.
COLLATION = {"postgresql": "C", "sqlite": "BINARY"}[connection.vendor]


class Sequence(models.Model):
    """The last version given in an account; whoever commits holds its row."""

    account: models.CharField[str, str] = models.CharField(
        primary_key=True, max_length=LONGEST_ACCOUNT, db_collation=COLLATION
    )
    last: models.BigIntegerField[int, int] = models.BigIntegerField(default=0)

    objects: ClassVar[models.Manager[Sequence]] = models.Manager()


class Record(models.Model):
    """A record, with its index fields and its body as JSON texts."""

    account: models.CharField[str, str] = models.CharField(
        max_length=LONGEST_ACCOUNT, db_collation=COLLATION
    )
    kind: models.CharField[str, str] = models.CharField(
        max_length=LONGEST_KIND, db_collation=COLLATION
    )
    key: models.CharField[str, str] = models.CharField(
        max_length=LONGEST_KEY, db_collation=COLLATION
    )
    version: models.BigIntegerField[int, int] = models.BigIntegerField()
    fields: models.TextField[str, str] = models.TextField()
    body: models.TextField[str, str] = models.TextField()

    objects: ClassVar[models.Manager[Record]] = models.Manager()

    class Meta:
        """One record for each key."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "kind", "key"], name="connector_record")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} of {self.account}"


class Entry(models.Model):
    """An index field of a record: ``value`` sorts as it does, ``folded`` is what is searched in texts."""

    account: models.CharField[str, str] = models.CharField(
        max_length=LONGEST_ACCOUNT, db_collation=COLLATION
    )
    kind: models.CharField[str, str] = models.CharField(
        max_length=LONGEST_KIND, db_collation=COLLATION
    )
    field: models.CharField[str, str] = models.CharField(
        max_length=LONGEST_FIELD, db_collation=COLLATION
    )
    key: models.CharField[str, str] = models.CharField(
        max_length=LONGEST_KEY, db_collation=COLLATION
    )
    value: models.CharField[str, str] = models.CharField(max_length=LONGEST, db_collation=COLLATION)
    folded: models.TextField[str | None, str | None] = models.TextField(null=True)

    objects: ClassVar[models.Manager[Entry]] = models.Manager()

    class Meta:
        """Looked up by key, and walked by value."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "kind", "field", "key"], name="connector_entry"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["account", "kind", "field", "value", "key"], name="connector_value"
            )
        ]


class Lease(models.Model):
    """Who may do something alone, and until when; the token only grows."""

    name: models.CharField[str, str] = models.CharField(
        primary_key=True, max_length=LONGEST_KEY, db_collation=COLLATION
    )
    owner: models.CharField[str, str] = models.CharField(max_length=LONGEST_KEY, default="")
    token: models.BigIntegerField[int, int] = models.BigIntegerField(default=0)
    expires_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        null=True
    )

    objects: ClassVar[models.Manager[Lease]] = models.Manager()
