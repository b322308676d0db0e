"""Answers of another match than the requested one: caches and providers mix them up, and some feeds
do not name the match. Such an answer is detected by its teams, people and scores; nothing of it is
written."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from scrbrd.domain.state import Setup
from scrbrd.domain.vocabulary import PlayerId
from scrbrd_ingest.cricket_follower import CricketFollower
from scrbrd_ingest.log.mapping import MappingKind, provider_ids_in
from scrbrd_ingest.log.other_match import other_match_reason
from scrbrd_ingest.model import FeedEvent, Phase
from scrbrd_ingest.ports import Unavailable
from tests.ingest.followed import Ground
from tests.ingest.memory import poll_events
from tests.ingest.provider_events import MARK, names_of, renamed

OTHER = "1417850"


def other_events() -> list[FeedEvent]:
    """A match of other teams and other people."""
    return Ground(OTHER).events


def scored_otherwise(events: Sequence[FeedEvent], seed: int) -> list[FeedEvent]:
    """Another match of the same sides: the same people, other balls."""
    chance = random.Random(seed)
    return [
        replace(each, action={**each.action, "runsOffBat": chance.randint(0, 3)})
        if each.action["type"] == "delivery" and "wicket" not in each.action
        else each
        for each in events
    ]


def turned_round(event: FeedEvent) -> FeedEvent:
    """The beginning of an innings with the other side in."""
    action = event.action
    teams = {"battingTeamId": action["bowlingTeamId"], "bowlingTeamId": action["battingTeamId"]}
    return replace(event, action={**action, **teams})


def follower_of(ground: Ground, setup: Setup) -> CricketFollower:
    """A follower of the match as other line-ups have it."""
    ground.store.setup = setup
    ground.follower = ground.new_follower()
    return ground.follower


def test_an_answer_of_other_teams_enters_nothing_and_is_told_until_it_is_right() -> None:
    ground = Ground()
    ground.play_to(30)
    commits, own = ground.store.commits, ground.alpha.events
    ground.alpha.events, ground.alpha.until = other_events(), 60
    result = poll_events(ground.follower)
    assert result.failure == "bad_answer", "another provider is asked where it goes on"
    assert ground.problems == ["other_match"]
    assert ground.measures.faults == [("alpha", "other_match"), ("alpha", "bad_answer")]
    assert poll_events(ground.follower, times=5).failure == "bad_answer"
    assert ground.store.commits == commits + 1, "it is told once"
    assert len(ground.store.known.log) == 30
    ground.alpha.events, ground.alpha.until = own, 34
    assert poll_events(ground.follower).failure is None
    assert ground.problems == []
    assert ground.agrees_with_log
    assert len(ground.store.known.log) == 34, "nothing was corrected or voided"


def test_a_problem_that_is_over_is_told_no_more_though_nothing_new_came() -> None:
    ground = Ground()
    ground.play_to(30)
    own, ground.alpha.events = ground.alpha.events, other_events()
    poll_events(ground.follower)
    ground.alpha.events = own
    poll_events(ground.follower)
    assert ground.problems == []


@pytest.mark.parametrize("until", [1, 3, 60])
def test_a_first_answer_of_another_match_enters_nothing(until: int) -> None:
    ground = Ground()
    own, ground.alpha.events = ground.alpha.events, other_events()
    ground.alpha.until = until
    assert poll_events(ground.follower, times=2).failure == "bad_answer"
    assert not ground.store.known.log
    assert ground.problems == ["other_match"]
    ground.alpha.events, ground.alpha.until = own, 10
    poll_events(ground.follower)
    assert ground.agrees_with_log


def test_the_sides_that_an_answer_names_give_it_away_before_any_ball() -> None:
    ground = Ground()
    setup = ground.store.setup
    ground.alpha.team_ids = (f"{MARK}{setup.home_team_id}", f"{MARK}another-team")
    ground.alpha.until = 10
    assert poll_events(ground.follower).failure == "bad_answer"
    assert not ground.store.known.log
    [problem] = (ground.store.feed or {})["problems"]
    assert "another-team" in problem["message"]
    ground.alpha.team_ids = (f"{MARK}{setup.home_team_id}", f"{MARK}{setup.away_team_id}")
    poll_events(ground.follower)
    assert ground.agrees_with_log


def test_sides_that_nobody_has_mapped_are_none_of_a_match_that_is_in_the_log() -> None:
    ground = Ground()
    ground.store.every_name = False
    known = names_of(ground.events)
    ground.store.mappings = {("alpha", named): ours for named, ours in known.items()}
    ground.alpha.team_ids = ("p:not-mapped", "p:nor-this")
    ground.play_to(12, step=12)
    ground.alpha.team_ids = ("p:not-mapped", "p:nor-this")
    ground.alpha.until, ground.alpha.distort = 16, lambda events: scored_otherwise(events, 3)
    assert poll_events(ground.follower).failure == "bad_answer"
    assert ground.problems == ["other_match"]
    ground.store.mappings |= {
        ("alpha", (MappingKind.TEAM, "p:not-mapped")): str(ground.store.setup.home_team_id)
    }
    ground.alpha.distort = list
    ground.clock.forward(16)
    assert poll_events(ground.follower).failure is None, (
        "the provider has another id of the side now"
    )
    assert ground.agrees_with_log


def test_people_of_whom_none_plays_here_give_it_away_where_the_sides_are_the_same() -> None:
    ground = Ground()
    ground.play_to(12)
    people = {
        each for event in ground.events for each in provider_ids_in(event.action)
        if each[0] is MappingKind.PLAYER
    }  # fmt: skip
    teams = names_of(ground.events).keys() - people
    names = {each: f"{each[1]}-of-another-day" for each in people} | {
        each: each[1] for each in teams
    }
    strangers = [replace(each, action=renamed(each.action, names)) for each in ground.events]
    own, ground.alpha.events = ground.alpha.events, strangers
    ground.alpha.until = 16
    assert poll_events(ground.follower).failure == "bad_answer"
    assert ground.problems == ["other_match"]
    ground.alpha.events = own
    poll_events(ground.follower)
    assert ground.agrees_with_log


def test_one_stranger_among_those_who_play_is_believed() -> None:
    ground = Ground()
    setup = ground.store.setup
    striker = PlayerId(str(ground.events[1].action["strikerId"]).removeprefix(MARK))
    sides = {name: side for name, side in setup.sides.items() if name != striker}
    follower_of(ground, replace(setup, sides=sides))
    ground.alpha.until = 30
    assert poll_events(ground.follower).failure is None
    assert len(ground.store.known.log) == 30


@pytest.mark.parametrize(("known", "is_other"), [(1, True), (2, False)])
def test_it_takes_three_strangers_to_each_who_plays(known: int, is_other: bool) -> None:
    setup = Ground().store.setup
    playing = [(MappingKind.PLAYER, each) for each in sorted(setup.sides)[:known]]
    strangers = [(MappingKind.PLAYER, f"stranger-{number}") for number in range(5)]
    assert bool(other_match_reason(setup, [*playing, *strangers])) is is_other


def test_lineups_that_are_not_complete_say_nothing_of_strangers() -> None:
    ground = Ground()
    setup = ground.store.setup
    few = dict(list(setup.sides.items())[:3])
    follower_of(ground, replace(setup, sides=few))
    ground.alpha.until = 30
    assert poll_events(ground.follower).failure is None
    assert len(ground.store.known.log) == 30


def test_another_match_of_the_same_people_is_doubted_by_its_balls() -> None:
    ground = Ground()
    ground.play_to(60)
    own = ground.alpha.events
    for seed in range(4):
        ground.alpha.events = scored_otherwise(own, seed)
        ground.follower = ground.new_follower()
        poll_events(ground.follower, times=2)
        ground.clock.forward(5)
        assert ground.problems == ["doubted"], seed
        assert ground.agrees_with_log, "as it was told before"
    ground.alpha.events, ground.alpha.until = own, 62
    poll_events(ground.follower)
    assert ground.problems == []
    assert ground.agrees_with_log
    assert not any(each.corrects for each in ground.store.known.log.values())


def test_a_provider_that_keeps_to_other_balls_is_believed_in_the_end() -> None:
    ground = Ground()
    ground.play_to(60)
    ground.alpha.events = scored_otherwise(ground.alpha.events, 1)
    ground.follower = ground.new_follower()
    for _ in range(8):
        poll_events(ground.follower)
        ground.clock.forward(5)
    assert ground.problems == []
    assert any(each.corrects for each in ground.store.known.log.values())


@pytest.mark.parametrize("is_away", [False, True], ids=["process-paused", "provider-away"])
def test_time_in_which_nobody_heard_a_provider_confirms_nothing(is_away: bool) -> None:
    ground = Ground()
    ground.play_to(60)
    ground.alpha.events = scored_otherwise(ground.alpha.events, 1)
    ground.follower = ground.new_follower()
    poll_events(ground.follower)
    for _ in range(6):
        ground.clock.forward(10)
        if is_away:
            ground.alpha.failure = Unavailable("away")
            poll_events(ground.follower)
    ground.alpha.failure = None
    for _ in range(15):
        poll_events(ground.follower)
        assert ground.problems == ["doubted"], "a cache says it, for a few seconds"
        assert ground.agrees_with_log
        ground.clock.forward(1)
    for _ in range(8):
        ground.clock.forward(1)
        poll_events(ground.follower, times=2)
    assert ground.problems == []


def batters_swapped(event: FeedEvent) -> FeedEvent:
    """A ball that the other batter faced."""
    ends = {"strikerId": "nonStrikerId", "nonStrikerId": "strikerId"}
    named = {name: event.action[other] for name, other in ends.items() if name in event.action}
    is_ball = event.action["type"] == "delivery"
    return replace(event, action={**event.action, **named}) if is_ball else event


def bowler_of_all(event: FeedEvent) -> FeedEvent:
    """A ball that one and the same bowler bowled."""
    is_ball = event.action["type"] == "delivery"
    return replace(event, action={**event.action, "bowlerId": "p:one"}) if is_ball else event


@pytest.mark.parametrize("spoilt", [batters_swapped, bowler_of_all])
def test_other_people_in_all_balls_are_doubted_and_in_a_few_believed(
    spoilt: Callable[[FeedEvent], FeedEvent],
) -> None:
    ground = Ground()
    ground.play_to(60)
    own = ground.alpha.events
    ground.alpha.events = [spoilt(each) for each in own]
    ground.follower = ground.new_follower()
    poll_events(ground.follower, times=2)
    assert ground.problems == ["doubted"]
    assert ground.agrees_with_log
    ground.alpha.events = [*own[:54], *map(spoilt, own[54:])]
    poll_events(ground.follower)
    assert ground.problems == []
    assert sum(bool(each.corrects) for each in ground.store.known.log.values()) == 6


def test_an_innings_of_the_other_side_is_doubted_though_few_balls_are_known() -> None:
    ground = Ground()
    ground.play_to(4)
    own = ground.alpha.events
    ground.alpha.events = [turned_round(own[0]), *own[1:]]
    ground.follower = ground.new_follower()
    poll_events(ground.follower, times=2)
    assert ground.problems == ["doubted"]
    assert ground.agrees_with_log
    ground.alpha.events = own
    poll_events(ground.follower)
    assert ground.problems == []
    assert ground.agrees_with_log


def test_an_innings_that_has_begun_is_not_taken_back_by_one_answer() -> None:
    ground = Ground()
    second = next(number for number, each in enumerate(ground.events) if each.place.innings == 2)
    ground.play_to(second + 3)
    ground.alpha.until = second  # an answer from a cache, of the end of the first innings
    ground.follower = ground.new_follower()
    poll_events(ground.follower, times=2)
    assert ground.problems == ["doubted"]
    ground.alpha.until = second + 4
    poll_events(ground.follower)
    assert ground.agrees_with_log
    assert not any(each.is_voided for each in ground.store.known.log.values())


def test_a_few_balls_that_are_scored_otherwise_are_believed_at_once() -> None:
    ground = Ground()
    ground.play_to(40)
    other_events_scored = scored_otherwise(ground.events, 2)
    ground.alpha.events = [*ground.events[:36], *other_events_scored[36:40], *ground.events[40:]]
    ground.follower = ground.new_follower()
    poll_events(ground.follower)
    assert ground.problems == []
    assert any(each.corrects for each in ground.store.known.log.values())


def test_the_end_of_another_match_does_not_end_this_one() -> None:
    ground = Ground()
    ground.play_to(30)
    own, ground.alpha.events = ground.alpha.events, other_events()
    ground.alpha.until, ground.alpha.phase = len(ground.alpha.events), Phase.FINISHED
    result = poll_events(ground.follower, times=3)
    assert (result.is_final, result.phase) == (False, Phase.LIVE)
    ground.alpha.events, ground.alpha.until, ground.alpha.phase = own, 34, Phase.LIVE
    poll_events(ground.follower)
    assert ground.agrees_with_log
