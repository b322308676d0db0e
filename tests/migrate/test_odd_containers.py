"""Tests roles and selections in unexpected containers and under unexpected keys.

They are read, or reported and kept.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore import Client

from admin.commands.migrate import read_refused
from admin.visible_text import visible_line
from migrate.engine.run_context import RunOptions
from migrate.people.old import NoRoleReason, OldRole, match_roles, person_roles
from migrate.selection.lineups import Lineups, lineups_of
from migrate.selection.old import read_selections
from migrate.steps.old_match import scorers_of
from scrbrd.domain.json_types import Json
from tests.migrate.conftest import put
from tests.migrate.test_ball_history_e2e import run

ELEVEN = ["a", "b", {"playerId": "c", "name": "Cy", "isCaptain": True}]
SIDES = {"homePlayingXI": ELEVEN, "awayPlayingXI": ["x", "y"]}
IN_ORDER = {str(place): each for place, each in enumerate(ELEVEN)}
BY_PUSH_ID = {f"-Nabcdefghijklmnopq{place}": each for place, each in enumerate(ELEVEN)}


def lineups(selection: Any) -> Lineups:
    """Return the lineups of a match whose document has the selection."""
    read = read_selections("match", {"teamSelection": selection})
    return lineups_of("m1", {"home": "north", "away": "south"}, read, {})


@pytest.mark.parametrize(
    "selection",
    [
        json.dumps(SIDES),
        {**SIDES, "homePlayingXI": json.dumps(ELEVEN)},
        {**SIDES, "homePlayingXI": IN_ORDER},
        {**SIDES, "homePlayingXI": BY_PUSH_ID},
        {**SIDES, "homeReserves": [], "homeTwelfthMan": "", "isFinal": False, "notes": None},
        {**SIDES, "homeTeamName": "North", "createdAt": "2023-02-03", "matchId": "m1"},
        {**SIDES, "teamConfirmed": {"home": {"confirmedBy": "u"}, "away": False}},
        {**SIDES, "homeCaptain": "a", "awayWicketkeeperId": "y", "battingOrder": ["b", "x"]},
    ],
    ids=[
        "text",
        "eleven as text",
        "numbers",
        "push ids",
        "empty",
        "harmless",
        "confirmed",
        "leaders",
    ],
)
def test_a_readable_selection_leaves_nothing_undecided(selection: Any) -> None:
    result = lineups(selection)
    assert len(result.documents) == 5
    assert (result.undecided, result.remarks) == ((), ())


@pytest.mark.parametrize(
    ("selection", "unread_field"),
    [
        ("a, b", ""),
        ([{"side": "home", "playingXI": ELEVEN}], ""),
        (7, ""),
        ({"home": {"players": ELEVEN}}, ".home"),
        ({"homeXI": ELEVEN}, ".homeXI"),
        ({**SIDES, "homeTwelfthMan": "d"}, ".homeTwelfthMan"),
        ({**SIDES, "homePlayingXI": "a, b, c"}, ".homePlayingXI"),
        ({**SIDES, "homePlayingXI": {"a": True}}, ".homePlayingXI"),
        ({**SIDES, "homeReserves": {"players": ["d"]}}, ".homeReserves"),
        ({**SIDES, "homePlayingXI": [*ELEVEN, {}]}, ".homePlayingXI[3]"),
        ({**SIDES, "homePlayingXI": [{"id": "a", "isCapt": False, "role": "wicketkeeper"}]},
         ".homePlayingXI[0].role"),
        ({**SIDES, "homePlayingXI": [{"id": "a", "isKeeper": True}]}, ".homePlayingXI[0].isKeeper"),
        ({**SIDES, "homeCaptain": "Anna Smith"}, ".homeCaptain"),
        ({**SIDES, "homeCaptainId": ["a"]}, ".homeCaptainId"),
        ({**SIDES, "battingOrder": "a, b"}, ".battingOrder"),
        ({**SIDES, "battingOrder": ["a", "z"]}, ".battingOrder[1]"),
        ({**SIDES, "homeBattingOrder": ["a", "x"]}, ".homeBattingOrder[1]"),
        ({**SIDES, "selectedAt": "before tea"}, ".selectedAt"),
        ({**SIDES, "selectedBy": {"name": "Coach"}}, ".selectedBy"),
        ({**SIDES, "teamConfirmed": "by phone"}, ".teamConfirmed"),
        ({**SIDES, "teamConfirmed": {"home": "perhaps"}}, ".teamConfirmed.home"),
        ({**SIDES, "teamConfirmed": {"umpire": "u"}}, ".teamConfirmed.umpire"),
    ],
    ids=str,
)  # fmt: skip
def test_an_unread_part_of_a_selection_is_reported_and_undecided(
    selection: Any, unread_field: str
) -> None:
    result = lineups(selection)
    place = f"match teamSelection{unread_field}"
    assert result.undecided == (place,)
    shortened = place.replace("teamSelection.", "") if unread_field else place
    assert any(line.startswith((place, shortened)) for line in result.remarks), result.remarks


def undecided_places(*entries: Any) -> list[str]:
    """Return the places of the entries that give no role."""
    return [each.where for each in entries if isinstance(each, NoRoleReason)]


def granted_roles(*entries: Any) -> list[tuple[str, str]]:
    """Return (owner, role) of each entry that gives a role."""
    return [(each.owner_id, each.role) for each in entries if isinstance(each, OldRole)]


@pytest.mark.parametrize(
    "value",
    [{"first": True, "second": False}, "first,second", "first", 7, {"id": "first"}],
    ids=str,
)
def test_teams_outside_a_list_are_reported_and_undecided(value: Any) -> None:
    entries = list(person_roles("anna", {"teamIds": value}))
    assert (granted_roles(*entries), undecided_places(*entries)) == ([], ["people/anna teamIds"])
    assert "is no list" in str(entries[0])


@pytest.mark.parametrize(
    ("value", "unread_field"),
    [
        ({"hill": {"role": "scorer"}}, ""),
        ({"hill": "scorer"}, ""),
        ("hill", ""),
        ([{"schoolId": "hill", "role": "scorer", "roles": ["coach"]}], "[0].roles"),
    ],
    ids=str,
)
def test_unread_schools_are_undecided(value: Any, unread_field: str) -> None:
    assert undecided_places(*person_roles("anna", {"assignedSchools": value})) == [
        f"people/anna assignedSchools{unread_field}"
    ]


def test_lists_of_roles_in_texts_and_maps_are_read() -> None:
    schools = json.dumps(
        [{"schoolId": "hill", "role": "scorer", "name": "Hill", "isPrimary": True}]
    )
    entries = list(person_roles("anna", {"assignedSchools": schools, "teamIds": {"0": "first"}}))
    assert granted_roles(*entries) == [("hill", "scorer"), ("first", "player")]
    assert undecided_places(*entries) == []


@pytest.mark.parametrize(
    ("umpires", "roles", "unread_field"),
    [
        ('["u", {"id": "v", "role": "third"}]', ["umpire_on_field", "umpire_third"], []),
        ({"id": "u", "position": "third"}, ["umpire_third"], []),
        ({"umpire1": "u", "umpire2": "v"}, [], ["[0]"]),
        ({"id": "u", "umpire2": "v"}, ["umpire_on_field"], ["[0].umpire2"]),
        ({"id": "u", "second": {"id": "v"}}, ["umpire_on_field"], ["[0].second"]),
    ],
    ids=str,
)
def test_umpires_are_read_or_undecided(
    umpires: Any, roles: list[str], unread_field: list[str]
) -> None:
    entries = list(match_roles("m1", {"umpires": umpires}, ()))
    assert [role for _, role in granted_roles(*entries)] == roles
    assert undecided_places(*entries) == [f"matches/m1 umpires{each}" for each in unread_field]


@pytest.mark.parametrize(
    ("scorer", "people", "is_any_unread"),
    [
        ('{"home": "s"}', ["s"], False),
        ({"home": "s", "away": None, "second": ""}, ["s"], False),
        ({"home": "s", "deputy": "t"}, ["s"], True),
        ({"id": "s", "name": "Sam", "scorer2": "t"}, ["s"], True),
        ({"homeScorer": "s"}, [], True),
    ],
    ids=str,
)
def test_scorers_are_read_or_undecided(scorer: Any, people: list[str], is_any_unread: bool) -> None:
    found = list(scorers_of(scorer))
    assert [person for person, _ in found if person is not None] == people
    assert any(person is None for person, _ in found) == is_any_unread


WORLD: dict[str, Json] = {
    "schools/hill": {"name": "Hill"},
    "teams/first": {"name": "First", "roster": {"ann": {"role": "coach"}}},
    "teams/second": {"name": "Second", "roster": "ann, ben"},
    "teams/third": {"name": "Third", "roster": json.dumps([{"playerId": "ann", "role": "coach"}])},
    "people/ann": {"displayName": "Ann", "teamIds": "first,second", "assignedSchools": "hill"},
    "people/Jürgen M": {"displayName": "J", "teamIds": ["gone"]},
    "matches/m 1": {"homeTeamId": "first", "awayTeamId": "second",
                    "teamSelection": {"homePlayingXI": ["ann", None], "homeTwelfthMan": "ben"}},
    "pre_match_procedures/p": {"matchId": "m 1", "teamSelection": {"home": {"players": ["ann"]}}},
}  # fmt: skip
UNREAD_FIELDS = [
    ("people/Jürgen M", "teamIds"),
    ("people/ann", "assignedSchools"),
    ("people/ann", "teamIds"),
    ("teams/first", "roster"),
    ("teams/second", "roster"),
    ("matches/m 1", "teamSelection"),
    ("pre_match_procedures/p", "teamSelection"),
]


def test_every_field_with_an_unread_part_is_listed_and_kept(
    firestore_client: Client, tmp_path: Path
) -> None:
    put(firestore_client, WORLD)
    run("run", "--all", "--apply", code=1)
    assert "teamSelection.homeTwelfthMan: in no lineup" in run("diff", "team_selection", code=1)
    undecided_lines = run("undecided").splitlines()
    assert all(
        any(f"{path} {field}" in line for line in undecided_lines) for path, field in UNREAD_FIELDS
    ), undecided_lines
    run("run", "strip_legacy", "--export", str(tmp_path / "out"), "--apply", code=1)
    for path, field in UNREAD_FIELDS:
        fields = firestore_client.document(path).get().to_dict() or {}
        assert fields.get(field) == WORLD[path][field], path
    third_team = firestore_client.document("teams/third").get().to_dict() or {}
    assert third_team == {"name": "Third"}
    grant = "team_role_assignments/third_ann_coach"
    assert firestore_client.document(grant).get().exists


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("name", ["bench", "b\u00e9nch", "b\u200bench", "be\nnch", "bench "])
def test_an_undecided_place_is_given_up_by_its_printed_line(
    name: str, encoding: str, tmp_path: Path
) -> None:
    where = f"matches/m1 teamSelection.{name}"
    file = tmp_path / "undecided.txt"
    file.write_text(f"{visible_line(where)}\n", encoding=encoding)
    options = RunOptions(refused=read_refused(file))
    assert options.is_refused(where)
    assert not options.is_refused(f"{where}es")
