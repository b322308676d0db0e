"""Matches of other sports: the newest state counts, and no document is deleted."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from google.cloud.firestore import Client

from scrbrd.adapters import paths
from scrbrd_ingest.firestore_scoreboards import FirestoreScoreboards
from scrbrd_ingest.model import (
    Phase,
    Statistics,
    Tier,
    Timeline,
)
from scrbrd_ingest.ports import CloseReason, FencedOut
from tests.ingest.provider_events import START
from tests.ingest.scoreboards import MATCH, Ground, board, goal


def test_the_newest_state_wins_and_older_ones_are_dropped() -> None:
    ground = Ground()
    ground.publish(board(0, 0, 1), board(1, 0, 10), board(0, 0, 5))
    assert ground.document["home"]["score"] == 1
    assert ground.document["clock"] == "10'"
    versions = ground.document["version"]
    ground.publish(board(1, 1, 20))
    assert ground.document["version"] > versions


def test_the_same_state_again_writes_nothing() -> None:
    ground = Ground()
    ground.publish(board(0, 0, 1))
    commits = ground.memory.commits
    ground.publish(board(0, 0, 2, clock="1'"))
    assert ground.memory.commits == commits


def test_a_status_that_goes_back_is_followed() -> None:
    ground = Ground()
    ground.publish(board(1, 0, 90, phase=Phase.FINISHED), board(1, 0, 91))
    assert ground.document["phase"] == "live"


def test_events_are_appended_revised_and_never_deleted() -> None:
    ground = Ground()
    first, second = goal("g1", 1, 0), goal("g2", 2, 0)
    ground.provider.events_answer = Timeline("e1", (first, second), is_full=True)
    assert ground.poll(Tier.EVENTS).changes == 2
    assert ground.poll(Tier.EVENTS).changes == 0
    ground.provider.events_answer = Timeline("e1", (replace(first, text="a header"),), is_full=True)
    ground.poll(Tier.EVENTS)
    assert ground.events == {"g1": "told", "g2": "deleted"}
    ground.provider.events_answer = Timeline("e1", (second,), is_full=False)  # a delta without g1
    ground.poll(Tier.EVENTS)
    assert ground.events == {"g1": "told", "g2": "told"}
    orders = sorted(each["order"] for each in ground.memory.stored.events.values())
    assert orders == [1, 2]
    revisions = [each["revision"] for each in ground.memory.stored.events.values()]
    assert len(set(revisions)) == 2


def test_a_provider_without_events_has_them_made_of_its_scores() -> None:
    ground = Ground()
    ground.poll(Tier.EVENTS)
    ground.publish(board(0, 0, 1), board(1, 0, 10), board(1, 0, 11), board(1, 1, 30))
    assert ground.events == {"score:1-0": "told", "score:1-1": "told"}
    assert all(each["isSynthetic"] for each in ground.memory.stored.events.values())
    assert ground.measures.made == 2
    ground.publish(board(1, 0, 31))  # it was offside
    assert ground.events == {"score:1-0": "told", "score:1-1": "deleted"}
    ground.provider.events_answer = Timeline("e1", (goal("g1", 1, 0),), is_full=True)
    ground.poll(Tier.EVENTS)
    assert ground.events == {"score:1-0": "replaced", "score:1-1": "deleted", "g1": "told"}


def test_another_provider_tells_no_event_twice() -> None:
    ground = Ground()
    goals = (goal("g1", 1, 0), goal("g2", 2, 0))
    ground.provider.events_answer = Timeline("e1", goals, is_full=True)
    ground.poll(Tier.EVENTS)
    ground.selector.name = "sr"
    same_goal = (replace(goals[0], id="77", type="score_change", clock="09:41"),)
    ground.other.events_answer = Timeline("s1", same_goal, is_full=True)
    ground.poll(Tier.EVENTS)
    assert ground.events == {"g1": "replaced", "g2": "replaced", "77": "told"}
    assert ground.poll(Tier.EVENTS).changes == 0
    ground.selector.name = "espn"  # it works again
    ground.poll(Tier.EVENTS)
    assert ground.events == {"g1": "told", "g2": "told", "77": "replaced"}
    assert ground.poll(Tier.EVENTS).changes == 0


def test_what_another_provider_has_not_come_to_stays_told() -> None:
    ground = Ground()
    ground.clock.forward(71 * 60)
    first, last = goal("g1", 1, 0), replace(goal("g2", 2, 0), clock="70'")
    times = [START + timedelta(minutes=each) for each in (10, 70)]
    new_board = (replace(first, said_at=times[0]), replace(last, said_at=times[1]))
    ground.provider.events_answer = Timeline("e1", new_board, is_full=True)
    ground.poll(Tier.EVENTS)
    ground.selector.name = "sr"
    ground.other.events_answer = Timeline("s1", (), is_full=True)
    ground.poll(Tier.EVENTS)
    assert ground.events == {"g1": "told", "g2": "told"}, "who has said nothing replaces nothing"
    late = times[0] - timedelta(seconds=20)
    ground.other.events_answer = Timeline(
        "s1", (replace(first, id="77", said_at=late),), is_full=True
    )
    ground.poll(Tier.EVENTS)
    assert ground.events == {"g1": "replaced", "g2": "told", "77": "told"}


def test_a_timeline_that_lacks_events_replaces_what_it_tells_alone() -> None:
    ground = Ground()
    ground.provider.events_answer = Timeline(
        "e1", (goal("g1", 1, 0), replace(goal("g2", 2, 0), clock="70'")), is_full=True
    )
    ground.poll(Tier.EVENTS)
    ground.selector.name = "sr"
    ground.other.events_answer = Timeline("s1", (goal("77", 1, 0),), is_full=False)
    ground.poll(Tier.EVENTS)
    assert ground.events == {"g1": "replaced", "g2": "told", "77": "told"}


def test_figures_are_written_where_they_change() -> None:
    ground = Ground()
    ground.provider.figures = Statistics("e1", {"shots": 3}, {"shots": 1})
    assert ground.poll(Tier.STATS).changes == 2
    ground.provider.figures = Statistics("e1", {"shots": 4}, {"shots": 1})
    assert ground.poll(Tier.STATS).changes == 1
    assert ground.memory.stored.stats["home"]["figures"] == {"shots": 4}


def test_names_and_ids_that_firestore_refuses_hold_up_no_other(firestore_client: Client) -> None:
    ground = Ground(FirestoreScoreboards(firestore_client))
    ground.publish(board(0, 0, 1))
    odd = ("", "__reserved__", "\ud800", "x" * 2_000)
    figures = {"shots": 3.0, "a.b/c": 1.0, "Ünïcode ½": 2.0} | dict.fromkeys(odd, 1.0)
    ground.provider.figures = Statistics("e1", figures, {})
    assert ground.poll(Tier.STATS).changes == 1
    assert ground.poll(Tier.STATS).changes == 0
    stats = firestore_client.document(f"{paths.scoreboard_stats(MATCH)}/home").get().to_dict() or {}
    assert stats["figures"] == {"shots": 3.0, "a.b/c": 1.0, "Ünïcode ½": 2.0}
    names = ("é" * 2_000, "..", "__x__", "a/b")
    new_board = tuple(goal(name, number, 0) for number, name in enumerate(names, start=1))
    ground.provider.events_answer = Timeline("e1", new_board, is_full=True)
    assert ground.poll(Tier.EVENTS).changes == len(names)
    events = firestore_client.collection(paths.scoreboard_timeline(MATCH)).stream()
    assert {(snap.to_dict() or {})["eventId"] for snap in events} == set(names)


def test_it_ends_when_every_tier_was_asked_after_the_end() -> None:
    ground = Ground()
    ground.publish(board(1, 0, 90, phase=Phase.FINISHED))
    assert not ground.poll(Tier.EVENTS).is_final
    assert ground.poll(Tier.STATS).is_final


def test_an_older_number_writes_no_scoreboard() -> None:
    ground = Ground()
    ground.publish(board(0, 0, 1))
    first = ground.follower
    ground.follower = ground.new_follower()
    ground.provider.board = board(1, 0, 10)
    ground.poll(fence=2)
    ground.follower = first
    ground.provider.board = board(2, 0, 20)
    with pytest.raises(FencedOut):
        ground.poll(fence=1)
    assert ground.document["home"]["score"] == 1


def test_a_match_without_news_is_closed() -> None:
    ground = Ground()
    ground.publish(board(1, 0, 90))
    asyncio.run(ground.follower.close(1, CloseReason.STALE))
    assert ground.document["closed"] == "stale"
    ground.publish(board(1, 0, 91, clock="90'"))
    assert ground.document["closed"] == "stale", "nothing new came"
    ground.provider.events_answer = Timeline("e1", (goal("g1", 1, 0),), is_full=True)
    ground.poll(Tier.EVENTS)
    assert ground.document["closed"] is None
    asyncio.run(ground.follower.close(1, CloseReason.STALE))
    ground.publish(board(2, 0, 93))
    assert ground.document["closed"] is None


def test_a_scoreboard_is_stored_with_its_events(firestore_client: Client) -> None:
    ground = Ground(FirestoreScoreboards(firestore_client))
    ground.poll(Tier.EVENTS)
    ground.publish(board(0, 0, 1), board(1, 0, 10))
    ground.follower = ground.new_follower()  # which reads what is stored
    ground.provider.events_answer = Timeline("e1", (goal("g/1", 1, 0),), is_full=True)
    ground.poll(Tier.EVENTS, fence=2)
    document = firestore_client.document(paths.scoreboard(MATCH)).get().to_dict() or {}
    assert (document["home"]["score"], document["fence"]) == (1, 2)
    events = firestore_client.collection(paths.scoreboard_timeline(MATCH)).stream()
    found = {snap.id: (snap.to_dict() or {})["state"] for snap in events}
    assert found == {"espn:score:1-0": "replaced", "espn:g%2F1": "told"}


@pytest.mark.parametrize(("minutes", "state"), [(5, "told"), (10, "replaced")])
def test_what_another_provider_never_tells_stands_for_minutes(minutes: int, state: str) -> None:
    """A goal that was disallowed after the first provider told it: the second never had it."""
    ground = Ground()
    first = replace(goal("g1", 1, 0), said_at=START + timedelta(minutes=10))
    wrong = replace(goal("g2", 2, 0), clock="30'", said_at=START + timedelta(minutes=30))
    ground.clock.forward(31 * 60)
    ground.provider.events_answer = Timeline("e1", (first, wrong), is_full=True)
    ground.publish(board(2, 0, 31))
    ground.poll(Tier.EVENTS)
    ground.selector.name = "sr"
    ground.other.events_answer = Timeline("s1", (replace(first, id="77"),), is_full=True)
    for minute in (32, 32 + minutes):
        ground.clock.now = START + timedelta(minutes=minute)
        new_board = board(1, 0, minute)
        ground.other.board = replace(new_board, provider="sr", provider_match_id="s1")
        ground.poll()
        ground.poll(Tier.EVENTS)
    assert ground.events == {"g1": "replaced", "g2": state, "77": "told"}


def test_a_goal_that_was_made_of_a_score_is_taken_back_by_one_that_tells_events() -> None:
    ground = Ground()
    ground.poll(Tier.EVENTS)
    ground.publish(board(0, 0, 1), board(1, 0, 10), board(2, 0, 20))
    ground.selector.name = "sr"
    ground.other.events_answer = Timeline("s1", (goal("77", 1, 0),), is_full=True)
    ground.other.board = replace(board(1, 0, 21), provider="sr", provider_match_id="s1")
    ground.poll(Tier.EVENTS)
    ground.poll()
    assert ground.events == {"score:1-0": "replaced", "score:2-0": "deleted", "77": "told"}
