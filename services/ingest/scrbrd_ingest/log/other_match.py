"""Detects answers of another match by their teams and people, or by the absence of all events.
Pure.

Some feeds do not name the match in their answers, and a cache or a provider may mix them up.
Another match of the same people is not detected here: see `overturn_limit`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from scrbrd.domain.state import Setup
from scrbrd.domain.vocabulary import PlayerId, TeamId
from scrbrd_ingest.log.id_mapping import MappingKind
from scrbrd_ingest.log.overturn_limit import MOST_OVERTURNED
from scrbrd_ingest.log.records import RecordState
from scrbrd_ingest.log.write_plan import StoredLog
from scrbrd_ingest.model import Observation

FULL_SIDE: Final = 7
"""Players per side from which the line-ups are taken as complete."""

FEWEST_STRANGERS: Final = 3
"""Minimum number of people outside the line-ups: striker, non-striker and bowler of a ball."""

TO_EACH_KNOWN: Final = 3
"""Ratio of people outside to people in the line-ups from which an answer is of another match. A few
strangers are substitutes, or errors in a line-up."""

MOST_SHOWN: Final = 3


def other_match_reason(setup: Setup, our_ids: Iterable[tuple[MappingKind, str]]) -> str:
    """Return why an answer that names these teams and people (our ids) is of another match; empty
    if nothing indicates that."""
    unique_ids = sorted(set(our_ids))
    return strange_teams(
        setup, [name for kind, name in unique_ids if kind is MappingKind.TEAM]
    ) or (strange_people(setup, [name for kind, name in unique_ids if kind is MappingKind.PLAYER]))


def lost_match_reason(
    provider: str, answer: Observation, known: StoredLog, *, holds_all: bool
) -> str:
    """Return a reason if an answer that should hold everything has no events although many of the
    provider's are in the log; otherwise empty."""
    if not holds_all or answer.events or answer.faults:
        return ""
    entered = sum(
        each.provider == provider and each.state is RecordState.ENTERED
        for each in known.records.values()
    )
    is_lost = entered > MOST_OVERTURNED
    return f"it has no event, but {entered} of this provider are in the log" if is_lost else ""


def strange_teams(setup: Setup, teams: Iterable[str]) -> str:
    """Return a reason if a named team does not play in the match; otherwise empty.

    Also empty while the match has no teams.
    """
    sides = (setup.home_team_id, setup.away_team_id)
    if None in sides:
        return ""
    strange = [each for each in teams if TeamId(each) not in sides]
    return f"it names {names_text('team', strange)}, which does not play here" if strange else ""


def strange_people(setup: Setup, people: Iterable[str]) -> str:
    """Return a reason if too many people are not in the line-ups; otherwise, or if the line-ups are
    incomplete, empty."""
    sizes = Counter(setup.sides.values())
    if len(sizes) < 2 or min(sizes.values()) < FULL_SIDE:
        return ""
    playing = setup.sides.keys() | setup.substitute_ids
    names = [PlayerId(each) for each in people]
    strangers = [each for each in names if each not in playing]
    known = len(names) - len(strangers)
    if len(strangers) < FEWEST_STRANGERS or len(strangers) < TO_EACH_KNOWN * known:
        return ""
    return f"it names {names_text('player', strangers)}, who are in no line-up of this match"


def names_text(kind: str, names: Iterable[str]) -> str:
    """Return the first of some names as text."""
    shown = sorted(names)
    more = f" and {len(shown) - MOST_SHOWN} more" if len(shown) > MOST_SHOWN else ""
    return f"{kind} {', '.join(shown[:MOST_SHOWN])}{more}"
