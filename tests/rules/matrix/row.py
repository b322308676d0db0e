"""Defines a row of the access matrix.

A cell is the actor's letter if the actor is allowed, and a dot otherwise. Each row has all cells:
if one is missing, the row has the wrong length and fails.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from tests.rules.cast import ACTORS
from tests.rules.changes import FieldsByActor, any_fields
from tests.rules.world import Actor, Fields, Write

# A nonymous   S tranger    C: scorer of this match   E: scorer elsewhere   X: ended scorer
# U mpire      R eferee     H: coach of home          W: coach of away      K: captain (home)
# P layer      D irector (home)     L: head coach (home)     M: director (away)     Z: administrator
LETTERS: Final = "ASCEXURHWKPDLMZ"
ANYBODY: Final = LETTERS
NOBODY: Final = "." * len(LETTERS)
ADMIN_ONLY: Final = "..............Z"
HOLDERS_OF_PERSON_ID: Final = ".....U........Z"
"""The actor with a `personId` claim, and the administrator."""
OPERATIONS: Final = ("get", "list", "create", "update", "delete")


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of document: the actors allowed each operation, and a valid request for each."""

    name: str
    get: str
    list: str
    create: str
    update: str
    delete: str
    existing_path: str
    """The path of an existing document."""
    new_path: str
    """The path of a document that does not exist."""
    existing_fields: Fields | None = None
    """The existing document, unless the world has seeded it."""
    create_fields: FieldsByActor = any_fields
    update_fields: FieldsByActor = any_fields
    where: Fields = field(default_factory=dict)
    limit: int = 0
    """The limit of queries; 0 for none."""
    group: str = ""
    """If set, lists are queries of the collection group of this name."""
    source: str = ""
    """The file of the rules, without folder and ending."""
    further_writes: Callable[[Actor], tuple[Write, ...]] = lambda _: ()
    """Further writes in the commit of an update."""

    def cell(self, operation: str, actor: Actor) -> bool:
        """Return True if the matrix allows the operation to the actor."""
        cells: str = getattr(self, operation)
        return cells[ACTORS.index(actor)] != "."
