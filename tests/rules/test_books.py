"""Tests books over several requests: reads of others' books are refused, books have no gaps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.rules.books import DUAL, OVER, TRIPLE, entry, entry_path, ruling
from tests.rules.cast import (
    ACTORS,
    ADMIN,
    CAPTAIN,
    REFEREE,
    SCORER,
    SCORER_AWAY,
    SCORER_HOME,
    UMPIRE,
)
from tests.rules.changes import void_fields
from tests.rules.documents import full_delivery
from tests.rules.scene import WORLD
from tests.rules.world import Actor, Create, Update, World, was_allowed

pytestmark = pytest.mark.xdist_group("rules")

READERS = (SCORER, REFEREE, ADMIN)
ACTORS_WITHOUT_ACCESS = [
    actor for actor in (*ACTORS, SCORER_HOME, SCORER_AWAY) if actor not in READERS
]
BOOK_ENTRIES = entry_path(SCORER, "1_2").rpartition("/")[0]


@pytest.fixture
def restored_world(world: World) -> Iterator[World]:
    """The module's project; books, rulings and the match are restored after the test."""
    yield world
    entries = [entry_path(actor, f"1_{n}") for actor in (SCORER, SCORER_HOME) for n in range(1, 10)]
    rulings = [f"matches/{DUAL}/rulings/{number}" for number in range(1, 5)]
    world.restore([*entries, *rulings, f"matches/{DUAL}"], WORLD)


def entry_write(actor: Actor, number: int, **changes: Any) -> Create:
    """Return the write of an entry in the match under DUAL."""
    return Create(entry_path(actor, f"1_{number}"), entry(actor, number, **changes))


@pytest.mark.parametrize("actor", ACTORS_WITHOUT_ACCESS, ids=lambda actor: actor.name)
def test_every_read_of_another_scorers_book_is_refused_before_completion(
    world: World, actor: Actor
) -> None:
    answers = (
        world.get(actor.bearer, f"{BOOK_ENTRIES}/1_2"),
        world.get(actor.bearer, f"{BOOK_ENTRIES}/1_9"),
        world.get(actor.bearer, BOOK_ENTRIES.rpartition("/")[0]),
        world.query(actor.bearer, BOOK_ENTRIES),
        world.query(actor.bearer, BOOK_ENTRIES, {"inningsNumber": 1}),
        world.query(actor.bearer, BOOK_ENTRIES, {"recordedBy": actor.person_id}),
        world.query(actor.bearer, f"matches/{DUAL}/scorebooks"),
        world.query_group(actor.bearer, "entries", {"matchId": DUAL}),
        world.query_group(actor.bearer, "entries", {"recordedBy": actor.person_id}),
    )
    assert not any(map(was_allowed, answers))


@pytest.mark.parametrize("actor", READERS, ids=lambda actor: actor.name)
def test_a_book_is_read_by_its_scorer_the_referee_and_administrators(
    world: World, actor: Actor
) -> None:
    assert was_allowed(world.get(actor.bearer, f"{BOOK_ENTRIES}/1_2"))
    assert was_allowed(world.query(actor.bearer, BOOK_ENTRIES))
    assert was_allowed(world.query(actor.bearer, BOOK_ENTRIES, {"inningsNumber": 1}))


def test_only_the_books_scorer_learns_that_an_entry_is_missing(world: World) -> None:
    assert world.get(SCORER.bearer, f"{BOOK_ENTRIES}/1_9").status_code == 404
    assert world.get(SCORER_HOME.bearer, f"{BOOK_ENTRIES}/1_9").status_code == 403


def test_a_referee_of_another_match_reads_no_book(restored_world: World) -> None:
    restored_world.remove([f"match_role_assignments/{DUAL}_{REFEREE.person_id}_match_referee"])
    refused = not was_allowed(restored_world.get(REFEREE.bearer, f"{BOOK_ENTRIES}/1_2"))
    path = f"match_role_assignments/{DUAL}_{REFEREE.person_id}_match_referee"
    restored_world.restore([path], WORLD)
    assert refused


