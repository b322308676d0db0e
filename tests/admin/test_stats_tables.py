"""`scrbrd stats table` on a real Firestore."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from google.cloud.firestore import Client

from scrbrd.adapters import paths
from tests.admin.administration import done, refused
from tests.admin.committed import DEMO_LOGS
from tests.admin.seasons import RESULTS, SEASON, put_match, put_season

REAL, REAL_SEASON = "1386111", "2023/24"
NOTICE = "Contains information from Cricsheet"


@pytest.fixture
def figured(firestore_client: Client) -> Client:
    """A season with its figures."""
    put_season(firestore_client)
    done("stats", "rebuild", SEASON)
    return firestore_client


def test_the_tables_of_a_season_one_for_each_competition_and_one_for_all(figured: Client) -> None:
    lines = [" ".join(line.split()) for line in done("stats", "table", SEASON).splitlines()]
    heads = "Team P W L T D NR Pts NRR Form"
    assert [line for line in lines if line and "─" not in line] == [
        "2026, Knock-out Cup",
        heads,
        "1 Lions 2 1 0 1 0 0 5.5 +0.500 W T",
        "2 Tigers 2 0 1 1 0 0 1.5 -0.500 L T",
        "1 match in play, not counted.",
        "2026, league",
        heads,
        "1 Tigers 1 1 0 0 0 0 2 +5.000 W",
        "2 Lions 1 0 1 0 0 0 0 -5.000 L",
        "2026, all matches",
        heads,
        "1 Lions 3 1 1 1 0 0 5.5 -1.333 L W T",
        "2 Tigers 3 1 1 1 0 0 3.5 +1.333 W L T",
        "1 match in play, not counted.",
    ]
    assert figured.project


def test_a_team_has_the_name_of_its_newest_match_or_its_own_or_its_id(figured: Client) -> None:
    figured.document(paths.match("m3")).update({"homeTeamName": "New Lions"})
    for match_id in (*RESULTS, "m4"):
        figured.document(paths.match(match_id)).update({"awayTeamName": ""})
    cup = ("stats", "table", SEASON, "--competition", "cup")
    table = done(*cup)
    assert " New Lions " in table
    assert " tigers " in table
    figured.document(paths.team("tigers")).set({"name": "Tigers 1st XI"})
    table = done(*cup)
    assert " Tigers 1st XI " in table
    assert "league" not in table
    assert "all matches" not in table


def test_a_table_says_what_it_does_not_count_yet(figured: Client) -> None:
    put_match(figured, "m5", 1, seasonId=SEASON, competitionId="cup", scheduledAt="2026-01-05")
    table = done("stats", "table", SEASON, "--competition", "cup")
    assert "3 completed, 2 in these figures: run `scrbrd stats rebuild 2026`." in table


def test_a_table_in_json_is_a_line_for_each(figured: Client) -> None:
    cup, league, whole = [
        json.loads(line) for line in done("stats", "table", SEASON, "--json").splitlines()
    ]
    assert (cup["competitionId"], cup["title"]) == ("cup", "2026, Knock-out Cup")
    assert (cup["inPlay"], cup["completed"], cup["attributions"]) == (1, 2, [])
    first = cup["table"][0]
    assert (first["position"], first["team"], first["points"]) == (1, "Lions", 5.5)
    assert (first["formGuide"], first["netRunRate"]) == (["W", "T"], 0.5)
    assert first["currentStreak"] == {"type": "W", "count": 1}
    assert league["competitionId"] == "league"
    assert whole["competitionId"] is None
    assert figured.project


def test_a_table_in_html_escapes_what_people_typed(figured: Client, tmp_path: Path) -> None:
    figured.document(paths.match("m3")).update({"homeTeamName": "<b>Lions</b>"})
    file = tmp_path / "table.html"
    assert done("stats", "table", SEASON, "--html", str(file)) == f"{file}: written\n"
    page = file.read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "<caption>2026, Knock-out Cup</caption>" in page
    assert "&lt;b&gt;Lions&lt;/b&gt;" in page
    assert "<b>" not in page
    assert '<td class="n">+0.500</td>' in page
    assert "<p>1 match in play, not counted.</p>" in page


def test_an_imported_season_shows_its_notice_and_may_have_a_slash(
    firestore_client: Client, tmp_path: Path
) -> None:
    done("import", "cricsheet", str(DEMO_LOGS / f"{REAL}.log"), "--apply")
    assert "1 completed and no figures yet" in refused(1, "stats", "table", REAL_SEASON)
    assert "1 matches, 22 players, 2 teams, 24 written" in done("stats", "rebuild", REAL_SEASON)
    assert "0 to look at" in done("stats", "verify", REAL_SEASON)
    table = done("stats", "table", REAL_SEASON)
    assert "2023-24, Big Bash League" in table
    assert "1  Melbourne Renegades  1  1  0  0  0   0    2  +0." in table
    assert table.count(NOTICE) == 1, "once, below both tables"
    file = tmp_path / "table.html"
    done("stats", "table", REAL_SEASON, "--html", str(file))
    assert file.read_text(encoding="utf-8").count(f"<small>{NOTICE}") == 1
    stored = firestore_client.document("team_season_stats/2023-24_melbourne-renegades")
    assert stored.get().exists


def test_there_is_no_table_before_there_are_figures(firestore_client: Client) -> None:
    put_match(firestore_client, "m4", None, seasonId=SEASON)
    assert "no match of season 2026 is completed" in refused(1, "stats", "table", SEASON)


def test_figures_that_are_not_whole_are_one_line_with_the_remedy(figured: Client) -> None:
    figured.document("team_season_stats/2026_lions").update({"points": "many"})
    complaint = refused(1, "stats", "table", SEASON)
    assert "are not whole" in complaint
    assert "`scrbrd stats rebuild 2026` mends them" in complaint
    done("stats", "rebuild", SEASON)
    done("stats", "table", SEASON)


@pytest.mark.usefixtures("figured")
def test_bad_usage_is_one_line_with_the_remedy() -> None:
    complaint = refused(2, "stats", "table", SEASON, "--competition", "shield")
    assert "season 2026 has no figures of 'shield'; there are cup, league" in complaint
    assert "give one of them" in refused(2, "stats", "table", SEASON, "--json", "--html", "x")
    complaint = refused(2, "stats", "table", SEASON, "--html", "/dev/full")
    assert "/dev/full: cannot be written" in complaint


def test_a_season_whose_matches_are_gone_still_shows_its_figures(figured: Client) -> None:
    for snap in figured.collection(paths.MATCHES).stream():
        snap.reference.delete()
    assert "0 completed, 2 in these figures" in done("stats", "table", SEASON)
