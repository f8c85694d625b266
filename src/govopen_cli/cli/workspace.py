"""What nearly every command shares: its options, and from them plan, state, day and ledger."""

import functools
import inspect
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from govopen_cli.cli import complete, days
from govopen_cli.clock import zone
from govopen_cli.errors import ExitCode, UsageError
from govopen_cli.ledger.select import STATUSES, Filters, Ledger
from govopen_cli.plan import locate
from govopen_cli.plan.index.query import Index, open_index
from govopen_cli.plan.model import Plan
from govopen_cli.state import locate as state_locate
from govopen_cli.state.store import State, read

Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="格式",
        help="输出格式：table、plain、tsv、csv、json、jsonl、md；默认在终端上用 table，否则用 plain",
        autocompletion=complete.formats,
    ),
]
Today = Annotated[str | None, typer.Option("--today", metavar="日期", help="把这一天当作今天（环境变量 GOVOPEN_TODAY）")]
PlanFile = Annotated[Path | None, typer.Option("--plan", metavar="文件", help="任务分解表文件（环境变量 GOVOPEN_PLAN）")]
StateFile = Annotated[Path | None, typer.Option("--state", metavar="文件", help="状态文件（环境变量 GOVOPEN_STATE）")]
ExitCodeFlag = Annotated[bool, typer.Option("--exit-code", help="有逾期时退出码为 10，没有逾期但有临期时为 11")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="日期", help="按截至这一天结束时已登记的情况")]
Effective = Annotated[str | None, typer.Option("--effective", metavar="日期", help="按这一天实际完成的情况，不论何时登记")]
UnitFilter = Annotated[str | None, typer.Option("--unit", metavar="单位", help="只看这个单位的事项", autocompletion=complete.units)]
RoleFilter = Annotated[
    str | None, typer.Option("--role", metavar="责任", help="只看担任这种责任的，例如 lead 或 主体责任单位", autocompletion=complete.roles)
]
DomainFilter = Annotated[str | None, typer.Option("--domain", metavar="领域", help="只看这个领域的事项", autocompletion=complete.domains)]
TaskFilter = Annotated[str | None, typer.Option("--task", metavar="序号", help="只看这项工作任务的事项")]


@dataclass(slots=True, eq=False, repr=False)
class Base:
    """Options of every command that reads the plan and the state."""

    today: Today = None
    plan: PlanFile = None
    state: StateFile = None


@dataclass(slots=True, eq=False, repr=False)
class Output(Base):
    """Options of every command that lists something."""

    format: Format = None
    exit_code: ExitCodeFlag = False
    as_of: AsOf = None
    effective: Effective = None


@dataclass(slots=True, eq=False, repr=False)
class Listing(Output):
    """Options of the commands that list items: the filters combine."""

    unit: UnitFilter = None
    role: RoleFilter = None
    domain: DomainFilter = None
    task: TaskFilter = None


def shared(options: type[Base]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the options of a dataclass; the command receives them together, as its parameter ``shared``."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def wrapper(**arguments: Any) -> Any:
            values = {name: arguments.pop(name) for name in names}
            return function(**arguments, shared=options(**values))

        names = [part.name for part in fields(options)]
        own = [parameter for parameter in inspect.signature(function).parameters.values() if parameter.name != "shared"]
        extra = [
            inspect.Parameter(part.name, inspect.Parameter.KEYWORD_ONLY, default=part.default, annotation=part.type)
            for part in fields(options)
        ]
        own = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own]
        wrapper.__signature__ = inspect.Signature([*own, *extra])  # type: ignore[attr-defined]
        wrapper.__annotations__ = {parameter.name: parameter.annotation for parameter in (*own, *extra)}
        del wrapper.__wrapped__
        return wrapper

    return decorate


class Session:
    """Plan, state and day of one command."""

    def __init__(self, options: Base) -> None:
        self.options = options
        self.located = locate.locate(options.plan)
        self.index: Index = open_index(self.located.path, compiling=_compiling)
        self.plan: Plan = self.index.plan
        self.state_located = state_locate.locate(options.state, self.located.path, self.located.bundled, self.plan.id)
        self.today = today(options.today, self.plan.timezone)

    @functools.cached_property
    def state(self) -> State:
        """The state, opened for reading; as it was known on a day with ``--as-of``."""
        state = read(self.state_located.path, self.plan.id)
        if as_of := getattr(self.options, "as_of", None):
            state = state.as_of(self._end_of(days.parse_day(as_of, self.today, "--as-of")))
        if effective := getattr(self.options, "effective", None):
            state = state.effective(days.parse_day(effective, self.today, "--effective"))
        return state

    def _end_of(self, day: date) -> datetime:
        return datetime.combine(day + timedelta(days=1), time(), zone(self.plan.timezone)) - timedelta(microseconds=1)

    @functools.cached_property
    def day(self) -> date:
        """The day whose ledger is shown: ``--effective``, ``--as-of`` or today."""
        for option in ("effective", "as_of"):
            if text := getattr(self.options, option, None):
                day = days.parse_day(text, self.today, f"--{option.replace('_', '-')}")
                if day > self.today:
                    raise UsageError(
                        f"--{option.replace('_', '-')} 的日期 {day.isoformat()} 在今天（{self.today.isoformat()}）之后；请写今天或以前的日期"
                    )
                return day
        return self.today

    @functools.cached_property
    def ledger(self) -> Ledger:
        """The ledger of that day."""
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

    def filters(self, options: Listing, status: str | None = None) -> Filters:
        """Return the filters of a listing, every name resolved.

        Raises:
            UsageError: a name is unknown or ambiguous.
        """
        units = self.unit_names(options.unit) if options.unit is not None else None
        if status is not None and status not in STATUSES:
            raise UsageError(f"没有状态“{status}”；可用的有：{'、'.join(STATUSES)}")
        if options.task is not None and not self.index.has_task(options.task):
            raise UsageError(f"没有工作任务“{options.task}”；运行 govopen list 可查看全部")
        return Filters(
            units=units,
            via=self.via(units or ()),
            role=self.role_key(options.role) if options.role is not None else None,
            domains=(self.domain_name(options.domain),) if options.domain is not None else None,
            task=options.task,
            status=status,
        )

    def via(self, units: Sequence[str]) -> tuple[str, ...]:
        """Return the collectives that units belong to."""
        return tuple(dict.fromkeys(name for unit in units for name in self.index.collectives(unit)))

    def exit_code(self, filters: Filters) -> int:
        """Return 10 or 11 with ``--exit-code`` when something in the filters is overdue or due soon, else 0."""
        if not getattr(self.options, "exit_code", False):
            return ExitCode.OK
        overdue, soon = self.ledger.pressing(filters)
        return ExitCode.OVERDUE if overdue else ExitCode.SOON if soon else ExitCode.OK


def _compiling(path: Path) -> AbstractContextManager[Callable[[float], None]]:
    from govopen_cli.cli.progress import large_file, progress

    return progress("正在读取任务分解表", large=large_file(path))


def today(option: str | None, zone_name: str) -> date:
    """Return ``--today``, ``$GOVOPEN_TODAY``, or today in the plan's time zone."""
    text = option or os.environ.get("GOVOPEN_TODAY")
    now = datetime.now(zone(zone_name)).date()
    return days.parse_day(text, now, "--today" if option else "GOVOPEN_TODAY") if text else now
