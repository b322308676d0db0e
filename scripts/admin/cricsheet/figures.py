"""Reads what an innings of a Cricsheet file states: its first ball, runs and overs."""

from admin.json_types import Json


def first_delivery(innings: Json) -> Json | None:
    """Return the first ball of an innings; None for one that was forfeited."""
    for over in innings.get("overs", []):
        for delivery in over["deliveries"]:
            first: Json = delivery
            return first
    return None


def total_of(innings: Json, before_last: bool = False) -> int:
    """Return the runs that an innings' deliveries state, with those from before it began."""
    runs = [
        int(delivery["runs"]["total"])
        for over in innings.get("overs", [])
        for delivery in over["deliveries"]
    ]
    before = int((innings.get("penalty_runs") or {}).get("pre", 0))
    return before + sum(runs[:-1] if before_last else runs)


def overs_bowled(innings: Json) -> int:
    """Return overs of an innings that had a ball."""
    return sum(bool(over["deliveries"]) for over in innings.get("overs", []))
