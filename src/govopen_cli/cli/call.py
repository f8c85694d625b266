"""One command line that was read: its values, and what they lead to. Every command is a function ``run(call: Call) -> int``."""

import os
import sys

from govopen_cli.errors import ExitCode, UsageError
from govopen_cli.record import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from datetime import date, datetime
    from pathlib import Path
    from typing import Any

    from govopen_cli.ledger.select import Filters, Ledger
    from govopen_cli.plan import locate
    from govopen_cli.plan.index.query import Index
    from govopen_cli.plan.model import Plan
    from govopen_cli.state import locate as state_locate
    from govopen_cli.state.state import State


def run_command(words: list[str], values: "dict[str, Any]") -> int:
    """Run the command that words name."""
    from govopen_cli.cli.grammar import module

    code: int = __import__(module(words), fromlist=["run"]).run(Call(values))
    return code


class Call:
    """The values of a command line, by the keys of its grammar, and lazily the plan, the state and the day that they mean.

    A value is found by the reader that fits it: ``one`` (may be left out), ``must`` (is required, or has a default), ``many``, ``flag``.
    """

    def __init__(self, values: "dict[str, Any]") -> None:
        self.values = values

    # --- values --------------------------------------------------------------------------------------------------

    def one(self, key: str) -> str | None:
        """Return the value of an option or argument that may be left out."""
        value: str | None = self.values[key]
        return value

    def must(self, key: str) -> str:
        """Return the value of an option or argument that is always there."""
        value: str = self.values[key]
        return value

    def many(self, key: str) -> list[str]:
        """Return the values of an option or argument that may be repeated."""
        return list(self.values[key] or ())

    def flag(self, key: str) -> bool:
        """Tell whether a flag was given."""
        return bool(self.values[key])

    def choice(self, key: str, known: "Sequence[str]") -> str | None:
        """Return the value of an option that must be one of some words.

        Raises:
            UsageError: it is another.
        """
        value = self.one(key)
        if value is not None and value not in known:
            raise UsageError(f"--{key.replace('_', '-')} 没有“{value}”；可写 {'、'.join(known)}")
        return value

    def path(self, key: str) -> "Path | None":
        """Return the value of an option that names a file."""
        from pathlib import Path

        text: str | None = self.values.get(key)
        return Path(text) if text is not None else None

    @property
    def author(self) -> str | None:
        """Who records, where the command line says so."""
        return self.one("author")

    @property
    def wait(self) -> float:
        """How many seconds to wait for a state file that another command holds.

        Raises:
            UsageError: ``--wait`` is no number.
        """
        from govopen_cli.state.open import WAIT_SECONDS

        text = self.one("wait")
        if text is None:
            return WAIT_SECONDS
        try:
            seconds = float(text)
        except ValueError:
            seconds = -1.0
        if not 0 <= seconds < 1e6:
            raise UsageError(f"选项 --wait 应是秒数，不是“{text}”")
        return seconds

    # --- plan, state, day ----------------------------------------------------------------------------------------

    @lazy
    def located(self) -> "locate.Located":
        """The plan file."""
        from govopen_cli.plan import locate

        return locate.locate(self.path("plan"))

    @lazy
    def index(self) -> "Index":
        """The compiled plan."""
        from govopen_cli.plan.index.query import open_index

        return open_index(self.located.path, compiling=_compiling)

    @property
    def plan(self) -> "Plan":
        """The plan."""
        return self.index.plan

    @lazy
    def state_located(self) -> "state_locate.Located":
        """The state file."""
        from govopen_cli.state import locate as state_locate

        return state_locate.locate(self.path("state"), self.located.path, self.located.bundled, self.plan.id)

    @lazy
    def today(self) -> "date":
        """Today, as the plan's time zone or ``--today`` has it."""
        return today(self.values.get("today"), self.plan.timezone)

    @lazy
    def state(self) -> "State":
        """The state, opened for reading; as it was known on a day with ``--as-of``."""
        from govopen_cli.state.open import read

        state = read(self.state_located.path, self.plan.id)
        if (known := self._past("as_of")) is not None:
            state = state.as_of(self._end_of(known))
        if (effective := self._past("effective")) is not None:
            state = state.effective(effective)
        return state

    def _end_of(self, day: "date") -> "datetime":
        from datetime import datetime, time

        from govopen_cli.clock import zone

        return datetime.combine(day, time.max, zone(self.plan.timezone))

    @lazy
    def day(self) -> "date":
        """The day whose ledger is shown: ``--effective``, ``--as-of`` or today."""
        return self._past("effective") or self._past("as_of") or self.today

    def _past(self, key: str) -> "date | None":
        """Return the day of an option that looks back, if it is given.

        Raises:
            UsageError: it is no day, or has not come yet.
        """
        text = self.values.get(key)
        if not text:
            return None
        from govopen_cli.cli import days

        option = f"--{key.replace('_', '-')}"
        day = days.parse_day(text, self.today, option)
        if day > self.today:
            raise UsageError(f"{option} 的日期 {day.isoformat()} 在今天（{self.today.isoformat()}）之后；请写今天或以前的日期")
        return day

    @lazy
    def ledger(self) -> "Ledger":
        """The ledger of that day."""
        from govopen_cli.ledger.select import Ledger

        return Ledger(self.index, self.state, self.day)

    # --- names ---------------------------------------------------------------------------------------------------

    def unit_names(self, query: str) -> tuple[str, ...]:
        """Return the names of the unit that a query means; says so on stderr where the match is loose."""
        if self.index.has_unit(query) and not self.plan.renamed:
            return (query,)
        from govopen_cli.language.names.find import find_unit

        match = find_unit(query, self.index.units(), self.plan.place, self.plan.renamed)
        if match.loose:
            print(f"“{query}”按单位“{match.name}”查找", file=sys.stderr)
        return match.names

    def domain_name(self, query: str) -> str:
        """Return the domain that a query means; says so on stderr where the match is loose."""
        if self.index.has_domain(query):
            return query
        from govopen_cli.language.names.find import find_domain

        match = find_domain(query, self.index.domains())
        if match.loose:
            print(f"“{query}”按领域“{match.name}”查找", file=sys.stderr)
        return match.name

    def role_key(self, query: str) -> str:
        """Return the key of the role that a query means: its key, its title, or the beginning of its title.

        Raises:
            UsageError: no role, or more than one, fits.
        """
        found = [key for key, title in self.plan.roles.items() if query in (key, title)]
        found = found or [key for key, title in self.plan.roles.items() if title.startswith(query)]
        if len(found) == 1:
            return found[0]
        known = "、".join(f"{key}（{title}）" for key, title in self.plan.roles.items())
        raise UsageError(f"没有责任类型“{query}”，或者不止一种；可用的有：{known}")

    def filters(self, *, unit: str | None = None, domain: str | None = None) -> "Filters":
        """Return the filters that the command line gives, every name resolved; a given unit or domain takes the place of the option's.

        Raises:
            UsageError: a name is unknown or ambiguous.
        """
        from govopen_cli.ledger.select import STATUSES, Filters

        unit = self.one("unit") if unit is None else unit
        domain = self.one("domain") if domain is None else domain
        role, task, status = self.one("role"), self.one("task"), self.values.get("status")
        units = self.unit_names(unit) if unit is not None else None
        if status is not None and status not in STATUSES:
            raise UsageError(f"没有状态“{status}”；可用的有：{'、'.join(STATUSES)}")
        if task is not None and not self.index.has_task(task):
            raise UsageError(f"没有工作任务“{task}”；运行 govopen list 可查看全部")
        return Filters(
            units=units,
            via=self.ledger.collectives(units or ()),
            role=self.role_key(role) if role is not None else None,
            domains=(self.domain_name(domain),) if domain is not None else None,
            task=task,
            status=status,
        )

    def exit_code(self, filters: "Filters") -> int:
        """Return 10 or 11 with ``--exit-code`` when something in the filters is overdue or due soon, else 0."""
        if not self.flag("exit_code"):
            return ExitCode.OK
        overdue, soon = self.ledger.pressing(filters)
        return ExitCode.OVERDUE if overdue else ExitCode.SOON if soon else ExitCode.OK


def _compiling(path: "Path") -> "AbstractContextManager[Callable[[float], None]]":
    from govopen_cli.cli.bar import large_file, progress

    return progress("正在读取任务分解表", large=large_file(path))


def today(option: str | None, zone_name: str) -> "date":
    """Return ``--today``, ``$GOVOPEN_TODAY``, or today in the plan's time zone."""
    from datetime import datetime

    from govopen_cli.clock import zone

    text = option or os.environ.get("GOVOPEN_TODAY")
    now = datetime.now(zone(zone_name)).date()
    if not text:
        return now
    from govopen_cli.cli import days

    return days.parse_day(text, now, "--today" if option else "GOVOPEN_TODAY")
