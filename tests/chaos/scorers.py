"""Provides scorers that write commits to Firestore and return the event of each write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from google.cloud.firestore import SERVER_TIMESTAMP, Client

from scrbrd.adapters import paths
from scrbrd.domain.json_types import Json
from tests.chaos.games import Commit, Game, Tap
from tests.chaos.workers import Event
from tests.triggers.cloud_events import written_event


@dataclass(frozen=True)
class DocumentCopy:
    """A document at one moment, with the attributes of a snapshot that `written` needs."""

    data: Json
    create_time: datetime
    update_time: datetime
    exists: bool = True

    def to_dict(self) -> Json:
        return self.data


class Scorer:
    """Scores one game; keeps its written documents, so that no event needs a read."""

    def __init__(self, client: Client, game: Game) -> None:
        self.client, self.game = client, game
        self.copies: dict[str, DocumentCopy] = {}

    def write_match(self) -> None:
        """Write the match and its lineups, before the first ball."""
        match_id, batch = self.game.match_id, self.client.batch()
        batch.set(self.client.document(paths.match(match_id)), self.game.match)
        for lineup_id, lineup in self.game.lineups.items():
            batch.set(self.client.document(f"{paths.lineups(match_id)}/{lineup_id}"), lineup)
        batch.commit()

    def write(self, commit: Commit) -> list[Event]:
        """Commit some taps together and return the event of each, as Firestore sends it."""
        batch = self.client.batch()
        for tap in commit:
            ref, stamp = self.client.document(self.path(tap)), {"updatedAt": SERVER_TIMESTAMP}
            if tap.document is not None:
                batch.create(ref, tap.document | stamp | {"createdAt": SERVER_TIMESTAMP})
            else:
                batch.update(ref, changed_fields(tap) | stamp | {"voidedAt": SERVER_TIMESTAMP})
        results = batch.commit()
        return [self.event(tap, result) for tap, result in zip(commit, results, strict=True)]

    def put_lineup(self, lineup_id: str, lineup: Json | None) -> list[Event]:
        """Set a lineup, or delete it if None, and return the event."""
        path = f"{paths.lineups(self.game.match_id)}/{lineup_id}"
        ref, old = self.client.document(path), self.client.document(path).get()
        ref.delete() if lineup is None else ref.set(lineup)
        return [
            written_event(self.client.project, path, None if lineup is None else ref.get(), old)
        ]

    def path(self, tap: Tap) -> str:
        return paths.scoring_action(self.game.match_id, tap.action_id)

    def event(self, tap: Tap, result: Any) -> Event:
        """Return the event of a tap from the result of its write."""
        old = self.copies.get(tap.action_id)
        now = result.transform_results[0].timestamp_value
        stamps = ("updatedAt", "voidedAt" if old else "createdAt")
        data = (old.data if old else {}) | changed_fields(tap) | dict.fromkeys(stamps, now)
        created = old.create_time if old else result.update_time
        new = self.copies[tap.action_id] = DocumentCopy(data, created, result.update_time)
        return written_event(self.client.project, self.path(tap), new, old)


def changed_fields(tap: Tap) -> Json:
    """Return the fields that a tap sets, except the server's times."""
    if tap.document is not None:
        return tap.document
    reason = "mistake" if tap.is_voided else "redone"
    return {"isVoided": tap.is_voided, "voidReason": reason, "voidedBy": "scorer"}
