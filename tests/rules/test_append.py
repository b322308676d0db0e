"""Tests appends of several requests: batches, two devices, innings in order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.rules.cast import MATCH, PLANNED, SCORER, SCORER_HOME
from tests.rules.changes import void_fields
from tests.rules.documents import FACTS, delivery, fact, full_delivery
from tests.rules.scene import WORLD
from tests.rules.world import Create, Update, World, was_allowed

pytestmark = pytest.mark.xdist_group("rules")


@pytest.fixture
def restored_world(world: World) -> Iterator[World]:
    """The module's project; the log is restored after the test."""
    yield world
    log_paths = [f"matches/{MATCH}/scoring_actions/1_{number}" for number in range(1, 10)]
    planned_paths = [f"matches/{PLANNED}/scoring_actions/{name}" for name in ("1_1", "2_1")]
    world.restore([*log_paths, *planned_paths], WORLD)


def ball_write(
    number: int, actor: Any = SCORER, role: str = "scorer_neutral", **changes: Any
) -> Create:
    """Return the write of a delivery in the live match."""
    fields = delivery(MATCH, 1, number, actor, role, **changes)
    return Create(f"matches/{MATCH}/scoring_actions/1_{number}", fields)


def test_a_batch_with_one_wrong_ball_appends_none(restored_world: World) -> None:
    wrong_ball = ball_write(6, totalRuns=2)
    assert not was_allowed(
        restored_world.commit(SCORER.bearer, ball_write(4), ball_write(5), wrong_ball)
    )
    assert restored_world.snapshot([f"matches/{MATCH}/scoring_actions/1_4"]) == [None]


def test_a_queue_is_refused_if_another_device_has_appended_meanwhile(restored_world: World) -> None:
    other = ball_write(4, SCORER_HOME, "scorer_home", nonce="other-device-4")
    assert was_allowed(restored_world.commit(SCORER_HOME.bearer, other))
    queue = [ball_write(number) for number in range(5, 9)]
    assert not any(was_allowed(restored_world.commit(SCORER.bearer, write)) for write in queue)
    assert restored_world.snapshot([f"matches/{MATCH}/scoring_actions/1_5"]) == [None]


def test_a_queue_is_accepted_in_order_if_no_other_device_scores(restored_world: World) -> None:
    assert all(
        was_allowed(restored_world.commit(SCORER.bearer, ball_write(n))) for n in range(4, 9)
    )


def test_an_innings_opens_after_the_previous_one_or_in_the_same_batch(
    restored_world: World,
) -> None:
    first_start = fact(PLANNED, 1, 1, SCORER, "innings_started", **FACTS["innings_started"])
    second_start = fact(PLANNED, 2, 1, SCORER, "innings_started", **FACTS["innings_started"])
    log = f"matches/{PLANNED}/scoring_actions"
    assert not was_allowed(restored_world.commit(SCORER.bearer, Create(f"{log}/2_1", second_start)))
    both_writes = (Create(f"{log}/1_1", first_start), Create(f"{log}/2_1", second_start))
    assert was_allowed(restored_world.commit(SCORER.bearer, *both_writes))


def test_two_actions_cannot_correct_each_other(restored_world: World) -> None:
    pair = (ball_write(4, corrects="1_5"), ball_write(5, corrects="1_4"))
    assert not was_allowed(restored_world.commit(SCORER.bearer, *pair))


def test_a_ball_is_voided_redone_and_voided_again(restored_world: World) -> None:
    path = f"matches/{MATCH}/scoring_actions/1_2"
    for is_voided in (True, False, True):
        change = {**void_fields(SCORER), "isVoided": is_voided}
        assert was_allowed(restored_world.commit(SCORER.bearer, Update(path, change)))
        assert not was_allowed(restored_world.commit(SCORER.bearer, Update(path, change)))


def test_a_batch_of_five_costliest_deliveries_passes(restored_world: World) -> None:
    five = [ball_write(number, **full_delivery()) for number in range(4, 9)]
    assert was_allowed(restored_world.commit(SCORER.bearer, *five))
