"""Tests events of many matches that arrive late, shuffled, repeated or not at all.

Several workers handle them at once. After one reconcile no document of any match may differ from a
complete rebuild. `CHAOS_LOGS` is the number of random logs; --full plays 300 and every real match.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from google.cloud.firestore import Client

from scrbrd.adapters import paths
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.handlers.catch_up import rebuild
from scrbrd.handlers.limits import LIMITS
from scrbrd.handlers.reconcile import reconcile
from tests.admin.committed_matches import DEMO_LOGS, DEMO_MATCHES, committed_logs
from tests.chaos.comparison import Comparison, comparable_fields, compare, stored_documents
from tests.chaos.conftest import count_from_env
from tests.chaos.couriers import Courier, UnreliableDelivery
from tests.chaos.games import Game, random_game, random_logs, real_game, scorer_commits
from tests.chaos.scorers import Scorer
from tests.chaos.workers import Event, Worker, failure_lines, path_counts

LOGS = count_from_env("CHAOS_LOGS", 2)
ALL_LOGS = max(LOGS, 300)
GAMES_AT_ONCE = 4
LATEST = (0, 3, 20, 10_000)
"""Commits by which a game's events may be late: none, a few, many, until after the last one."""

PrintLine = Callable[[str], None]


@pytest.fixture(autouse=True)
def no_match_is_rebuilt_by_reconcile(monkeypatch: pytest.MonkeyPatch) -> None:
    """Raise the limit from which reconcile rebuilds a match, so that long ones are compared too."""
    monkeypatch.setattr(FirestoreMatchStore, "limits", replace(LIMITS, newer_actions=10_000))


def play(client: Client, courier: Courier, number: int, game: Game) -> list[Event]:
    """Score a game while its events arrive; return the stragglers."""
    chance = random.Random(number)
    scorer, delivery = (
        Scorer(client, game),
        UnreliableDelivery(courier, chance, latest=LATEST[number % len(LATEST)]),
    )
    scorer.write_match()
    for commit in scorer_commits(game, chance):
        delivery.take(scorer.write(commit))
    delivery.finish()
    return delivery.stragglers


def reconcile_and_compare(
    client: Client, game: Game
) -> tuple[Comparison, tuple[str, ...], tuple[str, ...]]:
    """Reconcile a game, compare, reconcile again; return the comparison and what each healed."""
    store = FirestoreMatchStore(client)
    first = reconcile(store, utc_now, game.match_id).healed
    found = compare(client, game)
    return found, first, reconcile(store, utc_now, game.match_id).healed


def rebuild_in_place(client: Client, game: Game) -> list[str]:
    """Delete all derived documents of a game and rebuild it; return the paths that differ."""
    before = stored_documents(client, game.match_id)
    for path in before:
        if path and not path.startswith("lineups/"):
            where = path if "_stats/" in path else f"{paths.match(game.match_id)}/{path}"
            if path == paths.TICKER:
                where = paths.whole_document(game.match_id, path)
            client.document(where).delete()
    Scorer(client, game).write_match()
    rebuild(FirestoreMatchStore(client), utc_now, game.match_id, "from nothing")
    after = stored_documents(client, game.match_id)
    names = sorted({*before, *after})
    return [
        n
        for n in names
        if comparable_fields(before.get(n, {})) != comparable_fields(after.get(n, {}))
    ]


def play_all(
    client: Client,
    courier: Courier,
    workers: list[Worker],
    games: Sequence[Game],
    print_line: PrintLine,
) -> None:
    """Play games with unreliable delivery, reconcile each once, and check that nothing differs."""
    with ThreadPoolExecutor(GAMES_AT_ONCE) as tables:
        stragglers_by_game = tables.map(lambda item: play(client, courier, *item), enumerate(games))
        stragglers = [event for events in stragglers_by_game for event in events]
        random.Random(len(games)).shuffle(stragglers)
        courier.send_all(stragglers)
        results = list(tables.map(lambda game: reconcile_and_compare(client, game), games))
    differ = [each for each, _, _ in results if each.differences]
    print_line(
        f"chaos: {len(games)} logs, {courier.counts['events']} events, "
        f"{courier.counts['dropped']} dropped, {courier.counts['duplicates']} duplicates, "
        f"{courier.outcomes.total()} deliveries, {len(stragglers)} of them long after; "
        f"answers {dict(courier.outcomes)}; by path {dict(path_counts(workers))}; "
        f"reconcile healed {sum(bool(first) for _, first, _ in results)} matches; "
        f"{sum(each.documents for each, _, _ in results)} documents compared, "
        f"{len(differ)} logs differ"
    )
    assert not differ, "\n".join(
        f"{each.match_id}: {line}" for each in differ for line in each.differences[:10]
    )
    assert failure_lines(workers) == []
    assert courier.outcomes.keys() <= {200, 500}
    assert [again for _, _, again in results if again] == [], "a second reconcile found nothing"


@pytest.mark.slow
def test_after_one_reconcile_every_document_equals_a_rebuild(
    firestore_client: Client, workers: list[Worker], courier: Courier, print_line: PrintLine
) -> None:
    games = [random_game(f"random-{i}", log) for i, log in enumerate(random_logs(LOGS))]
    for match in DEMO_MATCHES[:1]:
        games.insert(len(games) // 3, real_game(match, DEMO_LOGS / f"{match}.log"))
    play_all(firestore_client, courier, workers, games, print_line)
    assert [each for each in games[::9] if rebuild_in_place(firestore_client, each)] == []
    assert path_counts(workers).keys() >= {"next", "duplicate", "gap", "refold", "rebuild"}


@pytest.mark.slow
def test_three_hundred_random_logs_and_all_real_matches_have_no_differences(
    firestore_client: Client, workers: list[Worker], courier: Courier, print_line: PrintLine
) -> None:
    games = [random_game(f"random-{i}", log) for i, log in enumerate(random_logs(ALL_LOGS))]
    games += [real_game(path.stem, path) for path in committed_logs()]
    random.Random(0).shuffle(games)
    play_all(firestore_client, courier, workers, games, print_line)


@pytest.mark.slow
def test_the_shared_matches_have_no_differences(
    firestore_client: Client,
    workers: list[Worker],
    courier: Courier,
    shared_matches: Path,
    print_line: PrintLine,
) -> None:
    played = {path.stem for path in committed_logs()}
    files = [path for path in sorted(shared_matches.glob("*.json")) if path.stem not in played]
    assert files
    games = [real_game(path.stem, path) for path in files]
    play_all(firestore_client, courier, workers, games, print_line)
