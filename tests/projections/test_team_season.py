"""Tests a team's season: points by each competition's rules, net run rate, form, the table."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrbrd.domain.errors import BadDocument
from scrbrd.domain.identifiers import as_id
from scrbrd.projections.stats.league_table import league_table
from scrbrd.projections.stats.team_stats import (
    PointsByOutcome,
    table_rules,
    team_season_documents,
)
from tests.projections.contributions import team_contribution

FOUR_FOR_A_WIN = PointsByOutcome(win=4, tie=2, draw=3, no_result=0, loss=-1)


def season(*contributions: Any, rules: dict[str, PointsByOutcome] | None = None) -> Any:
    """Return the document of the whole season."""
    return team_season_documents(contributions, rules or {})["2024_lions"]


def matches_with_outcomes(outcomes: str, **fields: Any) -> list[Any]:
    """Return a team's contributions of matches with these outcomes, on successive days."""
    return [
        team_contribution(each, day, **fields) for day, each in enumerate(outcomes.split(), start=1)
    ]


def test_a_document_has_every_field_of_the_public_schema_and_draws() -> None:
    counted = {"runsScored": 150, "ballsPlayed": 119, "runsConceded": 140, "ballsBowled": 120}
    assert season(team_contribution("W", **counted)) == {
        "id": "2024_lions",
        "teamId": "lions",
        "seasonId": "2024",
        "matchesPlayed": 1,
        "wins": 1,
        "losses": 0,
        "ties": 0,
        "draws": 0,
        "noResults": 0,
        "points": 2,
        "runsScored": 150,
        "oversPlayed": 119 / 6,
        "runsConceded": 140,
        "oversBowled": 20.0,
        "netRunRate": 0.563,
        "formGuide": ["W"],
        "currentStreak": {"type": "W", "count": 1},
        "lastMatchId": "m1",
    }


def test_there_is_a_document_for_the_season_and_for_each_competition_in_it() -> None:
    found = team_season_documents(
        [
            team_contribution("W", 1),
            team_contribution("L", 2, competitionId="cup"),
            team_contribution("T", 3, competitionId="a/b", seasonId="2023/24"),
            team_contribution("T", 4, seasonId=None),
        ],
        {},
    )
    assert {name: each["matchesPlayed"] for name, each in found.items()} == {
        "2024_lions": 2,
        "2024_lions_cup": 1,
        f"{as_id('2023/24')}_lions": 1,
        f"{as_id('2023/24')}_lions_{as_id('a/b')}": 1,
    }
    assert found["2024_lions_cup"]["competitionId"] == "cup"
    assert "competitionId" not in found["2024_lions"]


def test_each_match_earns_the_points_of_its_own_competition() -> None:
    matches = [
        team_contribution("W", 1, competitionId="cup"),
        team_contribution("L", 2, competitionId="cup"),
        team_contribution("W", 3, competitionId="league"),
        team_contribution("W", 4),
    ]
    found = team_season_documents(matches, {"cup": FOUR_FOR_A_WIN})
    assert {name: each["points"] for name, each in found.items()} == {
        "2024_lions": 3 + 2 + 2,
        "2024_lions_cup": 3,
        "2024_lions_league": 2,
    }


FRACTIONS = {"cup": PointsByOutcome(win=1.1, tie=3.3, loss=-0.1)}


def test_fractions_of_points_add_up_exactly() -> None:
    cup = {"competitionId": "cup"}
    assert season(*matches_with_outcomes("W W W", **cup), rules=FRACTIONS)["points"] == 3.3
    assert season(*matches_with_outcomes("T L L", **cup), rules=FRACTIONS)["points"] == 3.1
    mixed = [*matches_with_outcomes("W W W", **cup), team_contribution("W", 4)]
    assert season(*mixed, rules=FRACTIONS)["points"] == 5.3, "by the rules of each competition"


@pytest.mark.parametrize(("win", "kind"), [(2, int), (2.0, float), (0.5, float)])
def test_points_are_whole_numbers_if_the_rules_have_whole_numbers(win: float, kind: type) -> None:
    rules = {"cup": PointsByOutcome(win=win)}
    assert (
        type(season(*matches_with_outcomes("W W", competitionId="cup"), rules=rules)["points"])
        is kind
    )


POINTS = [("W", 2, 4), ("T", 1, 2), ("D", 1, 3), ("NR", 1, 0), ("L", 0, -1)]


