"""Which side bats, where old totals name it: by id, by the match's names, by those of its teams."""

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


def batted(named: Any, match: Json | None = None, teams: Json | None = None) -> Converted:
    """A match of one innings, of which the totals say who batted."""
    totals: Json = {"runs": 5, "wickets": 0, "battingTeam": named}
    score = {"inningsNumber": 1, "currentInnings": totals, "ballHistory": BALLS}
    document = MATCH | (match or {})
    known = inputs_of("m1", read_match("m1", document), ())
    found = find_histories({"live_score": score, "match": document})
    return convert(OldMatch("m1", document, score, found, known, team_names=teams or {}))


def side(done: Converted) -> str | None:
    """Who bats in the log."""
    return next((each.get("battingTeamId") for each in done.documents), None)


@pytest.mark.parametrize(
    ("match", "teams"),
    [
        ({"awayTeamName": "South XI"}, {}),
        ({}, {"away": "South XI"}),
        ({"homeTeamName": "North", "awayTeamName": "South"}, {"home": "N", "away": "South XI"}),
    ],
)
def test_a_side_by_its_name_is_found(match: Json, teams: Json) -> None:
    done = batted("South XI", match, teams)
    assert (side(done), done.refusals) == ("away", ())


@pytest.mark.parametrize("named", ["South XI", "south-that-is-gone"])
def test_a_side_that_nothing_names_is_a_refusal(named: str) -> None:
    done = batted(named)
    assert done.refusals == (
        f"innings 1: {named!r} is stated to bat, and is neither side by id or by name",
    )
    assert done.blocked == ()


def test_where_the_toss_says_who_bats_it_is_told() -> None:
    done = batted("South XI", TOSS)
    assert done.refusals == ()
    assert any("'South XI' is stated to bat, and is neither side" in each for each in done.remarks)


@pytest.mark.parametrize("is_of_match", [True, False])
def test_a_name_that_both_sides_have_says_nothing(is_of_match: bool) -> None:
    both = {"homeTeamName": "First XI", "awayTeamName": "First XI"}
    done = batted("First XI", both) if is_of_match else batted(
        "First XI", {}, {"home": "First XI", "away": "First XI"}
    )  # fmt: skip
    assert (side(done), len(done.refusals)) == (None, 1)


@pytest.mark.parametrize("named", ["home", "away"])
def test_an_id_and_the_word_for_a_side_are_found_as_before(named: str) -> None:
    match = {"homeTeamId": "north", "awayTeamId": "south"}
    assert side(batted(named, match)) == {"home": "north", "away": "south"}[named]
    assert side(batted("south", match)) == "south"
