"""Small queries on raw Cricsheet JSON, shared by the tables.

Depends on the file format only, not on scorecards; never modifies its arguments.
"""

from __future__ import annotations

from collections.abc import Iterator

from scrbrd.domain.json_types import Json

NOT_WICKETS = frozenset({"retired hurt", "retired not out"})
BOWLERS_WICKETS = frozenset(
    {"bowled", "caught", "caught and bowled", "lbw", "stumped", "hit wicket"}
)


def overs_of(innings: Json) -> list[Json]:
    """Return the overs of an innings; none if it was forfeited."""
    overs: list[Json] = innings.get("overs", [])
    return overs


def deliveries_of(innings: Json) -> Iterator[Json]:
    """Yield every delivery of the innings in order."""
    for over in overs_of(innings):
        yield from over["deliveries"]


def extra(delivery: Json, kind: str) -> int:
    """Return the runs of one kind of extra on this delivery."""
    return int(delivery.get("extras", {}).get(kind, 0))


def is_wide(delivery: Json) -> bool:
    """Whether the delivery was called wide."""
    return extra(delivery, "wides") > 0


def is_no_ball(delivery: Json) -> bool:
    """Whether the delivery was called no-ball."""
    return extra(delivery, "noballs") > 0


def is_legal(delivery: Json) -> bool:
    """Whether the delivery counts in the over."""
    return not is_wide(delivery) and not is_no_ball(delivery)


def legal_balls_in(deliveries: list[Json]) -> int:
    """Return how many of these deliveries count in the over."""
    return sum(is_legal(delivery) for delivery in deliveries)


def wickets_on(delivery: Json) -> list[Json]:
    """Return the file's wicket entries on this delivery that cost the side a wicket."""
    return [wicket for wicket in delivery.get("wickets", []) if wicket["kind"] not in NOT_WICKETS]


def batters_replaced(delivery: Json) -> list[Json]:
    """Return the replacements of a batter at the crease made before this delivery."""
    roles: list[Json] = delivery.get("replacements", {}).get("role", [])
    return [change for change in roles if change["role"] == "batter" and "out" in change]


def is_complete(innings: Json, over: Json, base: int) -> bool:
    """Whether the over was completed, with any number of balls that the umpire counted (Law 17.5).

    An over followed by another is complete; the last must have all its balls.
    """
    if over is not overs_of(innings)[-1]:
        return True
    miscount = innings.get("miscounted_overs", {}).get(str(over["over"]), {})
    # Cricsheet writes this number as a string.
    return legal_balls_in(over["deliveries"]) >= int(miscount.get("balls", base))


def overs_text(complete: int, loose_balls: int, base: int) -> str:
    """Return complete overs and balls of incomplete ones as "12.4", for `base` balls an over."""
    return f"{complete + loose_balls // base}.{loose_balls % base}"
