"""Defines a match as the old world left it, gathered: what is converted to a log. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from migrate.old.histories import OldHistories
from scrbrd.domain.json_types import JsonMap
from scrbrd.domain.match import Inputs


@dataclass(frozen=True, slots=True)
class OldMatch:
    """A match as the old world left it. `sides`: whose side players were selected for.

    `known_ids`: everybody who exists; empty where that was not looked up. `set_aside`: what an
    operator lists as not to be moved. `team_names`: what documents of teams call the two sides.
    """

    match_id: str
    document: JsonMap
    score: JsonMap
    found: OldHistories
    inputs: Inputs
    sides: Mapping[str, str] = field(default_factory=dict)
    known_ids: Collection[str] = ()
    recorded_by: str | None = None
    recorded_as: str | None = None
    set_aside: Collection[str] = ()
    team_names: Mapping[str, str] = field(default_factory=dict)
