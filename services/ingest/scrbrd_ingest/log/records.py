"""Defines the records of a provider's events: `matches/{m}/provider_events/{key}`. Pure.

There is one document per event, created once, so the database guarantees that an event enters the
log once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, Self
from urllib.parse import quote

from scrbrd.domain.json_types import Json
from scrbrd_ingest.model import FeedEvent, Place


class RecordState(StrEnum):
    """The state of an event.

    `entered`: it is in the log, in the named action. `deleted`: the provider deleted it.
    `synthetic`: it was derived from a change of score and is in no log. `replaced`: it was
    synthetic and its balls have arrived.
    """

    ENTERED = "entered"
    DELETED = "deleted"
    SYNTHETIC = "synthetic"
    REPLACED = "replaced"


@dataclass(frozen=True)
class Record:
    """An event of a provider as last written; `action_id` is the root of its slot."""

    provider: str
    event_id: str
    content_hash: str
    place: Place
    action_id: str | None
    state: RecordState = RecordState.ENTERED
    is_synthetic: bool = False

    @cached_property
    def key(self) -> str:
        """The id of its document."""
        return record_key(self.provider, self.event_id)

    def to_document(self) -> Json:
        """Return its document."""
        return {
            "provider": self.provider,
            "eventId": self.event_id,
            "hash": self.content_hash,
            "place": place_fields(self.place),
            "actionId": self.action_id,
            "isSynthetic": self.is_synthetic,
            "state": str(self.state),
        }

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Self:
        """Return the record in a document. Raises KeyError, ValueError or TypeError."""
        return cls(
            str(document["provider"]),
            str(document["eventId"]),
            str(document["hash"]),
            place_of(document["place"]),
            document.get("actionId"),
            RecordState(document["state"]),
            document.get("isSynthetic") is True,
        )


def record_key(provider: str, event_id: str) -> str:
    """Return the id of an event's document; characters that Firestore does not allow are
    percent-encoded, as `%2F`."""
    return f"{provider}:{quote(event_id, safe=':@+,;=!~()')}"


def record_of(provider: str, event: FeedEvent, action_id: str | None) -> Record:
    """Return the record of an event that is in the log."""
    return Record(provider, event.id, event.content_hash, event.place, action_id)


def place_fields(place: Place) -> Json:
    """Return a place in document form."""
    return {
        "innings": place.innings,
        "over": place.over,
        "ball": place.ball,
        "part": place.part,
    }


def place_of(fields: Mapping[str, Any]) -> Place:
    """Return the place in a document."""
    return Place(*(int(fields[name]) for name in ("innings", "over", "ball", "part")))
