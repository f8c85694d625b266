"""Plans, tables and Office files: each is read or refused in one sentence, whatever it holds, and in time."""

import io
import random
import time
import zipfile
from pathlib import Path

from govopen_cli.errors import GovopenError
from govopen_cli.intake import draft
from govopen_cli.intake.document import read_bytes
from govopen_cli.intake.extract import extract
from govopen_cli.intake.table import Options, UnreadableDocument
from govopen_cli.plan.file.load import Invalid, load
from govopen_cli.plan.file.write import emit
from govopen_cli.problems import render
from govopen_cli.text import no_text
from tools.fuzzing.common import ODD, ROOT, Target, damaged, damaged_bytes, require

DATA = ROOT / "tests" / "data"
_SECONDS = 5.0  # of the processor, for one file under 1 MB


class Plans(Target):
    """The loader of plan files."""

    name = "plan"

    def __init__(self) -> None:
        self._lines = (ROOT / "data/tasks.yaml").read_text(encoding="utf-8").splitlines(keepends=True)
        self._pieces = [
            *ODD,
            "- ",
            ": ",
            "&a ",
            "*a",
            "<<: *a",
            "!!python/object:os.system ",
            "? ",
            "---\n",
            "...\n",
            "[",
            "]",
            "{",
            "}",
            "#",
            "|\n",
            "%YAML 9\n",
            "\t",
        ]

    def attempt(self, rng: random.Random) -> None:
        """Load a stretch of the shipped plan with some lines gone, doubled, indented anew, or with other characters."""
        lines = self._lines[: rng.choice((40, 80, 160))]
        for _ in range(rng.choice((1, 2, 4))):
            at = rng.randrange(len(lines))
            lines[at : at + 1] = rng.choice(
                ([], [lines[at]] * 2, [" " * rng.randint(1, 6) + lines[at]], [lines[at].lstrip()], [damaged(lines[at], rng, self._pieces)])
            )
            lines = lines or [""]
        data = "".join(lines).encode("utf-8", "surrogatepass")
        data = damaged_bytes(data, rng) if rng.random() < 0.1 else data
        self.last = data
        begun = time.process_time()
        try:
            problems = load(data, Path("tasks.yaml")).problems
        except Invalid as error:
            problems = error.problems
        except GovopenError as error:
            require("\n" not in str(error), "more than a sentence", data)
            return
        require(time.process_time() - begun < _SECONDS, "took too long", data)
        for problem in problems:
            require(problem.line >= 1 and problem.column >= 1, "a problem without a place", data)
            require(no_text(render("tasks.yaml", problem)) is None, f"drives a terminal: {problem.text!r}", data)


_CELLS = [
    "序号",
    "工作任务",
    "责任单位",
    "完成时限",
    "牵头单位",
    "备注",
    "具体内容",
    "1",
    "一",
    "修建东街",
    "市教育局",
    "市财政局、市民政局",
    "各区政府",
    "6月底",
    "2022年12月底前",
    "持续推进",
    "每季度",
    "一、加强建设",
    "合计",
    "注：略",
    "同上",
    "#N/A",
    "",
    "",
    "张某",
]


class Texts(Target):
    """Tables in text: csv with any separator, tabs, Markdown."""

    name = "table"

    def attempt(self, rng: random.Random) -> None:
        """Read a table of likely cells with unlikely ones among them; what is read makes a plan without errors."""
        suffix, sign = rng.choice(((".csv", ","), (".csv", ";"), (".tsv", "\t"), (".txt", "\t"), (".md", " | ")))
        width = rng.randint(2, 7)
        rows = [["序号", "工作任务", "责任单位", "完成时限", "备注", "配合单位", "责任人"][:width]] if rng.random() < 0.8 else []
        rows += [rng.choices(_CELLS, k=max(1, width + rng.choice((0, 0, 0, -1, 1)))) for _ in range(rng.randint(0, 8))]
        rows = [[damaged(cell, rng) if rng.random() < 0.1 else cell for cell in row] for row in rows]
        text = "\n".join(sign.join(row) for row in rows)
        encoding = rng.choice(("utf-8", "utf-8", "gb18030", "utf-16"))
        data = text.encode(encoding, "replace")
        read(self, data, suffix, rng)


