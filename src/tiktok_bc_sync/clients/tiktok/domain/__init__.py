"""From TikTok Shop's bodies to the domain's nouns, and back."""
