"""The example's storage in Django keeps every promise too, on each database that it is made for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import sqlalchemy as sa

from tests.storage.databases import new_database

ROOT = Path(__file__).parents[2]

# Django is set up once for a process: each database has one of its own.
SETTINGS = """
from typing import Any
import django
from django.conf import settings

settings.configure(
    INSTALLED_APPS=[
        "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes",
        "django.contrib.messages", "django.contrib.sessions",
        "examples.django_storage.apps.StorageConfig",
    ],
    DATABASES={{"default": {database!r}}},
    USE_TZ=True,
    SECRET_KEY="only for tests",
    ROOT_URLCONF="project",
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    TEMPLATES=[{{
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {{"context_processors": [
            "django.template.context_processors.request",
            "django.contrib.auth.context_processors.auth",
            "django.contrib.messages.context_processors.messages",
        ]}},
    }}],
)
django.setup()

from django.contrib import admin
from django.core.management import call_command
from django.urls import path

urlpatterns = [path("admin/", admin.site.urls)]
call_command("migrate", verbosity=0)

from examples.django_storage.storage import DjangoStorage
"""

SUPPORT = """
import project
from django.contrib.auth.models import User
from django.test import Client
from tiktok_bc_sync.storage import Write

project.DjangoStorage().commit("store1", [
    Write("product", "lamp-7", None, {{"title": "Lamp"}}, {{"title": "Lamp"}}),
    Write("token", "hidden-key", None, {{}}, {{"token": "s3cret"}}),
])
User.objects.create_superuser("anna", password="x")
client = Client(SERVER_NAME="localhost")
client.force_login(User.objects.get())
page = client.get("/admin/connector_storage/record/").content.decode()
print("lamp-7" in page, "hidden-key" in page)
print(client.get("/admin/connector_storage/record/add/").status_code)
"""


def run(folder: Path, database: dict[str, object], *arguments: str) -> str:
    """Run Python beside a Django project on a database, and return what it printed."""
    (folder / "project.py").write_text(SETTINGS.format(database=database))
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={"PYTHONPATH": f"{folder}:{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def sqlite(folder: Path) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(folder / "site.db"),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30},
    }


def postgresql(url: str) -> dict[str, object]:
    at = sa.make_url(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": at.database,
        "HOST": at.host or "",
        "PORT": at.port or "",
        "USER": at.username or "",
        "PASSWORD": at.password or "",
    }


SUITE = (
    *("-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", "-c", "/dev/null"),
    *("-p", "tiktok_bc_sync.storage.conformance.plugin"),
    "--storage-factory=project:DjangoStorage",
)


def test_it_keeps_every_promise_on_sqlite(tmp_path: Path) -> None:
    told = run(tmp_path, sqlite(tmp_path), *SUITE)
    assert " passed" in told
    assert "skipped" not in told


def test_it_keeps_every_promise_on_postgresql(tmp_path: Path) -> None:
    with new_database("PostgreSQL") as url:
        told = run(tmp_path, postgresql(url), *SUITE)
    assert " passed" in told
    assert "skipped" not in told


def test_the_models_need_no_further_migration(tmp_path: Path) -> None:
    check = "from project import call_command; call_command('makemigrations', check=True)"
    assert "No changes detected" in run(tmp_path, sqlite(tmp_path), "-c", check)


def test_support_sees_records_in_the_admin_but_no_tokens_and_changes_nothing(
    tmp_path: Path,
) -> None:
    told = run(tmp_path, sqlite(tmp_path), "-c", SUPPORT.format())
    assert told.splitlines() == ["True False", "403"]
