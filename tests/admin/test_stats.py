"""Tests `scrbrd stats rebuild` and `verify` on a real Firestore."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from google.cloud.firestore import Client

from scrbrd.adapters import paths
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.identifiers import as_id
from scrbrd.domain.json_types import Json
from tests.admin.administration import run_failing, run_in_process, run_ok
from tests.admin.projected_match import now
from tests.admin.seasons import SEASON, put_season

STRIKER = "player_season_stats/2026_lions_lions-1_All"


@pytest.fixture
def season(firestore_client: Client) -> Client:
    """Return a client of a database with a season without computed figures."""
    put_season(firestore_client)
    return firestore_client


@pytest.fixture
def computed_season(season: Client) -> Client:
    """Return a client of a database with a season and its computed figures."""
    run_ok("stats", "rebuild", SEASON)
    return season


def statistics_documents(client: Client) -> dict[str, tuple[Any, Json]]:
    """Return write time and fields of each document of the statistics, by path."""
    collections = (
        paths.PLAYER_MATCH_STATS,
        paths.TEAM_MATCH_STATS,
        paths.PLAYER_SEASON_STATS,
        paths.PLAYER_H2H_STATS,
        paths.TEAM_SEASON_STATS,
        paths.STATS_STATE,
    )
    snaps = [snap for name in collections for snap in client.collection(name).stream()]
    return {snap.reference.path: (snap.update_time, snap.to_dict() or {}) for snap in snaps}


def without_times(documents: Mapping[str, tuple[Any, Json]]) -> dict[str, Json]:
    """Return the documents' fields without the times of their writes."""
    return {
        path: {name: value for name, value in document.items() if name != "lastUpdated"}
        for path, (_, document) in documents.items()
    }


def run_with_findings(*arguments: str) -> str:
    """Run a command that must find something, with exit code 1; return its output."""
    result = run_in_process(*arguments)
    assert (result.code, result.err) == (1, ""), result
    return result.out


def test_a_rebuild_computes_the_figures_and_a_second_one_writes_nothing(season: Client) -> None:
    assert "team lions: 3 differences" in run_with_findings("stats", "verify", SEASON)
    first = run_ok("stats", "rebuild", SEASON)
    assert "team lions: 3 documents written, 0 deleted\n" in first
    assert first.endswith(
        f"season {SEASON}: 4 matches, 6 players, 2 teams, 8 written, 0 to look at\n"
    )
    before = statistics_documents(season)
    assert STRIKER in before
    assert not [path for path, (_, each) in before.items() if each.get("owed")]
    second_output = run_ok("stats", "rebuild", SEASON)
    assert second_output == f"season {SEASON}: 4 matches, 6 players, 2 teams, 0 to look at\n"
    assert statistics_documents(season) == before
    assert run_ok("stats", "verify", SEASON) == second_output


def test_wrong_figures_and_contributions_are_found_and_rebuilt(
    computed_season: Client,
) -> None:
    before = without_times(statistics_documents(computed_season))
    computed_season.document(STRIKER).update({"batting.runs": 999})
    computed_season.document("team_match_stats/m2_lions").update({"runsScored": 99})
    computed_season.document("player_match_stats/m3_tigers-2").delete()
    computed_season.document("player_h2h_stats/nobody_tigers-3_2026_All").set(
        {"batsmanId": "nobody", "seasonId": SEASON}
    )
    output = run_with_findings("stats", "verify", SEASON)
    assert "match m2: 1 differences\n  team_match_stats/m2_lions runsScored: stored 99," in output
    assert "player_match_stats/m3_tigers-2 : stored '(absent)', wanted '(a document)'" in output
    assert f"player lions-1: 1 differences\n  {STRIKER} batting.runs: stored 999, want" in output
    assert "player nobody: 1 differences" in output
    assert "team lions: " in output, "its figures are not those of what is now stored"
    assert "6 to look at" in output

    rebuilt = run_ok("stats", "rebuild", SEASON)
    assert "match m2: rebuilt from 14 actions, 1 differences mended" in rebuilt
    assert "match m1" not in rebuilt, "it was right"
    assert "player nobody: 0 documents written, 1 deleted" in rebuilt
    run_ok("stats", "verify", SEASON)
    after = without_times(statistics_documents(computed_season))
    after.pop("stats_state/player_nobody")
    assert after == before


def test_a_wrong_figure_is_listed_in_json_with_its_field(computed_season: Client) -> None:
    computed_season.document(STRIKER).update({"batting.runs": 999})
    lines = [
        json.loads(line)
        for line in run_with_findings("stats", "verify", SEASON, "--json").splitlines()
    ]
    assert len(lines) == 4 + 6 + 2
    (difference_line,) = [line for line in lines if line["differs"]]
    assert difference_line["playerId"] == "lions-1"
    assert difference_line["differences"] == [
        {"document": STRIKER, "field": "batting.runs", "stored": "999", "wanted": "3"}
    ]
    rebuilt = [
        json.loads(line) for line in run_ok("stats", "rebuild", SEASON, "--json").splitlines()
    ]
    (written_line,) = [line for line in rebuilt if line["wrote"]]
    assert (written_line["playerId"], written_line["written"], written_line["deleted"]) == (
        "lions-1",
        1,
        0,
    )


