"""Defines what the data model states of one collection."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel

CLIENTS = "clients, as the rules allow"
FUNCTIONS = "functions only"
GATEWAY = "gateway only"

Field = tuple[str, str, str]
"""Name, type and what to know of it, where no model of ours reads the document."""


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents of one kind. `model` is None where no model of ours reads them; then `fields`
    are those that the rules let clients write, or `note` tells what functions keep there."""

    path: str
    model: type[BaseModel] | None
    written_by: str
    read_by: str
    note: str = ""
    functions_own: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
