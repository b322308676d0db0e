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

MOST_BETWEEN = timedelta(minutes=5)
"""What the time between two answers counts at most: more than the longest interval."""

SILENCE_OF_CRICKET = {Phase.LIVE: 8 * HOUR, Phase.BREAK: 20 * HOUR, Phase.SUSPENDED: 48 * HOUR}
"""Cricket waits for rain, and for the next day: some feeds call that live."""


def most_silence(sport: Sport, phase: Phase) -> timedelta:
    """Return how long nothing new may come of a match."""
    longer = SILENCE_OF_CRICKET.get(phase) if sport is Sport.CRICKET else None
    return longer or SILENCE[phase]


def counted(last_heard: datetime, now: datetime) -> timedelta:
    """Return how much longer a match has been silent with an answer that says nothing new: the time
    since the answer before, at most MOST_BETWEEN. While nobody answers, nobody is silent."""
    return min(max(timedelta(0), now - last_heard), MOST_BETWEEN)


def is_stale(
    sport: Sport, phase: Phase, silence: timedelta, starts_at: datetime | None, now: datetime
) -> bool:
    """Return whether a match is closed: silence > most_silence(sport, phase).

    News is a change of an event, a score or the phase; answers that say nothing new are none. A
    match that has not begun is not closed before two days after its start, nor at all where nobody
    tells when it starts: fixtures are mapped long before.
    """
    if phase is Phase.SCHEDULED and (starts_at is None or now < starts_at + SILENCE[phase]):
        return False
    return silence > most_silence(sport, phase)
