"""Tests that late events of a deleted match do not affect a new match with the same id."""

from __future__ import annotations

from scrbrd.handlers.books.model import BookChange
from scrbrd.handlers.books.reconcile import reconcile_books
from tests.consensus.scribes import AWAY, HOME, Scribe
from tests.fakes.memory_store import NOON
from tests.handlers.books.playing import BookMatch

NO_BALL = {
    "kind": "dispute",
    "decidedAs": "umpire_on_field",
    "method": "umpire",
    "disputeId": "1_4",
    "entries": {"home": "1_4", "away": "1_4"},
    "accepts": "neither",
}


def scorers(balls: str) -> tuple[Scribe, Scribe]:
    """Return the two scorers of a match."""
    return Scribe(HOME, balls), Scribe(AWAY, balls)


def recreated_match() -> tuple[BookMatch, list[BookChange]]:
    """Return a new match of two balls, and the deleted match's events, the ruling's last."""
    deleted, match = BookMatch(), BookMatch()
    events: list[BookChange] = [
        each for scribe in scorers("1 . 4 6") for each in deleted.write(scribe)
    ]
    events.append(deleted.store.put_ruling(NO_BALL))
    match.store.clock = 1000
    match.deliver(*scorers("1 ."))
    return match, events


def test_a_ball_of_the_deleted_match_is_not_logged() -> None:
    match, events = recreated_match()
    for each in events:
        match.agree(each)
    assert match.log() == ["1", "0"]
    assert match.store.disputes == {}
    assert reconcile_books(match.books) is None


def test_the_new_match_continues_as_if_no_old_event_had_arrived() -> None:
    match, events = recreated_match()
    home, away = scorers("1 . 2 3")
    changes = [*events, *match.write(home), *match.write(away)]
    for each in changes:
        match.agree(each)
    assert match.log() == ["1", "0", "2", "3"]
    assert match.score() == "6/0 (0.4)"


def test_a_ruling_of_the_deleted_match_has_no_effect() -> None:
    match, events = recreated_match()
    match.agree(events[-1])
    match.deliver(*scorers("1 . 2 3"))
    assert match.log() == ["1", "0", "2", "3"]


def test_a_ball_that_arrives_in_order_is_not_read_again() -> None:
    match, _ = recreated_match()
    home, _ = scorers("1 . 2")
    [event] = match.write(home)
    before = match.store.reads
    match.agree(event)
    assert match.store.reads == before + 2


def test_an_event_older_than_every_stored_entry_is_read_and_counts() -> None:
    match = BookMatch()
    home, away = scorers("1 2")
    match.deliver(away)
    match.write(home)
    for name in home.entries:
        match.store.update_times[(home.person, name)] = (
            NOON  # before the first entry of the other scorer
        )
        match.agree(match.store.observed_entry(home.person, name))
    assert match.log() == ["1", "2"]
