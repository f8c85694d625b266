"""One command line that was read: its values, and what they lead to. Every command is a function ``run(call: Call) -> int``."""

import os
import sys

from govopen_cli.errors import ExitCode, PlanError, UsageError
from govopen_cli.record import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path
    from typing import Any

    from govopen_cli.cli.book import Book
    from govopen_cli.ledger.books import Books
    from govopen_cli.ledger.select import Ledger
    from govopen_cli.plan import locate
    from govopen_cli.plan.index.query import Index
    from govopen_cli.plan.model import Plan
    from govopen_cli.state import locate as state_locate
    from govopen_cli.state.state import State


# what clerks call the ways of grouping, counting and ordering
WORDS = {
    "unit": ("单位", "责任单位"),
    "domain": ("领域",),
    "task": ("工作任务", "任务"),
    "item": ("事项",),
    "cell": ("部分", "单位×领域"),
    "due": ("期限", "完成时限", "时限"),
    "done": ("完成日期", "完成"),
}


def run_command(words: list[str], values: "dict[str, Any]") -> int:
    """Run the command that words name."""
    call = Call(values)
    code: int = __import__(module(words), fromlist=["run"]).run(call)
    return ExitCode.PLAN if call.broken and code in (ExitCode.OK, ExitCode.OVERDUE, ExitCode.SOON) else code


def module(words: list[str]) -> str:
    """Return the name of the module that holds a command."""
    return "govopen_cli.cli." + (".".join(f"{word}_" if word in ("import", "return") else word for word in words) or "overview")


