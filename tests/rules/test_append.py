"""Batches, several devices, innings in order: what takes more than one request to show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.rules.cast import MATCH, PLANNED, SCORER, SCORER_HOME
from tests.rules.changes import voided
from tests.rules.documents import FACTS, delivery, fact, richest
from tests.rules.scene import WORLD
from tests.rules.world import Create, Update, World, was_allowed

pytestmark = pytest.mark.xdist_group("rules")


@pytest.fixture
def fresh(world: World) -> Iterator[World]:
    """The module's project, put back as it was afterwards."""
    yield world
    log = [f"matches/{MATCH}/scoring_actions/1_{number}" for number in range(1, 10)]
    plan = [f"matches/{PLANNED}/scoring_actions/{name}" for name in ("1_1", "2_1")]
    world.put_back([*log, *plan], WORLD)


def ball(number: int, actor: Any = SCORER, role: str = "scorer_neutral", **changes: Any) -> Create:
    """A delivery of the live match."""
    fields = delivery(MATCH, 1, number, actor, role, **changes)
    return Create(f"matches/{MATCH}/scoring_actions/1_{number}", fields)


def test_a_batch_with_one_wrong_ball_appends_none(fresh: World) -> None:
    wrong = ball(6, totalRuns=2)
    assert not was_allowed(fresh.commit(SCORER.bearer, ball(4), ball(5), wrong))
    assert fresh.snapshot([f"matches/{MATCH}/scoring_actions/1_4"]) == [None]


def test_a_queue_is_refused_when_another_device_went_on(fresh: World) -> None:
    other = ball(4, SCORER_HOME, "scorer_home", nonce="other-device-4")
    assert was_allowed(fresh.commit(SCORER_HOME.bearer, other))
    queue = [ball(number) for number in range(5, 9)]
    assert not any(was_allowed(fresh.commit(SCORER.bearer, one)) for one in queue)
    assert fresh.snapshot([f"matches/{MATCH}/scoring_actions/1_5"]) == [None]


def test_a_queue_drains_in_order_when_nobody_else_scored(fresh: World) -> None:
    assert all(was_allowed(fresh.commit(SCORER.bearer, ball(n))) for n in range(4, 9))


def test_an_innings_opens_after_the_one_before_and_within_its_batch(fresh: World) -> None:
    opened = fact(PLANNED, 1, 1, SCORER, "innings_started", **FACTS["innings_started"])
    second = fact(PLANNED, 2, 1, SCORER, "innings_started", **FACTS["innings_started"])
    log = f"matches/{PLANNED}/scoring_actions"
    assert not was_allowed(fresh.commit(SCORER.bearer, Create(f"{log}/2_1", second)))
    both = (Create(f"{log}/1_1", opened), Create(f"{log}/2_1", second))
    assert was_allowed(fresh.commit(SCORER.bearer, *both))


def test_two_actions_cannot_correct_each_other(fresh: World) -> None:
    pair = (ball(4, corrects="1_5"), ball(5, corrects="1_4"))
    assert not was_allowed(fresh.commit(SCORER.bearer, *pair))


def test_a_ball_is_voided_redone_and_voided_again(fresh: World) -> None:
    path = f"matches/{MATCH}/scoring_actions/1_2"
    for is_voided in (True, False, True):
        change = {**voided(SCORER), "isVoided": is_voided}
        assert was_allowed(fresh.commit(SCORER.bearer, Update(path, change)))
        assert not was_allowed(fresh.commit(SCORER.bearer, Update(path, change)))


def test_a_batch_of_five_costliest_deliveries_passes(fresh: World) -> None:
    five = [ball(number, **richest()) for number in range(4, 9)]
    assert was_allowed(fresh.commit(SCORER.bearer, *five))
