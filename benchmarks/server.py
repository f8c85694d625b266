"""What a server that offices share bears: ``python benchmarks/server.py [acts|replicas|questions|catchup|scale|faults …]`` prints markdown.

A real PostgreSQL with its own settings (fsync on) is started for it and thrown away. Acts are recorded through the library, as a command does
after it has started: connect, hold the plan, take in what is new, insert, commit, keep in the replica. Each client is a machine of its own with
a replica of its own. Server and clients share this machine; each table says how busy it was otherwise.
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.server.cluster import Cluster, Database, cluster, database, fill, machine, record, storm  # noqa: E402

from benchmarks import data  # noqa: E402  the package is not installed
from benchmarks.run import Case, baselines, govopen, interleaved, table, weigh  # noqa: E402
from govopen_cli.state.engines.postgres import kept, publish, steps  # noqa: E402
from govopen_cli.state.engines.postgres.address import parse  # noqa: E402
from govopen_cli.state.events import Clerk, Draft  # noqa: E402
from govopen_cli.state.incoming import entries  # noqa: E402
from govopen_cli.state.merge import merge  # noqa: E402
from govopen_cli.state.open import ALWAYS, read  # noqa: E402
from govopen_cli.state.write import write  # noqa: E402

SECONDS = 10.0
FAST = "shared_buffers = 1GB\nmax_wal_size = 8GB\nfsync = off\nfull_page_writes = off\nsynchronous_commit = off\nautovacuum = off"


def prepared(own: Cluster, plans: int, name: str = "govopen") -> tuple[Database, str]:
    """Make a database with plans named p0, p1, …, and an office's login role in all of them."""
    server = database(own, name)
    with server.connect() as connection:
        steps.apply(connection)
        for number in range(plans):
            publish.publish(connection, f"p{number}", "", [])
    for number in range(plans):
        role = server.login("office", "office", plan=f"p{number}")
    return server, role


def heading(text: str) -> None:
    """Print the heading of a table, and how busy the machine is before it begins."""
    print(f"## {text}\n\nLoad before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.\n")


@contextmanager
def cache() -> Iterator[None]:
    """Use a cache that is thrown away."""
    folder = tempfile.mkdtemp(prefix="govopen-bench-")
    os.environ["GOVOPEN_CACHE"] = folder
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# --- acts a second ---------------------------------------------------------------------------------------------------


def acts() -> None:
    """Count acts a second of 1, 8, 64 and 256 clients, on one plan and on 100 plans."""
    heading(f"Acts a second ({SECONDS:.0f} s each)")
    print("| clients | plans | acts a second | median ms an act | slowest ms | refused |\n|---|---|---|---|---|---|")
    with cluster() as own:
        server, role = prepared(own, 100)
        for plans in (1, 100):
            for clients in (1, 8, 64, 256):
                with cache():
                    times, refused, seconds = _recording(server, role, clients, plans)
                middle, worst = statistics.median(times) * 1000, max(times) * 1000
                print(f"| {clients} | {plans} | {len(times) / seconds:.0f} | {middle:.0f} | {worst:.0f} | {refused} |", flush=True)


def _recording(server: Database, role: str, clients: int, plans: int) -> tuple[list[float], int, float]:
    times: list[float] = []
    refused: list[str] = []
    start, stop = threading.Event(), threading.Event()

    def work(name: int) -> None:
        plan = f"p{name % plans}"
        place = machine(server, role, name, plan)
        record(place, "0.0", plan=plan)  # the replica is there
        start.wait()
        while not stop.is_set():
            began = time.perf_counter()
            try:
                record(place, f"{name}.1", plan=plan)
                times.append(time.perf_counter() - began)
            except Exception as error:  # noqa: BLE001  whatever it is, it is counted
                refused.append(str(error))

    threads = [threading.Thread(target=work, args=(name,)) for name in range(clients)]
    for thread in threads:
        thread.start()
    time.sleep(1 + clients / 20)
    began = time.perf_counter()
    start.set()
    time.sleep(SECONDS)
    stop.set()
    seconds = time.perf_counter() - began
    for thread in threads:
        thread.join()
    if refused:
        print(refused[0], file=sys.stderr)
    return times, len(refused), seconds


# --- replicas that catch up while others record ----------------------------------------------------------------------


def replicas() -> None:
    """Count how often 1, 8 and 64 replicas of one log take in what is new, while one client records in it."""
    heading(f"Replicas catching up while one client records ({SECONDS:.0f} s each)")
    print("| replicas | catch-ups a second | median ms a catch-up | slowest ms | acts a second meanwhile |\n|---|---|---|---|---|")
    with cluster() as own:
        server, role = prepared(own, 1)
        for count in (1, 8, 64):
            with cache():
                times, acts = _catching_up(server, role, count)
            middle, worst = statistics.median(times) * 1000, max(times) * 1000
            print(f"| {count} | {len(times) / SECONDS:.0f} | {middle:.0f} | {worst:.0f} | {acts / SECONDS:.0f} |", flush=True)


