"""From BigCommerce's products and TikTok's orders to what each side should have. Pure."""
