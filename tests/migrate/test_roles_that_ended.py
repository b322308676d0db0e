"""Old roles that are not in force any more, in all the ways that apps say so; and odd times."""

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
from tests.admin.administration import here
from tests.migrate.conftest import put
from tests.migrate.test_rules_of_conversion import ball, converted, deliveries
from tests.migrate.test_selection_and_roles import lineups

NOW = datetime(2026, 1, 1, tzinfo=UTC)
OWNERS = {RoleScope.TEAM: {"t"}, RoleScope.SCHOOL: {"s"}, RoleScope.MATCH: {"m"}}


def grants(*reads: RoleOrReason) -> Grants:
    """The grants of old roles of one person, a team, a school and a match."""
    return grants_of(reads, {"ann"}, OWNERS, NOW)


def of_member(*entries: Json) -> Grants:
    """The grants of a roster whose entries are all of one person."""
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
def test_a_role_that_is_not_in_force_is_granted_to_nobody_and_told(fields: Json) -> None:
    made = of_member(fields)
    assert made.documents == {}
    [line] = made.remarks
    assert line.where == "teams/t roster[0]"
    assert next(reversed(fields)) in line
    assert "so player is not granted; if it is in force, `scrbrd grant ann player --team t" in line


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
    made = of_member(fields)
    assert [*made.documents] == ["team_role_assignments/t_ann_player"]
    assert made.remarks == ()


def test_one_that_ended_by_a_time_goes_to_the_history_whatever_its_status() -> None:
    for end in ("2023-01-31", "2023/01/31", "1675123200000", {"_seconds": 1675123200}):
        made = of_member({"endDate": end, "status": "removed"})
        assert [*made.documents] == ["team_role_assignments/t_ann_player/history/migration"], end


@pytest.mark.parametrize("turn", [1, -1])
def test_who_left_and_came_back_has_the_role(turn: int) -> None:
    entries: list[Json] = [{"leftAt": "2022-01-01"}, {"joinedAt": "2023-01-01"}]
    [(path, fields)] = of_member(*entries[::turn]).documents.items()
    assert path == "team_role_assignments/t_ann_player"
    assert "endDate" not in fields
    assert fields["startDate"].year == 2023


def test_a_doubt_counts_whatever_else_names_the_role() -> None:
    stale = person_roles("ann", {"teamIds": ["t"]})
    made = grants(
        *stale, *roster_roles("t", [("teams/t roster[0]", {"playerId": "ann", "left": 1})])
    )
    assert [*made.documents] == ["team_role_assignments/t_ann_player"], "`left` says nothing known"
    removed: Json = {"playerId": "ann", "status": "removed"}
    for reads in ([*stale], []):
        both = [*reads, *roster_roles("t", [("teams/t roster[0]", removed)])]
        for order in (both, both[::-1]):
            made = grants(*order)
            assert made.documents == {}
            assert made.undecided == ("teams/t roster[0]",)


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
def test_who_has_left_the_school_administers_it_no_more(person: Json, is_granted: bool) -> None:
    made = grants(*person_roles("ann", {"role": "admin", "assignedSchools": ["s"]} | person))
    assert bool(made.documents) is is_granted
    assert bool(made.remarks) is not is_granted


def test_officials_who_declined_get_no_role() -> None:
    declined: Json = {"id": "ann", "status": "declined"}
    match: Json = {"umpires": [declined], "scorer": declined}
    made = grants(*match_roles("m", match, scorers_of(match["scorer"])))
    assert made.documents == {}
    assert {*made.undecided} == {"matches/m umpires[0]", "matches/m scorer"}
    match = {"umpires": [declined | {"status": "confirmed"}], "scorer": {"home": declined}}
    made = grants(*match_roles("m", match, scorers_of(match["scorer"])))
    assert [*made.documents] == ["match_role_assignments/m_ann_umpire_on_field"]
    assert made.undecided == ("matches/m scorer",)


def test_a_beginning_that_is_not_read_is_told_and_the_role_is_granted() -> None:
    made = of_member({"joinedAt": "in spring"})
    assert len(made.documents) == 1
    assert made.undecided == ("teams/t roster[0].joinedAt",)
    assert "is no time that is read: 'in spring'; write it as 2023-01-31" in made.remarks[0]


