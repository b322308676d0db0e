"""`scrbrd stats rebuild` and `verify` on a real Firestore."""

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
from tests.admin.administration import done, here, refused
from tests.admin.projected import now
from tests.admin.seasons import SEASON, put_season

STRIKER = "player_season_stats/2026_lions_lions-1_All"


@pytest.fixture
def season(firestore_client: Client) -> Client:
    """A season without figures."""
    put_season(firestore_client)
    return firestore_client


@pytest.fixture
def figured(season: Client) -> Client:
    """A season with its figures."""
    done("stats", "rebuild", SEASON)
    return season


def everything(client: Client) -> dict[str, tuple[Any, Json]]:
    """When each document of the statistics was written, and what it says."""
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
    """The documents without when they were written."""
    return {
        path: {name: value for name, value in document.items() if name != "lastUpdated"}
        for path, (_, document) in documents.items()
    }


def differing(*arguments: str) -> str:
    """Run it, and it finds something: exit code 1 and what it printed."""
    ran = here(*arguments)
    assert (ran.code, ran.err) == (1, ""), ran
    return ran.out


def test_rebuild_makes_the_figures_and_a_second_one_writes_nothing(season: Client) -> None:
    assert "team lions: 3 differences" in differing("stats", "verify", SEASON)
    first = done("stats", "rebuild", SEASON)
    assert "team lions: 3 documents written, 0 deleted\n" in first
    assert first.endswith(
        f"season {SEASON}: 4 matches, 6 players, 2 teams, 8 written, 0 to look at\n"
    )
    before = everything(season)
    assert STRIKER in before
    assert not [path for path, (_, each) in before.items() if each.get("owed")]
    again = done("stats", "rebuild", SEASON)
    assert again == f"season {SEASON}: 4 matches, 6 players, 2 teams, 0 to look at\n"
    assert everything(season) == before
    assert done("stats", "verify", SEASON) == again


def test_figures_and_contributions_that_differ_are_found_and_healed(figured: Client) -> None:
    before = without_times(everything(figured))
    figured.document(STRIKER).update({"batting.runs": 999})
    figured.document("team_match_stats/m2_lions").update({"runsScored": 99})
    figured.document("player_match_stats/m3_tigers-2").delete()
    figured.document("player_h2h_stats/nobody_tigers-3_2026_All").set(
        {"batsmanId": "nobody", "seasonId": SEASON}
    )
    output = differing("stats", "verify", SEASON)
    assert "match m2: 1 differences\n  team_match_stats/m2_lions runsScored: stored 99," in output
    assert "player_match_stats/m3_tigers-2 : stored '(absent)', wanted '(a document)'" in output
    assert f"player lions-1: 1 differences\n  {STRIKER} batting.runs: stored 999, want" in output
    assert "player nobody: 1 differences" in output
    assert "team lions: " in output, "its figures are not those of what is now stored"
    assert "6 to look at" in output

    healed = done("stats", "rebuild", SEASON)
    assert "match m2: rebuilt from 14 actions, 1 differences mended" in healed
    assert "match m1" not in healed, "it was right"
    assert "player nobody: 0 documents written, 1 deleted" in healed
    done("stats", "verify", SEASON)
    after = without_times(everything(figured))
    after.pop("stats_state/player_nobody")
    assert after == before


def test_a_figure_that_differs_is_told_in_json_with_its_field(figured: Client) -> None:
    figured.document(STRIKER).update({"batting.runs": 999})
    lines = [
        json.loads(line) for line in differing("stats", "verify", SEASON, "--json").splitlines()
    ]
    assert len(lines) == 4 + 6 + 2
    (one,) = [line for line in lines if line["differs"]]
    assert one["playerId"] == "lions-1"
    assert one["differences"] == [
        {"document": STRIKER, "field": "batting.runs", "stored": "999", "wanted": "3"}
    ]
    healed = [json.loads(line) for line in done("stats", "rebuild", SEASON, "--json").splitlines()]
    (wrote,) = [line for line in healed if line["wrote"]]
    assert (wrote["playerId"], wrote["written"], wrote["deleted"]) == ("lions-1", 1, 0)


def test_a_match_of_before_there_were_statistics_leaves_them_now(figured: Client) -> None:
    before = without_times(everything(figured))
    for path in before:
        figured.document(path).delete()
    figured.document(paths.live_state("m1")).delete()
    done("stats", "rebuild", SEASON)
    assert without_times(everything(figured)).keys() == before.keys()
    done("stats", "verify", SEASON)


