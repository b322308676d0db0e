"""Selects the documents of a backup: what people and apps wrote, and the ledgers that prove it.

Documents that functions derive from the logs are left out. The documents of one match are
contiguous. `backup_file` defines the format of the lines.
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
from admin.transfer.batch_writes import Document
from admin.transfer.old_shape import (
    COLLECTIONS,
    documents_of_old_shape,
    is_of_old_shape,
)
from admin.transfer.providers import documents_of_feeds, is_of_feeds
from admin.whole import MAX_READ, read_many, read_whole, stream_whole
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
"""The collections that people write, other than matches and roles, and the state of migrations."""

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
"""Collections that functions derive from the logs, and the state of the ingest service's
workers."""

FEEDS_COLLECTIONS = (paths.PROVIDER_FEEDS, paths.PROVIDER_MAPPINGS, paths.SCOREBOARDS)
"""The state of followed matches, and matches of other sports."""

KNOWN_BELOW = {
    paths.MATCHES: frozenset(
        (
            *(*MATCHES_COLLECTIONS, *COLLECTIONS, paths.SCOREBOOKS, paths.PROVIDER_EVENTS),
            *("live", "events", "feed", "notices", paths.ARCHIVE),
        )
    ),
    places.TEAMS: frozenset({places.ROSTER}),
}
"""The collections below matches and teams that are in a backup or derived by functions."""


def documents_of_match(client: Client, match_id: str) -> Iterator[Document]:
    """Yield the match document and the documents of `collections_of_match`.

    All are read as of the moment of the first read: otherwise a new ball could refer to players
    missing in the lineups.
    """
    snap = read_whole(client, paths.match(match_id))
    if snap.exists:
        yield Document(snap.reference.path, snap.to_dict() or {})
    snapshot_client = as_of(client, snap.read_time)
    for collection in collections_of_match(snapshot_client, match_id):
        for each in stream_whole(snapshot_client, snapshot_client.collection(collection)):
            yield Document(each.reference.path, each.to_dict() or {})
    yield from documents_of_old_shape(client, snapshot_client, match_id)


def collections_of_match(client: Client, match_id: str) -> Iterator[str]:
    """Yield the collections of a match that are in a backup, in the order of their restore.

    The ledger comes before the log, whose restore continues it. Books and rulings, from which the
    log was agreed, come after the log. Disputes come last: how long they were open and how they
    ended cannot be derived.
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
    """Yield present and ended role assignments, and the performance ratings of officials.

    A role that is over has left its id, but the rating below that id remains.
    """
    roles = RoleStore(client)
    for scope in scopes:
        present_paths, ended_paths = set[str](), set[str]()
        for document in with_performance(client, scope, roles.present_roles((scope,), where)):
            present_paths.add(document.path)
            yield document
        for path, fields in roles.ended_roles((scope,), where):
            ended_paths.add(path.rpartition(f"/{paths.ROLE_HISTORY}/")[0])
            yield Document(path, fields)
        yield from performances(client, scope, sorted(ended_paths - present_paths))


def with_performance(
    client: Client, scope: RoleScope, roles: Iterable[tuple[str, Json]]
) -> Iterator[Document]:
    """Yield roles, each followed by its holder's performance rating."""
    waiting = iter(roles)
    while part := list(islice(waiting, MAX_READ)):
        rating_documents = performances(client, scope, [path for path, _ in part])
        ratings = {each.path: each for each in rating_documents}
        for path, fields in part:
            yield Document(path, fields)
            if rating := ratings.get(paths.role_performance(path)):
                yield rating


def performances(client: Client, scope: RoleScope, role_paths: Iterable[str]) -> Iterator[Document]:
    """Yield the performance ratings of the holders of some roles.

    They exist only for roles in matches.
    """
    if scope is not RoleScope.MATCH:
        return
    for snap in read_many(client, map(paths.role_performance, role_paths)):
        if snap.exists:
            yield Document(snap.reference.path, snap.to_dict() or {})


def documents_of_people(client: Client) -> Iterator[Document]:
    """Yield what people write outside matches and roles.

    That is people with their private profiles, schools, teams, squads, seasons, competitions and
    configuration.
    """
    for name in PEOPLES_COLLECTIONS:
        for each in stream_whole(client, client.collection(name)):
            if each.reference.path != paths.LAST_CHECKS:
                yield Document(each.reference.path, each.to_dict() or {})
    for owner, below in PEOPLES_SUBCOLLECTIONS:
        for each in stream_whole(client, client.collection_group(below)):
            if belongs_below(each.reference.path.split("/"), owner, below):
                yield Document(each.reference.path, each.to_dict() or {})


