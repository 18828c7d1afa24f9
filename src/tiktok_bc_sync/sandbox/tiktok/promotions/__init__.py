"""Promotions and coupons of a shop."""
