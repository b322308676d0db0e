"""Defines the hostile rulings on what is ruled already: unseen, of nothing, of what is to come."""

from __future__ import annotations

from collections.abc import Iterator

from tests.rules.books import DUAL, TRIPLE, ruling
from tests.rules.cast import ADMIN, CAPTAIN, CAPTAIN_AWAY, REFEREE, UMPIRE
from tests.rules.documents import seeded
from tests.rules.twins.ask import Twin, of_fields
from tests.rules.twins.rulings import SOURCE, ruled, tiered
from tests.rules.world import Actor, Fields


def overruled() -> Iterator[Twin]:
    """Of two officials who rule on a dispute at once, the second, who has not seen the first's
    ruling; what a ruling says that it overrules."""
    first = ruling(UMPIRE, 1)
    about = {"disputeId": first["disputeId"], "entries": first["entries"]}
    good = ruled(REFEREE, overrules=1, **about)
    captains = {f"matches/{DUAL}/rulings/1": seeded(ruling(CAPTAIN, 1))}
    for actor in (REFEREE, UMPIRE, ADMIN):
        mine = good.by(actor).having(**signed_by(actor))
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
    yield from of_fields(SOURCE, "ruling that overrules", good, changes)
    yield from of_fields(SOURCE, "ruling on another that overrules", ruled(overrules=1), changes)
    opening = ruled(match_id=TRIPLE, number=1)
    yield Twin("first ruling that overrules", SOURCE, opening, opening.having(overrules=0))
    away = ruled(CAPTAIN_AWAY, **about)
    bad = away.having(overrules=1)
    yield Twin("captain who overrules the other", SOURCE, away, bad, captains)
    yield Twin("tier that overrules", SOURCE, tiered(), tiered(overrules=1))


def signed_by(actor: Actor) -> Fields:
    """Return what differs in a ruling by another actor."""
    fields = ruling(actor)
    return {name: fields[name] for name in ("decidedBy", "decidedAs", "method")}
