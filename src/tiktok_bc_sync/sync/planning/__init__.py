"""What should be on TikTok Shop, decided for the products that are asked for."""
