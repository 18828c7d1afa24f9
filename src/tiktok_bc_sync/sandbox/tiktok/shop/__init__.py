"""What a shop is: its wire, region, tokens, files, warehouses and subscriptions."""
