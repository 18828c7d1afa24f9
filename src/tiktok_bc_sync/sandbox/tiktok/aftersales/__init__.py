"""Cancellations, returns and the money of orders."""
