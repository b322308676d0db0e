"""Finds what gives away an answer of another match: the teams and people that it names, or that
it has no event of this one. Pure.

Some feeds name no match in their answers, and a cache or a provider may mix answers up. Another
match of the same people is not seen here: see `overturning`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from scrbrd.domain.state import Setup
from scrbrd.domain.vocabulary import PlayerId, TeamId
from scrbrd_ingest.log.mapping import MappingKind
from scrbrd_ingest.log.overturning import MOST_OVERTURNED
from scrbrd_ingest.log.planning import Known
from scrbrd_ingest.log.records import RecordState
from scrbrd_ingest.model import Observation

FULL_SIDE: Final = 7
"""Players of each side from which on the line-ups say who plays; fewer are not complete yet."""

FEWEST_STRANGERS: Final = 3
"""People of one answer who are in no line-up: striker, non-striker and bowler of a ball."""

TO_EACH_KNOWN: Final = 3
"""Strangers to each person of the line-ups from which on an answer is of another match. A few are
substitutes, or a line-up that is not right."""

SHOWN: Final = 3


def other_match(setup: Setup, named: Iterable[tuple[MappingKind, str]]) -> str:
    """Return why an answer that names these teams and people (our ids) is of another match; empty
    where nothing says so."""
    found = sorted(set(named))
    return strange_teams(setup, [name for kind, name in found if kind is MappingKind.TEAM]) or (
        strange_people(setup, [name for kind, name in found if kind is MappingKind.PLAYER])
    )


def lost_match(provider: str, answer: Observation, known: Known, *, holds_all: bool) -> str:
    """Return that an answer which should hold everything has no event at all, of a match of which
    its provider brought many into the log; empty where that is not so."""
    if not holds_all or answer.events or answer.faults:
        return ""
    entered = sum(
        each.provider == provider and each.state is RecordState.ENTERED
        for each in known.records.values()
    )
    is_lost = entered > MOST_OVERTURNED
    return f"it has no event, and {entered} of its own are in the log" if is_lost else ""


def strange_teams(setup: Setup, teams: Iterable[str]) -> str:
    """Return which of some teams does not play in the match; empty where all do, or where the match
    does not say who plays."""
    sides = (setup.home_team_id, setup.away_team_id)
    if None in sides:
        return ""
    strange = [each for each in teams if TeamId(each) not in sides]
    return f"it names {listed('team', strange)}, which does not play here" if strange else ""


def strange_people(setup: Setup, people: Iterable[str]) -> str:
    """Return that some people are strangers, by the line-ups; empty where they are not, or where
    the line-ups are not complete."""
    sizes = Counter(setup.sides.values())
    if len(sizes) < 2 or min(sizes.values()) < FULL_SIDE:
        return ""
    playing = setup.sides.keys() | setup.substitute_ids
    names = [PlayerId(each) for each in people]
    strangers = [each for each in names if each not in playing]
    known = len(names) - len(strangers)
    if len(strangers) < FEWEST_STRANGERS or len(strangers) < TO_EACH_KNOWN * known:
        return ""
    return f"it names {listed('player', strangers)}, who are in no line-up of this match"


def listed(kind: str, names: Iterable[str]) -> str:
    """Return the first of some names as a text."""
    shown = sorted(names)
    more = f" and {len(shown) - SHOWN} more" if len(shown) > SHOWN else ""
    return f"{kind} {', '.join(shown[:SHOWN])}{more}"
