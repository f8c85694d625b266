"""The server's commands as an administrator and an office run them: set-up, grants, publishing, moving a file's records there and back."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.readers import by_typer
from tests.conftest import PLAN as BUNDLED
from tests.conftest import Answer, Run
from tests.plans import dated, plan
from tests.project.test_readme import blocks
from tests.server.conftest import PLAN, Server

DAY = ("--today", "2021-06-15")


@pytest.fixture
def ask(run: Run, tmp_path: Path) -> Callable[..., Answer]:
    """Run govopen with a cache of the test's own, asking the server each time."""
    return lambda *line, **more: run(*line, **{"GOVOPEN_CACHE": str(tmp_path / "cache"), "GOVOPEN_FRESH": "0", **more})


def admin(server: Server) -> str:
    return server.address(plan=None)


def test_from_an_empty_database_to_offices_that_share_a_plan(empty: Server, ask: Callable[..., Answer], tmp_path: Path) -> None:
    refused = ask("due", "--state", admin(empty), code=4)
    assert "govopen server init" in refused.err
    assert "server publish" in ask("server", "init", admin(empty)).out
    assert "已经是最新的" in ask("server", "init", admin(empty)).out
    assert "server publish" in ask("due", "--state", admin(empty), code=4).err
    with empty.connect() as connection:
        for name in ("office", "mzj", "reader"):
            connection.execute(f"CREATE ROLE {empty.role(name)} LOGIN")
    role = empty.role("office")
    assert "先运行 govopen server publish" in ask("server", "grant", admin(empty), role, "--office", "--plan", PLAN, code=2).err
    published = ask("server", "publish", str(BUNDLED), "--state", admin(empty))
    assert published.lines == ["已公布 wuhai-2020 第 1 版（33 项，postgres）"]
    assert ask("server", "publish", str(BUNDLED), "--state", admin(empty)).lines == ["wuhai-2020 与服务器上公布的第 1 版一样，没有再公布"]
    assert ask("server", "grant", admin(empty), role, "--office", "--plan", PLAN).lines == [
        f"已授权：登录角色“{role}”在 wuhai-2020 里是主管办公室"
    ]
    unit = ask("server", "grant", f"{admin(empty)}#{PLAN}", empty.role("mzj"), "--unit", "民政局")
    assert "责任单位“市民政局”" in unit.out
    ask("server", "grant", admin(empty), empty.role("reader"), "--reader", "--plan", PLAN)

    # no plan file anywhere: the state's address alone says which plan
    office = empty.address(role, plan=None)
    answer = ask("due", "--before", "2021-06", "--state", office, *DAY, "--format", "json")
    assert (answer.json["plan"]["id"], len(answer.json["items"])) == (PLAN, 22)
    ask("done", "1.5", "--on", "2020-10-20", *DAY, GOVOPEN_STATE=office)
    by_plan = ask("show", "1.5", "--plan", empty.address(empty.role("reader")), *DAY, "--format", "json").json["items"][0]
    assert by_plan["status"] == "done"
    assert ask("show", "1.5", *DAY, "--format", "json", GOVOPEN_PLAN=empty.address(role)).json["items"][0]["status"] == "done"

    found = ask("server", "status", office, "--format", "json").json
    (held,) = found["plans"]
    assert (held["plan"], held["version"], held["events"], held["replica"]["events"]) == (PLAN, 1, 1, 1)
    assert found["postgresql"].startswith("18")
    everybody = ask("server", "status", admin(empty), "--format", "json").json["plans"][0]["members"]
    assert {(member["role"], member["kind"]) for member in everybody} == {
        (empty.role(name), kind) for name, kind in (("office", "office"), ("mzj", "unit"), ("reader", "reader"))
    }
    assert "不再是主管办公室" in ask("server", "revoke", admin(empty), role, "--plan", PLAN).out
    assert "没有这个登录角色可看的任务分解表" in ask("due", "--state", office, *DAY, "--fresh", code=4).err


