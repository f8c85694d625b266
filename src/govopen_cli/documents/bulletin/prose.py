"""The sentences of a bulletin, section by section. Every figure is one of the report's, or the difference of two of them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from govopen_cli.documents.bulletin.content import Bulletin, composition
from govopen_cli.documents.notice import chinese
from govopen_cli.ledger.ranking import League, Standing
from govopen_cli.ledger.summary import WITHIN_DAYS, Totals
from govopen_cli.ledger.words import percent

SECTIONS = ("总体情况", "完成较好的{}", "存在的问题", "下一步工作要求")
_NAMED = 12  # groups that a sentence names; an annex has all of them


class Section(NamedTuple):
    """A section: its heading, and its paragraphs."""

    heading: str
    paragraphs: list[str]


def title(paper: Bulletin) -> str:
    """Return the title of a bulletin."""
    about = f"“{paper.title}”" if not paper.many else paper.title
    return f"关于{about}{paper.period.name if paper.period else ''}落实情况的通报"


def sections(paper: Bulletin) -> list[Section]:
    """Return the four sections of a bulletin, none of them empty."""
    texts = (_overall(paper), _good(paper), _bad(paper), _next(paper))
    return [
        Section(f"{number}、{heading.format(paper.noun)}", list(found))
        for number, heading, found in zip("一二三四", SECTIONS, texts, strict=True)
    ]


# --- 一、总体情况 ---------------------------------------------------------------------------------------------------


def _overall(paper: Bulletin) -> Iterator[str]:
    whole = paper.whole
    subject = f"“{paper.title}”" if not paper.many else paper.title
    parts = [f"截至{chinese(paper.day)}，{subject}共有事项{whole.total}项"]
    if whole.due:
        parts.append(
            f"应完成{whole.due}项，其中已完成{whole.due_done}项、按期完成{whole.due_on_time}项，"
            f"完成率{percent(whole.completion)}，按时率{percent(whole.punctuality)}"
        )
    else:
        parts.append("没有到期应完成的事项")
    yield f"{'，'.join(parts)}。"
    counts = [
        (whole.overdue, f"逾期{whole.overdue}项"),
        (whole.within, f"{WITHIN_DAYS}日内到期{whole.within}项"),
        (whole.open_ended, f"持续推进{whole.open_ended}项"),
        (whole.waiting, f"申请销号待验收{whole.waiting}项"),
        (whole.returns, f"验收退回{whole.returns}次"),
        (whole.undated, f"期限待起算或不明{whole.undated}项"),
        (whole.waived, f"不再要求{whole.waived}项（不计入比率）"),
    ]
    if said := [text for count, text in counts if count]:
        yield f"其中{'，'.join(said)}。" if len(said) > 1 else f"其中{said[0]}。"
    if whole.total:
        yield f"按状态分：{'，'.join(f'{word}{count}项、占{share}' for word, count, share in composition(whole))}。"
    yield from _change(paper)


def _change(paper: Bulletin) -> Iterator[str]:
    if paper.earlier is None:
        return
    now, before = paper.whole, paper.earlier.whole
    parts = [
        _more("应完成事项", now.due, before.due),
        _more("已完成事项", now.due_done, before.due_done),
        _more("逾期事项", now.overdue, before.overdue),
        f"完成率{points(now.completion, before.completion)}",
    ]
    yield f"与{paper.earlier.words}（{chinese(paper.earlier.day)}）相比，{'，'.join(parts)}。"


def _more(what: str, now: int, before: int) -> str:
    if now == before:
        return f"{what}持平"
    return f"{what}{'增加' if now > before else '减少'}{abs(now - before)}项"


def points(now: float | None, before: float | None) -> str:
    """Return how a ratio changed, in points of percent, between the figures that are shown."""
    if now is None or before is None:
        return "没有可比的数字"
    change = round(round(now * 100, 1) - round(before * 100, 1), 1)
    return "持平" if not change else f"{'提高' if change > 0 else '下降'}{abs(change):.1f}个百分点"


# --- 二、完成较好的单位 ---------------------------------------------------------------------------------------------


def _good(paper: Bulletin) -> Iterator[str]:
    found = [(league, league.best) for league in paper.leagues if league.best]
    if not found:
        why = f"没有{paper.noun}完成了到期应完成的事项" if paper.whole.due else "没有到期应完成的事项，不作比较"
        yield f"截至{chinese(paper.day)}，{why}。"
    for number, (league, best) in enumerate(found, 1):
        said = _listed((f"{part.name}（{_completed(part)}）" for part in best), len(best))
        if best[0].totals.completion == 1:
            text = f"{said}到期应完成的事项全部完成"
        else:
            top = percent(best[0].totals.completion)
            text = f"没有{paper.noun}全部完成到期应完成的事项；完成率最高的是{said.removesuffix('，')}，为{top}"
        yield f"{_lead(found, number, league)}{text}。"


def _lead(found: Sequence[object], number: int, league: League) -> str:
    if len(found) > 1:
        return f"（{'一二'[number - 1]}）{league.title}。"
    return f"{league.title}：" if league.title else ""


def _completed(part: Standing) -> str:
    return f"应完成{part.totals.due}项，已完成{part.totals.due_done}项，按期完成{part.totals.due_on_time}项"


def _listed(names: Iterable[str], count: int) -> str:
    shown = [name for name, _ in zip(names, range(_NAMED), strict=False)]
    return "、".join(shown) if count <= _NAMED else f"{'、'.join(shown)}等{count}个，"


# --- 三、存在的问题 -------------------------------------------------------------------------------------------------


def _bad(paper: Bulletin) -> Iterator[str]:
    parts = [text for text in (_overdue(paper), _returned(paper), _remarks(paper.whole)) if text]
    if not parts:
        yield f"截至{chinese(paper.day)}，没有逾期事项。"
    for number, text in enumerate(parts):
        yield f"（{'一二三'[number]}）{text}" if len(parts) > 1 else text.split("。", 1)[1]


def late(paper: Bulletin) -> list[Standing]:
    """Return the groups that have something overdue, those with most of it first."""
    found = [part for league in paper.leagues for part in league.standings if part.totals.overdue]
    return sorted(found, key=lambda part: (-part.totals.overdue, -_longest(part)))


def _longest(part: Standing) -> int:
    return max((row.days_overdue or 0 for row in part.rows), default=0)


def _overdue(paper: Bulletin) -> str:
    found = late(paper)
    if not found:
        return ""
    said = _listed((f"{part.name}（{part.totals.overdue}项，最长逾期{_longest(part)}天）" for part in found), len(found))
    return f"逾期未完成。有逾期事项的{paper.noun}{len(found)}个：{said.removesuffix('，')}。逐项情况见附表。"


def returned(paper: Bulletin) -> list[Standing]:
    """Return the groups whose submissions were not accepted, those with most returns first."""
    found = [part for league in paper.leagues for part in league.standings if part.totals.returns]
    return sorted(found, key=lambda part: -part.totals.returns)


def _returned(paper: Bulletin) -> str:
    found = returned(paper)
    if not found:
        return ""
    said = _listed((f"{part.name}（{part.totals.returns}次）" for part in found), len(found))
    return f"退办。申请销号后验收没有通过、退回重办的：{said.removesuffix('，')}。"


def _remarks(whole: Totals) -> str:
    said = [
        text
        for count, text in (
            (whole.missed, f"周期性事项漏办或漏跟踪{whole.missed}项"),
            (whole.review_needed, f"登记完成后任务分解表又有变动、需要复核{whole.review_needed}项"),
        )
        if count
    ]
    return f"其他。{'；'.join(said)}。" if said else ""


# --- 四、下一步工作要求 ---------------------------------------------------------------------------------------------


def _next(paper: Bulletin) -> Iterator[str]:
    whole = paper.whole
    asked = [
        (whole.overdue, "加快办理逾期事项", "有逾期事项的要逐项说明原因，明确完成时间，立即办理，办结一项、报告一项"),
        (whole.within, "抓紧办理临近到期的事项", f"{WITHIN_DAYS}日内到期的{whole.within}项要倒排工期，确保按期完成，及时报送佐证材料"),
        (bool(returned(paper)), "认真整改退办事项", "验收退回的要对照退回的理由整改，按新的时限重新申请销号"),
        (whole.open_ended, "持续推进没有固定期限的事项", f"持续推进的{whole.open_ended}项要定期报告进展"),
    ]
    for number, (_, task, how) in enumerate([part for part in asked if part[0]]):
        yield f"（{'一二三四'[number]}）{task}。{how}。"
    if not any(part[0] for part in asked):
        yield "请继续按照任务分解表的时限抓好落实，完成一项、报告一项。"
