"""Tests odd changes in mid-match: other ids and names, deleted overs, innings without a start.

Each test ends with the log of the match itself, and checks which events wait meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from scrbrd_ingest.log.id_mapping import MappingKind
from scrbrd_ingest.log.synthetic import MOST_OPEN
from scrbrd_ingest.model import FeedEvent, InningsTotal, Phase, Place
from tests.ingest.followed_match import FollowedMatch, with_other_event_ids
from tests.ingest.memory import poll_events
from tests.ingest.provider_events import cards, names_of


def with_fields(event: FeedEvent, **fields: Any) -> FeedEvent:
    """Return an event with other fields; None removes a field."""
    action = {**event.action, **fields}
    return replace(event, action={n: value for n, value in action.items() if value is not None})


def balls_of_over(events: Sequence[FeedEvent], innings: int, over: int) -> list[FeedEvent]:
    """Return the deliveries of an over."""
    return [
        each for each in events
        if (each.place.innings, each.place.over) == (innings, over)
        and each.action["type"] == "delivery"
    ]  # fmt: skip


def effective_count(match: FollowedMatch) -> int:
    """Return the number of log entries that are neither voided nor corrected."""
    corrected = {each.corrects for each in match.store.known.log.values()}
    return sum(
        not each.is_voided and each.id not in corrected for each in match.store.known.log.values()
    )


def log_agrees_with(match: FollowedMatch, events: Sequence[FeedEvent]) -> bool:
    """Return True if the log folds to the same cards as other events."""
    saved, match.alpha.events = match.alpha.events, list(events)
    other = FollowedMatch()
    other.store.setup = match.store.setup
    other.alpha.events, other.alpha.until = list(events), match.alpha.until
    other.follower = other.new_follower()
    poll_events(other.follower)
    match.alpha.events = saved
    setup = match.store.setup
    return cards(setup, match.store.known.log.values()) == cards(
        setup, other.store.known.log.values()
    )


@pytest.mark.parametrize("at", [1, 40, 130])
def test_a_provider_that_changes_its_event_ids_doubles_no_ball(at: int) -> None:
    match = FollowedMatch()
    match.play_to(at)
    match.alpha.events = with_other_event_ids(match.events)
    match.alpha.until = at + 4
    poll_events(match.follower, times=25)
    assert match.agrees_with_log
    assert match.problems == []
    assert len(match.store.known.log) == at + 4, "nothing is written anew"


def test_events_with_new_ids_in_each_answer_are_written_once() -> None:
    match = FollowedMatch()
    answers = count()

    def with_new_ids(events: list[FeedEvent]) -> list[FeedEvent]:
        answer = next(answers)
        return [replace(each, id=f"{answer}-{at}") for at, each in enumerate(events)]

    match.alpha.distort = with_new_ids
    for until in range(2, 62, 2):
        match.alpha.until = until
        poll_events(match.follower)
        assert match.agrees_with_log, until
    assert match.problems == []
    assert len(match.store.known.log) == len(match.store.known.records) == 60
    ball = match.events[50]
    match.alpha.events = list(match.events)
    match.alpha.events[50] = with_fields(ball, runsOffBat=ball.action["runsOffBat"] + 1)
    poll_events(match.follower, times=21)
    [correction] = [each for each in match.store.known.log.values() if each.corrects]
    assert correction.corrects == match.actions[50].id
    assert log_agrees_with(match, match.alpha.events)


def test_a_penalty_sent_under_two_ids_counts_once() -> None:
    """A penalty under a new id in a delta, which deletes nothing, is not a second penalty."""
    match = FollowedMatch()
    match.play_to(12)
    last, side = match.events[11].place, match.events[0].action["battingTeamId"]
    place = replace(last, part=last.part + 1)
    penalty = {"type": "penalty_awarded", "toTeamId": side, "runs": 5}
    penalties = [FeedEvent(name, place, penalty) for name in ("p1", "p2")]
    before = cards(match.store.setup, match.store.known.log.values())
    match.alpha.events = [*match.events[:12], penalties[0]]
    match.alpha.until = 13
    poll_events(match.follower)
    cards_with_penalty = cards(match.store.setup, match.store.known.log.values())
    assert cards_with_penalty != before
    match.alpha.events = [*match.events[:12], penalties[1], *match.events[12:]]
    match.alpha.until = 16
    poll_events(match.follower)
    assert effective_count(match) == 16
    assert match.problems == []
    poll_events(match.follower, times=25)
    assert effective_count(match) == 16
    assert len(match.store.known.log) == 16
    match.alpha.events, match.alpha.until = match.events, 15
    poll_events(match.follower, times=25)
    assert effective_count(match) == 15, "taken back under its new id"


def test_a_player_whose_provider_id_changes_stays_the_same_player() -> None:
    match = FollowedMatch()
    match.play_to(20)
    match.store.maps_every_id = False
    ids = names_of(match.events)
    striker = str(match.events[18].action["strikerId"])
    match.store.mappings = {("alpha", provider_id): ours for provider_id, ours in ids.items()}
    other = [
        with_fields(each, **{
            name: f"{striker}-2" for name in ("strikerId", "nonStrikerId")
            if each.action.get(name) == striker
        })
        for each in match.events
    ]  # fmt: skip
    match.alpha.events, match.alpha.until = other, 24
    poll_events(match.follower, times=2)
    assert len(match.store.known.log) == 20, "the ball waits for the new id"
    assert set(match.problems) == {"unmapped"}
    name = (MappingKind.PLAYER, f"{striker}-2")
    match.store.mappings["alpha", name] = striker.split(":", 1)[1]
    match.clock.forward(16)
    poll_events(match.follower)
    assert match.problems == []
    assert match.agrees_with_log
    assert len(match.store.known.log) == 24, "and no ball of the past is corrected"


def test_balls_of_an_innings_wait_for_its_start() -> None:
    match = FollowedMatch()
    start = next(n for n, each in enumerate(match.events) if each.place.innings == 2)
    match.play_to(start)
    match.alpha.hidden = {match.events[start].id}
    match.alpha.until = start + 7
    poll_events(match.follower, times=3)
    assert len(match.store.known.log) == start
    assert (match.store.feed or {})["gaps"][0]["kind"] == "start"
    match.alpha.hidden = set()
    poll_events(match.follower)
    assert match.problems == []
    assert match.agrees_with_log


def test_balls_of_the_second_innings_wait_while_the_first_is_open() -> None:
    match = FollowedMatch()
    start = next(n for n, each in enumerate(match.events) if each.place.innings == 2)
    early_events = match.events[start : start + 3]
    match.play_to(60)
    match.alpha.events = [*match.events[:60], *early_events, *match.events[60:]]
    match.alpha.until = 63
    poll_events(match.follower, times=3)
    assert len(match.store.known.log) == 60
    assert (match.store.feed or {})["gaps"][0]["kind"] == "open_innings"
    match.alpha.events, match.alpha.until = match.events, 70
    poll_events(match.follower, times=2)
    assert match.problems == []
    assert match.agrees_with_log


def test_the_batter_continues_when_a_wicket_is_revised_away() -> None:
    match = FollowedMatch()
    wicket_index = next(n for n, each in enumerate(match.events) if "wicket" in each.action)
    match.play_to(wicket_index + 1)
    before = cards(match.store.setup, match.store.known.log.values())
    assert before["innings"][0]["wickets"] == 1
    striker = match.events[wicket_index].action["strikerId"]
    events = [
        with_fields(each, wicket=None, isWicket=None) if number == wicket_index
        else each
        for number, each in enumerate(match.events[: wicket_index + 1])
    ]  # fmt: skip
    ball = match.events[wicket_index + 1]
    events.append(
        with_fields(
            ball, strikerId=striker, nonStrikerId=match.events[wicket_index].action["nonStrikerId"]
        )
    )
    match.alpha.events, match.alpha.until = events, wicket_index + 2
    poll_events(match.follower, times=2)
    after = cards(match.store.setup, match.store.known.log.values())
    assert after["innings"][0]["wickets"] == 0
    assert match.problems == []
    [correction] = [each for each in match.store.known.log.values() if each.corrects]
    assert correction.corrects == match.actions[wicket_index].id


@pytest.mark.parametrize("hides_numbers", [True, False], ids=["renumbered", "numbers-stay"])
def test_a_withdrawn_over_is_voided_and_counts_again_when_it_returns(hides_numbers: bool) -> None:
    match = FollowedMatch()
    over = balls_of_over(match.events, 1, 3)
    last = match.events.index(over[-1])
    match.play_to(last + 1)
    withdrawn = {each.id for each in over}
    if hides_numbers:
        ids_of_over = {
            each.id for each in match.events[: last + 1]
            if (each.place.innings, each.place.over) == (1, 3)
        }  # fmt: skip
        match.alpha.hidden = ids_of_over
    else:
        match.alpha.hidden = withdrawn
    match.follower = match.new_follower()
    poll_events(match.follower)
    assert match.problems == []
    voided = {each.provider_event_id for each in match.store.known.log.values() if each.is_voided}
    assert withdrawn <= voided
    match.alpha.hidden = set()
    match.alpha.until = last + 3
    poll_events(match.follower, times=25)
    assert match.problems == []
    assert match.agrees_with_log
    assert effective_count(match) == last + 3


def test_a_match_continues_when_its_phase_returns_from_finished_to_live() -> None:
    match = FollowedMatch()
    match.play_to(50)
    for phase in (Phase.FINISHED, Phase.CANCELLED, Phase.SCHEDULED, Phase.BREAK, Phase.SUSPENDED):
        match.alpha.phase = phase
        poll_events(match.follower, times=2)
        assert match.agrees_with_log, phase
    match.alpha.phase, match.alpha.until = Phase.LIVE, 54
    assert not poll_events(match.follower, times=2).is_final
    assert match.problems == []
    assert match.agrees_with_log


@pytest.mark.parametrize("states_ball_count", [True, False], ids=["counted", "not-counted"])
def test_an_over_of_seven_balls_is_one_over(states_ball_count: bool) -> None:
    """If umpires miscount, the seventh ball counts. A feed may state the number they counted."""
    match = FollowedMatch()
    over = balls_of_over(match.events, 1, 2)
    at = match.events.index(over[-1])
    seventh = replace(
        with_fields(
            over[-1], ballInOver=over[-1].action["ballInOver"] + 1, wicket=None, isWicket=None
        ),
        id="seventh",
        place=replace(over[-1].place, ball=over[-1].place.ball + 1),
    )
    if states_ball_count:
        seventh = with_fields(seventh, overBalls=7)
    later_events = match.events[at + 1 :]
    match.alpha.events = [*match.events[: at + 1], seventh, *later_events]
    match.alpha.until = 0
    for until in range(2, at + 12, 3):
        match.alpha.until = until
        poll_events(match.follower)
    poll_events(match.follower, times=8)
    assert match.problems == []
    assert effective_count(match) == match.alpha.until
    assert log_agrees_with(match, match.alpha.events)


def test_a_missing_ball_of_an_over_is_reported_and_never_invented() -> None:
    match = FollowedMatch()
    over = balls_of_over(match.events, 1, 2)
    match.alpha.hidden = {over[2].id}
    at = match.events.index(over[-1])
    match.play_to(at + 8)
    poll_events(match.follower, times=12)
    assert "gap" in match.problems
    assert match.measures.missed_balls == 1
    assert effective_count(match) == match.events.index(over[2])
    match.alpha.hidden = set()
    poll_events(match.follower, times=25)
    assert match.problems == []
    assert match.agrees_with_log


def test_totals_ahead_of_the_balls_are_synthetic_until_the_balls_arrive() -> None:
    match = FollowedMatch()
    match.play_to(20)
    runs = cards(match.store.setup, match.store.known.log.values())["innings"][0]
    match.alpha.totals = (InningsTotal(1, runs["runs"] + 7, runs["wickets"]),)
    poll_events(match.follower)
    records = [each for each in match.store.known.records.values() if each.is_synthetic]
    assert [str(each.state) for each in records] == ["synthetic"]
    assert match.agrees_with_log, "none of it is in the log"
    match.alpha.totals = ()
    for until in range(22, 60, 2):
        match.alpha.until = until
        state = cards(match.store.setup, match.actions[:until])["innings"][0]
        match.alpha.totals = (InningsTotal(1, state["runs"], state["wickets"]),)
        poll_events(match.follower)
    records = [each for each in match.store.known.records.values() if each.is_synthetic]
    assert {str(each.state) for each in records} == {"replaced"}
    assert match.agrees_with_log


def test_different_totals_in_each_answer_create_a_limited_number_of_records() -> None:
    match = FollowedMatch()
    match.play_to(20)
    for runs in range(200, 400):
        match.alpha.totals = (InningsTotal(1, runs, 3),)
        poll_events(match.follower)
    synthetic = [each for each in match.store.known.records.values() if each.is_synthetic]
    assert len(synthetic) == MOST_OPEN
    assert match.problems == ["totals"]
    assert match.agrees_with_log


SHUFFLES: dict[str, Callable[[list[FeedEvent]], list[FeedEvent]]] = {
    "backwards": lambda events: events[::-1],
    "twice": lambda events: [*events, *events],
    "the last first": lambda events: events[-1:] + events[:-1],
}


@pytest.mark.parametrize("name", SHUFFLES)
@pytest.mark.parametrize(
    "match_id", ["1216517", "1348326", "237242"], ids=["super-over", "dls", "tie"]
)
def test_special_matches_are_stored_in_whatever_order_an_answer_is(
    match_id: str, name: str
) -> None:
    match = FollowedMatch(match_id)
    match.alpha.window = 40
    match.alpha.distort = SHUFFLES[name]
    match.play_to(len(match.events), step=30)
    match.alpha.phase = Phase.FINISHED
    assert poll_events(match.follower, times=2).is_final
    assert match.problems == []
    assert match.agrees_with_log
    assert effective_count(match) == len(match.events)


@pytest.mark.parametrize("step", [4, 400], ids=["live", "at-once"])
def test_a_super_over_sent_as_a_third_innings_is_a_super_over(step: int) -> None:
    match = FollowedMatch("1216517")
    match.alpha.distort = lambda events: [with_fields(each, superOver=None) for each in events]
    match.play_to(len(match.events), step=step)
    match.alpha.phase = Phase.FINISHED
    assert poll_events(match.follower, times=2).is_final
    assert match.problems == []
    assert match.agrees_with_log
    assert effective_count(match) == len(match.events)


def test_an_abandoned_match_ends_with_what_was_played() -> None:
    match = FollowedMatch()
    match.play_to(70)
    last = match.events[69].place
    end = FeedEvent(
        "abandoned",
        Place(last.innings, last.over, last.ball, last.part + 1),
        {"type": "match_closed", "outcome": "no_result"},
    )
    match.alpha.events = [*match.events[:70], end]
    match.alpha.until, match.alpha.phase = 71, Phase.CANCELLED
    result = poll_events(match.follower, times=3)
    assert result.is_final, match.store.feed
    assert match.problems == []
    found = cards(match.store.setup, match.store.known.log.values())
    assert found["result"]["outcome"] == "no_result", found["result"]
