"""Generates clients/verdicts.json, the table of verdicts for clients in other languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from scrbrd.domain.verdicts.model import Citation, Rule
from scrbrd.domain.verdicts.table import NOT_JUDGED, RULES, NotJudged
from scrbrd.domain.vocabulary import LawsEdition

PATH = Path(__file__).resolve().parents[3] / "clients" / "verdicts.json"
FORMAT = "scrbrd-verdicts"
VERSION = 1


def page() -> str:
    """Return the text of the whole file."""
    document = {
        "format": FORMAT,
        "version": VERSION,
        "editions": [str(edition) for edition in LawsEdition],
        "verdicts": [rule_fields(rule) for rule in RULES],
        "notJudged": [not_judged_fields(each) for each in NOT_JUDGED],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def rule_fields(rule: Rule) -> dict[str, Any]:
    """Return the fields of a rule; in `sentence`, names in braces (`{player}`) are placeholders."""
    return {
        "row": rule.row,
        "code": rule.code,
        "outcome": str(rule.outcome),
        "actionTypes": [str(kind) for kind in rule.types],
        "law": law_field(rule.law),
        "sentence": rule.sentence,
        "remedy": rule.remedy,
        "problem": str(rule.problem) if rule.problem else None,
    }


def law_field(citation: Citation) -> dict[str, str | None]:
    """Return a rule's citation by edition; for playing conditions it is the same for all."""
    return {str(edition): citation.text(edition) for edition in LawsEdition}


def not_judged_fields(row: NotJudged) -> dict[str, Any]:
    """Return the fields of a row that is no verdict."""
    return {"row": row.row, "event": row.event, "reason": row.reason}
