"""Addresses, and what a server that lets nobody in says, without a server: which sentence it becomes."""

import pytest
from psycopg import OperationalError, errors

from govopen_cli.errors import StateError
from govopen_cli.state.engine import Again
from govopen_cli.state.engines.postgres.address import parse
from govopen_cli.state.engines.postgres.connect import ServerAway, translated


def test_the_fragment_names_the_plan() -> None:
    assert parse("postgresql://u@h/d#wuhai-2020").plan == "wuhai-2020"
    assert parse("postgresql://u@h/d#wuhai-2020").dsn == "postgresql://u@h/d"


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://", "postgresql:///govopen", "postgres://h", "postgresql://u@h:5432/d", "postgresql://u@h1:1,h2:2,h3/d",
        "postgresql://u@[::1]:5432/d", "postgresql://u@[2001:db8::1234]/d", "postgresql://u@/d?host=/var/run/postgresql&port=5433",
        "postgresql://%E5%B8%82@h/d?sslmode=verify-full&application_name=a@b", "postgresql:///?service=govopen",
    ],
)  # fmt: skip
def test_what_libpq_reads_is_an_address(address: str) -> None:
    from psycopg.conninfo import conninfo_to_dict

    assert "password" not in conninfo_to_dict(parse(address).dsn)


def test_a_number_that_another_took_is_decided_anew() -> None:
    assert isinstance(translated(parse("postgresql://u@h/d"), errors.UniqueViolation("duplicate key")), Again)


@pytest.mark.parametrize(
    ("said", "kind", "sentence"),
    [
        ('FATAL:  role "x" does not exist', StateError, "不接受这个登录角色"),
        ('致命错误:  角色 "x" 不存在', StateError, "不接受这个登录角色"),
        ('FATAL:  password authentication failed for user "x"', StateError, "不接受这个登录角色"),
        ('致命错误:  用户 "x" Password 认证失败', StateError, "不接受这个登录角色"),
        ('FATAL:  no pg_hba.conf entry for host "10.0.0.1", user "x", database "d", no encryption', StateError, "不接受这个登录角色"),
        ("fe_sendauth: no password supplied", StateError, "不接受这个登录角色"),
        ('FATAL:  permission denied for database "d"', StateError, "不接受这个登录角色"),
        ('FATAL:  database "d" does not exist', StateError, "没有这个数据库"),
        ('致命错误:  数据库 "d" 不存在', StateError, "没有这个数据库"),
        ("FATAL:  the database system is starting up", ServerAway, "连不上"),
        ("FATAL:  sorry, too many clients already", ServerAway, "连不上"),
        ('root certificate file "/x" does not exist', ServerAway, "连不上"),
    ],
)
def test_who_is_turned_away_is_told_from_a_server_that_is_away(said: str, kind: type, sentence: str) -> None:
    """In the words of PostgreSQL in English and in Chinese: a connection that was refused carries no code."""
    error = translated(
        parse("postgresql://x@h/d"), OperationalError(f'connection failed: connection to server at "h", port 5432 failed: {said}')
    )
    assert type(error) is kind
    assert sentence in str(error)
