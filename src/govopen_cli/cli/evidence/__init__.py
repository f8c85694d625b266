"""evidence: its commands."""
