"""Tests the league tables of `scrbrd stats table` without a database: places, notes and texts."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from admin.stats.format_tables import page, print_tables
from admin.stats.table import LeagueTable, Names, readable_matches, table_of, team_names_in
from scrbrd.domain.json_types import Json

NAMES = Names({"north": "North [red] 2nd XI & friends"}, {"cup": "The Cup"})


def team_figures(team_id: str, **fields: Any) -> Json:
    """Return the figures of a team's season of five matches."""
    return {
        "teamId": team_id,
        "matchesPlayed": 5,
        "wins": 3,
        "losses": 1,
        "ties": 0,
        "draws": 0,
        "noResults": 1,
        "points": 7,
        "runsScored": 550,
        "oversPlayed": 100.0,
        "runsConceded": 500,
        "oversBowled": 100.0,
        "netRunRate": 0.5,
        "formGuide": ["W", "L", "NR", "W", "W"],
        "currentStreak": {"type": "W", "count": 1},
    } | fields


def match(**fields: Any) -> Json:
    """Return a match document."""
    return {"homeTeamId": "north", "awayTeamId": "south", "status": "completed"} | fields


def league_table(
    *documents: Json, matches: tuple[Json, ...] = (), cup: str | None = None
) -> LeagueTable:
    """Return a table of season 2026."""
    readable = readable_matches({f"m{number}": each for number, each in enumerate(matches)})
    return table_of("2026", cup, documents, readable, NAMES)


def printed_lines(shown: LeagueTable, width: int) -> list[str]:
    """Return the lines of a table printed to a terminal of this width."""
    screen = StringIO()
    print_tables(
        Console(file=screen, width=width, markup=False, emoji=False, highlight=False), [shown]
    )
    return screen.getvalue().splitlines()


def test_a_row_has_place_name_counts_points_net_run_rate_and_form_newest_first() -> None:
    [row] = league_table(team_figures("north")).rows()
    assert row == (
        *("1", "North [red] 2nd XI & friends", "5", "3", "1", "0", "0", "1", "7", "+0.500"),
        "W L NR W W",
    )


@pytest.mark.parametrize(
    ("fields", "points", "net"),
    [
        ({"points": 7.5, "netRunRate": None}, "7.5", "-"),
        ({"points": -2, "netRunRate": -0.1234}, "-2", "-0.123"),
        ({"points": 0, "netRunRate": 0.0}, "0", "+0.000"),
    ],
)
def test_points_may_be_fractions_and_a_missing_net_run_rate_is_a_dash(
    fields: Json, points: str, net: str
) -> None:
    [row] = league_table(team_figures("north", **fields)).rows()
    assert row[8:10] == (points, net)


def test_places_are_by_points_then_net_run_rate_with_a_missing_one_last() -> None:
    shown = league_table(
        team_figures("a", oversPlayed=0.0, netRunRate=None),
        team_figures("b"),
        team_figures("c", points=9, runsScored=200, netRunRate=-3.0),
    )
    assert [row[:2] for row in shown.rows()] == [("1", "c"), ("2", "b"), ("3", "a")]


def test_a_table_covers_one_competition_or_all_matches() -> None:
    documents = (team_figures("north"), team_figures("north", competitionId="cup", points=4))
    assert [row[8] for row in league_table(*documents).rows()] == ["7"]
    assert [row[8] for row in league_table(*documents, cup="cup").rows()] == ["4"]
    assert league_table(*documents, cup="cup").title == "2026, The Cup"
    assert league_table(*documents, cup="shield").title == "2026, shield"
    assert league_table(*documents).title == "2026, all matches"


def test_notes_count_matches_in_play_and_matches_missing_from_the_figures() -> None:
    north, south = team_figures("north", matchesPlayed=2), team_figures("south", matchesPlayed=2)
    completed = (match(), match())
    assert list(league_table(north, south, matches=completed).notes()) == []
    live = (match(status="live"), match(status="innings_break"), match(status="scheduled"))
    assert list(league_table(north, south, matches=(*completed, *live)).notes()) == [
        "2 matches in play, not counted."
    ]
    assert list(league_table(north, south, matches=(*completed, match())).notes()) == [
        "3 completed, 2 in these figures: run `scrbrd stats rebuild 2026`."
    ]