def unknown_collections(client: Client) -> list[str]:
    """Return the names of collections that are neither in a backup nor derived by functions.

    Covers the project and its matches and teams (`matches/*/photos`).
    """
    known_collections = {
        *PEOPLES_COLLECTIONS,
        *ROLE_COLLECTIONS,
        *DERIVED_COLLECTIONS,
        *FEEDS_COLLECTIONS,
    }
    unknown = (
        {each.id for each in list_root_collections(client)} - known_collections - {paths.MATCHES}
    )
    for name, known_below in KNOWN_BELOW.items():
        for reference in list_references(client.collection(name)):
            below = {each.id for each in reference.collections()} - known_below
            unknown |= {f"{name}/*/{each}" for each in below}
    return sorted(unknown)


def list_root_collections(client: Client) -> list[Any]:
    """Return the root collections of a project."""
    return list(client.collections())


def documents_of(
    client: Client, match_ids: Iterable[str], *, everything: bool
) -> Iterator[Document]:
    """Yield all documents of a backup.

    These are the named matches with their roles, or everything people wrote.

    Documents that matches refer to (people, teams, configuration) come before them.
    """
    written_matches = list[str]()
    if everything:
        yield from documents_of_people(client)
    for match_id in match_ids:
        written_matches.append(match_id)
        yield from documents_of_match(client, match_id)
        if not everything:
            yield from documents_of_roles(client, (RoleScope.MATCH,), {"matchId": match_id})
    # After the matches: as soon as a match is mapped it is followed, and then needs its log.
    yield from documents_of_feeds(client, written_matches, everything=everything)
    if everything:
        yield from documents_of_roles(client, RoleScope, {})


def read_backup(
    path: Path, client: Client | None = None, accounts: list[Json] | None = None
) -> Iterator[Document]:
    """Yield the documents of a backup. The accounts that it lists are added to `accounts`.

    Raises BadInput with the line if the file is no backup, is cut short or damaged, or has a
    document that no backup can have, such as a derived one.
    """
    reader = BackupReader(path, client, can_be_in_backup)
    yield from reader.documents()
    if accounts is not None:
        accounts += reader.accounts


def in_stages(path: Path, client: Client) -> Iterator[Document]:
    """Yield the documents of a backup in the order of their restore.

    People, teams and roles come first, then matches, then the state of feeds. Notices of disputes
    depend on roles, which must exist before a match is rebuilt. Raises the same errors as
    `read_backup`.
    """
    for stage in Stage:
        for document in read_backup(path, client):
            if stage_of(document.path.split("/")) is stage:
                yield document


class Stage(Enum):
    """The stage of a restore in which a document is written."""

    PEOPLE = auto()
    MATCHES = auto()
    FEEDS = auto()


def stage_of(parts: list[str]) -> Stage:
    """Return the stage in which the document at a path is written."""
    if parts[0] == paths.MATCHES:
        return Stage.MATCHES
    return Stage.FEEDS if is_of_feeds(parts) else Stage.PEOPLE


def can_be_in_backup(parts: list[str]) -> bool:
    """Return True if a backup can have a document at this path."""
    match parts:
        case _ if not all(parts):
            return False
        case _ if is_of_feeds(parts) or is_of_old_shape(parts):
            return True
        case ["matches", _] | ["matches", _, paths.SCOREBOOKS, _, paths.ENTRIES, _]:
            return True
        case ["matches", _, below, _]:
            return below in MATCHES_COLLECTIONS
        case [paths.CONFIG, _]:
            return "/".join(parts) != paths.LAST_CHECKS
        case [collection, _]:
            return collection in (*ROLE_COLLECTIONS, *PEOPLES_COLLECTIONS)
        case [collection, _, "history" | "private", _] if collection in ROLE_COLLECTIONS:
            return True
    return any(belongs_below(parts, owner, below) for owner, below in PEOPLES_SUBCOLLECTIONS)


def belongs_below(parts: list[str], owner: str, below: str) -> bool:
    """Return True if a path is in this subcollection of a collection that people write."""
    return len(parts) == 4 and (parts[0], parts[2]) == (owner, below)
