"""How a BigCommerce store answers: bodies, filters, limits and errors."""
