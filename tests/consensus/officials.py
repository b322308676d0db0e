"""Provides officials' rulings, by any method, on careless scorers' mistakes and on the tier."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from scrbrd.consensus.entries import Entry, Seat
from scrbrd.consensus.rulings import AnyRuling, Method, Ruling, TierRuling
from scrbrd.domain.vocabulary import ValidationTier
from scrbrd.handlers.books.documents import ball_of
from tests.consensus.careless import CarelessScorer
from tests.consensus.scribes import AWAY, DUAL, HOME, SINGLE, TRIPLE

BELOW_BOOKS = (Method.CAPTAINS, Method.ABANDON)
ABOVE_BOOKS = (Method.UMPIRE, Method.VIDEO)
METHODS = (*ABOVE_BOOKS, *BELOW_BOOKS)
BALLS_UNTIL_CORRECTED = 6
"""Number of balls after a mistake by which it has been corrected."""

NEARBY_BALLS = 3
"""Number of balls on either side of a mistake with which it may be confused."""

TIER_CHANGE_PROBABILITY = 0.5
"""Probability that a match continues with one scorer fewer for a while."""

LOWER_TIERS = {DUAL: (SINGLE, (HOME,)), TRIPLE: (DUAL, (HOME, AWAY))}
"""The next lower tier, and the seats that continue."""


def random_dispute_rulings(
    books: Sequence[CarelessScorer], chance: random.Random, methods: Sequence[Method] = METHODS
) -> list[tuple[int, AnyRuling]]:
    """Return random rulings on the balls that one of two scorers left wrong, for either or neither.

    Each ruling comes with the number of the ball after which it is made.
    """
    one, other = books[-2:]
    found: list[tuple[int, AnyRuling]] = []
    for ball in sorted(one.left_wrong ^ other.left_wrong):
        if ball not in one.ids_by_ball or ball not in other.ids_by_ball:
            continue
        entries = {each.seat: each.ids_by_ball[ball] for each in (one, other)}
        persons = {each.seat: each.person for each in (one, other)}
        for _ in range(chance.randint(1, 3)):
            method = chance.choice(methods)
            accepts = chance.choice([None, None, *entries])
            roles = (
                ("captain_home", "captain_away") if method in BELOW_BOOKS else ("umpire_on_field",)
            )
            for role in roles:
                accepted = None if method is Method.ABANDON else accepts
                number = len(found) + 1
                details = entries, accepted, frozenset[Seat](), role, persons
                found.append((ball + BALLS_UNTIL_CORRECTED, Ruling(number, method, *details)))
    return found


def random_tier_rulings(
    books: Sequence[CarelessScorer], tier: ValidationTier, chance: random.Random
) -> list[tuple[int, AnyRuling]]:
    """Return two rulings on the tier: one scorer fewer from an entry on, all from a later one.

    Returns none if two of three may have decided a ball in between on which the two who continue do
    not agree: a log that is past that ball keeps it, but one that gets the ruling first lacks it
    (ADR 36).
    """
    fewer, seats = LOWER_TIERS[tier]
    [home] = [each for each in books if each.seat is HOME]
    down, up = sorted(chance.sample(sorted(home.ids_by_ball), 2))
    wrong = {ball for each in books if each.seat in seats for ball in each.left_wrong}
    if fewer is DUAL and any(down - NEARBY_BALLS <= ball <= up + NEARBY_BALLS for ball in wrong):
        return []
    persons = {each.seat: each.person for each in books}
    fewer_persons = {seat: persons[seat] for seat in seats}
    return [
        (down, TierRuling(1, fewer, fewer_persons, HOME, home.ids_by_ball[down])),
        (up, TierRuling(2, tier, persons, HOME, home.ids_by_ball[up])),
    ]


def random_decisions(
    books: Sequence[CarelessScorer], tier: ValidationTier, chance: random.Random
) -> list[tuple[int, AnyRuling]]:
    """Return rulings on disputes, or on disputes and the tier, numbered in order of their balls.

    Captains decide where the books cannot, and a ruling on the tier determines the books: whichever
    comes first stands. So in a match with rulings on the tier only officials decide disputes.
    """
    if chance.random() < TIER_CHANGE_PROBABILITY:
        return in_order_of_balls(
            [
                *random_dispute_rulings(books, chance, ABOVE_BOOKS),
                *random_tier_rulings(books, tier, chance),
            ]
        )
    return in_order_of_balls(random_dispute_rulings(books, chance))


def right_rulings(books: Sequence[CarelessScorer]) -> list[tuple[int, AnyRuling]]:
    """Return rulings for the right entry on the balls that one of two scorers left wrong."""
    one, other = books[-2:]
    found: list[tuple[int, AnyRuling]] = []
    for wrong, right in ((one, other), (other, one)):
        for ball in sorted(wrong.left_wrong - right.left_wrong):
            name = right.ids_by_ball.get(ball) or right.inserted_ids.get(ball)
            if name is not None:
                entries = {wrong.seat: wrong.ids_by_ball[ball], right.seat: name}
                persons = {each.seat: each.person for each in (wrong, right)}
                details = entries, right.seat, frozenset[Seat](), "umpire_on_field", persons
                found.append((ball + BALLS_UNTIL_CORRECTED, Ruling(1, Method.UMPIRE, *details)))
    return found


def in_order_of_balls(rulings: Sequence[tuple[int, AnyRuling]]) -> list[tuple[int, AnyRuling]]:
    """Return rulings numbered in the order of the balls after which they are made."""
    ordered = sorted(rulings, key=lambda each: each[0])
    return [(ball, replace(each, number=n)) for n, (ball, each) in enumerate(ordered, start=1)]


def ruling_document(ruling: AnyRuling) -> dict[str, Any]:
    """Return a ruling as an official's device writes it, except its number and its times."""
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
