"""Defines the table of verdicts: its rules in order, and the rows that no rule can judge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from scrbrd.domain.verdicts import (
    crease,
    dismissals,
    order,
    overs,
    penalties,
    people,
    run_outs,
    runs,
    targets,
)
from scrbrd.domain.verdicts.model import Rule
from scrbrd.domain.vocabulary import ActionType

ROWS: Final = 62
"""The number of rows of the table; each has rules, or is listed in `NOT_JUDGED`."""

MODULES = (order, crease, dismissals, run_outs, people, runs, overs, penalties, targets)

RULES: Final[tuple[Rule, ...]] = tuple(
    sorted((rule for each in MODULES for rule in each.RULES), key=lambda rule: rule.row)
)

RULES_BY_TYPE: Final[Mapping[ActionType, tuple[Rule, ...]]] = MappingProxyType(
    {kind: tuple(rule for rule in RULES if kind in rule.types) for kind in ActionType}
)


@dataclass(frozen=True, slots=True)
class NotJudged:
    """A row without a rule: its event, and the reason why no action is judged by it."""

    row: int
    event: str
    reason: str


NOT_JUDGED: Final = (
    NotJudged(
        20,
        "run out, hit the ball twice, obstructing or timed out credited to the bowler",
        "no action can say it: the credit follows from the kind of dismissal",
    ),
    NotJudged(
        59,
        "a runner where the playing conditions have none",
        "no action records a runner",
    ),
    NotJudged(
        61,
        "an undo of another action than the newest, a void of a void, an undo of the start",
        "policy: any action may be corrected, voided and restored, and the log keeps all of it",
    ),
    NotJudged(
        62,
        "five runs for the third breach of the stop clock",
        "accepted: a playing condition, recorded as any other award",
    ),
)
