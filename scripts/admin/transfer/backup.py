"""Decides what is in a backup: what people and apps made, and the ledgers that prove it.

Nothing else that functions write is in it: it follows from the logs. Documents of one match stand
together. `backup_file` knows how the lines are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum, auto
from itertools import islice
from pathlib import Path
from typing import Any

from google.cloud.firestore import Client

from admin.roles.store import RoleStore
from admin.transfer.as_of import as_of
from admin.transfer.backup_file import BackupReader
from admin.transfer.old_world import (
    COLLECTIONS,
    documents_of_old_world,
    is_of_old_world,
)
from admin.transfer.providers import documents_of_feeds, is_of_feeds
from admin.transfer.writing import Document
from admin.whole import MOST_READ, read_many, read_whole, stream_whole
from migrate import places
from scrbrd.adapters import paths
from scrbrd.adapters.rpc import list_references
from scrbrd.domain.json_types import Json
from scrbrd.domain.vocabulary import RoleScope

ROLE_COLLECTIONS = tuple(paths.role_assignments(scope) for scope in RoleScope)
PEOPLES_COLLECTIONS = (
    *("people", "schools", "teams", "squads", paths.SEASONS, paths.COMPETITIONS),
    *(paths.CONFIG, places.PROCEDURES, places.ROSTER, places.MIGRATIONS),
)
"""What people made beside matches and roles, and what was migrated of it."""

MATCHES_COLLECTIONS = ("lineups", "ledger", "scoring_actions", paths.RULINGS, paths.DISPUTES)
PEOPLES_SUBCOLLECTIONS = (
    *(("people", "private"), ("squads", "players"), (places.TEAMS, places.ROSTER)),
    *((places.MIGRATIONS, each) for each in ("subjects", "moved", "marked")),
)
DERIVED_COLLECTIONS = (
    *(paths.TICKERS, "presence", paths.STATS_STATE),
    *(paths.PLAYER_MATCH_STATS, paths.TEAM_MATCH_STATS),
    *(paths.PLAYER_SEASON_STATS, paths.TEAM_SEASON_STATS, paths.PLAYER_H2H_STATS),
    *(paths.PROVIDER_LEASES, paths.INGEST_PLAN.partition("/")[0]),
)
"""What functions make again of the logs, and the feeds' service of who works."""

FEEDS_COLLECTIONS = (paths.PROVIDER_FEEDS, paths.PROVIDER_MAPPINGS, paths.SCOREBOARDS)
"""What a match is followed by, and matches of other sports."""

KNOWN_BELOW = {
    paths.MATCHES: frozenset(
        (
            *(*MATCHES_COLLECTIONS, *COLLECTIONS, paths.SCOREBOOKS, paths.PROVIDER_EVENTS),
            *("live", "events", "feed", "notices", paths.ARCHIVE),
        )
    ),
    places.TEAMS: frozenset({places.ROSTER}),
}
"""The collections below matches and teams that a backup holds or that functions make again."""


def documents_of_match(client: Client, match_id: str) -> Iterator[Document]:
    """Yield the match document and what `collections_of_match` hold, all as of the moment in which
    the first was read: a ball that comes meanwhile would name whom its lineups lack."""
    snap = read_whole(client, paths.match(match_id))
    if snap.exists:
        yield Document(snap.reference.path, snap.to_dict() or {})
    then = as_of(client, snap.read_time)
    for collection in collections_of_match(then, match_id):
        for each in stream_whole(then, then.collection(collection)):
            yield Document(each.reference.path, each.to_dict() or {})
    yield from documents_of_old_world(client, then, match_id)


def collections_of_match(client: Client, match_id: str) -> Iterator[str]:
    """Yield the collections of a match that a backup holds, in the order in which they are put.

    The ledger is put before the log, which goes on from it. What the log was agreed from comes
    behind the log, and what was disputed of it last: how long a dispute was open, and how it ended,
    follows from nothing else.
    """
    yield from (paths.lineups(match_id), paths.ledger(match_id), paths.scoring_actions(match_id))
    yield paths.provider_events(match_id)
    yield paths.rulings(match_id)
    for book in list_references(client.collection(paths.scorebooks(match_id))):
        yield f"{book.path}/{paths.ENTRIES}"
    yield paths.disputes(match_id)


def documents_of_roles(
    client: Client, scopes: Iterable[RoleScope], where: Mapping[str, str]
) -> Iterator[Document]:
    """Yield role assignments, present and ended, and how the officials did: a role that is over
    has left its place, and the rating below it stays there."""
    roles = RoleStore(client)
    for scope in scopes:
        there, over = set[str](), set[str]()
        for document in with_performance(client, scope, roles.present_roles((scope,), where)):
            there.add(document.path)
            yield document
        for path, fields in roles.ended_roles((scope,), where):
            over.add(path.rpartition(f"/{paths.ROLE_HISTORY}/")[0])
            yield Document(path, fields)
        yield from performances(client, scope, sorted(over - there))


