"""The man page says what the grammar says, and roff can set it."""

import re
import shutil
import subprocess

import pytest
from tools import make_man

from govopen_cli.cli.grammar import parts, table
from govopen_cli.errors import ExitCode
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def shown() -> str:
    """Return the page as a reader sees it, without line breaks."""
    if shutil.which("groff") is None:
        pytest.skip("groff is not installed")
    done = subprocess.run(
        ["groff", "-ww", "-man", "-Tutf8", "-Kutf8", "-P-c", "-rLL=120n"],
        input=make_man.page(),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stderr == ""
    return re.sub(r"\s+", "", re.sub(r".\x08", "", done.stdout)).replace("−", "-").replace("‐", "-")


def test_every_command_with_all_that_it_takes_is_told(shown: str) -> None:
    for name, entry in table.COMMANDS.items():
        for part in entry.commands.values() if isinstance(entry, parts.Group) else [entry]:
            assert re.sub(r"\s+", "", part.help) in shown, name
            for option in part.options:
                assert re.sub(r"\s+", "", f"{'、'.join(option.names)}{option.metavar}{option.help}") in shown, (name, option.names)


def test_exit_codes_and_variables_are_all_told() -> None:
    assert set(make_man.EXIT_CODES) == {code for code in vars(ExitCode).values() if isinstance(code, int)}
    read = {word for path in (ROOT / "src").rglob("*.py") for word in re.findall(r"\bGOVOPEN_[A-Z]+\b", path.read_text(encoding="utf-8"))}
    assert {name for name in make_man.ENVIRONMENT if name.startswith("GOVOPEN_")} == read
