"""Tests facts that stand before the beginning of their innings: rain, a target, a match off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from scrbrd.domain.fold import fold_log
from scrbrd.domain.state import MatchState
from scrbrd_ingest.model import FeedEvent, Phase, Place
from tests.ingest.followed_match import FollowedMatch
from tests.ingest.memory import poll_events

Fact = Mapping[str, object]

STOPPED: Fact = {"type": "play_stopped", "reason": "rain"}
RESUMED: Fact = {"type": "play_resumed"}
REVISED: Fact = {"type": "target_revised", "target": 101, "oversLimit": 15, "method": "DLS"}


def with_facts_before(events: list[FeedEvent], innings: int, *facts: Fact) -> None:
    """Insert facts before the beginning of an innings into a list of events."""
    index = next(n for n, each in enumerate(events) if each.place.innings == innings)
    begin = events[index]
    assert begin.action["type"] == "innings_started"
    events[index] = replace(begin, place=replace(begin.place, part=len(facts)))
    events[index:index] = [
        FeedEvent(f"rain-{innings}-{part}", Place(innings, part=part), fact)
        for part, fact in enumerate(facts)
    ]


def folded(match: FollowedMatch) -> MatchState:
    """Return the stored log, folded."""
    return fold_log(match.store.setup, list(match.store.known.log.values()))[0]


def test_rain_before_an_innings_holds_back_no_ball() -> None:
    match = FollowedMatch()
    match.alpha.events = events = list(match.events)
    with_facts_before(events, 1, STOPPED, RESUMED)
    with_facts_before(events, 2, STOPPED, REVISED, RESUMED)
    second = next(n for n, each in enumerate(events) if each.place.innings == 2)
    match.play_to(12, step=1)
    assert len(match.store.known.log) == 12
    match.play_to(second - 2, step=60)
    match.play_to(second + 9, step=1)
    assert len(match.store.known.log) == second + 9
    assert (match.problems, match.measures.missed_balls) == ([], 0)
    state = folded(match)
    assert state.problems == []
    assert (state.innings[1].target, state.innings[1].overs_limit) == (101, 15)


@pytest.mark.parametrize("facts", [[], [STOPPED]], ids=["at-once", "after-a-wait"])
def test_a_match_abandoned_without_a_ball_has_its_result_and_no_gap(
    facts: list[Fact],
) -> None:
    match = FollowedMatch()
    closed: Fact = {"type": "match_closed", "outcome": "abandoned"}
    match.alpha.events = [
        FeedEvent(f"f{part}", Place(1, part=part), each)
        for part, each in enumerate([*facts, closed])
    ]
    match.play_to(len(facts) + 1, step=1)
    match.alpha.phase = Phase.CANCELLED
    assert poll_events(match.follower, times=9).is_final
    assert (match.problems, match.measures.missed_balls) == ([], 0)
    result = folded(match).result
    assert result is not None
    assert result.outcome == "abandoned"


@pytest.mark.parametrize("seen", [0, 1], ids=["together", "after-the-rain"])
def test_a_ball_behind_such_a_fact_still_waits_for_the_beginning_of_its_innings(seen: int) -> None:
    match = FollowedMatch()
    events = list(match.events)
    with_facts_before(events, 1, STOPPED)
    match.alpha.events = events
    match.alpha.hidden = {events[1].id}
    match.alpha.until = seen
    poll_events(match.follower)
    match.alpha.until = 8
    poll_events(match.follower, times=9)
    assert match.problems == ["gap"]
    assert len(match.store.known.log) == 1, "the rain alone"
    match.alpha.hidden = set()
    poll_events(match.follower, times=21)
    assert match.problems == []
    assert len(match.store.known.log) == 8