def with_performance(
    client: Client, scope: RoleScope, roles: Iterable[tuple[str, Json]]
) -> Iterator[Document]:
    """Yield roles, each before how its holder did."""
    waiting = iter(roles)
    while part := list(islice(waiting, MOST_READ)):
        found = performances(client, scope, [path for path, _ in part])
        ratings = {each.path: each for each in found}
        for path, fields in part:
            yield Document(path, fields)
            if rating := ratings.get(paths.role_performance(path)):
                yield rating


def performances(client: Client, scope: RoleScope, role_paths: Iterable[str]) -> Iterator[Document]:
    """Yield how the holders of some roles did: of matches alone anybody says so."""
    if scope is not RoleScope.MATCH:
        return
    for snap in read_many(client, map(paths.role_performance, role_paths)):
        if snap.exists:
            yield Document(snap.reference.path, snap.to_dict() or {})


def documents_of_people(client: Client) -> Iterator[Document]:
    """Yield what people made beside matches and roles: themselves with their private profiles,
    schools, teams, squads, seasons, competitions, configuration."""
    for name in PEOPLES_COLLECTIONS:
        for each in stream_whole(client, client.collection(name)):
            if each.reference.path != paths.LOOKS:
                yield Document(each.reference.path, each.to_dict() or {})
    for owner, below in PEOPLES_SUBCOLLECTIONS:
        for each in stream_whole(client, client.collection_group(below)):
            if belongs_below(each.reference.path.split("/"), owner, below):
                yield Document(each.reference.path, each.to_dict() or {})


def unknown_collections(client: Client) -> list[str]:
    """Return the names of collections that no backup holds and that no function derives: of the
    project, and of its matches and teams (`matches/*/photos`)."""
    known = {*PEOPLES_COLLECTIONS, *ROLE_COLLECTIONS, *DERIVED_COLLECTIONS, *FEEDS_COLLECTIONS}
    found = {each.id for each in list_root_collections(client)} - known - {paths.MATCHES}
    for name, known_below in KNOWN_BELOW.items():
        for reference in list_references(client.collection(name)):
            below = {each.id for each in reference.collections()} - known_below
            found |= {f"{name}/*/{each}" for each in below}
    return sorted(found)


def list_root_collections(client: Client) -> list[Any]:
    """Return the collections of a project."""
    return list(client.collections())


def documents_of(
    client: Client, match_ids: Iterable[str], *, everything: bool
) -> Iterator[Document]:
    """Yield all that a backup holds: the matches named with their roles, or all that people made.

    What matches name (people, teams, configuration) comes before them.
    """
    done = list[str]()
    if everything:
        yield from documents_of_people(client)
    for match_id in match_ids:
        done.append(match_id)
        yield from documents_of_match(client, match_id)
        if not everything:
            yield from documents_of_roles(client, (RoleScope.MATCH,), {"matchId": match_id})
    # Behind the matches: a match that is mapped is followed, and then its log must be there.
    yield from documents_of_feeds(client, done, everything=everything)
    if everything:
        yield from documents_of_roles(client, RoleScope, {})


def read_backup(
    path: Path, client: Client | None = None, accounts: list[Json] | None = None
) -> Iterator[Document]:
    """Yield the documents of a backup; BadInput with the line where it is none, cut short or
    damaged. The accounts that it lists are put into `accounts`.

    What a backup cannot hold (a derived document, say) is refused, too: nobody restores it.
    """
    reader = BackupReader(path, client, belongs)
    yield from reader.documents()
    if accounts is not None:
        accounts += reader.accounts


def in_stages(path: Path, client: Client) -> Iterator[Document]:
    """Yield the documents of a backup in the order in which they are put: people, teams and roles
    first, then matches, then what feeds follow. Raises as `read_backup`.

    Who is told of a dispute follows from roles: they must be there before a match is rebuilt.
    """
    for stage in Stage:
        for document in read_backup(path, client):
            if stage_of(document.path.split("/")) is stage:
                yield document


class Stage(Enum):
    """When a document is put."""

    PEOPLE = auto()
    MATCHES = auto()
    FEEDS = auto()


def stage_of(parts: list[str]) -> Stage:
    """Return when a document is put, by its path."""
    if parts[0] == paths.MATCHES:
        return Stage.MATCHES
    return Stage.FEEDS if is_of_feeds(parts) else Stage.PEOPLE


def belongs(parts: list[str]) -> bool:
    """Return whether a path is one of those that a backup holds."""
    match parts:
        case _ if not all(parts):
            return False
        case _ if is_of_feeds(parts) or is_of_old_world(parts):
            return True
        case ["matches", _] | ["matches", _, paths.SCOREBOOKS, _, paths.ENTRIES, _]:
            return True
        case ["matches", _, below, _]:
            return below in MATCHES_COLLECTIONS
        case [paths.CONFIG, _]:
            return "/".join(parts) != paths.LOOKS
        case [collection, _]:
            return collection in (*ROLE_COLLECTIONS, *PEOPLES_COLLECTIONS)
        case [collection, _, "history" | "private", _] if collection in ROLE_COLLECTIONS:
            return True
    return any(belongs_below(parts, owner, below) for owner, below in PEOPLES_SUBCOLLECTIONS)


def belongs_below(parts: list[str], owner: str, below: str) -> bool:
    """Return whether a path is that of a document in a collection below one of people's."""
    return len(parts) == 4 and (parts[0], parts[2]) == (owner, below)
