"""Owns what every step is given: the project, its store, what was asked, who exists."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from google.cloud.firestore import Client

from migrate import places
from migrate.old.values import id_of
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd_admin.whole import stream_whole


@dataclass(frozen=True)
class Asked:
    """What the command line asked for beside the names."""

    apply: bool = False
    accept_mismatch: bool = False
    export: Path | None = None


class World:
    """One project during one run."""

    def __init__(self, client: Client, asked: Asked) -> None:
        self.client, self.asked = client, asked
        self.store = FirestoreMatchStore(client)

    @cached_property
    def people(self) -> dict[str, str]:
        """The public names of all people, by the id that stands for them."""
        query = self.client.collection(places.PEOPLE).select(["displayName"])
        return {
            id_of(snap.id) or snap.id: name if isinstance(name, str) else ""
            for snap in stream_whole(self.client, query)
            for name in [(snap.to_dict() or {}).get("displayName")]
        }

    def matches(self, named: str | None) -> list[str]:
        """The match that was named, or all, in their order."""
        return [named] if named is not None else sorted(self.store.all_matches())
