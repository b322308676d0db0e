"""Chooses the provider that is asked for each match, of the health that all polls here tell."""

from __future__ import annotations

import logging
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from datetime import datetime

from scrbrd_ingest.policy import failover, health
from scrbrd_ingest.policy.failover import LONG, Choice, View
from scrbrd_ingest.policy.health import MOST_SAMPLES, Sample
from scrbrd_ingest.ports import NOT_ASKED, RATE_LIMITED, Polled

log = logging.getLogger(__name__)


class HealthBook:
    """What this process has seen of each provider, over all its matches."""

    def __init__(self) -> None:
        self._samples: defaultdict[str, deque[Sample]] = defaultdict(
            lambda: deque(maxlen=MOST_SAMPLES)
        )

    @property
    def providers(self) -> list[str]:
        """The providers that anything was seen of."""
        return sorted(self._samples)

    def report(self, polled: Polled) -> None:
        """Take note of a poll; one that asked nobody tells nothing."""
        if polled.failure == NOT_ASKED:
            return
        is_limited = polled.failure == RATE_LIMITED
        self._samples[polled.provider].append(
            Sample(
                polled.at,
                polled.latency,
                is_error=polled.failure is not None and not is_limited,
                is_rate_limited=is_limited,
                freshness=polled.freshness,
            )
        )

    def health(self, provider: str, now: datetime) -> float:
        """Return a provider's health, 0 to 1."""
        return health.health(self._samples.get(provider, ()), now)

    def judged_health(self, provider: str, now: datetime) -> float:
        """Return the health by which a provider is chosen: 1 where too little is known."""
        return health.judged_health(self._samples.get(provider, ()), now)


class MatchSelector:
    """Implements `ports.Selector` for one match; `order` is by preference, at least one.

    `closed_for` says for how many seconds a provider may not be asked.
    """

    def __init__(
        self,
        match_id: str,
        order: Sequence[str],
        book: HealthBook,
        now: datetime,
        changed: Callable[[str, str], None] = lambda _from, _to: None,
        closed_for: Callable[[str], float] = lambda _name: 0.0,
    ) -> None:
        if not order:
            raise ValueError(f"match {match_id}: no provider is configured; name at least one")
        self._match_id = match_id
        self._order = tuple(order)
        self._book = book
        self._choice = Choice(order[0], now)
        self._failures: dict[str, int] = {}
        self._lacks: dict[str, str] = {}
        self._changed = changed
        self._closed_for = closed_for

    def current(self, now: datetime) -> str:
        """Return the name of the provider to ask."""
        lacked = self._lacks.get(self._choice.current)
        views = {
            name: View(
                self._book.judged_health(name, now),
                self._failures.get(name, 0),
                self._closed_for(name) > LONG,
                lacks=lacked is not None and self._lacks.get(name) == lacked,
            )
            for name in self._order
        }
        before, self._choice = self._choice, failover.choose(self._order, self._choice, views, now)
        if before.current != self._choice.current:
            self._failures.clear()
            log.warning(
                "match %s is asked of %s, no longer of %s",
                self._match_id, self._choice.current, before.current,
            )  # fmt: skip
            self._changed(before.current, self._choice.current)
        return self._choice.current

    def report(self, polled: Polled) -> None:
        """Take note of a poll."""
        self._book.report(polled)
        if polled.failure == NOT_ASKED:
            return
        name = polled.provider
        if polled.lacks:
            self._lacks[name] = polled.lacks
        elif polled.failure is None:
            self._lacks.pop(name, None)
        self._failures[name] = self._failures.get(name, 0) + 1 if polled.failure else 0
