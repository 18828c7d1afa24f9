"""What every service runs in: its context, its activities and what was received."""
