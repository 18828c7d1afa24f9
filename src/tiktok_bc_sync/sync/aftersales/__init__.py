"""Cancellations, returns and refunds on their way between the marketplaces."""
