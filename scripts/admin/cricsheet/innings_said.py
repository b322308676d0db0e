"""Makes what an exported file says of an innings beside its balls, of the fold's innings."""

from collections.abc import Mapping
from typing import Any

from admin.cricsheet.delivery import is_legal
from admin.cricsheet.exporter_names import Names
from scrbrd.domain.json_types import Json
from scrbrd.domain.state import Innings
from scrbrd.domain.vocabulary import CloseReason

Overs = Mapping[int, list[Json]]
"""The deliveries of an innings by over, 0-based."""


def innings_said(
    names: Names,
    innings: Innings,
    overs: Overs,
    counted: Mapping[str, Any],
    balls_per_over: int,
) -> Json:
    """Return an innings of the file without its overs.

    `counted` are penalty runs and miscounted overs, as the balls showed them.
    """
    optional: Json = {
        "super_over": innings.is_super_over,
        "declared": innings.closed is CloseReason.DECLARED,
        "forfeited": innings.closed is CloseReason.FORFEITED,
        "absent_hurt": [names.player(each) for each in innings.absent_ids],
        **counted,
        "powerplays": powerplays_said(innings, overs, balls_per_over),
        "target": target_said(innings),
    }
    team = {"team": names.team(innings.batting_team_id)}
    return team | {name: value for name, value in optional.items() if value}


def target_said(innings: Innings) -> Json | None:
    """Return what a chase needed, and in how many overs."""
    if innings.target is None or innings.is_super_over or innings.overs_limit is None:
        return None
    return {"overs": innings.overs_limit, "runs": innings.target}


def powerplays_said(innings: Innings, overs: Overs, balls_per_over: int) -> list[Json]:
    """Return the powerplays of overs that were bowled, counted in deliveries."""
    return [
        {
            "from": figure(span.from_over, first(overs.get(span.from_over, []), span.from_ball)),
            "to": figure(span.to_over, nth(overs.get(span.to_over, []), span.to_ball))
            if span.to_ball is not None
            else figure(span.to_over, len(overs.get(span.to_over, [])) or balls_per_over),
            "type": span.type,
        }
        for span in innings.powerplays
        if span.from_over in overs
    ]


def first(deliveries: list[Json], legal_ball: int | None) -> int:
    """Return the delivery (1-based) behind the legal ball before this one."""
    return 1 if legal_ball in (None, 1) else nth(deliveries, (legal_ball or 1) - 1) + 1


def nth(deliveries: list[Json], legal_ball: int) -> int:
    """Return the delivery (1-based) that was a legal ball of an over."""
    legal = 0
    for place, delivery in enumerate(deliveries, start=1):
        legal += is_legal(delivery)
        if legal == legal_ball:
            return place
    return legal_ball


def figure(over: int, ball: int) -> float | str:
    """Return `5.6` as Cricsheet writes it; a tenth ball needs text."""
    return f"{over}.{ball}" if ball > 9 else float(f"{over}.{ball}")
