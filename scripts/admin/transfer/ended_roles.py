"""Keeps a restore from giving roles again that were ended since the backup was made.

A grant is known by its `createdAt`, which is the server's time of each new one; one that has none,
by what nobody changes of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final

from google.cloud.firestore import Client

from admin.roles.store import RoleStore
from admin.transfer.backup import ROLE_COLLECTIONS
from admin.transfer.writing import Document
from scrbrd.adapters import paths
from scrbrd.domain.vocabulary import RoleScope

CHANGED: Final = frozenset(
    {"status", "confirmedAt", "arrivedAt", "endDate", "revokedBy", "revokedAt", "updatedAt"}
)
"""Fields that change while a grant is the same one."""

REVOKED: Final = "revokedAt"


class EndedRoles:
    """The roles that were ended in a project, in their history or in their own place; `met` are
    those that a backup would have given again."""

    def __init__(self, client: Client) -> None:
        self._roles = RoleStore(client)
        self.met: set[str] = set()

    @cached_property
    def _histories(self) -> Mapping[str, list[Mapping[str, Any]]]:
        """The ended grants by the paths of their roles; each says when it ended."""
        found = dict[str, list[Mapping[str, Any]]]()
        for path, fields in self._roles.ended_roles(RoleScope, {}):
            if any(fields.get(name) is not None for name in (REVOKED, "endDate")):
                role = path.rpartition(f"/{paths.ROLE_HISTORY}/")[0]
                found.setdefault(role, []).append(fields)
        return found

    @cached_property
    def _revoked(self) -> Mapping[str, Mapping[str, Any]]:
        """The grants that were revoked and are in their places still, by path."""
        present = self._roles.present_roles(RoleScope, {})
        return {path: fields for path, fields in present if fields.get(REVOKED) is not None}

    def has(self, document: Document) -> bool:
        """Return whether a document is a grant that was ended since."""
        parts, fields = document.path.split("/"), document.fields
        if len(parts) != 2 or parts[0] not in ROLE_COLLECTIONS:
            return False
        if any(is_same_grant(each, fields) for each in self._histories.get(document.path, ())):
            return True
        there = self._revoked.get(document.path)
        return there is not None and fields.get(REVOKED) is None and is_same_grant(there, fields)

    def left(self, documents: Iterable[Document]) -> Iterator[Document]:
        """Yield documents without the grants that were ended since."""
        for document in documents:
            if self.has(document):
                self.met.add(document.path)
            else:
                yield document


def is_same_grant(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two versions of a role are of one grant."""
    created = one.get("createdAt"), other.get("createdAt")
    if created != (None, None):
        return created[0] == created[1]
    return unchanged(one) == unchanged(other)


def unchanged(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what stays of a grant as long as it is the same one."""
    return {name: value for name, value in fields.items() if name not in CHANGED}