def test_statistics_of_a_match_that_never_had_any_are_created(computed_season: Client) -> None:
    before = without_times(statistics_documents(computed_season))
    for path in before:
        computed_season.document(path).delete()
    computed_season.document(paths.live_state("m1")).delete()
    run_ok("stats", "rebuild", SEASON)
    assert without_times(statistics_documents(computed_season)).keys() == before.keys()
    run_ok("stats", "verify", SEASON)


def test_a_match_moved_to_another_season_is_removed_from_this_one(computed_season: Client) -> None:
    computed_season.document(paths.match("m3")).update({"seasonId": "2027"})
    output = run_with_findings("stats", "verify", SEASON)
    assert "team_match_stats/m3_lions seasonId: stored '2026', wanted '2027'" in output
    run_ok("stats", "rebuild", SEASON)
    assert run_ok("stats", "verify", SEASON).startswith(f"season {SEASON}: 3 matches,")
    run_ok("stats", "verify", "2027")


def test_contributions_of_a_match_without_a_log_are_reported_and_deleted(
    computed_season: Client,
) -> None:
    computed_season.document("team_match_stats/gone_lions").set(
        {"matchId": "gone", "teamId": "lions", "seasonId": SEASON}
    )
    output = run_with_findings("stats", "verify", SEASON)
    assert "match gone: 1 differences" in output
    assert "team lions: failed: what match gone contributed is not whole (KeyError(" in output
    rebuilt = run_ok("stats", "rebuild", SEASON)
    assert "match gone: rebuilt from 0 actions, 1 differences mended" in rebuilt
    assert not computed_season.document("team_match_stats/gone_lions").get().exists
    run_ok("stats", "verify", SEASON)


def test_changed_table_rules_change_the_points(computed_season: Client) -> None:
    computed_season.document(paths.competition("cup")).update({"tableRules.win": 6})
    assert "2026_lions_cup points: stored 5.5, wanted 7.5" in run_with_findings(
        "stats", "verify", SEASON
    )
    assert "team lions: 2 documents written" in run_ok("stats", "rebuild", SEASON)
    run_ok("stats", "verify", SEASON)


def test_an_error_for_one_team_does_not_stop_the_others(season: Client) -> None:
    season.document("team_match_stats/old_lions").set(
        {"matchId": "old", "teamId": "lions", "seasonId": "2025"}
    )
    output = run_with_findings("stats", "rebuild", SEASON)
    assert "team lions: failed: what match old contributed is not whole (KeyError(" in output
    assert "team tigers: 3 documents written, 0 deleted" in output
    assert "6 players, 2 teams, 7 written, 1 to look at" in output


def test_a_match_held_by_an_import_is_not_rebuilt(computed_season: Client) -> None:
    computed_season.document("team_match_stats/m2_lions").update({"runsScored": 99})
    FirestoreMatchStore(computed_season).hold("m2", now() + timedelta(hours=1))
    assert "match m2: held by an import" in run_with_findings("stats", "rebuild", SEASON)


@pytest.mark.parametrize("verb", ["rebuild", "verify", "table"])
def test_an_unknown_season_is_refused_with_the_list_of_seasons(season: Client, verb: str) -> None:
    season.document("matches/m9").set({"seasonId": "2024/25"})
    season.document("matches/m10").set({"seasonId": None})
    message = run_failing(2, "stats", verb, "2031")
    assert "no match is of season '2031'; there are 2024/25, 2026" in message


@pytest.mark.usefixtures("firestore_client")
def test_a_project_without_a_match_has_no_season() -> None:
    assert "no match names any" in run_failing(2, "stats", "verify", SEASON)


def test_documents_under_old_ids_are_deleted_by_a_rebuild(computed_season: Client) -> None:
    before = without_times(statistics_documents(computed_season))
    striker = computed_season.document(STRIKER).get().to_dict() or {}
    for name, person in (("lions%5F1_All", "lions-1"), ("a%2Fb_All", "a/b")):
        old_document = computed_season.document(f"player_season_stats/2026_lions_{name}")
        old_document.set(striker | {"personId": person})
    contribution = computed_season.document("player_match_stats/m1_lions-1").get().to_dict() or {}
    computed_season.document("player_match_stats/m1_a%2Fb").set(contribution | {"personId": "a/b"})
    assert "player_match_stats/m1_a%2Fb" in run_with_findings("stats", "verify", SEASON)
    run_ok("stats", "rebuild", SEASON)
    after = without_times(statistics_documents(computed_season))
    assert after.pop(f"stats_state/player_{as_id('a/b')}") == {"owed": {}}
    assert after == before
    assert "0 to look at" in run_ok("stats", "verify", SEASON)


def test_invalid_table_rules_are_reported_below_the_table(computed_season: Client) -> None:
    computed_season.document(paths.competition("cup")).update({"tableRules": "two points"})
    run_ok("stats", "rebuild", SEASON)
    table = run_ok("stats", "table", SEASON, "--competition", "cup")
    assert "No points by rules that cannot be read: competition cup: tableRules" in table
