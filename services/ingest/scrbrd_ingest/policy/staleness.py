"""Says when a match that nobody hears of any more is closed. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from scrbrd_ingest.model import Phase, Sport

HOUR = timedelta(hours=1)
SILENCE = {
    Phase.SCHEDULED: 48 * HOUR,
    Phase.LIVE: 2 * HOUR,
    Phase.BREAK: 3 * HOUR,
    Phase.SUSPENDED: 24 * HOUR,
    Phase.FINISHED: HOUR / 2,
    Phase.CANCELLED: HOUR,
}
"""How long nothing new may come in a phase. A finished match is asked on for late corrections."""

SILENCE_OF_CRICKET = {Phase.LIVE: 8 * HOUR, Phase.BREAK: 20 * HOUR, Phase.SUSPENDED: 48 * HOUR}
"""Cricket waits for rain, and for the next day: some feeds call that live."""


def most_silence(sport: Sport, phase: Phase) -> timedelta:
    """Return how long nothing new may come of a match."""
    longer = SILENCE_OF_CRICKET.get(phase) if sport is Sport.CRICKET else None
    return longer or SILENCE[phase]


def is_stale(sport: Sport, phase: Phase, last_news: datetime, now: datetime) -> bool:
    """Return whether a match is closed: now - last news > SILENCE[phase].

    News is a change of an event, a score or the phase; answers that say nothing new are none.
    """
    return now - last_news > most_silence(sport, phase)
