"""Orders on their way from TikTok Shop into BigCommerce."""
