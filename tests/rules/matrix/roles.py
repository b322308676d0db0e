"""Defines the rows of the role documents: the present grants, their history, what is private."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.rules.cast import PAST, PLANNED, SCORER, role_document
from tests.rules.changes import TEAM_FLAGS, granted, made_captain, revoked, signed_rating
from tests.rules.matrix.row import ADMIN_ONLY, NOBODY, Row
from tests.rules.world import NOW, Actor


def roles() -> Iterator[Row]:
    """Role documents: the present grants, their history, and what is private in them."""
    own_match_role = f"match_role_assignments/{PLANNED}_scorer_scorer_neutral"
    base: dict[str, Any] = {
        "get": "..C...........Z",
        "list": "..C...........Z",
        "delete": NOBODY,
        "there": own_match_role,
        "where": {"personId": SCORER.person_id},
        "source": "match_roles",
    }
    for role, create in (
        ("scorer_home", "...........DL.Z"),
        ("scorer_away", ".............MZ"),
        ("groundskeeper", "...........DL.Z"),
        ("match_referee", ADMIN_ONLY),
    ):
        there = f"match_role_assignments/{PLANNED}_somebody_{role}"
        held = role_document("matchId", PLANNED, Actor("somebody", "somebody"), role)
        yield Row(
            f"match roles, {role}",
            create=create,
            update=create,
            new=f"match_role_assignments/{PLANNED}_newcomer_{role}",
            made=granted("matchId", PLANNED, role, status="assigned"),
            changed=revoked,
            **base
            | {
                "there": there,
                "document": {**held, "status": "assigned"},
                "get": create,
                "list": create,
                "where": {"matchId": PLANNED, "role": role},
            },
        )
    yield Row(
        "match roles, own",
        create=NOBODY,
        update="..C...........Z",
        new=f"match_role_assignments/{PLANNED}_stranger_scorer_home",
        made=granted("matchId", PLANNED, "scorer_home"),
        changed=lambda _: {"status": "present", "arrivedAt": NOW, "updatedAt": NOW},
        **base,
    )
    yield history_of("match_role_assignments", f"{PLANNED}_scorer_scorer_neutral")
    rating = signed_rating(4)
    yield Row(
        "match roles, performance",
        get=ADMIN_ONLY,
        list=NOBODY,
        create=ADMIN_ONLY,
        update=ADMIN_ONLY,
        delete=NOBODY,
        there=f"{own_match_role}/private/performance",
        new=f"match_role_assignments/{PLANNED}_umpire_umpire_on_field/private/performance",
        document={"performanceRating": 3, "ratedBy": "administrator", "updatedAt": PAST},
        made=rating,
        changed=rating,
        source="match_roles",
    )
    yield from school_and_team_roles()


def school_and_team_roles() -> Iterator[Row]:
    """Grants at the home school and in its team."""
    school = "school_role_assignments"
    yield Row(
        "school roles",
        get="...........DL.Z",
        list="...........DL.Z",
        create="...........D..Z",
        update="...........D..Z",
        delete=NOBODY,
        there=f"{school}/north_head-coach_head_coach",
        new=f"{school}/north_newcomer_assistant_coach",
        made=granted("schoolId", "north", "assistant_coach", isPrimary=True),
        changed=revoked,
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
        there=f"{school}/north_director_director_of_cricket",
        new=f"{school}/north_newcomer_director_of_cricket",
        made=granted("schoolId", "north", "director_of_cricket", isPrimary=True),
        changed=revoked,
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
        "there": f"{team}/north-1_player_player",
        "new": f"{team}/north-1_newcomer_coach",
        "made": granted("teamId", "north-1", "coach", **TEAM_FLAGS),
        "where": {"personId": "player", "teamId": "north-1"},
        "source": "team_roles",
    }
    yield Row("team roles, revoked", changed=revoked, **base)
    yield Row("team roles, captaincy", changed=made_captain, **base)
    yield history_of(team, "north-1_scorer_scorer")


def history_of(collection: str, role_id: str) -> Row:
    """Ended grants: the person and administrators read them."""
    path = f"{collection}/{role_id}/history"
    return Row(
        f"{collection}/history",
        get="..C...........Z",
        list="..C...........Z",
        create=NOBODY,
        update=NOBODY,
        delete=NOBODY,
        there=f"{path}/one",
        new=f"{path}/new",
        document={"personId": SCORER.person_id},
        where={"personId": SCORER.person_id},
        source=collection.replace("_role_assignments", "_roles"),
    )
