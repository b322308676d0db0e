"""An innings whose last balls are disputed, and the one behind it: that has no target to be chased
before it is known what was scored."""

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
from tests.consensus.scribes import AWAY, DUAL, HOME, NOON, SINGLE, TRIPLE, Scribe, triple
from tests.domain import notation

SECOND: Final = ["2_1", "2_2", "2_3"]


def next_innings(scribe: Scribe, balls: str, number: int = 2) -> list[BookEntry]:
    """What the same scorer writes of a later innings."""
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
    """Fold what scorers wrote of an innings, and of the next one two balls alike."""
    books = [
        Book(each.person, each.seat, (*each.entries.values(), *next_innings(each, "1 4")))
        for each in scribes
    ]
    tier = TRIPLE if len(scribes) > 2 else DUAL
    return consensus(log, books, rulings, tier=tier, laws=NoLaws())


def names(found: Consensus) -> list[str]:
    """The actions of the log that are of the second innings."""
    return [each.action.id for each in found.log if each.action.innings_number == 2]


def closed(scribe: Scribe, reason: str = "declared") -> Scribe:
    """The same scorer, who has closed the innings."""
    return scribe.fact("innings_closed", reason=reason)


def test_an_innings_waits_for_the_one_before_whose_last_ball_is_disputed() -> None:
    home, away = closed(Scribe(HOME, "1 . 4")), closed(Scribe(AWAY, "1 . 4=6"))
    found = fold(home, away)
    assert names(found) == []
    assert [(each.id, each.blocks) for each in found.disputes] == [("1_4", True)]
    assert [action.id for action in found.waiting_for_all] == ["1_4", "1_5"]
    ruled = Ruling(1, Method.UMPIRE, {HOME: home.entry(3), AWAY: away.entry(3)}, AWAY)
    after = fold(home, away, rulings=(ruled,), log=found.log)
    assert names(after) == SECOND
    assert after.disputes == ()


def test_who_votes_on_what_holds_an_innings_back_is_not_who_votes_on_the_next_one() -> None:
    home, away = closed(Scribe(HOME, "1 . 4")), closed(Scribe(AWAY, "1 . 4=6"))
    tier = TierRuling(1, SINGLE, {HOME: home.person}, HOME, action_id(2, 1))
    found = fold(home, away, rulings=(tier,))
    [dispute] = found.disputes
    assert found.panel is not None
    assert found.panel.seats == (HOME,)
    assert found.voters_on(dispute) == (HOME, AWAY)


def test_it_enters_when_who_was_wrong_corrects_the_ball() -> None:
    home, away = closed(Scribe(HOME, "1 . 4")), closed(Scribe(AWAY, "1 . 4=6"))
    found = fold(home, away)
    away.mend(3)
    assert names(fold(home, away, log=found.log)) == SECOND


@pytest.mark.parametrize("reason", ["all_out", None], ids=["another reason", "not closed"])
def test_how_an_innings_was_closed_holds_the_next_one_back_no_longer(reason: str | None) -> None:
    home, away = closed(Scribe(HOME, "1 . 4")), Scribe(AWAY, "1 . 4")
    if reason is not None:
        closed(away, reason)
    found = fold(home, away)
    assert names(found) == SECOND
    assert [each.id for each in found.disputes] == ["1_5"]


def test_a_ball_that_one_has_behind_the_others_end_holds_the_next_innings_back() -> None:
    home, away = closed(Scribe(HOME, "1 . 4")), Scribe(AWAY, "1 . 4 6")
    assert names(fold(home, away)) == []


def test_an_innings_that_is_begun_goes_on_whatever_is_disputed_before_it() -> None:
    home, away = Scribe(HOME, "1 . 4"), Scribe(AWAY, "1 . 4")
    found = fold(home, away)
    assert names(found) == SECOND
    away.balls("6")
    later = fold(home, away, log=found.log)
    assert names(later) == SECOND
    assert [each.blocks for each in later.disputes] == [True]


def test_two_of_three_who_agree_begin_it() -> None:
    _, umpire, home, away = triple("1 . 4", "1 . 4=2", "1 . 4=6")
    assert names(fold(umpire, home, away)) == []
    away.mend(3)
    assert names(fold(umpire, home, away)) == SECOND


@pytest.mark.parametrize("is_told", [True, False])
def test_who_takes_over_a_book_whose_innings_has_just_begun_waits_for_its_start(
    *, is_told: bool
) -> None:
    ann, away = closed(Scribe(HOME, "1 . 4", "ann")), closed(Scribe(AWAY, "1 . 4"))
    [start] = next_innings(ann, "")
    of_away = *away.entries.values(), *next_innings(away, "")
    _, *balls = next_innings(Scribe(HOME, person="bob"), "1 4")
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
    for of_ann in [[start]] if is_told else [[], [start]]:
        known = *ann.entries.values(), *of_ann
        books = [Book("ann", HOME, known), Book("away", AWAY, of_away), bob]
        found = consensus(log, books, [ruled], tier=DUAL, laws=laws)
        log = found.log
        assert found.disputes == ()
        assert names(found) == (SECOND if of_ann else [])
    assert [each.action.type for each in log if each.action.id == "2_1"] == ["innings_started"]
