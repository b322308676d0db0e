"""Corrections by people of a match's setup take effect within minutes, also while answers are
refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from google.api_core.exceptions import ServiceUnavailable

from scrbrd.domain.vocabulary import PlayerId
from scrbrd_ingest.log.mapping import MappingKind
from scrbrd_ingest.match_writer import REREAD_EVERY
from tests.ingest.followed import Ground
from tests.ingest.memory import poll_events
from tests.ingest.provider_events import START, committed, names_of

MINUTES = REREAD_EVERY.total_seconds()
PutRight = Callable[[], None]


def wrong_mapping(ground: Ground) -> PutRight:
    """Map a side to another club."""
    ground.store.every_name = False
    ground.store.mappings = {
        ("alpha", each): ours for each, ours in names_of(ground.events).items()
    }
    side = next(each for each in names_of(ground.events) if each[0] is MappingKind.TEAM)
    right = ground.store.mappings["alpha", side]
    ground.store.mappings["alpha", side] = "another-club"
    return lambda: ground.store.mappings.update({("alpha", side): right})


def wrong_people(ground: Ground) -> PutRight:
    """Map all players to others, the sides to the right ones."""
    ground.store.every_name = False
    right = {("alpha", each): ours for each, ours in names_of(ground.events).items()}
    ground.store.mappings = {
        key: f"x-{ours}" if key[1][0] is MappingKind.PLAYER else ours for key, ours in right.items()
    }
    return lambda: ground.store.mappings.update(right)


def wrong_lineups(ground: Ground) -> PutRight:
    """Set the line-ups of another fixture."""
    right = ground.store.setup
    sides = {PlayerId(f"x-{name}"): team for name, team in right.sides.items()}
    ground.store.setup = replace(right, sides=sides)

    def put_right() -> None:
        ground.store.setup = right

    return put_right


@pytest.mark.parametrize("wrong", [wrong_mapping, wrong_people, wrong_lineups])
def test_answers_that_were_refused_enter_minutes_after_the_mistake_was_put_right(
    wrong: Callable[[Ground], PutRight],
) -> None:
    ground = Ground()
    put_right = wrong(ground)
    ground.alpha.until = 10
    assert poll_events(ground.follower).failure == "bad_answer"
    put_right()
    ground.clock.forward(MINUTES - 1)
    assert poll_events(ground.follower).failure == "bad_answer", "it is not read with each answer"
    ground.clock.forward(17)  # the next check
    assert poll_events(ground.follower).failure is None
    assert ground.agrees_with_log
    assert len(ground.store.known.log) == 10
    assert ground.problems == []


def full_first_innings() -> str:
    """Return a match whose first innings ended with its twentieth over."""
    for name, log in committed().items():
        ground = Ground(name)
        first = [each for each in ground.events if each.place.innings == 1]
        is_closed = any(each.action["type"] == "innings_closed" for each in first)
        overs = log.inputs.setup.conditions.overs_per_innings
        if overs == 20 and not is_closed and first[-1].place.over == 19:
            return name
    raise AssertionError("no match has such an innings")


def test_overs_that_are_put_right_count_in_the_process_that_follows() -> None:
    ground = Ground(full_first_innings())
    right = ground.store.setup
    wrong = replace(right.conditions, overs_per_innings=50)
    ground.store.setup = replace(right, conditions=wrong)
    ground.play_to(len(ground.events), step=60)
    assert len(ground.store.known.log) < len(ground.events)
    ground.store.setup = right
    loads = ground.store.loads
    ground.clock.forward(MINUTES + 1)
    poll_events(ground.follower)
    assert ground.agrees_with_log
    for _ in range(5):
        ground.clock.forward(MINUTES + 1)
        poll_events(ground.follower)
    assert ground.store.loads == loads + 1, "the log is read again for what changed alone"


def test_the_time_of_a_match_is_read_again() -> None:
    ground = Ground()
    assert poll_events(ground.follower).starts_at is None
    ground.store.starts_at = START
    ground.clock.forward(MINUTES + 1)
    assert poll_events(ground.follower).starts_at == START


def test_a_setup_that_could_not_be_read_is_read_at_the_next_look() -> None:
    ground = Ground()
    put_right = wrong_lineups(ground)
    ground.alpha.until = 10
    poll_events(ground.follower)
    put_right()
    ground.clock.forward(MINUTES + 1)
    ground.store.fails["setup_of"] = [ServiceUnavailable("away")]
    with pytest.raises(ServiceUnavailable):
        poll_events(ground.follower)
    ground.clock.forward(16)
    assert poll_events(ground.follower).failure is None
