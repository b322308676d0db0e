"""Decides which provider of a match is asked. Pure.

Providers stand in order of preference. The match leaves one that failed three times in a row there
or may not be asked for LONG, one that lacks a ball which another may have, and one whose health is
bad while another's is clearly better. Against flapping it is pinned: for a time after a change
health is no reason to leave, and nobody is gone back to who was just left. It goes back to a
preferred one when that has been healthy for a while; if it is left again soon, the while is twice
as long.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

DEAD_AFTER = 3
BAD, WELL = 0.5, 0.8
CLEARLY = 0.2
"""Failures in a row of a dead provider; health below which one is bad, from which on it is well;
by how much another must be better."""

LONG = 10.0
"""Seconds: who has said to be left alone for longer (429 with Retry-After) is not waited for."""

PIN = timedelta(seconds=60)
HEAL, LONGEST_HEAL = timedelta(seconds=120), timedelta(minutes=30)


@dataclass(frozen=True)
class View:
    """How a provider does: its health, 0 to 1, its failures in a row at this match, whether it may
    not be asked for LONG, and whether it lacks what the current one lacks."""

    health: float = 1.0
    failures: int = 0
    is_closed: bool = False
    lacks: bool = False

    @property
    def is_dead(self) -> bool:
        """Whether it does not answer for this match."""
        return self.is_closed or self.failures >= DEAD_AFTER

    @property
    def is_bad(self) -> bool:
        """Whether it does badly everywhere."""
        return self.health < BAD

    @property
    def is_well(self) -> bool:
        """Whether it may be gone back to."""
        return self.health >= WELL and not self.is_closed


@dataclass(frozen=True)
class Left:
    """A provider that was left: when, since when it is well, and how long it has to be."""

    at: datetime
    well_since: datetime
    heal: timedelta = HEAL


@dataclass(frozen=True)
class Choice:
    """The provider that is asked, since when, and those that were left."""

    current: str
    since: datetime
    left: Mapping[str, Left] = field(default_factory=dict)

    def is_pinned(self, now: datetime) -> bool:
        """Return whether the last change was just now; the first choice is no change."""
        return bool(self.left) and now - self.since < PIN


def choose(
    order: Sequence[str], choice: Choice, views: Mapping[str, View], now: datetime
) -> Choice:
    """Return the choice at a time; `views` of a provider that is not in it is a healthy one."""
    choice = watched(choice, views, now)
    here = view_of(views, choice.current)
    if here.is_dead or (here.is_bad and not choice.is_pinned(now)):
        other = best_other(order, choice, views, now)
        if other is None:
            return choice
        if here.is_dead or view_of(views, other).health >= here.health + CLEARLY:
            return moved(choice, other, now)
        return choice
    if here.lacks and (other := best_other(order, choice, views, now)) is not None:
        return moved(choice, other, now)
    back = preferred(order, choice, views, now)
    return choice if back is None else moved(choice, back, now)


def watched(choice: Choice, views: Mapping[str, View], now: datetime) -> Choice:
    """Return the choice with those that were left and are unwell now noted as such."""
    left = {
        name: each if view_of(views, name).is_well else replace(each, well_since=now)
        for name, each in choice.left.items()
    }
    return replace(choice, left=left)


def best_other(
    order: Sequence[str], choice: Choice, views: Mapping[str, View], now: datetime
) -> str | None:
    """Return the first provider that is not bad, else the healthiest; none that was just left, or
    may not be asked. One that is only left for what it lacks is left for a good one that may have
    it."""
    is_lacking = view_of(views, choice.current).lacks and not view_of(views, choice.current).is_dead
    others = [
        name
        for name in order
        if name != choice.current
        and not view_of(views, name).is_closed
        and not (is_lacking and view_of(views, name).lacks)
        and not (name in choice.left and now - choice.left[name].at < PIN)
    ]  # fmt: skip
    good = [name for name in others if not view_of(views, name).is_bad]
    if good or is_lacking:
        return good[0] if good else None
    return max(others, key=lambda name: view_of(views, name).health, default=None)


def preferred(
    order: Sequence[str], choice: Choice, views: Mapping[str, View], now: datetime
) -> str | None:
    """Return the first provider before the current one that may be gone back to."""
    if choice.is_pinned(now) or choice.current not in order:
        return None
    for name in order[: order.index(choice.current)]:
        left = choice.left.get(name)
        is_well = view_of(views, name).is_well
        if is_well and (left is None or now - max(left.at, left.well_since) >= left.heal):
            return name
    return None


def moved(choice: Choice, to: str, now: datetime) -> Choice:
    """Return the choice of another provider; who is left again soon has to heal twice as long."""
    before = choice.left.get(choice.current)
    heal = HEAL
    if before is not None and now - choice.since < 2 * before.heal:
        heal = min(LONGEST_HEAL, 2 * before.heal)
    left = {**choice.left, choice.current: Left(now, now, heal)}
    return Choice(to, now, left)


def view_of(views: Mapping[str, View], name: str) -> View:
    """Return how a provider does; one that nothing is known of is healthy."""
    return views.get(name, View())