def test_what_is_changed_in_a_plan_shows_at_all_offices(server: Server, ask: Callable[..., Answer], tmp_path: Path) -> None:
    office = server.address(server.login("office", "office"))
    ask("done", "1.5", "--on", "2020-10-20", "--state", office, *DAY)
    changed = tmp_path / "changed.yaml"
    changed.write_text(BUNDLED.read_text(encoding="utf-8").replace("财政预决算领域", "财政预决算领域（含决算公开）"), encoding="utf-8")
    published = ask("server", "publish", str(changed), "--state", office)
    assert f"第 2 版（33 项，{server.role('office')}）" in published.lines[0]
    assert "修改 1.5 具体内容" in published.out
    shown = ask("show", "1.5", "--state", office, *DAY, "--format", "json").json["items"][0]
    assert "含决算公开" in shown["content"]
    assert shown["review_needed"]
    versions = ask("server", "status", office, "--format", "json").json["versions"]
    assert [(part["version"], part["published_by"]) for part in versions] == [(2, server.role("office")), (1, "postgres")]
    assert "server publish" in ask("set", "1.5", "--content", "别的", "--state", office, *DAY, code=2).err


def test_a_unit_may_not_publish_nor_grant(server: Server, ask: Callable[..., Answer], tmp_path: Path) -> None:
    unit = server.address(server.login("mzj", "unit", "市民政局"))
    (tmp_path / "tasks.yaml").write_text(BUNDLED.read_text(encoding="utf-8").replace("财政预决算领域", "别的"), encoding="utf-8")
    assert "主管办公室" in ask("server", "publish", "tasks.yaml", "--state", unit, code=4).err
    assert "数据库的所有者" in ask("server", "grant", unit, server.role("mzj"), "--office", "--plan", PLAN, code=4).err
    assert "数据库的所有者" in ask("server", "revoke", unit, server.role("mzj"), "--plan", PLAN, code=4).err


def test_the_readmes_commands_run(empty: Server, ask: Callable[..., Answer], tmp_path: Path) -> None:
    (tmp_path / "tasks.yaml").write_bytes(BUNDLED.read_bytes())
    (block,) = [part for part in blocks("README.md", "sh") if "postgresql://" in part]
    role = empty.role("mzj")
    with empty.connect() as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN")
    for host, address in (("owner@db.example/govopen", admin(empty)), ("mzj@db.example/govopen", empty.address(role, plan=None))):
        block = block.replace(f"postgresql://{host}", address)
    answers = [
        ask(*(role if word == "mzj" else word for word in line.split()[1:]), *DAY[: 2 * ("due" in line or "report" in line)])
        for line in block.splitlines()
    ]
    assert len(answers) == 5
    assert "1.6" in answers[3].out
    assert "合计" in answers[4].out


def test_records_move_to_the_server_and_back(server: Server, ask: Callable[..., Answer], tmp_path: Path) -> None:
    office = server.address(server.login("office", "office"))
    (tmp_path / "tasks.yaml").write_text(BUNDLED.read_text(encoding="utf-8"), encoding="utf-8")
    ask("done", "1.5", "1.7", "--on", "2020-10-20", "--note", "说明", *DAY)
    ask("progress", "1.6", "--unit", "市民政局", "--note", "已开会", *DAY)
    moved = ask("state", "import", "--plan", "tasks.yaml", "--state", office, *DAY)
    assert "合并了 3 条新记录" in moved.out
    assert "标识和校验不变" in moved.out
    assert "合并了 0 条新记录" in ask("state", "import", "--plan", "tasks.yaml", "--state", office, *DAY).out
    ask("state", "export", "-o", "back.jsonl", "--state", office)
    ask("state", "export", "-o", "there.jsonl")
    there, back = ((tmp_path / name).read_text(encoding="utf-8") for name in ("there.jsonl", "back.jsonl"))
    assert there == back
    ask("state", "merge", "back.jsonl", "--state", "anew.db")
    ask("state", "export", "-o", "anew.jsonl", "--state", "anew.db")
    assert (tmp_path / "anew.jsonl").read_text(encoding="utf-8") == there
    assert "请用 --state" in ask("state", "import", code=2).err


