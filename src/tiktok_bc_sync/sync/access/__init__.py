"""Whose tokens a connector uses, and what they allow."""
