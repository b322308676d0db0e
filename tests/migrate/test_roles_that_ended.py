"""Tests old roles that are no longer in force, as apps record it, and unusual time formats."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from google.cloud.firestore import Client

from migrate.old.ball import read_ball
from migrate.old.match_fields import normalisation_remarks, normalised_fields
from migrate.old.values import time_from
from migrate.people.grants import Grants, grants_of
from migrate.people.old import RoleOrReason, match_roles, person_roles, roster_roles
from migrate.steps.m1_ball_history import is_same_ball
from migrate.steps.old_match import scorers_of
from scrbrd.adapters import paths
from scrbrd.domain.json_types import Json
from scrbrd.domain.vocabulary import RoleScope
from tests.admin.administration import run_in_process
from tests.migrate.conftest import put
from tests.migrate.test_rules_of_conversion import ball, convert_balls, deliveries
from tests.migrate.test_selection_and_roles import lineups

NOW = datetime(2026, 1, 1, tzinfo=UTC)
OWNERS = {RoleScope.TEAM: {"t"}, RoleScope.SCHOOL: {"s"}, RoleScope.MATCH: {"m"}}


def grants(*roles: RoleOrReason) -> Grants:
    """Return the grants for old roles of the person `ann` at one team, school and match."""
    return grants_of(roles, {"ann"}, OWNERS, NOW)


def roster_grants(*entries: Json) -> Grants:
    """Return the grants for a roster whose entries all name the person `ann`."""
    members = [(f"teams/t roster[{n}]", {"playerId": "ann"} | e) for n, e in enumerate(entries)]
    return grants(*roster_roles("t", members))


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "removed"},
        {"status": "Left the school"},
        {"status": "pending"},
        {"isActive": False},
        {"active": "no"},
        {"deletedAt": "2023-01-01"},
        {"removed": True},
        {"isArchived": 1},
        {"endDate": "31 January 2023"},
        {"leftAt": "31.01.2023"},
        {"leftAt": 0},
        {"endDate": "2999-01-01", "status": "revoked"},
    ],
    ids=str,
)
def test_a_role_not_in_force_is_reported_and_not_granted(fields: Json) -> None:
    result = roster_grants(fields)
    assert result.documents == {}
    [remark] = result.remarks
    assert remark.where == "teams/t roster[0]"
    assert next(reversed(fields)) in remark
    assert (
        "so player is not granted; if it is in force, `scrbrd grant ann player --team t" in remark
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "Active"},
        {"status": ""},
        {"isActive": True},
        {"deleted": False},
        {"deletedAt": None},
        {"leftAt": False},
        {"leftAt": ""},
        {"state": "Gauteng"},
    ],
    ids=str,
)
def test_a_role_that_is_in_force_is_granted(fields: Json) -> None:
    result = roster_grants(fields)
    assert [*result.documents] == ["team_role_assignments/t_ann_player"]
    assert result.remarks == ()


def test_a_role_with_an_end_date_goes_to_the_history_whatever_its_status() -> None:
    for end in ("2023-01-31", "2023/01/31", "1675123200000", {"_seconds": 1675123200}):
        result = roster_grants({"endDate": end, "status": "removed"})
        assert [*result.documents] == ["team_role_assignments/t_ann_player/history/migration"], end


@pytest.mark.parametrize("step", [1, -1])
def test_a_member_who_left_and_came_back_has_the_role(step: int) -> None:
    entries: list[Json] = [{"leftAt": "2022-01-01"}, {"joinedAt": "2023-01-01"}]
    [(path, fields)] = roster_grants(*entries[::step]).documents.items()
    assert path == "team_role_assignments/t_ann_player"
    assert "endDate" not in fields
    assert fields["startDate"].year == 2023


def test_a_doubtful_entry_prevents_the_role_although_another_entry_states_it() -> None:
    team_list_roles = person_roles("ann", {"teamIds": ["t"]})
    result = grants(
        *team_list_roles,
        *roster_roles("t", [("teams/t roster[0]", {"playerId": "ann", "left": 1})]),
    )
    assert [*result.documents] == ["team_role_assignments/t_ann_player"], (
        "`left` says nothing known"
    )
    removed_member: Json = {"playerId": "ann", "status": "removed"}
    for roles in ([*team_list_roles], []):
        both = [*roles, *roster_roles("t", [("teams/t roster[0]", removed_member)])]
        for order in (both, both[::-1]):
            result = grants(*order)
            assert result.documents == {}
            assert result.undecided == ("teams/t roster[0]",)


@pytest.mark.parametrize(
    ("person", "is_granted"),
    [
        ({"isActive": False}, False),
        ({"status": "archived"}, False),
        ({"deletedAt": "2024-01-01"}, False),
        ({"status": "online"}, True),
        ({"isActive": True}, True),
    ],
    ids=str,
)
def test_an_administrator_who_has_left_the_school_gets_no_role(
    person: Json, is_granted: bool
) -> None:
    result = grants(*person_roles("ann", {"role": "admin", "assignedSchools": ["s"]} | person))
    assert bool(result.documents) is is_granted
    assert bool(result.remarks) is not is_granted


def test_officials_who_declined_get_no_role() -> None:
    declined: Json = {"id": "ann", "status": "declined"}
    match: Json = {"umpires": [declined], "scorer": declined}
    result = grants(*match_roles("m", match, scorers_of(match["scorer"])))
    assert result.documents == {}
    assert {*result.undecided} == {"matches/m umpires[0]", "matches/m scorer"}
    match = {"umpires": [declined | {"status": "confirmed"}], "scorer": {"home": declined}}
    result = grants(*match_roles("m", match, scorers_of(match["scorer"])))
    assert [*result.documents] == ["match_role_assignments/m_ann_umpire_on_field"]
    assert result.undecided == ("matches/m scorer",)


def test_an_unreadable_start_date_is_reported_and_the_role_is_granted() -> None:
    result = roster_grants({"joinedAt": "in spring"})
    assert len(result.documents) == 1
    assert result.undecided == ("teams/t roster[0].joinedAt",)
    assert "is no time that is read: 'in spring'; write it as 2023-01-31" in result.remarks[0]


def test_on_firestore_ended_roles_are_not_granted_and_a_second_run_changes_nothing(
    firestore_client: Client,
) -> None:
    person: Json = {"displayName": "Ann", "role": "admin", "isActive": False}
    documents: dict[str, Json] = {
        "people/ann": person | {"assignedSchools": ["s"]},
        "people/ben": {"displayName": "Ben", "role": "admin", "assignedSchools": ["s"]},
        "schools/s": {"name": "S"},
    }
    put(firestore_client, documents)
    outcome = run_in_process("migrate", "run", "roles", "--apply")
    assert outcome.code == 1, "somebody should look"
    assert "people/ann assignedSchools[0]: isActive is 'False', so administrator is" in outcome.out
    roles = paths.role_assignments(RoleScope.SCHOOL)
    assert [snap.id for snap in firestore_client.collection(roles).stream()] == [
        "s_ben_administrator"
    ]
    assert "people/ann assignedSchools[0]" in run_in_process("migrate", "undecided").out
    before = firestore_client.collection(roles).document("s_ben_administrator").get().update_time
    run_in_process("migrate", "run", "roles", "--apply")
    after = firestore_client.collection(roles).document("s_ben_administrator").get().update_time
    assert before == after


@pytest.mark.parametrize(
    "value",
    [
        "1675501200",
        "1675501200000",
        1675501200000000,
        "Sat Feb 04 2023 11:00:00 GMT+0200 (South Africa Standard Time)",
        "Sat, 04 Feb 2023 09:00:00 GMT",
        "2023/02/04 09:00:00",
        "2023-02-04 09:00:00 UTC",
        {"$date": "2023-02-04T09:00:00Z"},
        {"__time__": "2023-02-04T09:00:00Z"},
        {"seconds": "1675501200", "nanoseconds": 0},
    ],
    ids=str,
)
def test_a_time_is_read_in_many_formats(value: Any) -> None:
    found = time_from(value)
    assert found is not None
    assert found.astimezone(UTC).isoformat() == "2023-02-04T09:00:00+00:00"
    assert read_ball(ball(timestamp=value)).at == found
    if not isinstance(value, int):
        assert normalised_fields({"scheduledAt": value})["scheduledAt"].startswith("2023-02-04T")


def test_fractions_of_a_second_are_kept_so_that_balls_stay_distinct() -> None:
    times = [{"_seconds": 1675501200, "_nanoseconds": nanos} for nanos in (1_000_000, 2_000_000)]
    result = convert_balls(*(ball(timestamp=each) for each in times))
    assert [each["timestamp"].microsecond for each in deliveries(result)] == [1000, 2000]


@pytest.mark.parametrize("value", ["4/2/2023, 9:00:00 AM", "soon", {"$date": {"$numberLong": "1"}}])
def test_an_unreadable_time_is_reported_and_another_time_of_the_ball_is_used(value: Any) -> None:
    assert time_from(value) is None
    assert "field timestamp is not read" in read_ball(ball(timestamp=value)).remarks
    both = read_ball(ball(timestamp=value, createdAt="2023-02-04T09:00:00Z"))
    assert both.at == time_from(1675501200)
    assert both.remarks == ()


def test_an_unreadable_match_date_is_reported() -> None:
    assert normalised_fields({"scheduledAt": "4/2/2023"}) == {}
    [remark] = normalisation_remarks({"scheduledAt": "4/2/2023"})
    assert remark == "scheduledAt: '4/2/2023' is not read; mend the match document"


@pytest.mark.parametrize(
    "fields", [{"status": "Withdrawn"}, {"isActive": False}, {"removed": True}], ids=str
)
def test_a_player_removed_from_a_side_is_in_no_lineup(fields: Json) -> None:
    result = lineups({"homePlayingXI": ["a", {"playerId": "b"} | fields, {"playerId": "c"}]})
    assert {*result.documents} == {"north_a", "north_c"}
    [remark] = result.remarks
    assert "document 0 homePlayingXI[1] gives b no place in the side" in remark
    assert result.undecided == ("document 0 teamSelection.homePlayingXI[1]",)


@pytest.mark.parametrize("fields", [{"status": "deleted"}, {"isDeleted": True}], ids=str)
def test_a_deleted_selection_makes_no_lineups(fields: Json) -> None:
    result = lineups({"homePlayingXI": ["a"]} | fields)
    assert result.documents == {}
    [remark] = result.remarks
    assert "teamSelection is in force no more, and nobody is selected by it" in remark
    assert [*lineups({"homePlayingXI": ["a"], "status": "confirmed"}).documents] == ["north_a"]


def test_a_ball_whose_time_an_earlier_release_read_differently_is_the_same_ball() -> None:
    [converted_ball] = deliveries(
        convert_balls(ball("a", 4, timestamp={"seconds": 1675501200, "nanoseconds": 5_000_000}))
    )
    assert converted_ball["timestamp"].microsecond == 5000
    without_time = {name: each for name, each in converted_ball.items() if name != "timestamp"}
    in_whole_seconds = converted_ball | {
        "timestamp": converted_ball["timestamp"].replace(microsecond=0)
    }
    at_another_time = converted_ball | {"timestamp": datetime(2020, 1, 1, tzinfo=UTC)}
    assert all(
        is_same_ball(stored, converted_ball)
        for stored in (converted_ball, without_time, in_whole_seconds)
    )
    assert not is_same_ball(at_another_time, converted_ball)
    assert not is_same_ball(converted_ball | {"runsOffBat": 6}, converted_ball)