@pytest.mark.parametrize(("outcome", "usual", "four_for_a_win"), POINTS)
def test_the_points_for_each_outcome(outcome: str, usual: float, four_for_a_win: float) -> None:
    assert (PointsByOutcome().points(outcome), FOUR_FOR_A_WIN.points(outcome)) == (
        usual,
        four_for_a_win,
    )


# -- net run rate ------------------------------------------------------------------------------


def test_net_run_rate_is_computed_over_the_season_and_is_no_average_of_matches() -> None:
    first_match = {"runsScored": 100, "ballsPlayed": 60, "runsConceded": 60, "ballsBowled": 120}
    second_match = {"runsScored": 20, "ballsPlayed": 60, "runsConceded": 21, "ballsBowled": 6}
    found = season(
        team_contribution("W", 1, **first_match), team_contribution("L", 2, **second_match)
    )
    assert (found["oversPlayed"], found["oversBowled"]) == (20.0, 21.0)
    assert found["netRunRate"] == round(120 / 20 - 81 / 21, 3)


def test_a_match_without_a_result_counts_in_no_run_rate_figure() -> None:
    counted = {"runsScored": 90, "ballsPlayed": 60, "runsConceded": 60, "ballsBowled": 60}
    found = season(team_contribution("W", 1, **counted), team_contribution("NR", 2, **counted))
    assert (found["runsScored"], found["oversPlayed"], found["netRunRate"]) == (90, 10.0, 3.0)


@pytest.mark.parametrize("balls", [{}, {"ballsPlayed": 6}, {"ballsBowled": 6}])
def test_net_run_rate_is_null_until_both_sides_have_faced_a_ball(balls: Any) -> None:
    assert season(team_contribution("W", **balls))["netRunRate"] is None


def test_net_run_rate_may_be_negative() -> None:
    counted = {"runsScored": 0, "ballsPlayed": 120, "runsConceded": 1, "ballsBowled": 6}
    assert season(team_contribution("L", **counted))["netRunRate"] == -1.0


# -- form --------------------------------------------------------------------------------------

FORM = [
    pytest.param("W", ["W"], ("W", 1), id="one match"),
    pytest.param("L W W", ["W", "W", "L"], ("W", 2), id="two wins"),
    pytest.param("W W NR", ["NR", "W", "W"], ("W", 2), id="a no-result does not end a streak"),
    pytest.param("W NR W", ["W", "NR", "W"], ("W", 2), id="a no-result does not extend a streak"),
    pytest.param("W W L", ["L", "W", "W"], ("L", 1), id="a loss ends a streak of wins"),
    pytest.param("W T T", ["T", "T", "W"], ("T", 2), id="ties"),
    pytest.param("D", ["D"], ("D", 1), id="a draw"),
    pytest.param("W L W L W L L", ["L", "L", "W", "L", "W"], ("L", 2), id="the last five"),
    pytest.param("W W W W W W W", ["W"] * 5, ("W", 7), id="a streak may be longer than form"),
]


@pytest.mark.parametrize(("outcomes", "form", "streak"), FORM)
def test_form_is_newest_first_and_a_streak_counts_back_from_the_newest(
    outcomes: str, form: list[str], streak: tuple[str, int]
) -> None:
    found = season(*matches_with_outcomes(outcomes))
    assert found["formGuide"] == form
    assert found["currentStreak"] == {"type": streak[0], "count": streak[1]}


def test_without_a_result_there_is_no_streak() -> None:
    assert season(*matches_with_outcomes("NR NR"))["currentStreak"] is None


def test_matches_are_ordered_by_date() -> None:
    found = season(team_contribution("L", 9), team_contribution("W", 3))
    assert (found["formGuide"], found["lastMatchId"]) == (["L", "W"], "m9")


OUTCOMES = st.sampled_from(["W", "L", "T", "D", "NR"])


@given(st.lists(OUTCOMES, min_size=1, max_size=28), st.randoms(use_true_random=False))
def test_every_match_is_counted_once_in_any_order(outcomes: list[str], chance: Any) -> None:
    matches = matches_with_outcomes(" ".join(outcomes))
    chance.shuffle(matches)
    found = season(*matches)
    counts = ("wins", "losses", "ties", "draws", "noResults")
    assert found["matchesPlayed"] == sum(found[name] for name in counts) == len(outcomes)
    assert found == season(*matches_with_outcomes(" ".join(outcomes)))


# -- table rules -------------------------------------------------------------------------------

