"""Connect a BigCommerce store to a TikTok Shop."""
