"""Reads who gets notices of disputes in a match, and the stored notices."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from operator import itemgetter
from typing import Any

from google.cloud.firestore import Client

from scrbrd.adapters import codec, paths, queries
from scrbrd.adapters.decoding import names_in
from scrbrd.adapters.rpc import read_query
from scrbrd.domain.errors import BadDocument
from scrbrd.domain.identifiers import is_id
from scrbrd.domain.json_types import Json
from scrbrd.domain.roles import MatchRoleAssignment, is_in_force, read_role_leniently
from scrbrd.domain.vocabulary import MatchRole, RoleScope
from scrbrd.handlers.books.model import Notified
from scrbrd.handlers.books.notices import BOOK_FIELDS, read_notice

RULING_ROLES = frozenset(
    {MatchRole.UMPIRE_ON_FIELD, MatchRole.UMPIRE_THIRD, MatchRole.MATCH_REFEREE}
)
"""Roles in a match that may rule: `rules/rulings.rules`. Captains rule by their role in a team."""

CAPTAIN_FIELDS = ("playerId", "teamId", "isGuest", "confirmedAt")
MOST_CAPTAINS = 4
"""Teams whose captain is taken; a match has two, and the rules forbid lineups of other teams."""

ROLE_FIELDS = names_in(MatchRoleAssignment)
NOTICE_FIELDS = (*BOOK_FIELDS, "revision")


def read_may_rule(client: Client, match_id: str, at: datetime) -> frozenset[str]:
    """Return the captains in a match's lineups, and its umpires and referee whose roles are in
    force.
    """
    snaps = read_query(client, queries.roles_of_match(client, match_id), ROLE_FIELDS)
    officials = (snap.get("personId") for snap in snaps if is_ruling_role(snap, at))
    named = read_query(client, queries.captains(client, match_id), CAPTAIN_FIELDS)
    captains = captains_of(snap.to_dict() or {} for snap in named)
    return frozenset([*officials, *captains])


def captains_of(lineups: Iterable[Json]) -> list[str]:
    """Return the captains, one of each team.

    If several are named, own players come before guests, and confirmed ones before unconfirmed
    ones. So a team that names many captains takes no other team's notice.
    """
    found = [each for each in lineups if is_id(each.get("playerId"))]
    sides = codec.by_side(sorted(found, key=itemgetter("playerId")), lambda each: each)
    return [str(of_side[0]["playerId"]) for of_side in sides.values()][:MOST_CAPTAINS]


def is_ruling_role(snap: Any, at: datetime) -> bool:
    """Return True if a role assignment lets its person rule at a time.

    False if a field is unreadable that authority depends on.
    """
    try:
        assignment = read_role_leniently(RoleScope.MATCH, snap.id, snap.to_dict() or {})
    except BadDocument:
        return False
    return str(assignment.role) in RULING_ROLES and is_in_force(assignment, at)


def read_notices(client: Client, match_id: str) -> Mapping[str, Notified]:
    """Return the stored notices of a match by person."""
    collection = client.collection(paths.notices(match_id))
    snaps = read_query(client, collection, NOTICE_FIELDS)
    return {snap.id: read_notice(snap.to_dict() or {}) for snap in snaps}
