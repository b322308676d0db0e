"""Tests an innings whose last balls are disputed: the next innings is not begun before.

Until the score is known, the next innings has no target.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import pytest

from scrbrd.consensus.agreement import LoggedAction
from scrbrd.consensus.entries import Book, BookEntry, Entry, OpeningStatement, Totals, entry_of
from scrbrd.consensus.fold import Consensus, consensus
from scrbrd.consensus.laws import FoldedLaws, NoLaws
from scrbrd.consensus.rulings import AnyRuling, Method, Ruling, TierRuling
from scrbrd.domain.actions import action_id
from tests.consensus.scribes import AWAY, DUAL, HOME, NOON, SINGLE, TRIPLE, Scribe, triple_match
from tests.domain import notation

SECOND_INNINGS_IDS: Final = ["2_1", "2_2", "2_3"]


def next_innings_entries(scribe: Scribe, balls: str, number: int = 2) -> list[BookEntry]:
    """Return the same scorer's entries for a later innings."""
    found: list[BookEntry] = []
    for each in Scribe(scribe.seat, balls, scribe.person).entries.values():
        assert isinstance(each, Entry)
        name = action_id(number, each.action.sequence_number)
        place = {"id": name, "innings_number": number}
        found.append(entry_of(each.action.model_copy(update=place)))
    return found


def fold(
    *scribes: Scribe, rulings: tuple[AnyRuling, ...] = (), log: tuple[LoggedAction, ...] = ()
) -> Consensus:
    """Fold the scorers' entries for an innings, and two equal balls of each for the next."""
    books = [
        Book(each.person, each.seat, (*each.entries.values(), *next_innings_entries(each, "1 4")))
        for each in scribes
    ]
    tier = TRIPLE if len(scribes) > 2 else DUAL
    return consensus(log, books, rulings, tier=tier, laws=NoLaws())


def second_innings_ids(found: Consensus) -> list[str]:
    """Return the ids of the log's actions of the second innings."""
    return [each.action.id for each in found.log if each.action.innings_number == 2]


def close_innings(scribe: Scribe, reason: str = "declared") -> Scribe:
    """Let the scorer close the innings, and return the scorer."""
    return scribe.fact("innings_closed", reason=reason)


def test_an_innings_waits_while_the_last_ball_of_the_one_before_is_disputed() -> None:
    home, away = close_innings(Scribe(HOME, "1 . 4")), close_innings(Scribe(AWAY, "1 . 4=6"))
    found = fold(home, away)
    assert second_innings_ids(found) == []
    assert [(each.id, each.blocks) for each in found.disputes] == [("1_4", True)]
    assert [action.id for action in found.waiting_for_all] == ["1_4", "1_5"]
    ruled = Ruling(1, Method.UMPIRE, {HOME: home.entry_id(3), AWAY: away.entry_id(3)}, AWAY)
    after = fold(home, away, rulings=(ruled,), log=found.log)
    assert second_innings_ids(after) == SECOND_INNINGS_IDS
    assert after.disputes == ()


def test_a_tier_ruled_for_the_next_innings_does_not_change_who_votes_on_this_one() -> None:
    home, away = close_innings(Scribe(HOME, "1 . 4")), close_innings(Scribe(AWAY, "1 . 4=6"))
    tier = TierRuling(1, SINGLE, {HOME: home.person}, HOME, action_id(2, 1))
    found = fold(home, away, rulings=(tier,))
    [dispute] = found.disputes
    assert found.panel is not None
    assert found.panel.seats == (HOME,)
    assert found.voters_on(dispute) == (HOME, AWAY)


def test_the_next_innings_enters_once_the_wrong_scorer_corrects_the_ball() -> None:
    home, away = close_innings(Scribe(HOME, "1 . 4")), close_innings(Scribe(AWAY, "1 . 4=6"))
    found = fold(home, away)
    away.correct_to_actual(3)
    assert second_innings_ids(fold(home, away, log=found.log)) == SECOND_INNINGS_IDS


@pytest.mark.parametrize("reason", ["all_out", None], ids=["another reason", "not closed"])
def test_a_dispute_on_how_an_innings_closed_does_not_hold_the_next_one_back(
    reason: str | None,
) -> None:
    home, away = close_innings(Scribe(HOME, "1 . 4")), Scribe(AWAY, "1 . 4")
    if reason is not None:
        close_innings(away, reason)
    found = fold(home, away)
    assert second_innings_ids(found) == SECOND_INNINGS_IDS
    assert [each.id for each in found.disputes] == ["1_5"]


def test_a_ball_after_the_other_scorers_close_holds_the_next_innings_back() -> None:
    home, away = close_innings(Scribe(HOME, "1 . 4")), Scribe(AWAY, "1 . 4 6")
    assert second_innings_ids(fold(home, away)) == []


def test_an_innings_that_has_begun_continues_whatever_is_disputed_before_it() -> None:
    home, away = Scribe(HOME, "1 . 4"), Scribe(AWAY, "1 . 4")
    found = fold(home, away)
    assert second_innings_ids(found) == SECOND_INNINGS_IDS
    away.balls("6")
    later = fold(home, away, log=found.log)
    assert second_innings_ids(later) == SECOND_INNINGS_IDS
    assert [each.blocks for each in later.disputes] == [True]


def test_two_of_three_who_agree_begin_the_next_innings() -> None:
    _, umpire, home, away = triple_match("1 . 4", "1 . 4=2", "1 . 4=6")
    assert second_innings_ids(fold(umpire, home, away)) == []
    away.correct_to_actual(3)
    assert second_innings_ids(fold(umpire, home, away)) == SECOND_INNINGS_IDS


@pytest.mark.parametrize("is_start_known", [True, False])
def test_a_takeover_at_the_start_of_an_innings_waits_for_the_start_to_arrive(
    *, is_start_known: bool
) -> None:
    ann, away = close_innings(Scribe(HOME, "1 . 4", "ann")), close_innings(Scribe(AWAY, "1 . 4"))
    [start] = next_innings_entries(ann, "")
    away_entries = *away.entries.values(), *next_innings_entries(away, "")
    _, *balls = next_innings_entries(Scribe(HOME, person="bob"), "1 4")
    opened = OpeningStatement(
        (2, 1),
        Totals(0, 0, 0),
        takes_over_from="ann",
        after_entry_id=action_id(2, 1),
        created_at=NOON + timedelta(hours=1),
    )
    bob = Book("bob", HOME, (opened, *balls))
    ruled = TierRuling(1, SINGLE, {HOME: "bob"}, HOME, action_id(2, 2))
    laws = FoldedLaws(notation.Book().setup)
    log: tuple[LoggedAction, ...] = ()
    for ann_second_innings in [[start]] if is_start_known else [[], [start]]:
        ann_entries = *ann.entries.values(), *ann_second_innings
        books = [Book("ann", HOME, ann_entries), Book("away", AWAY, away_entries), bob]
        found = consensus(log, books, [ruled], tier=DUAL, laws=laws)
        log = found.log
        assert found.disputes == ()
        assert second_innings_ids(found) == (SECOND_INNINGS_IDS if ann_second_innings else [])
    assert [each.action.type for each in log if each.action.id == "2_1"] == ["innings_started"]
