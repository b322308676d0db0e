"""Makes what an exported file says of a ball by itself: runs, extras, review, and its place."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from admin.cricsheet.delivery import EXTRA_NAMES
from admin.cricsheet.innings_said import figure
from scrbrd.domain.actions import Delivery
from scrbrd.domain.json_types import Json


class Place(NamedTuple):
    """Where a delivery stands: over 0-based, delivery and legal ball 1-based."""

    over: int
    delivery: int
    ball: int


PLACES: Mapping[str, Callable[[Place], int | float | str]] = {
    "over": lambda at: at.over,
    "over from 1": lambda at: at.over + 1,
    "delivery": lambda at: at.delivery,
    "ball": lambda at: at.ball,
    "over.delivery": lambda at: figure(at.over, at.delivery),
    "over.ball": lambda at: figure(at.over, at.ball),
    "over.delivery text": lambda at: f"{at.over}.{at.delivery}",
    "over.ball text": lambda at: f"{at.over}.{at.ball}",
}
"""Ways to tell the place of a delivery."""


def delivery_said(action: Delivery) -> Json:
    """Return what the file says of a ball without its players, wickets and replacements."""
    said: Json = {"runs": runs_of(action)}
    extras = extras_of(action)
    said |= {"extras": extras} if extras else {}
    if isinstance(action.review, Mapping):
        said["review"] = review_of(action.review)
    return said


def runs_of(action: Delivery) -> Json:
    """Return the runs of a ball."""
    extras = sum(extras_of(action).values())
    runs = {
        "batter": action.runs_off_bat,
        "extras": extras,
        "total": action.runs_off_bat + extras,
    }
    return runs | ({"non_boundary": True} if action.boundary is False else {})


def extras_of(action: Delivery) -> dict[str, int]:
    """Return the extras of a ball in Cricsheet's names, those that were none left out."""
    given = {theirs: getattr(action.extras, ours) for theirs, ours in EXTRA_NAMES.items()}
    return {name: runs for name, runs in given.items() if runs}


def review_of(review: Mapping[str, Any]) -> Json:
    """Return a review in Cricsheet's spelling of names."""
    names = {"umpiresCall": "umpires_call"}
    return {names.get(name, name): review[name] for name in sorted(review)}
