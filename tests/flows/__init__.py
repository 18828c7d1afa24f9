"""The connector's job, as a merchant sees it, against the sandbox, with both facades."""
