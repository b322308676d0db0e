"""Batches, their access calls as production counts them, expressions, and several devices."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from scrbrd_admin.emulators import FirestoreEmulator
from scrbrd_admin.rules.budget import (
    BUDGET,
    MAX_EXPRESSIONS,
    access_calls,
    expressions_used,
    most_padding,
    padded,
    padding_of,
)
from scrbrd_admin.rules.build import Built
from tests.rules.cast import MATCH, PLANNED, SCORER, SCORER_AWAY, SCORER_HOME, delivery, fact
from tests.rules.matrix import WORLD, voided
from tests.rules.policy import new_world
from tests.rules.twins import FACTS, richest
from tests.rules.world import NOW, Create, Update, World, Write, was_allowed

pytestmark = pytest.mark.xdist_group("matrix")

LAST_TERM = "&& isPlaced(action, action.get('corrects', null), action.get('after', null))"
FREE = """\
rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    match /{document=**} { allow write: if true; }
  }
}
"""
BATCH_LIMIT, SINGLE_LIMIT = 20, 10


@pytest.fixture
def fresh(world: World) -> Iterator[World]:
    """The module's project, put back as it was afterwards."""
    yield world
    log = [f"matches/{MATCH}/scoring_actions/1_{number}" for number in range(1, 10)]
    plan = [f"matches/{PLANNED}/scoring_actions/{name}" for name in ("1_1", "2_1")]
    world.remove([*log, *plan])
    world.seed({path: fields for path, fields in WORLD.items() if path in log})


def calls_of(world: World, *writes: Write) -> int:
    """The access calls of a commit that must pass."""
    before = access_calls(world.coverage())
    assert was_allowed(world.commit(SCORER.bearer, *writes))
    return access_calls(world.coverage()) - before


def ball(number: int, actor: Any = SCORER, role: str = "scorer_neutral", **changes: Any) -> Create:
    """A delivery of the live match."""
    fields = delivery(MATCH, 1, number, actor, role, **changes)
    return Create(f"matches/{MATCH}/scoring_actions/1_{number}", fields)


def test_a_batch_of_six_deliveries_passes_and_counts_18_access_calls(fresh: World) -> None:
    six = [ball(number) for number in range(4, 10)]
    assert calls_of(fresh, *six) == 18 <= BATCH_LIMIT


@pytest.mark.parametrize(
    ("writes", "calls"),
    [
        ((ball(4),), 3),
        ((ball(4, corrects="1_1"),), 4),
        ((ball(4, after="1_1"),), 4),
        ((Update(f"matches/{MATCH}/scoring_actions/1_2",
                 {"correctedBy": "1_4", "updatedAt": NOW}), ball(4, corrects="1_2")), 5),
        ((Update(f"matches/{MATCH}/scoring_actions/1_2", voided(SCORER)),), 2),
    ],
    ids=["delivery", "correction", "late ball", "correction with its stamp", "void"],
)  # fmt: skip
def test_access_calls_of_one_commit(fresh: World, writes: tuple[Write, ...], calls: int) -> None:
    assert calls_of(fresh, *writes) == calls <= SINGLE_LIMIT


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


def room(world: World, text: str, condition: str, write: Write, **bounds: int) -> int:
    """The padding that a commit survives."""

    def passes(ruleset: str) -> bool:
        world.load(ruleset)
        allowed = was_allowed(world.commit(SCORER_AWAY.bearer, write))
        if allowed:
            world.remove([write.path])
        return allowed

    return most_padding(text, condition, passes, **bounds)


@pytest.fixture(scope="module")
def all_room(firestore_emulator: FirestoreEmulator) -> int:
    """The padding that a rule survives which asks nothing."""
    world = World(firestore_emulator.host, f"demo-{uuid.uuid4().hex[:16]}")
    return room(world, FREE, "if true", Create("any/thing", {}))


@pytest.fixture(scope="module")
def tight(firestore_emulator: FirestoreEmulator, built: Built, all_room: int) -> World:
    """A project whose rule for appending leaves 700 expressions: the rest is padding."""
    padding = padding_of(MAX_EXPRESSIONS - BUDGET, all_room)
    text = padded(built.text, LAST_TERM, padding)
    return new_world(firestore_emulator.host, f"demo-{uuid.uuid4().hex[:16]}", text)


def costliest(kind: str) -> Write:
    """The costliest legal document of a type, where everything else is at its costliest too.

    The match is in its grace period of its own length, the role has an end, the clock is a text.
    """
    match_id = "generous-match"
    if kind == "delivery":
        fields = delivery(match_id, 1, 4, SCORER_AWAY, "scorer_away", **richest())
    else:
        more = {"corrects": "1_2", "note": "n", "timestamp": "2026-11-21T10:00:00Z"}
        fields = fact(match_id, 1, 4, SCORER_AWAY, kind, **FACTS[kind], **more)
        fields["recordedAs"] = "scorer_away"
    return Create(f"matches/{match_id}/scoring_actions/1_4", fields)


@pytest.mark.parametrize("kind", ["delivery", *FACTS])
def test_the_costliest_document_of_a_type_uses_at_most_700_expressions(
    tight: World, kind: str
) -> None:
    write = costliest(kind)
    assert was_allowed(tight.commit(SCORER_AWAY.bearer, write))
    tight.remove([write.path])


def test_padding_the_rule_until_it_fails_shows_what_a_delivery_costs(
    tight: World, built: Built, all_room: int
) -> None:
    bounds = {"most": all_room // 2, "precision": 10}
    left = room(tight, built.text, LAST_TERM, costliest("delivery"), **bounds)
    assert left < all_room // 2
    assert 400 < expressions_used(left, all_room) <= BUDGET + 30


def test_a_batch_of_five_costliest_deliveries_passes(fresh: World) -> None:
    five = [ball(number, **richest()) for number in range(4, 9)]
    assert was_allowed(fresh.commit(SCORER.bearer, *five))


def test_padding_needs_a_condition_that_is_there_once(built: Built) -> None:
    with pytest.raises(ValueError, match="must be there once"):
        padded(built.text, "no such condition", 1)
