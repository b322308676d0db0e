"""Tests a player's season statistics: which documents there are, and their figures."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrbrd.domain.identifiers import as_id
from scrbrd.projections.stats.contributions import rate
from scrbrd.projections.stats.player_stats import player_season_documents
from tests.projections.contributions import contribution


def season(*contributions: Any, format_name: str = "All") -> Any:
    """Return the single document of a format."""
    documents = player_season_documents(contributions).values()
    (document,) = (each for each in documents if each["format"] == format_name)
    return document


def test_a_document_has_every_field_of_the_public_schema() -> None:
    innings = {"innings": 2, "notOuts": 1, "runs": 75, "highestScore": 60, "ballsFaced": 50}
    spell = {
        "innings": 1,
        "ballsBowled": 76,
        "ballsCounted": 76,
        "runs": 38,
        "wickets": 5,
        "fiveWickets": 1,
    }
    found = season(
        contribution(
            batting=innings | {"highestScoreNotOut": True, "fifties": 1, "fours": 7, "sixes": 2},
            bowling=spell | {"bestWickets": 5, "bestRuns": 38, "maidens": 1, "wides": 3},
            fielding={"catches": 2, "runOuts": 1},
            momAwards=1,
        ),
        format_name="T20",
    )
    assert found == {
        "id": "2024_lions_p_T20",
        "personId": "p",
        "seasonId": "2024",
        "teamId": "lions",
        "format": "T20",
        "batting": {
            "matches": 1,
            "innings": 2,
            "notOuts": 1,
            "runs": 75,
            "highestScore": 60,
            "highestScoreNotOut": True,
            "average": 75.0,
            "strikeRate": 150.0,
            "fifties": 1,
            "hundreds": 0,
            "ducks": 0,
            "fours": 7,
            "sixes": 2,
            "ballsFaced": 50,
        },
        "bowling": {
            "matches": 1,
            "innings": 1,
            "overs": 12.4,
            "ballsBowled": 76,
            "maidens": 1,
            "runs": 38,
            "wickets": 5,
            "average": 7.6,
            "economy": 3.0,
            "strikeRate": 15.2,
            "bestBowling": "5/38",
            "fiveWickets": 1,
            "tenWickets": 0,
            "wides": 3,
            "noBalls": 0,
        },
        "fielding": {"catches": 2, "stumpings": 0, "runOuts": 1, "runOutsAssisted": 0},
        "matchesPlayed": 1,
        "momAwards": 1,
        "lastMatchId": "m1",
    }


def test_overs_use_the_counted_balls_and_rates_the_balls_bowled() -> None:
    spells = [{"ballsBowled": 7, "ballsCounted": 6}, {"ballsBowled": 107, "ballsCounted": 107}]
    found = season(
        *(contribution(f"m{n}", bowling=each | {"runs": 19}) for n, each in enumerate(spells))
    )["bowling"]
    assert (found["overs"], found["ballsBowled"], found["economy"]) == (18.5, 114, 2.0)


def test_an_older_contribution_without_counted_balls_uses_the_balls_bowled() -> None:
    older = contribution("m1", bowling={"ballsBowled": 7})
    del older["bowling"]["ballsCounted"]
    assert season(older)["bowling"]["overs"] == 1.1
    newer = contribution("m2", bowling={"ballsBowled": 7, "ballsCounted": 6})
    assert season(older, newer)["bowling"]["overs"] == 2.1


def test_undefined_figures_are_null() -> None:
    found = season(contribution())
    names = ("average", "strikeRate", "highestScore")
    assert {name: found["batting"][name] for name in names} == dict.fromkeys(names)
    rates = ("average", "strikeRate", "economy", "bestBowling")
    assert {name: found["bowling"][name] for name in rates} == dict.fromkeys(rates)
    assert (found["bowling"]["overs"], found["batting"]["highestScoreNotOut"]) == (0.0, False)


def test_a_batter_who_was_never_out_has_a_strike_rate_and_no_average() -> None:
    found = season(contribution(batting={"innings": 1, "notOuts": 1, "runs": 9, "ballsFaced": 4}))
    assert (found["batting"]["average"], found["batting"]["strikeRate"]) == (None, 225.0)


def test_a_batter_out_without_runs_has_an_average_of_zero() -> None:
    found = season(contribution(batting={"innings": 1, "runs": 0, "ballsFaced": 3}))
    assert (found["batting"]["average"], found["batting"]["strikeRate"]) == (0.0, 0.0)


def test_there_is_a_document_for_each_team_season_and_format() -> None:
    found = player_season_documents(
        [
            contribution("m1"),
            contribution("m2", format="ODI"),
            contribution("m3", format="Test", seasonId="2023/24"),
            contribution("m4", teamId="tigers"),
        ]
    )
    assert set(found) == {
        "2024_lions_p_All",
        "2024_lions_p_T20",
        "2024_lions_p_ODI",
        f"{as_id('2023/24')}_lions_p_All",
        f"{as_id('2023/24')}_lions_p_Test",
        "2024_tigers_p_All",
        "2024_tigers_p_T20",
    }
    assert {each["id"] for each in found.values()} == set(found)


@pytest.mark.parametrize("format_name", ["Hundred", "Custom"])
def test_matches_of_the_hundred_and_custom_formats_count_only_in_all(format_name: str) -> None:
    found = player_season_documents([contribution(format=format_name)])
    assert set(found) == {"2024_lions_p_All"}


@pytest.mark.parametrize("season_id", [None, ""])
def test_a_match_without_a_season_counts_in_no_season(season_id: str | None) -> None:
    assert player_season_documents([contribution(seasonId=season_id)]) == {}
    assert player_season_documents([]) == {}


SCORES = [
    pytest.param([(40, False), (40, True)], (40, True), id="not out is higher"),
    pytest.param([(40, True), (40, False)], (40, True), id="not out is higher in any order"),
    pytest.param([(39, True), (40, False)], (40, False), id="one run more is higher than not out"),
    pytest.param([(0, False), (None, False)], (0, False), id="a duck is a score"),
    pytest.param([(None, False), (0, True)], (0, True), id="no runs, not out"),
]


@pytest.mark.parametrize(("scores", "expected"), SCORES)
def test_the_highest_score_of_a_season_prefers_runs_then_not_out(
    scores: list[tuple[int | None, bool]], expected: tuple[int, bool]
) -> None:
    matches = [
        contribution(f"m{n}", batting={"highestScore": runs, "highestScoreNotOut": not_out})
        for n, (runs, not_out) in enumerate(scores)
    ]
    found = season(*matches)["batting"]
    assert (found["highestScore"], found["highestScoreNotOut"]) == expected


BEST = [
    pytest.param([(5, 60), (5, 43), (4, 1)], "5/43", id="more wickets, then fewer runs"),
    pytest.param([(0, 30), (0, 12)], "0/12", id="no wicket"),
    pytest.param([(None, None), (1, 99)], "1/99", id="a match without bowling"),
]


@pytest.mark.parametrize(("spells", "expected"), BEST)
def test_the_best_bowling_of_a_season_prefers_wickets_then_fewer_runs(
    spells: list[tuple[Any, Any]], expected: str
) -> None:
    matches = [
        contribution(f"m{n}", bowling={"bestWickets": wickets, "bestRuns": runs})
        for n, (wickets, runs) in enumerate(spells)
    ]
    assert season(*matches)["bowling"]["bestBowling"] == expected


def test_the_last_match_is_the_latest_by_date_then_by_id() -> None:
    found = season(contribution("m1", "2024-07-01"), contribution("m9", "2024-06-01"))
    assert found["lastMatchId"] == "m1"
    found = season(contribution("m2", "2024-07-01"), contribution("m1", "2024-07-01"))
    assert found["lastMatchId"] == "m2", "on one day the greater id"


CONTRIBUTIONS = st.lists(
    st.builds(
        contribution,
        st.integers(1, 99).map(str),
        st.sampled_from(["2024-05-01", "2024-05-02"]),
        seasonId=st.sampled_from(["2024", "2023/24", None]),
        teamId=st.sampled_from(["lions", "tigers"]),
        format=st.sampled_from(["T20", "ODI", "Test", "Hundred", "Custom"]),
        batting=st.fixed_dictionaries({"runs": st.integers(0, 200)}),
    ),
    unique_by=lambda each: each["matchId"],
    max_size=12,
)


@given(CONTRIBUTIONS, st.randoms(use_true_random=False))
def test_the_order_of_the_contributions_changes_nothing(matches: list[Any], chance: Any) -> None:
    shuffled = list(matches)
    chance.shuffle(shuffled)
    assert player_season_documents(shuffled) == player_season_documents(iter(matches))


@given(CONTRIBUTIONS)
def test_the_format_all_has_every_match_of_a_season_once(matches: list[Any]) -> None:
    found = player_season_documents(matches).values()
    in_all = [each for each in found if each["format"] == "All"]
    of_seasons = [each for each in matches if each["seasonId"]]
    assert sum(each["matchesPlayed"] for each in in_all) == len(of_seasons)
    runs = sum(each["batting"]["runs"] for each in of_seasons)
    assert sum(each["batting"]["runs"] for each in in_all) == runs


@given(st.text(min_size=1, max_size=8), st.text(min_size=1, max_size=8))
def test_different_seasons_have_different_documents(one: str, other: str) -> None:
    first, second = (
        player_season_documents([contribution(seasonId=each)]) for each in (one, other)
    )
    assert (first.keys() == second.keys()) == (one == other)


@pytest.mark.parametrize("text", ["2023/24", ".", "__x__", "ü", "x" * 800])
def test_a_text_that_is_no_id_is_converted_in_a_document_id(text: str) -> None:
    found = player_season_documents([contribution(seasonId=text, teamId=text, personId=text)])
    assert set(found) == {
        f"{as_id(text)}_{as_id(text)}_{as_id(text)}_{name}" for name in ("All", "T20")
    }


def test_an_underscore_within_an_id_is_not_taken_for_a_separator() -> None:
    [one] = player_season_documents([contribution(seasonId="a_b", teamId="c", format="Custom")])
    [two] = player_season_documents([contribution(seasonId="a", teamId="b_c", format="Custom")])
    assert (one, two) == ("a~b_c_p_All", "a_b~c_p_All")


def test_a_rate_that_rounds_to_zero_has_no_sign() -> None:
    assert str(rate(-1, 10_000)) == "0.0"
