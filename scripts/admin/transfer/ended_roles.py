"""Prevents a restore from granting roles again that were ended since the backup was made.

A grant is identified by its `createdAt`, the server's time when it was made; without one, by the
fields that never change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final

from google.cloud.firestore import Client

from admin.roles.store import RoleStore
from admin.transfer.backup import ROLE_COLLECTIONS
from admin.transfer.batch_writes import Document
from scrbrd.adapters import paths
from scrbrd.domain.vocabulary import RoleScope

CHANGING_FIELDS: Final = frozenset(
    {"status", "confirmedAt", "arrivedAt", "endDate", "revokedBy", "revokedAt", "updatedAt"}
)
"""Fields that may change while a grant stays the same one."""

REVOKED: Final = "revokedAt"


class EndedRoles:
    """The roles that were ended in a project, in their history or at their own id.

    `skipped` are those that a backup would have granted again.
    """

    def __init__(self, client: Client) -> None:
        self._roles = RoleStore(client)
        self.skipped: set[str] = set()

    @cached_property
    def _histories(self) -> Mapping[str, list[Mapping[str, Any]]]:
        """The ended grants by the paths of their roles."""
        ended_by_role = dict[str, list[Mapping[str, Any]]]()
        for path, fields in self._roles.ended_roles(RoleScope, {}):
            if any(fields.get(name) is not None for name in (REVOKED, "endDate")):
                role = path.rpartition(f"/{paths.ROLE_HISTORY}/")[0]
                ended_by_role.setdefault(role, []).append(fields)
        return ended_by_role

    @cached_property
    def _revoked(self) -> Mapping[str, Mapping[str, Any]]:
        """The revoked grants that are still at their roles' ids, by path."""
        present = self._roles.present_roles(RoleScope, {})
        return {path: fields for path, fields in present if fields.get(REVOKED) is not None}

    def has(self, document: Document) -> bool:
        """Return True if a document is a grant that was ended since."""
        parts, fields = document.path.split("/"), document.fields
        if len(parts) != 2 or parts[0] not in ROLE_COLLECTIONS:
            return False
        if any(is_same_grant(each, fields) for each in self._histories.get(document.path, ())):
            return True
        revoked = self._revoked.get(document.path)
        return (
            revoked is not None and fields.get(REVOKED) is None and is_same_grant(revoked, fields)
        )

    def without_ended(self, documents: Iterable[Document]) -> Iterator[Document]:
        """Yield the documents except the grants that were ended since."""
        for document in documents:
            if self.has(document):
                self.skipped.add(document.path)
            else:
                yield document


def is_same_grant(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return True if two documents are versions of the same grant."""
    created = one.get("createdAt"), other.get("createdAt")
    if created != (None, None):
        return created[0] == created[1]
    return unchanging_fields(one) == unchanging_fields(other)


def unchanging_fields(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the fields that never change in a grant."""
    return {name: value for name, value in fields.items() if name not in CHANGING_FIELDS}
