"""Tests the triggers on contributions, called with CloudEvents against the Firestore emulator, also
for many matches of the same players that finish at once."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import functions_framework
import pytest
from google.cloud.firestore import DELETE_FIELD, Client, GeoPoint

from scrbrd.adapters import paths, runtime
from scrbrd.adapters.stats_store import FirestoreStatsStore
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.handlers.catch_up import catch_up, rebuild
from scrbrd.handlers.statistics import PLAYER, Subject, figures_of
from scrbrd.handlers.verify import verify
from tests.fakes.small_match import one_over
from tests.triggers.cloud_events import written_event

MAIN = Path(__file__).resolve().parents[2] / "functions" / "main.py"
TARGETS = {
    paths.PLAYER_MATCH_STATS: "on_player_contribution_written",
    paths.TEAM_MATCH_STATS: "on_team_contribution_written",
}
SIDE = 11
MATCHES = 6


@pytest.fixture
def apps(firestore_client: Client) -> Iterator[dict[str, Any]]:
    """Return the deployed functions behind functions-framework, on this test's project."""
    assert firestore_client.project
    runtime.reset()
    yield {
        collection: functions_framework.create_app(target, str(MAIN), "cloudevent")
        for collection, target in TARGETS.items()
    }
    runtime.reset()


def put_match(client: Client, match_id: str, number: int, **fields: Any) -> None:
    """Write a match of one over a side, with elevens and its log, but nothing projected."""
    document = fields | {
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
    for key, action in (one_over(1) | one_over(2)).items():
        batch.set(
            client.document(paths.scoring_action(match_id, key)), action | {"matchId": match_id}
        )
    batch.commit()


def contributions(client: Client) -> list[Any]:
    return [snap for name in TARGETS for snap in client.collection(name).stream()]


def deliver(apps: dict[str, Any], project: str, snap: Any, old: Any = None) -> int:
    """Send the event of a contribution; return the function's HTTP status."""
    path = (snap or old).reference.path
    headers, body = written_event(project, path, snap, old)
    app = apps[path.partition("/")[0]]
    status: int = app.test_client().post("/", data=body, headers=headers).status_code
    return status


def figures(client: Client) -> dict[str, Any]:
    names = (paths.PLAYER_SEASON_STATS, paths.PLAYER_H2H_STATS, paths.TEAM_SEASON_STATS)
    return {
        snap.reference.path: {k: v for k, v in (snap.to_dict() or {}).items() if k != "lastUpdated"}
        for name in names
        for snap in client.collection(name).stream()
    }


def computed_figures(client: Client) -> dict[str, Any]:
    """Return all figures, computed from the stored contributions."""
    store = FirestoreStatsStore(client)
    found: dict[str, Any] = {}
    subjects = {
        Subject("player", doc["personId"]) if "personId" in doc else Subject("team", doc["teamId"])
        for doc in (snap.to_dict() for snap in contributions(client))
    }
    for subject in subjects:
        found |= figures_of(subject, store.read_contributions(subject), {})
    return found


def complete_match(client: Client, number: int, **fields: Any) -> None:
    match_id = f"m{number}"
    put_match(client, match_id, number, **fields)
    catch_up(FirestoreMatchStore(client), runtime.utc_now, match_id)


def test_a_completed_match_creates_the_figures_of_its_players_and_teams(
    apps: dict[str, Any], firestore_client: Client
) -> None:
    complete_match(firestore_client, 1)
    snaps = contributions(firestore_client)
    assert len(snaps) == 2 * SIDE + 2
    assert {deliver(apps, firestore_client.project, snap) for snap in snaps} == {200}
    stored = figures(firestore_client)
    assert stored == computed_figures(firestore_client)
    lions = [
        document
        for key, document in stored.items()
        if key.startswith("player_season_stats/2026_lions") and key.endswith("_T20")
    ]
    assert [len(lions), sum(each["matchesPlayed"] for each in lions)] == [SIDE, SIDE]
    assert sum(each["batting"]["runs"] for each in lions) == 14
    team = stored["team_season_stats/2026_lions"]
    assert (team["ties"], team["points"], team["netRunRate"]) == (1, 1, 0.0)
    assert not list(FirestoreStatsStore(firestore_client).read_owed())
    archive = firestore_client.collection("matches/m1/archive").stream()
    assert sorted(snap.id for snap in archive) == ["highlights", "replay_1", "summary"]


def test_voiding_the_end_removes_the_match_from_all_figures(
    apps: dict[str, Any], firestore_client: Client
) -> None:
    for number in (1, 2):
        complete_match(firestore_client, number)
    for snap in contributions(firestore_client):
        deliver(apps, firestore_client.project, snap)
    removed = [snap for snap in contributions(firestore_client) if snap.id.startswith("m2_")]
    last = firestore_client.document(paths.scoring_action("m2", "2_7"))
    last.update({"isVoided": True})
    store = FirestoreMatchStore(firestore_client)
    catch_up(store, runtime.utc_now, "m2", store.read_actions("m2", ["2_7"]))
    assert not list(firestore_client.collection("matches/m2/archive").stream())
    assert len(list(FirestoreStatsStore(firestore_client).read_owed())) == len(removed)
    for snap in removed:
        assert deliver(apps, firestore_client.project, None, snap) == 200
    assert not list(FirestoreStatsStore(firestore_client).read_owed())
    stored = figures(firestore_client)
    assert stored == computed_figures(firestore_client)
    assert stored["team_season_stats/2026_lions"]["matchesPlayed"] == 1


def test_simultaneous_matches_of_the_same_players_do_not_fail_by_contention(
    apps: dict[str, Any], firestore_client: Client
) -> None:
    with ThreadPoolExecutor(max_workers=8) as workers:
        list(workers.map(lambda n: complete_match(firestore_client, n), range(1, MATCHES + 1)))
        events = [*contributions(firestore_client)] * 2
        random.Random(5).shuffle(events)
        statuses = workers.map(lambda snap: deliver(apps, firestore_client.project, snap), events)
        assert set(statuses) == {200}
    stored = figures(firestore_client)
    assert stored == computed_figures(firestore_client)
    assert stored["player_season_stats/2026_lions_lions-1_T20"]["matchesPlayed"] == MATCHES
    assert len(events) == 2 * MATCHES * (2 * SIDE + 2)
    assert Subject(PLAYER, "lions-1").name == "player_lions-1"
    assert not list(FirestoreStatsStore(firestore_client).read_owed())


ODD_IDS = ("__name__", "__x__", ".", "\N{MATHEMATICAL SCRIPT CAPITAL A}" * 200)


def replace_ids(document: Any, names: dict[str, str]) -> Any:
    return {k: names.get(v, v) if isinstance(v, str) else v for k, v in document.items()}


def test_players_and_a_match_with_odd_ids_get_archive_and_figures(
    apps: dict[str, Any], firestore_client: Client
) -> None:
    match_id = "spiel-münchen"
    put_match(firestore_client, match_id, 1)
    names = dict(zip(("lions-1", "lions-2", "tigers-3", "tigers-1"), ODD_IDS, strict=True))
    for key, action in (one_over(1) | one_over(2)).items():
        document = replace_ids(action, names) | {"matchId": match_id}
        firestore_client.document(paths.scoring_action(match_id, key)).set(document)
    catch_up(FirestoreMatchStore(firestore_client), runtime.utc_now, match_id)
    snaps = contributions(firestore_client)
    assert len(snaps) == 2 * SIDE + 2 + len(ODD_IDS), "lineups, and who acted without one"
    assert {deliver(apps, firestore_client.project, snap) for snap in snaps} == {200}
    assert figures(firestore_client) == computed_figures(firestore_client)
    assert not list(FirestoreStatsStore(firestore_client).read_owed())
    assert firestore_client.document(f"matches/{match_id}/archive/summary").get().exists


@pytest.mark.parametrize("rules", ["two points", {"win": {"a": [1]}}, {"tie": b"1"}], ids=repr)
def test_teams_with_unreadable_table_rules_get_figures_without_points(
    apps: dict[str, Any], firestore_client: Client, rules: Any
) -> None:
    firestore_client.document("competitions/cup").set({"tableRules": rules})
    complete_match(firestore_client, 1, competitionId="cup")
    snaps = contributions(firestore_client)
    assert {deliver(apps, firestore_client.project, snap) for snap in snaps} == {200}
    team = figures(firestore_client)["team_season_stats/2026_lions_cup"]
    assert (team["ties"], team["points"]) == (1, 0)
    assert "competition cup: tableRules" in team["tableRulesProblem"]


def test_competitions_with_invalid_ids_have_no_rules(
    firestore_client: Client,
) -> None:
    names = [".", "..", "__x__", "a/b", "", "x" * 2_000, "\ud800", "Big Bash League", "cup"]
    firestore_client.document("competitions/Big Bash League").set({"tableRules": {"win": 3}})
    found = FirestoreStatsStore(firestore_client).read_rules(names)
    assert {name: rules is not None for name, rules in found.items()} == {
        "Big Bash League": True,
        "cup": False,
    }


def test_a_document_that_is_not_a_contribution_is_acknowledged(
    apps: dict[str, Any], firestore_client: Client
) -> None:
    for fields in ({"personId": 7}, {"personId": "p"}, {"personId": "p", "matchId": "m1"}):
        ref = firestore_client.document("player_match_stats/foreign")
        ref.set(fields)
        assert deliver(apps, firestore_client.project, ref.get()) == 200


def test_a_rebuild_deletes_a_foreign_document_in_the_archive(
    firestore_client: Client,
) -> None:
    complete_match(firestore_client, 1)
    ref = firestore_client.document("matches/m1/archive/foreign")
    ref.set({"at": runtime.utc_now(), "where": GeoPoint(1, 2), "ref": ref, "raw": b"1"})
    store = FirestoreMatchStore(firestore_client)
    assert [each.document for each in verify(store, runtime.utc_now, "m1")] == ["archive/foreign"]
    rebuild(store, runtime.utc_now, "m1", "a foreign document")
    assert not ref.get().exists
    assert verify(store, runtime.utc_now, "m1") == []


def test_an_acceptance_and_its_withdrawal_change_the_other_sides_figures(
    apps: dict[str, Any], firestore_client: Client
) -> None:
    project = firestore_client.project
    on_match = functions_framework.create_app("on_match_written", str(MAIN), "cloudevent")
    match = firestore_client.document(paths.match("m1"))

    def change(**fields: Any) -> int:
        """Change the match and run its trigger and those of the changed contributions."""
        before = {snap.reference.path: snap for snap in contributions(firestore_client)}
        old = match.get()
        match.update(fields)
        headers, body = written_event(project, paths.match("m1"), match.get(), old)
        assert on_match.test_client().post("/", data=body, headers=headers).status_code == 200
        after = {snap.reference.path: snap for snap in contributions(firestore_client)}
        for path in before.keys() | after.keys():
            assert deliver(apps, project, after.get(path), before.get(path)) == 200
        assert not list(FirestoreStatsStore(firestore_client).read_owed())
        assert figures(firestore_client) == computed_figures(firestore_client)
        return sum("_tigers" in path for path in figures(firestore_client))

    complete_match(firestore_client, 1, createdBy="coach", competitionId="cup")
    assert len(contributions(firestore_client)) == SIDE + 1
    assert change(acceptedBy="other", acceptedAt=runtime.utc_now()) > SIDE
    assert "team_season_stats/2026_tigers_cup" not in figures(firestore_client)
    change(countsFor="cup")
    assert figures(firestore_client)["team_season_stats/2026_tigers_cup"]["matchesPlayed"] == 1
    assert change(acceptedBy=DELETE_FIELD, acceptedAt=DELETE_FIELD) == 0
    assert figures(firestore_client)["team_season_stats/2026_lions_cup"]["matchesPlayed"] == 1
