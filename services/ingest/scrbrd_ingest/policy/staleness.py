"""Decides when a match without changes is closed. Pure."""

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
"""The longest time without changes by phase; a finished match may still be corrected."""

MOST_BETWEEN = timedelta(minutes=5)
"""The longest time that is counted between two answers: more than the longest interval."""

SILENCE_OF_CRICKET = {Phase.LIVE: 8 * HOUR, Phase.BREAK: 20 * HOUR, Phase.SUSPENDED: 48 * HOUR}
"""Cricket waits for rain, and for the next day; some feeds report that as live."""


def most_silence(sport: Sport, phase: Phase) -> timedelta:
    """Return the longest time without changes before a match is closed."""
    longer = SILENCE_OF_CRICKET.get(phase) if sport is Sport.CRICKET else None
    return longer or SILENCE[phase]


def added_silence(last_answer_at: datetime, now: datetime) -> timedelta:
    """Return the silence added by an answer without changes: the time since the previous answer, at
    most MOST_BETWEEN. Time without answers is not counted."""
    return min(max(timedelta(0), now - last_answer_at), MOST_BETWEEN)


def is_stale(
    sport: Sport, phase: Phase, silence: timedelta, starts_at: datetime | None, now: datetime
) -> bool:
    """Return True if a match is to be closed: silence > most_silence(sport, phase).

    A change is one of an event, a score or the phase. A match that has not begun is closed two days
    after its start at the earliest, and never if the start is unknown: fixtures are mapped long
    before.
    """
    if phase is Phase.SCHEDULED and (starts_at is None or now < starts_at + SILENCE[phase]):
        return False
    return silence > most_silence(sport, phase)
