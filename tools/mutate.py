"""Which mistakes would the tests not see? ``python tools/mutate.py [ROOM | MODULE …]`` makes them one by one and lists those that live.

A mutant is a module of the ledger, the recording or the state room in which one thing is bent: a comparison, a boolean operator, a
constant, a sum, a min or max, a returned value, a condition. It stands in a copy of the sources; the tests of its room run against that copy
in a forked process that has pytest loaded already, and stop at the first failure. A mutant that no test fails for has survived; it is
either a gap in the tests or a change without a meaning, which docs/testing.md lists.

Not part of the test suite: it takes an hour. ``--sample N`` tries N mutants of each module, ``--list`` shows them without running any.
"""

import argparse
import ast
import io
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "govopen_cli"
ROOMS = ("ledger", "recording", "state")
# Tests by the room of the mutant, the quick ones first: the next group runs only where the one before it saw nothing.
_WORDS = tuple([f"tests/cli/test_{name}.py"] for name in ("queries", "closing", "inbox", "editing", "many_plans"))
_PAPERS = tuple([f"tests/documents/test_{name}.py"] for name in ("desk", "export", "returned", "notice", "bulletin", "round_trip"))
TESTS = {
    "ledger": (["tests/ledger"], ["tests/recording"], *_WORDS, *_PAPERS),
    "recording": (["tests/recording"], ["tests/ledger/test_recurring.py"], *_WORDS, *_PAPERS),
    "state": (["tests/state"], ["tests/recording"], ["tests/ledger"], ["tests/cli/test_strays.py"]),
}
PATIENCE = 900  # seconds after which a group of tests counts as failed: the mutant runs for ever


class Mutant(NamedTuple):
    """One change of one module: where, what it was and what it becomes, and the module's whole text with it."""

    module: Path
    line: int
    before: str
    after: str
    text: str

    def __str__(self) -> str:
        return f"{self.module.relative_to(SOURCE)}:{self.line}: {self.before}  →  {self.after}"


Change = Callable[[], Callable[[], None]]  # makes the change and returns what takes it back

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot,
    ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add}
_NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}


