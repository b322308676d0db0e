"""Computes figures that an innings of a Cricsheet file states: first ball, runs, wickets, overs."""

from admin.cricsheet.delivery import is_legal
from scrbrd.domain.json_types import Json

NOT_DISMISSALS = {"retired hurt", "retired not out"}


def first_delivery(innings: Json) -> Json | None:
    """Return the first ball of an innings; None for a forfeited one."""
    for over in innings.get("overs", []):
        for delivery in over["deliveries"]:
            first: Json = delivery
            return first
    return None


def total_of(innings: Json, before_last: bool = False) -> int:
    """Return the total runs of an innings' deliveries, plus the penalty runs before it began."""
    runs = [
        int(delivery["runs"]["total"])
        for over in innings.get("overs", [])
        for delivery in over["deliveries"]
    ]
    before = int((innings.get("penalty_runs") or {}).get("pre", 0))
    return before + sum(runs[:-1] if before_last else runs)


def overs_bowled(innings: Json) -> int:
    """Return the number of overs in which a ball was bowled."""
    return sum(bool(over["deliveries"]) for over in innings.get("overs", []))


def wickets_of(innings: Json) -> int:
    """Return the number of dismissals; retired hurt and retired not out do not count."""
    return sum(
        wicket["kind"] not in NOT_DISMISSALS
        for over in innings.get("overs", [])
        for delivery in over["deliveries"]
        if "wickets" in delivery
        for wicket in delivery["wickets"]
    )


def is_last_over_whole(innings: Json, balls_per_over: int) -> bool:
    """Return True if the last over bowled has all its legal balls."""
    overs = [over["deliveries"] for over in innings.get("overs", []) if over["deliveries"]]
    return bool(overs) and sum(map(is_legal, overs[-1])) >= balls_per_over


def score_of(innings: Json) -> tuple[int, int]:
    """Return the stated runs and wickets of an innings, with penalty runs before and after it."""
    after = int((innings.get("penalty_runs") or {}).get("post", 0))
    return total_of(innings) + after, wickets_of(innings)


def next_ball(overs: list[Json], place: int, index: int, overs_per_end: int) -> Json | None:
    """Return the batters at the next ball, and whether ends change before it.

    None after the last ball.
    """
    deliveries = overs[place]["deliveries"]
    ends_changed = False
    if index + 1 < len(deliveries):
        delivery = deliveries[index + 1]
    elif place + 1 < len(overs):
        delivery = overs[place + 1]["deliveries"][0]
        ends_changed = (place + 1) % overs_per_end == 0
    else:
        return None
    return {
        "batter": delivery["batter"],
        "non_striker": delivery["non_striker"],
        "ends_changed": ends_changed,
    }


def miscounted_balls(innings: Json, over: Json, is_last: bool, balls_per_over: int) -> int | None:
    """Return the number of legal balls of a miscounted over; None for a correct one.

    The last over of an innings may end early, so it is miscounted only if the file says so.
    """
    deliveries = over["deliveries"]
    legal = len(deliveries) - sum(
        not is_legal(delivery) for delivery in deliveries if "extras" in delivery
    )
    stated = str(over["over"]) in innings.get("miscounted_overs", {})
    if legal > balls_per_over or (legal != balls_per_over and (stated or not is_last)):
        return legal or None
    return None
