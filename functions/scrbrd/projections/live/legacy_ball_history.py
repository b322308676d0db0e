"""Makes the fields that older apps still read: `ballHistory` and the totals beside it.

A temporary mirror of the log, never read back: an older app finds the balls of the innings in
progress in `live/score.ballHistory`, those of ended innings in `innings1.ballHistory` and so on.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from scrbrd.domain.actions import Action, Delivery, ShotData, Wicket
from scrbrd.domain.laws import NOT_A_WICKET, Ball, judge
from scrbrd.domain.state import MatchState, Setup
from scrbrd.projections.steps import counted_wicket, play

MOST_BYTES = 700_000
"""The maximum size of the mirror: `live/score` must stay below 1 MiB in any case."""

LEGACY_FIELDS = frozenset({"ballHistory"})
BYTES_OF_A_FIELD = 12
Entry = dict[str, Any]


def ball_histories(setup: Setup, actions: Iterable[Action]) -> dict[int, list[Entry]]:
    """Return, by innings, the balls that count, in order of play, in the older shape.

    Older apps add them up, so balls that did not count are left out, a batter saved by a free hit
    is not out, and runs are those that the laws count.
    """
    histories: dict[int, list[Entry]] = {}
    for step in play(MatchState(setup), actions):
        ball, innings = step.action, step.innings
        if isinstance(ball, Delivery) and step.refused is None and innings is not None:
            counted, wicket = judge(ball, setup.conditions), counted_wicket(ball, innings)
            histories.setdefault(ball.innings_number, []).append(entry(ball, counted, wicket))
    return histories


def entry(ball: Delivery, counted: Ball, wicket: Wicket | None) -> Entry:
    """Return one ball; `extraRuns` are all runs not off the bat, including those of the wide or
    no-ball itself.
    """
    kinds = (
        ("wide", counted.wide),
        ("noball", counted.no_ball),
        ("bye", counted.bye),
        ("legbye", counted.leg_bye),
    )
    fields: Entry = {
        "strikerId": ball.striker_id,
        "bowlerId": ball.bowler_id,
        "runs": ball.runs_off_bat,
        "extraType": next((kind for kind, runs in kinds if runs), None),
        "extraRuns": counted.total - counted.off_bat,
        "isWicket": wicket is not None and wicket.type not in NOT_A_WICKET,
        "wicketType": str(wicket.type) if wicket else None,
        "fielderIds": list(wicket.fielder_ids) if wicket and wicket.fielder_ids else None,
        "coordinates": coordinates(ball.shot_data),
        "timestamp": iso_time(ball.timestamp),
    }
    return {name: value for name, value in fields.items() if value is not None}


def coordinates(shot: Any) -> Any:
    """Return the point of the wagon wheel as it was recorded, without any check."""
    if isinstance(shot, ShotData):
        return shot.coordinates.to_document() if shot.coordinates else None
    return shot.get("coordinates") if isinstance(shot, dict) else None


def iso_time(value: datetime | str | None) -> str | None:
    """Return a time as older apps have it: an ISO text."""
    return value.isoformat() if isinstance(value, datetime) else value


def with_mirror(
    score: dict[str, Any], state: MatchState, histories: dict[int, list[Entry]]
) -> dict[str, Any]:
    """Return a `live/score` with the mirror in it.

    The innings in progress is at the top level, ended ones in their own fields.
    """
    current = state.current.number if state.current else None
    mirrored = score | {"ballHistory": histories.get(current, []) if current else []}
    for place, innings in enumerate(state.main_innings[:4], start=1):
        name = f"innings{place}"
        if innings.number != current and name in score:
            mirrored[name] = score[name] | {"ballHistory": histories.get(innings.number, [])}
    return mirrored


def size_of(histories: dict[int, list[Entry]]) -> int:
    """Return about how many bytes Firestore counts for the mirror; rather too many than too few."""
    return sum(bytes_of(each) for history in histories.values() for each in history)


def bytes_of(value: Any) -> int:
    """Return about how many bytes Firestore counts for a value."""
    if isinstance(value, dict):
        return (
            sum(len(name) + 1 + bytes_of(part) for name, part in value.items()) + BYTES_OF_A_FIELD
        )
    if isinstance(value, list):
        return sum(bytes_of(part) for part in value)
    return len(value.encode()) + 1 if isinstance(value, str) else 8
