"""Several scorers' books under chaos: events shuffled, repeated, dropped, workers killed.

After a reconcile the log of every match must be the pure fold of its books and rulings, and its
documents those of its log. `CHAOS_BOOKS=300` plays so many; --full plays 300.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from google.cloud.firestore import SERVER_TIMESTAMP, Client

from devtools.emulators import FirestoreEmulator
from scrbrd.adapters import paths
from scrbrd.adapters.books_store import FirestoreBookStore
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.consensus.entries import BookEntry
from scrbrd.consensus.laws import NoLaws
from scrbrd.consensus.rulings import AnyRuling
from scrbrd.domain.actions import Action
from scrbrd.domain.vocabulary import ValidationTier
from scrbrd.handlers.books.agree import Books, laws_of
from scrbrd.handlers.books.decide import fold_kept
from scrbrd.handlers.books.model import KeptConsensus, KeptLog
from scrbrd.handlers.books.reconcile import reconcile_books
from scrbrd.handlers.reconcile import reconcile
from scrbrd.handlers.verify import verify
from tests.chaos.conftest import SEED, WORKERS, count
from tests.chaos.couriers import LOST, Courier, Post
from tests.chaos.workers import MAIN, Event, Worker, failures, paths_taken
from tests.consensus.careless import (
    Careless,
    alternating_books,
    careless_book,
    effective_contents,
    id_of,
    innings_of,
    laws_of_match,
    newcomer,
)
from tests.consensus.officials import decisions, in_order_of_balls, right_rulings, ruling_document
from tests.consensus.scribes import AWAY, HOME, ROLES, UMPIRE
from tests.handlers.books.playing import entry_document
from tests.triggers.cloud_events import written

LOGS = count("CHAOS_BOOKS", 2)
ALL_LOGS = max(LOGS, 300)
GAMES_AT_ONCE = 4
SEATS = {ValidationTier.DUAL: (HOME, AWAY), ValidationTier.TRIPLE: (UMPIRE, HOME, AWAY)}
INNINGS = [("1355625", 1), ("1386111", 2), ("1273144", 1), ("1386111", 1)]
BALLS = 12, 36
ERRING, LEFT = 0.06, 0.3
HANDED_BACK = 0.3
LATEST = (0, 3, 20)
BEFORE_FIRST_KILL = 0.5
BETWEEN_KILLS = (4.0, 12.0)
ENTRIES, RULINGS = "on_book_entry_written", "on_ruling_written"

Say = Callable[[str], None]


@pytest.fixture
def book_workers(
    firestore_emulator: FirestoreEmulator, firestore_client: Client
) -> Iterator[list[Worker]]:
    """Servers that are told of entries, and one that is told of rulings."""
    env = firestore_emulator.env(firestore_client.project)
    targets = [ENTRIES] * WORKERS + [RULINGS]
    with ExitStack() as stack:
        workers = [stack.enter_context(Worker(env, MAIN, target)) for target in targets]
        for worker in workers:
            worker.wait()
        yield workers


class BookCourier(Courier):
    """Brings entries to those who are told of entries, rulings to those who are told of those."""

    def _workers_of(self, event: Event) -> list[Worker]:
        is_ruling = "/rulings/" in event[0]["ce-document"]
        return self.workers[-1:] if is_ruling else self.workers[:-1]


@dataclass(frozen=True)
class BookGame:
    """A match in books: by whom, and of which innings."""

    match_id: str
    tier: ValidationTier
    stem: str
    number: int
    balls: int

    def played(self) -> tuple[list[Careless], list[AnyRuling]]:
        """What its scorers write, and what officials rule: in some games two hand a seat to each
        other, in the others somebody would take it over with a wrong score."""
        chance = random.Random(self.match_id)
        truth = innings_of(self.stem, self.number, self.balls)
        if chance.random() < HANDED_BACK:
            return self.alternating_books(truth, chance)
        books = [careless_book(seat, truth, ERRING, chance, LEFT) for seat in SEATS[self.tier]]
        rulings = [each for _, each in decisions(books, self.tier, chance)]
        return [newcomer(books[-2], truth, NoLaws(), chance, wrong_by=100), *books], rulings

    def alternating_books(
        self, truth: Sequence[Action], chance: random.Random
    ) -> tuple[list[Careless], list[AnyRuling]]:
        """Two who hand the seat of the home side to each other, and rulings for who has it right:
        a score that is stated at a handover is the log's, whatever comes first."""
        laws, seats = laws_of_match(self.stem), (s for s in SEATS[self.tier] if s is not HOME)
        *others, away = [careless_book(seat, truth, ERRING, chance, LEFT) for seat in seats]
        pair = alternating_books(truth, laws, chance, ERRING, LEFT)
        rulings = in_order_of_balls(
            [ruling for one in pair for ruling in right_rulings([one, away])]
        )
        return [*others, *pair, away], [each for _, each in rulings]


