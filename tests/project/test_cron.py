"""Scheduled jobs as a real cron runs them: the READMEs' lines and what ``govopen cron`` prints, in a minute's schedule."""

import os
import re
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest

from tests.conftest import PLAN, Run
from tests.project.test_readme import blocks

# cron's places, seen by this cron alone: its tables, its lock, and a sendmail that keeps what it is given
NAMESPACE = """
set -e
mkdir -p "$1/real" "$1/sbin" "$1/mails"
mount --bind /usr/sbin "$1/real"
for tool in "$1"/real/*; do ln -s "$tool" "$1/sbin/"; done
rm -f "$1/sbin/sendmail"
printf '#!/bin/sh\\ncat > "%s/mails/$$.part" && mv "%s/mails/$$.part" "%s/mails/$$.eml"\\n' "$1" "$1" "$1" > "$1/sbin/sendmail"
chmod 755 "$1/sbin/sendmail"
mount --bind "$1/sbin" /usr/sbin
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /etc/cron.d
mount -t tmpfs tmpfs /var/spool/cron
mkdir -m 1730 /var/spool/cron/crontabs
install -m 600 "$1/crontab" /var/spool/cron/crontabs/root
: > "$1/system" && mount --bind "$1/system" /etc/crontab
exec /usr/sbin/cron -f
"""
SECONDS = 100.0


def possible() -> bool:
    return shutil.which("cron") is not None and os.geteuid() == 0 and shutil.which("unshare") is not None


@pytest.fixture
def tool(tmp_path: Path) -> Path:
    """A govopen that a job finds on its PATH."""
    path = tmp_path / "bin" / "govopen"
    path.parent.mkdir()
    paths = os.pathsep.join(path for path in sys.path if path)
    path.write_text(
        f'#!/bin/sh\nPYTHONPATH="{paths}" GOVOPEN_CACHE="{tmp_path}/cache" exec "{sys.executable}" -m govopen_cli "$@"\n', encoding="utf-8"
    )
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def minutely(line: str) -> str:
    """Return a line of a crontab with the schedule of every minute."""
    return re.sub(r"^[0-9*][^ ]*( +[^ ]+){4}", "* * * * *", line)


def readme(folder: Path) -> list[str]:
    """Return the lines of the README's crontab, for this folder."""
    (block,) = blocks("README.md", "crontab")
    lines = [minutely(line) for line in block.splitlines()]
    return [line.replace("/usr/local/bin", str(folder / "bin")).replace("/srv/govopen", str(folder / "office")) for line in lines]


def own(run: Run, folder: Path, *options: str) -> list[str]:
    """Return the lines that ``govopen cron`` prints, for the govopen of this folder."""
    printed = run("cron", *options, "--plan", str(folder / "office" / "tasks.yaml")).out
    return [minutely(line).replace(f"{sys.executable} -m govopen_cli", str(folder / "bin" / "govopen")) for line in printed.splitlines()]


def crontab(run: Run, folder: Path) -> str:
    broken = folder / "office" / "broken.yaml"
    quiet = f"* * * * *  govopen overdue && touch {folder}/quiet.done"
    soon = f"* * * * *  govopen overdue --exit-code; [ $? = 11 ] && touch {folder}/soon.done"
    weekly = next(line for line in readme(folder) if "report" in line)
    lines = [
        f"HOME={folder}",
        "GOVOPEN_TODAY=2021-06-15", *readme(folder),
        "GOVOPEN_TODAY=2020-01-15", "MAILTO=quiet@example.gov.cn", quiet,
        "GOVOPEN_TODAY=2020-06-25", "MAILTO=soon@example.gov.cn", soon,
        f"HOME={folder}/kept", f"GOVOPEN_PLAN={broken}", "MAILTO=broken@example.gov.cn", weekly,
        "GOVOPEN_TODAY=2021-06-15", "PATH=/usr/bin:/bin",
        *own(run, folder, "--mail", "own@example.gov.cn", "--weekly", str(folder / "一 周%报.md")),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def text(mail: Message) -> str:
    payload = mail.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode(mail.get_content_charset() or "ascii")


def wait_for(*paths: Path) -> None:
    end = time.monotonic() + SECONDS
    while not all(path.exists() for path in paths):
        assert time.monotonic() < end, [str(path) for path in paths if not path.exists()]
        time.sleep(0.2)


@pytest.fixture
def jobs(run: Run, tool: Path, tmp_path: Path) -> Iterator[Path]:
    """A folder in which cron has run every job at least once."""
    (tmp_path / "office").mkdir()
    (tmp_path / "kept").mkdir()
    (tmp_path / "office" / "tasks.yaml").write_bytes(PLAN.read_bytes())
    (tmp_path / "office" / "broken.yaml").write_text("version: 1\nid: x\nroles: [\n", encoding="utf-8")
    (tmp_path / "kept" / f"govopen-{time.strftime('%F')}.md").write_text("上一份\n", encoding="utf-8")
    (tmp_path / "crontab").write_text(crontab(run, tmp_path), encoding="utf-8")
    log = (tmp_path / "cron.log").open("wb")
    cron = subprocess.Popen(["unshare", "-m", "sh", "-c", NAMESPACE, "sh", str(tmp_path)], stdout=log, stderr=log)
    try:
        wait_for(tmp_path / "quiet.done", tmp_path / "soon.done", tmp_path / "一 周%报.md")
        end = time.monotonic() + SECONDS / 2
        while len(list((tmp_path / "mails").glob("*.eml"))) < 3 and time.monotonic() < end:
            time.sleep(0.2)
        time.sleep(1.5)  # whatever else would be sent is under way
        yield tmp_path
    finally:
        cron.terminate()
        cron.wait()
        log.close()


@pytest.mark.skipif(not possible(), reason="needs Debian's cron, and root to give it places of its own")
def test_cron_mails_what_is_overdue_and_nothing_else(jobs: Path) -> None:
    mails = [message_from_bytes(path.read_bytes()) for path in (jobs / "mails").glob("*.eml")]
    sent = {str(mail["To"]): text(mail) for mail in mails}
    assert set(sent) == {"clerk@example.gov.cn", "broken@example.gov.cn", "own@example.gov.cn"}
    for name in ("clerk", "own"):  # one line an overdue item of the seed table, and no other word
        assert len(sent[f"{name}@example.gov.cn"].splitlines()) == 22
        assert all("  逾期" in line for line in sent[f"{name}@example.gov.cn"].splitlines())
    assert sent["broken@example.gov.cn"].startswith("错误：")
    # a report that could not be made leaves the last good one
    (kept,) = (jobs / "kept").glob("*.md")
    assert kept.read_text(encoding="utf-8") == "上一份\n"
    (weekly,) = jobs.glob("govopen-*.md")
    assert "| 合计 | 33 |" in weekly.read_text(encoding="utf-8")
    assert "| 合计 | 33 |" in (jobs / "一 周%报.md").read_text(encoding="utf-8")
