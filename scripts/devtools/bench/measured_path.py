"""Measures the path of one action: scorer's commit, event, function, listener's snapshot."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from devtools.bench import events
from devtools.bench.bench_match import BenchMatch
from devtools.bench.servers import FunctionServer
from scrbrd.domain.json_types import Json

Expected = Callable[[dict[str, Any]], bool]
UNDONE = {"isVoided": True, "voidReason": "the bench undoes it", "voidedBy": "the-bench"}


@dataclass
class MeasuredPath:
    """A function and a match, with the measurements of each run.

    `committing` are the milliseconds of the scorer's own commit. `milliseconds` are those from the
    commit's answer, when the event is posted, to the listener's snapshot.
    """

    name: str
    server: FunctionServer
    match: BenchMatch
    milliseconds: list[float] = field(default_factory=list)
    committing: list[float] = field(default_factory=list)
    cpu_before: float = 0.0
    """Processor seconds of the server when the warm-up ended."""

    def append(self, action: Json) -> None:
        """Commit one action and wait for the score that shows it."""
        path = self.match.action_path(action)
        began = time.perf_counter()
        update_time = self.match.client.document(path).create(action).update_time
        self.committing.append(milliseconds_since(began))
        event = events.written_event(self.match.client.project, path, action, update_time)
        self._send(event, lambda _: self.match.shows_action(action))

    def void(self, action: Json) -> None:
        """Void one action of the log and wait for the next version of the score.

        The event shows the action as the match was built with it, and the time of that write, as if
        `BenchMatch.restore` had not written it again since: the function looks closer at an action
        with a write that it has not seen.
        """
        path = self.match.action_path(action)
        before = (self.match.listener.score or {}).get("version")
        began = time.perf_counter()
        update_time = self.match.client.document(path).update(UNDONE).update_time
        self.committing.append(milliseconds_since(began))
        old = (action, self.match.build_times[path])
        event = events.written_event(
            self.match.client.project, path, action | UNDONE, update_time, old
        )
        self._send(event, lambda score: score.get("version") != before)

    def clear(self) -> None:
        """Discard the measurements so far: they were the warm-up."""
        self.milliseconds.clear()
        self.committing.clear()
        self.cpu_before = self.server.cpu_seconds()

    def cpu_milliseconds(self) -> float:
        """Return the server's average processor time for a run since the warm-up, in milliseconds.

        Valid only if this is the only path of its server.
        """
        return (self.server.cpu_seconds() - self.cpu_before) * 1000 / len(self.milliseconds)

    def _send(self, event: tuple[dict[str, str], bytes], expected: Expected) -> None:
        began = time.perf_counter()
        self.server.call(*event)
        seen = self.match.listener.wait_for(expected, f"what {self.name} writes")
        self.milliseconds.append((seen - began) * 1000)


def milliseconds_since(began: float) -> float:
    """Return the milliseconds since `began`, a time of `time.perf_counter`."""
    return (time.perf_counter() - began) * 1000
