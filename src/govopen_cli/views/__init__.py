"""Ledger rows to a terminal, plain text, tsv, csv, json, markdown."""