def _catching_up(server: Database, role: str, count: int) -> tuple[list[float], int]:
    times: list[float] = []
    recorded: list[str] = []
    stop = threading.Event()

    def look(name: int) -> None:
        place = machine(server, role, name, "p0")
        read(place, "p0", sync=ALWAYS).close()  # the replica is there
        while not stop.is_set():
            began = time.perf_counter()
            read(place, "p0", sync=ALWAYS).close()
            times.append(time.perf_counter() - began)

    def work() -> None:
        while not stop.is_set():
            recorded.extend(record(machine(server, role, count, "p0"), "1.1", plan="p0"))

    threads = [threading.Thread(target=work), *(threading.Thread(target=look, args=(name,)) for name in range(count))]
    for thread in threads:
        thread.start()
    time.sleep(SECONDS)
    stop.set()
    for thread in threads:
        thread.join()
    return times, len(recorded)


# --- questions -------------------------------------------------------------------------------------------------------


def questions(rounds: int) -> None:
    """Time a question of a file, of a fresh replica, and of one that is compared with the server first, in turns."""
    count, events = 1000, 10_000
    heading(f"A question ({count:,} items, {events:,} events), the server by TCP on this machine")
    with cluster() as own, cache():
        server = database(own)
        with server.connect() as connection:
            steps.apply(connection)
            publish.publish(connection, "bench", data.plan_text(count), [])
        address = server.over(own.port, server.login("office", "office", plan="bench"), "bench")
        folder = Path(os.environ["GOVOPEN_CACHE"])
        data.make_plan(folder / "tasks.yaml", count)
        data.make_state(folder / "tasks.state.db", count, events)
        with write(address, "bench") as state:
            merge(state, entries(folder / "tasks.state.db", "bench"), datetime.now(timezone.utc))
        _, typer = baselines()
        driver = Case("import psycopg", [sys.executable, "-c", "import psycopg"])
        bare = baselines()[0]
        line = ["due", "--before", "2021-06"]
        file = govopen(folder, line, "due, a file")
        warm = _shared(folder, address, line, "due, a fresh replica")
        same = _shared(folder, address, [*line, "--fresh"], "due --fresh, nothing new")
        news = _shared(folder, address, [*line, "--fresh"], "due --fresh, one act new")
        news.before = partial(_done_elsewhere, address.replace("#", "?application_name=other#"))
        cases = [bare, typer, driver, file, warm, same, news]
        interleaved(cases, rounds)
        table(cases, bare, file)
    print(f"A fresh replica: {warm.median / file.median:.2f} times the file.")
    for case in (same, news):
        print(f"{case.name}: `import psycopg` and {case.median - warm.median - (driver.median - bare.median):.0f} ms.")


def _done_elsewhere(address: str) -> None:
    record(address, "40.1", plan="bench")


def _shared(folder: Path, address: str, line: list[str], name: str) -> Case:
    """Return a question of the server, whose plan comes from there as well."""
    case = govopen(folder, line, name)
    case.env |= {"GOVOPEN_STATE": address, "GOVOPEN_CACHE": str(folder / "shared"), "GOVOPEN_FRESH": "3600"}
    return case


# --- replicas --------------------------------------------------------------------------------------------------------


def catchup(count: int) -> None:
    """Time what it takes to take in news, the first replica of many events, and looking at all of them."""
    heading(f"Replicas of a log of {count:,} events")
    print("| what | seconds | events a second | peak MiB |\n|---|---|---|---|")
    with cluster(settings=FAST) as own, cache():
        server, role = prepared(own, 1)
        place = server.address(role, "p0")
        _fill(place, count)
        shutil.rmtree(os.environ["GOVOPEN_CACHE"])
        for name, line in (("first replica", ["log", "--since", "2999-01-01", "--format", "json"]), ("state verify", ["state", "verify"])):
            seconds, memory = _command(place, line)
            print(f"| {name} | {seconds:.1f} | {count / seconds:.0f} | {memory / 1024:.0f} |", flush=True)
        address = parse(place)
        for news in (1, 100, 10_000):
            other = machine(server, role, news, "p0")
            shutil.copy(kept.replica(address, "p0"), kept.replica(parse(other), "p0"))
            for start in range(0, news, 1000):
                record(place, *[f"{start + item}.1" for item in range(min(1000, news - start))], plan="p0")
            began = time.perf_counter()
            with closing(read(other, "p0", sync=ALWAYS)) as state:
                assert not state.remark
            seconds = time.perf_counter() - began
            print(f"| {news:,} news taken in | {seconds:.3f} | {news / seconds:.0f} | |", flush=True)


def _fill(place: str, count: int) -> None:
    """Record events on 25,000 items, straight into the log."""
    clerk = Clerk("甲", "bench", datetime(2021, 1, 1, tzinfo=timezone.utc))
    batch = 50_000
    for start in range(0, count, batch):
        drafts = [
            Draft(f"{number % 25_000 // 25}.{number % 25}", "progress", "2021-01-04", note="已开展")
            for number in range(start, start + batch)
        ]
        with write(place, "p0", 60) as state:
            state.append(drafts[: count - start], clerk._replace(now=clerk.now + timedelta(seconds=start)))


