"""Scoreboards that come late, or after the process that followed the match has ended."""

from __future__ import annotations

from scrbrd_ingest.model import Tier
from tests.ingest.scoreboards import Ground, board


def test_one_that_is_older_than_a_repeated_state_is_dropped_too() -> None:
    ground = Ground()
    ground.poll(Tier.EVENTS)
    ground.say(board(1, 0, 10), board(1, 0, 20, clock="10'"), board(2, 0, 15))
    assert ground.document["home"]["score"] == 1
    assert ground.measures.faults == [("espn", "older")]