class Scorers:
    """Write the books of a game, each in its order; every write gives its event."""

    def __init__(self, client: Client, game: BookGame) -> None:
        self.client, self.game = client, game
        self.number = 0

    def set_stage(self) -> None:
        """The match document."""
        self.client.document(paths.match(self.game.match_id)).set(
            {
                "homeTeamId": "home",
                "awayTeamId": "away",
                "validationTier": str(self.game.tier),
                "status": "live",
            }
        )

    def write(self, book: Careless, entry: BookEntry) -> Event:
        """Write an entry, or void it."""
        person, seat = book.person, book.seat
        path = paths.book_entry(self.game.match_id, person, id_of(entry))
        ref = self.client.document(path)
        old = ref.get()
        document = entry_document(person, ROLES[seat], entry)
        document["matchId"] = self.game.match_id
        created = (old.to_dict() or {}).get("createdAt", SERVER_TIMESTAMP)
        ref.set({**document, "createdAt": created, "updatedAt": SERVER_TIMESTAMP})
        return written(self.client.project, path, ref.get(), old)

    def rule(self, ruling: dict[str, Any]) -> Event:
        """Write the next ruling."""
        self.number += 1
        path = paths.ruling(self.game.match_id, self.number)
        ref = self.client.document(path)
        ref.create({**ruling, "number": self.number, "createdAt": SERVER_TIMESTAMP})
        return written(self.client.project, path, ref.get(), None)


def play(client: Client, courier: Courier, number: int, game: BookGame) -> list[Event]:
    """Score a game; the events that come long after."""
    chance, scorers = random.Random(number), Scorers(client, game)
    books, rulings = game.played()
    post = Post(courier, chance, latest=LATEST[number % len(LATEST)])
    scorers.set_stage()
    left = [(book, list(book.sent)) for book in books]
    while waiting := [each for each in left if each[1]]:
        book, rows = chance.choice(waiting)
        post.take([scorers.write(book, entry) for entry in rows.pop(0)])
    for ruling in rulings:
        post.take([scorers.rule(ruling_document(ruling))])
    post.finish()
    return post.stragglers


def keep_killing(workers: list[Worker], is_over: threading.Event) -> int:
    """Kill a worker now and then, and begin it again; how often."""
    chance, kills, pause = random.Random(SEED), 0, BEFORE_FIRST_KILL
    while not is_over.wait(pause):
        worker = chance.choice(workers)
        worker.kill()
        kills += 1
        time.sleep(chance.uniform(0, 0.2))
        worker.start()
        worker.wait()
        pause = chance.uniform(*BETWEEN_KILLS)
    return kills


def differences(client: Client, game: BookGame) -> list[str]:
    """Where a match is not what its books and rulings say, once it was reconciled."""
    stores = FirestoreBookStore(client), FirestoreMatchStore(client)
    books = Books(*stores, utc_now, game.match_id)
    reconcile_books(books)
    reconcile(stores[1], utc_now, game.match_id)
    kept = stores[0].read_all(game.match_id)
    laws = laws_of(books)
    pure = fold_kept(without_log(kept), game.tier, laws)
    log = list(kept.log.actions.values())
    found = []
    if effective_contents(log) != effective_contents(pure.log):
        found.append(f"log: {len(effective_contents(log))} for {len(effective_contents(pure.log))}")
    if fold_kept(kept, game.tier, laws).operations:
        found.append("the books have more to say")
    if reconcile_books(books) is not None:
        found.append("a second look finds something")
    numbers = sorted(each.action.sequence_number for each in log)
    if numbers != list(range(1, len(log) + 1)):
        found.append(f"numbers: {numbers}")
    return found + [str(each) for each in verify(stores[1], utc_now, game.match_id)]


def without_log(kept: KeptConsensus) -> KeptConsensus:
    """The books and rulings before anything was agreed."""
    return KeptConsensus(KeptLog(), kept.books, kept.rulings)


def disturb(client: Client, workers: list[Worker], logs: int, say: Say) -> None:
    """Play so many matches, heal each once, and expect nothing to differ."""
    games = [random_game(number) for number in range(logs)]
    courier, is_over = BookCourier(workers, SEED), threading.Event()
    with ThreadPoolExecutor(GAMES_AT_ONCE + 1) as threads:
        killing = threads.submit(keep_killing, workers, is_over)
        try:
            tables = [threads.submit(play, client, courier, *item) for item in enumerate(games)]
            stragglers = [event for table in tables for event in table.result()]
        finally:
            is_over.set()
        kills = killing.result()
    courier.send_all(stragglers)
    found = {game.match_id: differences(client, game) for game in games}
    differ = {name: lines for name, lines in found.items() if lines}
    say(
        f"books: {logs} logs, {courier.counts['events']} events, {courier.counts['dropped']} "
        f"dropped, {kills} workers killed; answers {dict(courier.outcomes)}; by path "
        f"{dict(paths_taken(workers))}; {len(differ)} logs differ"
    )
    courier.close()
    assert not differ, "\n".join(
        f"{name}: {line}" for name, each in differ.items() for line in each
    )
    assert Counter(str(each.get("error")) for each in failures(workers)) == Counter()
    assert courier.outcomes.keys() <= {200, 500, LOST}
    assert kills > 0


def random_game(number: int) -> BookGame:
    """A game by its number."""
    chance = random.Random(f"{SEED} {number}")
    stem, innings = chance.choice(INNINGS)
    tier = chance.choice(list(SEATS))
    return BookGame(f"books-{number}", tier, stem, innings, chance.randint(*BALLS))


@pytest.mark.slow
def test_the_log_is_the_pure_fold_of_books_whatever_happens_to_their_events(
    firestore_client: Client, book_workers: list[Worker], say: Say
) -> None:
    disturb(firestore_client, book_workers, LOGS, say)


@pytest.mark.slow
def test_not_one_of_three_hundred_logs_of_books_differs(
    firestore_client: Client, book_workers: list[Worker], say: Say
) -> None:
    disturb(firestore_client, book_workers, ALL_LOGS, say)
