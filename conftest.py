"""Runs the examples of the README, the documentation and the docstrings as tests."""

from tests.documentation import pytest_collect_file, pytest_xdist_make_scheduler, served_sandbox

__all__ = ["pytest_collect_file", "pytest_xdist_make_scheduler", "served_sandbox"]
