"""The plan compiled to a small SQLite database, which every query reads."""
