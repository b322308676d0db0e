"""What the feed tells of a dispute of a match that has no projection yet, or none to be used."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scrbrd.engine.contention import ContendedError
from scrbrd.handlers.books.dispute_events import write_dispute_event
from tests.consensus.scribes import AWAY, HOME, Scribe
from tests.handlers.books.playing import MATCH_ID, Ground


def write_dispute(ground: Ground, dispute_id: str) -> bool:
    """Answer the event of a dispute."""
    return write_dispute_event(ground.store, ground.matches, ground.now, MATCH_ID, dispute_id)


def disputed_from_the_start() -> tuple[Ground, Scribe, Scribe]:
    """Return a match whose scorers do not agree on who bats first: its log has nothing."""
    ground, home, away = Ground(), Scribe(HOME), Scribe(AWAY)
    home.sequence = 0
    home.note(home.field.entries[0], batting_team_id="away", bowling_team_id="home")
    ground.arrive(home, away)
    assert ground.matches.log == {}
    return ground, home, away


def test_a_dispute_before_the_first_action_is_not_told_and_not_tried_again() -> None:
    ground, _, _ = disputed_from_the_start()
    [name] = ground.store.disputes
    assert not write_dispute(ground, name)
    assert ground.matches.events == {}


def test_what_is_in_the_log_is_projected_before_a_dispute_is_told() -> None:
    ground = Ground()
    ground.arrive(Scribe(HOME, "1 4=6"), Scribe(AWAY, "1 4"))
    ground.matches.state = None
    assert write_dispute(ground, "1_3")
    assert ground.matches.events["dispute_1_3"]["events"][0]["type"] == "SCORING_DISPUTE_RAISED"


def test_a_dispute_of_a_held_match_is_tried_again_when_it_is_held_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _seconds: None)
    ground = Ground()
    ground.arrive(Scribe(HOME, "1 4=6"), Scribe(AWAY, "1 4"))
    ground.matches.state = None
    ground.matches.hold(MATCH_ID, ground.now() + timedelta(hours=1))
    with pytest.raises(ContendedError, match="held"):
        write_dispute(ground, "1_3")
