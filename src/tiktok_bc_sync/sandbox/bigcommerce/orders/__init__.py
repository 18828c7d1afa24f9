"""A store's orders, shipments and refunds."""
