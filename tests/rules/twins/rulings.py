"""Defines hostile rulings: out of rank, on no dispute, wrongly numbered, of scorers who stay."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from tests.rules import cast
from tests.rules.books import (
    DUAL,
    OVER,
    TRIPLE,
    consensus,
    ruling,
    tier_ruling,
)
from tests.rules.cast import (
    ADMIN,
    ADMIN_BY_TEXT,
    ANONYMOUS,
    CAPTAIN,
    CAPTAIN_AWAY,
    MATCH,
    PAST,
    PLAYER,
    REFEREE,
    SCORER,
    SCORER_AWAY,
    SCORER_HOME,
    STRANGER,
    UMPIRE,
    UMPIRE_CONFIRMED,
    match_role,
)
from tests.rules.documents import FACTS, as_stored, delivery
from tests.rules.twins.commit import Commit, Twin, create_commit, field_twins, update_commit
from tests.rules.world import Actor, Delete, Fields

SOURCE: Final = "rulings"
NEXT_RULING_PATH: Final = f"matches/{DUAL}/rulings/2"
IDENTITY: Final = (
    "id", "matchId", "inningsNumber", "sequenceNumber", "nonce", "follows", "schemaVersion",
    "isVoided", "source", "timestamp", "recordedBy", "recordedAs", "createdAt", "updatedAt",
)  # fmt: skip
BALL: Final = {
    name: value for name, value in delivery(DUAL, 1, 1, SCORER).items() if name not in IDENTITY
}
"""The fields of a ball in a ruling."""


def next_ruling(
    actor: Actor = UMPIRE, match_id: str = DUAL, number: int = 2, **changes: Any
) -> Commit:
    """Return the commit of the next ruling on a dispute."""
    fields = ruling(actor, number, match_id, **changes)
    return create_commit(f"matches/{match_id}/rulings/{number}", actor, fields)


def next_tier_ruling(actor: Actor = UMPIRE, tier: str = "SINGLE", **changes: Any) -> Commit:
    """Return the commit of the next ruling on the tier."""
    return create_commit(NEXT_RULING_PATH, actor, tier_ruling(actor, tier, **changes))


def ruling_twins() -> Iterator[Twin]:
    """Yield the whole table of rulings."""
    yield from rank_twins()
    yield from closed_match_twins()
    yield from ruling_sequence_twins()
    yield from dispute_twins()
    yield from ruled_action_twins()
    yield from tier_ruling_twins()
    yield from leaving_scorer_twins()


def rank_twins() -> Iterator[Twin]:
    """Yield rulings by a method of another rank, or under a rank that the actor lacks."""
    good = next_ruling()
    methods: dict[Any, tuple[str, ...]] = {
        UMPIRE.name: ("captains", "tier", "guess"),
        REFEREE.name: ("captains", "tier"),
        CAPTAIN.name: ("umpire", "video", "tier"),
        CAPTAIN_AWAY.name: ("umpire", "video"),
        ADMIN.name: ("tier", "guess"),
    }
    for actor in (UMPIRE, REFEREE, CAPTAIN, CAPTAIN_AWAY, ADMIN):
        mine = next_ruling(actor)
        for method in methods[actor.name]:
            bad = mine.having(method=method)
            yield Twin(f"ruling by {actor.name} by method {method}", SOURCE, mine, bad)
        yield Twin(f"ruling by {actor.name} sent by nobody", SOURCE, mine, mine.by(ANONYMOUS))
        signed = mine.by(STRANGER).having(decidedBy=STRANGER.person_id)
        yield Twin(f"ruling of a stranger as {actor.name}", SOURCE, mine, signed)
    allowed = ((UMPIRE, "video"), (REFEREE, "video"), (ADMIN, "video"), (ADMIN, "captains"))
    for actor, method in allowed:
        mine = next_ruling(actor, method=method)
        yield Twin(f"{method} by {actor.name}", SOURCE, mine, mine.having(decidedBy="another"))
    third = next_ruling(UMPIRE_CONFIRMED, decidedAs="umpire_third")
    on_field = third.having(decidedAs="umpire_on_field")
    yield Twin("third umpire as umpire on field", SOURCE, third, on_field)
    for actor in (
        SCORER,
        SCORER_HOME,
        PLAYER,
        cast.UMPIRE_ENDED,
        cast.FORMER_OFFICIAL,
        ADMIN_BY_TEXT,
    ):
        for role in ("umpire_on_field", "umpire_third", "match_referee", "captain_home", "admin",
                     "scorer_neutral", "scorer_home", "player", "umpire_reserve"):  # fmt: skip
            bad = next_ruling(actor, decidedAs=role)
            yield Twin(f"ruling of {actor.name} as {role}", SOURCE, good, bad)
    reserve = match_role(DUAL, STRANGER, "umpire_reserve")
    bad = next_ruling(STRANGER, decidedAs="umpire_reserve")
    yield Twin("ruling of the reserve umpire", SOURCE, good, bad, reserve)
    bad = next_tier_ruling(STRANGER, decidedAs="umpire_reserve")
    yield Twin("tier by the reserve umpire", SOURCE, next_tier_ruling(), bad, reserve)
    home = next_ruling(CAPTAIN)
    yield Twin("captain of home as of away", SOURCE, home, home.having(decidedAs="captain_away"))
    away = next_ruling(CAPTAIN_AWAY)
    yield Twin("captain of away as of home", SOURCE, away, away.having(decidedAs="captain_home"))


def closed_match_twins() -> Iterator[Twin]:
    """Yield rulings in matches that are closed or that have no books."""
    good, admin = next_ruling(), next_ruling(ADMIN)
    captain = next_ruling(CAPTAIN)
    first = {f"matches/{name}/rulings/1": as_stored(ruling(UMPIRE, 1, name))
             for name in (MATCH, "break-match", "dual-locked-match", OVER)}  # fmt: skip
    for name in (MATCH, "break-match", "dual-locked-match"):
        yield Twin(f"ruling in {name}", SOURCE, good, next_ruling(match_id=name), first)
        bad = next_ruling(CAPTAIN, name)
        yield Twin(f"captain's ruling in {name}", SOURCE, captain, bad, first)
    for name in (MATCH, "break-match"):
        bad = next_ruling(ADMIN, name)
        yield Twin(f"administrator's ruling in {name}", SOURCE, admin, bad, first)
    late = next_ruling(ADMIN, "dual-locked-match")
    yield Twin(
        "ruling in a locked match", SOURCE, late, next_ruling(REFEREE, "dual-locked-match"), first
    )
    over = next_ruling(match_id=OVER)
    yield Twin("ruling in a completed match", SOURCE, over, over.by(STRANGER), first)
    yield Twin(
        "ruling in no match",
        SOURCE,
        next_ruling(ADMIN, TRIPLE, 1),
        next_ruling(ADMIN, "no-match", 1),
    )


def ruling_sequence_twins() -> Iterator[Twin]:
    """Yield wrong numbers, predecessors, authors and times; changed and deleted rulings."""
    good = next_ruling()
    changes: dict[str, Fields] = {
        "another id within": {"id": "3"},
        "of another match": {"matchId": MATCH},
        "another number": {"number": 3},
        "another number, that follows itself": {"number": 3, "follows": "ruling-2"},
        "a number as text": {"number": "2"},
        "a number with a point": {"number": 2.0},
        "no predecessor": {"follows": ""},
        "another predecessor": {"follows": "ruling-9"},
        "decided by another": {"decidedBy": REFEREE.person_id},
        "created in the past": {"createdAt": PAST},
        "a short nonce": {"nonce": "1234567"},
        "a nonce that is a number": {"nonce": 12345678},
        "an empty reason": {"reason": ""},
        "a reason of nothing": {"reason": " "},
        "an overlong reason": {"reason": "r" * 501},
        "a reason that is a number": {"reason": 4},
        "a reason with a bidi character": {"reason": "r\u202er"},
        "overlong evidence": {"evidence": "e" * 501},
        "evidence that is a map": {"evidence": {"url": "u"}},
        "an extra field": {"isFinal": True},
        "an unknown kind": {"kind": "mercy"},
        "a tier besides": {"tier": "SINGLE"},
    }
    yield from field_twins(SOURCE, "ruling", good, changes)
    for name in ("reason", "nonce", "follows", "decidedAs", "createdAt", "kind", "number"):
        yield Twin(f"ruling: no {name}", SOURCE, good, good.without(name))
    yield Twin("ruling 3 after 1", SOURCE, good, next_ruling(number=3))
    yield Twin("ruling, another id", SOURCE, good, good.at(f"matches/{DUAL}/rulings/two"))
    padded = good.at(f"matches/{DUAL}/rulings/02").having(id="02")
    yield Twin("ruling, a padded id", SOURCE, good, padded)
    captains = next_ruling(CAPTAIN)
    yield Twin(
        "captain's ruling that follows another", SOURCE, captains, captains.having(follows="r-9")
    )
    captains = next_ruling(CAPTAIN, TRIPLE, 1)
    yield Twin("captain's first, that follows", SOURCE, captains, captains.having(follows="r-0"))
    first = next_ruling(match_id=TRIPLE, number=1)
    yield Twin("first ruling that follows", SOURCE, first, first.having(follows="ruling-0"))
    zero = next_ruling(match_id=TRIPLE, number=0, disputeId="1_1", entries={"home": "1_1"})
    yield Twin("ruling 0", SOURCE, first, zero)
    last = {f"matches/{DUAL}/rulings/9999": {"nonce": "ruling-9999"}}
    yield Twin("ruling 10000", SOURCE, good, next_ruling(number=10_000), last)
    rule = f"matches/{DUAL}/rulings/1"
    for actor in (UMPIRE, ADMIN):
        bad = update_commit(rule, actor, {"accepts": "neutral"})
        yield Twin(f"ruling changed by {actor.name}", SOURCE, good, bad)
        yield Twin(f"ruling deleted by {actor.name}", SOURCE, good, Commit(actor, (Delete(rule),)))


def dispute_twins() -> Iterator[Twin]:
    """Yield wrong disputes, entries, accepted seats, missed seats and persons."""
    good = next_ruling(evidence="https://video.example/1")
    changes: dict[str, Fields] = {
        "on no dispute": {"disputeId": ""},
        "on a dispute of innings 41": {"disputeId": "41_1"},
        "on place 0": {"disputeId": "1_0"},
        "on a dispute that is a number": {"disputeId": 12},
        "on no entries": {"entries": {}},
        "on entries in a list": {"entries": ["1_2", "1_2"]},
        "on an entry of nobody": {"entries": {"home": "1_2", "away-1": "1_2"}},
        "on an entry of another innings": {"entries": {"home": "2_2", "neutral": "1_2"}},
        "on entries of another innings": {"entries": {"home": "11_2"}},
        "on an entry that is a number": {"entries": {"home": 12, "neutral": "1_2"}},
        "on two entries in one": {"entries": {"home": "1_2|1_3"}},
        "on entry 0": {"entries": {"home": "1_0"}},
        "for a seat without an entry": {"accepts": "away"},
        "for nobody": {"accepts": None},
        "for all": {"accepts": ["home"]},
        "for an action that is missing": {"accepts": "action"},
        "missed by somebody else": {"missed": ["home", "third"]},
        "missed by a map": {"missed": {"home": True}},
        "missed by a text": {"missed": "home"},
        "missed five times": {"missed": ["home"] * 5},
        "for home, and a ball": {"action": BALL},
        "abandoned, and yet home's": {"method": "abandon"},
    }
    yield from field_twins(SOURCE, "ruling", good, changes)
    for name in ("method", "disputeId", "entries", "accepts"):
        yield Twin(f"ruling: no {name}", SOURCE, good, good.without(name))
    four = dict.fromkeys(("home", "away", "neutral", "umpire"), "1_99999")
    whole = next_ruling(disputeId="1_99999", entries=four, accepts="umpire")
    far = {"entries": {**four, "home": "1_100000"}}
    yield from field_twins(SOURCE, "ruling on four", whole, {"one too far": far})
    missed = next_ruling(missed=["home", "away", "neutral", "umpire"])
    fifth = {"by one twice": {"missed": ["home", "away", "neutral", "umpire", "home"]}}
    yield from field_twins(SOURCE, "ruling, missed by four", missed, fifth)
    whose = {"home": SCORER_HOME.person_id, "neutral": SCORER.person_id}
    persons: dict[str, Fields] = {
        "of a seat besides": {"persons": {**whose, "away": SCORER_AWAY.person_id}},
        "of one seat alone": {"persons": {"home": whose["home"]}},
        "of other seats": {"persons": {"home": whose["home"], "away": SCORER_AWAY.person_id}},
        "of nobody": {"persons": {}},
        "in a list": {"persons": list(whose.values())},
        "in a text": {"persons": "home"},
        "nothing": {"persons": None},
        "a number": {"persons": {**whose, "home": 7}},
        "no id": {"persons": {**whose, "home": "a b"}},
        "two in one": {"persons": {**whose, "home": "a|b"}},
    }
    yield from field_twins(SOURCE, "ruling, whose entries", next_ruling(persons=whose), persons)
    none = next_ruling(accepts="neither", method="abandon")
    yield from field_twins(
        SOURCE, "abandoned", none, {"for a seat without an entry": {"accepts": "away"}}
    )


def ruled_action_twins() -> Iterator[Twin]:
    """Yield ruled actions that the log would refuse, or with fields that only entries have."""
    good = next_ruling(accepts="action", action=BALL)
    wrong: dict[str, Fields] = {
        "of a wrong total": {"totalRuns": 2},
        "of nobody": {"strikerId": ""},
        "of half a run": {"runsOffBat": 0.5, "totalRuns": 0.5},
        "of an unknown type": {"type": "streaker"},
        "with a note": {"note": "n"},
        "with a shot": {"shotData": {"shotType": "drive"}},
        "recorded by another": {"recordedBy": "another"},
        "that corrects": {"corrects": "1_1"},
        "with an id": {"id": "1_2"},
    }
    for what, change in wrong.items():
        bad = good.having(action={**BALL, **change})
        yield Twin(f"ball ruled {what}", SOURCE, good, bad)
    yield Twin("ball ruled in words", SOURCE, good, good.having(action="a four"))
    yield Twin("ball ruled that is none", SOURCE, good, good.having(action={}))
    yield Twin("ball ruled, and home's word", SOURCE, good, good.having(accepts="home"))
    bare = next_ruling(accepts="action", action={k: v for k, v in BALL.items() if k != "type"})
    yield Twin("bare ball ruled, and neither", SOURCE, bare, bare.having(accepts="neither"))
    for kind, fields in FACTS.items():
        fact = next_ruling(accepts="action", action={"type": kind, **fields})
        for extra in ("note", "id", "recordedBy", "after", "runsOffBat"):
            bad = fact.having(action={"type": kind, **fields, extra: "1_1"})
            yield Twin(f"{kind} ruled with {extra}", SOURCE, fact, bad)


def tier_ruling_twins() -> Iterator[Twin]:
    """Yield rulings on the tier with wrong seats, persons or first entry."""
    good = next_tier_ruling()
    two = {"home": SCORER_HOME.person_id, "neutral": SCORER.person_id}
    changes: dict[str, Fields] = {
        "of two": {"tier": "DUAL"},
        "of none": {"seats": {}},
        "of an unknown tier": {"tier": "HONOR"},
        "of a tier that is a number": {"tier": 1},
        "in a list": {"seats": [SCORER_HOME.person_id]},
        "of a seat that is none": {"seats": {"third": "somebody"}, "fromSeat": "third"},
        "of a person who is none": {"seats": {"home": "a b"}},
        "of a person who is a number": {"seats": {"home": 7}},
        "from another's entry": {"fromSeat": "away"},
        "from nowhere": {"fromEntry": ""},
        "from entry 0": {"fromEntry": "1_0"},
        "from innings 41": {"fromEntry": "41_1"},
        "from a number": {"fromEntry": 12},
        "with entries": {"entries": {"home": "1_2"}},
        "with a dispute": {"disputeId": "1_2"},
        "on a dispute": {"kind": "dispute"},
        "of an unknown kind": {"kind": "mercy"},
    }
    yield from field_twins(SOURCE, "tier", good, changes)
    for name in ("tier", "seats", "fromSeat", "fromEntry"):
        yield Twin(f"tier: no {name}", SOURCE, good, good.without(name))
    dual = next_tier_ruling(tier="DUAL", seats=two)
    same = {"home": SCORER.person_id, "neutral": SCORER.person_id}
    more: dict[str, Fields] = {
        "of the same person twice": {"seats": same},
        "of three": {"tier": "TRIPLE"},
        "of one": {"tier": "SINGLE"},
    }
    yield from field_twins(SOURCE, "tier of two", dual, more)
    three = next_tier_ruling(
        tier="TRIPLE", seats={**two, "umpire": UMPIRE.person_id}, fromSeat="umpire"
    )
    fewer = {"with two": {"tier": "DUAL"}}
    yield from field_twins(SOURCE, "tier of three", three, fewer)
    for actor in (REFEREE, ADMIN):
        mine = next_tier_ruling(actor)
        yield Twin(f"tier by {actor.name}, signed by another", SOURCE, mine, mine.by(UMPIRE))
    for actor in (CAPTAIN, CAPTAIN_AWAY, PLAYER):
        bad = next_tier_ruling(actor)
        yield Twin(f"tier by {actor.name}", SOURCE, good, bad)


def leaving_scorer_twins() -> Iterator[Twin]:
    """Yield scorers' rulings that do more than leave, which reduces the tier by one."""
    good = next_tier_ruling(SCORER)
    changes: dict[str, Fields] = {
        "and stays": {"seats": {"neutral": SCORER.person_id}, "fromSeat": "neutral"},
        "and brings another in": {"seats": {"home": "another"}},
        "and opens a seat": {"seats": {"away": SCORER_AWAY.person_id}, "fromSeat": "away"},
        "and goes up": {
            "tier": "TRIPLE",
            "seats": {"home": "scorer-home", "away": "scorer-away", "umpire": "umpire"},
        },
        "and all stay as many": {
            "tier": "DUAL",
            "seats": {"home": "scorer-home", "away": "scorer-away"},
        },
        "under a role of another": {"decidedAs": "scorer_home"},
    }
    yield from field_twins(SOURCE, "scorer leaves", good, changes)
    seatless = next_tier_ruling(SCORER_AWAY)
    yield Twin("scorer without a seat leaves", SOURCE, good, seatless)
    mine = next_tier_ruling(SCORER_HOME, seats={"neutral": SCORER.person_id}, fromSeat="neutral")
    turned = mine.having(seats={"home": SCORER_HOME.person_id}, fromSeat="home")
    yield Twin("home scorer turns the other out", SOURCE, mine, turned)
    present = {f"matches/{DUAL}/live/consensus": consensus("TRIPLE", SCORER, SCORER_HOME, UMPIRE)}
    two = {"home": SCORER_HOME.person_id, "umpire": UMPIRE.person_id}
    one = next_tier_ruling(SCORER, "DUAL", seats=two)
    alone: dict[str, Fields] = {
        "to leave one alone": {"tier": "SINGLE", "seats": {"home": SCORER_HOME.person_id}},
        "for another umpire": {"seats": {**two, "umpire": "another"}},
        "for another home": {"seats": {**two, "home": "another"}},
        "and opens the away seat": {"seats": {"home": two["home"], "away": "scorer-away"}},
    }
    yield from field_twins(SOURCE, "scorer leaves three", one, alone, seeds=present)
    sides = {f"matches/{DUAL}/live/consensus": consensus("TRIPLE", SCORER, SCORER_AWAY, UMPIRE)}
    away = {"away": SCORER_AWAY.person_id, "umpire": UMPIRE.person_id}
    leaving = next_tier_ruling(SCORER, "DUAL", seats=away, fromSeat="away")
    other: dict[str, Fields] = {"for another away": {"seats": {**away, "away": "another"}}}
    yield from field_twins(SOURCE, "scorer leaves away", leaving, other, seeds=sides)
    neutral = {f"matches/{DUAL}/live/consensus": consensus("DUAL", SCORER, SCORER_HOME)}
    stays = next_tier_ruling(SCORER_HOME, seats={"neutral": SCORER.person_id}, fromSeat="neutral")
    swapped: dict[str, Fields] = {"for another neutral": {"seats": {"neutral": "another"}}}
    yield from field_twins(SOURCE, "home leaves", stays, swapped, seeds=neutral)
    yield from book_without_vote_twins()


def book_without_vote_twins() -> Iterator[Twin]:
    """Yield rulings that treat a scorer whose book does not vote as the holder of a seat."""
    shown = consensus("DUAL", SCORER_HOME, SCORER_AWAY, without_vote=[SCORER])
    seeds = {f"matches/{DUAL}/live/consensus": shown}
    away: Any = {"seats": {"away": SCORER_AWAY.person_id}, "fromSeat": "away"}
    good = next_tier_ruling(SCORER_HOME, **away)
    yield Twin(
        "scorer without a vote leaves", SOURCE, good, next_tier_ruling(SCORER, **away), seeds=seeds
    )
    neutral = {"seats": {"neutral": SCORER.person_id}, "fromSeat": "neutral"}
    to_scorer_without_vote = good.having(**neutral)
    yield Twin(
        "home leaves a scorer without a vote", SOURCE, good, to_scorer_without_vote, seeds=seeds
    )
