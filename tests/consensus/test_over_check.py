"""Tests the comparison of all books for one over: the last complete one, or a requested one."""

from __future__ import annotations

from scrbrd.consensus.fold import Consensus, consensus
from scrbrd.consensus.over_check import OverCheck
from tests.consensus.scribes import AWAY, DUAL, HOME, Match, dual_match


def fold_with_over(match: Match, over: tuple[int, int] | None) -> Consensus:
    """Fold a match with the check of an over; None: the last complete one."""
    books = [scribe.book for scribe in match.scribes]
    return consensus(match.log, books, match.rulings, tier=DUAL, laws=match.laws, over=over)


def over_check_of(match: Match, over: tuple[int, int] | None) -> OverCheck:
    """Return the check of an over; None: the last complete one."""
    found = fold_with_over(match, over).check
    assert found is not None
    return found


def test_the_last_complete_over_is_checked_unless_another_is_requested() -> None:
    match, *_ = dual_match("1 . . . . . 2 . . . . . 4", "1 . . . . . 2 . . . . . 4")
    match.fold()
    assert (over_check_of(match, None).over_number, over_check_of(match, None).is_identical) == (
        1,
        True,
    )
    first = over_check_of(match, (1, 0))
    assert (first.innings_number, first.over_number, len(first.balls)) == (1, 0, 6)
    assert first.is_identical
    assert first.unmatched_entries == {HOME: (), AWAY: ()}


def test_the_check_of_an_over_in_progress_shows_each_books_waiting_entries() -> None:
    match, *_ = dual_match("1 4 . 2", "1 4=6 . 2")
    match.fold()
    check = over_check_of(match, (1, 0))
    assert [each.action_id for each in check.balls] == ["1_2"]
    assert {
        seat: [entry.root for entry in rest] for seat, rest in check.unmatched_entries.items()
    } == {
        HOME: ["1_3", "1_4", "1_5"],
        AWAY: ["1_3", "1_4", "1_5"],
    }
    assert not check.is_identical
    assert fold_with_over(match, None).check is None, "nobody sees it unasked"


def test_an_extra_entry_is_shown_in_the_check_of_its_over() -> None:
    match, *_ = dual_match("1 4x2 . 2 . . 1 1", "1 4 . 2 . . 1 1")
    match.fold()
    check = over_check_of(match, (1, 0))
    assert not check.is_identical
    assert sum(map(len, check.unmatched_entries.values())) > 0


def test_an_over_of_an_innings_that_does_not_exist_has_no_check() -> None:
    match, *_ = dual_match("1 4", "1 4")
    match.fold()
    assert fold_with_over(match, (2, 0)).check is None


def test_a_fold_returns_each_seats_first_waiting_entry() -> None:
    match, home, away = dual_match("1 4 . 2", "1 4=6 . 2")
    match.fold()
    assert fold_with_over(match, None).waiting == {HOME: home.entry_id(2), AWAY: away.entry_id(2)}
    away.correct_to_actual(2)
    match.fold()
    assert fold_with_over(match, None).waiting == {}
