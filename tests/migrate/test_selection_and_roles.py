"""Old selections and old roles, rule by rule."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime
from typing import Any

import pytest

from migrate.people.grants import Grants, grants_of
from migrate.people.old import (
    NoRoleReason,
    RoleOrReason,
    match_roles,
    person_roles,
    roster_roles,
    season_of,
)
from migrate.selection.lineups import Lineups, lineups_of
from migrate.selection.old import read_selections
from migrate.steps.old_match import scorers_of
from scrbrd.domain.json_types import Json
from scrbrd.domain.vocabulary import RoleScope
from tests.admin.administration import here

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TEAMS = {"home": "north", "away": "south"}


def lineups(*selections: Json) -> Lineups:
    """The lineups of a match of which several documents have a selection."""
    read = [
        side
        for place, each in enumerate(selections)
        for side in read_selections(f"document {place}", {"teamSelection": each})
    ]
    return lineups_of("m1", TEAMS, read, {"a": "Anna"})


def test_a_selection_becomes_lineups() -> None:
    made = lineups({"homePlayingXI": ["a", {"playerId": "b", "isCaptain": True}],
                    "homeReserves": ["c"], "awayPlayingXI": [], "selectedBy": "coach",
                    "selectedAt": "2023-02-03T18:00:00Z", "battingOrder": ["b", "a"],
                    "teamConfirmed": {"homeConfirmedBy": "umpire"}})  # fmt: skip
    assert set(made.documents) == {"north_a", "north_b", "north_c"}
    first, captain, reserve = (made.documents[f"north_{name}"] for name in "abc")
    assert (first["playerName"], first["battingPosition"]) == ("Anna", 2)
    assert (captain["isCaptain"], captain["battingPosition"]) == (True, 1)
    assert (reserve["role"], reserve["confirmedBy"]) == ("reserve", "umpire")
    assert made.remarks == ()


@pytest.mark.parametrize("confirmed", [0, 1])
def test_of_two_selections_the_confirmed_one_counts_and_both_are_told(confirmed: int) -> None:
    both: list[Json] = [{"homePlayingXI": ["a", "b"]}, {"homePlayingXI": ["a", "c"]}]
    both[confirmed]["homeConfirmedAt"] = "2023-02-04T08:00:00Z"
    made = lineups(*both)
    assert set(made.documents) == (
        {"north_a", "north_b"} if confirmed == 0 else {"north_a", "north_c"}
    )
    (remark,) = made.remarks
    assert f"document {confirmed} (confirmed) counts, document {1 - confirmed}" in remark


@pytest.mark.parametrize(
    ("selection", "remark"),
    [
        ({"homePlayingXI": ["a", None]}, "names nobody: 'None'"),
        ({"homePlayingXI": ["a", "a"]}, "names a again"),
        ({"homePlayingXI": ["a"], "homeReserves": ["a"]}, "a is in the eleven and a reserve"),
        ({"homePlayingXI": ["a"], "awayPlayingXI": ["a"]}, "a is named by both sides"),
    ],
)
def test_what_a_selection_has_wrong_is_told(selection: Json, remark: str) -> None:
    made = lineups(selection)
    assert set(made.documents) == {"north_a"}
    assert remark in made.remarks[0]


def grants(*reads: RoleOrReason) -> Grants:
    """The grants of what was read, at a school that exists."""
    owners = {RoleScope.SCHOOL: {"hill"}, RoleScope.TEAM: {"first"}, RoleScope.MATCH: {"m1"}}
    return grants_of(reads, {"anna", "ben"}, owners, NOW)


def test_schools_and_teams_of_a_person_become_roles() -> None:
    person = {"assignedSchools": [{"schoolId": "hill", "role": "Head Coach"}], "teamIds": ["first"]}
    made = grants(*person_roles("anna", person))
    assert set(made.documents) == {
        "school_role_assignments/hill_anna_head_coach",
        "team_role_assignments/first_anna_player",
    }
    assert made.remarks == ()


def test_a_role_that_is_over_goes_to_the_history() -> None:
    entry = {
        "schoolId": "hill",
        "role": "scorer",
        "startDate": "2020-01-01",
        "endDate": "2021-01-01",
    }
    made = grants(*person_roles("anna", {"assignedSchools": [entry]}))
    assert list(made.documents) == ["school_role_assignments/hill_anna_scorer/history/migration"]


def test_a_roster_says_more_than_a_list_of_teams() -> None:
    member = {"playerId": "anna", "isCaptain": True, "jerseyNumber": 7}
    made = grants(
        *person_roles("anna", {"teamIds": ["first"]}),
        *roster_roles("first", [("roster[0]", member)]),
    )
    (fields,) = made.documents.values()
    assert (fields["isCaptain"], fields["jerseyNumber"]) == (True, "7")


def test_umpires_and_scorers_become_officials() -> None:
    match = {"umpires": ["anna", {"personId": "ben", "role": "third"}], "scorer": {"home": "ben"}}
    made = grants(*match_roles("m1", match, scorers_of(match["scorer"])))
    assert set(made.documents) == {
        "match_role_assignments/m1_anna_umpire_on_field",
        "match_role_assignments/m1_ben_umpire_third",
        "match_role_assignments/m1_ben_scorer_home",
    }


@pytest.mark.parametrize(
    ("person", "remark"),
    [
        ({"assignedSchools": ["hill"]}, "no role is said; `scrbrd grant anna ROLE --school hill"),
        ({"assignedSchools": [{"schoolId": "hill", "role": "king"}]}, "'king' is no role"),
        ({"assignedSchools": [{"role": "scorer"}]}, "names no school"),
        ({"teamIds": ["gone"]}, "there is no team gone"),
        ({"teamIds": [None]}, "names no team"),
    ],
)
def test_what_is_no_role_is_told_and_not_guessed(person: Json, remark: str) -> None:
    made = grants(*person_roles("anna", person))
    assert made.documents == {}
    assert remark in made.remarks[0]


def test_somebody_whom_nobody_knows_gets_no_role_but_a_line() -> None:
    made = grants(*roster_roles("first", [("roster[0]", "ghost")]))
    assert made.documents == {}
    assert "`scrbrd grant ghost player --team first --apply` gives it" in made.remarks[0]


@pytest.mark.parametrize(
    ("value", "expected"),
    [("2023/24", "2023-24"), (" 2026 ", "2026"), (2026, "2026"), ("", None), (None, None)],
)
def test_a_season_with_a_slash_becomes_an_id(value: Any, expected: str | None) -> None:
    assert season_of(value) == expected


KNOWN = {"ann@hill.example": "anna", "annsmith": "anna"}


@pytest.mark.parametrize(
    "scorer",
    [
        {"email": "Ann@Hill.example"},
        {"name": "Ann Smith"},
        {"home": {"displayName": "Ann Smith"}},
        [{"email": "ann@hill.example", "side": "home"}],
    ],
    ids=["e-mail", "name", "side", "list"],
)
def test_a_scorer_in_a_map_without_an_id_is_looked_up(scorer: Any) -> None:
    read = match_roles("m1", {"scorer": scorer}, scorers_of(scorer))
    owners = {RoleScope.MATCH: {"m1"}, RoleScope.TEAM: set[str](), RoleScope.SCHOOL: set[str]()}
    made = grants_of(read, {"anna"}, owners, NOW, KNOWN)
    assert [each["personId"] for each in made.documents.values()] == ["anna"]


@pytest.mark.parametrize("scorer", [{"phone": "1"}, [{}, {"x": 1}], {"home": {"x": 1}}, 4.5])
def test_a_scorer_whom_nothing_names_is_told_and_undecided(scorer: Any) -> None:
    read = list(match_roles("m1", {"scorer": scorer}, scorers_of(scorer)))
    assert [each.where for each in read if isinstance(each, NoRoleReason)] == ["matches/m1 scorer"]


def test_members_and_umpires_in_maps_without_ids_are_looked_up() -> None:
    umpires = [{"name": "Ann Smith", "role": "umpire"}]
    owners = {RoleScope.MATCH: {"m1"}, RoleScope.TEAM: {"first"}, RoleScope.SCHOOL: set[str]()}
    reads = [
        *match_roles("m1", {"umpires": umpires}, ()),
        *roster_roles("first", [("r", {"email": "ann@hill.example"})]),
    ]
    made = grants_of(reads, {"anna"}, owners, NOW, KNOWN)
    assert [each["personId"] for each in made.documents.values()] == ["anna", "anna"]


@pytest.mark.parametrize("person", ["-NabcdefghijklmnopqA", "anna"])
def test_the_command_that_gives_a_role_by_hand_takes_ids_that_begin_with_a_dash(
    person: str,
) -> None:
    owners = {RoleScope.MATCH: set[str](), RoleScope.TEAM: {"t"}, RoleScope.SCHOOL: set[str]()}
    made = grants_of(roster_roles("t", [("r", person)]), {"else"}, owners, NOW, {})
    command = made.remarks[0].partition("`scrbrd ")[2].partition("`")[0]
    ran = here(*shlex.split(command))
    assert "No such option" not in ran.err, ran
    assert "Usage" not in ran.err, ran
    assert "--apply" in command


def test_a_role_that_is_not_said_names_the_command_that_gives_one() -> None:
    (line,) = person_roles("anna", {"assignedSchools": ["hill"]})
    assert "`scrbrd grant anna ROLE --school hill --apply`" in str(line)
