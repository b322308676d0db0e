"""Tests scoreboards that arrive late, or after the process that followed the match has ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from scrbrd_ingest.model import Phase, Scoreboard, Tier, Timeline
from tests.ingest.provider_events import START
from tests.ingest.scoreboards import FollowedScoreboard, board, goal


def test_a_scoreboard_older_than_a_repeated_state_is_dropped_too() -> None:
    match = FollowedScoreboard()
    match.poll(Tier.EVENTS)
    match.publish(board(1, 0, 10), board(1, 0, 20, clock="10'"), board(2, 0, 15))
    assert match.document["home"]["score"] == 1
    assert match.measures.faults == [("espn", "older")]


def test_a_goal_while_no_process_follows_the_match_gets_its_event() -> None:
    match = FollowedScoreboard()
    match.poll(Tier.EVENTS)
    match.publish(board(0, 0, 1), board(1, 0, 10))
    match.follower = match.new_follower()
    match.publish(board(2, 0, 30))
    match.poll(Tier.EVENTS)
    assert match.events == {"score:1-0": "told", "score:2-0": "told"}
    assert match.measures.synthetic_events == 2
    match.poll(Tier.EVENTS)
    assert match.measures.synthetic_events == 2


def test_no_event_is_made_for_a_score_that_an_event_already_has() -> None:
    match = FollowedScoreboard()
    match.provider.events_answer = Timeline("e1", (goal("g1", 1, 0),), is_full=True)
    match.poll(Tier.EVENTS)
    match.publish(board(1, 0, 10))
    match.follower = match.new_follower()
    match.provider.events_answer = None
    match.publish(board(1, 0, 20))
    match.poll(Tier.EVENTS)
    assert match.events == {"g1": "told"}


def test_a_match_no_longer_listed_is_still_in_play_after_a_restart() -> None:
    match = FollowedScoreboard()
    match.publish(board(1, 0, 10))
    match.provider.board = None
    assert match.poll().phase is Phase.LIVE
    match.follower = match.new_follower()
    assert match.poll().phase is Phase.LIVE
    assert match.measures.faults == [("espn", "absent")] * 2


def test_a_fixture_no_longer_listed_keeps_its_start_after_a_restart() -> None:
    match = FollowedScoreboard()
    match.publish(board(None, None, 0, phase=Phase.SCHEDULED, starts_at=START))
    match.provider.board = None
    match.follower = match.new_follower()
    result = match.poll()
    assert (result.phase, result.starts_at) == (Phase.SCHEDULED, START)


def test_a_goal_withdrawn_while_no_process_follows_the_match_is_deleted() -> None:
    match = FollowedScoreboard()
    match.poll(Tier.EVENTS)
    match.publish(board(0, 0, 1), board(1, 0, 10), board(1, 1, 20))
    match.follower = match.new_follower()
    match.publish(board(1, 0, 30))
    match.poll(Tier.EVENTS)
    assert match.events == {"score:1-0": "told", "score:1-1": "deleted"}
    assert match.poll(Tier.EVENTS).changes == 0


def test_one_answer_from_the_future_does_not_block_another_provider() -> None:
    match = FollowedScoreboard()
    match.publish(board(0, 0, 5), board(1, 0, 10, said_at=START + timedelta(days=1)))
    assert match.document["saidAt"] == START + timedelta(minutes=11)
    match.selector.name = "sr"
    for minute in (9, 10, 14):
        new_board = board(minute, 1, minute, sequence=None)
        match.other.board = replace(new_board, provider="sr", provider_match_id="s1")
        match.poll()
        assert match.document["home"]["score"] == minute
    assert match.measures.faults == []


def test_an_answer_from_the_future_blocks_nothing_when_times_give_the_order() -> None:
    match = FollowedScoreboard()
    future = START + timedelta(days=1)
    match.publish(board(1, 0, 10, said_at=future, sequence=None), board(2, 0, 12, sequence=None))
    assert match.document["home"]["score"] == 2


def test_events_from_the_future_are_replaced_by_another_providers_events() -> None:
    match = FollowedScoreboard()
    future_goal = replace(goal("g1", 1, 0), said_at=START + timedelta(days=1))
    match.provider.events_answer = Timeline("e1", (future_goal,), is_full=True)
    match.poll(Tier.EVENTS)
    match.selector.name = "sr"
    same_goal = replace(goal("s1", 1, 0), said_at=START, clock="9'", side=None)
    match.other.events_answer = Timeline("s1", (same_goal,), is_full=True)
    match.poll(Tier.EVENTS)
    assert match.events == {"g1": "replaced", "s1": "told"}


def test_a_lagging_mirror_withdraws_no_goal() -> None:
    """The mirror's answers have rising numbers, as after its clock was set back, but most of their
    states were sent before."""
    match = FollowedScoreboard()
    boards = [board(minute // 20, 0, minute) for minute in range(90)]
    match.publish(*boards[:70])
    match.poll(Tier.EVENTS)
    for each in boards[30:90]:
        match.publish(each)
        assert match.document["home"]["score"] >= 3
    assert match.document["home"]["score"] == 4
    assert ("espn", "clock") not in match.measures.faults


def test_a_lagging_mirror_with_states_never_polled_withdraws_no_goal() -> None:
    """Its clock in seconds lies between the polled ones: few of its states were sent before."""
    match = FollowedScoreboard()

    def board_at(seconds: int) -> Scoreboard:
        moment = START + timedelta(seconds=seconds)
        return board(seconds // 600, 0, seconds, clock=f"{seconds} s", said_at=moment)

    match.publish(*(board_at(seconds) for seconds in range(0, 601, 3)))
    match.publish(*(board_at(seconds) for seconds in range(421, 601, 3)))
    assert match.document["home"]["score"] == 1
    assert ("espn", "clock") not in match.measures.faults


def test_a_clock_set_back_by_an_hour_is_accepted_before_the_next_goal() -> None:
    match = FollowedScoreboard()
    match.publish(board(1, 0, 70))
    match.publish(*(board(1, 0, minute, clock=f"{70 + minute}'") for minute in range(10, 40)))
    assert match.document["clock"] == "109'"


@pytest.mark.parametrize(
    ("home", "fields"),
    [(1, {}), (0, {"period": 2}), (0, {"phase": Phase.FINISHED})],
    ids=["goal", "half", "end"],
)
def test_a_provider_whose_clock_was_set_back_slightly_counts_at_the_next_change(
    home: int, fields: dict[str, Any]
) -> None:
    match = FollowedScoreboard()

    def board_at(seconds: int, home: int = 0, **fields: Any) -> Scoreboard:
        moment = START + timedelta(seconds=seconds)
        return board(home, 0, seconds, clock=f"{seconds} s", said_at=moment, **fields)

    match.publish(board_at(300), *(board_at(each) for each in range(30, 60)))
    assert match.document["clock"] == "300 s"
    match.publish(board_at(60, home, **fields))
    assert match.document["clock"] == "60 s"
