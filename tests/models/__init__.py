"""Tests of the domain's nouns."""
