"""The project itself: lint, types, the wheel, what may be imported where, what may not be named."""

import ast
import re
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT

SOURCE = ROOT / "src" / "govopen_cli"
# imports run one way (docs/architecture.md): a room may import the rooms after it
ROOMS = ["cli", "views", "documents", "intake", "recording", "ledger", "state", "plan", "language"]
APART = {("state", "plan"), ("views", "documents"), ("views", "intake"), ("recording", "intake"), ("intake", "state"), ("intake", "ledger")}


def test_lint_and_types() -> None:
    tools = [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"]]
    for tool in tools:
        done = subprocess.run([sys.executable, "-m", *tool], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
        elif isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
    return names


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_run_one_way(path: Path) -> None:
    room = path.relative_to(SOURCE).parts[0]
    for name in imports(path):
        match = re.match(r"govopen_cli\.(\w+)", name)
        if match is None or match[1] not in ROOMS or room not in ROOMS or match[1] == room:
            continue
        assert ROOMS.index(match[1]) > ROOMS.index(room), f"{path} imports {name}"
        assert (room, match[1]) not in APART, f"{path} imports {name}"


def test_every_text_file_is_opened_with_its_encoding() -> None:
    for path in [*SOURCE.rglob("*.py"), *(ROOT / "tools").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("open", "read_text", "write_text")
            ):
                if ast.unparse(node.func) in ("os.open", "ZipFile.open", "self._zip.open"):  # what holds bytes has no encoding
                    continue
                binary = any(isinstance(arg, ast.Constant) and isinstance(arg.value, str) and "b" in arg.value for arg in node.args)
                assert binary or any(keyword.arg == "encoding" for keyword in node.keywords), f"{path}:{node.lineno}"


def test_nothing_of_the_workplace_is_named() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    ).stdout.splitlines()
    words = re.compile("|".join(["/wo" + "rk/", "pypi" + r"\.", "/ro" + "ot/", "farm-" + "studio"]))
    for name in listed:
        path = ROOT / name
        if path.suffix in (".py", ".md", ".toml", ".yaml", ".json", ".txt") or name == ".ci/run":
            assert not words.search(path.read_text(encoding="utf-8")), name


def test_the_wheel_runs_from_any_folder(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)], cwd=ROOT, check=True, capture_output=True
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    for needed in ("resources/tasks.yaml", "resources/plan.schema.json", "resources/initials.txt", "py.typed"):
        assert f"govopen_cli/{needed}" in names
    assert any(name.endswith(".data/data/share/man/man1/govopen.1") for name in names)
    assert not any(name.startswith("tests/") for name in names)
    # a fresh environment that sees the dependencies of this one, but its own copy of govopen
    home = tmp_path / "venv"
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    library = next((home / "lib").glob("python*")) / "site-packages"
    zipfile.ZipFile(wheel).extractall(library)
    (library / "deps.pth").write_text(str(Path(pytest.__file__).parents[1]), encoding="utf-8")
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    env = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "LC_ALL": "C"}
    done = subprocess.run(
        [python, "-m", "govopen_cli", "due", "--before", "2021-06"], cwd=folder, env=env, capture_output=True, encoding="utf-8", check=False
    )
    assert len(done.stdout.splitlines()) == 22, done.stderr
    where = subprocess.run(
        [python, "-m", "govopen_cli", "where"], cwd=folder, env=env, capture_output=True, encoding="utf-8", check=True
    ).stdout
    assert str(library) in where


HEAVY = ("yaml", "rich", "dateutil", "jsonschema", "openpyxl", "docx", "icalendar", "chinese_calendar", "lxml")
# what costs a fast answer a tenth of itself and more
WEIGHTY = (
    *HEAVY,
    "govopen_cli.cli.grammar.table",
    "typer",
    "typing",
    "pathlib",
    "inspect",
    "dataclasses",
    "uuid",
    "re",
    "enum",
    "contextlib",
    "json",
    "logging",
    "csv",
)


def imported(tmp_path: Path, cache: Path, command: str, names: tuple[str, ...]) -> list[str]:
    """Return which of some modules the second run of a command imported: the first one compiles the plan."""
    script = f"""
import sys
before = set(sys.modules)
from govopen_cli.__main__ import run
assert run({command.split()!r}) == 0
print(sorted(set({names!r}) & (set(sys.modules) - before)), file=sys.stderr)
"""
    env = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(tmp_path),
        "GOVOPEN_CACHE": str(cache),
        "PYTHONPATH": ":".join(path for path in sys.path if path),
        "PYTHONUTF8": "1",
    }
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-S", "-c", script], cwd=tmp_path, env=env, capture_output=True, encoding="utf-8", check=True
        )
    found: list[str] = ast.literal_eval(done.stderr.splitlines()[-1])
    return found


