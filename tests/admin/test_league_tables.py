"""League tables as `scrbrd stats table` shows them: places, notes, words; no database."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from admin.stats.format_tables import page, print_tables
from admin.stats.table import LeagueTable, Names, readable_matches, table_of, team_names_in
from scrbrd.domain.json_types import Json

NAMES = Names({"north": "North [red] 2nd XI & friends"}, {"cup": "The Cup"})


def figures(team_id: str, **fields: Any) -> Json:
    """A team's season: five matches."""
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
    """A match document."""
    return {"homeTeamId": "north", "awayTeamId": "south", "status": "completed"} | fields


def table(*documents: Json, matches: tuple[Json, ...] = (), cup: str | None = None) -> LeagueTable:
    """A table of season 2026."""
    found = readable_matches({f"m{number}": each for number, each in enumerate(matches)})
    return table_of("2026", cup, documents, found, NAMES)


def printed(shown: LeagueTable, width: int) -> list[str]:
    """Its lines in a terminal."""
    out = StringIO()
    print_tables(
        Console(file=out, width=width, markup=False, emoji=False, highlight=False), [shown]
    )
    return out.getvalue().splitlines()


def test_a_row_has_place_name_counts_points_net_run_rate_and_form_newest_first() -> None:
    [row] = table(figures("north")).rows()
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
def test_points_may_be_fractions_and_no_run_rate_is_a_dash(
    fields: Json, points: str, net: str
) -> None:
    [row] = table(figures("north", **fields)).rows()
    assert row[8:10] == (points, net)


def test_places_go_by_points_then_net_run_rate_with_none_last() -> None:
    shown = table(
        figures("a", oversPlayed=0.0, netRunRate=None),
        figures("b"),
        figures("c", points=9, runsScored=200, netRunRate=-3.0),
    )
    assert [row[:2] for row in shown.rows()] == [("1", "c"), ("2", "b"), ("3", "a")]


def test_a_table_is_of_one_competition_or_of_all_matches() -> None:
    documents = (figures("north"), figures("north", competitionId="cup", points=4))
    assert [row[8] for row in table(*documents).rows()] == ["7"]
    assert [row[8] for row in table(*documents, cup="cup").rows()] == ["4"]
    assert table(*documents, cup="cup").title == "2026, The Cup"
    assert table(*documents, cup="shield").title == "2026, shield"
    assert table(*documents).title == "2026, all matches"


def test_notes_tell_what_is_in_play_and_what_is_not_in_the_figures() -> None:
    one, other = figures("north", matchesPlayed=2), figures("south", matchesPlayed=2)
    over = (match(), match())
    assert list(table(one, other, matches=over).notes()) == []
    live = (match(status="live"), match(status="innings_break"), match(status="scheduled"))
    assert list(table(one, other, matches=(*over, *live)).notes()) == [
        "2 matches in play, not counted."
    ]
    assert list(table(one, other, matches=(*over, match())).notes()) == [
        "3 completed, 2 in these figures: run `scrbrd stats rebuild 2026`."
    ]


def test_a_match_that_its_competition_has_not_entered_is_named_apart() -> None:
    rows = [figures(name, competitionId="cup", matchesPlayed=1) for name in ("north", "south")]
    entered = match(competitionId="cup", createdBy="ann", countsFor="cup", acceptedAt="2026-05-01")
    waits = match(competitionId="cup", createdBy="ann", acceptedAt="2026-05-01")
    live = waits | {"status": "live"}
    assert list(table(*rows, matches=(entered, waits, live), cup="cup").notes()) == [
        "1 completed match is not entered in the competition and not counted."
    ]
    assert list(table(*rows, matches=(waits, waits), cup="cup").notes()) == [
        "2 completed matches are not entered in the competition and not counted.",
        "0 completed, 1 in these figures: run `scrbrd stats rebuild 2026`.",
    ]
    whole = [each | {"competitionId": None, "matchesPlayed": 2} for each in rows]
    assert list(table(*whole, matches=(entered, waits)).notes()) == []


def test_a_match_that_the_other_side_has_not_accepted_counts_for_its_home_side_alone() -> None:
    waits = match(createdBy="ann")
    one = figures("north", matchesPlayed=1)
    alone = "1 completed match counts for the home side alone: the away side has not accepted it."
    assert list(table(one, matches=(waits,)).notes()) == [alone]
    both = [figures("north", matchesPlayed=2), figures("south", matchesPlayed=1)]
    assert list(table(*both, matches=(match(), waits)).notes()) == [alone]
    assert list(table(one, matches=(match(), waits)).notes()) == [
        alone,
        "2 completed, to count for 3 of their sides, 1 in these figures:"
        " run `scrbrd stats rebuild 2026`.",
    ]
    assert list(table(both[0], matches=(waits, waits)).notes()) == [
        "2 completed matches count for the home side alone: the away side has not accepted them."
    ]


def test_json_has_the_matches_that_count_and_the_others_apart() -> None:
    waits = match(competitionId="cup", createdBy="ann")
    entered = waits | {"countsFor": "cup"}
    shown = table(matches=(match(competitionId="cup"), entered, waits), cup="cup").as_json()
    names = ("completed", "notEntered", "notAccepted")
    assert [shown[name] for name in names] == [2, 1, 1]


def test_a_notice_is_shown_once_and_only_where_it_belongs() -> None:
    matches = (
        match(attribution="Data: A", competitionId="cup"),
        match(attribution="Data: A", competitionId="cup"),
        match(attribution="Data: B"),
    )
    assert table(matches=matches).attributions == ("Data: A", "Data: B")
    assert table(matches=matches, cup="cup").attributions == ("Data: A",)


def test_a_team_is_named_as_its_newest_match_names_it() -> None:
    documents = {
        "m1": match(homeTeamName="North", awayTeamName="South", scheduledAt="2026-01-01"),
        "m2": match(homeTeamName="New North", scheduledAt="2026-01-02"),
        "m3": {"homeTeamId": 7},
    }
    matches = readable_matches(documents)
    assert len(matches) == 2, "one cannot be read"
    assert team_names_in(matches) == {"north": "New North", "south": "South"}


@pytest.mark.parametrize("width", [60, 80])
def test_a_narrow_terminal_breaks_names_and_no_number(width: int) -> None:
    lines = printed(table(figures("north", matchesPlayed=4), matches=(match(), match())), width)
    assert max(map(len, lines)) <= width
    [row] = [line for line in lines if "W L NR W W" in line]
    assert row.split()[-8:] == ["1", "7", "+0.500", "W", "L", "NR", "W", "W"]
    assert "[red]" in "".join(lines)


def test_a_page_shows_the_same_and_escapes_names() -> None:
    shown = table(figures("north"), matches=(match(attribution="Data: <A>"),))
    text = page([shown, shown])
    assert "<td>North [red] 2nd XI &amp; friends</td>" in text
    assert text.count("<table>") == 2
    assert text.count("Data: &lt;A&gt;") == 1
    assert "<title>League tables, season 2026</title>" in text
