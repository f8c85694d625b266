"""Cells of policies and of domains to lists: what is cited under which document number, which fields a content consists of."""

import re

from govopen_cli.intake.names import tokens
from govopen_cli.language.names import domains
from govopen_cli.text import fold

# --- policies -------------------------------------------------------------------------------------------------------

_NUMBER = re.compile(
    r"(?P<issuer>[\u4e00-\u9fff]{1,12}?)[〔\[(（【［〖](?P<year>(?:19|20)\d{2})[〕\])）】］〗](?:第)?(?P<no>\d+)号|(?P<order>[\u4e00-\u9fff]{0,8}令)(?:第|[〔\[(（](?P<oyear>\d{4})[〕\])）]第?)?(?P<ono>\d+)号"
)


def document_number(text: str) -> str | None:
    """Return a document number (文号) in one spelling, 国办发〔2019〕54号 or 国令第716号; None when the text is none."""
    match = _NUMBER.fullmatch(re.sub(r"\s", "", text).translate({0xFF10 + digit: 0x30 + digit for digit in range(10)}))
    if match is None:
        return None
    if match["order"]:
        return f"{match['order']}第{match['ono']}号"
    return f"{match['issuer']}〔{match['year']}〕{int(match['no'])}号"


_CITED = re.compile(
    r"《(?P<title>[^《》]*(?:《[^《》]*》[^《》]*)*)》\s*(?:[（(](?P<number>[^（()）]*(?:[（(\[〔]\d{4}[〕\])）][^（()）]*)?)[）)])?"
)


def policies(text: str) -> list[tuple[str | None, str]]:
    """Return the policies of a cell as (document number or None, title), in its order; text that is no citation is a title too."""
    found: list[tuple[str | None, str]] = []
    pos = 0
    for match in _CITED.finditer(text):
        found += [(None, part) for part in _plain_policies(text[pos : match.start()])]
        number = document_number(match["number"] or "")
        title = match["title"].strip()
        found.append((number, title if number or not match["number"] else f"{title}（{match['number']}）"))
        pos = match.end()
    return found + [(None, part) for part in _plain_policies(text[pos:])]


def _plain_policies(text: str) -> list[str]:
    parts = (part.strip("、，,。；; 和及与") for part in tokens(text, "；;\n", blanks=False))
    return [part for part in parts if part]


# --- domains --------------------------------------------------------------------------------------------------------


def content_domains(text: str) -> list[tuple[str, str]]:
    """Return the domains that a content consists of, as (official name, as written); nothing when it says anything else.

    城乡规划领域、征地补偿领域 are two; 相关领域 inside a sentence is none.
    """
    parts = tokens(text, "、，,；;\n", blanks=True)
    if (
        not parts
        or not all(re.fullmatch(r"[\u4e00-\u9fff]{2,14}领域", part) for part in parts)
        or any(part.startswith(("相关", "有关", "重点", "各")) for part in parts)
    ):
        return []
    return [(official(part), part) for part in parts]


def official(name: str) -> str:
    """Return the official name of a field, or the name itself without 领域."""
    bare = domains.bare(name)
    if bare in domains.OFFICIAL:
        return bare
    return next((field for field, others in domains.OFFICIAL.items() if bare in others and fold(field)[0] == bare[0]), bare)
