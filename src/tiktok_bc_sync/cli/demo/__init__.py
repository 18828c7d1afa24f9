"""``tiktok-bc-sync demo``: the whole job against a sandbox, as a story that tells itself."""
