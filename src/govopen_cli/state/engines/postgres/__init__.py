"""The shared log of many offices: events in PostgreSQL, a SQLite replica of them on each machine (docs/server.md)."""
