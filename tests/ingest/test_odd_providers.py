"""What providers do in mid-match: other ids and names, overs deleted, innings without a start.

Each test ends with the log of the match itself, and checks what waits meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from scrbrd_ingest.log.mapping import MappingKind
from scrbrd_ingest.log.synthetic import MOST_OPEN
from scrbrd_ingest.model import FeedEvent, InningsTotal, Phase, Place
from tests.ingest.followed import Ground, renamed
from tests.ingest.memory import poll_events
from tests.ingest.provider_events import cards, names_of


def revised(event: FeedEvent, **fields: Any) -> FeedEvent:
    """An event with other fields; None takes one away."""
    action = {**event.action, **fields}
    return replace(event, action={n: value for n, value in action.items() if value is not None})


def balls_of_over(events: Sequence[FeedEvent], innings: int, over: int) -> list[FeedEvent]:
    """The deliveries of an over."""
    return [
        each for each in events
        if (each.place.innings, each.place.over) == (innings, over)
        and each.action["type"] == "delivery"
    ]  # fmt: skip


def standing(ground: Ground) -> int:
    """Return how many entries of the log count."""
    corrected = {each.corrects for each in ground.store.known.log.values()}
    return sum(
        not each.is_voided and each.id not in corrected for each in ground.store.known.log.values()
    )


def log_agrees_with(ground: Ground, events: Sequence[FeedEvent]) -> bool:
    """Return True if the log folds to the same cards as other events."""
    saved, ground.alpha.events = ground.alpha.events, list(events)
    other = Ground()
    other.store.setup = ground.store.setup
    other.alpha.events, other.alpha.until = list(events), ground.alpha.until
    other.follower = other.new_follower()
    poll_events(other.follower)
    ground.alpha.events = saved
    setup = ground.store.setup
    return cards(setup, ground.store.known.log.values()) == cards(
        setup, other.store.known.log.values()
    )


@pytest.mark.parametrize("at", [1, 40, 130])
def test_a_provider_that_gives_its_events_other_ids_doubles_no_ball(at: int) -> None:
    ground = Ground()
    ground.play_to(at)
    ground.alpha.events = renamed(ground.events)
    ground.alpha.until = at + 4
    poll_events(ground.follower, times=25)
    assert ground.agrees_with_log
    assert ground.problems == []
    assert len(ground.store.known.log) == at + 4, "nothing is written anew"


def test_a_provider_that_makes_new_ids_for_each_answer_is_written_once() -> None:
    ground = Ground()
    answers = count()

    def named_anew(events: list[FeedEvent]) -> list[FeedEvent]:
        answer = next(answers)
        return [replace(each, id=f"{answer}-{at}") for at, each in enumerate(events)]

    ground.alpha.distort = named_anew
    for until in range(2, 62, 2):
        ground.alpha.until = until
        poll_events(ground.follower)
        assert ground.agrees_with_log, until
    assert ground.problems == []
    assert len(ground.store.known.log) == len(ground.store.known.records) == 60
    ball = ground.events[50]
    ground.alpha.events = list(ground.events)
    ground.alpha.events[50] = revised(ball, runsOffBat=ball.action["runsOffBat"] + 1)
    poll_events(ground.follower, times=21)
    [correction] = [each for each in ground.store.known.log.values() if each.corrects]
    assert correction.corrects == ground.actions[50].id
    assert log_agrees_with(ground, ground.alpha.events)


def test_a_fact_that_is_told_under_two_ids_counts_once() -> None:
    """A penalty under a new id in a delta, which takes nothing back, is not two penalties."""
    ground = Ground()
    ground.play_to(12)
    last, side = ground.events[11].place, ground.events[0].action["battingTeamId"]
    place = replace(last, part=last.part + 1)
    penalty = {"type": "penalty_awarded", "toTeamId": side, "runs": 5}
    facts = [FeedEvent(name, place, penalty) for name in ("p1", "p2")]
    before = cards(ground.store.setup, ground.store.known.log.values())
    ground.alpha.events = [*ground.events[:12], facts[0]]
    ground.alpha.until = 13
    poll_events(ground.follower)
    once = cards(ground.store.setup, ground.store.known.log.values())
    assert once != before
    ground.alpha.events = [*ground.events[:12], facts[1], *ground.events[12:]]
    ground.alpha.until = 16
    poll_events(ground.follower)
    assert standing(ground) == 16
    assert ground.problems == []
    poll_events(ground.follower, times=25)
    assert standing(ground) == 16
    assert len(ground.store.known.log) == 16
    ground.alpha.events, ground.alpha.until = ground.events, 15
    poll_events(ground.follower, times=25)
    assert standing(ground) == 15, "taken back under its new id"


def test_a_player_with_another_id_at_the_provider_is_the_same_person() -> None:
    ground = Ground()
    ground.play_to(20)
    ground.store.every_name = False
    known = names_of(ground.events)
    striker = str(ground.events[18].action["strikerId"])
    ground.store.mappings = {("alpha", named): ours for named, ours in known.items()}
    other = [
        revised(each, **{
            name: f"{striker}-2" for name in ("strikerId", "nonStrikerId")
            if each.action.get(name) == striker
        })
        for each in ground.events
    ]  # fmt: skip
    ground.alpha.events, ground.alpha.until = other, 24
    poll_events(ground.follower, times=2)
    assert len(ground.store.known.log) == 20, "the ball waits for the new id"
    assert set(ground.problems) == {"unmapped"}
    name = (MappingKind.PLAYER, f"{striker}-2")
    ground.store.mappings["alpha", name] = striker.split(":", 1)[1]
    ground.clock.forward(16)
    poll_events(ground.follower)
    assert ground.problems == []
    assert ground.agrees_with_log
    assert len(ground.store.known.log) == 24, "and no ball of the past is corrected"


def test_balls_of_an_innings_that_has_not_begun_wait_for_its_beginning() -> None:
    ground = Ground()
    start = next(n for n, each in enumerate(ground.events) if each.place.innings == 2)
    ground.play_to(start)
    ground.alpha.hidden = {ground.events[start].id}
    ground.alpha.until = start + 7
    poll_events(ground.follower, times=3)
    assert len(ground.store.known.log) == start
    assert (ground.store.feed or {})["gaps"][0]["kind"] == "start"
    ground.alpha.hidden = set()
    poll_events(ground.follower)
    assert ground.problems == []
    assert ground.agrees_with_log


def test_balls_of_the_second_innings_amid_the_first_wait() -> None:
    ground = Ground()
    start = next(n for n, each in enumerate(ground.events) if each.place.innings == 2)
    early = ground.events[start : start + 3]
    ground.play_to(60)
    ground.alpha.events = [*ground.events[:60], *early, *ground.events[60:]]
    ground.alpha.until = 63
    poll_events(ground.follower, times=3)
    assert len(ground.store.known.log) == 60
    assert (ground.store.feed or {})["gaps"][0]["kind"] == "open_innings"
    ground.alpha.events, ground.alpha.until = ground.events, 70
    poll_events(ground.follower, times=2)
    assert ground.problems == []
    assert ground.agrees_with_log


def test_a_wicket_that_is_revised_away_lets_the_batter_go_on() -> None:
    ground = Ground()
    out = next(n for n, each in enumerate(ground.events) if "wicket" in each.action)
    ground.play_to(out + 1)
    before = cards(ground.store.setup, ground.store.known.log.values())
    assert before["innings"][0]["wickets"] == 1
    striker = ground.events[out].action["strikerId"]
    events = [
        revised(each, wicket=None, isWicket=None) if number == out
        else each
        for number, each in enumerate(ground.events[: out + 1])
    ]  # fmt: skip
    ball = ground.events[out + 1]
    events.append(
        revised(ball, strikerId=striker, nonStrikerId=ground.events[out].action["nonStrikerId"])
    )
    ground.alpha.events, ground.alpha.until = events, out + 2
    poll_events(ground.follower, times=2)
    after = cards(ground.store.setup, ground.store.known.log.values())
    assert after["innings"][0]["wickets"] == 0
    assert ground.problems == []
    [correction] = [each for each in ground.store.known.log.values() if each.corrects]
    assert correction.corrects == ground.actions[out].id


@pytest.mark.parametrize("hides_numbers", [True, False], ids=["renumbered", "numbers-stay"])
def test_an_over_that_is_taken_back_is_voided_and_comes_again(hides_numbers: bool) -> None:
    ground = Ground()
    over = balls_of_over(ground.events, 1, 3)
    last = ground.events.index(over[-1])
    ground.play_to(last + 1)
    gone = {each.id for each in over}
    if hides_numbers:
        facts = {
            each.id for each in ground.events[: last + 1]
            if (each.place.innings, each.place.over) == (1, 3)
        }  # fmt: skip
        ground.alpha.hidden = facts
    else:
        ground.alpha.hidden = gone
    ground.follower = ground.new_follower()
    poll_events(ground.follower)
    assert ground.problems == []
    voided = {each.provider_event_id for each in ground.store.known.log.values() if each.is_voided}
    assert gone <= voided
    ground.alpha.hidden = set()
    ground.alpha.until = last + 3
    poll_events(ground.follower, times=25)
    assert ground.problems == []
    assert ground.agrees_with_log
    assert standing(ground) == last + 3


def test_a_status_that_goes_back_from_the_end_goes_on_as_if_it_had_not_ended() -> None:
    ground = Ground()
    ground.play_to(50)
    for phase in (Phase.FINISHED, Phase.CANCELLED, Phase.SCHEDULED, Phase.BREAK, Phase.SUSPENDED):
        ground.alpha.phase = phase
        poll_events(ground.follower, times=2)
        assert ground.agrees_with_log, phase
    ground.alpha.phase, ground.alpha.until = Phase.LIVE, 54
    assert not poll_events(ground.follower, times=2).is_final
    assert ground.problems == []
    assert ground.agrees_with_log


@pytest.mark.parametrize("says_so", [True, False], ids=["counted", "not-counted"])
def test_an_over_of_seven_balls_is_one_over(says_so: bool) -> None:
    """Umpires miscount: the seventh ball counts. A feed may say how many they counted."""
    ground = Ground()
    over = balls_of_over(ground.events, 1, 2)
    at = ground.events.index(over[-1])
    seventh = replace(
        revised(over[-1], ballInOver=over[-1].action["ballInOver"] + 1, wicket=None, isWicket=None),
        id="seventh",
        place=replace(over[-1].place, ball=over[-1].place.ball + 1),
    )
    if says_so:
        seventh = revised(seventh, overBalls=7)
    behind = ground.events[at + 1 :]
    ground.alpha.events = [*ground.events[: at + 1], seventh, *behind]
    ground.alpha.until = 0
    for until in range(2, at + 12, 3):
        ground.alpha.until = until
        poll_events(ground.follower)
    poll_events(ground.follower, times=8)
    assert ground.problems == []
    assert standing(ground) == ground.alpha.until
    assert log_agrees_with(ground, ground.alpha.events)


def test_a_ball_too_few_in_an_over_is_asked_for_and_told_and_never_made_up() -> None:
    ground = Ground()
    over = balls_of_over(ground.events, 1, 2)
    ground.alpha.hidden = {over[2].id}
    at = ground.events.index(over[-1])
    ground.play_to(at + 8)
    poll_events(ground.follower, times=12)
    assert "gap" in ground.problems
    assert ground.measures.missed_balls == 1
    assert standing(ground) == ground.events.index(over[2])
    ground.alpha.hidden = set()
    poll_events(ground.follower, times=25)
    assert ground.problems == []
    assert ground.agrees_with_log


def test_totals_that_run_ahead_are_synthetic_until_their_balls_come() -> None:
    ground = Ground()
    ground.play_to(20)
    runs = cards(ground.store.setup, ground.store.known.log.values())["innings"][0]
    ground.alpha.totals = (InningsTotal(1, runs["runs"] + 7, runs["wickets"]),)
    poll_events(ground.follower)
    records = [each for each in ground.store.known.records.values() if each.is_synthetic]
    assert [str(each.state) for each in records] == ["synthetic"]
    assert ground.agrees_with_log, "none of it is in the log"
    ground.alpha.totals = ()
    for until in range(22, 60, 2):
        ground.alpha.until = until
        state = cards(ground.store.setup, ground.actions[:until])["innings"][0]
        ground.alpha.totals = (InningsTotal(1, state["runs"], state["wickets"]),)
        poll_events(ground.follower)
    records = [each for each in ground.store.known.records.values() if each.is_synthetic]
    assert {str(each.state) for each in records} == {"replaced"}
    assert ground.agrees_with_log


def test_totals_that_are_made_up_anew_in_each_answer_fill_no_collection() -> None:
    ground = Ground()
    ground.play_to(20)
    for runs in range(200, 400):
        ground.alpha.totals = (InningsTotal(1, runs, 3),)
        poll_events(ground.follower)
    made = [each for each in ground.store.known.records.values() if each.is_synthetic]
    assert len(made) == MOST_OPEN
    assert ground.problems == ["totals"]
    assert ground.agrees_with_log


SHUFFLES: dict[str, Callable[[list[FeedEvent]], list[FeedEvent]]] = {
    "backwards": lambda events: events[::-1],
    "twice": lambda events: [*events, *events],
    "the last first": lambda events: events[-1:] + events[:-1],
}


@pytest.mark.parametrize("name", SHUFFLES)
@pytest.mark.parametrize(
    "match", ["1216517", "1348326", "237242"], ids=["super-over", "dls", "tie"]
)
def test_special_matches_stand_however_an_answer_is_ordered(match: str, name: str) -> None:
    ground = Ground(match)
    ground.alpha.window = 40
    ground.alpha.distort = SHUFFLES[name]
    ground.play_to(len(ground.events), step=30)
    ground.alpha.phase = Phase.FINISHED
    assert poll_events(ground.follower, times=2).is_final
    assert ground.problems == []
    assert ground.agrees_with_log
    assert standing(ground) == len(ground.events)


@pytest.mark.parametrize("step", [4, 400], ids=["live", "at-once"])
def test_a_super_over_that_the_provider_tells_as_a_third_innings_is_a_super_over(step: int) -> None:
    ground = Ground("1216517")
    ground.alpha.distort = lambda events: [revised(each, superOver=None) for each in events]
    ground.play_to(len(ground.events), step=step)
    ground.alpha.phase = Phase.FINISHED
    assert poll_events(ground.follower, times=2).is_final
    assert ground.problems == []
    assert ground.agrees_with_log
    assert standing(ground) == len(ground.events)


def test_an_abandoned_match_ends_with_what_was_played() -> None:
    ground = Ground()
    ground.play_to(70)
    last = ground.events[69].place
    end = FeedEvent(
        "abandoned",
        Place(last.innings, last.over, last.ball, last.part + 1),
        {"type": "match_closed", "outcome": "no_result"},
    )
    ground.alpha.events = [*ground.events[:70], end]
    ground.alpha.until, ground.alpha.phase = 71, Phase.CANCELLED
    result = poll_events(ground.follower, times=3)
    assert result.is_final, ground.store.feed
    assert ground.problems == []
    found = cards(ground.store.setup, ground.store.known.log.values())
    assert found["result"]["outcome"] == "no_result", found["result"]
