"""Tests several scorers' books with events shuffled, repeated and dropped and workers killed.

After a reconcile the log of every match must be the pure fold of its books and rulings, and its
documents those of its log. `CHAOS_BOOKS` is the number of matches; --full plays 300.
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
from tests.chaos.conftest import SEED, WORKERS, count_from_env
from tests.chaos.couriers import LOST, Courier, UnreliableDelivery
from tests.chaos.workers import MAIN, Event, Worker, failure_lines, path_counts
from tests.consensus.careless import (
    CarelessScorer,
    alternating_books,
    book_entry_id,
    careless_book,
    effective_contents,
    innings_actions,
    laws_of_match,
    takeover_scorer,
)
from tests.consensus.officials import (
    in_order_of_balls,
    random_decisions,
    right_rulings,
    ruling_document,
)
from tests.consensus.scribes import AWAY, HOME, ROLES, UMPIRE
from tests.handlers.books.playing import entry_document
from tests.triggers.cloud_events import written_event

LOGS = count_from_env("CHAOS_BOOKS", 2)
ALL_LOGS = max(LOGS, 300)
GAMES_AT_ONCE = 4
SEATS = {ValidationTier.DUAL: (HOME, AWAY), ValidationTier.TRIPLE: (UMPIRE, HOME, AWAY)}
INNINGS = [("1355625", 1), ("1386111", 2), ("1273144", 1), ("1386111", 1)]
BALLS = 12, 36
ERRING, LEFT = 0.06, 0.3
ALTERNATION = 0.3
LATEST = (0, 3, 20)
BEFORE_FIRST_KILL = 0.5
BETWEEN_KILLS = (4.0, 12.0)
ENTRY_TARGET, RULING_TARGET = "on_book_entry_written", "on_ruling_written"

PrintLine = Callable[[str], None]


@pytest.fixture
def book_workers(
    firestore_emulator: FirestoreEmulator, firestore_client: Client
) -> Iterator[list[Worker]]:
    """Yield servers that receive the events of entries, and one that receives those of rulings."""
    env = firestore_emulator.env(firestore_client.project)
    targets = [ENTRY_TARGET] * WORKERS + [RULING_TARGET]
    with ExitStack() as stack:
        workers = [stack.enter_context(Worker(env, MAIN, target)) for target in targets]
        for worker in workers:
            worker.wait()
        yield workers


class BookCourier(Courier):
    """Delivers events of entries and of rulings to the servers for each."""

    def _workers_of(self, event: Event) -> list[Worker]:
        is_ruling = "/rulings/" in event[0]["ce-document"]
        return self.workers[-1:] if is_ruling else self.workers[:-1]


@dataclass(frozen=True)
class BookGame:
    """A match scored in books: its tier, and the innings that is scored."""

    match_id: str
    tier: ValidationTier
    stem: str
    number: int
    balls: int

    def books_and_rulings(self) -> tuple[list[CarelessScorer], list[AnyRuling]]:
        """Return the scorers' books and the officials' rulings.

        In some games two scorers alternate in a seat; in others a newcomer states a wrong score.
        """
        chance = random.Random(self.match_id)
        truth = innings_actions(self.stem, self.number, self.balls)
        if chance.random() < ALTERNATION:
            return self.alternating_books(truth, chance)
        books = [careless_book(seat, truth, ERRING, chance, LEFT) for seat in SEATS[self.tier]]
        rulings = [each for _, each in random_decisions(books, self.tier, chance)]
        return [takeover_scorer(books[-2], truth, NoLaws(), chance, wrong_by=100), *books], rulings

    def alternating_books(
        self, truth: Sequence[Action], chance: random.Random
    ) -> tuple[list[CarelessScorer], list[AnyRuling]]:
        """Return books with two scorers who alternate in the home seat, and rulings.

        The rulings are for the right entries, so that the score stated at a handover equals the
        log's in every order of arrival.
        """
        laws, seats = laws_of_match(self.stem), (s for s in SEATS[self.tier] if s is not HOME)
        *others, away = [careless_book(seat, truth, ERRING, chance, LEFT) for seat in seats]
        pair = alternating_books(truth, laws, chance, ERRING, LEFT)
        rulings = in_order_of_balls(
            [ruling for one in pair for ruling in right_rulings([one, away])]
        )
        return [*others, *pair, away], [each for _, each in rulings]


class Scorers:
    """Writes the books and rulings of a game; every write returns its event."""

    def __init__(self, client: Client, game: BookGame) -> None:
        self.client, self.game = client, game
        self.number = 0

    def write_match(self) -> None:
        """Write the match document."""
        self.client.document(paths.match(self.game.match_id)).set(
            {
                "homeTeamId": "home",
                "awayTeamId": "away",
                "validationTier": str(self.game.tier),
                "status": "live",
            }
        )

    def write(self, book: CarelessScorer, entry: BookEntry) -> Event:
        """Write an entry, new or voided, and return the event."""
        person, seat = book.person, book.seat
        path = paths.book_entry(self.game.match_id, person, book_entry_id(entry))
        ref = self.client.document(path)
        old = ref.get()
        document = entry_document(person, ROLES[seat], entry)
        document["matchId"] = self.game.match_id
        created = (old.to_dict() or {}).get("createdAt", SERVER_TIMESTAMP)
        ref.set({**document, "createdAt": created, "updatedAt": SERVER_TIMESTAMP})
        return written_event(self.client.project, path, ref.get(), old)

    def rule(self, ruling: dict[str, Any]) -> Event:
        """Write the next ruling and return the event."""
        self.number += 1
        path = paths.ruling(self.game.match_id, self.number)
        ref = self.client.document(path)
        ref.create({**ruling, "number": self.number, "createdAt": SERVER_TIMESTAMP})
        return written_event(self.client.project, path, ref.get(), None)


def play(client: Client, courier: Courier, number: int, game: BookGame) -> list[Event]:
    """Score a game; return the events that are delivered long after."""
    chance, scorers = random.Random(number), Scorers(client, game)
    books, rulings = game.books_and_rulings()
    delivery = UnreliableDelivery(courier, chance, latest=LATEST[number % len(LATEST)])
    scorers.write_match()
    pending = [(book, list(book.arrivals)) for book in books]
    while waiting := [each for each in pending if each[1]]:
        book, rows = chance.choice(waiting)
        delivery.take([scorers.write(book, entry) for entry in rows.pop(0)])
    for ruling in rulings:
        delivery.take([scorers.rule(ruling_document(ruling))])
    delivery.finish()
    return delivery.stragglers


def keep_killing(workers: list[Worker], is_over: threading.Event) -> int:
    """Kill and restart a worker now and then; return the number of kills."""
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
    """Reconcile a match; return its differences from the fold of its books and rulings."""
    stores = FirestoreBookStore(client), FirestoreMatchStore(client)
    books = Books(*stores, utc_now, game.match_id)
    reconcile_books(books)
    reconcile(stores[1], utc_now, game.match_id)
    stored = stores[0].read_all(game.match_id)
    laws = laws_of(books)
    folded = fold_kept(without_log(stored), game.tier, laws)
    log = list(stored.log.actions.values())
    found = []
    if effective_contents(log) != effective_contents(folded.log):
        found.append(
            f"log: {len(effective_contents(log))} for {len(effective_contents(folded.log))}"
        )
    if fold_kept(stored, game.tier, laws).operations:
        found.append("the books have more to say")
    if reconcile_books(books) is not None:
        found.append("a second look finds something")
    numbers = sorted(each.action.sequence_number for each in log)
    if numbers != list(range(1, len(log) + 1)):
        found.append(f"numbers: {numbers}")
    return found + [str(each) for each in verify(stores[1], utc_now, game.match_id)]


def without_log(stored: KeptConsensus) -> KeptConsensus:
    """Return the stored books and rulings with an empty log."""
    return KeptConsensus(KeptLog(), stored.books, stored.rulings)


def play_with_disturbances(
    client: Client, workers: list[Worker], logs: int, print_line: PrintLine
) -> None:
    """Play a number of matches, reconcile each once, and check that nothing differs."""
    games = [random_game(number) for number in range(logs)]
    courier, is_over = BookCourier(workers, SEED), threading.Event()
    with ThreadPoolExecutor(GAMES_AT_ONCE + 1) as threads:
        killing = threads.submit(keep_killing, workers, is_over)
        try:
            playing = [threads.submit(play, client, courier, *item) for item in enumerate(games)]
            stragglers = [event for table in playing for event in table.result()]
        finally:
            is_over.set()
        kills = killing.result()
    courier.send_all(stragglers)
    found = {game.match_id: differences(client, game) for game in games}
    differ = {name: lines for name, lines in found.items() if lines}
    print_line(
        f"books: {logs} logs, {courier.counts['events']} events, {courier.counts['dropped']} "
        f"dropped, {kills} workers killed; answers {dict(courier.outcomes)}; by path "
        f"{dict(path_counts(workers))}; {len(differ)} logs differ"
    )
    courier.close()
    assert not differ, "\n".join(
        f"{name}: {line}" for name, each in differ.items() for line in each
    )
    assert Counter(str(each.get("error")) for each in failure_lines(workers)) == Counter()
    assert courier.outcomes.keys() <= {200, 500, LOST}
    assert kills > 0


def random_game(number: int) -> BookGame:
    """Return the random game of a number."""
    chance = random.Random(f"{SEED} {number}")
    stem, innings = chance.choice(INNINGS)
    tier = chance.choice(list(SEATS))
    return BookGame(f"books-{number}", tier, stem, innings, chance.randint(*BALLS))


@pytest.mark.slow
def test_the_log_is_the_fold_of_the_books_whatever_happens_to_their_events(
    firestore_client: Client, book_workers: list[Worker], print_line: PrintLine
) -> None:
    play_with_disturbances(firestore_client, book_workers, LOGS, print_line)


@pytest.mark.slow
def test_three_hundred_matches_in_books_have_no_differences(
    firestore_client: Client, book_workers: list[Worker], print_line: PrintLine
) -> None:
    play_with_disturbances(firestore_client, book_workers, ALL_LOGS, print_line)
