"""Measures the latency of each ball, from its publication by the provider until `live/score`."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from google.cloud.firestore import Client

from devtools.feeds.broadcast import Broadcast
from devtools.feeds.clock import VirtualClock
from scrbrd.adapters import paths
from scrbrd.domain.actions import Action, parse_action_id
from scrbrd.domain.effective import LogEntry, effective_log
from scrbrd.domain.vocabulary import ActionType

Place = tuple[int, int]
PROVIDER = "provider:"


@dataclass(frozen=True)
class Pace:
    """Converts times of a clock that runs at a factor to times of `time.monotonic`."""

    began: float
    starts_at: datetime
    factor: float

    @classmethod
    def of(cls, clock: VirtualClock, factor: float) -> Pace:
        """Return the pace of a clock that runs at a factor from now on."""
        return cls(time.monotonic(), clock.now(), factor)

    def when(self, moment: datetime) -> float:
        """Return the time of `time.monotonic` at which the clock showed a moment."""
        return self.began + (moment - self.starts_at).total_seconds() / self.factor


@dataclass
class ScoreWatch:
    """Listens to `live/score` and records its last actions with the times of their receipt.

    `seen` holds (time of `time.monotonic`, (innings, sequence)).
    """

    client: Client
    match_id: str
    score: Mapping[str, Any] = field(default_factory=dict)
    seen: list[tuple[float, Place]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        reference = self.client.document(paths.live_score(self.match_id))
        self._watch = reference.on_snapshot(self._on_snapshot)

    def _on_snapshot(self, snaps: Sequence[Any], _changes: Any, _read_time: Any) -> None:
        at = time.monotonic()
        for snap in snaps:
            score = snap.to_dict() or {}
            with self._lock:
                self.score = score
                if score.get("lastActionId"):
                    self.seen.append((at, parse_action_id(score["lastActionId"])))

    def shown_at(self, place: Place) -> float | None:
        """Return the time at which an action, or a later one, was first shown; None if never."""
        with self._lock:
            return next((at for at, last in self.seen if last >= place), None)

    def close(self) -> None:
        """Close the listener."""
        self._watch.unsubscribe()


def latencies(
    stored: Iterable[LogEntry],
    broadcasts: Mapping[str, Broadcast],
    when: Callable[[datetime], float],
    watch: ScoreWatch,
) -> list[float]:
    """Return the latency of each ball in milliseconds, in order.

    The stored log must have the same balls as the broadcasts. A ball counts as shown with the
    action that first recorded it, also if it was corrected later.
    """
    entries: dict[str, LogEntry] = {str(each.id): each for each in stored}
    balls = [
        root_of(each, entries)
        for each in effective_log(entries.values()).actions
        if each.type == ActionType.DELIVERY
    ]
    found = list[float]()
    for number, root in enumerate(balls):
        provider = str(root.recorded_by).removeprefix(PROVIDER)
        published_at = moments_of(broadcasts[provider])[number]
        shown = watch.shown_at((root.innings_number, root.sequence_number))
        if shown is not None:
            found.append(max(0.0, shown - when(published_at)) * 1000)
    return found


def root_of(action: Action, entries: Mapping[str, LogEntry]) -> Action:
    """Return the first action of a chain of corrections."""
    while action.corrects is not None:
        before = entries.get(action.corrects)
        if not isinstance(before, Action):
            return action
        action = before
    return action


def moments_of(broadcast: Broadcast) -> list[datetime]:
    """Return the time of the first publication of each ball, in order of the log."""
    return [
        slot.published_at
        for slot in broadcast.slots
        if slot.true_content is not None and slot.true_content["type"] == ActionType.DELIVERY
    ]
