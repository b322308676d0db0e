"""Reads and writes role documents, bypassing the rules: reads, queries, one guarded commit.

The queries that need an index are in `scrbrd.adapters.queries`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from google.cloud.firestore import DELETE_FIELD, SERVER_TIMESTAMP, Client, FieldFilter
from google.cloud.firestore_v1.field_path import FieldPath

from admin.guarded_commit import commit_guarded
from admin.roles.parse_options import Holding, Terms
from admin.roles.plan import Change, Fields, PresentGrant, ServerTime, grant_change
from admin.whole import read_whole, stream_whole
from scrbrd.adapters import paths, queries
from scrbrd.domain.roles import owner_field
from scrbrd.domain.vocabulary import RoleScope


class RoleStore:
    """The role documents of one project."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def exists(self, path: str) -> bool:
        """Return True if a document exists; its fields are not fetched."""
        return bool(self.client.document(path).get([]).exists)

    def present(self, path: str) -> PresentGrant | None:
        """Return the document at a role's id, or None."""
        snap = read_whole(self.client, path)
        if not snap.exists:
            return None
        written = snap.update_time
        assert isinstance(written, datetime)
        return PresentGrant(snap.to_dict() or {}, written)

    def last_ended(self, path: str) -> Mapping[str, Any] | None:
        """Return the newest of a role's ended grants; there are few, and their ids sort by time."""
        history = stream_whole(self.client, self.client.collection(paths.role_history(path)))
        ended = {snap.id: snap.to_dict() or {} for snap in history}
        return ended[max(ended)] if ended else None

    def first_grants(self, roles: Iterable[tuple[Holding, Terms]], by: str) -> Iterator[Change]:
        """Yield the changes for those roles that were never granted, changed or revoked before."""
        now = datetime.now(UTC)
        for holding, terms in roles:
            if self.present(holding.path) is None and self.last_ended(holding.path) is None:
                change = grant_change(holding, terms, None, by, now)
                if change is not None:
                    yield change

    def commit(self, change: Change) -> None:
        """Write a change, all or nothing. Raises Refusal if the role changed since it was read."""
        batch = self.client.batch()
        ref = self.client.document(change.path)
        if change.present is None:
            batch.create(ref, for_server(change.fields or {}))
        else:
            guard = self.client.write_option(last_update_time=change.present.update_time)
            batch.create(self.client.document(change.ended_path), for_server(change.ended or {}))
            if change.fields is None:
                batch.delete(ref, option=guard)
            else:
                # An update is used because a `set` cannot be guarded.
                batch.update(
                    ref, replacement_update(change.present.fields, change.fields), option=guard
                )
        commit_guarded(
            batch.commit,
            lambda: self._is_written(change),
            f"{change.path} was changed by somebody else meanwhile; nothing was written, run it"
            f" again",
        )

    def _is_written(self, change: Change) -> bool:
        """Return True if what a change writes is stored already, apart from server times."""
        is_ended = change.ended is None or self._has_fields(change.ended_path, change.ended)
        return is_ended and self._has_fields(change.path, change.fields)

    def _has_fields(self, path: str, fields: Fields | None) -> bool:
        stored = read_whole(self.client, path).to_dict()
        if stored is None or fields is None:
            return stored is None and fields is None
        fixed_values = {
            name: value for name, value in fields.items() if not isinstance(value, ServerTime)
        }
        has_same_names = stored.keys() == fields.keys()
        return has_same_names and all(stored[name] == value for name, value in fixed_values.items())

    def present_roles(
        self, scopes: Iterable[RoleScope], where: Mapping[str, str]
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield (path, fields) of the present grants whose fields equal `where`."""
        for scope in scopes:
            yield from self._query(self.client.collection(paths.role_assignments(scope)), where)

    def ended_roles(
        self, scopes: Iterable[RoleScope], where: Mapping[str, str]
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield (path, fields) of the ended grants; without `where`, of all of them.

        The query has only one filter, so that single-field indexes of the group suffice.
        """
        roots = {paths.role_assignments(scope) for scope in scopes}
        query: Any = self.client.collection_group(paths.ROLE_HISTORY)
        for name, value in list(where.items())[-1:]:
            query = queries.ended_roles(self.client, name, value)
        for path, fields in self._query(query, {}):
            matches = all(fields.get(name) == value for name, value in where.items())
            if matches and path.partition("/")[0] in roots:
                yield path, fields

    def _query(self, query: Any, where: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
        for name, value in where.items():
            query = query.where(filter=FieldFilter(name, "==", value))
        for snap in stream_whole(self.client, query):
            yield snap.reference.path, snap.to_dict() or {}


def owner_path(scope: RoleScope, owner_id: str) -> str:
    """Return the path of the match, team or school."""
    match scope:
        case RoleScope.MATCH:
            return paths.match(owner_id)
        case RoleScope.TEAM:
            return paths.team(owner_id)
        case RoleScope.SCHOOL:
            return paths.school(owner_id)


def selecting_fields(
    scope: RoleScope | None, owner_id: str, person_id: str | None
) -> dict[str, str]:
    """Return the fields by which roles are selected."""
    owner = {owner_field(scope): owner_id} if scope else {}
    return owner | ({"personId": person_id} if person_id else {})


def for_server(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields with the SDK's marker for server times."""
    return {
        name: SERVER_TIMESTAMP if isinstance(value, ServerTime) else value
        for name, value in fields.items()
    }


def replacement_update(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Return an update that removes all fields that are not in `after`.

    Field names are taken literally.
    """
    stale = {name: DELETE_FIELD for name in before if name not in after}
    return {
        FieldPath(name).to_api_repr(): value for name, value in (stale | for_server(after)).items()
    }
