"""The real PostgreSQL of tests/server, for what every store must do."""

from tests.server.conftest import empty, postgres

__all__ = ["empty", "postgres"]
