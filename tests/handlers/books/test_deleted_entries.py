"""Tests that a book's entry which was deleted past the rules no longer counts."""

from __future__ import annotations

from scrbrd.handlers.books.agree import AgreeRoute
from scrbrd.handlers.books.model import ObservedEntry
from scrbrd.handlers.books.reconcile import reconcile_books
from tests.consensus.scribes import AWAY, HOME, Scribe
from tests.handlers.books.playing import BookMatch

LAST_BALL = (1, 5)


def delete_entry(match: BookMatch, person: str) -> ObservedEntry:
    """Delete a scorer's entry of the last ball; return the event, which has no value."""
    name = f"{LAST_BALL[0]}_{LAST_BALL[1]}"
    del match.store.books[person][name]
    del match.store.update_times[(person, name)]
    return match.store.observed_entry(person, name)


def match_with_a_waiting_ball() -> tuple[BookMatch, str]:
    """Return a match of three balls, and the scorer whose fourth ball waits for the other's."""
    match, home = BookMatch(), Scribe(HOME, "1 2 3 4")
    match.deliver(home, Scribe(AWAY, "1 2 3"))
    return match, home.person


def test_a_ball_of_a_deleted_entry_is_not_logged() -> None:
    match, person = match_with_a_waiting_ball()
    match.agree(delete_entry(match, person))
    match.deliver(Scribe(AWAY, "1 2 3 4"))
    assert match.log() == ["1", "2", "3"]
    assert reconcile_books(match.books) is None, "nothing is left to repair"


def test_a_repeated_event_of_a_deleted_entry_changes_nothing() -> None:
    match, person = match_with_a_waiting_ball()
    deletion = delete_entry(match, person)
    assert match.agree(deletion).path is AgreeRoute.WHOLE
    assert match.agree(deletion).operations == ()
    assert match.log() == ["1", "2", "3"]
    assert match.store.disputes == {}


def test_the_ball_enters_the_log_when_its_entry_is_written_again() -> None:
    match, person = match_with_a_waiting_ball()
    match.agree(delete_entry(match, person))
    match.deliver(Scribe(AWAY, "1 2 3 4"))
    match.deliver(Scribe(HOME, "1 2 3 4"))
    assert match.log() == ["1", "2", "3", "4"]
