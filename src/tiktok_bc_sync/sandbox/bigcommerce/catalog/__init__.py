"""A store's products, their parts, their stock and their price lists."""
