"""Couriers between Firestore and the workers: they are late, they come twice, they lose things."""

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
ON_THE_WAY = 1, 2, 6
"""Events of one game that may be under way at once."""

DROPPED, STRAYING = 0.1, 0.02
SECONDS = 300.0
"""The longest that an answer is awaited."""

REFUSED, LOST = 0, -1
"""Outcomes beside HTTP's: no worker there to take the event; cut off before there was an answer."""

FAILED = 500


class Courier:
    """Posts events to the workers, any of them, several at once; counts what came of it.

    Where a worker is not there, its events wait until `is_open` is set: as the platform has them.
    """

    def __init__(
        self, workers: list[Worker], seed: int, lineup_workers: list[Worker] | None = None
    ) -> None:
        self.workers, self.lineup_workers = workers, lineup_workers or []
        self.outcomes: Counter[int] = Counter()
        self.counts: Counter[str] = Counter()
        self._chance = random.Random(seed)
        self.brings_again = False
        """As the platform does with `retry: true`: an event that failed is brought again."""
        self.is_open = threading.Event()
        self.is_open.set()
        self._lock = threading.Lock()
        self._senders = ThreadPoolExecutor(SENDERS)

    def close(self) -> None:
        self._senders.shutdown()

    def count(self, times: int) -> None:
        """Note that an event is to be sent so many times."""
        with self._lock:
            self.counts["events"] += 1
            self.counts["dropped"] += not times
            self.counts["duplicates"] += max(0, times - 1)

    def send(self, event: Event) -> Future[int]:
        """Bring one event to a worker; the outcome."""
        return self._senders.submit(self._post, event)

    def send_all(self, events: list[Event]) -> None:
        """Bring events to the workers and await every answer."""
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
        if outcome == FAILED and self.brings_again:
            return self._post(event)
        return outcome


def deliver(port: int, event: Event) -> int:
    """Post one event to one worker; what came of it."""
    headers, body = event
    # One connection for each: a kept one may have been closed meanwhile, which loses no event.
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


class Post:
    """The way of one game's events: up to `latest` commits late, dropped, repeated, shuffled.

    A few stay behind (`stragglers`) until somebody sends them, long after.
    """

    def __init__(
        self, courier: Courier, chance: random.Random, *, latest: float, drop: float = DROPPED
    ) -> None:
        self.courier, self.chance, self.latest, self.drop = courier, chance, latest, drop
        self.most = chance.choice(ON_THE_WAY)
        self.commits = 0
        self.due: list[tuple[float, Event]] = []
        self.on_the_way: deque[Future[int]] = deque()
        self.stragglers: list[Event] = []

    def take(self, events: list[Event]) -> None:
        """A commit's events; those whose time has come are sent off."""
        self.commits += 1
        for event in events:
            times = 0 if self.chance.random() < self.drop else self.chance.choice((1, 1, 2, 3))
            self.courier.count(times)
            for _ in range(times):
                if self.chance.random() < STRAYING:
                    self.stragglers.append(event)
                else:
                    late = self.chance.uniform(0, self.latest)
                    self.due.append((self.commits + late, event))
        self._send(lambda when: when <= self.commits)

    def finish(self) -> None:
        """Send all but the stragglers, and await every answer."""
        self._send(lambda _: True)
        while self.on_the_way:
            self.on_the_way.popleft().result()

    def _send(self, is_due: Callable[[float], bool]) -> None:
        ready = [event for when, event in self.due if is_due(when)]
        self.due = [(when, event) for when, event in self.due if not is_due(when)]
        self.chance.shuffle(ready)
        for event in ready:
            while len(self.on_the_way) >= self.most:
                self.on_the_way.popleft().result()
            self.on_the_way.append(self.courier.send(event))
