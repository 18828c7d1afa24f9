"""The calls of TikTok Shop, a module for each part of its API."""
