"""Tests that the rules and `scrbrd.domain.roles.is_in_force` agree on every role document."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

import pytest

from scrbrd.domain.errors import BadDocument
from scrbrd.domain.roles import is_in_force, read_role
from scrbrd.domain.vocabulary import RoleScope
from tests.rules.cast import (
    FUTURE,
    MATCH,
    PAST,
    PLANNED,
    SEASON,
    match_role,
    team_role,
)
from tests.rules.documents import delivery, lineup
from tests.rules.world import Actor, Create, World, was_allowed

MISSING: Final = object()
STARTS = (PAST, FUTURE, MISSING, None, "2020-01-01")
ENDS = (PAST, FUTURE, MISSING, None, "2100-01-01")
REVOCATIONS = (MISSING, None, PAST)
STATUSES = ("assigned", "present", "no_show", "late", MISSING)
SEASONS = (MISSING, None, SEASON, "season-0")

Fields = dict[str, Any]


def combinations(**choices: tuple[Any, ...]) -> Iterator[Fields]:
    """Yield every combination of the fields' values."""
    for values in itertools.product(*choices.values()):
        yield dict(zip(choices, values, strict=True))


def without_missing(fields: Fields) -> Fields:
    """Return the fields whose value is not MISSING."""
    return {name: value for name, value in fields.items() if value is not MISSING}


def is_in_force_in_python(
    scope: RoleScope, path: str, fields: Fields, season_id: str | None
) -> bool:
    """Return the decision of the Python code; False for a document that it cannot read."""
    try:
        role = read_role(scope, path.rpartition("/")[2], fields)
    except BadDocument:
        return False
    return is_in_force(role, datetime.now(UTC), season_id)


MATCH_FIELDS: Final = {"homeTeamId": "north-1", "awayTeamId": "south-1", "seasonId": SEASON}


@pytest.fixture(scope="module")
def world(world_with_rules: World) -> World:
    """A project with two matches, one of them begun, and a player's role."""
    world_with_rules.answers.clear()
    world_with_rules.empty()
    third_ball = delivery(MATCH, 1, 3, Actor("scorer", "scorer"))
    world_with_rules.seed(
        {
            f"matches/{MATCH}": {**MATCH_FIELDS, "status": "live"},
            f"matches/{MATCH}/scoring_actions/1_3": {
                **third_ball,
                "createdAt": PAST,
                "updatedAt": PAST,
            },
            f"matches/{PLANNED}": {**MATCH_FIELDS, "status": "scheduled"},
            **team_role("north-1", Actor("newcomer", "newcomer"), "player"),
        }
    )
    return world_with_rules


MATCH_VARIANTS = [
    *combinations(startDate=STARTS, endDate=ENDS, revokedAt=REVOCATIONS),
    *combinations(
        status=STATUSES, seasonId=(MISSING, "season-0"), matchId=(MATCH, "another-match")
    ),
]
TEAM_VARIANTS = [
    *combinations(startDate=STARTS, endDate=ENDS),
    *combinations(seasonId=SEASONS, revokedAt=REVOCATIONS, role=("coach", "player")),
]


def test_a_scorer_may_append_exactly_while_their_role_is_in_force(world: World) -> None:
    decisions = set()
    for number, changes in enumerate(MATCH_VARIANTS):
        actor = Actor("variant", f"variant-{number}")
        [(path, base)] = match_role(MATCH, actor, "scorer_neutral").items()
        fields = without_missing({**base, **changes})
        world.seed({path: fields})
        ball = Create(f"matches/{MATCH}/scoring_actions/1_4", delivery(MATCH, 1, 4, actor))
        allowed = was_allowed(world.commit(actor.bearer, ball))
        world.remove([path, ball.path])
        assert allowed is is_in_force_in_python(RoleScope.MATCH, path, fields, SEASON), changes
        decisions.add(allowed)
    assert decisions == {True, False}


def test_a_coach_may_select_exactly_while_their_role_is_in_force_for_the_season(
    world: World,
) -> None:
    decisions = set()
    for number, changes in enumerate(TEAM_VARIANTS):
        actor = Actor("variant", f"variant-{number}")
        [(path, base)] = team_role("north-1", actor, "coach").items()
        fields = without_missing({**base, **changes})
        world.seed({path: fields})
        lineup_fields = lineup(PLANNED, "north-1", "newcomer", actor)
        selection = Create(f"matches/{PLANNED}/lineups/north-1_newcomer", lineup_fields)
        allowed = was_allowed(world.commit(actor.bearer, selection))
        world.remove([path, selection.path])
        assert allowed is is_in_force_in_python(RoleScope.TEAM, path, fields, SEASON), changes
        decisions.add(allowed)
    assert decisions == {True, False}
