"""Stores, each behind ``state/engine``."""
