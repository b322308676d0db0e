"""Tests properties of all books: the fold ends, a second finds nothing, any arrival order is equal.

Matches: Cricsheet, https://cricsheet.org, Open Data Commons Attribution License.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from admin.logfile import load_match
from scrbrd.consensus.agreement import LoggedAction, apply_operations, logged_action
from scrbrd.consensus.entries import Book, BookEntry, Entry, Seat, chains_of, entry_of
from scrbrd.consensus.evidence import evidence_faults
from scrbrd.consensus.fold import Consensus, consensus
from scrbrd.consensus.laws import FoldedLaws
from scrbrd.consensus.rulings import AnyRuling, Method, Ruling
from scrbrd.domain.actions import Action, Delivery, action_id
from scrbrd.domain.effective import effective_log
from scrbrd.domain.vocabulary import ActionId, ValidationTier
from tests.admin.committed_matches import committed_logs
from tests.consensus.careless import (
    book_entry_id,
    careless_book,
    effective_contents,
    innings_actions,
)
from tests.consensus.scribes import AWAY, DUAL, HOME, NOON, SINGLE, TRIPLE, UMPIRE

SEATS = {DUAL: (HOME, AWAY), TRIPLE: (UMPIRE, HOME, AWAY), SINGLE: (HOME,)}
RUNS = (0, 0, 0, 1, 1, 2, 4, 6)
FEW_SEEDS, MANY_SEEDS = 25, 700


def ball(sequence: int, over: int, runs: int, **fields: object) -> Action:
    """Return a ball of a kind that many other balls equal."""
    return Delivery.model_validate(
        {
            "id": action_id(1, sequence),
            "match_id": "m1",
            "innings_number": 1,
            "sequence_number": sequence,
            "over_number": over,
            "ball_in_over": 1,
            "striker_id": "a" if runs % 2 else "b",
            "non_striker_id": "b" if runs % 2 else "a",
            "bowler_id": f"bowler{over % 2}",
            "runs_off_bat": runs,
            "created_at": NOON,
            **fields,
        }
    )


def random_book(seat: Seat, chance: random.Random) -> Book:
    """Return a book of random balls, corrections, late balls and voids."""
    entries: list[Entry] = []
    for sequence in range(1, chance.randint(2, 16)):
        fields: dict[str, object] = {"recorded_by": str(seat)}
        if sequence > 2 and chance.random() < 0.3:
            name = chance.choice(["corrects", "after"])
            fields[name] = action_id(1, chance.randint(1, sequence - 1))
        action = ball(sequence, sequence // 4, chance.choice(RUNS), **fields)
        entries.append(entry_of(action))
    return Book(str(seat), seat, tuple(maybe_toggled(each, 0.12, chance) for each in entries))


def maybe_toggled(entry: Entry, share: float, chance: random.Random) -> Entry:
    """Return an entry with its void toggled, in a share of cases."""
    if chance.random() >= share:
        return entry
    is_voided = not entry.action.is_voided
    return replace(entry, action=entry.action.model_copy(update={"is_voided": is_voided}))


def random_rulings(books: Sequence[Book], chance: random.Random) -> list[AnyRuling]:
    """Return some rulings on random entries."""
    rulings: list[AnyRuling] = []
    for number in range(1, chance.randint(1, 4)):
        entries = {
            book.seat: chance.choice(sorted(book.innings[1].actions))
            for book in books
            if chance.random() < 0.7
        }
        accepts = chance.choice([None, *entries])
        method = chance.choice([Method.UMPIRE, Method.VIDEO, Method.ABANDON])
        rulings.append(Ruling(number, method, entries, accepts))
    return rulings


@pytest.mark.parametrize("tier", [DUAL, TRIPLE, SINGLE])
@pytest.mark.parametrize("count", [FEW_SEEDS, pytest.param(MANY_SEEDS, marks=pytest.mark.slow)])
def test_a_fold_of_random_books_and_rulings_ends_and_a_second_finds_nothing(
    tier: ValidationTier, count: int
) -> None:
    for seed in range(count):
        chance = random.Random(f"{tier} {seed}")
        log: tuple[LoggedAction, ...] = ()
        books = [random_book(seat, chance) for seat in SEATS[tier]]
        rulings: list[AnyRuling] = []
        for _ in range(4):
            found = consensus(log, books, rulings, tier=tier)
            assert apply_operations(log, found.operations) == found.log, seed
            log = found.log
            assert not consensus(log, books, rulings, tier=tier).operations, seed
            check_log(log)
            assert evidence_faults(log, books, rulings) == [], seed
            books = [replace(book, entries=tuple(amended_entries(book, chance))) for book in books]
            rulings = rulings or random_rulings(books, chance)


def amended_entries(book: Book, chance: random.Random) -> Iterator[Entry]:
    """Yield a book's entries after some further voids and redos."""
    for entry in book.entries:
        assert isinstance(entry, Entry)
        yield maybe_toggled(entry, 0.1, chance)


