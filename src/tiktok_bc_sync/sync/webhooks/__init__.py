"""What the marketplaces tell by themselves: kept first, and asked for again."""
