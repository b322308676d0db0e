"""Tests rulings by both captains: each side's last ruling counts, whoever its captain was."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from scrbrd.consensus.entries import BookEntry, Seat
from scrbrd.consensus.rulings import RANKS, Method, Ruling
from scrbrd.domain.vocabulary import ActionId, ValidationTier
from tests.consensus.scribes import (
    AWAY,
    DUAL,
    HOME,
    TRIPLE,
    UMPIRE,
    Match,
    Scribe,
    dual_match,
    log_text,
)

BOTH = ("captain_home", "captain_away")
PERSONS = {
    "captain_home": ("hal", "hal's predecessor", "scorer_home", "captain of both"),
    "captain_away": ("alf", "alf's predecessor", "scorer_away", "captain of both"),
}
"""The captains of each side in succession; a captain may also be a scorer."""

METHODS = (Method.CAPTAINS, Method.CAPTAINS, Method.CAPTAINS, Method.ABANDON)
SEATS = {DUAL: (HOME, AWAY), TRIPLE: (UMPIRE, HOME, AWAY)}
RUNS = {DUAL: ("", "5"), TRIPLE: ("", "5", "6")}
"""Each seat's runs for a disputed ball; empty: the runs that were scored."""

REST = "2 . 1"


def match_with_disputed_score() -> Match:
    """Return a match in which home recorded a four and away a six."""
    match, *_ = dual_match(f"1 4 {REST}", f"1 4=6 {REST}")
    return match


def rule_as_captain(
    match: Match, role: int, accepts: Seat | None, person: str = "", **named: str
) -> None:
    """Add a ruling by the captain of the home (0) or the away side (1) on the disputed ball."""
    entries = named or {"home": "1_3", "away": "1_3"}
    match.rule(accepts, (), Method.CAPTAINS, BOTH[role], None, person, **entries)


def test_a_captain_who_has_since_ruled_otherwise_no_longer_agrees() -> None:
    match = match_with_disputed_score()
    rule_as_captain(match, 0, HOME)
    rule_as_captain(match, 0, AWAY)
    rule_as_captain(match, 1, HOME)
    assert match.fold().disputes[0].blocks
    rule_as_captain(match, 0, HOME)
    assert log_text(match.fold().log) == f"1 4 {REST}"


@pytest.mark.parametrize("is_folded", [False, True])
def test_one_captain_alone_cannot_revoke_a_decision_of_both(*, is_folded: bool) -> None:
    match = match_with_disputed_score()
    for accepts in (HOME, AWAY):
        rule_as_captain(match, 0, accepts)
        rule_as_captain(match, 1, accepts)
        if is_folded:
            match.fold()
    rule_as_captain(match, 0, HOME)
    assert log_text(match.fold().log) == f"1 6 {REST}"
    rule_as_captain(match, 1, HOME)
    assert log_text(match.fold().log) == f"1 4 {REST}"


def test_a_former_captains_ruling_counts_until_the_new_captain_rules() -> None:
    match = match_with_disputed_score()
    rule_as_captain(match, 0, HOME, "hal's predecessor")
    rule_as_captain(match, 0, AWAY, "hal")
    rule_as_captain(match, 1, HOME, "alf")
    assert match.fold().disputes[0].blocks
    rule_as_captain(match, 1, AWAY, "alf")
    assert log_text(match.fold().log) == f"1 6 {REST}"


def test_a_later_ruling_on_one_of_the_entries_is_a_ruling_on_the_ball() -> None:
    match = match_with_disputed_score()
    rule_as_captain(match, 0, HOME)
    rule_as_captain(match, 0, None, home="1_3")
    rule_as_captain(match, 1, HOME)
    assert match.fold().disputes[0].blocks


# -- random matches ----------------------------------------------------------------------------


@dataclass(frozen=True)
class CaptainsRuling:
    """A captain's ruling on a ball, by its number from 1."""

    ball: int
    role: str
    person: str
    method: Method
    accepts: Seat | None


def rulings_on_ball(
    ball: int, seats: Sequence[Seat], chance: random.Random
) -> list[CaptainsRuling]:
    """Return random rulings of the captains on a ball, in order."""
    found = []
    for _ in range(chance.randint(0, 6)):
        role, method = chance.choice(BOTH), chance.choice(METHODS)
        accepts = None if method is Method.ABANDON else chance.choice([None, *seats])
        found.append(CaptainsRuling(ball, role, chance.choice(PERSONS[role]), method, accepts))
    return found


