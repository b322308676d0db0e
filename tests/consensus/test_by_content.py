"""What books say by content against what the rounds of a fold change: it always comes to an end."""

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
"""Runs, who faces and who bowls."""

MOST_OPERATIONS = 5
EVERY = 23

Ball = tuple[int, int, int]
Case = tuple[Sequence[Ball], int, Ball]


def start_entry(person: str) -> Entry:
    """The start of an innings."""
    return make_entry(
        person, 1, type="innings_started", batting_team_id="home", bowling_team_id="away"
    )


def ball_entry(person: str, sequence: int, ball: Ball, corrects: str | None = None) -> Entry:
    """The first ball, as one scorer has it."""
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
    """An entry of a person's book."""
    place = {"id": f"1_{sequence}", "innings_number": 1, "sequence_number": sequence}
    given = {name: value for name, value in fields.items() if value is not None}
    action = read_action({**place, "match_id": "m1", "recorded_by": person, **given})
    return entry_of(action.model_copy(update={"created_at": NOON + timedelta(seconds=sequence)}))


def fold_books(log: Sequence[LoggedAction], entries: Sequence[Sequence[Entry]]) -> Consensus:
    """The result of folding three books."""
    books = [Book(str(seat), seat, tuple(each)) for seat, each in zip(SEATS, entries, strict=True)]
    return consensus(log, books, tier=TRIPLE, laws=FoldedLaws(notation.Book().setup))


def fold_amended(case: Case) -> tuple[Consensus, Consensus]:
    """The fold after one of three scorers has amended the ball, and a second fold."""
    balls, who, other = case
    entries = [
        [start_entry(str(seat)), ball_entry(str(seat), 2, ball)]
        for seat, ball in zip(SEATS, balls, strict=True)
    ]
    log = fold_books((), entries).log
    entries[who].append(ball_entry(str(SEATS[who]), 3, other, corrects="1_2"))
    found = fold_books(log, entries)
    return found, fold_books(found.log, entries)


CASES: list[Case] = [
    (balls, who, other)
    for balls in product(BALLS, repeat=3)
    for who in range(3)
    for other in BALLS
    if other != balls[who]
]
ALL_BUT_ONE_AGREE: Case = (((0, 1, 1), (0, 1, 1), (0, 1, 2)), 1, (4, 2, 2))
"""One has another bowler; another taps the wrong ball and amends all of this one."""


@pytest.mark.parametrize(
    "every", [EVERY, pytest.param(1, marks=pytest.mark.slow)], ids=["some", "all"]
)
def test_one_amended_ball_of_three_books_comes_to_an_end_that_stands(every: int) -> None:
    for case in [ALL_BUT_ONE_AGREE, *islice(CASES, 0, None, every)]:
        found, again = fold_amended(case)
        assert len(found.operations) <= MOST_OPERATIONS, case
        assert again.operations == (), case
