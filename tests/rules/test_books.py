"""Books over several requests: nobody reads another's, each is gapless, a queue drains."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.rules.books import DUAL, OVER, TRIPLE, entry, place, ruling
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
from tests.rules.changes import voided
from tests.rules.documents import richest
from tests.rules.scene import WORLD
from tests.rules.world import Actor, Create, Update, World, was_allowed

pytestmark = pytest.mark.xdist_group("rules")

MAY_READ = (SCORER, REFEREE, ADMIN)
CURIOUS = [actor for actor in (*ACTORS, SCORER_HOME, SCORER_AWAY) if actor not in MAY_READ]
BOOK = place(SCORER, "1_2").rpartition("/")[0]


@pytest.fixture
def fresh(world: World) -> Iterator[World]:
    """The module's project, put back as it was afterwards."""
    yield world
    entries = [place(actor, f"1_{n}") for actor in (SCORER, SCORER_HOME) for n in range(1, 10)]
    rulings = [f"matches/{DUAL}/rulings/{number}" for number in range(1, 5)]
    world.put_back([*entries, *rulings, f"matches/{DUAL}"], WORLD)


def kept(actor: Actor, number: int, **changes: Any) -> Create:
    """Return an entry of the match under DUAL."""
    return Create(place(actor, f"1_{number}"), entry(actor, number, **changes))


@pytest.mark.parametrize("actor", CURIOUS, ids=lambda actor: actor.name)
def test_nobody_learns_anything_of_anothers_book_before_completion(
    world: World, actor: Actor
) -> None:
    asked = (
        world.get(actor.bearer, f"{BOOK}/1_2"),
        world.get(actor.bearer, f"{BOOK}/1_9"),
        world.get(actor.bearer, BOOK.rpartition("/")[0]),
        world.query(actor.bearer, BOOK),
        world.query(actor.bearer, BOOK, {"inningsNumber": 1}),
        world.query(actor.bearer, BOOK, {"recordedBy": actor.person_id}),
        world.query(actor.bearer, f"matches/{DUAL}/scorebooks"),
        world.query_group(actor.bearer, "entries", {"matchId": DUAL}),
        world.query_group(actor.bearer, "entries", {"recordedBy": actor.person_id}),
    )
    assert not any(map(was_allowed, asked))


@pytest.mark.parametrize("actor", MAY_READ, ids=lambda actor: actor.name)
def test_a_book_is_read_by_its_scorer_and_by_who_oversees(world: World, actor: Actor) -> None:
    assert was_allowed(world.get(actor.bearer, f"{BOOK}/1_2"))
    assert was_allowed(world.query(actor.bearer, BOOK))
    assert was_allowed(world.query(actor.bearer, BOOK, {"inningsNumber": 1}))


def test_a_missing_entry_is_seen_to_be_missing_by_the_books_scorer_alone(world: World) -> None:
    assert world.get(SCORER.bearer, f"{BOOK}/1_9").status_code == 404
    assert world.get(SCORER_HOME.bearer, f"{BOOK}/1_9").status_code == 403


def test_a_referee_of_another_match_reads_no_book(fresh: World) -> None:
    fresh.remove([f"match_role_assignments/{DUAL}_{REFEREE.person_id}_match_referee"])
    refused = not was_allowed(fresh.get(REFEREE.bearer, f"{BOOK}/1_2"))
    path = f"match_role_assignments/{DUAL}_{REFEREE.person_id}_match_referee"
    fresh.put_back([path], WORLD)
    assert refused


def test_books_are_everybodys_once_the_match_is_completed(fresh: World) -> None:
    there = place(SCORER, "1_2", OVER)
    for actor in ACTORS:
        assert was_allowed(fresh.get(actor.bearer, there))
        assert was_allowed(fresh.query(actor.bearer, there.rpartition("/")[0]))


def test_books_close_again_when_the_match_is_open_again(fresh: World) -> None:
    ended = {**WORLD[f"matches/{DUAL}"], "completedAt": WORLD[f"matches/{OVER}"]["completedAt"]}
    fresh.seed({f"matches/{DUAL}": ended})
    assert was_allowed(fresh.get(SCORER_HOME.bearer, f"{BOOK}/1_2"))
    fresh.seed({f"matches/{DUAL}": {**ended, "completedAt": None}})
    assert not was_allowed(fresh.get(SCORER_HOME.bearer, f"{BOOK}/1_2"))


def test_a_batch_with_one_wrong_entry_puts_none_into_the_book(fresh: World) -> None:
    batch = (kept(SCORER, 4), kept(SCORER, 5), kept(SCORER, 6, totalRuns=2))
    assert not was_allowed(fresh.commit(SCORER.bearer, *batch))
    assert fresh.snapshot([place(SCORER, "1_4")]) == [None]


def test_two_books_grow_side_by_side_with_the_same_numbers(fresh: World) -> None:
    for number in (4, 5, 6):
        for actor in (SCORER, SCORER_HOME):
            assert was_allowed(fresh.commit(actor.bearer, kept(actor, number)))


def test_a_queue_of_a_second_device_of_the_same_scorer_is_refused(fresh: World) -> None:
    other = kept(SCORER, 4, nonce="other-device-4")
    assert was_allowed(fresh.commit(SCORER.bearer, other))
    assert not any(
        was_allowed(fresh.commit(SCORER.bearer, kept(SCORER, number))) for number in range(5, 9)
    )


def test_two_entries_cannot_correct_each_other(fresh: World) -> None:
    pair = (kept(SCORER, 4, corrects="1_5"), kept(SCORER, 5, corrects="1_4"))
    assert not was_allowed(fresh.commit(SCORER.bearer, *pair))


def test_an_entry_is_voided_redone_and_voided_again(fresh: World) -> None:
    for is_voided in (True, False, True):
        change = Update(place(SCORER, "1_2"), {**voided(SCORER), "isVoided": is_voided})
        assert was_allowed(fresh.commit(SCORER.bearer, change))
        assert not was_allowed(fresh.commit(SCORER.bearer, change))


def test_a_batch_of_five_costliest_entries_passes(fresh: World) -> None:
    five = [kept(SCORER, number, **richest()) for number in range(4, 9)]
    assert was_allowed(fresh.commit(SCORER.bearer, *five))


def test_rulings_are_numbered_in_one_row_whoever_makes_them(fresh: World) -> None:
    for number, actor in ((2, UMPIRE), (3, CAPTAIN), (4, ADMIN)):
        there = f"matches/{DUAL}/rulings/{number}"
        made = Create(there, ruling(actor, number))
        assert was_allowed(fresh.commit(actor.bearer, made))
        assert fresh.commit(actor.bearer, made).status_code == 409


def test_a_match_of_three_seats_takes_the_book_of_each(fresh: World) -> None:
    seats = (SCORER, SCORER_HOME, SCORER_AWAY, UMPIRE)
    firsts = [Create(place(actor, "1_1", TRIPLE), entry(actor, 1, TRIPLE)) for actor in seats]
    allowed = [
        was_allowed(fresh.commit(actor.bearer, first))
        for actor, first in zip(seats, firsts, strict=True)
    ]
    fresh.remove([first.path for first in firsts])
    assert all(allowed)
