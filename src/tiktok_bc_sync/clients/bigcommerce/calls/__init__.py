"""The calls of BigCommerce, a module for each part of its API."""
