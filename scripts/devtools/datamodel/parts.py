"""Lists the documents that clients read and write, and their parts, as JSON schemas.

For documents that clients read, the required fields are those that always exist; for documents that
clients write, those that they must give.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.alias_generators import to_camel

from devtools.datamodel.page import UNITS
from devtools.datamodel.schema import name_of
from devtools.datamodel.shapes import (
    archive,
    books,
    entries,
    feed,
    ledger,
    live,
    registry,
    statistics,
)
from scrbrd.domain.actions import ACTION_MODELS
from scrbrd.domain.lineup import Lineup
from scrbrd.domain.match import Match
from scrbrd.domain.problems import ProblemCode
from scrbrd.domain.roles import MatchRoleAssignment, SchoolRoleAssignment, TeamRoleAssignment
from scrbrd.domain.verdicts.table import RULES

Mode = Literal["validation", "serialization"]
Part = dict[str, Any]
WRITTEN: Mode = "validation"
READ: Mode = "serialization"

ACTION = "ScoringAction"
ENTRY = "BookEntry"
CODE = "HealthCode"
CLOSED: Mapping[tuple[str, str], str] = {
    ("ProblemProjection", "code"): CODE,
    ("ErrorTold", "code"): CODE,
}
"""Fields that are plain strings in the model, but have values of a closed set."""

NAMES: Mapping[str, str] = {
    "RequiredAction": "NoticeAsk",
    "Cause": "DisputeCause",
    "Method": "RulingMethod",
    "LinkKind": "LedgerWhat",
}
"""Public names of closed sets whose class names are unclear outside their module."""

ACTIONS = [{"$ref": f"#/$defs/{each.__name__}"} for each in ACTION_MODELS.values()]
STATEMENTS = [{"$ref": f"#/$defs/{name}"} for name in ("BookOpened", "ScoreAgreed")]
SHARED: Mapping[str, Part] = {
    CODE: {
        "description": "The code of an objection to an action: that of a Problem or of a verdict.",
        "enum": sorted({*map(str, ProblemCode), *(rule.code for rule in RULES)}),
    },
    ACTION: {
        "description": "`matches/{matchId}/scoring_actions/{inningsNumber}_{sequenceNumber}`: any"
        " action of the log, by `type`; without a type it is a delivery. Required fields are those"
        " that the fold needs; the rules require more of a client (docs/log.md).",
        "discriminator": {"propertyName": "type"},
        "oneOf": ACTIONS,
    },
    ENTRY: {
        "description": "`matches/{matchId}/scorebooks/{personId}/entries/{inningsNumber}_"
        "{sequenceNumber}`: an action, or a statement that never reaches the log.",
        "discriminator": {"propertyName": "type"},
        "oneOf": [*ACTIONS, *STATEMENTS],
    },
}


@dataclass(frozen=True, slots=True)
class Group:
    """Documents of one file; `mode` is WRITTEN if clients write them, else READ."""

    name: str
    mode: Mode
    models: tuple[type[BaseModel], ...]


def names_of(group: Group) -> list[str]:
    """Return the names of a group's models."""
    return [model.__name__ for model in group.models]


GROUPS = (
    Group("actions", WRITTEN, tuple(ACTION_MODELS.values())),
    Group("match", WRITTEN, (Match, Lineup, statistics.Competition)),
    Group("roles", WRITTEN, (MatchRoleAssignment, TeamRoleAssignment, SchoolRoleAssignment)),
    Group(
        "registry",
        WRITTEN,
        (
            registry.Person,
            registry.Profile,
            registry.School,
            registry.Team,
            registry.Squad,
            registry.SquadPlayer,
            registry.Season,
            registry.PreMatchProcedure,
        ),
    ),
    Group("entries", WRITTEN, (entries.BookOpened, entries.ScoreAgreed)),
    Group("rulings", WRITTEN, (books.Ruling,)),
    Group("books", READ, (books.Dispute, books.Notice, books.LiveConsensus)),
    Group("live", READ, (live.LiveScore, live.InningsCard, live.LiveHealth, live.Ticker)),
    Group("presence", READ, (registry.PresenceShard,)),
    Group("ledger", READ, (ledger.LedgerDocument,)),
    Group("feed", READ, (feed.FeedDocument,)),
    Group(
        "archive",
        READ,
        (archive.ArchiveSummary, archive.ArchiveReplay, archive.ArchiveHighlights),
    ),
    Group(
        "statistics",
        READ,
        (
            statistics.PlayerMatchStats,
            statistics.TeamMatchStats,
            statistics.PlayerSeasonStats,
            statistics.TeamSeasonStats,
            statistics.PlayerHeadToHeadStats,
        ),
    ),
)

