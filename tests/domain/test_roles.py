"""Tests role documents: which are valid, when a role is in force, and its path."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from scrbrd.adapters import paths
from scrbrd.domain.document import read_document
from scrbrd.domain.errors import BadDocument
from scrbrd.domain.roles import (
    Performance,
    TeamRoleAssignment,
    is_in_force,
    owner_field,
    owner_of,
    read_role,
    read_role_leniently,
    role_names,
    standing,
)
from scrbrd.domain.vocabulary import RoleScope, Standing, role_id

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
TICK = timedelta(microseconds=1)
ROLE_OF = {RoleScope.MATCH: "scorer_home", RoleScope.TEAM: "coach", RoleScope.SCHOOL: "head_coach"}
EXTRA: dict[RoleScope, dict[str, Any]] = {
    RoleScope.MATCH: {"status": "confirmed"},
    RoleScope.TEAM: {"isCaptain": False, "isViceCaptain": False},
    RoleScope.SCHOOL: {"isPrimary": True},
}


def document(scope: RoleScope, **changes: Any) -> dict[str, Any]:
    """Return the stored document of a role in force since noon."""
    return {
        "id": role_id("o1", "p1", ROLE_OF[scope]),
        owner_field(scope): "o1",
        "personId": "p1",
        "role": ROLE_OF[scope],
        "startDate": NOON,
        "assignedBy": "admin",
        "assignedAt": NOON,
        "createdAt": NOON,
        "updatedAt": NOON,
        **EXTRA[scope],
    } | changes


def read(scope: RoleScope, **changes: Any) -> Any:
    """Return the role read from a document with these changes."""
    return read_role(scope, role_id("o1", "p1", ROLE_OF[scope]), document(scope, **changes))


@pytest.mark.parametrize("scope", RoleScope)
def test_a_role_can_be_read_and_written_back_unchanged(scope: RoleScope) -> None:
    stored = document(
        scope, endDate=NOON + TICK, seasonId="2026", revokedBy="admin", revokedAt=NOON
    )
    role = read_role(scope, stored["id"], stored)
    assert role.to_document() == stored
    assert (owner_of(role), role.person_id) == ("o1", "p1")


@pytest.mark.parametrize("scope", RoleScope)
@pytest.mark.parametrize(
    "field",
    ["startDate", "endDate", "revokedAt", "assignedAt", "createdAt", "updatedAt"],
)
@pytest.mark.parametrize(
    "value",
    ["2026-05-01", "2026-05-01T12:00:00Z", 1_777_636_800, date(2026, 5, 1), datetime(2026, 5, 1)],  # noqa: DTZ001
    ids=["a day", "an ISO string", "a number", "a date", "a time without zone"],
)
def test_a_role_whose_date_is_not_a_timestamp_cannot_be_read(
    scope: RoleScope, field: str, value: Any
) -> None:
    with pytest.raises(BadDocument, match=f"role o1_p1_.*{field}: "):
        read(scope, **{field: value})


@pytest.mark.parametrize(
    ("scope", "changes", "field"),
    [
        (RoleScope.MATCH, {"role": "coach"}, "role"),
        (RoleScope.TEAM, {"role": "scorer_home"}, "role"),
        (RoleScope.SCHOOL, {"role": "player"}, "role"),
        (RoleScope.MATCH, {"status": "late"}, "status"),
        (RoleScope.MATCH, {"personId": ""}, "personId"),
        (RoleScope.MATCH, {"personId": 7}, "personId"),
        (RoleScope.MATCH, {"startDate": "2026-01-01"}, "startDate"),
        (RoleScope.MATCH, {"seasonId": ""}, "seasonId"),
        (RoleScope.TEAM, {"isCaptain": "yes"}, "isCaptain"),
        (RoleScope.TEAM, {"jerseyNumber": 7}, "jerseyNumber"),
        (RoleScope.TEAM, {"jerseyNumber": "12345678901"}, "jerseyNumber"),
        (RoleScope.SCHOOL, {"isPrimary": 1}, "isPrimary"),
    ],
)
def test_a_malformed_role_names_its_field(
    scope: RoleScope, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadDocument, match=f"{field}: "):
        read(scope, **changes)


@pytest.mark.parametrize("field", ["personId", "role", "status", "matchId"])
def test_a_role_that_lacks_a_field_of_its_authority_cannot_be_read(field: str) -> None:
    stored = document(RoleScope.MATCH)
    del stored[field]
    with pytest.raises(BadDocument, match=f"{field}: Field required"):
        read_role(RoleScope.MATCH, "o1_p1_scorer_home", stored)


@pytest.mark.parametrize(
    "changes", [{"personId": "p2"}, {"matchId": "o2"}, {"role": "scorer_away"}], ids=str
)
def test_a_role_whose_fields_belong_to_another_id_cannot_be_read(changes: dict[str, Any]) -> None:
    with pytest.raises(BadDocument, match="id: its fields belong to the id o"):
        read(RoleScope.MATCH, **changes)


BEFORE, AFTER = NOON - TICK, NOON + TICK

STANDINGS: dict[str, tuple[dict[str, Any], Standing]] = {
    "at its start": ({"startDate": NOON}, Standing.IN_FORCE),
    "not yet begun": ({"startDate": AFTER}, Standing.NOT_YET),
    "ending later": ({"endDate": AFTER}, Standing.IN_FORCE),
    "at its end": ({"endDate": NOON}, Standing.ENDED),
    "without an end": ({"endDate": None}, Standing.IN_FORCE),
    "revoked": ({"revokedAt": BEFORE}, Standing.REVOKED),
    "revoked with a later date": ({"revokedAt": AFTER}, Standing.REVOKED),
    "revoked before it began": ({"startDate": AFTER, "revokedAt": BEFORE}, Standing.REVOKED),
    "ended before it began": ({"startDate": AFTER, "endDate": BEFORE}, Standing.ENDED),
}


@pytest.mark.parametrize("scope", RoleScope)
@pytest.mark.parametrize(("changes", "expected"), STANDINGS.values(), ids=STANDINGS)
def test_dates_decide_whether_a_role_is_in_force(
    scope: RoleScope, changes: dict[str, Any], expected: Standing
) -> None:
    role = read(scope, **changes)
    assert standing(role, NOON) is expected
    assert is_in_force(role, NOON) is (expected is Standing.IN_FORCE)


def test_a_role_without_a_start_was_always_in_force() -> None:
    stored = document(RoleScope.TEAM)
    del stored["startDate"]
    role = read_role(RoleScope.TEAM, stored["id"], stored)
    assert is_in_force(role, datetime(1877, 3, 15, tzinfo=UTC))


@pytest.mark.parametrize("scope", RoleScope)
def test_a_role_whose_start_is_null_was_always_in_force(scope: RoleScope) -> None:
    assert is_in_force(read(scope, startDate=None), datetime(1877, 3, 15, tzinfo=UTC))


def test_different_pairs_of_ids_have_different_role_ids() -> None:
    assert role_id("m_x", "p", "scorer_home") == "m~x_p_scorer_home"
    assert role_id("m", "x_p", "scorer_home") == "m_x~p_scorer_home"
    assert role_id("m1", "ann", "coach") == "m1_ann_coach"


@pytest.mark.parametrize(
    ("status", "is_counted"),
    [("assigned", True), ("confirmed", True), ("present", True), ("no_show", False)],
)
def test_an_official_who_did_not_appear_has_no_authority(status: str, is_counted: bool) -> None:
    role = read(RoleScope.MATCH, status=status)
    assert is_in_force(role, NOON) is is_counted
    assert (standing(role, NOON) is Standing.NO_SHOW) is not is_counted


@pytest.mark.parametrize("scope", [RoleScope.TEAM, RoleScope.SCHOOL])
def test_a_role_for_a_season_is_in_force_in_that_season_only(scope: RoleScope) -> None:
    role = read(scope, seasonId="2026")
    assert is_in_force(role, NOON, "2026")
    assert not is_in_force(role, NOON, "2025")
    assert not is_in_force(role, NOON)
    assert is_in_force(read(scope), NOON, "2025")


def test_a_role_in_a_match_is_in_force_whatever_its_season() -> None:
    assert is_in_force(read(RoleScope.MATCH, seasonId="2026"), NOON, "2025")


def test_a_rating_is_from_1_to_5_with_notes() -> None:
    stored = {"performanceRating": 5, "performanceNotes": "calm", "ratedBy": "a", "updatedAt": NOON}
    assert read_document(Performance, stored, "rating").to_document() == stored
    for rating in (0, 6, 4.5, "5", True):
        with pytest.raises(BadDocument, match="performanceRating: "):
            read_document(Performance, stored | {"performanceRating": rating}, "rating")


def test_the_path_of_a_role_is_the_one_that_the_rules_read() -> None:
    assert [paths.role_assignment(scope, "o1", "p1", role) for scope, role in ROLE_OF.items()] == [
        "match_role_assignments/o1_p1_scorer_home",
        "team_role_assignments/o1_p1_coach",
        "school_role_assignments/o1_p1_head_coach",
    ]
    role_path = paths.match_role("o1", "p1", "scorer_home")
    assert role_path == paths.role_assignment(RoleScope.MATCH, "o1", "p1", "scorer_home")
    assert paths.role_history(role_path) == f"{role_path}/history"
    assert paths.role_performance(role_path) == f"{role_path}/private/performance"


def test_the_rules_list_the_same_roles(rules_text: str) -> None:
    for scope in RoleScope:
        listed = ", ".join(f"'{name}'" for name in role_names(scope))
        assert f"role.role in [{listed}]" in rules_text


@pytest.fixture(scope="module")
def rules_text() -> str:
    """The text of the rules on one line."""
    from devtools.rules.build import build

    return " ".join(build().text.split())


AUTHORITY_CHANGES: list[tuple[RoleScope, dict[str, Any]]] = [
    *((scope, {"startDate": "2026-01-01"}) for scope in RoleScope),
    *((scope, {"endDate": 7}) for scope in RoleScope),
    *((scope, {"revokedAt": "yesterday"}) for scope in RoleScope),
    (RoleScope.MATCH, {"status": "late"}),
    (RoleScope.MATCH, {"matchId": 7}),
    (RoleScope.TEAM, {"seasonId": 2026}),
    (RoleScope.SCHOOL, {"personId": ""}),
]


@pytest.mark.parametrize(
    ("scope", "changes"),
    [
        (RoleScope.MATCH, {"assignedAt": "2026-01-01", "createdAt": 7, "revokedBy": ["ann"]}),
        (RoleScope.MATCH, {"seasonId": ""}),
        (RoleScope.MATCH, {"confirmedAt": "soon", "id": 7}),
        (RoleScope.TEAM, {"jerseyNumber": 7, "notes": "x" * 3_000}),
        (RoleScope.SCHOOL, {"isPrimary": 1}),
    ],
    ids=str,
)
def test_a_wrong_field_takes_no_authority_away_that_does_not_depend_on_it(
    scope: RoleScope, changes: dict[str, Any]
) -> None:
    role = read_role_leniently(
        scope, role_id("o1", "p1", ROLE_OF[scope]), document(scope) | changes
    )
    assert is_in_force(role, NOON)


@pytest.mark.parametrize(("scope", "changes"), AUTHORITY_CHANGES, ids=str)
def test_a_wrong_field_that_authority_depends_on_is_refused(
    scope: RoleScope, changes: dict[str, Any]
) -> None:
    with pytest.raises(BadDocument, match=f"{next(iter(changes))}: "):
        read_role_leniently(scope, role_id("o1", "p1", ROLE_OF[scope]), document(scope) | changes)


def test_only_true_makes_a_captain() -> None:
    stored = document(RoleScope.TEAM, isCaptain="yes")
    role = read_role_leniently(RoleScope.TEAM, stored["id"], stored)
    assert isinstance(role, TeamRoleAssignment)
    assert not role.is_captain
