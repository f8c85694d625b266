"""What comes from another place: events to merge, ledgers that come back. Refused whole or taken in, and everything goes on working."""

import csv
import io
import json
import random
import shutil
import tempfile
from pathlib import Path
from types import TracebackType

from tests.plans import dated, plan

from tools.fuzzing.common import ODD, Target, call, damaged, damaged_bytes, require
from tools.fuzzing.files import repacked

_WRONG = [
    None, True, 0, -1, 1.5, 10**40, "", "x", "zzzz", "9999-12-31T23:59:59.999999Z", "0001-01-01", "2021-02-30", "2031-01-01", "../../etc/passwd", "\x1b[2J", "\u202e", "a" * 5000, [], {}, [1], {"a": 1},
    "done", "undo", "accept", "unknown-act", "1.1", "9.9", "test", "00000000-0000-0000-0000-000000000000", "\ud800",
]  # fmt: skip


class Records(Target):
    """A folder with a plan, a few acts, and what they look like when they leave."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="govopen-fuzz-"))
        items = dated("6月底"), dated("每月5日前"), dated("年底前", "domains: [救灾]"), dated("持续推进")
        (self.folder / "tasks.yaml").write_text(plan(*items, head="domains: [救灾]"), encoding="utf-8")
        self.run("done", "1.1", "--on", "2021-06-01", "--note", "完成")
        self.run("progress", "1.2", "--note", "进展")
        self.run("done", "1.3", "--on", "2021-12-01")
        self.run("undo", "--yes")
        self._kept = self.folder / "kept.db"
        self._state = self.folder / "tasks.state.db"
        shutil.copy(self._state, self._kept)

    def run(self, *arguments: str, codes: tuple[int, ...] = (0,)) -> str:
        """Run a command that must end with one of some codes; return what it printed."""
        answer = call(self.folder, *arguments)
        require(answer.code in codes, f"exit code {answer.code}: {answer.err.strip()[-200:]}", (arguments, self.last))
        return answer.out

    def restored(self) -> None:
        """Put the state back as it was."""
        for path in self.folder.glob("tasks.state.db*"):
            path.unlink()
        shutil.copy(self._kept, self._state)

    def works(self) -> None:
        """Everything goes on working: queries, the check, and recording."""
        self.run("list", "--format", "json")
        self.run("log")
        self.run("state", "verify", codes=(0, 4))
        self.run("progress", "1.4", "--note", "照常登记")

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        """Remove the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)


class Merges(Records):
    """Events of another office."""

    name = "merge"

    def __init__(self) -> None:
        super().__init__()
        self._events = [json.loads(line) for line in self.run("log", "--format", "jsonl").splitlines()]

    def attempt(self, rng: random.Random) -> None:
        """Merge events some of which have other values, keys or ids; a file that is refused has changed nothing."""
        self.restored()
        events = [dict(event) for event in self._events]
        for _ in range(rng.choice((1, 1, 2, 3))):
            event = rng.choice(events)
            key = rng.choice([*event, "more"])
            event[key] = rng.choice(_WRONG)
            if rng.random() < 0.2:
                event.pop(rng.choice(list(event)))
            if rng.random() < 0.4:
                event["id"] = f"{rng.getrandbits(32):08x}-0000-4000-8000-{rng.getrandbits(48):012x}"
        lines = [json.dumps(event) for event in events]
        text = "\n".join(damaged(line, rng) if rng.random() < 0.1 else line for line in lines)
        self.last = text
        (self.folder / "theirs.jsonl").write_bytes(text.encode("utf-8", "surrogatepass"))
        before = self.run("log", "--format", "jsonl")
        answer = call(self.folder, "state", "merge", "theirs.jsonl")
        require(answer.code in (0, 2, 4, 5), f"exit code {answer.code}: {answer.err[-200:]}", text)
        if answer.code in (2, 4):
            require(self.run("log", "--format", "jsonl") == before, "refused, and changed something", text)
        self.works()


class Ledgers(Records):
    """Ledgers that were filled in."""

    name = "ledger"

    def __init__(self) -> None:
        super().__init__()
        for name in ("l.xlsx", "l.docx", "l.csv"):
            self.run("export", "-o", name)

    def attempt(self, rng: random.Random) -> None:
        """Take in a ledger with damaged cells or parts; one that nobody touched gives no record."""
        self.restored()
        name = rng.choice(("l.xlsx", "l.docx", "l.csv"))
        data = (self.folder / name).read_bytes()
        if name == "l.csv" and rng.random() < 0.7:
            rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
            for _ in range(rng.randint(1, 3)):
                row = rng.choice(rows)
                at = rng.randrange(len(row))
                row[at] = rng.choice((damaged(row[at], rng), *rng.sample(ODD, 2), "完成", "2021-06-30", "昨天", "1.2"))
            stream = io.StringIO()
            csv.writer(stream).writerows(rows)
            data = stream.getvalue().encode("utf-8", "surrogatepass")
        else:
            data = damaged_bytes(data, rng) if name == "l.csv" or rng.random() < 0.2 else repacked(data, rng)
        self.last = (name, data)
        back = self.folder / f"back{Path(name).suffix}"
        back.write_bytes(data)
        before = self.run("log", "--format", "jsonl")
        answer = call(self.folder, "import", "--ledger", back.name)
        require(answer.code in (0, 2, 3, 4, 5), f"exit code {answer.code}: {answer.err[-200:]}", self.last)
        if answer.code:
            require(self.run("log", "--format", "jsonl") == before, "refused, and recorded something", self.last)
        self.works()
