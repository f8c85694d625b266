"""evidence verify: whether files are still there and unchanged."""

from govopen_cli.cli.call import Call
from govopen_cli.errors import ExitCode
from govopen_cli.state import vault
from govopen_cli.views.formats import choose, show
from govopen_cli.views.pages.files import evidence


def run(call: Call) -> int:
    choose(call.one("format"))
    facts = call.state.all_facts()
    ids = dict.fromkeys((*(item_id for item_id in call.index.ids() if item_id in facts), *sorted(facts)))  # also what the plan dropped
    listed = [(item_id, part) for item_id in ids for part in facts[item_id].evidence]
    findings = list(vault.check(listed, call.state_located.path))
    show(evidence(call.ledger, findings), call.one("format"))
    return ExitCode.OK if all(word in vault.SOUND for *_, word in findings) else ExitCode.EVIDENCE
