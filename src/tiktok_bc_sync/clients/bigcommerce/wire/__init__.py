"""BigCommerce as it is over the wire: bodies and errors."""
