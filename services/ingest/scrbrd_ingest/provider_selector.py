"""Selects the provider of each match by the health seen in this process's polls."""

from __future__ import annotations

import logging
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from datetime import datetime

from scrbrd_ingest.policy import failover, health
from scrbrd_ingest.policy.failover import LONG_WAIT, Choice, ProviderView
from scrbrd_ingest.policy.health import MOST_SAMPLES, Sample
from scrbrd_ingest.ports import NOT_ASKED, RATE_LIMITED, PollResult

log = logging.getLogger(__name__)


class HealthBook:
    """Poll samples of each provider, over all matches of this process."""

    def __init__(self) -> None:
        self._samples: defaultdict[str, deque[Sample]] = defaultdict(
            lambda: deque(maxlen=MOST_SAMPLES)
        )

    @property
    def providers(self) -> list[str]:
        """The providers with at least one sample."""
        return sorted(self._samples)

    def report(self, result: PollResult) -> None:
        """Record the result of a poll; one without a request is ignored."""
        if result.failure == NOT_ASKED:
            return
        is_limited = result.failure == RATE_LIMITED
        self._samples[result.provider].append(
            Sample(
                result.at,
                result.latency,
                is_error=result.failure is not None and not is_limited,
                is_rate_limited=is_limited,
                freshness=result.freshness,
            )
        )

    def health(self, provider: str, now: datetime) -> float:
        """Return a provider's health, 0 to 1."""
        return health.health(self._samples.get(provider, ()), now)

    def rated_health(self, provider: str, now: datetime) -> float:
        """Return the health used to choose a provider: 1 if there are too few samples."""
        return health.rated_health(self._samples.get(provider, ()), now)


class MatchSelector:
    """Implements `ports.Selector` for one match. `order` lists at least one provider, by
    preference.

    `closed_for` returns the number of seconds for which a provider may not be requested.
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
        """Return the name of the provider to use."""
        missing_here = self._lacks.get(self._choice.current)
        views = {
            name: ProviderView(
                self._book.rated_health(name, now),
                self._failures.get(name, 0),
                self._closed_for(name) > LONG_WAIT,
                lacks=missing_here is not None and self._lacks.get(name) == missing_here,
            )
            for name in self._order
        }
        before, self._choice = self._choice, failover.choose(self._order, self._choice, views, now)
        if before.current != self._choice.current:
            self._failures.clear()
            log.warning(
                "match %s uses provider %s, no longer %s",
                self._match_id, self._choice.current, before.current,
            )  # fmt: skip
            self._changed(before.current, self._choice.current)
        return self._choice.current

    def report(self, result: PollResult) -> None:
        """Record the result of a poll."""
        self._book.report(result)
        if result.failure == NOT_ASKED:
            return
        name = result.provider
        if result.lacks:
            self._lacks[name] = result.lacks
        elif result.failure is None:
            self._lacks.pop(name, None)
        self._failures[name] = self._failures.get(name, 0) + 1 if result.failure else 0
