"""Tests answers with another match than the requested one: caches and providers mix them up, and
some feeds do not name the match. Such an answer is detected by its teams, players and scores;
nothing of it is written."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from scrbrd.domain.state import Setup
from scrbrd.domain.vocabulary import PlayerId
from scrbrd_ingest.cricket_follower import CricketFollower
from scrbrd_ingest.log.id_mapping import MappingKind, provider_ids_in
from scrbrd_ingest.log.other_match import other_match_reason
from scrbrd_ingest.model import FeedEvent, Phase
from scrbrd_ingest.ports import Unavailable
from tests.ingest.followed_match import FollowedMatch
from tests.ingest.memory import poll_events
from tests.ingest.provider_events import MARK, names_of, with_mapped_ids

OTHER = "1417850"


def other_events() -> list[FeedEvent]:
    """Return the events of a match of other teams and players."""
    return FollowedMatch(OTHER).events


def with_other_runs(events: Sequence[FeedEvent], seed: int) -> list[FeedEvent]:
    """Return a match of the same teams and players with other runs off the bat."""
    rng = random.Random(seed)
    return [
        replace(each, action={**each.action, "runsOffBat": rng.randint(0, 3)})
        if each.action["type"] == "delivery" and "wicket" not in each.action
        else each
        for each in events
    ]


def with_teams_swapped(event: FeedEvent) -> FeedEvent:
    """Return the start of an innings with the other team batting."""
    action = event.action
    teams = {"battingTeamId": action["bowlingTeamId"], "bowlingTeamId": action["battingTeamId"]}
    return replace(event, action={**action, **teams})


def follow_with_setup(match: FollowedMatch, setup: Setup) -> CricketFollower:
    """Change the line-ups of the match; return a new follower."""
    match.store.setup = setup
    match.follower = match.new_follower()
    return match.follower


def test_an_answer_of_other_teams_writes_nothing_and_is_reported_until_it_is_right() -> None:
    match = FollowedMatch()
    match.play_to(30)
    commits, own_events = match.store.commits, match.alpha.events
    match.alpha.events, match.alpha.until = other_events(), 60
    result = poll_events(match.follower)
    assert result.failure == "bad_answer", "another provider is asked where it goes on"
    assert match.problems == ["other_match"]
    assert match.measures.faults == [("alpha", "other_match"), ("alpha", "bad_answer")]
    assert poll_events(match.follower, times=5).failure == "bad_answer"
    assert match.store.commits == commits + 1, "it is told once"
    assert len(match.store.known.log) == 30
    match.alpha.events, match.alpha.until = own_events, 34
    assert poll_events(match.follower).failure is None
    assert match.problems == []
    assert match.agrees_with_log
    assert len(match.store.known.log) == 34, "nothing was corrected or voided"


def test_a_right_answer_clears_the_problem_even_without_new_events() -> None:
    match = FollowedMatch()
    match.play_to(30)
    own_events, match.alpha.events = match.alpha.events, other_events()
    poll_events(match.follower)
    match.alpha.events = own_events
    poll_events(match.follower)
    assert match.problems == []


@pytest.mark.parametrize("until", [1, 3, 60])
def test_a_first_answer_of_another_match_writes_nothing(until: int) -> None:
    match = FollowedMatch()
    own_events, match.alpha.events = match.alpha.events, other_events()
    match.alpha.until = until
    assert poll_events(match.follower, times=2).failure == "bad_answer"
    assert not match.store.known.log
    assert match.problems == ["other_match"]
    match.alpha.events, match.alpha.until = own_events, 10
    poll_events(match.follower)
    assert match.agrees_with_log


def test_the_teams_of_an_answer_reveal_another_match_before_any_ball_is_written() -> None:
    match = FollowedMatch()
    setup = match.store.setup
    match.alpha.team_ids = (f"{MARK}{setup.home_team_id}", f"{MARK}another-team")
    match.alpha.until = 10
    assert poll_events(match.follower).failure == "bad_answer"
    assert not match.store.known.log
    [problem] = (match.store.feed or {})["problems"]
    assert "another-team" in problem["message"]
    match.alpha.team_ids = (f"{MARK}{setup.home_team_id}", f"{MARK}{setup.away_team_id}")
    poll_events(match.follower)
    assert match.agrees_with_log


def test_unmapped_teams_mean_another_match_once_the_log_has_balls() -> None:
    match = FollowedMatch()
    match.store.maps_every_id = False
    mappings = names_of(match.events)
    match.store.mappings = {("alpha", provider_id): ours for provider_id, ours in mappings.items()}
    match.alpha.team_ids = ("p:not-mapped", "p:nor-this")
    match.play_to(12, step=12)
    match.alpha.team_ids = ("p:not-mapped", "p:nor-this")
    match.alpha.until, match.alpha.distort = 16, lambda events: with_other_runs(events, 3)
    assert poll_events(match.follower).failure == "bad_answer"
    assert match.problems == ["other_match"]
    match.store.mappings |= {
        ("alpha", (MappingKind.TEAM, "p:not-mapped")): str(match.store.setup.home_team_id)
    }
    match.alpha.distort = list
    match.clock.forward(16)
    assert poll_events(match.follower).failure is None, (
        "the provider has another id of the side now"
    )
    assert match.agrees_with_log


def test_players_outside_the_lineups_reveal_another_match_of_the_same_teams() -> None:
    match = FollowedMatch()
    match.play_to(12)
    people = {
        each for event in match.events for each in provider_ids_in(event.action)
        if each[0] is MappingKind.PLAYER
    }  # fmt: skip
    teams = names_of(match.events).keys() - people
    mappings = {each: f"{each[1]}-of-another-day" for each in people} | {
        each: each[1] for each in teams
    }
    strangers = [
        replace(each, action=with_mapped_ids(each.action, mappings)) for each in match.events
    ]
    own_events, match.alpha.events = match.alpha.events, strangers
    match.alpha.until = 16
    assert poll_events(match.follower).failure == "bad_answer"
    assert match.problems == ["other_match"]
    match.alpha.events = own_events
    poll_events(match.follower)
    assert match.agrees_with_log


def test_one_unknown_player_among_known_ones_is_accepted() -> None:
    match = FollowedMatch()
    setup = match.store.setup
    striker = PlayerId(str(match.events[1].action["strikerId"]).removeprefix(MARK))
    sides = {name: side for name, side in setup.sides.items() if name != striker}
    follow_with_setup(match, replace(setup, sides=sides))
    match.alpha.until = 30
    assert poll_events(match.follower).failure is None
    assert len(match.store.known.log) == 30


@pytest.mark.parametrize(("known_count", "is_other"), [(1, True), (2, False)])
def test_three_unknown_players_for_each_known_one_reveal_another_match(
    known_count: int, is_other: bool
) -> None:
    setup = FollowedMatch().store.setup
    playing = [(MappingKind.PLAYER, each) for each in sorted(setup.sides)[:known_count]]
    strangers = [(MappingKind.PLAYER, f"stranger-{number}") for number in range(5)]
    assert bool(other_match_reason(setup, [*playing, *strangers])) is is_other


def test_with_incomplete_lineups_no_player_counts_as_unknown() -> None:
    match = FollowedMatch()
    setup = match.store.setup
    incomplete_sides = dict(list(setup.sides.items())[:3])
    follow_with_setup(match, replace(setup, sides=incomplete_sides))
    match.alpha.until = 30
    assert poll_events(match.follower).failure is None
    assert len(match.store.known.log) == 30


def test_another_match_of_the_same_players_is_doubted_because_of_its_balls() -> None:
    match = FollowedMatch()
    match.play_to(60)
    own_events = match.alpha.events
    for seed in range(4):
        match.alpha.events = with_other_runs(own_events, seed)
        match.follower = match.new_follower()
        poll_events(match.follower, times=2)
        match.clock.forward(5)
        assert match.problems == ["doubted"], seed
        assert match.agrees_with_log, "as it was told before"
    match.alpha.events, match.alpha.until = own_events, 62
    poll_events(match.follower)
    assert match.problems == []
    assert match.agrees_with_log
    assert not any(each.corrects for each in match.store.known.log.values())


def test_a_provider_that_keeps_sending_other_balls_is_believed_in_the_end() -> None:
    match = FollowedMatch()
    match.play_to(60)
    match.alpha.events = with_other_runs(match.alpha.events, 1)
    match.follower = match.new_follower()
    for _ in range(8):
        poll_events(match.follower)
        match.clock.forward(5)
    assert match.problems == []
    assert any(each.corrects for each in match.store.known.log.values())


@pytest.mark.parametrize("is_away", [False, True], ids=["process-paused", "provider-away"])
def test_time_without_answers_from_a_provider_confirms_nothing(is_away: bool) -> None:
    match = FollowedMatch()
    match.play_to(60)
    match.alpha.events = with_other_runs(match.alpha.events, 1)
    match.follower = match.new_follower()
    poll_events(match.follower)
    for _ in range(6):
        match.clock.forward(10)
        if is_away:
            match.alpha.failure = Unavailable("away")
            poll_events(match.follower)
    match.alpha.failure = None
    for _ in range(15):
        poll_events(match.follower)
        assert match.problems == ["doubted"], "a cache says it, for a few seconds"
        assert match.agrees_with_log
        match.clock.forward(1)
    for _ in range(8):
        match.clock.forward(1)
        poll_events(match.follower, times=2)
    assert match.problems == []


def with_batters_swapped(event: FeedEvent) -> FeedEvent:
    """Return a ball with striker and non-striker swapped."""
    ends = {"strikerId": "nonStrikerId", "nonStrikerId": "strikerId"}
    provider_id = {
        name: event.action[other] for name, other in ends.items() if name in event.action
    }
    is_ball = event.action["type"] == "delivery"
    return replace(event, action={**event.action, **provider_id}) if is_ball else event


def with_one_bowler(event: FeedEvent) -> FeedEvent:
    """Return a ball with the same bowler for all balls."""
    is_ball = event.action["type"] == "delivery"
    return replace(event, action={**event.action, "bowlerId": "p:one"}) if is_ball else event


@pytest.mark.parametrize("change", [with_batters_swapped, with_one_bowler])
def test_other_players_are_doubted_in_all_balls_and_believed_in_a_few(
    change: Callable[[FeedEvent], FeedEvent],
) -> None:
    match = FollowedMatch()
    match.play_to(60)
    own_events = match.alpha.events
    match.alpha.events = [change(each) for each in own_events]
    match.follower = match.new_follower()
    poll_events(match.follower, times=2)
    assert match.problems == ["doubted"]
    assert match.agrees_with_log
    match.alpha.events = [*own_events[:54], *map(change, own_events[54:])]
    poll_events(match.follower)
    assert match.problems == []
    assert sum(bool(each.corrects) for each in match.store.known.log.values()) == 6


def test_an_innings_of_the_other_team_is_doubted_although_few_balls_are_known() -> None:
    match = FollowedMatch()
    match.play_to(4)
    own_events = match.alpha.events
    match.alpha.events = [with_teams_swapped(own_events[0]), *own_events[1:]]
    match.follower = match.new_follower()
    poll_events(match.follower, times=2)
    assert match.problems == ["doubted"]
    assert match.agrees_with_log
    match.alpha.events = own_events
    poll_events(match.follower)
    assert match.problems == []
    assert match.agrees_with_log


def test_one_answer_does_not_void_an_innings_that_has_begun() -> None:
    match = FollowedMatch()
    second = next(number for number, each in enumerate(match.events) if each.place.innings == 2)
    match.play_to(second + 3)
    match.alpha.until = second  # a cached answer from the end of the first innings
    match.follower = match.new_follower()
    poll_events(match.follower, times=2)
    assert match.problems == ["doubted"]
    match.alpha.until = second + 4
    poll_events(match.follower)
    assert match.agrees_with_log
    assert not any(each.is_voided for each in match.store.known.log.values())


def test_a_few_balls_with_other_runs_are_believed_at_once() -> None:
    match = FollowedMatch()
    match.play_to(40)
    events_with_other_runs = with_other_runs(match.events, 2)
    match.alpha.events = [*match.events[:36], *events_with_other_runs[36:40], *match.events[40:]]
    match.follower = match.new_follower()
    poll_events(match.follower)
    assert match.problems == []
    assert any(each.corrects for each in match.store.known.log.values())


def test_the_end_of_another_match_does_not_end_this_one() -> None:
    match = FollowedMatch()
    match.play_to(30)
    own_events, match.alpha.events = match.alpha.events, other_events()
    match.alpha.until, match.alpha.phase = len(match.alpha.events), Phase.FINISHED
    result = poll_events(match.follower, times=3)
    assert (result.is_final, result.phase) == (False, Phase.LIVE)
    match.alpha.events, match.alpha.until, match.alpha.phase = own_events, 34, Phase.LIVE
    poll_events(match.follower)
    assert match.agrees_with_log
