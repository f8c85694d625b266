"""How long a question takes, as ratios within one run: ``python benchmarks/run.py [--peers] [--quick]`` prints markdown.

Commands run interleaved (A B A B …), each in a process of its own, with stdout to a pipe. Times are wall times; peak memory is that of
the process (ru_maxrss of the child).
"""

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks import data  # noqa: E402  the package is not installed

GOVOPEN = [sys.executable, "-c", "from govopen_cli.__main__ import main; main()"]
BYTECODE = tempfile.TemporaryDirectory()
TODAY = "2021-06-15"
QUESTIONS = {
    "due --before D": ["due", "--before", "2021-06"],
    "unit U": ["unit", data.UNIT],
    "domain D": ["domain", data.DOMAIN],
    "overdue": ["overdue"],
    "show ID": ["show", "1.7"],
    "done ID": ["done", "1.7"],
}


@dataclass
class Case:
    """A command that is timed again and again."""

    name: str
    command: Sequence[str]
    env: dict[str, str] = field(default_factory=dict)
    before: Callable[[], None] | None = None  # runs untimed before every round
    times: list[float] = field(default_factory=list)
    memory: int = 0  # KiB, the largest seen
    cwd: Path | None = None

    @property
    def median(self) -> float:
        """Median wall time in milliseconds."""
        return statistics.median(self.times)


def environment(case: Case) -> dict[str, str]:
    """Return what a case runs with; compiled modules are kept, as those of an installed package are, whatever this shell says."""
    inherited = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**inherited, "PYTHONPYCACHEPREFIX": BYTECODE.name, **case.env}


def once(case: Case) -> None:
    """Run a case once and note its time."""
    if case.before is not None:
        case.before()
    started = time.perf_counter()
    done = subprocess.run(case.command, env=environment(case), cwd=case.cwd, capture_output=True, check=False)
    case.times.append((time.perf_counter() - started) * 1000)
    if done.returncode != 0:
        raise SystemExit(f"{case.name}: exit {done.returncode}\n{done.stderr.decode()}")


MEASURE = "import resource, subprocess, sys; done = subprocess.run(sys.argv[1:], capture_output=True, encoding='utf-8'); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(done.stdout + done.stderr if done.returncode else 0)"


