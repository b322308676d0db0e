"""Defines an old match as it is converted to a log. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from migrate.old.histories import OldHistories
from scrbrd.domain.json_types import JsonMap
from scrbrd.domain.match import Inputs


@dataclass(frozen=True, slots=True)
class OldMatch:
    """An old match: its documents, histories and inputs of the fold.

    `sides`: the team for which each player was selected. `known_ids`: everybody who exists; empty
    if that was not looked up. `set_aside`: names that the operator listed as not to be moved.
    `team_names`: names of the two teams from their own documents.
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
