"""Tests the rules for old selections and old roles."""

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
from tests.admin.administration import run_in_process

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TEAMS = {"home": "north", "away": "south"}


def lineups(*selections: Json) -> Lineups:
    """Return the lineups of a match, several of whose documents have a selection."""
    sides_or_roles = [
        side
        for place, each in enumerate(selections)
        for side in read_selections(f"document {place}", {"teamSelection": each})
    ]
    return lineups_of("m1", TEAMS, sides_or_roles, {"a": "Anna"})


def test_a_selection_becomes_lineups() -> None:
    result = lineups({"homePlayingXI": ["a", {"playerId": "b", "isCaptain": True}],
                    "homeReserves": ["c"], "awayPlayingXI": [], "selectedBy": "coach",
                    "selectedAt": "2023-02-03T18:00:00Z", "battingOrder": ["b", "a"],
                    "teamConfirmed": {"homeConfirmedBy": "umpire"}})  # fmt: skip
    assert set(result.documents) == {"north_a", "north_b", "north_c"}
    first, captain, reserve = (result.documents[f"north_{name}"] for name in "abc")
    assert (first["playerName"], first["battingPosition"]) == ("Anna", 2)
    assert (captain["isCaptain"], captain["battingPosition"]) == (True, 1)
    assert (reserve["role"], reserve["confirmedBy"]) == ("reserve", "umpire")
    assert result.remarks == ()


@pytest.mark.parametrize("confirmed", [0, 1])
def test_of_two_selections_the_confirmed_one_is_used_and_both_are_reported(confirmed: int) -> None:
    selections: list[Json] = [{"homePlayingXI": ["a", "b"]}, {"homePlayingXI": ["a", "c"]}]
    selections[confirmed]["homeConfirmedAt"] = "2023-02-04T08:00:00Z"
    result = lineups(*selections)
    assert set(result.documents) == (
        {"north_a", "north_b"} if confirmed == 0 else {"north_a", "north_c"}
    )
    (remark,) = result.remarks
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
def test_errors_of_a_selection_are_reported(selection: Json, remark: str) -> None:
    result = lineups(selection)
    assert set(result.documents) == {"north_a"}
    assert remark in result.remarks[0]


def grants(*roles: RoleOrReason) -> Grants:
    """Return the grants for old roles, with one existing school, team and match."""
    owners = {RoleScope.SCHOOL: {"hill"}, RoleScope.TEAM: {"first"}, RoleScope.MATCH: {"m1"}}
    return grants_of(roles, {"anna", "ben"}, owners, NOW)


def test_schools_and_teams_of_a_person_become_roles() -> None:
    person = {"assignedSchools": [{"schoolId": "hill", "role": "Head Coach"}], "teamIds": ["first"]}
    result = grants(*person_roles("anna", person))
    assert set(result.documents) == {
        "school_role_assignments/hill_anna_head_coach",
        "team_role_assignments/first_anna_player",
    }
    assert result.remarks == ()


def test_a_role_that_has_ended_goes_to_the_history() -> None:
    entry = {
        "schoolId": "hill",
        "role": "scorer",
        "startDate": "2020-01-01",
        "endDate": "2021-01-01",
    }
    result = grants(*person_roles("anna", {"assignedSchools": [entry]}))
    assert list(result.documents) == ["school_role_assignments/hill_anna_scorer/history/migration"]


def test_a_roster_entry_is_preferred_to_a_list_of_teams() -> None:
    member = {"playerId": "anna", "isCaptain": True, "jerseyNumber": 7}
    result = grants(
        *person_roles("anna", {"teamIds": ["first"]}),
        *roster_roles("first", [("roster[0]", member)]),
    )
    (fields,) = result.documents.values()
    assert (fields["isCaptain"], fields["jerseyNumber"]) == (True, "7")


def test_umpires_and_scorers_get_match_roles() -> None:
    match = {"umpires": ["anna", {"personId": "ben", "role": "third"}], "scorer": {"home": "ben"}}
    result = grants(*match_roles("m1", match, scorers_of(match["scorer"])))
    assert set(result.documents) == {
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
def test_an_invalid_role_is_reported_and_not_guessed(person: Json, remark: str) -> None:
    result = grants(*person_roles("anna", person))
    assert result.documents == {}
    assert remark in result.remarks[0]


def test_an_unknown_person_gets_no_role_and_a_command_is_suggested() -> None:
    result = grants(*roster_roles("first", [("roster[0]", "ghost")]))
    assert result.documents == {}
    assert "`scrbrd grant ghost player --team first --apply` gives it" in result.remarks[0]


@pytest.mark.parametrize(
    ("value", "expected"),
    [("2023/24", "2023-24"), (" 2026 ", "2026"), (2026, "2026"), ("", None), (None, None)],
)
def test_a_season_with_a_slash_becomes_an_id(value: Any, expected: str | None) -> None:
    assert season_of(value) == expected


KNOWN_PEOPLE = {"ann@hill.example": "anna", "annsmith": "anna"}


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
    sides_or_roles = match_roles("m1", {"scorer": scorer}, scorers_of(scorer))
    owners = {RoleScope.MATCH: {"m1"}, RoleScope.TEAM: set[str](), RoleScope.SCHOOL: set[str]()}
    result = grants_of(sides_or_roles, {"anna"}, owners, NOW, KNOWN_PEOPLE)
    assert [each["personId"] for each in result.documents.values()] == ["anna"]


@pytest.mark.parametrize("scorer", [{"phone": "1"}, [{}, {"x": 1}], {"home": {"x": 1}}, 4.5])
def test_a_scorer_without_a_name_is_undecided(scorer: Any) -> None:
    sides_or_roles = list(match_roles("m1", {"scorer": scorer}, scorers_of(scorer)))
    assert [each.where for each in sides_or_roles if isinstance(each, NoRoleReason)] == [
        "matches/m1 scorer"
    ]


def test_members_and_umpires_in_maps_without_ids_are_looked_up() -> None:
    umpires = [{"name": "Ann Smith", "role": "umpire"}]
    owners = {RoleScope.MATCH: {"m1"}, RoleScope.TEAM: {"first"}, RoleScope.SCHOOL: set[str]()}
    roles = [
        *match_roles("m1", {"umpires": umpires}, ()),
        *roster_roles("first", [("r", {"email": "ann@hill.example"})]),
    ]
    result = grants_of(roles, {"anna"}, owners, NOW, KNOWN_PEOPLE)
    assert [each["personId"] for each in result.documents.values()] == ["anna", "anna"]


@pytest.mark.parametrize("person", ["-NabcdefghijklmnopqA", "anna"])
def test_the_suggested_grant_command_accepts_ids_that_begin_with_a_dash(
    person: str,
) -> None:
    owners = {RoleScope.MATCH: set[str](), RoleScope.TEAM: {"t"}, RoleScope.SCHOOL: set[str]()}
    result = grants_of(roster_roles("t", [("r", person)]), {"else"}, owners, NOW, {})
    command = result.remarks[0].partition("`scrbrd ")[2].partition("`")[0]
    outcome = run_in_process(*shlex.split(command))
    assert "No such option" not in outcome.err, outcome
    assert "Usage" not in outcome.err, outcome
    assert "--apply" in command


def test_a_missing_role_is_reported_with_the_command_that_grants_one() -> None:
    (reason,) = person_roles("anna", {"assignedSchools": ["hill"]})
    assert "`scrbrd grant anna ROLE --school hill --apply`" in str(reason)