class Offices(Target):
    """Word and Excel files whose parts are damaged inside an intact zip, or that are damaged as a whole."""

    name = "office"

    def __init__(self) -> None:
        names = [
            "tables/hongyang2022.docx",
            "tables/hongyang2022.xlsx",
            "tables/changzhi2024.docx",
            "tables/changzhi2024.xlsx",
            "broken/track.docx",
            "broken/dates.xlsx",
        ]
        self._files = [((DATA / name).read_bytes(), Path(name).suffix) for name in names]

    def attempt(self, rng: random.Random) -> None:
        """Read a file of which a part was cut, exchanged, dropped, or has other values in its attributes."""
        data, suffix = rng.choice(self._files)
        data = damaged_bytes(data, rng) if rng.random() < 0.15 else repacked(data, rng)
        read(self, data, suffix, rng)


def repacked(data: bytes, rng: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    for _ in range(rng.choice((1, 1, 2))):
        name = rng.choice([name for name in parts if name.endswith((".xml", ".rels"))])
        parts[name] = _part(parts[name], rng)
        if rng.random() < 0.05:
            del parts[name]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name, part in parts.items():
            new.writestr(name, part)
    return stream.getvalue()


_VALUES = [
    b"",
    b"0",
    b"-1",
    b"1",
    b"2.0",
    b"abc",
    b"99999999",
    b"1e9",
    b"A1:XFD1048576",
    b"ZZZZ99",
    b"&#0;",
    b"x" * 5000,
    b"true",
    b"nil",
    b"s",
    b"e",
    b"inlineStr",
    b"../x",
    b"http://x/",
]


def _part(part: bytes, rng: random.Random) -> bytes:
    way = rng.randrange(6)
    quotes = [at for at, char in enumerate(part) if char == 34]
    tags = [at for at, char in enumerate(part) if char == 60]
    if way < 2 and len(quotes) > 1:
        number = rng.randrange(len(quotes) // 2) * 2
        return part[: quotes[number] + 1] + rng.choice(_VALUES) + part[quotes[number + 1] :]
    if way == 2 and len(tags) > 2:  # an element twice, or somewhere else
        start = rng.randrange(len(tags) - 1)
        end = min(len(tags) - 1, start + rng.randint(1, 40))
        piece, at = part[tags[start] : tags[end]], tags[rng.randrange(len(tags))]
        return part[:at] + piece + part[at:]
    if way == 3 and len(tags) > 2:
        start = rng.randrange(len(tags) - 1)
        return part[: tags[start]] + part[tags[min(len(tags) - 1, start + rng.randint(1, 20))] :]
    return part[: rng.randrange(len(part) + 1)] if way == 4 else damaged_bytes(part, rng)


def read(target: Target, data: bytes, suffix: str, rng: random.Random) -> None:
    """Read a document to a plan; it is refused in one sentence, or makes a plan without errors."""
    target.last = data
    begun = time.process_time()
    try:
        found = extract(read_bytes(data, f"表{suffix}", suffix, Options(rng.random() < 0.3)), as_plan=rng.random() < 0.5)
    except UnreadableDocument as error:
        require("\n" not in str(error) and "表" in str(error) and str(error).isprintable(), f"no sentence: {error!s:.80}", data)
        found = None
    if found is not None:
        text = emit(draft.shared(draft.from_rows(found, f"表{suffix}", issued="2022", plan_id=None)))
        loaded = load(text.encode("utf-8", "surrogatepass"), Path("tasks.yaml")) if found.rows else None
        require(loaded is None or not loaded.errors, f"makes a plan with errors: {loaded.errors[:1] if loaded else ''}", data)
        require(loaded is None or len(loaded.items) == len(found.rows), "an item was lost", data)
    require(time.process_time() - begun < _SECONDS, "took too long", data)
