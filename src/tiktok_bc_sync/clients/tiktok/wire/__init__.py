"""TikTok Shop as it is over the wire: bodies, errors and limits."""
