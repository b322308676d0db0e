"""Translates a provider's events into actions: its ids of people and teams into ours. Pure.

The ids are in `provider_mappings/{provider}:{kind}:{providerId}`. An id without a document is
reported as a problem, and the ball waits: an id is never guessed.
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
    """The kinds of ids that are mapped."""

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
"""The fields of actions, and of a delivery's wicket, that hold ids of people and teams."""

IDENTITY: Final = frozenset(
    {"id", "matchId", "inningsNumber", "sequenceNumber", "nonce", "follows", "recordedBy"}
    | {"recordedAs", "source", "timestamp", "createdAt", "updatedAt", "schemaVersion", "isVoided"}
    | {"voidReason", "voidedBy", "voidedAt", "corrects", "correctedBy", "after"}
    | {"providerEventId"}
)
"""Fields of an action that belong to its writer, not to what happened."""

ProviderId = tuple[MappingKind, str]
"""An id of a provider with its kind."""

IdMappings = Mapping[ProviderId, str]
"""Our ids by those of one provider."""


@dataclass(frozen=True)
class Mapped:
    """An event as an action; its sequence is not decided yet."""

    action: Action


@dataclass(frozen=True)
class Unmapped:
    """An event that cannot be an action yet; `message` says what is missing and what to do."""

    message: str
    missing: tuple[ProviderId, ...] = ()


def map_event(
    match_id: str, provider: str, event: FeedEvent, ids: IdMappings, *, is_super_over: bool = False
) -> Mapped | Unmapped:
    """Return an event as an action, or why it is not one.

    `is_super_over`: its innings can only be a super over, even if the provider does not say so.
    """
    if event.is_synthetic:
        return Unmapped(
            f"event {event.id} was derived from a change of score; the ball itself is missing"
        )
    unmappable = [
        each for each in provider_ids_in(event.action) if not can_be_mapped(provider, each)
    ]
    if unmappable:
        kind, name = unmappable[0]
        return Unmapped(
            f"event {event.id} of {provider} names a {kind} by an id that no mapping can have, "
            f"{name[:40]!r} of {len(name)} characters; the ball waits for another id"
        )
    missing = tuple(
        dict.fromkeys(each for each in provider_ids_in(event.action) if each not in ids)
    )
    if missing:
        return Unmapped(unmapped_message(provider, event, missing), missing)
    innings = event.place.innings
    content = {name: each for name, each in event.action.items() if name not in IDENTITY}
    if is_super_over and content.get("type") == ActionType.INNINGS_STARTED:
        content["superOver"] = True
    identity = {"id": action_id(innings, 1), "matchId": match_id, "inningsNumber": innings}
    try:
        action = read_action({**with_our_ids(content, ids), **identity, "sequenceNumber": 1})
        # Read again from its document, with derived fields, to be comparable with logged actions.
        action = read_action({**action.to_document(), **identity, "sequenceNumber": 1})
    except BadDocument as error:
        return Unmapped(f"event {event.id} of {provider} is no action: {error}")
    return Mapped(action)


def can_be_mapped(provider: str, provider_id: ProviderId) -> bool:
    """Return True if an id can have a mapping: a document id has at most 1,500 bytes."""
    return can_name_document(paths.provider_mapping_key(provider, *provider_id))


def unmapped_message(provider: str, event: FeedEvent, missing: tuple[ProviderId, ...]) -> str:
    """Return the message about missing mappings."""
    ids = ", ".join(f"provider_mappings/{provider}:{kind}:{name}" for kind, name in missing[:5])
    return f"event {event.id} names somebody unknown: create {ids}; the ball waits for it"


def provider_ids_in(content: Mapping[str, Any]) -> Iterator[ProviderId]:
    """Yield every id of a provider in an action; empty ids are skipped."""
    for name, value in content.items():
        if isinstance(value, Mapping) and name == "wicket":
            yield from provider_ids_in(value)
        elif name in FIELDS:
            values = value if isinstance(value, list | tuple) else (value,)
            yield from ((FIELDS[name], str(each)) for each in values if each)


def generated_id(provider: str, provider_id: str) -> str:
    """Return the id for a person without a mapping, if the settings allow it.

    It is derived from the provider's id, and always the same.
    """
    slug = "".join(each if each.isascii() and each.isalnum() else "-" for each in provider_id)
    mark = hashlib.sha256(provider_id.encode()).hexdigest()[:8]  # two ids may have the same slug
    return f"{provider}-{slug[:60]}-{mark}"


def generated_mapping(provider: str, named: ProviderId) -> Json:
    """Return a mapping for a person who has none, with an id derived from the provider's.

    The id is always the same; operators may change it before the person's first ball.
    """
    kind, provider_id = named
    name = generated_id(provider, provider_id)
    return {"provider": provider, "kind": str(kind), "providerId": provider_id, "id": name}


def with_our_ids(content: Mapping[str, Any], ids: IdMappings) -> Json:
    """Return an action's content with our ids."""
    return {name: value_with_our_ids(name, value, ids) for name, value in content.items()}


def value_with_our_ids(name: str, value: Any, ids: IdMappings) -> Any:
    """Return one field's value with our ids."""
    if isinstance(value, Mapping) and name == "wicket":
        return with_our_ids(value, ids)
    if name not in FIELDS:
        return value
    if isinstance(value, list | tuple):
        return [ids[FIELDS[name], str(each)] for each in value]
    return ids[FIELDS[name], str(value)] if value else value
