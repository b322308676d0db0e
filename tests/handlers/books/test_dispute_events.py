"""Tests the feed event of a dispute in a match that has no usable projection yet."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scrbrd.engine.contention import ContendedError
from scrbrd.handlers.books.dispute_events import write_dispute_event
from scrbrd.handlers.books.reconcile import RECENT, reconcile_one
from scrbrd.triggers.repair import A_NIGHT
from tests.consensus.scribes import AWAY, HOME, Scribe
from tests.handlers.books.playing import MATCH_ID, BookMatch


def write_dispute(match: BookMatch, dispute_id: str) -> bool:
    """Handle the event of a dispute; return True if a feed event was written."""
    return write_dispute_event(match.store, match.matches, match.now, MATCH_ID, dispute_id)


def match_with_disputed_opening() -> tuple[BookMatch, Scribe, Scribe]:
    """Return a match whose scorers do not agree on who bats first: its log is empty."""
    match, home, away = BookMatch(), Scribe(HOME), Scribe(AWAY)
    home.sequence = 0
    home.add_entry(home.field.entries[0], batting_team_id="away", bowling_team_id="home")
    match.deliver(home, away)
    assert match.matches.log == {}
    return match, home, away


def test_a_dispute_before_the_first_action_writes_no_event_and_is_not_retried() -> None:
    match, _, _ = match_with_disputed_opening()
    [name] = match.store.disputes
    assert not write_dispute(match, name)
    assert match.matches.events == {}


def test_the_log_is_projected_before_a_disputes_event_is_written() -> None:
    match = BookMatch()
    match.deliver(Scribe(HOME, "1 4=6"), Scribe(AWAY, "1 4"))
    match.matches.state = None
    assert write_dispute(match, "1_3")
    assert match.matches.events["dispute_1_3"]["events"][0]["type"] == "SCORING_DISPUTE_RAISED"


def test_a_dispute_whose_event_was_lost_hours_ago_is_written_at_night() -> None:
    match = BookMatch()
    match.deliver(Scribe(HOME, "1 4=6"), Scribe(AWAY, "1 4"))
    match.seconds += 5 * 3600
    assert reconcile_one(match.books, RECENT).healed == ()
    assert reconcile_one(match.books, A_NIGHT).healed == ("disputes",)
    assert match.matches.events["dispute_1_3"]["events"][0]["type"] == "SCORING_DISPUTE_RAISED"


def test_a_dispute_of_a_held_match_is_retried_when_the_hold_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _seconds: None)
    match = BookMatch()
    match.deliver(Scribe(HOME, "1 4=6"), Scribe(AWAY, "1 4"))
    match.matches.state = None
    match.matches.hold(MATCH_ID, match.now() + timedelta(hours=1))
    with pytest.raises(ContendedError, match="held"):
        write_dispute(match, "1_3")
