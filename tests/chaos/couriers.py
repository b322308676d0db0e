"""Delivers Firestore's events to the workers: late, repeated, or not at all."""

from __future__ import annotations

import http.client
import random
import threading
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from devtools.emulators.ports import LOCALHOST
from tests.chaos.workers import Event, Worker

SENDERS = 6
IN_FLIGHT = 1, 2, 6
"""Numbers of events of one game that may be in flight at once."""

DROPPED, STRAGGLING = 0.1, 0.02
SECONDS = 300.0
"""Seconds after which an answer is no longer awaited."""

REFUSED, LOST = 0, -1
"""Outcomes other than an HTTP status: no worker accepted the event; cut off before an answer."""

FAILED = 500


class Courier:
    """Posts events to random workers, several at once, and counts the outcomes.

    An event whose worker is not running waits until `is_open` is set, as on the platform.
    """

    def __init__(
        self, workers: list[Worker], seed: int, lineup_workers: list[Worker] | None = None
    ) -> None:
        self.workers, self.lineup_workers = workers, lineup_workers or []
        self.outcomes: Counter[int] = Counter()
        self.counts: Counter[str] = Counter()
        self._chance = random.Random(seed)
        self.redelivers_failed = False
        """Whether a failed event is delivered again, as on the platform with `retry: true`."""
        self.is_open = threading.Event()
        self.is_open.set()
        self._lock = threading.Lock()
        self._senders = ThreadPoolExecutor(SENDERS)

    def close(self) -> None:
        self._senders.shutdown()

    def count(self, times: int) -> None:
        """Count an event that is delivered a number of times."""
        with self._lock:
            self.counts["events"] += 1
            self.counts["dropped"] += not times
            self.counts["duplicates"] += max(0, times - 1)

    def send(self, event: Event) -> Future[int]:
        """Deliver one event to a worker, and return the future outcome."""
        return self._senders.submit(self._post, event)

    def send_all(self, events: list[Event]) -> None:
        """Deliver events to the workers and await every answer."""
        for answer in [self.send(event) for event in events]:
            answer.result()

    def _workers_of(self, event: Event) -> list[Worker]:
        return self.lineup_workers if "/lineups/" in event[0]["ce-document"] else self.workers

    def _post(self, event: Event) -> int:
        with self._lock:
            worker = self._chance.choice(self._workers_of(event))
        while (outcome := deliver(worker.port, event)) == REFUSED and self.is_open.wait(SECONDS):
            pass
        with self._lock:
            self.outcomes[outcome] += 1
        if outcome == FAILED and self.redelivers_failed:
            return self._post(event)
        return outcome


def deliver(port: int, event: Event) -> int:
    """Post one event to one worker and return the outcome."""
    headers, body = event
    # One connection for each event: a kept one may have been closed, which loses no event.
    connection = http.client.HTTPConnection(LOCALHOST, port, timeout=SECONDS)
    try:
        connection.connect()
        connection.request("POST", "/", body, headers | {"Connection": "close"})
        return connection.getresponse().status
    except ConnectionRefusedError:
        return REFUSED
    except (OSError, http.client.HTTPException):
        return LOST
    finally:
        connection.close()


class UnreliableDelivery:
    """Delivers one game's events up to `latest` commits late, dropped, repeated and shuffled.

    A few events are held back as `stragglers`; the caller delivers them long after.
    """

    def __init__(
        self, courier: Courier, chance: random.Random, *, latest: float, drop: float = DROPPED
    ) -> None:
        self.courier, self.chance, self.latest, self.drop = courier, chance, latest, drop
        self.max_in_flight = chance.choice(IN_FLIGHT)
        self.commits = 0
        self.due: list[tuple[float, Event]] = []
        self.in_flight: deque[Future[int]] = deque()
        self.stragglers: list[Event] = []

    def take(self, events: list[Event]) -> None:
        """Accept a commit's events, and deliver the events that are due."""
        self.commits += 1
        for event in events:
            times = 0 if self.chance.random() < self.drop else self.chance.choice((1, 1, 2, 3))
            self.courier.count(times)
            for _ in range(times):
                if self.chance.random() < STRAGGLING:
                    self.stragglers.append(event)
                else:
                    delay = self.chance.uniform(0, self.latest)
                    self.due.append((self.commits + delay, event))
        self._send(lambda when: when <= self.commits)

    def finish(self) -> None:
        """Deliver all events except the stragglers, and await every answer."""
        self._send(lambda _: True)
        while self.in_flight:
            self.in_flight.popleft().result()

    def _send(self, is_due: Callable[[float], bool]) -> None:
        ready = [event for when, event in self.due if is_due(when)]
        self.due = [(when, event) for when, event in self.due if not is_due(when)]
        self.chance.shuffle(ready)
        for event in ready:
            while len(self.in_flight) >= self.max_in_flight:
                self.in_flight.popleft().result()
            self.in_flight.append(self.courier.send(event))
