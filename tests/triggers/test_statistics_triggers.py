"""The triggers on contributions, called with CloudEvents against a real Firestore emulator; and
many matches of the same players that finish at once."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import functions_framework
import pytest
from google.cloud.firestore import Client

from scrbrd.adapters import paths, runtime
from scrbrd.adapters.stats_store import FirestoreStatsStore
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.handlers.catch_up import catch_up
from scrbrd.handlers.statistics import PLAYER, Subject, figures_of
from tests.fakes.small_match import over
from tests.triggers.cloud_events import written

MAIN = Path(__file__).resolve().parents[2] / "functions" / "main.py"
TARGETS = {
    paths.PLAYER_MATCH_STATS: "on_player_contribution_written",
    paths.TEAM_MATCH_STATS: "on_team_contribution_written",
}
SIDE = 11
MATCHES = 6
Json = dict[str, Any]


@pytest.fixture
def apps(firestore_client: Client) -> Iterator[dict[str, Any]]:
    """The deployed functions behind functions-framework, on this test's project."""
    assert firestore_client.project
    runtime.forget()
    yield {
        collection: functions_framework.create_app(target, str(MAIN), "cloudevent")
        for collection, target in TARGETS.items()
    }
    runtime.forget()


def put_match(client: Client, match_id: str, number: int) -> None:
    """A match of an over a side, with elevens, its log written and nothing caught up."""
    document = {
        "homeTeamId": "lions",
        "awayTeamId": "tigers",
        "homeTeamName": "Lions",
        "awayTeamName": "Tigers",
        "format": "T20",
        "conditions": {"oversPerInnings": 1},
        "status": "scheduled",
        "seasonId": "2026",
        "scheduledAt": f"2026-05-{number:02d}",
    }
    batch = client.batch()
    batch.set(client.document(paths.match(match_id)), document)
    for team in ("lions", "tigers"):
        for each in range(1, SIDE + 1):
            player = f"{team}-{each}"
            lineup = {"teamId": team, "playerId": player, "role": "playing_xi"}
            batch.set(client.document(paths.lineup(match_id, team, player)), lineup)
    for key, action in (over(1) | over(2)).items():
        batch.set(
            client.document(paths.scoring_action(match_id, key)), action | {"matchId": match_id}
        )
    batch.commit()


def contributions(client: Client) -> list[Any]:
    return [snap for name in TARGETS for snap in client.collection(name).stream()]


def deliver(apps: dict[str, Any], project: str, snap: Any, old: Any = None) -> int:
    """Send the event of a contribution; the function's HTTP status."""
    path = (snap or old).reference.path
    headers, body = written(project, path, snap, old)
    app = apps[path.partition("/")[0]]
    status: int = app.test_client().post("/", data=body, headers=headers).status_code
    return status


def figures(client: Client) -> dict[str, Json]:
    names = (paths.PLAYER_SEASON_STATS, paths.PLAYER_H2H_STATS, paths.TEAM_SEASON_STATS)
    return {
        snap.reference.path: {k: v for k, v in (snap.to_dict() or {}).items() if k != "lastUpdated"}
        for name in names
        for snap in client.collection(name).stream()
    }


def from_nothing(client: Client) -> dict[str, Json]:
    """All figures computed from the contributions that are stored."""
    store = FirestoreStatsStore(client)
    found: dict[str, Json] = {}
    subjects = {
        Subject("player", doc["personId"]) if "personId" in doc else Subject("team", doc["teamId"])
        for doc in (snap.to_dict() for snap in contributions(client))
    }
    for subject in subjects:
        found |= figures_of(subject, store.read_contributions(subject), {})
    return found


def finish(client: Client, number: int) -> None:
    match_id = f"m{number}"
    put_match(client, match_id, number)
    catch_up(FirestoreMatchStore(client), runtime.utc_now, match_id)


def test_a_match_that_ends_makes_the_figures_of_its_players_and_teams(
    apps: dict[str, Any], firestore_client: Client
) -> None:
    finish(firestore_client, 1)
    snaps = contributions(firestore_client)
    assert len(snaps) == 2 * SIDE + 2
    assert {deliver(apps, firestore_client.project, snap) for snap in snaps} == {200}
    stored = figures(firestore_client)
    assert stored == from_nothing(firestore_client)
    lions = [
        document
        for key, document in stored.items()
        if key.startswith("player_season_stats/2026_lions") and key.endswith("_T20")
    ]
    assert [len(lions), sum(each["matchesPlayed"] for each in lions)] == [SIDE, SIDE]
    assert sum(each["batting"]["runs"] for each in lions) == 14
    team = stored["team_season_stats/2026_lions"]
    assert (team["ties"], team["points"], team["netRunRate"]) == (1, 1, 0.0)
    assert not list(FirestoreStatsStore(firestore_client).owed())
    archive = firestore_client.collection("matches/m1/archive").stream()
    assert sorted(snap.id for snap in archive) == ["highlights", "replay_1", "summary"]


def test_an_undone_end_takes_the_match_out_of_all_figures(
    apps: dict[str, Any], firestore_client: Client
) -> None:
    for number in (1, 2):
        finish(firestore_client, number)
    for snap in contributions(firestore_client):
        deliver(apps, firestore_client.project, snap)
    gone = [snap for snap in contributions(firestore_client) if snap.id.startswith("m2_")]
    last = firestore_client.document(paths.scoring_action("m2", "2_7"))
    last.update({"isVoided": True})
    store = FirestoreMatchStore(firestore_client)
    catch_up(store, runtime.utc_now, "m2", store.read_actions("m2", ["2_7"]))
    assert not list(firestore_client.collection("matches/m2/archive").stream())
    assert len(list(FirestoreStatsStore(firestore_client).owed())) == len(gone)
    for snap in gone:
        assert deliver(apps, firestore_client.project, None, snap) == 200
    assert not list(FirestoreStatsStore(firestore_client).owed())
    stored = figures(firestore_client)
    assert stored == from_nothing(firestore_client)
    assert stored["team_season_stats/2026_lions"]["matchesPlayed"] == 1


def test_matches_of_the_same_players_that_finish_at_once_do_not_contend_to_failure(
    apps: dict[str, Any], firestore_client: Client
) -> None:
    with ThreadPoolExecutor(max_workers=8) as workers:
        list(workers.map(lambda n: finish(firestore_client, n), range(1, MATCHES + 1)))
        events = [*contributions(firestore_client)] * 2
        random.Random(5).shuffle(events)
        answers = workers.map(lambda snap: deliver(apps, firestore_client.project, snap), events)
        assert set(answers) == {200}
    stored = figures(firestore_client)
    assert stored == from_nothing(firestore_client)
    assert stored["player_season_stats/2026_lions_lions-1_T20"]["matchesPlayed"] == MATCHES
    assert len(events) == 2 * MATCHES * (2 * SIDE + 2)
    assert Subject(PLAYER, "lions-1").name == "player_lions-1"
    assert not list(FirestoreStatsStore(firestore_client).owed())