class Call:
    """The values of a command line, by the keys of its grammar, and lazily the plan, the state and the day that they mean.

    A value is found by the reader that fits it: ``one`` (may be left out), ``must`` (is required, or has a default), ``many``, ``flag``.
    """

    def __init__(self, values: "dict[str, Any]") -> None:
        self.values = values
        self.broken = False  # whether one of several plans could not be used

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
        return list(self.values.get(key) or ())

    def flag(self, key: str) -> bool:
        """Tell whether a flag was given."""
        return bool(self.values[key])

    def choice(self, key: str, known: "Sequence[str]") -> str | None:
        """Return the value of an option that must be one of some words.

        Raises:
            UsageError: it is another.
        """
        value = self.one(key)
        if value is None or value in known:
            return value
        meant = next((name for name in known if value in WORDS.get(name, ())), None)
        if meant is None:
            ways = "、".join(f"{name}（{WORDS[name][0]}）" if name in WORDS else name for name in known)
            raise UsageError(f"--{key.replace('_', '-')} 没有“{value}”；可写 {ways}")
        return meant

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
    def places(self) -> "list[locate.Located]":
        """The plans in use."""
        from govopen_cli.cli import sources

        named = self.many("plan")
        found = sources.plans(named, self.values.get("state"), everything=bool(self.values.get("all_plans")), sync=self.sync)
        if sys.stderr.isatty() and not named:
            _tell_passed_over(found)
        return found

    @property
    def sync(self) -> str:
        """Whether a server is asked for what is new."""
        from govopen_cli.state.open import ALWAYS, NEVER, OLD

        return NEVER if self.values.get("offline") else ALWAYS if self.values.get("fresh") else OLD

    @lazy
    def books(self) -> "list[Book]":
        """The plans in use, each with its state.

        One plan that is broken does not silence the others: it is named on stderr, and the exit code says so at the end.

        Raises:
            PlanError: the only plan cannot be used, or none of them can.
            UsageError: two plans have the same id, or one state is named for several plans.
        """
        from govopen_cli.cli.book import Book
        from govopen_cli.state.open import is_address

        option = self.values.get("state")
        books = [Book(located, option, self.sync, offline=bool(self.values.get("offline"))) for located in self.places]
        if len(books) == 1:
            return books
        if option is not None and not is_address(option):
            raise UsageError("--state 只能用于一张任务分解表；几张表一起用时，各表的状态文件放在表旁边")
        return self._usable(books)

    def _usable(self, books: "list[Book]") -> "list[Book]":
        found: dict[str, Book] = {}
        errors = []
        for book in books:
            try:
                other = found.setdefault(book.plan.id, book)
            except PlanError as error:
                errors.append(error)
                continue
            if other is not book:
                raise UsageError(f"{other.located.shown} 和 {book.located.shown} 的标识都是“{book.plan.id}”；请改正其中一张的 id")
        if not found:
            raise errors[0]
        for broken in errors:
            print(f"错误：{broken}", file=sys.stderr)
        self.broken = bool(errors)
        return list(found.values())

    @property
    def book(self) -> "Book":
        """The plan in use, for a command that works on one.

        Raises:
            UsageError: there are several.
        """
        if len(self.books) > 1:
            names = "、".join(book.plan.id for book in self.books)
            raise UsageError(
                f"这个命令一次只用一张任务分解表，现在有 {len(self.books)} 张（{names}）；"
                f"请用 --plan 指明一张，例如 --plan {self.books[0].located.shown}"
            )
        return self.books[0]

    @property
    def located(self) -> "locate.Located":
        """The plan file."""
        return self.book.located

    @property
    def index(self) -> "Index":
        """The compiled plan."""
        return self.book.index

    @property
    def plan(self) -> "Plan":
        """The plan."""
        return self.book.plan

    @property
    def state_located(self) -> "state_locate.Located":
        """The state file."""
        return self.book.state_located

    @lazy
    def state(self) -> "State":
        """The state, opened for reading; as it was known on a day with ``--as-of``."""
        return self.book.state(self._past("as_of"), self._past("effective"))

    @lazy
    def today(self) -> "date":
        """Today, as the first plan's time zone or ``--today`` has it."""
        return today(self.values.get("today"), self.books[0].plan.timezone)

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
        day = days.parse_day(text, self.today, option, "past")
        if day > self.today:
            raise UsageError(f"{option} 的日期 {day.isoformat()} 在今天（{self.today.isoformat()}）之后；请写今天或以前的日期")
        return day

    @lazy
    def ledgers(self) -> "list[Ledger]":
        """The ledgers of that day, one for each plan."""
        as_of, effective = self._past("as_of"), self._past("effective")
        return [book.ledger(self.day, as_of, effective) for book in self.books]

    @property
    def ledger(self) -> "Ledger":
        """The ledger of the plan in use, for a command that works on one."""
        return self.ledgers[self.books.index(self.book)]

    # --- names ---------------------------------------------------------------------------------------------------

    def unit_names(self, query: str, *, recording: bool = False) -> tuple[str, ...]:
        """Return the names of the unit that a query means; says so on stderr where the match is loose.

        Raises:
            UsageError: no unit, or more than one, fits; or the match is loose, is for ``recording``, and nobody confirms it.
        """
        plans = [book.plan for book in self.books]
        if any(book.index.has_unit(query) for book in self.books) and not any(plan.renamed for plan in plans):
            return (query,)
        from govopen_cli.language.names.find import find_unit

        units = [unit for book in self.books for unit in book.index.units()]
        place = next((plan.place for plan in plans if plan.place), None)
        match = find_unit(query, units, place, [change for plan in plans for change in plan.renamed])
        if match.remark:
            from govopen_cli.views.formats import remark

            remark(match.remark)
        if recording and match.how in ("short", "renamed", "part") and not _confirmed(match.name):
            raise UsageError(f"“{query}”不是“{match.name}”的通用简称，登记时请写全名；什么都没有登记")
        return match.names

    def domain_name(self, query: str) -> str:
        """Return the domain that a query means; says so on stderr where the match is loose."""
        if any(book.index.has_domain(query) for book in self.books):
            return query
        from govopen_cli.language.names.find import find_domain

        match = find_domain(query, [domain for book in self.books for domain in book.index.domains()])
        if match.remark:
            from govopen_cli.views.formats import remark

            remark(match.remark)
        return match.name

    def _role_key(self, query: str, plan: "Plan") -> str | None:
        """Return the key of a plan's role that a query means: its key, its title, or the beginning of its title."""
        found = [key for key, title in plan.roles.items() if query in (key, title)]
        found = found or [key for key, title in plan.roles.items() if title.startswith(query)]
        return found[0] if len(found) == 1 else None

    def asked(self, *, unit: str | None = None, domain: str | None = None) -> "Books":
        """Return the ledgers with the filters that the command line gives, every name resolved.

        A given unit or domain takes the place of the option's.

        Raises:
            UsageError: a name is unknown or ambiguous.
        """
        from govopen_cli.ledger.books import Asked, Books
        from govopen_cli.ledger.select import STATUS_WORDS, STATUSES, Filters

        unit = self.one("unit") if unit is None else unit
        domain = self.one("domain") if domain is None else domain
        role, task, status = self.one("role"), self.one("task"), self.values.get("status")
        status = STATUS_WORDS.get(status, status) if status is not None else None
        if status is not None and status not in STATUSES:
            chinese, english = (
                "、".join(word for word in (*STATUS_WORDS, *STATUSES) if word.isascii() == ascii_) for ascii_ in (False, True)
            )
            raise UsageError(f"没有状态“{status}”；可用的有：{chinese}（也可写 {english}）")
        units = self.unit_names(unit) if unit is not None else None
        domains = (self.domain_name(domain),) if domain is not None else None
        asked = []
        for ledger in self.ledgers:
            key = self._role_key(role, ledger.plan) if role is not None else None
            if (role is None or key is not None) and (task is None or ledger.index.has_task(task)):
                asked.append(Asked(ledger, Filters(None, units, ledger.collectives(units or ()), key, domains, task, status)))
        if not asked:
            raise UsageError(self._nothing(role, task))
        return Books(asked, [book.plan for book in self.books], self.day)

    def whole(self) -> "Books":
        """Return the ledgers, asked for everything."""
        from govopen_cli.ledger.books import Asked, Books
        from govopen_cli.ledger.select import Filters

        return Books([Asked(ledger, Filters()) for ledger in self.ledgers], [book.plan for book in self.books], self.day)

    def on(self, books: "Books", day: "date") -> "Books":
        """Return what was asked, put to the ledgers as they stood at the end of an earlier day, by what took effect until then."""
        from govopen_cli.ledger.books import Books

        as_of = self._past("as_of")
        ledgers = {book.plan.id: book.ledger(day, as_of, day) for book in self.books}
        return Books([asked._replace(ledger=ledgers[asked.ledger.plan.id]) for asked in books.asked], books.plans, day)

    def _nothing(self, role: str | None, task: str | None) -> str:
        plans = [book.plan for book in self.books]
        if role is not None and not any(self._role_key(role, plan) for plan in plans):
            known = "、".join(dict.fromkeys(f"{key}（{title}）" for plan in plans for key, title in plan.roles.items()))
            return f"没有责任类型“{role}”，或者不止一种；可用的有：{known}"
        return f"没有工作任务“{task}”；运行 govopen list 可查看全部"

    def exit_code(self, books: "Books") -> int:
        """Return how a listing ends: 10 or 11 with ``--exit-code`` when something asked for is overdue or due soon."""
        if not self.flag("exit_code"):
            return ExitCode.OK
        overdue, soon = books.pressing()
        return ExitCode.OVERDUE if overdue else ExitCode.SOON if soon else ExitCode.OK


def _tell_passed_over(used: "Sequence[locate.Located]") -> None:
    """Say which plans of the current folder are not asked: somebody may take the answer for theirs."""
    from govopen_cli.plan import locate
    from govopen_cli.views.formats import note

    if others := locate.passed_over(used):
        names = "、".join(map(os.path.basename, others))
        note(f"当前文件夹里的 {names} 没有使用（正在用 {'、'.join(located.shown for located in used)}）；要用请写 --plan")


def _confirmed(name: str) -> bool:
    """Ask on a terminal whether a unit is meant; nobody can be asked elsewhere."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    print(f"登记到“{name}”，对吗？（y 表示对）", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes", "是", "对")


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
