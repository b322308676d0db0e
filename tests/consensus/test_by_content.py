"""Tests that a fold ends for every amendment of one ball in three books."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import islice, product
from typing import Any

import pytest

from scrbrd.consensus.agreement import LoggedAction
from scrbrd.consensus.entries import Book, Entry, Seat, entry_of
from scrbrd.consensus.fold import Consensus, consensus
from scrbrd.consensus.laws import FoldedLaws
from scrbrd.domain.actions import read_action
from tests.consensus.scribes import AWAY, HOME, NOON, TRIPLE, UMPIRE
from tests.domain import notation

SEATS: tuple[Seat, ...] = (UMPIRE, HOME, AWAY)
BALLS = tuple(product((0, 4), (1, 2), (1, 2)))
"""All balls: runs, number of the striker, number of the bowler."""

MOST_OPERATIONS = 5
STEP = 23

Ball = tuple[int, int, int]
Case = tuple[Sequence[Ball], int, Ball]


def start_entry(person: str) -> Entry:
    """Return a person's entry for the start of the innings."""
    return make_entry(
        person, 1, type="innings_started", batting_team_id="home", bowling_team_id="away"
    )


def ball_entry(person: str, sequence: int, ball: Ball, corrects: str | None = None) -> Entry:
    """Return a person's entry for the first ball."""
    runs, striker, bowler = ball
    return make_entry(
        person,
        sequence,
        type="delivery",
        over_number=0,
        ball_in_over=1,
        striker_id=f"home{striker}",
        non_striker_id=f"home{3 - striker}",
        bowler_id=f"away{bowler}",
        runs_off_bat=runs,
        corrects=corrects,
    )


def make_entry(person: str, sequence: int, **fields: Any) -> Entry:
    """Return an entry of a person's book."""
    place = {"id": f"1_{sequence}", "innings_number": 1, "sequence_number": sequence}
    given = {name: value for name, value in fields.items() if value is not None}
    action = read_action({**place, "match_id": "m1", "recorded_by": person, **given})
    return entry_of(action.model_copy(update={"created_at": NOON + timedelta(seconds=sequence)}))


def fold_books(log: Sequence[LoggedAction], entries: Sequence[Sequence[Entry]]) -> Consensus:
    """Return the result of folding three books."""
    books = [Book(str(seat), seat, tuple(each)) for seat, each in zip(SEATS, entries, strict=True)]
    return consensus(log, books, tier=TRIPLE, laws=FoldedLaws(notation.Book().setup))


def fold_amended(case: Case) -> tuple[Consensus, Consensus]:
    """Return the fold after one of three scorers has amended the ball, and a second fold."""
    balls, seat_index, amended = case
    entries = [
        [start_entry(str(seat)), ball_entry(str(seat), 2, ball)]
        for seat, ball in zip(SEATS, balls, strict=True)
    ]
    log = fold_books((), entries).log
    entries[seat_index].append(ball_entry(str(SEATS[seat_index]), 3, amended, corrects="1_2"))
    found = fold_books(log, entries)
    return found, fold_books(found.log, entries)


CASES: list[Case] = [
    (balls, seat_index, amended)
    for balls in product(BALLS, repeat=3)
    for seat_index in range(3)
    for amended in BALLS
    if amended != balls[seat_index]
]
ONE_DETAIL_DIFFERS: Case = (((0, 1, 1), (0, 1, 1), (0, 1, 2)), 1, (4, 2, 2))
"""One book has another bowler; a second scorer amends every field of this ball by mistake."""


@pytest.mark.parametrize(
    "step", [STEP, pytest.param(1, marks=pytest.mark.slow)], ids=["some", "all"]
)
def test_a_fold_after_any_one_amendment_ends_and_a_second_fold_finds_nothing(
    step: int,
) -> None:
    for case in [ONE_DETAIL_DIFFERS, *islice(CASES, 0, None, step)]:
        found, second = fold_amended(case)
        assert len(found.operations) <= MOST_OPERATIONS, case
        assert second.operations == (), case
