"""What a store is: its settings, channels, currencies, locations, tokens and webhooks."""
