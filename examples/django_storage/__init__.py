"""A Django app that keeps the connector's records: add it to INSTALLED_APPS and migrate.

``storage.py`` is the storage; it passes the conformance suite on SQLite and PostgreSQL. On SQLite, set
``"OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30}``.
"""
