"""Decides which provider a match uses. Pure.

Providers are listed in order of preference. A match leaves a provider that failed three times in a
row there or may not be requested for LONG_WAIT, one that lacks a ball which another may have, and
one with bad health if another is clearly better. To avoid flapping, the choice is pinned for a time
after a change: health is then no reason to leave, and a provider that was just left is not used
again. The match returns to a preferred provider that has been healthy for a while; if it is left
again soon, that time is doubled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

DEAD_AFTER = 3
BAD, GOOD = 0.5, 0.8
CLEAR_LEAD = 0.2
"""Consecutive failures of a dead provider; the health below which a provider is bad, and from which
it is good; the lead in health that another provider needs."""

LONG_WAIT = 10.0
"""Seconds: a match does not wait for a provider that demands a longer pause (429 with
Retry-After)."""

PIN = timedelta(seconds=60)
RECOVERY, LONGEST_RECOVERY = timedelta(seconds=120), timedelta(minutes=30)


@dataclass(frozen=True)
class ProviderView:
    """The condition of a provider: its health, 0 to 1, its consecutive failures for this match,
    whether it may not be requested for LONG_WAIT, and whether it lacks what the current provider
    lacks."""

    health: float = 1.0
    failures: int = 0
    is_closed: bool = False
    lacks: bool = False

    @property
    def is_dead(self) -> bool:
        """Whether it gives no answers for this match."""
        return self.is_closed or self.failures >= DEAD_AFTER

    @property
    def is_bad(self) -> bool:
        """Whether its health over all matches is bad."""
        return self.health < BAD

    @property
    def is_good(self) -> bool:
        """Whether a match may return to it."""
        return self.health >= GOOD and not self.is_closed


@dataclass(frozen=True)
class LeftProvider:
    """A provider that was left: when, since when it is good, and how long it has to be good."""

    at: datetime
    good_since: datetime
    recovery: timedelta = RECOVERY


@dataclass(frozen=True)
class Choice:
    """The current provider, since when it is used, and the providers that were left."""

    current: str
    since: datetime
    left_providers: Mapping[str, LeftProvider] = field(default_factory=dict)

    def is_pinned(self, now: datetime) -> bool:
        """Return True if the last change was recent; the first choice is no change."""
        return bool(self.left_providers) and now - self.since < PIN


def choose(
    order: Sequence[str], choice: Choice, views: Mapping[str, ProviderView], now: datetime
) -> Choice:
    """Return the choice at a time; a provider without an entry in `views` counts as healthy."""
    choice = update_recovery(choice, views, now)
    current = view_of(views, choice.current)
    if current.is_dead or (current.is_bad and not choice.is_pinned(now)):
        other = best_other(order, choice, views, now)
        if other is None:
            return choice
        if current.is_dead or view_of(views, other).health >= current.health + CLEAR_LEAD:
            return switch(choice, other, now)
        return choice
    if current.lacks and (other := best_other(order, choice, views, now)) is not None:
        return switch(choice, other, now)
    preferred = preferred_provider(order, choice, views, now)
    return choice if preferred is None else switch(choice, preferred, now)


def update_recovery(choice: Choice, views: Mapping[str, ProviderView], now: datetime) -> Choice:
    """Return the choice, with the recovery of left providers restarted that are not good now."""
    left_providers = {
        name: each if view_of(views, name).is_good else replace(each, good_since=now)
        for name, each in choice.left_providers.items()
    }
    return replace(choice, left_providers=left_providers)


def best_other(
    order: Sequence[str], choice: Choice, views: Mapping[str, ProviderView], now: datetime
) -> str | None:
    """Return the first other provider that is not bad, else the healthiest; never one that was just
    left or may not be requested.

    If the current provider is only left for what it lacks, the other must be good and may not lack
    it too.
    """
    is_lacking = view_of(views, choice.current).lacks and not view_of(views, choice.current).is_dead
    others = [
        name
        for name in order
        if name != choice.current
        and not view_of(views, name).is_closed
        and not (is_lacking and view_of(views, name).lacks)
        and not (name in choice.left_providers and now - choice.left_providers[name].at < PIN)
    ]  # fmt: skip
    good = [name for name in others if not view_of(views, name).is_bad]
    if good or is_lacking:
        return good[0] if good else None
    return max(others, key=lambda name: view_of(views, name).health, default=None)


def preferred_provider(
    order: Sequence[str], choice: Choice, views: Mapping[str, ProviderView], now: datetime
) -> str | None:
    """Return the first provider preferred to the current one to which the match may return."""
    if choice.is_pinned(now) or choice.current not in order:
        return None
    for name in order[: order.index(choice.current)]:
        left = choice.left_providers.get(name)
        is_good = view_of(views, name).is_good
        if is_good and (left is None or now - max(left.at, left.good_since) >= left.recovery):
            return name
    return None


def switch(choice: Choice, to: str, now: datetime) -> Choice:
    """Return the choice of another provider; one left again soon recovers in twice the time."""
    before = choice.left_providers.get(choice.current)
    recovery = RECOVERY
    if before is not None and now - choice.since < 2 * before.recovery:
        recovery = min(LONGEST_RECOVERY, 2 * before.recovery)
    left_providers = {**choice.left_providers, choice.current: LeftProvider(now, now, recovery)}
    return Choice(to, now, left_providers)


def view_of(views: Mapping[str, ProviderView], name: str) -> ProviderView:
    """Return the condition of a provider; an unknown one counts as healthy."""
    return views.get(name, ProviderView())
