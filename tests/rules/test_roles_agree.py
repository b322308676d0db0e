"""The rules and `scrbrd.domain.roles.is_in_force` say the same of every role document."""

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


def variants(**choices: tuple[Any, ...]) -> Iterator[Fields]:
    """Every combination of the fields' values."""
    for values in itertools.product(*choices.values()):
        yield dict(zip(choices, values, strict=True))


def without_missing(fields: Fields) -> Fields:
    """The fields that are there."""
    return {name: value for name, value in fields.items() if value is not MISSING}


def believed(scope: RoleScope, path: str, fields: Fields, season_id: str | None) -> bool:
    """What our own code says; a document that it cannot read gives nothing."""
    try:
        role = read_role(scope, path.rpartition("/")[2], fields)
    except BadDocument:
        return False
    return is_in_force(role, datetime.now(UTC), season_id)


A_MATCH: Final = {"homeTeamId": "north-1", "awayTeamId": "south-1", "seasonId": SEASON}


@pytest.fixture(scope="module")
def world(governed: World) -> World:
    """A project with two matches alone, one of them begun."""
    governed.answers.clear()
    governed.empty()
    third = delivery(MATCH, 1, 3, Actor("scorer", "scorer"))
    governed.seed(
        {
            f"matches/{MATCH}": {**A_MATCH, "status": "live"},
            f"matches/{MATCH}/scoring_actions/1_3": {**third, "createdAt": PAST, "updatedAt": PAST},
            f"matches/{PLANNED}": {**A_MATCH, "status": "scheduled"},
            **team_role("north-1", Actor("newcomer", "newcomer"), "player"),
        }
    )
    return governed


MATCH_VARIANTS = [
    *variants(startDate=STARTS, endDate=ENDS, revokedAt=REVOCATIONS),
    *variants(status=STATUSES, seasonId=(MISSING, "season-0"), matchId=(MATCH, "another-match")),
]
TEAM_VARIANTS = [
    *variants(startDate=STARTS, endDate=ENDS),
    *variants(seasonId=SEASONS, revokedAt=REVOCATIONS, role=("coach", "player")),
]


def test_a_scorer_may_append_exactly_when_his_role_is_in_force(world: World) -> None:
    seen = set()
    for number, changes in enumerate(MATCH_VARIANTS):
        actor = Actor("variant", f"variant-{number}")
        [(path, base)] = match_role(MATCH, actor, "scorer_neutral").items()
        fields = without_missing({**base, **changes})
        world.seed({path: fields})
        ball = Create(f"matches/{MATCH}/scoring_actions/1_4", delivery(MATCH, 1, 4, actor))
        allowed = was_allowed(world.commit(actor.bearer, ball))
        world.remove([path, ball.path])
        assert allowed is believed(RoleScope.MATCH, path, fields, SEASON), changes
        seen.add(allowed)
    assert seen == {True, False}


def test_a_coach_may_select_exactly_when_his_role_is_in_force_for_the_season(world: World) -> None:
    seen = set()
    for number, changes in enumerate(TEAM_VARIANTS):
        actor = Actor("variant", f"variant-{number}")
        [(path, base)] = team_role("north-1", actor, "coach").items()
        fields = without_missing({**base, **changes})
        world.seed({path: fields})
        named = lineup(PLANNED, "north-1", "newcomer", actor)
        selection = Create(f"matches/{PLANNED}/lineups/north-1_newcomer", named)
        allowed = was_allowed(world.commit(actor.bearer, selection))
        world.remove([path, selection.path])
        assert allowed is believed(RoleScope.TEAM, path, fields, SEASON), changes
        seen.add(allowed)
    assert seen == {True, False}
