"""Compares a provider's score with that of the log while people score the match. Pure.

The scores are compared after the same number of legal balls of an innings. When a wide appears is
not fixed, so any score of the provider at that number of legal balls may match.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from scrbrd.domain.actions import Action
from scrbrd.domain.fold import apply
from scrbrd.domain.json_types import Json
from scrbrd.domain.state import MatchState, Setup
from scrbrd_ingest.model import InningsTotal

Scores = Mapping[tuple[int, int], frozenset[tuple[int, int]]]
"""(Runs, wickets) of an innings at a number of legal balls, by (innings, legal balls)."""

OPEN: Final = "open"
"""The status of a dispute until the scores agree again."""

DIFFERENCES_TO_DISPUTE: Final = 3
"""Number of consecutive differences that raise a dispute: either side may lag."""


@dataclass(frozen=True)
class Difference:
    """Different scores at one position of an innings: that of the log and that of the provider."""

    innings: int
    log: InningsTotal
    provider: InningsTotal

    @property
    def fields(self) -> list[str]:
        """The names of the fields that differ."""
        return [
            name
            for name in ("runs", "wickets")
            if getattr(self.log, name) != getattr(self.provider, name)
        ]


@dataclass(frozen=True)
class Compared:
    """The comparison so far: consecutive differences, and open disputes, by innings."""

    differing: Mapping[int, int] = field(default_factory=dict)
    open: frozenset[int] = frozenset()


def scores_of(setup: Setup, actions: Iterable[Action]) -> Scores:
    """Return all scores that a log passes through."""
    state = MatchState(setup)
    result: dict[tuple[int, int], set[tuple[int, int]]] = {}
    for action in actions:
        apply(state, action)
        for innings in state.innings[-2:]:  # penalty runs may belong to the previous one
            key = innings.number, innings.legal_balls
            result.setdefault(key, set()).add((innings.runs, innings.wickets))
    return {key: frozenset(each) for key, each in result.items()}


def differences(scores: Scores, totals: Sequence[InningsTotal]) -> dict[int, Difference | None]:
    """Return, by innings, how the log's total differs from the provider's score at the same
    position; None if they agree. An innings in which the provider has not reached that position is
    left out."""
    result: dict[int, Difference | None] = {}
    for total in totals:
        log_scores = scores.get((total.innings, total.legal_balls or 0))
        if log_scores is None:
            continue
        if (total.runs, total.wickets) in log_scores:
            result[total.innings] = None
            continue
        runs, wickets = max(log_scores)
        provider = InningsTotal(total.innings, runs, wickets, total.legal_balls)
        result[total.innings] = Difference(total.innings, total, provider)
    return result


def compare(
    before: Compared, by_innings: Mapping[int, Difference | None]
) -> tuple[Compared, list[Difference], list[int]]:
    """Return the updated comparison, the disputes to raise, and the innings whose dispute ended."""
    differing = dict(before.differing)
    raised: list[Difference] = []
    ended: list[int] = []
    for innings, difference in by_innings.items():
        if difference is None:
            differing.pop(innings, None)
            if innings in before.open:
                ended.append(innings)
            continue
        differing[innings] = differing.get(innings, 0) + 1
        if differing[innings] >= DIFFERENCES_TO_DISPUTE and innings not in before.open:
            raised.append(difference)
    is_open = (before.open - set(ended)) | {each.innings for each in raised}
    return replace(before, differing=differing, open=is_open), raised, ended


def dispute_id(provider: str, innings: int) -> str:
    """Return the id of a dispute: one per innings and provider."""
    return f"{innings}_provider_{provider}"


def parsed_dispute_id(name: str) -> tuple[str, int] | None:
    """Return provider and innings (1-based) of a dispute's id; None for other disputes."""
    innings, infix, provider = name.partition("_provider_")
    return (provider, int(innings)) if infix and innings.isdecimal() else None


def raised_fields(
    match_id: str, provider: str, difference: Difference, place: int, now: datetime
) -> Json:
    """Return the document of a new dispute; `place` is the last sequence of the log."""
    name = dispute_id(provider, difference.innings)
    return {
        "id": name,
        "matchId": match_id,
        "status": OPEN,
        "kind": "provider",
        "blocks": False,
        "inningsNumber": difference.innings,
        "place": place,
        "fields": difference.fields,
        "claims": {},
        "provider": {"name": provider, **total_fields(difference.provider)},
        "log": total_fields(difference.log),
        "raisedAt": now,
        "updatedAt": now,
        "resolvedAt": None,
        "method": None,
    }


def resolved_fields(now: datetime) -> Json:
    """Return the fields to write when the scores agree again."""
    return {"status": "resolved", "method": "gone", "resolvedAt": now, "updatedAt": now}


def total_fields(total: InningsTotal) -> Json:
    """Return a total in document form."""
    return {"runs": total.runs, "wickets": total.wickets, "legalBalls": total.legal_balls}
