"""The same plan, state and day give the same bytes, in every format: whenever, wherever and by whomever the file is made."""

import shutil
import time
from pathlib import Path

from tests.conftest import PLAN, Run

DAY = ("--today", "2021-06-24")
FILES = {
    "台账.xlsx": (), "台账.docx": (), "打印.xlsx": ("--print",), "打印.docx": ("--print",), "看板.html": (), "期限.ics": (), "待办.ics": ("--todo",),
    "台账.csv": (), "台账.md": (), "台账.json": (),
}  # fmt: skip
ELSEWHERE = {
    "TZ": "America/New_York", "SOURCE_DATE_EPOCH": "1", "PYTHONHASHSEED": "7", "LC_ALL": "C", "PYTHONUTF8": "0", "GOVOPEN_USER": "别人", "COLUMNS": "40",
}  # fmt: skip


def test_every_format(run: Run, tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "那边"
    here.mkdir()
    text = PLAN.read_text(encoding="utf-8").replace("\ntitle:", "\noffice: {name: 乌海市政务公开办公室}\ntitle:", 1)
    (here / "tasks.yaml").write_text(text, encoding="utf-8")
    (here / "通知.txt").write_text("正文", encoding="utf-8")
    for act in (
        "done 1.1 --on 2020-06-20 --note 已编制 --evidence 乌政办发〔2020〕3号", "done 1.2 --unit 海南区政府 --on 2020-11-05 --evidence 通知.txt",
        "progress 5.1 --note 召开发布会 --on 2021-06-01", "extend 1.3 --to 2021-08-31 --reason 机构改革 --approved-by 市长",
        "waive 1.4 --reason 不再开展 --approved-by 市长", "reopen 1.1 --reason 核查不实", "undo",
    ):  # fmt: skip
        run(*act.split(), *DAY, cwd=here)
    for name, more in FILES.items():
        run("export", "-o", name, *more, *DAY, cwd=here, TZ="Asia/Shanghai", PYTHONHASHSEED="1")
    shutil.copytree(here, there)
    time.sleep(2.1)  # the grain of the times that zip files hold
    for name, more in FILES.items():
        (there / name).unlink()
        run("export", "-o", name, *more, *DAY, cwd=there, **ELSEWHERE)
    assert {name: (here / name).read_bytes() == (there / name).read_bytes() for name in FILES} == dict.fromkeys(FILES, True)
    assert len({(here / name).read_bytes() for name in FILES}) == len(FILES)
    for name in ("台账.csv", "台账.md", "台账.json", "看板.html"):  # what was reported and shown is in every text
        words = (here / name).read_text(encoding="utf-8")
        assert all(word in words for word in ("召开发布会", "乌政办发〔2020〕3号", "通知.txt")), name
