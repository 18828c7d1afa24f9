"""The two sandbox marketplaces, as other people's clients and scripts see them."""