def test_it_is_so_on_firestore_and_a_second_run_changes_nothing(firestore_client: Client) -> None:
    person: Json = {"displayName": "Ann", "role": "admin", "isActive": False}
    documents: dict[str, Json] = {
        "people/ann": person | {"assignedSchools": ["s"]},
        "people/ben": {"displayName": "Ben", "role": "admin", "assignedSchools": ["s"]},
        "schools/s": {"name": "S"},
    }
    put(firestore_client, documents)
    ran = here("migrate", "run", "roles", "--apply")
    assert ran.code == 1, "somebody should look"
    assert "people/ann assignedSchools[0]: isActive is 'False', so administrator is" in ran.out
    roles = paths.role_assignments(RoleScope.SCHOOL)
    assert [snap.id for snap in firestore_client.collection(roles).stream()] == [
        "s_ben_administrator"
    ]
    assert "people/ann assignedSchools[0]" in here("migrate", "undecided").out
    before = firestore_client.collection(roles).document("s_ben_administrator").get().update_time
    here("migrate", "run", "roles", "--apply")
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
def test_a_time_is_read_however_it_is_written(value: Any) -> None:
    found = time_from(value)
    assert found is not None
    assert found.astimezone(UTC).isoformat() == "2023-02-04T09:00:00+00:00"
    assert read_ball(ball(timestamp=value)).at == found
    if not isinstance(value, int):
        assert normalised_fields({"scheduledAt": value})["scheduledAt"].startswith("2023-02-04T")


def test_parts_of_a_second_are_kept_so_that_two_balls_stay_two() -> None:
    times = [{"_seconds": 1675501200, "_nanoseconds": nanos} for nanos in (1_000_000, 2_000_000)]
    done = converted(*(ball(timestamp=each) for each in times))
    assert [each["timestamp"].microsecond for each in deliveries(done)] == [1000, 2000]


@pytest.mark.parametrize("value", ["4/2/2023, 9:00:00 AM", "soon", {"$date": {"$numberLong": "1"}}])
def test_a_time_that_is_not_read_is_told_and_another_of_the_ball_counts(value: Any) -> None:
    assert time_from(value) is None
    assert "field timestamp is not read" in read_ball(ball(timestamp=value)).remarks
    both = read_ball(ball(timestamp=value, createdAt="2023-02-04T09:00:00Z"))
    assert both.at == time_from(1675501200)
    assert both.remarks == ()


def test_a_day_that_is_not_read_is_told_of_the_match() -> None:
    assert normalised_fields({"scheduledAt": "4/2/2023"}) == {}
    [line] = normalisation_remarks({"scheduledAt": "4/2/2023"})
    assert line == "scheduledAt: '4/2/2023' is not read; mend the match document"


@pytest.mark.parametrize(
    "fields", [{"status": "Withdrawn"}, {"isActive": False}, {"removed": True}], ids=str
)
def test_who_was_taken_out_of_a_side_does_not_play(fields: Json) -> None:
    made = lineups({"homePlayingXI": ["a", {"playerId": "b"} | fields, {"playerId": "c"}]})
    assert {*made.documents} == {"north_a", "north_c"}
    [remark] = made.remarks
    assert "document 0 homePlayingXI[1] gives b no place in the side" in remark
    assert made.undecided == ("document 0 teamSelection.homePlayingXI[1]",)


@pytest.mark.parametrize("fields", [{"status": "deleted"}, {"isDeleted": True}], ids=str)
def test_a_selection_that_was_deleted_selects_nobody(fields: Json) -> None:
    made = lineups({"homePlayingXI": ["a"]} | fields)
    assert made.documents == {}
    [remark] = made.remarks
    assert "teamSelection is in force no more, and nobody is selected by it" in remark
    assert [*lineups({"homePlayingXI": ["a"], "status": "confirmed"}).documents] == ["north_a"]


def test_a_time_that_an_earlier_release_read_otherwise_makes_no_other_ball() -> None:
    [wanted] = deliveries(
        converted(ball("a", 4, timestamp={"seconds": 1675501200, "nanoseconds": 5_000_000}))
    )
    assert wanted["timestamp"].microsecond == 5000
    without = {name: each for name, each in wanted.items() if name != "timestamp"}
    whole = wanted | {"timestamp": wanted["timestamp"].replace(microsecond=0)}
    other = wanted | {"timestamp": datetime(2020, 1, 1, tzinfo=UTC)}
    assert all(is_same_ball(stored, wanted) for stored in (wanted, without, whole))
    assert not is_same_ball(other, wanted)
    assert not is_same_ball(wanted | {"runsOffBat": 6}, wanted)
