"""Scoreboards that arrive late, or after the process that followed the match has ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from scrbrd_ingest.model import Phase, Scoreboard, Tier, Timeline
from tests.ingest.provider_events import START
from tests.ingest.scoreboards import Ground, board, goal


def test_one_that_is_older_than_a_repeated_state_is_dropped_too() -> None:
    ground = Ground()
    ground.poll(Tier.EVENTS)
    ground.publish(board(1, 0, 10), board(1, 0, 20, clock="10'"), board(2, 0, 15))
    assert ground.document["home"]["score"] == 1
    assert ground.measures.faults == [("espn", "older")]


def test_a_goal_while_no_process_follows_the_match_has_its_event() -> None:
    ground = Ground()
    ground.poll(Tier.EVENTS)
    ground.publish(board(0, 0, 1), board(1, 0, 10))
    ground.follower = ground.new_follower()
    ground.publish(board(2, 0, 30))
    ground.poll(Tier.EVENTS)
    assert ground.events == {"score:1-0": "told", "score:2-0": "told"}
    assert ground.measures.made == 2
    ground.poll(Tier.EVENTS)
    assert ground.measures.made == 2


def test_an_event_that_tells_the_score_already_is_not_made_again() -> None:
    ground = Ground()
    ground.provider.events_answer = Timeline("e1", (goal("g1", 1, 0),), is_full=True)
    ground.poll(Tier.EVENTS)
    ground.publish(board(1, 0, 10))
    ground.follower = ground.new_follower()
    ground.provider.events_answer = None
    ground.publish(board(1, 0, 20))
    ground.poll(Tier.EVENTS)
    assert ground.events == {"g1": "told"}


def test_a_match_that_its_provider_lists_no_more_is_still_in_play_after_a_restart() -> None:
    ground = Ground()
    ground.publish(board(1, 0, 10))
    ground.provider.board = None
    assert ground.poll().phase is Phase.LIVE
    ground.follower = ground.new_follower()
    assert ground.poll().phase is Phase.LIVE
    assert ground.measures.faults == [("espn", "absent")] * 2


def test_a_fixture_that_its_provider_lists_no_more_keeps_its_start_after_a_restart() -> None:
    ground = Ground()
    ground.publish(board(None, None, 0, phase=Phase.SCHEDULED, starts_at=START))
    ground.provider.board = None
    ground.follower = ground.new_follower()
    result = ground.poll()
    assert (result.phase, result.starts_at) == (Phase.SCHEDULED, START)


def test_a_goal_that_is_taken_back_while_no_process_follows_the_match_is_deleted() -> None:
    ground = Ground()
    ground.poll(Tier.EVENTS)
    ground.publish(board(0, 0, 1), board(1, 0, 10), board(1, 1, 20))
    ground.follower = ground.new_follower()
    ground.publish(board(1, 0, 30))
    ground.poll(Tier.EVENTS)
    assert ground.events == {"score:1-0": "told", "score:1-1": "deleted"}
    assert ground.poll(Tier.EVENTS).changes == 0


def test_one_answer_of_the_future_keeps_no_other_provider_from_being_heard() -> None:
    ground = Ground()
    ground.publish(board(0, 0, 5), board(1, 0, 10, said_at=START + timedelta(days=1)))
    assert ground.document["saidAt"] == START + timedelta(minutes=11)
    ground.selector.name = "sr"
    for minute in (9, 10, 14):
        new_board = board(minute, 1, minute, sequence=None)
        ground.other.board = replace(new_board, provider="sr", provider_match_id="s1")
        ground.poll()
        assert ground.document["home"]["score"] == minute
    assert ground.measures.faults == []


def test_an_answer_of_the_future_holds_up_nothing_where_times_are_the_order() -> None:
    ground = Ground()
    ahead = START + timedelta(days=1)
    ground.publish(board(1, 0, 10, said_at=ahead, sequence=None), board(2, 0, 12, sequence=None))
    assert ground.document["home"]["score"] == 2


def test_events_of_the_future_are_replaced_by_what_another_provider_tells() -> None:
    ground = Ground()
    late = replace(goal("g1", 1, 0), said_at=START + timedelta(days=1))
    ground.provider.events_answer = Timeline("e1", (late,), is_full=True)
    ground.poll(Tier.EVENTS)
    ground.selector.name = "sr"
    same_goal = replace(goal("s1", 1, 0), said_at=START, clock="9'", side=None)
    ground.other.events_answer = Timeline("s1", (same_goal,), is_full=True)
    ground.poll(Tier.EVENTS)
    assert ground.events == {"g1": "replaced", "s1": "told"}


def test_a_mirror_that_is_behind_takes_no_goal_back() -> None:
    """Its answers come in order, each newer than the one before: as of a clock that was set back,
    and yet each of them was said before."""
    ground = Ground()
    boards = [board(minute // 20, 0, minute) for minute in range(90)]
    ground.publish(*boards[:70])
    ground.poll(Tier.EVENTS)
    for each in boards[30:90]:
        ground.publish(each)
        assert ground.document["home"]["score"] >= 3
    assert ground.document["home"]["score"] == 4
    assert ("espn", "clock") not in ground.measures.faults


def test_a_mirror_that_says_what_was_never_polled_takes_no_goal_back() -> None:
    """Its clock in seconds is between those that were said: it says little that was said before."""
    ground = Ground()

    def at(seconds: int) -> Scoreboard:
        moment = START + timedelta(seconds=seconds)
        return board(seconds // 600, 0, seconds, clock=f"{seconds} s", said_at=moment)

    ground.publish(*(at(seconds) for seconds in range(0, 601, 3)))
    ground.publish(*(at(seconds) for seconds in range(421, 601, 3)))
    assert ground.document["home"]["score"] == 1
    assert ("espn", "clock") not in ground.measures.faults


def test_a_clock_that_was_set_back_by_an_hour_is_believed_before_the_next_goal() -> None:
    ground = Ground()
    ground.publish(board(1, 0, 70))
    ground.publish(*(board(1, 0, minute, clock=f"{70 + minute}'") for minute in range(10, 40)))
    assert ground.document["clock"] == "109'"


@pytest.mark.parametrize(
    ("home", "fields"),
    [(1, {}), (0, {"period": 2}), (0, {"phase": Phase.FINISHED})],
    ids=["goal", "half", "end"],
)
def test_a_provider_whose_clock_was_set_back_a_little_is_heard_when_the_match_goes_on(
    home: int, fields: dict[str, Any]
) -> None:
    ground = Ground()

    def at(seconds: int, home: int = 0, **fields: Any) -> Scoreboard:
        moment = START + timedelta(seconds=seconds)
        return board(home, 0, seconds, clock=f"{seconds} s", said_at=moment, **fields)

    ground.publish(at(300), *(at(each) for each in range(30, 60)))
    assert ground.document["clock"] == "300 s"
    ground.publish(at(60, home, **fields))
    assert ground.document["clock"] == "60 s"
