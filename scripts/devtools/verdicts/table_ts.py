"""Generates the table of verdicts in TypeScript, its codes, and the numbers of Laws in 2000.

The predicates are written by hand; the TypeScript compiler requires one for each code of the table.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from scrbrd.domain.law_numbers import NUMBER_OF_2000
from scrbrd.domain.verdicts.model import Citation, Rule
from scrbrd.domain.verdicts.table import RULES

CLIENT = Path(__file__).resolve().parents[3] / "clients" / "web" / "client"
FOLD = CLIENT / "src" / "fold"
TABLE = FOLD / "verdicts" / "table.ts"
CODES = FOLD / "verdicts" / "codes.ts"
NUMBERS = FOLD / "numbers_of_2000.ts"
MADE = "// Written from {source} by `python -m devtools.datamodel`; do not edit.\n\n"
OF_VERDICTS = MADE.format(source="functions/scrbrd/domain/verdicts")
OF_NUMBERS = MADE.format(source="functions/scrbrd/domain/law_numbers.py")
NUMBERS_TEXT = """\
/** The number that a Law of the 2017 Code had in the Code of 2000, where it was another. */
export const NUMBER_OF_2000: Readonly<Record<number, number>> = {numbers};
"""
CODES_TEXT = """\
/** The codes of verdicts. */
export type RuleCode =
  | {codes};
"""
TABLE_HEAD = """\
import type { Rule } from "./model.js";

/** The rules in order of the table. */
export const RULES: readonly Rule[] = [
"""


def files() -> dict[Path, str]:
    """Return the text of each generated file by its path."""
    codes = "\n  | ".join(text(rule.code) for rule in RULES)
    numbers = ", ".join(f"{number}: {old}" for number, old in sorted(NUMBER_OF_2000.items()))
    rules = "".join(rule_text(rule) for rule in RULES)
    return {
        NUMBERS: OF_NUMBERS + NUMBERS_TEXT.replace("{numbers}", f"{{ {numbers} }}"),
        CODES: OF_VERDICTS + CODES_TEXT.replace("{codes}", codes),
        TABLE: OF_VERDICTS + TABLE_HEAD + rules + "];\n",
    }


def rule_text(rule: Rule) -> str:
    """Return the literal of one rule, on several lines."""
    problem = text(str(rule.problem)) if rule.problem else "null"
    lines = (
        f"row: {rule.row}, code: {text(rule.code)}, outcome: {text(str(rule.outcome))},",
        f"law: {law_text(rule.law)}, problem: {problem}, needsWicket: {text(rule.needs_wicket)},",
        f"sentence: {text(rule.sentence)},",
        f"remedy: {text(rule.remedy)},",
        f"types: {text([str(kind) for kind in rule.types])},",
    )
    return "  {\n" + "".join(f"    {line}\n" for line in lines) + "  },\n"


def law_text(citation: Citation) -> str:
    """Return the literal of a rule's source."""
    clauses = {str(edition): clause for edition, clause in citation.clauses.items()}
    if citation.is_condition:
        return '"playing conditions"'
    return f"{{ laws: {text(list(citation.laws))}, clauses: {text(clauses)} }}"


def text(value: Any) -> str:
    """Return a value as a literal."""
    return json.dumps(value, ensure_ascii=False)
