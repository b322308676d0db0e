"""Defines Verdict, and Rule: a row of the table of verdicts.

A rule is data (code, outcome, Law, sentence, remedy) and one predicate. Knows no rule of cricket.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from scrbrd.domain.law_numbers import number_in
from scrbrd.domain.problems import ProblemCode, shorten_message
from scrbrd.domain.vocabulary import ActionType, LawsEdition

if TYPE_CHECKING:
    from scrbrd.domain.verdicts.case import Case

PLAYING_CONDITIONS: Final = "playing conditions"


class VerdictOutcome(StrEnum):
    """The outcome of a verdict: the action is impossible, or should be checked."""

    REFUSED = "refused"
    FLAGGED = "flagged"


@dataclass(frozen=True, slots=True)
class Citation:
    """The source of a rule: Laws by their numbers of the 2017 Code, or the playing conditions.

    `clauses` holds, by edition, the clause in the editions that were consulted; for other editions
    only the Law is cited. Empty: the record contradicts itself.
    """

    laws: tuple[int, ...] = ()
    clauses: Mapping[LawsEdition, str] = field(default_factory=dict)
    is_condition: bool = False

    def text(self, edition: LawsEdition) -> str | None:
        """Return the citation for a match under an edition: `Law 21.18`, `Laws 13 and 16`.

        `playing conditions` for those; None where no Law applies.
        """
        if self.is_condition:
            return PLAYING_CONDITIONS
        if not self.laws:
            return None
        if edition in self.clauses:
            return f"Law {self.clauses[edition]}"
        *rest, last = (str(number_in(law, edition)) for law in self.laws)
        return f"Laws {', '.join(rest)} and {last}" if rest else f"Law {last}"


def law(number: int, *more: int, third: str = "", fourth: str = "") -> Citation:
    """Return a citation of Laws; `third`, `fourth`: the clause in the 2022 and 2026 editions."""
    read = {LawsEdition.THIRD_2022: third, LawsEdition.FOURTH_2026: fourth}
    clauses = {edition: clause for edition, clause in read.items() if clause}
    return Citation((number, *more), clauses)


CONDITIONS: Final = Citation(is_condition=True)
THE_RECORD: Final = Citation()


@dataclass(frozen=True, slots=True)
class Verdict:
    """One objection of the Laws or the playing conditions to one action.

    `law` is a Law as its `edition` numbers it, or "playing conditions" (then without an edition);
    both are None where the record contradicts itself.
    """

    outcome: VerdictOutcome
    code: str
    sentence: str
    law: str | None
    edition: LawsEdition | None
    remedy: str


Finding = Mapping[str, object]
"""The values for the sentence of a rule that objects to an action."""

Predicate = Callable[["Case", Any], Finding | None]
"""The test of a rule: None where it has no objection to the action."""

YES: Final[Finding] = MappingProxyType({})
"""A finding whose sentence has no values."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the table: `row` is its number (1-based); several rules may share one row.

    `problem` is the Problem of the fold for the same fault, if any. `needs_wicket`: only balls with
    a wicket are tested.
    """

    row: int
    code: str
    outcome: VerdictOutcome
    law: Citation
    sentence: str
    remedy: str
    types: tuple[ActionType, ...]
    find: Predicate
    problem: ProblemCode | None = None
    needs_wicket: bool = False

    def verdict(self, found: Finding, edition: LawsEdition) -> Verdict:
        """Return the verdict for an action that the rule objects to."""
        is_law = bool(self.law.laws)
        return Verdict(
            self.outcome,
            self.code,
            shorten_message(self.sentence.format_map(found)),
            self.law.text(edition),
            edition if is_law else None,
            self.remedy,
        )