def weigh(case: Case) -> None:
    """Run a case once below a bare Python and note its peak memory: measured from here, it would include this process's own."""
    if case.before is not None:
        case.before()
    command = [sys.executable, "-c", MEASURE, *case.command]
    done = subprocess.run(command, env=environment(case), cwd=case.cwd, capture_output=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{case.name}: exit {done.returncode}\n{done.stderr.decode()}")
    case.memory = int(done.stdout)


def interleaved(cases: Sequence[Case], rounds: int) -> None:
    """Run all cases in turn, ``rounds`` times; one round before them warms the caches and is not counted."""
    for turn in range(rounds + 1):
        for case in cases:
            once(case)
            if turn == 0:
                case.times.clear()
                weigh(case)


def table(cases: Sequence[Case], base: Case, reference: Case) -> None:
    """Print medians with their range, ratios to two cases, and peak memory."""
    print(f"| command | median ms | min–max | × `{base.name}` | × `{reference.name}` | peak MiB |\n|---|---|---|---|---|---|")
    for case in cases:
        spread = f"{min(case.times):.0f}–{max(case.times):.0f}"
        print(
            f"| {case.name} | {case.median:.0f} | {spread} | {case.median / base.median:.1f} | {case.median / reference.median:.2f} | {case.memory / 1024:.0f} |"
        )
    print()


def govopen(folder: Path, arguments: Sequence[str], name: str) -> Case:
    """Return a case that asks the plan in a folder."""
    env = {"GOVOPEN_CACHE": str(folder / "cache"), "GOVOPEN_TODAY": TODAY, "PYTHONPATH": str(ROOT / "src")}
    return Case(name, [*GOVOPEN, *arguments], env, cwd=folder)


def baselines() -> tuple[Case, Case]:
    """Return what every Python command costs, and what every Typer command costs."""
    return Case("python -c pass", [sys.executable, "-c", "pass"]), Case("import typer", [sys.executable, "-c", "import typer"])


def prepare(folder: Path, count: int, events: int = 0) -> Path:
    """Make a plan, its index and, with ``events``, a state."""
    place = folder / f"{count}{'-events' if events else ''}"
    data.make_plan(place / "tasks.yaml", count)
    if events:
        data.make_state(place / "tasks.state.db", count, events)
    once(govopen(place, ["due", "--before", "2021-06"], "warm-up"))
    return place


def fresh_state(place: Path) -> Callable[[], None]:
    """Return what makes ``done`` record anew: the state as it was before."""
    state, kept = place / "tasks.state.db", place / "kept.db"
    if state.exists():
        shutil.copy(state, kept)

    def restore() -> None:
        if kept.exists():
            shutil.copy(kept, state)
        else:
            state.unlink(missing_ok=True)

    return restore


def reopened(place: Path) -> Callable[[], None]:
    """Return what makes ``done`` record anew without touching the rest of the state."""
    case = govopen(place, ["reopen", "1.7", "--reason", "bench"], "reopen")

    def reopen() -> None:
        subprocess.run(case.command, env=environment(case), cwd=place, check=True, capture_output=True)

    return reopen


def warm(folder: Path, sizes: Sequence[int], rounds: int, events: int) -> None:
    """Time every question at every size, and at the largest with a large state."""
    places = {f"{size:,}": prepare(folder, size) for size in sizes}
    places[f"{sizes[-1]:,} + {events:,} events"] = prepare(folder, sizes[-1], events)
    print("## Warm queries: 20 rows, piped\n")
    for question, arguments in QUESTIONS.items():
        base, typer = baselines()
        cases = [govopen(place, arguments, f"{question}, {label}") for label, place in places.items()]
        if question.startswith("done"):
            for case in cases:
                assert case.cwd is not None
                # copying a state of a million events is not what is measured: there the item is reopened instead
                case.before = reopened(case.cwd) if "events" in case.name else fresh_state(case.cwd)
        interleaved([base, typer, *cases], rounds)
        table([base, typer, *cases], base, typer)


def cold(folder: Path, sizes: Sequence[int]) -> None:
    """Time compiling a plan."""
    print("## Cold compile: the first question after the plan changed\n")
    base, typer = baselines()
    cases = []
    for size in sizes:
        place = prepare(folder, size)
        case = govopen(place, ["due", "--before", "2021-06"], f"compile {size:,}")
        cache = place / "cache"
        case.before = lambda cache=cache: shutil.rmtree(cache, ignore_errors=True)
        cases.append(case)
    interleaved([base, typer, *cases], 3)
    table([base, typer, *cases], base, typer)


def writes(folder: Path, rounds: int) -> None:
    """Time a batch of 1,000 records beside one of one."""
    print("## Writes\n")
    place = prepare(folder, 2000)
    base, typer = baselines()
    cases = [govopen(place, ["done", "1.1"], "done 1"), govopen(place, ["done", "1.1-40.25"], "done 1,000")]
    for case in cases:
        case.before = fresh_state(place)
    interleaved([base, typer, *cases], rounds)
    table([base, typer, *cases], base, typer)


def documents(folder: Path, count: int) -> None:
    """Time export and import of a large ledger."""
    print(f"## Documents, {count:,} rows\n")
    place = prepare(folder, count)
    base, typer = baselines()
    steps = [
        ("export xlsx", ["export", "-o", "a.xlsx"]),
        ("export docx", ["export", "-o", "a.docx"]),
        ("export xlsx --print", ["export", "-o", "p.xlsx", "--print"]),
        ("export docx --print", ["export", "-o", "p.docx", "--print"]),
        ("import xlsx", ["import", "a.xlsx", "-o", "b.yaml", "--yes"]),
        ("import docx", ["import", "a.docx", "-o", "c.yaml", "--yes"]),
        ("import --ledger", ["import", "--ledger", "a.xlsx"]),
    ]
    cases = [govopen(place, arguments, name) for name, arguments in steps]
    interleaved([base, typer, *cases], 1)
    table([base, typer, *cases], base, typer)


def terminal(folder: Path, count: int) -> None:
    """Time a long table as a terminal gets it."""
    print(f"## A table of {count:,} rows on a terminal of 120 columns\n")
    place = prepare(folder, count)
    base, typer = baselines()
    case = govopen(place, ["list", "--format", "table"], f"list, {count:,} rows")
    case.env["COLUMNS"] = "120"
    interleaved([base, typer, case], 2)
    table([base, typer, case], base, typer)


def peers(folder: Path, rounds: int) -> None:
    """Ask found peers for what is due before a day, of the same 1,000 items."""
    print("## Peers: what is due before a day, 1,000 items\n")
    place = prepare(folder, 1000)
    base, typer = baselines()
    cases = [govopen(place, ["due", "--before", "2021-06"], "govopen due")]
    if todoman := shutil.which("todo"):
        cases.append(_todoman(folder, todoman))
    if task := shutil.which("task"):
        cases.append(_taskwarrior(folder, task))
    if todotxt := shutil.which("todo-txt") or shutil.which("todo.sh"):
        cases.append(_todotxt(folder, todotxt))
    if doorstop := shutil.which("doorstop"):
        print(f"doorstop ({doorstop}) has no question about dates: left out.\n")
    interleaved([base, typer, *cases], rounds)
    table([base, typer, *cases], base, typer)


def _todoman(folder: Path, program: str) -> Case:
    place = folder / "todoman"
    calendar = place / "list"
    calendar.mkdir(parents=True)
    for item_id, phrase in data.items(1000):
        due = "20200630" if phrase.startswith("2020") else "20310630"
        text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VTODO\r\nUID:{item_id}\r\nDTSTAMP:20200101T000000Z\r\nSUMMARY:{item_id}\r\nDUE;VALUE=DATE:{due}\r\nEND:VTODO\r\nEND:VCALENDAR\r\n"
        (calendar / f"{item_id}.ics").write_text(text, encoding="utf-8")
    (place / "config.py").write_text(
        f'path = "{place}/*"\ndate_format = "%Y-%m-%d"\ndefault_list = "list"\ncache_path = "{place}/cache.sqlite3"\n', encoding="utf-8"
    )
    return Case("todoman list --due", [program, "--config", str(place / "config.py"), "list", "--due", "1"], {"HOME": str(place)})


def _taskwarrior(folder: Path, program: str) -> Case:
    place = folder / "taskwarrior"
    place.mkdir()
    (place / "rc").write_text(f"data.location={place}\nconfirmation=off\nhooks=off\nnews.version=99.0.0\n", encoding="utf-8")
    env = {"TASKRC": str(place / "rc"), "HOME": str(place)}
    lines = [
        f'{{"description":"{item_id}","due":"{"20200630" if phrase.startswith("2020") else "20310630"}T000000Z","status":"pending"}}'
        for item_id, phrase in data.items(1000)
    ]
    (place / "in.json").write_text("\n".join(lines), encoding="utf-8")
    subprocess.run([program, "import", str(place / "in.json")], env={**os.environ, **env}, check=True, capture_output=True)
    return Case("task due.before:2021-06-01", [program, "due.before:2021-06-01", "minimal"], env)


def _todotxt(folder: Path, program: str) -> Case:
    place = folder / "todotxt"
    place.mkdir()
    lines = [f"{item_id} due:{'2020-06-30' if phrase.startswith('2020') else '2031-06-30'}" for item_id, phrase in data.items(1000)]
    (place / "todo.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (place / "config").write_text(
        f'export TODO_DIR="{place}"\nexport TODO_FILE="$TODO_DIR/todo.txt"\nexport DONE_FILE="$TODO_DIR/done.txt"\nexport REPORT_FILE="$TODO_DIR/report.txt"\n',
        encoding="utf-8",
    )
    return Case("todo.sh ls due:2020", [program, "-d", str(place / "config"), "ls", "due:2020"], {"HOME": str(place)})


def main() -> None:
    """Run everything and print one page of markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", action="store_true", help="also time the peers that are found on this machine")
    parser.add_argument("--quick", action="store_true", help="smaller data and fewer rounds, to try the benchmark itself")
    options = parser.parse_args()
    sizes = [33, 1000] if options.quick else [33, 1000, 10_000, 100_000]
    rounds, events = (3, 10_000) if options.quick else (15, 1_000_000)
    print(
        f"# govopen benchmark\n\nPython {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}.\n"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        warm(folder, sizes, rounds, events)
        cold(folder, sizes[-2:])
        writes(folder, rounds)
        terminal(folder, sizes[-2] if options.quick else 10_000)
        documents(folder, sizes[-1] if options.quick else 10_000)
        if options.peers:
            peers(folder, rounds)


if __name__ == "__main__":
    main()
