"""What TikTok Shop says of categories, brands, size charts and compliance."""
