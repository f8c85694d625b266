"""The targets of tools/fuzz.py."""
