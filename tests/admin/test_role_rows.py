"""Tests that a role is listed as the rules decide, whatever is wrong in its other fields."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from admin.roles.format_roles import row_of
from admin.roles.parse_options import Holding
from admin.roles.plan import PresentGrant, grant_change
from scrbrd.adapters import paths
from scrbrd.domain.vocabulary import RoleScope

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
UMPIRE = Holding(RoleScope.MATCH, "m1", "ann", "umpire_on_field")


def umpire_fields(**changes: Any) -> dict[str, Any]:
    """Return the fields of an umpire's role."""
    return {**UMPIRE.identity, "status": "assigned", "startDate": NOON, **changes}


@pytest.mark.parametrize("changes", [{"assignedAt": "2026-05-01"}, {"seasonId": 2026}], ids=str)
def test_a_role_with_a_wrong_field_that_authority_does_not_need_is_in_force(
    changes: dict[str, Any],
) -> None:
    path = paths.match_role("m1", "ann", "umpire_on_field")
    assert row_of(RoleScope.MATCH, path, umpire_fields(**changes), NOON).is_in_force
    present = PresentGrant(umpire_fields(**changes), NOON)
    assert grant_change(UMPIRE, {}, present, "admin", NOON) is None, "it is granted already"