WHOLE: Mapping[str, str] = {"actions": ACTION, "entries": ENTRY}
"""The union that is the document, for groups whose models are its kinds."""

DOCUMENTS = tuple(
    name
    for group in GROUPS
    for name in ([WHOLE[group.name]] if group.name in WHOLE else names_of(group))
)
"""The names of whole documents."""


@cache
def parts() -> Mapping[str, Mapping[str, Part]]:
    """Return every part by group and name; closed sets are in the group `vocabulary`.

    A part is listed in the first group that has it. Raises ValueError if two different parts have
    the same name.
    """
    by_name: dict[str, Part] = {}
    found: dict[str, dict[str, Part]] = {"vocabulary": {}}
    for group in GROUPS:
        found[group.name] = {}
        for name, part in parts_of(group).items():
            if by_name.setdefault(name, part) != part:
                raise ValueError(f"two parts are called {name}")
            home = "vocabulary" if "enum" in part else group.name
            if not any(name in each for each in found.values()):
                found[home][name] = part
    found["vocabulary"][CODE] = SHARED[CODE]
    for home, name in WHOLE.items():
        found[home][name] = SHARED[name]
    return found


def parts_of(group: Group) -> dict[str, Part]:
    """Return the documents of a group and all their parts, by public name."""
    found: dict[str, Part] = {}
    for model in group.models:
        schema = model.model_json_schema(by_alias=True, mode=group.mode)
        each = {**schema.pop("$defs", {}), model.__name__: schema}
        found |= {
            NAMES.get(name, name): described_part(name, with_public_names(part))
            for name, part in each.items()
        }
    return found


def with_public_names(value: Any) -> Any:
    """Return a schema whose references have public names."""
    if isinstance(value, list):
        return [with_public_names(each) for each in value]
    if not isinstance(value, dict):
        return value
    kept = {key: with_public_names(each) for key, each in value.items()}
    if isinstance(value.get("$ref"), str):
        name = name_of(value)
        kept["$ref"] = f"#/$defs/{NAMES.get(name, name)}"
    return kept


def described_part(name: str, part: Part) -> Part:
    """Return a part with descriptions of its fields, without titles and defaults."""
    kept = {key: value for key, value in part.items() if key not in {"title", "properties"}}
    kept["description"] = with_document_names(part.get("description", name), part)
    if "properties" in part:
        kept["properties"] = {
            field: field_of(name, field, each) for field, each in part["properties"].items()
        }
    return kept


def with_document_names(text: str, part: Part) -> str:
    """Return a docstring on one line, with the part's field names in camel case."""
    names = part.get("properties", {})

    def camel(found: re.Match[str]) -> str:
        name = to_camel(found.group(1))
        return f"`{name}`" if name in names else found.group()

    return re.sub(r"`([a-z]+(?:_[a-z]+)+)`", camel, " ".join(text.split()))


def field_of(name: str, field: str, part: Part) -> Part:
    """Return the schema of a field, with its description or unit, or its closed set."""
    if (name, field) in CLOSED:
        return {"$ref": f"#/$defs/{CLOSED[name, field]}"}
    kept = {key: value for key, value in part.items() if key not in {"title", "default"}}
    inner = [each["description"] for each in part.get("anyOf", ()) if "description" in each]
    about = part.get("description") or next(iter(inner), None) or UNITS.get(field)
    return kept | ({"description": " ".join(about.split())} if about else {})
