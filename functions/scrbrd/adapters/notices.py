"""Reads who is to be told of disputes in a match, and what they have been told."""

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
from scrbrd.domain.roles import MatchRoleAssignment, is_in_force, read_role
from scrbrd.domain.vocabulary import MatchRole, RoleScope
from scrbrd.handlers.books.model import Notified
from scrbrd.handlers.books.notices import SAID, notified

RULING_ROLES = frozenset(
    {MatchRole.UMPIRE_ON_FIELD, MatchRole.UMPIRE_THIRD, MatchRole.MATCH_REFEREE}
)
"""Who rules by their role in a match: `rules/rulings.rules`. Captains rule by theirs in a team."""

CAPTAIN_FIELDS = ("playerId", "teamId", "isGuest", "confirmedAt")
MOST_CAPTAINS = 4
"""Of teams: a match has two, and the rules let nobody make lineups of others."""

ROLE_FIELDS = names_in(MatchRoleAssignment)
NOTICE_FIELDS = (*SAID, "revision")


def read_may_rule(client: Client, match_id: str, at: datetime) -> frozenset[str]:
    """Return the umpires and the referee of a match whose roles are in force at a moment, and the
    captains whom its line-ups name."""
    snaps = read_query(client, queries.roles_of_match(client, match_id), ROLE_FIELDS)
    officials = (snap.get("personId") for snap in snaps if is_ruling_role(snap, at))
    named = read_query(client, queries.captains(client, match_id), CAPTAIN_FIELDS)
    captains = captains_of(snap.to_dict() or {} for snap in named)
    return frozenset([*officials, *captains])


def captains_of(lineups: Iterable[Json]) -> list[str]:
    """Return the captains, one of each team: of several that are named one who is no guest, and is
    confirmed. Whoever names many silences nobody else's notice."""
    found = [each for each in lineups if is_id(each.get("playerId"))]
    sides = codec.by_side(sorted(found, key=itemgetter("playerId")), lambda each: each)
    return [str(of_side[0]["playerId"]) for of_side in sides.values()][:MOST_CAPTAINS]


def is_ruling_role(snap: Any, at: datetime) -> bool:
    """Return whether a grant lets its person rule at a moment; False for one that is unreadable."""
    try:
        held = read_role(RoleScope.MATCH, snap.id, snap.to_dict() or {})
    except BadDocument:
        return False
    return str(held.role) in RULING_ROLES and is_in_force(held, at)


def read_notices(client: Client, match_id: str) -> Mapping[str, Notified]:
    """Return the notices of a match by person."""
    collection = client.collection(paths.notices(match_id))
    snaps = read_query(client, collection, NOTICE_FIELDS)
    return {snap.id: notified(snap.to_dict() or {}) for snap in snaps}
