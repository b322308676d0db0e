"""Converts powerplays to spans.

Cricsheet counts all deliveries in `from` and `to`; our spans count legal balls.
"""

from typing import Any

from admin.cricsheet.delivery import is_legal
from scrbrd.domain.json_types import Json


def powerplays_of(innings: Json) -> tuple[dict[str, Any], ...]:
    """Return the fielding restrictions of an innings as spans of overs and legal balls."""
    overs = {over["over"]: over["deliveries"] for over in innings.get("overs", [])}
    spans = []
    for powerplay in innings.get("powerplays", []):
        if "from" not in powerplay or "to" not in powerplay:
            continue
        start_over, start_ball = parse_place(powerplay["from"])
        end_over, end_ball = parse_place(powerplay["to"])
        span: dict[str, Any] = {
            "type": str(powerplay.get("type", "mandatory")),
            "from_over": start_over,
            "to_over": end_over,
        }
        if start_ball > 1:
            span["from_ball"] = count_legal_balls(overs, start_over, start_ball - 1) + 1
        if end_ball < len(overs.get(end_over, [])):
            span["to_ball"] = max(1, count_legal_balls(overs, end_over, end_ball))
        spans.append(span)
    return tuple(spans)


def parse_place(figure: float | str) -> tuple[int, int]:
    """Return (over 0-based, delivery 1-based) of a figure such as 5.6."""
    over, _, ball = str(figure).partition(".")
    return int(over), int(ball or 1)


def count_legal_balls(overs: dict[int, list[Json]], over: int, deliveries: int) -> int:
    """Return the number of legal balls among the first `deliveries` of an over."""
    return sum(is_legal(each) for each in overs.get(over, [])[:deliveries])