def test_where_names_the_server_and_the_replica(server: Server, ask: Callable[..., Answer]) -> None:
    office = server.address(server.login("office", "office"))
    facts = {part["name"]: part for part in ask("where", "--format", "json", GOVOPEN_STATE=office).json["files"]}
    assert facts["任务分解表"]["path"] == office
    assert "第 1 版（postgres，" in facts["任务分解表"]["reason"]
    assert facts["登记记录"]["path"] == office
    assert "秒前与服务器核对过" in facts["本机副本"]["reason"]


@pytest.mark.parametrize("variable", ["GOVOPEN_STATE", "GOVOPEN_PLAN"])
@pytest.mark.parametrize(
    "address",
    [
        "postgresql://u:geheim@db/x#p", "POSTGRES://u@db/x?sslpassword=geheim", "postgresql://u@db/x?p%61ssword=geheim",
        "postgresql://u@db/x?PASSWORD=geheim", "postgresql://u@db/x&password=geheim", "postgresql://u@db/x#p?password=geheim",
        "postgresql://u:geheim#1@db/x", "postgresql://u:geheim/1@db/x", "postgresql://u:1/geheim@db/x", "postgresql://u:geheim?1@db/x",
        "postgresql://u:1?geheim@db/x", "postgresql://u:1#geheim@db/x", "postgresql://u:geheim@1@db/x", "postgresql://u@db:geheim/x",
        "postgresql://db/x?scram_client_key=geheim", "postgresql:/u:geheim@db/x", " postgresql://u:geheim@db/x", "mysql://u:geheim@db/x",
        "host=db password=geheim dbname=x", "dbname=x password=geheim", "postgresql+psycopg://u:geheim@db/x",
    ],
)  # fmt: skip
def test_a_password_in_an_address_is_refused_and_not_repeated(monkeypatch: pytest.MonkeyPatch, variable: str, address: str) -> None:
    monkeypatch.setenv(variable, address)
    for line in (
        ["where"],
        ["due"],
        ["done", "1.5"],
        ["server", "status", address],
        ["server", "init", address],
        ["due", "--plan", address],
    ):
        answer = by_typer(line)
        assert answer.code == 2
        assert "geheim" not in answer.err + answer.out
        assert "密码" in answer.err or "postgresql://" in answer.err


def test_plans_of_one_server_are_one_ledger(server: Server, ask: Callable[..., Answer], tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(plan(dated("2020年9月底"), dated("2021年6月20日")), encoding="utf-8")
    ask("server", "publish", "other.yaml", "--state", admin(server))
    for name in (PLAN, "test"):
        role = server.login("office", "office", plan=name)
    both = server.address(role, plan=None)
    ask("done", "test/1.2", "wuhai-2020/1.5", "--on", "2021-03-01", "--state", both, *DAY)
    found = ask("due", "--unit", "市民政局", "--state", both, *DAY, "--format", "json").json["items"]
    assert {(part["plan_id"], part["id"]) for part in found} >= {("test", "1.1"), (PLAN, "1.6")}
    one = ask("report", "--state", server.address(role), *DAY, "--format", "json").json
    every = ask("report", "--all-plans", "--state", server.address(role), *DAY, "--format", "json").json
    assert [part["id"] for part in one["plans"]] == [PLAN]
    assert [part["id"] for part in every["plans"]] == ["test", PLAN]
    assert every["totals"]["total"] == one["totals"]["total"] + 2
    assert every["totals"]["done"] == 2
    assert "要有服务器" in ask("report", "--all-plans", code=2).err
    assert f"例如 --plan {server.address(role, 'test')}" in ask("state", "verify", "--state", server.address(role, None), code=2).err
    alone = server.address(server.login("reader", "reader", plan="test"))
    assert [part["id"] for part in json.loads(ask("report", "--all-plans", "--state", alone, *DAY, "--format", "json").out)["plans"]] == [
        "test"
    ]
