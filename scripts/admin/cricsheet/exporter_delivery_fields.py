"""Builds the fields of a delivery in an exported file, and formats its place."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from admin.cricsheet.delivery import EXTRA_NAMES
from admin.cricsheet.exporter_innings_fields import over_ball_figure
from scrbrd.domain.actions import Delivery
from scrbrd.domain.json_types import Json


class Place(NamedTuple):
    """The place of a delivery: 0-based over, 1-based delivery and legal ball."""

    over: int
    delivery: int
    ball: int


PLACE_FORMATS: Mapping[str, Callable[[Place], int | float | str]] = {
    "over": lambda at: at.over,
    "over from 1": lambda at: at.over + 1,
    "delivery": lambda at: at.delivery,
    "ball": lambda at: at.ball,
    "over.delivery": lambda at: over_ball_figure(at.over, at.delivery),
    "over.ball": lambda at: over_ball_figure(at.over, at.ball),
    "over.delivery text": lambda at: f"{at.over}.{at.delivery}",
    "over.ball text": lambda at: f"{at.over}.{at.ball}",
}
"""The formats in which a file may state the place of a delivery."""


def delivery_fields(action: Delivery) -> Json:
    """Return a delivery of the file without its players, wickets and replacements."""
    fields: Json = {"runs": runs_of(action)}
    extras = extras_of(action)
    fields |= {"extras": extras} if extras else {}
    if isinstance(action.review, Mapping):
        fields["review"] = review_of(action.review)
    return fields


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
    """Return the extras of a ball under Cricsheet's names, without zeros."""
    all_extras = {theirs: getattr(action.extras, ours) for theirs, ours in EXTRA_NAMES.items()}
    return {name: runs for name, runs in all_extras.items() if runs}


def review_of(review: Mapping[str, Any]) -> Json:
    """Return a review with Cricsheet's spelling of field names."""
    names = {"umpiresCall": "umpires_call"}
    return {names.get(name, name): review[name] for name in sorted(review)}
