"""Scorers at work on Firestore: each commit is written, and its events are those of its moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from google.cloud.firestore import SERVER_TIMESTAMP, Client

from scrbrd.adapters import paths
from scrbrd.domain.json_types import Json
from tests.chaos.games import Commit, Game, Tap
from tests.chaos.workers import Event
from tests.triggers.cloud_events import written


@dataclass(frozen=True)
class Copy:
    """A document as it was at one moment; what `written` needs of a snapshot."""

    data: Json
    create_time: datetime
    update_time: datetime
    exists: bool = True

    def to_dict(self) -> Json:
        return self.data


class Scorer:
    """Scores one game; knows what it has written, so that no event needs a read."""

    def __init__(self, client: Client, game: Game) -> None:
        self.client, self.game = client, game
        self.copies: dict[str, Copy] = {}

    def set_stage(self) -> None:
        """The match and its lineups, before the first ball."""
        match_id, batch = self.game.match_id, self.client.batch()
        batch.set(self.client.document(paths.match(match_id)), self.game.match)
        for lineup_id, lineup in self.game.lineups.items():
            batch.set(self.client.document(f"{paths.lineups(match_id)}/{lineup_id}"), lineup)
        batch.commit()

    def write(self, commit: Commit) -> list[Event]:
        """Commit some taps together; the event of each, as Firestore sends it."""
        batch = self.client.batch()
        for tap in commit:
            ref, stamp = self.client.document(self.path(tap)), {"updatedAt": SERVER_TIMESTAMP}
            if tap.document is not None:
                batch.create(ref, tap.document | stamp | {"createdAt": SERVER_TIMESTAMP})
            else:
                batch.update(ref, changes(tap) | stamp | {"voidedAt": SERVER_TIMESTAMP})
        results = batch.commit()
        return [self.event(tap, result) for tap, result in zip(commit, results, strict=True)]

    def put_lineup(self, lineup_id: str, lineup: Json | None) -> list[Event]:
        """Somebody selects a player, or with None takes one away; the event."""
        path = f"{paths.lineups(self.game.match_id)}/{lineup_id}"
        ref, old = self.client.document(path), self.client.document(path).get()
        ref.delete() if lineup is None else ref.set(lineup)
        return [written(self.client.project, path, None if lineup is None else ref.get(), old)]

    def path(self, tap: Tap) -> str:
        return paths.scoring_action(self.game.match_id, tap.action_id)

    def event(self, tap: Tap, result: Any) -> Event:
        """The event of a tap that was written just now."""
        old = self.copies.get(tap.action_id)
        now = result.transform_results[0].timestamp_value
        stamps = ("updatedAt", "voidedAt" if old else "createdAt")
        data = (old.data if old else {}) | changes(tap) | dict.fromkeys(stamps, now)
        created = old.create_time if old else result.update_time
        new = self.copies[tap.action_id] = Copy(data, created, result.update_time)
        return written(self.client.project, self.path(tap), new, old)


def changes(tap: Tap) -> Json:
    """The fields that a tap sets, but for the server's times."""
    if tap.document is not None:
        return tap.document
    reason = "mistake" if tap.is_voided else "redone"
    return {"isVoided": tap.is_voided, "voidReason": reason, "voidedBy": "scorer"}