FAST = [
    "due --before 2021-06", "unit 市民政局", "unit", "domain 救灾", "domain", "overdue", "list", "show 1.7", "matrix", "due 市民政局", "list --status 逾期",
]  # fmt: skip


@pytest.mark.parametrize("command", FAST)
def test_a_fast_answer_imports_nothing_that_weighs(tmp_path: Path, cache: Path, command: str) -> None:
    assert imported(tmp_path, cache, command, WEIGHTY) == []


@pytest.mark.parametrize("command", FAST[:2])
def test_json_is_loaded_where_it_is_asked_for(tmp_path: Path, cache: Path, command: str) -> None:
    found = imported(tmp_path, cache, f"{command} --format json", WEIGHTY)
    assert set(found) <= {"json", "re", "enum"}
    assert "json" in found


def test_a_record_imports_nothing_heavy(tmp_path: Path, cache: Path) -> None:
    assert imported(tmp_path, cache, "done 1.6", HEAVY) == []


def test_help_imports_no_command_module(tmp_path: Path) -> None:
    script = """
import sys
from govopen_cli.__main__ import run
run(["--help"])
print(sorted(name for name in sys.modules if name.startswith("govopen_cli")), file=sys.stderr)
"""
    env = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PYTHONPATH": ":".join(path for path in sys.path if path), "PYTHONUTF8": "1"}
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, env=env, capture_output=True, encoding="utf-8", check=True)
    assert set(ast.literal_eval(done.stderr.splitlines()[-1])) == {
        "govopen_cli", "govopen_cli.__main__", "govopen_cli.cli", "govopen_cli.cli.call", "govopen_cli.cli.endings", "govopen_cli.cli.fast",
        "govopen_cli.cli.grammar", "govopen_cli.cli.grammar.acts", "govopen_cli.cli.grammar.aids", "govopen_cli.cli.grammar.files",
        "govopen_cli.cli.grammar.papers", "govopen_cli.cli.grammar.parts", "govopen_cli.cli.grammar.plans", "govopen_cli.cli.grammar.queries", "govopen_cli.cli.grammar.server", "govopen_cli.cli.grammar.table", "govopen_cli.cli.help", "govopen_cli.cli.main", "govopen_cli.errors", "govopen_cli.record", "govopen_cli.text",
    }  # fmt: skip


def test_sql_stands_in_the_room_that_owns_the_tables() -> None:
    statements = re.compile(
        r"\b(?:SELECT|INSERT (?:OR \w+ )?INTO|DELETE FROM|CREATE (?:TEMP )?(?:TABLE|VIEW|INDEX)|ATTACH DATABASE|PRAGMA)\b"
    )
    for path in SOURCE.rglob("*.py"):
        if path.relative_to(SOURCE).parts[:2] not in (("state", "engines"), ("plan", "index")):
            assert not statements.search(path.read_text(encoding="utf-8")), path


def test_no_file_is_named_that_is_not_there() -> None:
    """What docs, code and settings name of the repository can be opened."""
    named = re.compile(r"\b(?:docs|tools|tests|benchmarks|schema|data)/[\w./-]+\.(?:md|py|txt|yaml|json|svg|png|tsv|sql|html|docx)\b")
    texts = [
        path
        for pattern in ("src/**/*.py", "src/**/*.sql", "tests/**/*.py", "tools/**/*.py", "docs/*.md", "*.md")
        for path in ROOT.glob(pattern)
    ]
    missing = {
        (str(path.relative_to(ROOT)), name)
        for path in texts
        if path.name != "CHANGELOG.md"
        for name in named.findall(path.read_text(encoding="utf-8"))
        if not (ROOT / name).exists() and name != "data/tasks.yaml"
    }
    assert not missing


def test_every_test_and_module_that_the_documents_name_exists() -> None:
    tests = set(re.findall(r"\bdef (test_\w+)", "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py"))))
    tests |= {path.stem for path in (ROOT / "tests").rglob("test_*.py")}
    rooms = "|".join(path.name for path in SOURCE.iterdir() if path.is_dir() and path.name not in ("__pycache__", "resources"))
    for path in ROOT.glob("docs/*.md"):
        text = path.read_text(encoding="utf-8")
        assert not set(re.findall(r"`(test_\w+)`", text)) - tests, path
        named = re.findall(rf"(?:`|──)((?:{rooms})/[\w/]+)", text)
        assert not [name for name in named if not ((SOURCE / name).is_dir() or (SOURCE / f"{name}.py").is_file())], path


def test_no_module_grows_beyond_four_hundred_lines() -> None:
    assert not [path for path in SOURCE.rglob("*.py") if len(path.read_text(encoding="utf-8").splitlines()) > 400]