def _command(place: str, line: list[str]) -> tuple[float, int]:
    """Run a command in a process of its own, once; returns seconds and peak KiB."""
    folder = Path(tempfile.mkdtemp())
    plan = folder / "plan.yaml"
    plan.write_text("version: 1\nid: p0\ntitle: 表\nissued: 2020\nroles: {lead: 责任单位}\ntasks:\n- {no: 1, name: 一, units: {lead: [甲局]}, items: [{id: '1.1', content: 内容, deadline: 2021年}]}\n", encoding="utf-8")  # fmt: skip
    case = govopen(folder, line, " ".join(line))
    case.env |= {"GOVOPEN_STATE": place, "GOVOPEN_PLAN": str(plan), "GOVOPEN_CACHE": os.environ["GOVOPEN_CACHE"]}
    began = time.perf_counter()
    weigh(case)
    seconds = time.perf_counter() - began
    shutil.rmtree(folder)
    return seconds, case.memory


# --- the whole grows -------------------------------------------------------------------------------------------------


def scale(plans: int, events: int) -> None:
    """Time one act and one catch-up on a plan among ten, and on one among ``plans``, in turns; each has ``events`` events."""
    heading(f"One plan among many ({events:,} events a plan)")
    print("| plans | events in all | one act, median ms | one catch-up, median ms | list of all plans, ms |\n|---|---|---|---|---|")
    with cluster(settings=FAST) as own, cache():
        sizes = (10, plans)
        offices = [prepared(own, size, f"of{size}") for size in sizes]
        for size, (server, _) in zip(sizes, offices, strict=True):
            fill(server, range(size), events)
        places = [(server.address(role, "p3"), machine(server, role, 1, "p3")) for server, role in offices]
        for pair in places:
            for place in pair:
                _caught_up(place)
        acts: list[list[float]] = [[], []]
        news: list[list[float]] = [[], []]
        for _ in range(31):
            for number, (place, other) in enumerate(places):
                acts[number].append(_timed(_recorded, place))
                news[number].append(_timed(_caught_up, other))
        for number, size in enumerate(sizes):
            middle = statistics.median(acts[number]), statistics.median(news[number])
            listed = _timed(_overview, offices[number][0])
            print(f"| {size} | {size * events:,} | {middle[0]:.1f} | {middle[1]:.1f} | {listed:.0f} |", flush=True)


def _overview(server: Database) -> None:
    with server.connect() as connection:
        publish.listed(publish.asked(connection, None))


def _recorded(place: str) -> None:
    record(place, "1.1", plan="p3")


def _caught_up(place: str) -> None:
    read(place, "p3", sync=ALWAYS).close()


def _timed(work: Callable[..., object], *values: object) -> float:
    began = time.perf_counter()
    work(*values)
    return (time.perf_counter() - began) * 1000


# --- faults ----------------------------------------------------------------------------------------------------------


def faults(writers: int, kills: int) -> None:
    """Kill the server again and again while many clients record."""
    heading(f"{writers} clients, the server killed with SIGKILL and started again {kills} times")
    with cluster() as own, cache():
        server, role = prepared(own, 1)
        with server.connect() as connection:
            publish.publish(connection, "wuhai-2020", "", [])
        server.login("office", "office")
        found = storm(own, server, role, writers, kills, 3.0)
    lost, twice = set(found.said) - set(found.recorded), len(found.said) - len(set(found.said))
    print(
        "| said to be recorded | in the log | lost | twice | gaps in the numbers | outcome unknown, and said so |\n|---|---|---|---|---|---|"
    )
    gaps = found.numbers != list(range(1, len(found.numbers) + 1))
    print(f"| {len(found.said)} | {len(found.recorded)} | {len(lost)} | {twice} | {int(gaps)} | {found.unsure} |", flush=True)


def main() -> None:
    """Run what the command line names."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", nargs="*", default=["acts", "replicas", "questions", "catchup", "scale", "faults"])
    parser.add_argument("--events", type=int, default=1_000_000, help="of one log (catchup)")
    parser.add_argument("--plans", type=int, default=1000, help="of the server (scale), with 10,000 events each")
    parser.add_argument("--rounds", type=int, default=15, help="of each question")
    parser.add_argument("--writers", type=int, default=64)
    parser.add_argument("--kills", type=int, default=5)
    given = parser.parse_args()
    runs: dict[str, Callable[[], None]] = {
        "acts": acts,
        "replicas": replicas,
        "questions": lambda: questions(given.rounds),
        "catchup": lambda: catchup(given.events),
        "scale": lambda: scale(given.plans, 10_000),
        "faults": lambda: faults(given.writers, given.kills),
    }
    for name in given.what:
        runs[name]()
        print()


if __name__ == "__main__":
    main()
