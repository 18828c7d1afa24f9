"""Tests of rule groups."""
