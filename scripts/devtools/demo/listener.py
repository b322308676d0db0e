"""Listens to `live/score` or another document as a spectator does, and records when it changed."""

import threading
import time
from collections.abc import Callable
from typing import Any

from google.cloud.firestore import Client

from scrbrd.adapters import paths
from scrbrd.domain.errors import ScrbrdError

SECONDS = 30.0


class ListenerTimeoutError(ScrbrdError):
    """The listener did not receive the expected document in time."""


class Listener:
    """Listens to the live score of a match, or to the document at `path`.

    `score` is the last document received, at `seen_at` (`time.perf_counter`, in seconds).
    """

    def __init__(self, client: Client, match_id: str, path: str | None = None) -> None:
        self.match_id = match_id
        self.score: dict[str, Any] | None = None
        self.seen_at = 0.0
        self._changed = threading.Condition()
        ref = client.document(path or paths.live_score(match_id))
        self._watch = ref.on_snapshot(self._on_snapshot)

    def _on_snapshot(self, snaps: list[Any], _changes: Any, _read_time: Any) -> None:
        with self._changed:
            self.seen_at = time.perf_counter()
            self.score = snaps[0].to_dict() if snaps and snaps[0].exists else None
            self._changed.notify_all()

    def wait_for(
        self,
        is_expected: Callable[[dict[str, Any]], bool],
        what: str,
        *,
        seconds: float = SECONDS,
    ) -> float:
        """Wait for a document that satisfies `is_expected`; return the time of its receipt.

        Raises ListenerTimeoutError with the last document.
        """
        with self._changed:
            seen = self._changed.wait_for(
                lambda: self.score is not None and is_expected(self.score), timeout=seconds
            )
            if not seen:
                raise ListenerTimeoutError(
                    f"match {self.match_id}: {what} did not reach the listener in "
                    f"{seconds:.0f} s; {self.last_seen()}"
                )
            return self.seen_at

    def last_seen(self) -> str:
        """Return a text about the last document received."""
        if self.score is None:
            return "there is no such document yet"
        last = self.score.get("lastActionId")
        return f"it last saw {last}" if last else f"it last saw {self.score}"

    def close(self) -> None:
        """Stop listening."""
        self._watch.unsubscribe()