def check_log(log: Sequence[LoggedAction]) -> None:
    """Check that a log has no gaps, each action follows the one before, and all have evidence."""
    assert [each.action.sequence_number for each in log] == list(range(1, len(log) + 1))
    nonces = ["", *(each.action.nonce for each in log)]
    assert [each.action.follows for each in log] == nonces[:-1]
    assert all(each.agreement is not None and each.agreement.entries for each in log)


@pytest.mark.parametrize("seed", range(FEW_SEEDS))
def test_the_chains_of_a_book_give_the_same_actions_as_the_effective_log(seed: int) -> None:
    chance = random.Random(seed)
    actions = [each.action for each in random_book(HOME, chance).entries if isinstance(each, Entry)]
    not_voided = [
        [each for each in chain.members if not each.action.is_voided]
        for chain in chains_of([entry_of(action) for action in actions])
    ]
    found = tuple(members[-1].action for members in not_voided if members)
    assert found == effective_log(actions).actions


# -- real innings ------------------------------------------------------------------------------


def arrive(
    arrivals: dict[Seat, list[list[BookEntry]]],
    tier: ValidationTier,
    chance: random.Random,
    share: float,
    laws: FoldedLaws,
) -> Consensus:
    """Let books arrive in a random order, each book's entries in their own; return the last fold.

    The fold runs after a share of the arrivals, and its operations are applied twice.
    """
    pending = {seat: list(each) for seat, each in arrivals.items()}
    books: dict[Seat, dict[ActionId, BookEntry]] = {seat: {} for seat in arrivals}
    log: tuple[LoggedAction, ...] = ()

    def fold() -> Consensus:
        arrived_books = [
            Book(str(seat), seat, tuple(each.values())) for seat, each in books.items()
        ]
        return consensus(log, arrived_books, tier=tier, laws=laws)

    while any(pending.values()):
        seat = chance.choice([seat for seat, each in pending.items() if each])
        for _ in range(chance.choice([1, 1, 1, 6])):
            if pending[seat]:
                for entry in pending[seat].pop(0):
                    books[seat][book_entry_id(entry)] = entry
        if chance.random() < share:
            operations = fold().operations
            log = apply_operations(apply_operations(log, operations), operations)
    found = fold()
    log = found.log
    again = fold()
    assert not again.operations
    return again


INNINGS = [("1355625", 1), ("1386111", 2), ("1273144", 1)]


@pytest.mark.parametrize(("stem", "number"), INNINGS)
@pytest.mark.parametrize("tier", [DUAL, TRIPLE])
@pytest.mark.parametrize("count", [1, pytest.param(40, marks=pytest.mark.slow)])
def test_books_give_the_same_log_in_every_order_of_arrival(
    stem: str, number: int, tier: ValidationTier, count: int
) -> None:
    truth = innings_actions(stem, number)
    for seed in range(count):
        chance = random.Random(f"{stem} {number} {tier} {seed}")
        arrivals = {seat: careless_book(seat, truth, 0.05, chance).arrivals for seat in SEATS[tier]}
        laws = FoldedLaws(
            load_match(next(path for path in committed_logs() if path.stem == stem)).inputs.setup
        )
        at_once = arrive(arrivals, tier, chance, 0.0, laws)
        for share in (0.3, 1.0):
            in_parts = arrive(arrivals, tier, chance, share, laws)
            assert effective_contents(in_parts.log) == effective_contents(at_once.log), (
                seed,
                share,
            )
            assert [each.id for each in in_parts.disputes if each.blocks] == [
                each.id for each in at_once.disputes if each.blocks
            ] or len(in_parts.log) != len(at_once.log)


@pytest.mark.parametrize("path", committed_logs(), ids=lambda path: path.stem)
@pytest.mark.parametrize("tier", [SINGLE, DUAL, TRIPLE])
def test_books_without_a_mistake_give_the_scored_log(path: Path, tier: ValidationTier) -> None:
    actions = load_match(path).actions[: 600 if tier is DUAL else 150]
    books = [
        Book(str(seat), seat, tuple(entry_of(action) for action in actions)) for seat in SEATS[tier]
    ]
    result = consensus((), books, tier=tier)
    assert not result.disputes
    assert effective_contents(result.log) == effective_contents(
        [logged_action(action) for action in actions]
    )
