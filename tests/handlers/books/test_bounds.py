"""Tests that very many disputes, balls and rulings stay within limits of size and time."""

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
from tests.consensus.scribes import AWAY, DUAL, HOME, Scribe, dual_match
from tests.handlers.books.playing import BookMatch

TIME_LIMIT = 6.0
"""Limit in seconds of CPU time; it was 15 when every ball was checked against every ruling."""
BALLS = 500


def put_in_one_over(scribe: Scribe) -> None:
    """Give all balls of a book except the last one the same over number."""
    for number, (name, entry) in enumerate(list(scribe.entries.items())):
        if number and isinstance(entry, Entry):
            over = 7 if number + 1 < len(scribe.entries) else 8
            scribe.entries[name] = entry_of(entry.action.model_copy(update={"over_number": over}))


def check_folding_time(*rulings: AnyRuling) -> None:
    """Fold two books of many balls with rulings, within the time limit."""
    match, _, _ = dual_match("1 4 . 2 3 " * (BALLS // 5), "1 4 . 2 3 " * (BALLS // 5))
    match.rulings += rulings
    started_at = process_time()
    match.fold_unapplied()
    assert process_time() - started_at < TIME_LIMIT


def test_a_ruling_for_every_ball_costs_no_more_than_its_ball() -> None:
    names = [action_id(1, number) for number in range(2, BALLS)]
    check_folding_time(
        *(
            Ruling(number, Method.UMPIRE, {HOME: name, AWAY: name}, HOME)
            for number, name in enumerate(reversed(names), start=1)
        )
    )


def test_rulings_on_the_tier_that_never_apply_cost_no_time() -> None:
    seats = {HOME: "scorer_home", AWAY: "scorer_away"}
    check_folding_time(
        *(TierRuling(number, DUAL, seats, HOME, action_id(1, 99_999)) for number in range(1, BALLS))
    )


def test_very_many_disputes_are_written_in_several_commits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    match = BookMatch()
    home, away = Scribe(HOME, "1 " * 30), Scribe(AWAY, "1 " * 30)
    match.deliver(home, away)
    for number in range(1, 31):
        home.correct(number, "4")
    monkeypatch.setattr(agree, "MOST_DISPUTES", 7)
    commits = match.store.commits
    result = match.agree(*match.write(home))
    assert result.disputes == 30
    assert match.store.commits - commits == 5
    assert sum(each["status"] == "open" for each in match.store.disputes.values()) == 30
    assert match.store.consensus is not None
    assert match.store.consensus["openDisputes"] == 30
    assert reconcile_books(match.books) is None


def test_the_last_over_shows_a_bounded_number_of_balls() -> None:
    assert documents.MOST_LISTED * 30 + MOST_BALLS * 6_000 < 1_000_000
    home, away = Scribe(HOME, "1 " * 60), Scribe(AWAY, "1 " * 60)
    for scribe in (home, away):
        put_in_one_over(scribe)
    match = BookMatch()
    match.deliver(home, away)
    assert match.store.consensus is not None
    over = match.store.consensus["lastOver"]
    assert (over["overNumber"], len(over["balls"])) == (7, MOST_BALLS)


@pytest.mark.parametrize("is_later_first", [True, False])
def test_a_book_has_the_seat_of_its_first_innings_and_entries_of_another_do_not_count(
    *, is_later_first: bool
) -> None:
    match = BookMatch()
    person = Scribe(HOME, "1", person="both")
    events = match.write(person)
    second_innings = [
        match.store.put("both", f"2_{n}", second_innings_document(match, f"1_{n}", n))
        for n in (1, 2)
    ]
    for each in (second_innings, events) if is_later_first else (events, second_innings):
        match.agree(*each)
    stored_books = match.store.read_books("m1").kept
    assert stored_books is not None
    assert stored_books.books["both"].seat == Seat.HOME
    assert [stored_books.books["both"].entries[2, n].entry for n in (1, 2)] == [None, None]
    assert stored_books.books["both"].entries[1, 1].entry is not None


def second_innings_document(match: BookMatch, name: str, number: int) -> dict[str, object]:
    """Return an entry of the second innings, recorded as the away scorer."""
    document = dict(match.store.books["both"][name])
    identity = {"id": f"2_{number}", "inningsNumber": 2, "recordedAs": "scorer_away"}
    return document | identity


def test_entries_of_a_returning_scorer_are_read_once_in_any_order_of_events() -> None:
    match, balls, missed_balls = BookMatch(), ". 1 2 . 4 " * 2, ". 2 1 . 6 " * 9
    home, away = Scribe(HOME, balls), Scribe(AWAY, balls)
    match.deliver(home, away)
    match.deliver(home.balls(missed_balls))
    changes = match.write(away.balls(missed_balls))
    random.Random(3).shuffle(changes)
    reads = match.store.reads
    routes = [match.agree(each).path for each in changes]
    assert match.score() == "95/0 (9.1)"
    assert AgreeRoute.WHOLE not in routes
    assert match.store.reads - reads <= 4 * len(changes)


def test_a_change_of_an_entry_that_is_no_longer_cached_causes_a_full_read() -> None:
    match, balls = BookMatch(), ". 1 2 . 4 " * 9
    home, away = Scribe(HOME, balls), Scribe(AWAY, balls)
    match.deliver(home, away)
    [event] = match.write(home.void(home.entry_id(2)))
    assert match.agree(event).path is AgreeRoute.WHOLE
    match.deliver(away.void(away.entry_id(2)))
    assert match.log()[1] == "(1)"


def test_an_entry_that_fills_a_gap_in_its_book_is_included() -> None:
    match, balls = BookMatch(), "1 4 2"
    home, away = Scribe(HOME, balls), Scribe(AWAY, balls)
    events, name = match.write(home), list(home.entries)[2]
    document = match.store.books[home.person].pop(name)  # as only an administrator can
    for each in [*events[:2], *events[3:], *match.write(away)]:
        match.agree(each)
    assert match.agree(match.store.put(home.person, name, document)).path is AgreeRoute.WHOLE
    assert match.score() == "7/0 (0.3)"
