"""Defines the rows of role documents: current grants, their history, private ratings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.rules.cast import PAST, PLANNED, SCORER, role_document
from tests.rules.changes import (
    TEAM_FLAGS,
    captaincy_fields,
    grant_fields,
    rating_fields,
    revocation_fields,
)
from tests.rules.matrix.row import ADMIN_ONLY, NOBODY, Row
from tests.rules.world import NOW, Actor


def roles() -> Iterator[Row]:
    """Yield the rows of role documents: current grants, their history, and private ratings."""
    own_match_role = f"match_role_assignments/{PLANNED}_scorer_scorer_neutral"
    base: dict[str, Any] = {
        "get": "..C...........Z",
        "list": "..C...........Z",
        "delete": NOBODY,
        "existing_path": own_match_role,
        "where": {"personId": SCORER.person_id},
        "source": "match_roles",
    }
    for role, create in (
        ("scorer_home", "...........DL.Z"),
        ("scorer_away", ".............MZ"),
        ("groundskeeper", "...........DL.Z"),
        ("match_referee", ADMIN_ONLY),
    ):
        path = f"match_role_assignments/{PLANNED}_somebody_{role}"
        role_fields = role_document("matchId", PLANNED, Actor("somebody", "somebody"), role)
        yield Row(
            f"match roles, {role}",
            create=create,
            update=create,
            new_path=f"match_role_assignments/{PLANNED}_newcomer_{role}",
            create_fields=grant_fields("matchId", PLANNED, role, status="assigned"),
            update_fields=revocation_fields,
            **base
            | {
                "existing_path": path,
                "existing_fields": {**role_fields, "status": "assigned"},
                "get": create,
                "list": create,
                "where": {"matchId": PLANNED, "role": role},
            },
        )
    yield Row(
        "match roles, own",
        create=NOBODY,
        update="..C...........Z",
        new_path=f"match_role_assignments/{PLANNED}_stranger_scorer_home",
        create_fields=grant_fields("matchId", PLANNED, "scorer_home"),
        update_fields=lambda _: {"status": "present", "arrivedAt": NOW, "updatedAt": NOW},
        **base,
    )
    yield history_of("match_role_assignments", f"{PLANNED}_scorer_scorer_neutral")
    rating = rating_fields(4)
    yield Row(
        "match roles, performance",
        get=ADMIN_ONLY,
        list=NOBODY,
        create=ADMIN_ONLY,
        update=ADMIN_ONLY,
        delete=NOBODY,
        existing_path=f"{own_match_role}/private/performance",
        new_path=f"match_role_assignments/{PLANNED}_umpire_umpire_on_field/private/performance",
        existing_fields={"performanceRating": 3, "ratedBy": "administrator", "updatedAt": PAST},
        create_fields=rating,
        update_fields=rating,
        source="match_roles",
    )
    yield from school_and_team_roles()


def school_and_team_roles() -> Iterator[Row]:
    """Yield the rows of grants at the home school and in its team."""
    school = "school_role_assignments"
    yield Row(
        "school roles",
        get="...........DL.Z",
        list="...........DL.Z",
        create="...........D..Z",
        update="...........D..Z",
        delete=NOBODY,
        existing_path=f"{school}/north_head-coach_head_coach",
        new_path=f"{school}/north_newcomer_assistant_coach",
        create_fields=grant_fields("schoolId", "north", "assistant_coach", isPrimary=True),
        update_fields=revocation_fields,
        where={"personId": "head-coach", "schoolId": "north"},
        source="school_roles",
    )
    yield Row(
        "school roles, director",
        get="...........D..Z",
        list="...........D..Z",
        create=ADMIN_ONLY,
        update=ADMIN_ONLY,
        delete=NOBODY,
        existing_path=f"{school}/north_director_director_of_cricket",
        new_path=f"{school}/north_newcomer_director_of_cricket",
        create_fields=grant_fields("schoolId", "north", "director_of_cricket", isPrimary=True),
        update_fields=revocation_fields,
        where={"personId": "director", "schoolId": "north"},
        source="school_roles",
    )
    yield history_of(school, "north_scorer_scorer")
    team = "team_role_assignments"
    base: dict[str, Any] = {
        "get": "..........PDL.Z",
        "list": "..........PDL.Z",
        "create": "...........DL.Z",
        "update": "...........DL.Z",
        "delete": NOBODY,
        "existing_path": f"{team}/north-1_player_player",
        "new_path": f"{team}/north-1_newcomer_coach",
        "create_fields": grant_fields("teamId", "north-1", "coach", **TEAM_FLAGS),
        "where": {"personId": "player", "teamId": "north-1"},
        "source": "team_roles",
    }
    yield Row("team roles, revoked", update_fields=revocation_fields, **base)
    yield Row("team roles, captaincy", update_fields=captaincy_fields, **base)
    yield history_of(team, "north-1_scorer_scorer")


def history_of(collection: str, role_id: str) -> Row:
    """Return the row of ended grants, which the person and administrators read."""
    path = f"{collection}/{role_id}/history"
    return Row(
        f"{collection}/history",
        get="..C...........Z",
        list="..C...........Z",
        create=NOBODY,
        update=NOBODY,
        delete=NOBODY,
        existing_path=f"{path}/one",
        new_path=f"{path}/new",
        existing_fields={"personId": SCORER.person_id},
        where={"personId": SCORER.person_id},
        source=collection.replace("_role_assignments", "_roles"),
    )
