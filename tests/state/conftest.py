"""The real PostgreSQL of tests/server, for what every store must do."""

from tests.server.conftest import databases, empty, postgres

__all__ = ["databases", "empty", "postgres"]
