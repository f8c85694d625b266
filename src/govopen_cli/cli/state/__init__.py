"""state: its commands."""
