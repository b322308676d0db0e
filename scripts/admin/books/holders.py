"""Checks whether a person holds a role in a match: scorer, official or captain."""

from __future__ import annotations

from datetime import UTC, datetime

from google.cloud.firestore import Client

from admin.options import Refusal
from admin.roles.format_roles import row_of
from admin.roles.store import RoleStore
from admin.stored_match.read import stored_match
from scrbrd.adapters import paths
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.consensus.entries import SEAT_OF_ROLE, Seat
from scrbrd.domain.roles import TeamRoleAssignment, is_in_force
from scrbrd.domain.vocabulary import RoleScope, TeamRole

ROLE_OF_SEAT = {seat: role for role, seat in SEAT_OF_ROLE.items()}


def require_seats(client: Client, match_id: str, seats: dict[Seat, str]) -> None:
    """Raise Refusal if a person does not currently hold the role of their seat."""
    for seat, person in seats.items():
        require_match_role(client, match_id, person, ROLE_OF_SEAT[seat], f"--seat {seat}={person}")


def require_match_role(client: Client, match_id: str, person: str, role: str, option: str) -> None:
    """Raise Refusal if a person does not currently hold a role in a match."""
    path = paths.role_assignment(RoleScope.MATCH, match_id, person, role)
    reason = why_not_in_force(client, RoleScope.MATCH, path)
    if reason is not None:
        raise Refusal(
            f"{option}: {person} is not {role} of match {match_id}, {reason};"
            f" `scrbrd grant {person} {role} --match {match_id} --apply` makes them"
        )


def why_not_in_force(client: Client, scope: RoleScope, path: str) -> str | None:
    """Return why a role is not in force now; None if it is."""
    present = RoleStore(client).present(path)
    if present is None:
        return f"{path} is not there"
    row = row_of(scope, path, present.fields, datetime.now(UTC))
    return None if row.is_in_force else f"{path}: {row.why}"


def require_captain(store: FirestoreMatchStore, match_id: str, person: str, side: str) -> None:
    """Raise Refusal if a person does not currently captain a side of a match."""
    match = stored_match(store, match_id).match
    team = match.home_team_id if side == "captain_home" else match.away_team_id
    path = paths.role_assignment(RoleScope.TEAM, team, person, TeamRole.PLAYER)
    present, now = RoleStore(store.client).present(path), datetime.now(UTC)
    held = None if present is None else row_of(RoleScope.TEAM, path, present.fields, now).assignment
    is_captain = (
        isinstance(held, TeamRoleAssignment)
        and held.is_captain
        and is_in_force(held, now, match.season_id)
    )
    if not is_captain:
        raise Refusal(
            f"--as {side}: {person} does not captain {team} now, see {path};"
            f" `scrbrd grant {person} player --team {team} --captain --apply` makes them captain"
        )