TABLE_RULES = [
    pytest.param(None, PointsByOutcome(), id="no document"),
    pytest.param({}, PointsByOutcome(), id="no rules"),
    pytest.param({"tableRules": None}, PointsByOutcome(), id="rules of null"),
    pytest.param(
        {"tableRules": {"win": 4}}, PointsByOutcome(win=4), id="other outcomes by default"
    ),
    pytest.param({"tableRules": {"tie": None}}, PointsByOutcome(), id="a null outcome by default"),
    pytest.param({"tableRules": {"bonus": 1}}, PointsByOutcome(), id="an unknown rule"),
    pytest.param(
        {"tableRules": {"win": 16, "tie": 8, "draw": 8, "noResult": 5.5, "loss": -1}},
        PointsByOutcome(16, 8, 8, 5.5, -1),
        id="all rules",
    ),
]


@pytest.mark.parametrize(("document", "expected"), TABLE_RULES)
def test_table_rules_are_read_from_the_competition(
    document: Any | None, expected: PointsByOutcome
) -> None:
    assert table_rules(document) == expected


BAD_VALUES = [
    pytest.param("4", id="text"),
    pytest.param(True, id="true"),
    pytest.param(float("nan"), id="not a number"),
    pytest.param(float("inf"), id="infinite"),
    pytest.param([2], id="a list"),
]


@pytest.mark.parametrize("value", BAD_VALUES)
def test_a_bad_rule_names_the_competition_and_the_field(value: Any) -> None:
    document = {"id": "cup", "tableRules": {"noResult": value, "win": 2}}
    with pytest.raises(BadDocument, match=r"competition cup: tableRules\.noResult: ") as raised:
        table_rules(document)
    assert len(raised.value.faults) == 1
    with pytest.raises(BadDocument, match="competition league: "):
        table_rules(document, "league")


def test_table_rules_that_are_not_a_map_are_refused() -> None:
    with pytest.raises(BadDocument, match="competition without an id: tableRules: is no map"):
        table_rules({"tableRules": "two points"})


# -- the table ---------------------------------------------------------------------------------


def table_entry(team_id: str, points: float, net: float | None, wins: int) -> Any:
    """Return the fields by which a table is ordered: with 1000 overs for each side, or none."""
    overs = 0.0 if net is None else 1000.0
    figures = {"runsScored": 5000 + round((net or 0) * 1000), "oversPlayed": overs}
    against = {"runsConceded": 5000, "oversBowled": overs, "netRunRate": net}
    return {"teamId": team_id, "points": points, "wins": wins} | figures | against


def test_a_table_is_ordered_by_points_run_rate_wins_and_id() -> None:
    expected = [
        table_entry("z", 8, -1.5, 4),
        table_entry("a", 6, 0.25, 3),
        table_entry("y", 6, -0.1, 3),
        table_entry("b", 6, -0.2, 3),
        table_entry("x", 6, -0.2, 2),
        table_entry("c", 6, None, 3),
        table_entry("d", 6, None, 2),
        table_entry("e", 6, None, 2),
        table_entry("f", -1, 3.0, 0),
    ]
    assert league_table(reversed(expected)) == expected
    assert league_table([]) == []


def season_of_one_win(team_id: str, runs: int, balls: int, conceded: int, bowled: int) -> Any:
    """Return a team's season of one win with these figures."""
    names = ("runsScored", "ballsPlayed", "runsConceded", "ballsBowled")
    figures = dict(zip(names, (runs, balls, conceded, bowled), strict=True))
    return team_season_documents([team_contribution("W", teamId=team_id, **figures)], {})[
        f"2024_{team_id}"
    ]


def test_a_table_is_ordered_by_the_exact_net_run_rate() -> None:
    lower, higher = (
        season_of_one_win("a", 980, 720, 980, 700),
        season_of_one_win("b", 1013, 720, 1012, 700),
    )
    assert lower["netRunRate"] == higher["netRunRate"] == -0.233
    assert [each["teamId"] for each in league_table([lower, higher])] == ["b", "a"]


def test_equal_net_run_rates_from_different_figures_are_level() -> None:
    first_match, second_match = (
        season_of_one_win("a", 100, 70, 50, 30),
        season_of_one_win("b", 300, 210, 350, 210),
    )
    second_match |= {"wins": 2}
    assert [each["teamId"] for each in league_table([first_match, second_match])] == ["b", "a"]
