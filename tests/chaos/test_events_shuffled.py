"""Events late, shuffled, repeated and dropped, of many matches and to several workers at once.

After one reconcile not one document of any match may differ from a rebuild out of nothing.
`CHAOS_LOGS=300` plays so many random logs; --full plays 300, and every real match there is.
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
from tests.admin.committed import DEMO_LOGS, DEMO_MATCHES, committed_logs
from tests.chaos.comparison import Comparison, comparable, compare, stored_documents
from tests.chaos.conftest import count
from tests.chaos.couriers import Courier, Post
from tests.chaos.games import Game, random_game, random_logs, real_game, script
from tests.chaos.scorers import Scorer
from tests.chaos.workers import Event, Worker, failures, paths_taken

LOGS = count("CHAOS_LOGS", 2)
ALL_LOGS = max(LOGS, 300)
GAMES_AT_ONCE = 4
LATEST = (0, 3, 20, 10_000)
"""Commits by which a game's events may be late: none, a few, many, until after the last."""

Say = Callable[[str], None]


@pytest.fixture(autouse=True)
def no_log_is_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reconcile rebuilds a match that is far behind; that would prove nothing of the long ones."""
    monkeypatch.setattr(FirestoreMatchStore, "limits", replace(LIMITS, newer_actions=10_000))


def play(client: Client, courier: Courier, number: int, game: Game) -> list[Event]:
    """Score a game while its events arrive; the stragglers."""
    chance = random.Random(number)
    scorer, post = Scorer(client, game), Post(courier, chance, latest=LATEST[number % len(LATEST)])
    scorer.set_stage()
    for commit in script(game, chance):
        post.take(scorer.write(commit))
    post.finish()
    return post.stragglers


def heal(client: Client, game: Game) -> tuple[Comparison, tuple[str, ...], tuple[str, ...]]:
    """Reconcile a game, compare, reconcile again; what each of the two had to heal."""
    store = FirestoreMatchStore(client)
    first = reconcile(store, utc_now, game.match_id).healed
    found = compare(client, game)
    return found, first, reconcile(store, utc_now, game.match_id).healed


def rebuild_in_place(client: Client, game: Game) -> list[str]:
    """Delete all that was derived of a game and rebuild it; what is not as before."""
    before = stored_documents(client, game.match_id)
    for path in before:
        if path and not path.startswith("lineups/"):
            where = path if "_stats/" in path else f"{paths.match(game.match_id)}/{path}"
            if path == paths.TICKER:
                where = paths.whole_document(game.match_id, path)
            client.document(where).delete()
    Scorer(client, game).set_stage()
    rebuild(FirestoreMatchStore(client), utc_now, game.match_id, "from nothing")
    after = stored_documents(client, game.match_id)
    names = sorted({*before, *after})
    return [n for n in names if comparable(before.get(n, {})) != comparable(after.get(n, {}))]


def play_all(
    client: Client, courier: Courier, workers: list[Worker], games: Sequence[Game], say: Say
) -> None:
    """Play games through the chaos, heal each once, and expect nothing to differ."""
    with ThreadPoolExecutor(GAMES_AT_ONCE) as tables:
        left = tables.map(lambda item: play(client, courier, *item), enumerate(games))
        stragglers = [event for events in left for event in events]
        random.Random(len(games)).shuffle(stragglers)
        courier.send_all(stragglers)
        healed = list(tables.map(lambda game: heal(client, game), games))
    differ = [each for each, _, _ in healed if each.differences]
    say(
        f"chaos: {len(games)} logs, {courier.counts['events']} events, "
        f"{courier.counts['dropped']} dropped, {courier.counts['duplicates']} duplicates, "
        f"{courier.outcomes.total()} deliveries, {len(stragglers)} of them long after; "
        f"answers {dict(courier.outcomes)}; by path {dict(paths_taken(workers))}; "
        f"reconcile healed {sum(bool(first) for _, first, _ in healed)} matches; "
        f"{sum(each.documents for each, _, _ in healed)} documents compared, "
        f"{len(differ)} logs differ"
    )
    assert not differ, "\n".join(
        f"{each.match_id}: {line}" for each in differ for line in each.differences[:10]
    )
    assert failures(workers) == []
    assert courier.outcomes.keys() <= {200, 500}
    assert [again for _, _, again in healed if again] == [], "a second reconcile found nothing"


@pytest.mark.slow
def test_after_one_reconcile_every_document_is_as_if_rebuilt(
    firestore_client: Client, workers: list[Worker], courier: Courier, say: Say
) -> None:
    games = [random_game(f"random-{i}", log) for i, log in enumerate(random_logs(LOGS))]
    for match in DEMO_MATCHES[:1]:
        games.insert(len(games) // 3, real_game(match, DEMO_LOGS / f"{match}.log"))
    play_all(firestore_client, courier, workers, games, say)
    assert [each for each in games[::9] if rebuild_in_place(firestore_client, each)] == []
    assert paths_taken(workers).keys() >= {"next", "duplicate", "gap", "refold", "rebuild"}


@pytest.mark.slow
def test_not_one_of_three_hundred_logs_and_of_the_real_matches_differs(
    firestore_client: Client, workers: list[Worker], courier: Courier, say: Say
) -> None:
    games = [random_game(f"random-{i}", log) for i, log in enumerate(random_logs(ALL_LOGS))]
    games += [real_game(path.stem, path) for path in committed_logs()]
    random.Random(0).shuffle(games)
    play_all(firestore_client, courier, workers, games, say)


@pytest.mark.slow
def test_not_one_of_the_shared_matches_differs(
    firestore_client: Client,
    workers: list[Worker],
    courier: Courier,
    shared_matches: Path,
    say: Say,
) -> None:
    played = {path.stem for path in committed_logs()}
    files = [path for path in sorted(shared_matches.glob("*.json")) if path.stem not in played]
    assert files
    games = [real_game(path.stem, path) for path in files]
    play_all(firestore_client, courier, workers, games, say)
