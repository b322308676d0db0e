"""Turns what a provider says into an action of ours: its ids of people and teams into ours. Pure.

`provider_mappings/{provider}:{kind}:{providerId}` hold the ids. One that is not there is a Problem
that names it, and the ball waits: an id is never guessed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from scrbrd.adapters import paths
from scrbrd.domain.actions import Action, action_id, read_action
from scrbrd.domain.errors import BadDocument
from scrbrd.domain.identifiers import can_name_document
from scrbrd.domain.json_types import Json
from scrbrd.domain.vocabulary import ActionType
from scrbrd_ingest.model import FeedEvent


class MappingKind(StrEnum):
    """What an id of a provider is of."""

    PLAYER = "player"
    TEAM = "team"
    MATCH = "match"


FIELDS: Final[Mapping[str, MappingKind]] = {
    **dict.fromkeys(
        ("strikerId", "nonStrikerId", "bowlerId", "playerId", "outPlayerId", "inPlayerId"),
        MappingKind.PLAYER,
    ),
    **dict.fromkeys(("absentIds", "fielderIds", "substituteIds"), MappingKind.PLAYER),
    **dict.fromkeys(("dismissedPlayerId", "assistFielderIds"), MappingKind.PLAYER),
    **dict.fromkeys(
        ("battingTeamId", "bowlingTeamId", "toTeamId", "teamId", "winnerTeamId"), MappingKind.TEAM
    ),
}
"""The fields of actions, and of the wicket in a delivery, that name people and teams."""

IDENTITY: Final = frozenset(
    {"id", "matchId", "inningsNumber", "sequenceNumber", "nonce", "follows", "recordedBy"}
    | {"recordedAs", "source", "timestamp", "createdAt", "updatedAt", "schemaVersion", "isVoided"}
    | {"voidReason", "voidedBy", "voidedAt", "corrects", "correctedBy", "after"}
    | {"providerEventId"}
)
"""Fields of an action that are the writer's own, and nothing of what happened."""

Named = tuple[MappingKind, str]
"""An id of a provider with what it is of."""

Names = Mapping[Named, str]
"""Our ids by those of one provider."""


@dataclass(frozen=True)
class Mapped:
    """An event as an action of ours; its sequence is not decided yet."""

    action: Action


@dataclass(frozen=True)
class Unmapped:
    """An event that cannot be an action yet; `message` says what is missing, and the remedy."""

    message: str
    missing: tuple[Named, ...] = ()


def mapped(
    match_id: str, provider: str, event: FeedEvent, names: Names, *, is_super_over: bool = False
) -> Mapped | Unmapped:
    """Return an event as an action of ours, or why it is none.

    `is_super_over`: its innings can be nothing else, whether the provider says so or not.
    """
    if event.is_synthetic:
        return Unmapped(
            f"event {event.id} was made of a change of score; the ball itself is missing"
        )
    refused = [each for each in named_in(event.action) if not can_be_mapped(provider, each)]
    if refused:
        kind, name = refused[0]
        return Unmapped(
            f"event {event.id} of {provider} names a {kind} by an id that no mapping can have, "
            f"{name[:40]!r} of {len(name)} characters; the ball waits for another id"
        )
    missing = tuple(dict.fromkeys(each for each in named_in(event.action) if each not in names))
    if missing:
        return Unmapped(remedy(provider, event, missing), missing)
    innings = event.place.innings
    content = {name: each for name, each in event.action.items() if name not in IDENTITY}
    if is_super_over and content.get("type") == ActionType.INNINGS_STARTED:
        content["superOver"] = True
    identity = {"id": action_id(innings, 1), "matchId": match_id, "inningsNumber": innings}
    try:
        action = read_action({**translated(content, names), **identity, "sequenceNumber": 1})
        # As its document has it, with what is derived: what stands in the log is compared with it.
        action = read_action({**action.to_document(), **identity, "sequenceNumber": 1})
    except BadDocument as error:
        return Unmapped(f"event {event.id} of {provider} is no action: {error}")
    return Mapped(action)


def can_be_mapped(provider: str, named: Named) -> bool:
    """Return whether an id can have a mapping: Firestore takes 1,500 bytes of a document's id."""
    return can_name_document(paths.provider_mapping_key(provider, *named))


def remedy(provider: str, event: FeedEvent, missing: tuple[Named, ...]) -> str:
    """Return what is said of ids that are not known."""
    ids = ", ".join(f"provider_mappings/{provider}:{kind}:{name}" for kind, name in missing[:5])
    return f"event {event.id} names somebody unknown: create {ids}; the ball waits for it"


def named_in(content: Mapping[str, Any]) -> Iterator[Named]:
    """Yield every id of a provider in an action; an empty one names nobody."""
    for name, value in content.items():
        if isinstance(value, Mapping) and name == "wicket":
            yield from named_in(value)
        elif name in FIELDS:
            listed = value if isinstance(value, list | tuple) else (value,)
            yield from ((FIELDS[name], str(each)) for each in listed if each)


def made_id(provider: str, theirs: str) -> str:
    """Return the id that a person gets whom nobody has mapped, where the settings say so: made of
    the provider's, the same at every making."""
    slug = "".join(each if each.isascii() and each.isalnum() else "-" for each in theirs)
    mark = hashlib.sha256(theirs.encode()).hexdigest()[:8]  # two ids may have one slug
    return f"{provider}-{slug[:60]}-{mark}"


def translated(content: Mapping[str, Any], names: Names) -> Json:
    """Return an action with our ids."""
    return {name: translated_value(name, value, names) for name, value in content.items()}


def translated_value(name: str, value: Any, names: Names) -> Any:
    """Return one field's value with our ids."""
    if isinstance(value, Mapping) and name == "wicket":
        return translated(value, names)
    if name not in FIELDS:
        return value
    if isinstance(value, list | tuple):
        return [names[FIELDS[name], str(each)] for each in value]
    return names[FIELDS[name], str(value)] if value else value
