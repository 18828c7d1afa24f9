"""The tables as they are first made."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models

from ..models import COLLATION


class Migration(migrations.Migration):
    """Make them."""

    initial = True

    dependencies: ClassVar = []

    operations: ClassVar = [
        migrations.CreateModel(
            name="Lease",
            fields=[
                (
                    "name",
                    models.CharField(
                        db_collation=COLLATION, max_length=255, primary_key=True, serialize=False
                    ),
                ),
                ("owner", models.CharField(default="", max_length=255)),
                ("token", models.BigIntegerField(default=0)),
                ("expires_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Sequence",
            fields=[
                (
                    "account",
                    models.CharField(
                        db_collation=COLLATION, max_length=120, primary_key=True, serialize=False
                    ),
                ),
                ("last", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account", models.CharField(db_collation=COLLATION, max_length=120)),
                ("kind", models.CharField(db_collation=COLLATION, max_length=40)),
                ("field", models.CharField(db_collation=COLLATION, max_length=40)),
                ("key", models.CharField(db_collation=COLLATION, max_length=255)),
                ("value", models.CharField(db_collation=COLLATION, max_length=255)),
                ("folded", models.TextField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["account", "kind", "field", "value", "key"], name="connector_value"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account", "kind", "field", "key"), name="connector_entry"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Record",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account", models.CharField(db_collation=COLLATION, max_length=120)),
                ("kind", models.CharField(db_collation=COLLATION, max_length=40)),
                ("key", models.CharField(db_collation=COLLATION, max_length=255)),
                ("version", models.BigIntegerField()),
                ("fields", models.TextField()),
                ("body", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account", "kind", "key"), name="connector_record"
                    )
                ],
            },
        ),
    ]
