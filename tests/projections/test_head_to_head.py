"""Tests a batter's figures against each bowler: the four contexts, the rates, and exclusions."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrbrd.domain.identifiers import as_id
from scrbrd.projections.stats.player_stats import head_to_head_documents
from tests.projections.contributions import contribution

FIGURES: Any = {"ballsFaced": 8, "runsScored": 10, "fours": 1, "sixes": 0, "dotBalls": 3, "lbw": 1}


def test_a_document_has_every_field_of_the_public_schema() -> None:
    found = head_to_head_documents([contribution(facing={"b": FIGURES})])
    assert found["p_b_2024_T20"] == {
        "id": "p_b_2024_T20",
        "batsmanId": "p",
        "bowlerId": "b",
        "seasonId": "2024",
        "format": "T20",
        "ballsFaced": 8,
        "runsScored": 10,
        "dismissals": 1,
        "fours": 1,
        "sixes": 0,
        "dotBalls": 3,
        "strikeRate": 125.0,
        "dotBallPercentage": 37.5,
        "boundaryPercentage": 12.5,
        "dismissalRate": 8.0,
        "dismissalBreakdown": {"bowled": 0, "caught": 0, "lbw": 1, "other": 0},
        "lastMatchId": "m1",
    }


CONTEXTS = [
    pytest.param("2024", "ODI", {"all_All", "2024_All", "all_ODI", "2024_ODI"}, id="all four"),
    pytest.param(None, "ODI", {"all_All", "all_ODI"}, id="without a season"),
    pytest.param("2024", "Hundred", {"all_All", "2024_All"}, id="the Hundred"),
    pytest.param("2023/24", "Custom", {"all_All", f"{as_id('2023/24')}_All"}, id="custom"),
    pytest.param("all", "Custom", {"all_All", "%61ll_All"}, id="a season called all"),
]


@pytest.mark.parametrize(("season_id", "format_name", "expected"), CONTEXTS)
def test_a_meeting_counts_in_every_context_it_belongs_to(
    season_id: str | None, format_name: str, expected: set[str]
) -> None:
    match = contribution(seasonId=season_id, format=format_name, facing={"b": FIGURES})
    found = head_to_head_documents([match])
    assert set(found) == {f"p_b_{context}" for context in expected}
    for name, document in found.items():
        assert ("seasonId" in document) == ("_all_" not in name)
        assert ("format" in document) == (not name.endswith("_All"))


def test_meetings_add_up_and_the_last_match_is_that_of_the_pair() -> None:
    found = head_to_head_documents(
        [
            contribution("m3", "2024-07-01", facing={"other": FIGURES}),
            contribution("m2", "2024-06-01", facing={"b": FIGURES}),
            contribution("m1", "2024-05-01", facing={"b": FIGURES}, format="ODI"),
        ]
    )
    both = found["p_b_all_All"]
    assert (both["ballsFaced"], both["dismissals"], both["lastMatchId"]) == (16, 2, "m2")
    assert (found["p_b_all_ODI"]["ballsFaced"], found["p_b_all_ODI"]["lastMatchId"]) == (8, "m1")


def test_a_pair_that_never_met_has_no_document() -> None:
    assert head_to_head_documents([contribution(facing={"b": {}})]) == {}
    assert head_to_head_documents([]) == {}


def test_a_dismissal_off_a_wide_is_a_dismissal_without_a_ball_faced() -> None:
    found: Any = head_to_head_documents([contribution(facing={"b": {"other": 1}})])["p_b_all_All"]
    assert (found["dismissals"], found["dismissalRate"]) == (1, 0.0)
    names = ("strikeRate", "dotBallPercentage", "boundaryPercentage")
    assert [found[name] for name in names] == [None, None, None]


def test_a_batter_never_out_has_no_dismissal_rate() -> None:
    found = head_to_head_documents([contribution(facing={"b": {"ballsFaced": 4, "dotBalls": 4}})])
    assert found["p_b_all_All"]["dismissalRate"] is None
    assert found["p_b_all_All"]["dotBallPercentage"] == 100.0


BOWLERS = ("b", "c_d", "e/f")
MATCHES = st.lists(
    st.builds(
        contribution,
        st.integers(1, 99).map(str),
        seasonId=st.sampled_from(["2024", "2023/24", None]),
        format=st.sampled_from(["T20", "ODI", "Test", "Hundred", "Custom"]),
        facing=st.dictionaries(
            st.sampled_from(BOWLERS),
            st.fixed_dictionaries({"ballsFaced": st.integers(0, 9), "bowled": st.integers(0, 1)}),
        ),
    ),
    unique_by=lambda each: each["matchId"],
    max_size=8,
)


@given(MATCHES, st.sets(st.sampled_from(BOWLERS)))
def test_documents_can_be_limited_to_some_bowlers(matches: list[Any], bowler_ids: set[str]) -> None:
    all_documents = head_to_head_documents(matches)
    expected = {
        name: each for name, each in all_documents.items() if each["bowlerId"] in bowler_ids
    }
    assert head_to_head_documents(matches, bowler_ids) == expected


@given(MATCHES, st.randoms(use_true_random=False))
def test_seasons_and_formats_add_up_to_the_overall_figures(matches: list[Any], chance: Any) -> None:
    shuffled = list(matches)
    chance.shuffle(shuffled)
    found = head_to_head_documents(shuffled)
    assert found == head_to_head_documents(matches)
    for name in (None, "T20", "ODI", "Test"):
        for bowler in BOWLERS:
            own = [each for each in found.values() if each["bowlerId"] == bowler]
            own = [each for each in own if each.get("format") == name]
            whole = sum(each["ballsFaced"] for each in own if "seasonId" not in each)
            parts = sum(each["ballsFaced"] for each in own if "seasonId" in each)
            outside = sum(
                match["facing"].get(bowler, {}).get("ballsFaced", 0)
                for match in matches
                if match["seasonId"] is None and name in (None, match["format"])
            )
            assert whole == parts + outside
