"""sign: a notice was received."""

import sys

from govopen_cli.cli import days
from govopen_cli.cli.acts import batch_words, clerk, desk
from govopen_cli.cli.book import Book
from govopen_cli.cli.call import Call
from govopen_cli.errors import ExitCode
from govopen_cli.ledger.notices import Paper, find, papers
from govopen_cli.recording.record import Group, record
from govopen_cli.recording.request import Known, Request
from govopen_cli.state.acts import act_word


def run(call: Call) -> int:
    day = days.parse_day(on, call.today, "--on", "past") if (on := call.one("on")) else call.today
    issued = [(book, paper) for book in call.books for paper in papers(book.state())]
    known = [paper for _, paper in issued]
    signed = {book: list[Paper]() for book in call.books}
    for number in dict.fromkeys(call.many("numbers")):
        paper = find(known, number)
        signed[issued[known.index(paper)][0]].append(paper)
    asked = {book: [_group(book, paper, Request("", "sign", day)) for paper in found] for book, found in signed.items() if found}
    recorded = record([(desk(call, book), groups) for book, groups in asked.items()], clerk(call), strict=True)
    events = [event for answer in recorded for event in answer.events]
    for judged in (judged for answer in recorded for judged in answer.judged):
        for sentence in dict.fromkeys(part.sentence for told in judged.answers for part in told.decisions if isinstance(part, Known)):
            print(sentence, file=sys.stderr)
        if judged.drafts:
            first = judged.drafts[0]
            print(f"{act_word('sign')} {first.data['number']} {first.unit}：{first.day}（{len(judged.drafts)} 项）")
    if events:
        print(batch_words(events))
    return ExitCode.OK


def _group(book: Book, paper: Paper, request: Request) -> Group:
    """Return the request to sign a notice for each of its items that the plan still has."""
    data = {"number": paper.number}
    return Group([[request._replace(item=item, data=data) for item in book.index.known_ids([item for item, _ in paper.items])]])
