"""Tests, and what they share: run them with ``make test``."""
