"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class StorageConfig(AppConfig):
    """The connector's records."""

    name = "examples.django_storage"
    label = "connector_storage"
    verbose_name = "Connector"
    default_auto_field = "django.db.models.BigAutoField"
