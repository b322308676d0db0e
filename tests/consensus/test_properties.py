"""What holds of any books: the fold ends, finds nothing more, and the order of arrival is nothing.

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
from tests.admin.committed import committed_logs
from tests.consensus.careless import careless_book, effective_contents, id_of, innings_of
from tests.consensus.scribes import AWAY, DUAL, HOME, NOON, SINGLE, TRIPLE, UMPIRE

SEATS = {DUAL: (HOME, AWAY), TRIPLE: (UMPIRE, HOME, AWAY), SINGLE: (HOME,)}
TOKENS = (0, 0, 0, 1, 1, 2, 4, 6)
COUNT, MANY = 25, 700


def ball(sequence: int, over: int, runs: int, **fields: object) -> Action:
    """A ball that few others look unlike."""
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
    """A book of anything: balls, corrections, late balls, voids, all at random."""
    entries: list[Entry] = []
    for sequence in range(1, chance.randint(2, 16)):
        fields: dict[str, object] = {"recorded_by": str(seat)}
        if sequence > 2 and chance.random() < 0.3:
            name = chance.choice(["corrects", "after"])
            fields[name] = action_id(1, chance.randint(1, sequence - 1))
        action = ball(sequence, sequence // 4, chance.choice(TOKENS), **fields)
        entries.append(entry_of(action))
    return Book(str(seat), seat, tuple(toggled(each, 0.12, chance) for each in entries))


def toggled(entry: Entry, share: float, chance: random.Random) -> Entry:
    """An entry, now and then voided or redone."""
    if chance.random() >= share:
        return entry
    is_voided = not entry.action.is_voided
    return replace(entry, action=entry.action.model_copy(update={"is_voided": is_voided}))


def random_rulings(books: Sequence[Book], chance: random.Random) -> list[AnyRuling]:
    """Some rulings on entries at random."""
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
@pytest.mark.parametrize("count", [COUNT, pytest.param(MANY, marks=pytest.mark.slow)])
def test_any_books_and_rulings_come_to_an_end(tier: ValidationTier, count: int) -> None:
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
            books = [replace(book, entries=tuple(amended(book, chance))) for book in books]
            rulings = rulings or random_rulings(books, chance)


def amended(book: Book, chance: random.Random) -> Iterator[Entry]:
    """A book after some more voids and redos."""
    for entry in book.entries:
        assert isinstance(entry, Entry)
        yield toggled(entry, 0.1, chance)


def check_log(log: Sequence[LoggedAction]) -> None:
    """A log is gapless, follows itself, and every action of it stands on evidence."""
    assert [each.action.sequence_number for each in log] == list(range(1, len(log) + 1))
    nonces = ["", *(each.action.nonce for each in log)]
    assert [each.action.follows for each in log] == nonces[:-1]
    assert all(each.agreement is not None and each.agreement.entries for each in log)


@pytest.mark.parametrize("seed", range(COUNT))
def test_chains_are_what_the_effective_log_has(seed: int) -> None:
    chance = random.Random(seed)
    actions = [each.action for each in random_book(HOME, chance).entries if isinstance(each, Entry)]
    standing = [
        [each for each in chain.members if not each.action.is_voided]
        for chain in chains_of([entry_of(action) for action in actions])
    ]
    found = tuple(members[-1].action for members in standing if members)
    assert found == effective_log(actions).actions


# -- real innings ------------------------------------------------------------------------------


def arrive(
    sent: dict[Seat, list[list[BookEntry]]],
    tier: ValidationTier,
    chance: random.Random,
    share: float,
    laws: FoldedLaws,
) -> Consensus:
    """Let books arrive in a random order, each in its own; the fold runs at a share of arrivals,
    sometimes twice."""
    left = {seat: list(each) for seat, each in sent.items()}
    books: dict[Seat, dict[ActionId, BookEntry]] = {seat: {} for seat in sent}
    log: tuple[LoggedAction, ...] = ()

    def fold() -> Consensus:
        made = [Book(str(seat), seat, tuple(each.values())) for seat, each in books.items()]
        return consensus(log, made, tier=tier, laws=laws)

    while any(left.values()):
        seat = chance.choice([seat for seat, each in left.items() if each])
        for _ in range(chance.choice([1, 1, 1, 6])):
            if left[seat]:
                for entry in left[seat].pop(0):
                    books[seat][id_of(entry)] = entry
        if chance.random() < share:
            operations = fold().operations
            log = apply_operations(apply_operations(log, operations), operations)
    found = fold()
    log = found.log
    again = fold()
    assert not again.operations
    return again


REAL = [("1355625", 1), ("1386111", 2), ("1273144", 1)]


@pytest.mark.parametrize(("stem", "number"), REAL)
@pytest.mark.parametrize("tier", [DUAL, TRIPLE])
@pytest.mark.parametrize("count", [1, pytest.param(40, marks=pytest.mark.slow)])
def test_the_order_of_arrival_is_nothing(
    stem: str, number: int, tier: ValidationTier, count: int
) -> None:
    truth = innings_of(stem, number)
    for seed in range(count):
        chance = random.Random(f"{stem} {number} {tier} {seed}")
        sent = {seat: careless_book(seat, truth, 0.05, chance).sent for seat in SEATS[tier]}
        laws = FoldedLaws(
            load_match(next(path for path in committed_logs() if path.stem == stem)).inputs.setup
        )
        whole = arrive(sent, tier, chance, 0.0, laws)
        for share in (0.3, 1.0):
            parts = arrive(sent, tier, chance, share, laws)
            assert effective_contents(parts.log) == effective_contents(whole.log), (seed, share)
            assert [each.id for each in parts.disputes if each.blocks] == [
                each.id for each in whole.disputes if each.blocks
            ] or len(parts.log) != len(whole.log)


@pytest.mark.parametrize("path", committed_logs(), ids=lambda path: path.stem)
@pytest.mark.parametrize("tier", [SINGLE, DUAL, TRIPLE])
def test_books_without_an_error_are_the_log(path: Path, tier: ValidationTier) -> None:
    actions = load_match(path).actions[: 600 if tier is DUAL else 150]
    books = [
        Book(str(seat), seat, tuple(entry_of(action) for action in actions)) for seat in SEATS[tier]
    ]
    result = consensus((), books, tier=tier)
    assert not result.disputes
    assert effective_contents(result.log) == effective_contents(
        [logged_action(action) for action in actions]
    )
