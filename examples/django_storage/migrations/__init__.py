"""Migrations of the connector's tables."""
