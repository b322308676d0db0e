"""Computes how long to wait until a match is polled again.

Pure: randomness comes in as a number from -1 to 1. Times are in seconds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scrbrd_ingest.model import Phase, Sport, Tier

SHORTEST, LONGEST = 1.0, 120.0
"""The bounds of every interval."""

PLAIN = 2.5
"""The interval in play if fast updates are switched off."""

JITTER = 0.1
"""The relative random change of an interval, so that matches are not polled in step."""

QUOTA_FREE = 0.7
"""The used share of a budget from which intervals grow."""

BASE: dict[Sport, tuple[float, float, float, float]] = {
    Sport.SOCCER: (3.0, 15.0, 60.0, 120.0),
    Sport.BASKETBALL: (2.0, 10.0, 60.0, 120.0),
    Sport.HOCKEY: (3.0, 12.0, 60.0, 120.0),
    Sport.BASEBALL: (5.0, 20.0, 60.0, 120.0),
    Sport.CRICKET: (1.0, 10.0, 60.0, 120.0),
}
"""Seconds by tempo: in play, in a break, before the start or suspended, over."""

TEMPO = {
    Phase.LIVE: 0,
    Phase.BREAK: 1,
    Phase.SCHEDULED: 2,
    Phase.SUSPENDED: 2,
    Phase.FINISHED: 3,
    Phase.CANCELLED: 3,
}
TIER = {Tier.SCOREBOARD: 1.0, Tier.EVENTS: 2.0, Tier.STATS: 10.0}
"""The factor of a tier on the base interval; the events of cricket are its scoreboard."""


@dataclass(frozen=True)
class Load:
    """What an interval depends on besides sport, phase and tier.

    `health` of the provider is 0 to 1, `usage` the used share of this process's budget, and
    `slowdown`, raised by 429s, at least 1.
    """

    subscribers: int = 0
    health: float = 1.0
    usage: float = 0.0
    slowdown: float = 1.0


def base_interval(sport: Sport, phase: Phase, tier: Tier) -> float:
    """Return BASE[sport][TEMPO[phase]] x TIER[tier]; the factor is 1 for cricket's events."""
    is_ball_by_ball = sport is Sport.CRICKET and tier is Tier.EVENTS
    return BASE[sport][TEMPO[phase]] * (1.0 if is_ball_by_ball else TIER[tier])


def demand_factor(subscribers: int) -> float:
    """Return 1 / (1 + ln(1 + subscribers)): 1 without subscribers, about 0.18 with a hundred."""
    return 1.0 / (1.0 + math.log1p(max(0, subscribers)))


def health_factor(health: float) -> float:
    """Return 1 + 2 (1 - health): 1 for a healthy provider, 3 for a dead one."""
    return 1.0 + 2.0 * (1.0 - clamp(health, 0.0, 1.0))


def quota_factor(usage: float) -> float:
    """Return 1 + 5 max(0, usage - 0.7), usage = requests / share: 2.5 for a used-up share."""
    return 1.0 + 5.0 * max(0.0, usage - QUOTA_FREE)


def interval(sport: Sport, phase: Phase, tier: Tier, load: Load, chance: float) -> float:
    """Return clamp(base x demand x health x quota x slowdown x (1 + 0.1 chance), 1, 120) seconds.

    `chance` is from -1 to 1.
    """
    wanted = (
        base_interval(sport, phase, tier)
        * demand_factor(load.subscribers)
        * health_factor(load.health)
        * quota_factor(load.usage)
        * load.slowdown
    )
    return clamp(wanted * (1.0 + JITTER * chance), SHORTEST, LONGEST)


def plain_interval(sport: Sport, phase: Phase, tier: Tier, slowdown: float) -> float:
    """Return the interval without fast updates: 2.5 s in play (25 s for statistics), otherwise the
    base; multiplied by the slowdown from 429s, and clamped."""
    if phase is Phase.LIVE:
        wanted = PLAIN * (TIER[Tier.STATS] if tier is Tier.STATS else 1.0)
    else:
        wanted = base_interval(sport, phase, tier)
    return clamp(wanted * slowdown, SHORTEST, LONGEST)


def clamp(value: float, least: float, most: float) -> float:
    """Return the value limited to the range from `least` to `most`."""
    return min(max(value, least), most)
