"""Compares a provider's score with that of the log where people score. Pure.

Both are compared at the same place: after the same number of legal balls of an innings. A wide is
told at no fixed time, so every score that the provider has at that number agrees.
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
"""(Runs, wickets) that an innings had at a number of legal balls, by (innings, legal balls)."""

OPEN: Final = "open"
"""The status of a dispute until the scores agree again."""

IN_A_ROW: Final = 3
"""Comparisons in a row that must differ before a dispute is raised: either side may lag."""


@dataclass(frozen=True)
class Difference:
    """Scores that differ at one place of an innings: those of the log and of the provider."""

    innings: int
    log: InningsTotal
    provider: InningsTotal

    @property
    def fields(self) -> list[str]:
        """Return the names of what differs."""
        return [
            name
            for name in ("runs", "wickets")
            if getattr(self.log, name) != getattr(self.provider, name)
        ]


@dataclass(frozen=True)
class Compared:
    """What was found so far: by innings, how often in a row it differed; and open disputes."""

    differing: Mapping[int, int] = field(default_factory=dict)
    open: frozenset[int] = frozenset()


def scores_of(setup: Setup, actions: Iterable[Action]) -> Scores:
    """Return the scores that a log went through."""
    state = MatchState(setup)
    found: dict[tuple[int, int], set[tuple[int, int]]] = {}
    for action in actions:
        apply(state, action)
        for innings in state.innings[-2:]:  # penalty runs may be of the one before
            key = innings.number, innings.legal_balls
            found.setdefault(key, set()).add((innings.runs, innings.wickets))
    return {key: frozenset(each) for key, each in found.items()}


def differences(scores: Scores, totals: Sequence[InningsTotal]) -> dict[int, Difference | None]:
    """Return by innings how the log's total differs from the provider's score at that place; None
    where they agree. An innings in which the provider has not come so far is left out."""
    found: dict[int, Difference | None] = {}
    for total in totals:
        said = scores.get((total.innings, total.legal_balls or 0))
        if said is None:
            continue
        if (total.runs, total.wickets) in said:
            found[total.innings] = None
            continue
        runs, wickets = max(said)
        provider = InningsTotal(total.innings, runs, wickets, total.legal_balls)
        found[total.innings] = Difference(total.innings, total, provider)
    return found


def compare(
    before: Compared, found: Mapping[int, Difference | None]
) -> tuple[Compared, list[Difference], list[int]]:
    """Return what is known now, the disputes to be raised, and the innings whose dispute ended."""
    differing = dict(before.differing)
    raised: list[Difference] = []
    ended: list[int] = []
    for innings, difference in found.items():
        if difference is None:
            differing.pop(innings, None)
            if innings in before.open:
                ended.append(innings)
            continue
        differing[innings] = differing.get(innings, 0) + 1
        if differing[innings] >= IN_A_ROW and innings not in before.open:
            raised.append(difference)
    is_open = (before.open - set(ended)) | {each.innings for each in raised}
    return replace(before, differing=differing, open=is_open), raised, ended


def dispute_id(provider: str, innings: int) -> str:
    """Return the id of the dispute: one an innings and provider."""
    return f"{innings}_provider_{provider}"


def parsed_dispute_id(name: str) -> tuple[str, int] | None:
    """Return provider and innings (1-based) of a dispute's id; None for one of another kind."""
    innings, infix, provider = name.partition("_provider_")
    return (provider, int(innings)) if infix and innings.isdecimal() else None


def raised_fields(
    match_id: str, provider: str, difference: Difference, place: int, now: datetime
) -> Json:
    """Return the document of a dispute that is raised; `place` is the last sequence of the log."""
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
    """Return what is written of a dispute once the scores agree again."""
    return {"status": "resolved", "method": "gone", "resolvedAt": now, "updatedAt": now}


def total_fields(total: InningsTotal) -> Json:
    """Return a total as documents have it."""
    return {"runs": total.runs, "wickets": total.wickets, "legalBalls": total.legal_balls}
