"""Defines the entry of one collection in the data model."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel

CLIENTS = "clients, as the rules allow"
FUNCTIONS = "functions only"
GATEWAY = "gateway only"

Field = tuple[str, str, str]
"""Name, type and note of a field of a document that no model of ours reads."""


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents of one kind.

    `model` is None if no model of ours reads them. Then `fields` lists the fields that the rules
    let clients write, or `note` describes what the functions store. `functions_own` names the
    fields of a shared document that only functions write.
    """

    path: str
    model: type[BaseModel] | None
    written_by: str
    read_by: str
    note: str = ""
    functions_own: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
