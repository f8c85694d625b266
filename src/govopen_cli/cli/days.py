"""Days in options (docs/contracts.md, "Dates on the command line"): what ``language.deadline.days`` reads, with the option's name in the refusal."""

from datetime import date

from govopen_cli.errors import UsageError
from govopen_cli.language.deadline.days import NoDay, Span, read, read_day, shifted


def parse(text: str, today: date, option: str, lean: str = "") -> Span:
    """Read a day, month or year; ``lean`` is ``past`` or ``ahead`` where only one of them makes sense.

    Raises:
        UsageError: the text is none of them.
    """
    try:
        return read(text, today, lean=lean)
    except NoDay as error:
        raise UsageError(f"{option} 的{error}") from error


def parse_day(text: str, today: date, option: str, lean: str = "") -> date:
    """Read one day.

    Raises:
        UsageError: the text is no day, or covers several.
    """
    try:
        return read_day(text, today, lean=lean)
    except NoDay as error:
        raise UsageError(f"{option} 的{error}") from error


def parse_within(text: str, today: date) -> Span:
    """Read ``30d``, ``2w`` or ``1m`` as the days from today on.

    Raises:
        UsageError: the text is no such length.
    """
    last = shifted(today, "+" + text.strip().removeprefix("+"))
    if last is None:
        raise UsageError(f"--within 的“{text}”看不懂；可写 30d（天）、2w（周）、1m（月）")
    return Span(today, last)
