"""Defines hostile rulings on disputes that already have a ruling: wrong or missing `overrules`."""

from __future__ import annotations

from collections.abc import Iterator

from tests.rules.books import DUAL, TRIPLE, ruling
from tests.rules.cast import ADMIN, CAPTAIN, CAPTAIN_AWAY, REFEREE, UMPIRE
from tests.rules.documents import as_stored
from tests.rules.twins.commit import Twin, field_twins
from tests.rules.twins.rulings import SOURCE, next_ruling, next_tier_ruling
from tests.rules.world import Actor, Fields


def overruling_twins() -> Iterator[Twin]:
    """Yield rulings by the second of two officials at once, and wrong values of `overrules`."""
    first = ruling(UMPIRE, 1)
    about = {"disputeId": first["disputeId"], "entries": first["entries"]}
    good = next_ruling(REFEREE, overrules=1, **about)
    captains = {f"matches/{DUAL}/rulings/1": as_stored(ruling(CAPTAIN, 1))}
    for actor in (REFEREE, UMPIRE, ADMIN):
        mine = good.by(actor).having(**signature_of(actor))
        bad = mine.without("overrules")
        yield Twin(f"ruling by {actor.name} on what is ruled", SOURCE, mine, bad)
    by_one = good.without("overrules")
    yield Twin("ruling on what a captain ruled", SOURCE, good, by_one, captains)
    changes: dict[str, Fields] = {
        "itself": {"overrules": 2},
        "none": {"overrules": 0},
        "one before the first": {"overrules": -1},
        "a text": {"overrules": "1"},
        "half a ruling": {"overrules": 0.5},
        "one with a point": {"overrules": 1.0},
        "nothing": {"overrules": None},
    }
    yield from field_twins(SOURCE, "ruling that overrules", good, changes)
    yield from field_twins(
        SOURCE, "ruling on another that overrules", next_ruling(overrules=1), changes
    )
    opening = next_ruling(match_id=TRIPLE, number=1)
    yield Twin("first ruling that overrules", SOURCE, opening, opening.having(overrules=0))
    away = next_ruling(CAPTAIN_AWAY, **about)
    bad = away.having(overrules=1)
    yield Twin("captain who overrules the other", SOURCE, away, bad, captains)
    yield Twin("tier that overrules", SOURCE, next_tier_ruling(), next_tier_ruling(overrules=1))


def signature_of(actor: Actor) -> Fields:
    """Return the fields that differ in a ruling by another actor."""
    fields = ruling(actor)
    return {name: fields[name] for name in ("decidedBy", "decidedAs", "method")}
