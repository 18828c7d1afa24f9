"""From BigCommerce's bodies to the domain's nouns, and back."""
