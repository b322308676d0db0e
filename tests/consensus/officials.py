"""Officials who rule on the mistakes that careless scorers left, by any method, and on the tier."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from scrbrd.consensus.entries import Entry, Seat
from scrbrd.consensus.rulings import AnyRuling, Method, Ruling, TierRuling
from scrbrd.domain.vocabulary import ValidationTier
from scrbrd.handlers.books.documents import ball_of
from tests.consensus.careless import Careless
from tests.consensus.scribes import AWAY, DUAL, HOME, SINGLE, TRIPLE

LOW = (Method.CAPTAINS, Method.ABANDON)
HIGH = (Method.UMPIRE, Method.VIDEO)
RANKED = (*HIGH, *LOW)
BALLS_UNTIL_CORRECTED = 6
"""Balls after a mistake by which it has been corrected."""

AROUND = 3
"""Balls next to a mistake with which it may be confused."""

BY_FEWER = 0.5
"""Probability that a match continues with one scorer less for a while."""

DOWN = {DUAL: (SINGLE, (HOME,)), TRIPLE: (DUAL, (HOME, AWAY))}
"""The next lower tier, and the seats that continue."""


def rulings_on(
    books: Sequence[Careless], chance: random.Random, methods: Sequence[Method] = RANKED
) -> list[tuple[int, AnyRuling]]:
    """Return rulings on balls that one of two left wrong, for anybody or nobody; each with the ball
    that it comes behind."""
    one, other = books[-2:]
    found: list[tuple[int, AnyRuling]] = []
    for ball in sorted(one.left ^ other.left):
        if ball not in one.by_ball or ball not in other.by_ball:
            continue
        entries = {each.seat: each.by_ball[ball] for each in (one, other)}
        persons = {each.seat: each.person for each in (one, other)}
        for _ in range(chance.randint(1, 3)):
            method = chance.choice(methods)
            accepts = chance.choice([None, None, *entries])
            by = ("captain_home", "captain_away") if method in LOW else ("umpire_on_field",)
            for role in by:
                accepted = None if method is Method.ABANDON else accepts
                number = len(found) + 1
                of = entries, accepted, frozenset[Seat](), role, persons
                found.append((ball + BALLS_UNTIL_CORRECTED, Ruling(number, method, *of)))
    return found


def tiers_on(
    books: Sequence[Careless], tier: ValidationTier, chance: random.Random
) -> list[tuple[int, AnyRuling]]:
    """Return rulings that one scorer less is enough from an entry on, and no more from a later.

    None where two of three may have decided in between what the two who go on do not agree on: the
    log that has passed it keeps it, and one that is told of the ruling first has not (ADR 36).
    """
    fewer, seats = DOWN[tier]
    [home] = [each for each in books if each.seat is HOME]
    down, up = sorted(chance.sample(sorted(home.by_ball), 2))
    wrong = {ball for each in books if each.seat in seats for ball in each.left}
    if fewer is DUAL and any(down - AROUND <= ball <= up + AROUND for ball in wrong):
        return []
    persons = {each.seat: each.person for each in books}
    few = {seat: persons[seat] for seat in seats}
    return [
        (down, TierRuling(1, fewer, few, HOME, home.by_ball[down])),
        (up, TierRuling(2, tier, persons, HOME, home.by_ball[up])),
    ]


def decisions(
    books: Sequence[Careless], tier: ValidationTier, chance: random.Random
) -> list[tuple[int, AnyRuling]]:
    """Return rulings on disputes, or on disputes and the tier: numbered in the order of the balls
    that they come behind.

    Captains decide where the books cannot, and a ruling on the tier says which books: whichever of
    them comes first stands. So of a match with such rulings only officials decide disputes.
    """
    if chance.random() < BY_FEWER:
        return in_order_of_balls([*rulings_on(books, chance, HIGH), *tiers_on(books, tier, chance)])
    return in_order_of_balls(rulings_on(books, chance))


def right_rulings(books: Sequence[Careless]) -> list[tuple[int, AnyRuling]]:
    """Return rulings for who has it right, on the balls that one of two left wrong."""
    one, other = books[-2:]
    found: list[tuple[int, AnyRuling]] = []
    for wrong, right in ((one, other), (other, one)):
        for ball in sorted(wrong.left - right.left):
            name = right.by_ball.get(ball) or right.put_in.get(ball)
            if name is not None:
                entries = {wrong.seat: wrong.by_ball[ball], right.seat: name}
                persons = {each.seat: each.person for each in (wrong, right)}
                of = entries, right.seat, frozenset[Seat](), "umpire_on_field", persons
                found.append((ball + BALLS_UNTIL_CORRECTED, Ruling(1, Method.UMPIRE, *of)))
    return found


def in_order_of_balls(rulings: Sequence[tuple[int, AnyRuling]]) -> list[tuple[int, AnyRuling]]:
    """Return rulings numbered in the order of the balls that they come behind."""
    ordered = sorted(rulings, key=lambda each: each[0])
    return [(ball, replace(each, number=n)) for n, (ball, each) in enumerate(ordered, start=1)]


def ruling_document(ruling: AnyRuling) -> dict[str, Any]:
    """Return a ruling as an official's device writes it, but for its number and its times."""
    if isinstance(ruling, TierRuling):
        return {
            "kind": "tier",
            "decidedAs": "umpire_on_field",
            "tier": str(ruling.tier),
            "seats": {str(seat): person for seat, person in ruling.seats.items()},
            "fromSeat": str(ruling.from_seat),
            "fromEntry": ruling.from_entry,
        }
    accepts: dict[str, Any] = {"accepts": "neither"}
    if isinstance(ruling.accepts, Seat):
        accepts = {"accepts": str(ruling.accepts)}
    elif isinstance(ruling.accepts, Entry):
        accepts = {"accepts": "action", "action": ball_of(ruling.accepts.action)}
    return {
        "kind": "dispute",
        "decidedAs": ruling.decided_as,
        "method": str(ruling.method),
        "disputeId": "1_1",
        "entries": {str(seat): name for seat, name in ruling.entries.items()},
        "persons": {str(seat): person for seat, person in ruling.persons.items()},
        **accepts,
    }
