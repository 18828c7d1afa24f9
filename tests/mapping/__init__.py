"""Tests of what is made of products and orders."""
