"""Tests which side bats if old totals give its id, its name in the match or its team's name."""

from __future__ import annotations

from typing import Any

import pytest

from migrate.log.match import Converted, convert
from migrate.log.old_match import OldMatch
from migrate.old.histories import find_histories
from scrbrd.domain.json_types import Json
from scrbrd.domain.match import inputs_of, read_match
from tests.migrate.test_rules_of_conversion import MATCH, ball

BALLS = [ball("a", 1), ball("b", 4)]
TOSS: Json = {"toss": {"winnerTeamId": "home", "decision": "bat"}}


def convert_batting_side(
    batting_side: Any, match: Json | None = None, teams: Json | None = None
) -> Converted:
    """Convert a match of one innings whose totals name the batting side."""
    totals: Json = {"runs": 5, "wickets": 0, "battingTeam": batting_side}
    score = {"inningsNumber": 1, "currentInnings": totals, "ballHistory": BALLS}
    document = MATCH | (match or {})
    inputs = inputs_of("m1", read_match("m1", document), ())
    found = find_histories({"live_score": score, "match": document})
    return convert(OldMatch("m1", document, score, found, inputs, team_names=teams or {}))


def side_in_log(result: Converted) -> str | None:
    """Return the id of the batting side in the log."""
    return next((each.get("battingTeamId") for each in result.documents), None)


@pytest.mark.parametrize(
    ("match", "teams"),
    [
        ({"awayTeamName": "South XI"}, {}),
        ({}, {"away": "South XI"}),
        ({"homeTeamName": "North", "awayTeamName": "South"}, {"home": "N", "away": "South XI"}),
    ],
)
def test_a_batting_side_is_found_by_its_name(match: Json, teams: Json) -> None:
    result = convert_batting_side("South XI", match, teams)
    assert (side_in_log(result), result.refusals) == ("away", ())


@pytest.mark.parametrize("batting_side", ["South XI", "south-that-is-gone"])
def test_an_unknown_batting_side_is_refused(batting_side: str) -> None:
    result = convert_batting_side(batting_side)
    assert result.refusals == (
        f"innings 1: {batting_side!r} is stated to bat, and is neither side by id or by name",
    )
    assert result.blocked == ()


def test_an_unknown_batting_side_is_a_remark_if_the_toss_decides() -> None:
    result = convert_batting_side("South XI", TOSS)
    assert result.refusals == ()
    assert any(
        "'South XI' is stated to bat, and is neither side" in each for each in result.remarks
    )


@pytest.mark.parametrize("is_of_match", [True, False])
def test_a_name_shared_by_both_sides_is_refused(is_of_match: bool) -> None:
    same_names = {"homeTeamName": "First XI", "awayTeamName": "First XI"}
    result = convert_batting_side("First XI", same_names) if is_of_match else convert_batting_side(
        "First XI", {}, {"home": "First XI", "away": "First XI"}
    )  # fmt: skip
    assert (side_in_log(result), len(result.refusals)) == (None, 1)


@pytest.mark.parametrize("batting_side", ["home", "away"])
def test_a_batting_side_is_found_by_its_id_or_as_home_or_away(batting_side: str) -> None:
    match = {"homeTeamId": "north", "awayTeamId": "south"}
    assert (
        side_in_log(convert_batting_side(batting_side, match))
        == {"home": "north", "away": "south"}[batting_side]
    )
    assert side_in_log(convert_batting_side("south", match)) == "south"
