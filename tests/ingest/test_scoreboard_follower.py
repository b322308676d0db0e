"""Tests matches of other sports: the newest state counts, and no document is deleted."""

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
from tests.ingest.scoreboards import MATCH, FollowedScoreboard, board, goal


def test_the_newest_state_wins_and_older_ones_are_dropped() -> None:
    match = FollowedScoreboard()
    match.publish(board(0, 0, 1), board(1, 0, 10), board(0, 0, 5))
    assert match.document["home"]["score"] == 1
    assert match.document["clock"] == "10'"
    version = match.document["version"]
    match.publish(board(1, 1, 20))
    assert match.document["version"] > version


def test_a_repeated_state_writes_nothing() -> None:
    match = FollowedScoreboard()
    match.publish(board(0, 0, 1))
    commits = match.memory.commits
    match.publish(board(0, 0, 2, clock="1'"))
    assert match.memory.commits == commits


def test_a_match_that_returns_from_finished_to_live_is_stored_as_live() -> None:
    match = FollowedScoreboard()
    match.publish(board(1, 0, 90, phase=Phase.FINISHED), board(1, 0, 91))
    assert match.document["phase"] == "live"


def test_events_are_appended_revised_and_never_deleted() -> None:
    match = FollowedScoreboard()
    first, second = goal("g1", 1, 0), goal("g2", 2, 0)
    match.provider.events_answer = Timeline("e1", (first, second), is_full=True)
    assert match.poll(Tier.EVENTS).changes == 2
    assert match.poll(Tier.EVENTS).changes == 0
    match.provider.events_answer = Timeline("e1", (replace(first, text="a header"),), is_full=True)
    match.poll(Tier.EVENTS)
    assert match.events == {"g1": "told", "g2": "deleted"}
    match.provider.events_answer = Timeline("e1", (second,), is_full=False)  # a delta without g1
    match.poll(Tier.EVENTS)
    assert match.events == {"g1": "told", "g2": "told"}
    orders = sorted(each["order"] for each in match.memory.stored.events.values())
    assert orders == [1, 2]
    revisions = [each["revision"] for each in match.memory.stored.events.values()]
    assert len(set(revisions)) == 2


def test_events_are_made_from_the_scores_of_a_provider_without_events() -> None:
    match = FollowedScoreboard()
    match.poll(Tier.EVENTS)
    match.publish(board(0, 0, 1), board(1, 0, 10), board(1, 0, 11), board(1, 1, 30))
    assert match.events == {"score:1-0": "told", "score:1-1": "told"}
    assert all(each["isSynthetic"] for each in match.memory.stored.events.values())
    assert match.measures.synthetic_events == 2
    match.publish(board(1, 0, 31))  # it was offside
    assert match.events == {"score:1-0": "told", "score:1-1": "deleted"}
    match.provider.events_answer = Timeline("e1", (goal("g1", 1, 0),), is_full=True)
    match.poll(Tier.EVENTS)
    assert match.events == {"score:1-0": "replaced", "score:1-1": "deleted", "g1": "told"}


def test_the_same_goal_from_another_provider_counts_once() -> None:
    match = FollowedScoreboard()
    goals = (goal("g1", 1, 0), goal("g2", 2, 0))
    match.provider.events_answer = Timeline("e1", goals, is_full=True)
    match.poll(Tier.EVENTS)
    match.selector.name = "sr"
    same_goal = (replace(goals[0], id="77", type="score_change", clock="09:41"),)
    match.other.events_answer = Timeline("s1", same_goal, is_full=True)
    match.poll(Tier.EVENTS)
    assert match.events == {"g1": "replaced", "g2": "replaced", "77": "told"}
    assert match.poll(Tier.EVENTS).changes == 0
    match.selector.name = "espn"  # it works again
    match.poll(Tier.EVENTS)
    assert match.events == {"g1": "told", "g2": "told", "77": "replaced"}
    assert match.poll(Tier.EVENTS).changes == 0