def test_a_note_counts_matches_not_entered_in_the_competition() -> None:
    rows = [team_figures(name, competitionId="cup", matchesPlayed=1) for name in ("north", "south")]
    entered = match(competitionId="cup", createdBy="ann", countsFor="cup", acceptedAt="2026-05-01")
    waiting = match(competitionId="cup", createdBy="ann", acceptedAt="2026-05-01")
    live = waiting | {"status": "live"}
    assert list(league_table(*rows, matches=(entered, waiting, live), cup="cup").notes()) == [
        "1 completed match is not entered in the competition and not counted."
    ]
    assert list(league_table(*rows, matches=(waiting, waiting), cup="cup").notes()) == [
        "2 completed matches are not entered in the competition and not counted.",
        "0 completed, 1 in these figures: run `scrbrd stats rebuild 2026`.",
    ]
    all_match_rows = [each | {"competitionId": None, "matchesPlayed": 2} for each in rows]
    assert list(league_table(*all_match_rows, matches=(entered, waiting)).notes()) == []


def test_a_match_not_accepted_by_the_away_side_counts_only_for_the_home_side() -> None:
    waiting = match(createdBy="ann")
    north = team_figures("north", matchesPlayed=1)
    note = "1 completed match counts for the home side alone: the away side has not accepted it."
    assert list(league_table(north, matches=(waiting,)).notes()) == [note]
    rows = [team_figures("north", matchesPlayed=2), team_figures("south", matchesPlayed=1)]
    assert list(league_table(*rows, matches=(match(), waiting)).notes()) == [note]
    assert list(league_table(north, matches=(match(), waiting)).notes()) == [
        note,
        "2 completed, to count for 3 of their sides, 1 in these figures:"
        " run `scrbrd stats rebuild 2026`.",
    ]
    assert list(league_table(rows[0], matches=(waiting, waiting)).notes()) == [
        "2 completed matches count for the home side alone: the away side has not accepted them."
    ]


def test_json_counts_completed_not_entered_and_not_accepted_matches() -> None:
    waiting = match(competitionId="cup", createdBy="ann")
    entered = waiting | {"countsFor": "cup"}
    shown = league_table(
        matches=(match(competitionId="cup"), entered, waiting), cup="cup"
    ).as_json()
    names = ("completed", "notEntered", "notAccepted")
    assert [shown[name] for name in names] == [2, 1, 1]


def test_an_attribution_is_shown_once_and_only_in_tables_with_its_matches() -> None:
    matches = (
        match(attribution="Data: A", competitionId="cup"),
        match(attribution="Data: A", competitionId="cup"),
        match(attribution="Data: B"),
    )
    assert league_table(matches=matches).attributions == ("Data: A", "Data: B")
    assert league_table(matches=matches, cup="cup").attributions == ("Data: A",)


def test_a_team_has_the_name_of_its_newest_match() -> None:
    documents = {
        "m1": match(homeTeamName="North", awayTeamName="South", scheduledAt="2026-01-01"),
        "m2": match(homeTeamName="New North", scheduledAt="2026-01-02"),
        "m3": {"homeTeamId": 7},
    }
    matches = readable_matches(documents)
    assert len(matches) == 2, "one cannot be read"
    assert team_names_in(matches) == {"north": "New North", "south": "South"}


@pytest.mark.parametrize("width", [60, 80])
def test_a_narrow_terminal_wraps_names_but_not_numbers(width: int) -> None:
    lines = printed_lines(
        league_table(team_figures("north", matchesPlayed=4), matches=(match(), match())), width
    )
    assert max(map(len, lines)) <= width
    [row] = [line for line in lines if "W L NR W W" in line]
    assert row.split()[-8:] == ["1", "7", "+0.500", "W", "L", "NR", "W", "W"]
    assert "[red]" in "".join(lines)


def test_an_html_page_shows_the_tables_with_escaped_names() -> None:
    shown = league_table(team_figures("north"), matches=(match(attribution="Data: <A>"),))
    text = page([shown, shown])
    assert "<td>North [red] 2nd XI &amp; friends</td>" in text
    assert text.count("<table>") == 2
    assert text.count("Data: &lt;A&gt;") == 1
    assert "<title>League tables, season 2026</title>" in text
