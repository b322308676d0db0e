"""Builds the fields of an innings in an exported file, other than its balls."""

from collections.abc import Mapping
from typing import Any

from admin.cricsheet.delivery import is_legal
from admin.cricsheet.exporter_names import Names
from scrbrd.domain.json_types import Json
from scrbrd.domain.state import Innings
from scrbrd.domain.vocabulary import CloseReason

Overs = Mapping[int, list[Json]]
"""The deliveries of an innings by 0-based over."""


def innings_fields(
    names: Names,
    innings: Innings,
    overs: Overs,
    ball_counts: Mapping[str, Any],
    balls_per_over: int,
) -> Json:
    """Return an innings of the file without its overs.

    `counted` has the penalty runs and miscounted overs found while exporting the balls.
    """
    optional: Json = {
        "super_over": innings.is_super_over,
        "declared": innings.closed is CloseReason.DECLARED,
        "forfeited": innings.closed is CloseReason.FORFEITED,
        "absent_hurt": [names.player(each) for each in innings.absent_ids],
        **ball_counts,
        "powerplays": powerplay_fields(innings, overs, balls_per_over),
        "target": target_fields(innings),
    }
    team = {"team": names.team(innings.batting_team_id)}
    return team | {name: value for name, value in optional.items() if value}


def target_fields(innings: Innings) -> Json | None:
    """Return the target of a chase and its overs."""
    if innings.target is None or innings.is_super_over or innings.overs_limit is None:
        return None
    return {"overs": innings.overs_limit, "runs": innings.target}


def powerplay_fields(innings: Innings, overs: Overs, balls_per_over: int) -> list[Json]:
    """Return the powerplays whose overs were bowled, counted in deliveries."""
    return [
        {
            "from": over_ball_figure(
                span.from_over, first_delivery_of(overs.get(span.from_over, []), span.from_ball)
            ),
            "to": over_ball_figure(
                span.to_over, delivery_of_legal_ball(overs.get(span.to_over, []), span.to_ball)
            )
            if span.to_ball is not None
            else over_ball_figure(span.to_over, len(overs.get(span.to_over, [])) or balls_per_over),
            "type": span.type,
        }
        for span in innings.powerplays
        if span.from_over in overs
    ]


def first_delivery_of(deliveries: list[Json], legal_ball: int | None) -> int:
    """Return the delivery (1-based) after the legal ball before this one."""
    return (
        1
        if legal_ball in (None, 1)
        else delivery_of_legal_ball(deliveries, (legal_ball or 1) - 1) + 1
    )


def delivery_of_legal_ball(deliveries: list[Json], legal_ball: int) -> int:
    """Return the delivery (1-based) that was this legal ball of an over."""
    legal = 0
    for place, delivery in enumerate(deliveries, start=1):
        legal += is_legal(delivery)
        if legal == legal_ball:
            return place
    return legal_ball


def over_ball_figure(over: int, ball: int) -> float | str:
    """Return `5.6` as Cricsheet writes it; a tenth ball needs a text."""
    return f"{over}.{ball}" if ball > 9 else float(f"{over}.{ball}")
