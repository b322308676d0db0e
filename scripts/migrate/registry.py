"""Lists the migrations in the order in which they run."""

from __future__ import annotations

from migrate.steps.m1_ball_history import BallHistory
from migrate.steps.m2_team_selection import TeamSelection
from migrate.steps.m3_roles import Roles
from migrate.steps.m4_strip_legacy import StripLegacy
from migrate.steps.m5_joined_ids import JoinedIds
from migrate.steps.m6_entries import Entries
from migrate.steps.step import Step
from scrbrd.domain.errors import BadInput

MOVING: tuple[Step, ...] = (BallHistory(), TeamSelection(), Roles(), JoinedIds(), Entries())
"""The migrations that `--all` runs.

`strip_legacy` runs only when it is named, after a period without complaints.
"""
STEPS: tuple[Step, ...] = (*MOVING, StripLegacy())


def select_steps(
    name: str | None, *, everything: bool, every: tuple[Step, ...]
) -> tuple[Step, ...]:
    """Return the migration with that name, or `every` if `everything` is set.

    Raises BadInput if neither or both are given, or if the name is unknown.
    """
    if everything == (name is not None):
        raise BadInput(f"name one of {', '.join(step.name for step in STEPS)}, or say --all")
    if name is None:
        return every
    found = tuple(step for step in STEPS if step.name == name)
    if not found:
        raise BadInput(
            f"NAME: {name!r} is no migration; one of {', '.join(step.name for step in STEPS)}"
        )
    return found