def mutants(module: Path) -> Iterator[Mutant]:
    """Yield every mutant of a module."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    _without_annotations(tree)
    for node, changes in _changes(tree):
        before = ast.unparse(node)
        for change in changes:
            undo = change()
            after = ast.unparse(node)
            text = ast.unparse(ast.fix_missing_locations(tree))
            undo()
            if after != before:
                yield Mutant(module, getattr(getattr(node, "target", node), "lineno", 0), _short(before), _short(after), text)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 100 else line[:99] + "…"


def _without_annotations(tree: ast.Module) -> None:
    """Mark what no mutant may touch: annotations say nothing at run time."""
    for node in ast.walk(tree):
        for part in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            for inner in ast.walk(part) if isinstance(part, ast.AST) else ():
                inner.bent = True  # type: ignore[attr-defined]


def _changes(tree: ast.Module) -> Iterator[tuple[ast.AST, list[Change]]]:
    for node in ast.walk(tree):
        if getattr(node, "bent", False):
            continue
        found = list(_of(node))
        if found:
            yield node, found


def _set(node: ast.AST, name: str, value: object) -> Change:
    def change() -> Callable[[], None]:
        old = getattr(node, name)
        setattr(node, name, value)
        return lambda: setattr(node, name, old)

    return change


def _of(node: ast.AST) -> Iterator[Change]:
    """Yield the ways of bending one node."""
    yield from _of_logic(node)
    yield from _of_values(node)


def _of_logic(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Compare(ops=ops):
            for place, operator in enumerate(ops):
                if swapped := _COMPARISONS.get(type(operator)):
                    yield _set(node, "ops", [*ops[:place], swapped(), *ops[place + 1 :]])
        case ast.BoolOp(op=operator):
            yield _set(node, "op", ast.Or() if isinstance(operator, ast.And) else ast.And())
            for place in range(len(node.values)):
                yield _set(node, "values", [*node.values[:place], *node.values[place + 1 :]] * (2 if len(node.values) == 2 else 1))
        case ast.UnaryOp(op=ast.Not()):
            yield _dropped(node)
        case ast.If() | ast.IfExp():
            yield _set(node, "test", ast.Constant(True))
            yield _set(node, "test", ast.Constant(False))
        case ast.comprehension(ifs=[_, *_] as ifs):
            for place in range(len(ifs)):
                yield _set(node, "ifs", [*ifs[:place], *ifs[place + 1 :]])
        case _:
            pass


def _of_values(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.BinOp(op=operator) if not _sets(node) and type(operator) in _OPERATORS:
            yield _set(node, "op", _OPERATORS[type(operator)]())
        case ast.Constant(value=bool()):
            yield _set(node, "value", not node.value)
        case ast.Constant(value=int()):
            yield _set(node, "value", node.value + 1)  # type: ignore[operator]
        case ast.Call(func=ast.Name(id=name)) if name in _NAMES:
            yield _set(node, "func", ast.Name(_NAMES[name], ast.Load()))
        case ast.Return(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            yield _set(node, "value", ast.Constant(None))
        case _:
            pass


def _dropped(node: ast.UnaryOp) -> Change:
    """Turn ``not x`` into ``not not x``: what stands above it cannot be reached from here."""
    return _set(node, "operand", ast.UnaryOp(ast.Not(), node.operand))


def _sets(node: ast.BinOp) -> bool:
    """Tell whether a sum is one of texts: taking away would only raise an error."""
    return any(isinstance(side, ast.JoinedStr | ast.List | ast.Tuple) for side in (node.left, node.right))


# --- running --------------------------------------------------------------------------------------------------------


def survives(mutant: Mutant, copy: Path) -> bool:
    """Tell whether no test of the room sees a mutant."""
    place = copy / "govopen_cli" / mutant.module.relative_to(SOURCE)
    original = place.read_text(encoding="utf-8")
    place.write_text(mutant.text, encoding="utf-8")
    try:
        return all(_passes(group, copy) for group in TESTS[mutant.module.relative_to(SOURCE).parts[0]])
    finally:
        place.write_text(original, encoding="utf-8")


def _passes(tests: list[str], copy: Path) -> bool:
    """Run tests in a forked process; what runs too long has failed."""
    child = os.fork()
    if child == 0:
        os.setsid()
        code = 1
        try:
            code = _run(tests, copy)
        finally:
            os._exit(code)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) == 0
        time.sleep(0.05)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def _run(tests: list[str], copy: Path) -> int:
    import pytest

    os.chdir(ROOT)
    sys.path[:0] = [str(copy), str(ROOT)]
    os.environ["PYTHONPATH"] = str(copy)
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        return int(pytest.main(["-x", "-q", "-n0", "-p", "no:cacheprovider", "--no-header", *tests]))


def _warm() -> None:
    """Load what every test run needs, once; nothing of govopen itself."""
    import sqlite3  # noqa: F401

    import chinese_calendar  # noqa: F401
    import dateutil.rrule  # noqa: F401
    import pytest  # noqa: F401
    import yaml  # noqa: F401


def modules(names: list[str]) -> list[Path]:
    """Return the modules that rooms, or parts of their paths, name."""
    known = sorted(path for room in ROOMS for path in (SOURCE / room).rglob("*.py") if path.name != "__init__.py")
    return [path for path in known if not names or any(name in str(path.relative_to(SOURCE)) for name in names)]


def main() -> None:
    parser = argparse.ArgumentParser(description="Bend the code one thing at a time and list what no test sees.")
    parser.add_argument("names", nargs="*", help="rooms, or parts of the paths of modules")
    parser.add_argument("--sample", type=int, help="how many mutants of each module to try")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--list", action="store_true", help="show the mutants, run none")
    options = parser.parse_args()
    _warm()
    base = Path(tempfile.mkdtemp(prefix="mutants-"))
    copy = base / "src"  # laid out like the tree: the plan and the schema are looked for beside src/
    shutil.copytree(SOURCE, copy / "govopen_cli", ignore=shutil.ignore_patterns("__pycache__"))
    for room in ("data", "schema"):
        shutil.copytree(ROOT / room, base / room)
    tried = lived = 0
    try:
        for room in {module.relative_to(SOURCE).parts[0] for module in modules(options.names)} if not options.list else ():
            for group in TESTS[room]:
                if not _passes(group, copy):
                    raise SystemExit(f"{' '.join(group)} fails without a mutant")
        for module in modules(options.names):
            found = list(mutants(module))
            if options.sample is not None and len(found) > options.sample:
                found = sorted(random.Random(options.seed).sample(found, options.sample), key=lambda mutant: mutant.line)
            alive = [] if options.list else [mutant for mutant in found if survives(mutant, copy)]
            tried, lived = tried + len(found), lived + len(alive)
            print(
                f"{module.relative_to(SOURCE)}: {len(found)} mutants" + ("" if options.list else f", {len(found) - len(alive)} died"),
                flush=True,
            )
            for mutant in found if options.list else alive:
                print(f"  {mutant}", flush=True)
    finally:
        shutil.rmtree(base)
    print(f"{tried} mutants" + ("" if options.list else f", {tried - lived} died, {lived} lived"))


if __name__ == "__main__":
    main()