def test_events_later_than_another_providers_last_event_stay_valid() -> None:
    match = FollowedScoreboard()
    match.clock.forward(71 * 60)
    first, last = goal("g1", 1, 0), replace(goal("g2", 2, 0), clock="70'")
    times = [START + timedelta(minutes=each) for each in (10, 70)]
    goals = (replace(first, said_at=times[0]), replace(last, said_at=times[1]))
    match.provider.events_answer = Timeline("e1", goals, is_full=True)
    match.poll(Tier.EVENTS)
    match.selector.name = "sr"
    match.other.events_answer = Timeline("s1", (), is_full=True)
    match.poll(Tier.EVENTS)
    assert match.events == {"g1": "told", "g2": "told"}, "who has said nothing replaces nothing"
    said_at = times[0] - timedelta(seconds=20)
    match.other.events_answer = Timeline(
        "s1", (replace(first, id="77", said_at=said_at),), is_full=True
    )
    match.poll(Tier.EVENTS)
    assert match.events == {"g1": "replaced", "g2": "told", "77": "told"}


def test_an_incomplete_timeline_replaces_only_the_events_that_it_contains() -> None:
    match = FollowedScoreboard()
    match.provider.events_answer = Timeline(
        "e1", (goal("g1", 1, 0), replace(goal("g2", 2, 0), clock="70'")), is_full=True
    )
    match.poll(Tier.EVENTS)
    match.selector.name = "sr"
    match.other.events_answer = Timeline("s1", (goal("77", 1, 0),), is_full=False)
    match.poll(Tier.EVENTS)
    assert match.events == {"g1": "replaced", "g2": "told", "77": "told"}


def test_only_changed_statistics_are_written() -> None:
    match = FollowedScoreboard()
    match.provider.figures = Statistics("e1", {"shots": 3}, {"shots": 1})
    assert match.poll(Tier.STATS).changes == 2
    match.provider.figures = Statistics("e1", {"shots": 4}, {"shots": 1})
    assert match.poll(Tier.STATS).changes == 1
    assert match.memory.stored.stats["home"]["figures"] == {"shots": 4}


def test_names_and_ids_that_firestore_refuses_delay_no_others(firestore_client: Client) -> None:
    match = FollowedScoreboard(FirestoreScoreboards(firestore_client))
    match.publish(board(0, 0, 1))
    refused_names = ("", "__reserved__", "\ud800", "x" * 2_000)
    figures = {"shots": 3.0, "a.b/c": 1.0, "Ünïcode ½": 2.0} | dict.fromkeys(refused_names, 1.0)
    match.provider.figures = Statistics("e1", figures, {})
    assert match.poll(Tier.STATS).changes == 1
    assert match.poll(Tier.STATS).changes == 0
    stats = firestore_client.document(f"{paths.scoreboard_stats(MATCH)}/home").get().to_dict() or {}
    assert stats["figures"] == {"shots": 3.0, "a.b/c": 1.0, "Ünïcode ½": 2.0}
    names = ("é" * 2_000, "..", "__x__", "a/b")
    goals = tuple(goal(name, number, 0) for number, name in enumerate(names, start=1))
    match.provider.events_answer = Timeline("e1", goals, is_full=True)
    assert match.poll(Tier.EVENTS).changes == len(names)
    events = firestore_client.collection(paths.scoreboard_timeline(MATCH)).stream()
    assert {(snap.to_dict() or {})["eventId"] for snap in events} == set(names)


def test_a_match_ends_when_every_tier_was_polled_after_the_end() -> None:
    match = FollowedScoreboard()
    match.publish(board(1, 0, 90, phase=Phase.FINISHED))
    assert not match.poll(Tier.EVENTS).is_final
    assert match.poll(Tier.STATS).is_final


