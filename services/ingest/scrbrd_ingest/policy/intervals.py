"""Computes how long to wait before a match is asked again.

Pure: chance comes in as a number from -1 to 1. Times are seconds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scrbrd_ingest.model import Phase, Sport, Tier

SHORTEST, LONGEST = 1.0, 120.0
"""The clamp of every interval."""

PLAIN = 2.5
"""The interval in play where fast updates are switched off."""

JITTER = 0.1
"""The part of an interval that chance may add or take, so that matches do not fall into step."""

QUOTA_FREE = 0.7
"""The used part of a budget from which on intervals grow."""

BASE: dict[Sport, tuple[float, float, float, float]] = {
    Sport.SOCCER: (3.0, 15.0, 60.0, 120.0),
    Sport.BASKETBALL: (2.0, 10.0, 60.0, 120.0),
    Sport.HOCKEY: (3.0, 12.0, 60.0, 120.0),
    Sport.BASEBALL: (5.0, 20.0, 60.0, 120.0),
    Sport.CRICKET: (1.0, 10.0, 60.0, 120.0),
}
"""Seconds by tempo: in play, in a break, before or suspended, over."""

TEMPO = {
    Phase.LIVE: 0,
    Phase.BREAK: 1,
    Phase.SCHEDULED: 2,
    Phase.SUSPENDED: 2,
    Phase.FINISHED: 3,
    Phase.CANCELLED: 3,
}
TIER = {Tier.SCOREBOARD: 1.0, Tier.EVENTS: 2.0, Tier.STATS: 10.0}
"""What a tier's base is multiplied by; the events of cricket are its scoreboard."""


@dataclass(frozen=True)
class Load:
    """What the pace of a match depends on beside sport, phase and tier.

    `health` of the provider is 0 to 1, `usage` the used part of this process's budget, and
    `slowdown` at least 1, raised by 429s.
    """

    subscribers: int = 0
    health: float = 1.0
    usage: float = 0.0
    slowdown: float = 1.0


def base_interval(sport: Sport, phase: Phase, tier: Tier) -> float:
    """Return BASE[sport][TEMPO[phase]] x TIER[tier]; cricket's events count as 1."""
    is_ball_by_ball = sport is Sport.CRICKET and tier is Tier.EVENTS
    return BASE[sport][TEMPO[phase]] * (1.0 if is_ball_by_ball else TIER[tier])


def demand_factor(subscribers: int) -> float:
    """Return 1 / (1 + ln(1 + subscribers)): 1 with nobody there, about 0.18 with a hundred."""
    return 1.0 / (1.0 + math.log1p(max(0, subscribers)))


def health_factor(health: float) -> float:
    """Return 1 + 2 (1 - health): 1 for a healthy provider, 3 for a dead one."""
    return 1.0 + 2.0 * (1.0 - clamp(health, 0.0, 1.0))


def quota_factor(usage: float) -> float:
    """Return 1 + 5 max(0, usage - 0.7), where usage is requests made / share: 2.5 with the share
    used up."""
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
    """Return the interval without fast updates: 2.5 s in play (25 s for statistics), the base
    otherwise; clamped, and slowed by 429s as ever."""
    if phase is Phase.LIVE:
        wanted = PLAIN * (TIER[Tier.STATS] if tier is Tier.STATS else 1.0)
    else:
        wanted = base_interval(sport, phase, tier)
    return clamp(wanted * slowdown, SHORTEST, LONGEST)


def clamp(value: float, least: float, most: float) -> float:
    """Return the nearest number to a value that lies between two."""
    return min(max(value, least), most)
