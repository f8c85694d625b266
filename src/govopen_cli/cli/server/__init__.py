"""server: its commands."""