def test_a_match_that_went_to_another_season_leaves_this_one(figured: Client) -> None:
    figured.document(paths.match("m3")).update({"seasonId": "2027"})
    output = differing("stats", "verify", SEASON)
    assert "team_match_stats/m3_lions seasonId: stored '2026', wanted '2027'" in output
    done("stats", "rebuild", SEASON)
    assert done("stats", "verify", SEASON).startswith(f"season {SEASON}: 3 matches,")
    done("stats", "verify", "2027")


def test_what_a_match_contributed_whose_log_is_gone_is_told_and_taken_away(
    figured: Client,
) -> None:
    figured.document("team_match_stats/gone_lions").set(
        {"matchId": "gone", "teamId": "lions", "seasonId": SEASON}
    )
    output = differing("stats", "verify", SEASON)
    assert "match gone: 1 differences" in output
    assert "team lions: failed: what match gone contributed is not whole (KeyError(" in output
    rebuilt = done("stats", "rebuild", SEASON)
    assert "match gone: rebuilt from 0 actions, 1 differences mended" in rebuilt
    assert not figured.document("team_match_stats/gone_lions").get().exists
    done("stats", "verify", SEASON)


def test_other_table_rules_are_other_points(figured: Client) -> None:
    figured.document(paths.competition("cup")).update({"tableRules.win": 6})
    assert "2026_lions_cup points: stored 5.5, wanted 7.5" in differing("stats", "verify", SEASON)
    assert "team lions: 2 documents written" in done("stats", "rebuild", SEASON)
    done("stats", "verify", SEASON)


def test_an_error_of_one_team_leaves_the_others_their_turn(season: Client) -> None:
    season.document("team_match_stats/old_lions").set(
        {"matchId": "old", "teamId": "lions", "seasonId": "2025"}
    )
    output = differing("stats", "rebuild", SEASON)
    assert "team lions: failed: what match old contributed is not whole (KeyError(" in output
    assert "team tigers: 3 documents written, 0 deleted" in output
    assert "6 players, 2 teams, 7 written, 1 to look at" in output


def test_a_match_that_an_import_holds_is_left_to_it(figured: Client) -> None:
    figured.document("team_match_stats/m2_lions").update({"runsScored": 99})
    FirestoreMatchStore(figured).hold("m2", now() + timedelta(hours=1))
    assert "match m2: held by an import" in differing("stats", "rebuild", SEASON)


@pytest.mark.parametrize("verb", ["rebuild", "verify", "table"])
def test_a_season_that_is_not_there_names_those_that_are(season: Client, verb: str) -> None:
    season.document("matches/m9").set({"seasonId": "2024/25"})
    season.document("matches/m10").set({"seasonId": None})
    complaint = refused(2, "stats", verb, "2031")
    assert "no match is of season '2031'; there are 2024/25, 2026" in complaint


@pytest.mark.usefixtures("firestore_client")
def test_a_project_without_a_match_has_no_season() -> None:
    assert "no match names any" in refused(2, "stats", "verify", SEASON)


def test_documents_under_ids_of_before_are_deleted_by_a_rebuild(figured: Client) -> None:
    before = without_times(everything(figured))
    striker = figured.document(STRIKER).get().to_dict() or {}
    for name, person in (("lions%5F1_All", "lions-1"), ("a%2Fb_All", "a/b")):
        former = figured.document(f"player_season_stats/2026_lions_{name}")
        former.set(striker | {"personId": person})
    contribution = figured.document("player_match_stats/m1_lions-1").get().to_dict() or {}
    figured.document("player_match_stats/m1_a%2Fb").set(contribution | {"personId": "a/b"})
    assert "player_match_stats/m1_a%2Fb" in differing("stats", "verify", SEASON)
    done("stats", "rebuild", SEASON)
    after = without_times(everything(figured))
    assert after.pop(f"stats_state/player_{as_id('a/b')}") == {"owed": {}}
    assert after == before
    assert "0 to look at" in done("stats", "verify", SEASON)


def test_bad_table_rules_are_shown_below_the_table(figured: Client) -> None:
    figured.document(paths.competition("cup")).update({"tableRules": "two points"})
    done("stats", "rebuild", SEASON)
    table = done("stats", "table", SEASON, "--competition", "cup")
    assert "No points by rules that cannot be read: competition cup: tableRules" in table
