"""Tests `scrbrd stats table` on a real Firestore."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from google.cloud.firestore import Client

from scrbrd.adapters import paths
from tests.admin.administration import run_failing, run_ok
from tests.admin.committed_matches import DEMO_LOGS
from tests.admin.seasons import RESULTS, SEASON, put_match, put_season

REAL, REAL_SEASON = "1386111", "2023/24"
NOTICE = "Contains information from Cricsheet"


@pytest.fixture
def computed_season(firestore_client: Client) -> Client:
    """Return a client of a database with a season and its computed figures."""
    put_season(firestore_client)
    run_ok("stats", "rebuild", SEASON)
    return firestore_client


def test_a_season_has_a_table_for_each_competition_and_one_for_all_matches(
    computed_season: Client,
) -> None:
    lines = [" ".join(line.split()) for line in run_ok("stats", "table", SEASON).splitlines()]
    column_heads = "Team P W L T D NR Pts NRR Form"
    assert [line for line in lines if line and "─" not in line] == [
        "2026, Knock-out Cup",
        column_heads,
        "1 Lions 2 1 0 1 0 0 5.5 +0.500 W T",
        "2 Tigers 2 0 1 1 0 0 1.5 -0.500 L T",
        "1 match in play, not counted.",
        "2026, league",
        column_heads,
        "1 Tigers 1 1 0 0 0 0 2 +5.000 W",
        "2 Lions 1 0 1 0 0 0 0 -5.000 L",
        "2026, all matches",
        column_heads,
        "1 Lions 3 1 1 1 0 0 5.5 -1.333 L W T",
        "2 Tigers 3 1 1 1 0 0 3.5 +1.333 W L T",
        "1 match in play, not counted.",
    ]
    assert computed_season.project


def test_a_teams_name_is_that_of_its_newest_match_else_its_own_else_its_id(
    computed_season: Client,
) -> None:
    computed_season.document(paths.match("m3")).update({"homeTeamName": "New Lions"})
    for match_id in (*RESULTS, "m4"):
        computed_season.document(paths.match(match_id)).update({"awayTeamName": ""})
    cup = ("stats", "table", SEASON, "--competition", "cup")
    table = run_ok(*cup)
    assert " New Lions " in table
    assert " tigers " in table
    computed_season.document(paths.team("tigers")).set({"name": "Tigers 1st XI"})
    table = run_ok(*cup)
    assert " Tigers 1st XI " in table
    assert "league" not in table
    assert "all matches" not in table


def test_a_table_reports_completed_matches_not_yet_in_the_figures(computed_season: Client) -> None:
    put_match(
        computed_season, "m5", 1, seasonId=SEASON, competitionId="cup", scheduledAt="2026-01-05"
    )
    table = run_ok("stats", "table", SEASON, "--competition", "cup")
    assert "3 completed, 2 in these figures: run `scrbrd stats rebuild 2026`." in table


def test_json_output_has_a_line_for_each_table(computed_season: Client) -> None:
    cup, league, all_matches = [
        json.loads(line) for line in run_ok("stats", "table", SEASON, "--json").splitlines()
    ]
    assert (cup["competitionId"], cup["title"]) == ("cup", "2026, Knock-out Cup")
    assert (cup["inPlay"], cup["completed"], cup["attributions"]) == (1, 2, [])
    first = cup["table"][0]
    assert (first["position"], first["team"], first["points"]) == (1, "Lions", 5.5)
    assert (first["formGuide"], first["netRunRate"]) == (["W", "T"], 0.5)
    assert first["currentStreak"] == {"type": "W", "count": 1}
    assert league["competitionId"] == "league"
    assert all_matches["competitionId"] is None
    assert computed_season.project


def test_a_table_in_html_has_escaped_names(computed_season: Client, tmp_path: Path) -> None:
    computed_season.document(paths.match("m3")).update({"homeTeamName": "<b>Lions</b>"})
    file = tmp_path / "table.html"
    assert run_ok("stats", "table", SEASON, "--html", str(file)) == f"{file}: written\n"
    page = file.read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "<caption>2026, Knock-out Cup</caption>" in page
    assert "&lt;b&gt;Lions&lt;/b&gt;" in page
    assert "<b>" not in page
    assert '<td class="n">+0.500</td>' in page
    assert "<p>1 match in play, not counted.</p>" in page


def test_an_imported_season_with_a_slash_shows_its_attribution(
    firestore_client: Client, tmp_path: Path
) -> None:
    run_ok("import", "cricsheet", str(DEMO_LOGS / f"{REAL}.log"), "--apply")
    assert "1 completed and no figures yet" in run_failing(1, "stats", "table", REAL_SEASON)
    assert "1 matches, 22 players, 2 teams, 24 written" in run_ok("stats", "rebuild", REAL_SEASON)
    assert "0 to look at" in run_ok("stats", "verify", REAL_SEASON)
    table = run_ok("stats", "table", REAL_SEASON)
    assert "2023-24, Big Bash League" in table
    assert "1  Melbourne Renegades  1  1  0  0  0   0    2  +0." in table
    assert table.count(NOTICE) == 1, "once, below both tables"
    file = tmp_path / "table.html"
    run_ok("stats", "table", REAL_SEASON, "--html", str(file))
    assert file.read_text(encoding="utf-8").count(f"<small>{NOTICE}") == 1
    stored = firestore_client.document("team_season_stats/2023-24_melbourne-renegades")
    assert stored.get().exists


def test_a_table_without_a_completed_match_is_refused(firestore_client: Client) -> None:
    put_match(firestore_client, "m4", None, seasonId=SEASON)
    assert "no match of season 2026 is completed" in run_failing(1, "stats", "table", SEASON)


def test_unreadable_figures_are_one_line_with_the_remedy(computed_season: Client) -> None:
    computed_season.document("team_season_stats/2026_lions").update({"points": "many"})
    message = run_failing(1, "stats", "table", SEASON)
    assert "are not whole" in message
    assert "`scrbrd stats rebuild 2026` mends them" in message
    run_ok("stats", "rebuild", SEASON)
    run_ok("stats", "table", SEASON)


@pytest.mark.usefixtures("computed_season")
def test_bad_usage_is_one_line_with_the_remedy() -> None:
    message = run_failing(2, "stats", "table", SEASON, "--competition", "shield")
    assert "season 2026 has no figures of 'shield'; there are cup, league" in message
    assert "give one of them" in run_failing(2, "stats", "table", SEASON, "--json", "--html", "x")
    message = run_failing(2, "stats", "table", SEASON, "--html", "/dev/full")
    assert "/dev/full: cannot be written" in message


def test_a_season_whose_matches_were_deleted_still_shows_its_figures(
    computed_season: Client,
) -> None:
    for snap in computed_season.collection(paths.MATCHES).stream():
        snap.reference.delete()
    assert "0 completed, 2 in these figures" in run_ok("stats", "table", SEASON)
