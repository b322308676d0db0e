"""Defines Verdict, and Rule: a row of the table that verdicts are given by.

A rule is data (code, outcome, Law, sentence, remedy) and one predicate. Knows no rule of cricket.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from scrbrd.domain.law_numbers import number_in
from scrbrd.domain.problems import ProblemCode, shortened
from scrbrd.domain.vocabulary import ActionType, LawsEdition

if TYPE_CHECKING:
    from scrbrd.domain.verdicts.case import Case

PLAYING_CONDITIONS: Final = "playing conditions"


class VerdictOutcome(StrEnum):
    """What a verdict says of an action: it cannot have happened, or somebody should look."""

    REFUSED = "refused"
    FLAGGED = "flagged"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule comes from: Laws by their numbers of the 2017 Code, or the playing conditions.

    `clauses` holds a clause for the editions in which it was read, by edition; the other editions
    are cited by the number of the Law alone. Nothing of either: the record contradicts itself.
    """

    laws: tuple[int, ...] = ()
    clauses: Mapping[LawsEdition, str] = field(default_factory=dict)
    is_condition: bool = False

    def text(self, edition: LawsEdition) -> str | None:
        """Return how the rule is cited in a match under an edition: `Law 21.18`, `Laws 13 and 16`.

        `playing conditions` for those; None where no Law says it.
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
    """One thing that the Laws or the playing conditions say against one action.

    `law` is a Law as its `edition` numbers it, or "playing conditions" (then without an edition);
    both are None where the record contradicts itself.
    """

    outcome: VerdictOutcome
    code: str
    sentence: str
    law: str | None
    edition: LawsEdition | None
    remedy: str


Found = Mapping[str, object]
"""What a rule found against an action: the values of its sentence."""

Find = Callable[["Case", Any], Found | None]
"""A predicate: None where there is nothing against the action."""

YES: Final[Found] = MappingProxyType({})
"""Found, with nothing to fill in."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the table: `row` is its number (1-based), of which there may be several rules.

    `problem` is the Problem by which the fold names the same thing, where it does. `needs_wicket`:
    of balls it looks only at those with a wicket.
    """

    row: int
    code: str
    outcome: VerdictOutcome
    law: Citation
    sentence: str
    remedy: str
    types: tuple[ActionType, ...]
    find: Find
    problem: ProblemCode | None = None
    needs_wicket: bool = False

    def verdict(self, found: Found, edition: LawsEdition) -> Verdict:
        """Return the verdict on an action that the rule was found to be against."""
        is_law = bool(self.law.laws)
        return Verdict(
            self.outcome,
            self.code,
            shortened(self.sentence.format_map(found)),
            self.law.text(edition),
            edition if is_law else None,
            self.remedy,
        )
