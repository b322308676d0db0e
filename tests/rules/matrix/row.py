"""Defines what a row of the access matrix is.

A cell is the actor's letter where he is allowed and a dot where he is not; each row states all of
them, so a missing cell is a row of the wrong length and fails.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from tests.rules.cast import ACTORS
from tests.rules.changes import Made, nothing_in_particular
from tests.rules.world import Actor, Fields, Write

# A nonymous   S tranger    C: scorer of this match   E: scorer elsewhere   X: ended scorer
# U mpire      R eferee     H: coach of home          W: coach of away      K: captain (home)
# P layer      D irector (home)     L: head coach (home)     M: director (away)     Z: administrator
LETTERS: Final = "ASCEXURHWKPDLMZ"
ANYBODY: Final = LETTERS
NOBODY: Final = "." * len(LETTERS)
ADMIN_ONLY: Final = "..............Z"
KNOWN: Final = ".....U........Z"
"""Who has a `personId` claim, and the administrator."""
OPERATIONS: Final = ("get", "list", "create", "update", "delete")


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of document: who may do what with it, and a valid request for each operation."""

    name: str
    get: str
    list: str
    create: str
    update: str
    delete: str
    there: str
    """The path of a document that is there."""
    new: str
    """The path of one that is not."""
    document: Fields | None = None
    """What is there, where the world has not seeded it already."""
    made: Made = nothing_in_particular
    changed: Made = nothing_in_particular
    where: Fields = field(default_factory=dict)
    limit: int = 0
    """The most documents that lists ask for; 0 for all."""
    group: str = ""
    """Lists are queries of the collection group of this name."""
    source: str = ""
    """The file of the rules, without folder and ending."""
    more: Callable[[Actor], tuple[Write, ...]] = lambda _: ()
    """Further writes of the same commit, for an update."""

    def cell(self, operation: str, actor: Actor) -> bool:
        """True when the matrix lets the actor do it."""
        cells: str = getattr(self, operation)
        return cells[ACTORS.index(actor)] != "."