def deciding_ruling(rulings: Sequence[CaptainsRuling]) -> CaptainsRuling | None:
    """Return the last ruling on which both captains agreed.

    A ball is abandoned only if they agreed on nothing else. Does not use the fold.
    """
    last: dict[str, CaptainsRuling] = {}
    found: list[tuple[int, int, CaptainsRuling]] = []
    for number, ruling in enumerate(rulings):
        other = last.get(BOTH[ruling.role == BOTH[0]])
        if (
            other is not None
            and other.person != ruling.person
            and (other.method, other.accepts) == (ruling.method, ruling.accepts)
        ):
            found.append((RANKS[ruling.method], number, ruling))
        last[ruling.role] = ruling
    return max(found, key=lambda each: each[:2])[2] if found else None


def interleave(
    rows: Sequence[Sequence[CaptainsRuling]], chance: random.Random
) -> list[CaptainsRuling]:
    """Return rulings on several balls in a random order that keeps the order of each ball's."""
    order = [number for number, row in enumerate(rows) for _ in row]
    chance.shuffle(order)
    pending = [list(row) for row in rows]
    return [pending[number].pop(0) for number in order]


class CaptainsMatch:
    """A match in which all books differ on two balls, on which captains rule."""

    def __init__(self, tier: ValidationTier, chance: random.Random) -> None:
        self.tier, self.chance, self.seats = tier, chance, SEATS[tier]
        self.balls = [chance.choice([".", "1", "2", "4"]) for _ in range(8)]
        self.disputed = sorted(chance.sample(range(2, 9), 2))
        self.scribes = [
            Scribe(seat, " ".join(self.ball_in_book(number, runs) for number in range(1, 9)))
            for seat, runs in zip(self.seats, RUNS[tier], strict=True)
        ]
        self.rulings_by_ball = {
            ball: rulings_on_ball(ball, self.seats, chance) for ball in self.disputed
        }
        self.rulings = [
            self.ruling(number, ruling)
            for number, ruling in enumerate(
                interleave([*self.rulings_by_ball.values()], chance), start=1
            )
        ]

    def ball_in_book(self, number: int, runs: str) -> str:
        """Return a ball in the notation as one book has it."""
        happened = self.balls[number - 1]
        return f"{happened}={runs}" if runs and number in self.disputed else happened

    def ruling(self, number: int, ruling: CaptainsRuling) -> Ruling:
        """Return a captain's ruling as a ruling of the match; some do not name the persons."""
        entries = {each.seat: each.entry_id(ruling.ball) for each in self.scribes}
        persons = {each.seat: each.person for each in self.scribes}
        named_persons = persons if self.chance.random() < 0.7 else {}
        details = ruling.accepts, frozenset[Seat](), ruling.role, named_persons, ruling.person
        return Ruling(number, ruling.method, entries, *details)

    def expected(self) -> tuple[str, bool]:
        """Return the log up to the first undecided ball, and whether there is an undecided ball."""
        found = []
        for number, happened in enumerate(self.balls, start=1):
            if number not in self.disputed:
                found.append(happened)
                continue
            ruling = deciding_ruling(self.rulings_by_ball[number])
            if ruling is None:
                return " ".join(found), True
            if ruling.accepts is not None:
                runs = RUNS[self.tier][self.seats.index(ruling.accepts)]
                found.append(runs or happened)
        return " ".join(found), False

    def arrive(self, share: float) -> tuple[str, bool]:
        """Let entries and rulings arrive in a random order, folding after a share of arrivals.

        Returns the log in the notation, and whether a dispute holds it back.
        """
        match = Match(*self.scribes, tier=self.tier)
        pending: dict[str, list[tuple[ActionId, BookEntry]]] = {}
        for each in self.scribes:
            pending[each.person] = list(each.entries.items())
            each.entries = {}
        rulings = list(self.rulings)
        while any(pending.values()) or rulings:
            waiting = [each for each in self.scribes if pending[each.person]]
            if rulings and (not waiting or self.chance.random() < 0.2):
                match.rulings.append(rulings.pop(0))
            else:
                scribe = self.chance.choice(waiting)
                name, entry = pending[scribe.person].pop(0)
                scribe.entries[name] = entry
            if self.chance.random() < share:
                match.fold()
        found = match.fold()
        return log_text(found.log), any(each.blocks for each in found.disputes)


@pytest.mark.parametrize("tier", SEATS)
@pytest.mark.parametrize("count", [25, pytest.param(400, marks=pytest.mark.slow)])
def test_the_log_has_what_both_captains_last_agreed_in_every_order_of_arrival(
    tier: ValidationTier, count: int
) -> None:
    decided = 0
    for seed in range(count):
        match = CaptainsMatch(tier, random.Random(f"{tier} {seed}"))
        expected = match.expected()
        decided += sum(deciding_ruling(each) is not None for each in match.rulings_by_ball.values())
        for share in (0.0, 0.3, 1.0):
            assert match.arrive(share) == expected, (seed, share)
    assert decided > count / 4
