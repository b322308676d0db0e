"""Recounts a Cricsheet match: every table by its own plain loop over the raw JSON.

Combines the tables into a scorecard. Depends neither on the event log nor on the engine.
"""

from __future__ import annotations

from scrbrd.domain.json_types import Json
from tests.oracle.batting import batting_rows
from tests.oracle.bowling import bowling_rows
from tests.oracle.raw import (
    deliveries_of,
    extra,
    is_complete,
    is_legal,
    legal_balls_in,
    overs_of,
    overs_text,
    wickets_on,
)
from tests.oracle.results import result_of
from tests.oracle.shapes import Extras, RecountedInnings, RecountedMatch
from tests.oracle.stands import fall_of_wickets, partnerships

LAWS_BALLS_PER_OVER = 6  # Law 17.1, used if the file has no number


def recount(match: Json) -> RecountedMatch:
    """Recount all innings of a Cricsheet match (data version 1.x).

    Raises ValueError if a batter bats on after being out, KeyError if the file lacks a field
    that its format requires.
    """
    base = match["info"].get("balls_per_over", LAWS_BALLS_PER_OVER)
    all_innings = tuple(recount_innings(innings, base) for innings in match["innings"])
    main = tuple(innings for innings in all_innings if not innings.is_super_over)
    return RecountedMatch(
        innings=main,
        super_overs=tuple(innings for innings in all_innings if innings.is_super_over),
        result=result_of(match, main),
    )


def recount_innings(innings: Json, base: int) -> RecountedInnings:
    """Recount one innings; `base` is the number of balls of an over."""
    return RecountedInnings(
        batting_team=innings["team"],
        runs=sum(ball["runs"]["total"] for ball in deliveries_of(innings)) + _awarded(innings),
        wickets=sum(len(wickets_on(ball)) for ball in deliveries_of(innings)),
        legal_balls=sum(is_legal(ball) for ball in deliveries_of(innings)),
        balls_per_over=base,
        overs=_overs(innings, base),
        extras=_extras(innings),
        batting=batting_rows(innings),
        bowling=bowling_rows(innings, base),
        fall_of_wickets=fall_of_wickets(innings),
        partnerships=partnerships(innings),
        absent_hurt=tuple(innings.get("absent_hurt", [])),
        target=innings.get("target", {}).get("runs"),
        is_declared=innings.get("declared", False),
        is_forfeited=innings.get("forfeited", False),
        is_super_over=innings.get("super_over", False),
    )


def _awarded(innings: Json) -> int:
    """Return penalty runs that the file has before or after the innings, not on a ball."""
    awards = innings.get("penalty_runs", {})
    return int(awards.get("pre", 0) + awards.get("post", 0))


def _extras(innings: Json) -> Extras:
    def runs(kind: str) -> int:
        return sum(extra(delivery, kind) for delivery in deliveries_of(innings))

    return Extras(
        wides=runs("wides"),
        no_balls=runs("noballs"),
        byes=runs("byes"),
        leg_byes=runs("legbyes"),
        penalty=runs("penalty") + _awarded(innings),
    )


def _overs(innings: Json, base: int) -> str:
    complete = 0
    loose_balls = 0
    for over in overs_of(innings):
        if is_complete(innings, over, base):
            complete += 1
        else:
            loose_balls += legal_balls_in(over["deliveries"])
    return overs_text(complete, loose_balls, base)