def test_a_follower_with_an_older_fence_writes_no_scoreboard() -> None:
    match = FollowedScoreboard()
    match.publish(board(0, 0, 1))
    first = match.follower
    match.follower = match.new_follower()
    match.provider.board = board(1, 0, 10)
    match.poll(fence=2)
    match.follower = first
    match.provider.board = board(2, 0, 20)
    with pytest.raises(FencedOut):
        match.poll(fence=1)
    assert match.document["home"]["score"] == 1


def test_a_match_closed_as_stale_stays_closed_until_a_change() -> None:
    match = FollowedScoreboard()
    match.publish(board(1, 0, 90))
    asyncio.run(match.follower.close(1, CloseReason.STALE))
    assert match.document["closed"] == "stale"
    match.publish(board(1, 0, 91, clock="90'"))
    assert match.document["closed"] == "stale", "nothing new came"
    match.provider.events_answer = Timeline("e1", (goal("g1", 1, 0),), is_full=True)
    match.poll(Tier.EVENTS)
    assert match.document["closed"] is None
    asyncio.run(match.follower.close(1, CloseReason.STALE))
    match.publish(board(2, 0, 93))
    assert match.document["closed"] is None


def test_a_scoreboard_is_stored_with_its_events(firestore_client: Client) -> None:
    match = FollowedScoreboard(FirestoreScoreboards(firestore_client))
    match.poll(Tier.EVENTS)
    match.publish(board(0, 0, 1), board(1, 0, 10))
    match.follower = match.new_follower()  # which reads the stored state
    match.provider.events_answer = Timeline("e1", (goal("g/1", 1, 0),), is_full=True)
    match.poll(Tier.EVENTS, fence=2)
    document = firestore_client.document(paths.scoreboard(MATCH)).get().to_dict() or {}
    assert (document["home"]["score"], document["fence"]) == (1, 2)
    events = firestore_client.collection(paths.scoreboard_timeline(MATCH)).stream()
    states = {snap.id: (snap.to_dict() or {})["state"] for snap in events}
    assert states == {"espn:score:1-0": "replaced", "espn:g%2F1": "told"}


@pytest.mark.parametrize(("minutes", "state"), [(5, "told"), (10, "replaced")])
def test_an_event_that_another_provider_never_sends_is_kept_for_minutes(
    minutes: int, state: str
) -> None:
    """A goal is disallowed after the first provider sent it: the second one never had it."""
    match = FollowedScoreboard()
    first = replace(goal("g1", 1, 0), said_at=START + timedelta(minutes=10))
    disallowed = replace(goal("g2", 2, 0), clock="30'", said_at=START + timedelta(minutes=30))
    match.clock.forward(31 * 60)
    match.provider.events_answer = Timeline("e1", (first, disallowed), is_full=True)
    match.publish(board(2, 0, 31))
    match.poll(Tier.EVENTS)
    match.selector.name = "sr"
    match.other.events_answer = Timeline("s1", (replace(first, id="77"),), is_full=True)
    for minute in (32, 32 + minutes):
        match.clock.now = START + timedelta(minutes=minute)
        new_board = board(1, 0, minute)
        match.other.board = replace(new_board, provider="sr", provider_match_id="s1")
        match.poll()
        match.poll(Tier.EVENTS)
    assert match.events == {"g1": "replaced", "g2": state, "77": "told"}


def test_a_goal_made_from_a_score_is_withdrawn_by_a_provider_with_events() -> None:
    match = FollowedScoreboard()
    match.poll(Tier.EVENTS)
    match.publish(board(0, 0, 1), board(1, 0, 10), board(2, 0, 20))
    match.selector.name = "sr"
    match.other.events_answer = Timeline("s1", (goal("77", 1, 0),), is_full=True)
    match.other.board = replace(board(1, 0, 21), provider="sr", provider_match_id="s1")
    match.poll(Tier.EVENTS)
    match.poll()
    assert match.events == {"score:1-0": "replaced", "score:2-0": "deleted", "77": "told"}