def test_everyone_may_read_books_once_the_match_is_completed(restored_world: World) -> None:
    path = entry_path(SCORER, "1_2", OVER)
    for actor in ACTORS:
        assert was_allowed(restored_world.get(actor.bearer, path))
        assert was_allowed(restored_world.query(actor.bearer, path.rpartition("/")[0]))


def test_books_are_private_again_when_the_match_is_no_longer_completed(
    restored_world: World,
) -> None:
    completed_match = {
        **WORLD[f"matches/{DUAL}"],
        "completedAt": WORLD[f"matches/{OVER}"]["completedAt"],
    }
    restored_world.seed({f"matches/{DUAL}": completed_match})
    assert was_allowed(restored_world.get(SCORER_HOME.bearer, f"{BOOK_ENTRIES}/1_2"))
    restored_world.seed({f"matches/{DUAL}": {**completed_match, "completedAt": None}})
    assert not was_allowed(restored_world.get(SCORER_HOME.bearer, f"{BOOK_ENTRIES}/1_2"))


def test_a_batch_with_one_wrong_entry_appends_none(restored_world: World) -> None:
    batch = (entry_write(SCORER, 4), entry_write(SCORER, 5), entry_write(SCORER, 6, totalRuns=2))
    assert not was_allowed(restored_world.commit(SCORER.bearer, *batch))
    assert restored_world.snapshot([entry_path(SCORER, "1_4")]) == [None]


def test_two_books_may_have_entries_with_the_same_numbers(restored_world: World) -> None:
    for number in (4, 5, 6):
        for actor in (SCORER, SCORER_HOME):
            assert was_allowed(restored_world.commit(actor.bearer, entry_write(actor, number)))


def test_a_queue_is_refused_if_the_scorers_other_device_has_appended(restored_world: World) -> None:
    other_entry = entry_write(SCORER, 4, nonce="other-device-4")
    assert was_allowed(restored_world.commit(SCORER.bearer, other_entry))
    assert not any(
        was_allowed(restored_world.commit(SCORER.bearer, entry_write(SCORER, number)))
        for number in range(5, 9)
    )


def test_two_entries_cannot_correct_each_other(restored_world: World) -> None:
    pair = (entry_write(SCORER, 4, corrects="1_5"), entry_write(SCORER, 5, corrects="1_4"))
    assert not was_allowed(restored_world.commit(SCORER.bearer, *pair))


def test_an_entry_is_voided_redone_and_voided_again(restored_world: World) -> None:
    for is_voided in (True, False, True):
        change = Update(entry_path(SCORER, "1_2"), {**void_fields(SCORER), "isVoided": is_voided})
        assert was_allowed(restored_world.commit(SCORER.bearer, change))
        assert not was_allowed(restored_world.commit(SCORER.bearer, change))


def test_a_batch_of_five_costliest_entries_passes(restored_world: World) -> None:
    five = [entry_write(SCORER, number, **full_delivery()) for number in range(4, 9)]
    assert was_allowed(restored_world.commit(SCORER.bearer, *five))


def test_rulings_of_all_ranks_share_one_sequence_of_numbers(restored_world: World) -> None:
    for number, actor in ((2, UMPIRE), (3, CAPTAIN), (4, ADMIN)):
        path = f"matches/{DUAL}/rulings/{number}"
        write = Create(path, ruling(actor, number))
        assert was_allowed(restored_world.commit(actor.bearer, write))
        assert restored_world.commit(actor.bearer, write).status_code == 409


def test_a_match_under_triple_accepts_the_book_of_every_seat(restored_world: World) -> None:
    seats = (SCORER, SCORER_HOME, SCORER_AWAY, UMPIRE)
    first_entries = [
        Create(entry_path(actor, "1_1", TRIPLE), entry(actor, 1, TRIPLE)) for actor in seats
    ]
    allowed = [
        was_allowed(restored_world.commit(actor.bearer, first))
        for actor, first in zip(seats, first_entries, strict=True)
    ]
    restored_world.remove([first.path for first in first_entries])
    assert all(allowed)
