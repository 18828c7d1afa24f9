"""Tests of what the capabilities are made of."""
