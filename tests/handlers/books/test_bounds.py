"""What is written of very many things stays within what a document and a commit hold."""

from __future__ import annotations

import random
from time import process_time

import pytest

from scrbrd.consensus.entries import Entry, Seat, entry_of
from scrbrd.consensus.over_check import MOST_BALLS
from scrbrd.consensus.rulings import AnyRuling, Method, Ruling, TierRuling
from scrbrd.domain.actions import action_id
from scrbrd.handlers.books import agree, documents
from scrbrd.handlers.books.agree import AgreeRoute
from scrbrd.handlers.books.reconcile import reconcile_books
from tests.consensus.scribes import AWAY, DUAL, HOME, Scribe, dual
from tests.handlers.books.playing import Ground

SLOW = 6.0
"""Seconds of the processor; what these took when every ball looked at every ruling was 15."""
BALLS = 500


def one_over(scribe: Scribe) -> None:
    """Say of all balls of a book but the last that they are of one over."""
    for number, (name, entry) in enumerate(list(scribe.entries.items())):
        if number and isinstance(entry, Entry):
            over = 7 if number + 1 < len(scribe.entries) else 8
            scribe.entries[name] = entry_of(entry.action.model_copy(update={"over_number": over}))


def folded_in_time(*rulings: AnyRuling) -> None:
    """Fold two books of many balls with rulings."""
    match, _, _ = dual("1 4 . 2 3 " * (BALLS // 5), "1 4 . 2 3 " * (BALLS // 5))
    match.rulings += rulings
    began = process_time()
    match.again()
    assert process_time() - began < SLOW


def test_a_ruling_for_every_ball_costs_no_more_than_its_ball() -> None:
    names = [action_id(1, number) for number in range(2, BALLS)]
    folded_in_time(
        *(
            Ruling(number, Method.UMPIRE, {HOME: name, AWAY: name}, HOME)
            for number, name in enumerate(reversed(names), start=1)
        )
    )


def test_rulings_on_the_tier_that_never_come_into_force_cost_nothing() -> None:
    seats = {HOME: "scorer_home", AWAY: "scorer_away"}
    folded_in_time(
        *(TierRuling(number, DUAL, seats, HOME, action_id(1, 99_999)) for number in range(1, BALLS))
    )


def test_very_many_disputes_are_written_in_several_commits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ground = Ground()
    home, away = Scribe(HOME, "1 " * 30), Scribe(AWAY, "1 " * 30)
    ground.arrive(home, away)
    for number in range(1, 31):
        home.correct(number, "4")
    monkeypatch.setattr(agree, "MOST_DISPUTES", 7)
    commits = ground.store.commits
    done = ground.agree(*ground.write(home))
    assert done.disputes == 30
    assert ground.store.commits - commits == 5
    assert sum(each["status"] == "open" for each in ground.store.disputes.values()) == 30
    assert ground.store.consensus is not None
    assert ground.store.consensus["openDisputes"] == 30
    assert reconcile_books(ground.books) is None


def test_of_very_many_disputes_and_balls_of_an_over_not_all_are_shown() -> None:
    assert documents.MOST_LISTED * 30 + MOST_BALLS * 6_000 < 1_000_000
    home, away = Scribe(HOME, "1 " * 60), Scribe(AWAY, "1 " * 60)
    for scribe in (home, away):
        one_over(scribe)
    ground = Ground()
    ground.arrive(home, away)
    assert ground.store.consensus is not None
    over = ground.store.consensus["lastOver"]
    assert (over["overNumber"], len(over["balls"])) == (7, MOST_BALLS)


@pytest.mark.parametrize("is_later_first", [True, False])
def test_a_book_has_the_seat_of_its_first_innings_and_no_entry_of_another_counts(
    *, is_later_first: bool
) -> None:
    ground = Ground()
    person = Scribe(HOME, "1", person="both")
    events = ground.write(person)
    later = [
        ground.store.put("both", f"2_{n}", later_document(ground, f"1_{n}", n)) for n in (1, 2)
    ]
    for each in (later, events) if is_later_first else (events, later):
        ground.agree(*each)
    kept = ground.store.read_books("m1").kept
    assert kept is not None
    assert kept.books["both"].seat == Seat.HOME
    assert [kept.books["both"].entries[2, n].entry for n in (1, 2)] == [None, None]
    assert kept.books["both"].entries[1, 1].entry is not None


def later_document(ground: Ground, name: str, number: int) -> dict[str, object]:
    """An entry of the second innings, as the away scorer."""
    document = dict(ground.store.books["both"][name])
    identity = {"id": f"2_{number}", "inningsNumber": 2, "recordedAs": "scorer_away"}
    return document | identity


def test_who_comes_back_has_what_they_bring_read_once_in_whatever_order_it_is_told() -> None:
    ground, balls, away_from = Ground(), ". 1 2 . 4 " * 2, ". 2 1 . 6 " * 9
    home, away = Scribe(HOME, balls), Scribe(AWAY, balls)
    ground.arrive(home, away)
    ground.arrive(home.balls(away_from))
    brought = ground.write(away.balls(away_from))
    random.Random(3).shuffle(brought)
    reads = ground.store.reads
    routes = [ground.agree(each).path for each in brought]
    assert ground.score() == "95/0 (9.1)"
    assert AgreeRoute.WHOLE not in routes
    assert ground.store.reads - reads <= 4 * len(brought)


def test_an_entry_that_was_changed_since_it_was_left_out_has_everything_read_again() -> None:
    ground, balls = Ground(), ". 1 2 . 4 " * 9
    home, away = Scribe(HOME, balls), Scribe(AWAY, balls)
    ground.arrive(home, away)
    [event] = ground.write(home.void(home.entry(2)))
    assert ground.agree(event).path is AgreeRoute.WHOLE
    ground.arrive(away.void(away.entry(2)))
    assert ground.log()[1] == "(1)"


def test_an_entry_that_comes_into_a_hole_of_its_book_is_taken_in() -> None:
    ground, balls = Ground(), "1 4 2"
    home, away = Scribe(HOME, balls), Scribe(AWAY, balls)
    events, name = ground.write(home), list(home.entries)[2]
    document = ground.store.books[home.person].pop(name)  # as only an administrator can
    for each in [*events[:2], *events[3:], *ground.write(away)]:
        ground.agree(each)
    assert ground.agree(ground.store.put(home.person, name, document)).path is AgreeRoute.WHOLE
    assert ground.score() == "7/0 (0.3)"
