"""Keeps what the pace of one match depends on, and says when each tier is polled next. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scrbrd_ingest.model import Phase, Sport, Tier
from scrbrd_ingest.policy import backoff, intervals, staleness
from scrbrd_ingest.policy.intervals import Load
from scrbrd_ingest.ports import NOT_ASKED, RATE_LIMITED, Polled

BREAK_TEMPO_FOR = timedelta(minutes=5)
"""How long the end of a match is asked for as in a break: then it is taken back, if ever, and the
last corrections come."""

ASKED_AFTER_END_FOR = timedelta(minutes=30)
"""How long a match that is over, of which everything is in the log, is asked on since the last news
of it. Providers take an end back, and revise balls after it."""

ASKED_WHEN_UNDECIDED_FOR = timedelta(hours=3)
"""The same where what was played has no result: some providers call an interval the end."""

ASKED_WHEN_STALE_FOR = timedelta(hours=48)
"""How long a match that was closed as stale is asked on: a rest day, or one that was put off."""


@dataclass(frozen=True)
class MatchPace:
    """A match as its polls left it.

    `last_news` is when something changed, `last_heard` when a provider last gave an answer, both at
    the earliest when this process got the match. `silence` is the time that answers have said
    nothing new, by `staleness.counted`. `failures` are those in a row. `starts_at` is None where
    nobody tells it. `closed_at` is when it was closed as stale: then it is asked seldom.
    """

    sport: Sport
    last_news: datetime
    last_heard: datetime
    phase: Phase = Phase.LIVE
    importance: float = 0.0
    slowdown: float = 1.0
    failures: int = 0
    is_final: bool = False
    is_undecided: bool = False
    silence: timedelta = timedelta(0)
    starts_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def is_closed(self) -> bool:
        """Whether it was closed as stale."""
        return self.closed_at is not None


def after_poll(pace: MatchPace, polled: Polled) -> MatchPace:
    """Return the pace after a poll; a failed one says nothing of phase and importance, and one that
    asked nobody nothing at all."""
    if polled.failure == NOT_ASKED:
        return pace
    if polled.failure is not None:
        is_limited = polled.failure == RATE_LIMITED
        slowdown = backoff.slowed(pace.slowdown) if is_limited else pace.slowdown
        return replace(pace, slowdown=slowdown, failures=pace.failures + 1)
    is_news = polled.changes > 0 or polled.phase is not pace.phase
    silence = pace.silence + staleness.counted(pace.last_heard, polled.at)
    return replace(
        pace,
        last_heard=polled.at,
        last_news=polled.at if is_news else pace.last_news,
        phase=polled.phase,
        importance=min(1.0, max(0.0, polled.importance)),
        slowdown=backoff.recovered(pace.slowdown),
        failures=0,
        is_final=polled.is_final,
        is_undecided=polled.is_undecided,
        silence=timedelta(0) if is_news else silence,
        starts_at=polled.starts_at or pace.starts_at,
        closed_at=None if is_news else polled.closed_at or pace.closed_at,
    )


def asked_of_another(pace: MatchPace) -> MatchPace:
    """Return the pace of a match that another provider is asked for now: failures and 429s were of
    the one before."""
    return replace(pace, failures=0, slowdown=backoff.FASTEST)


def after_crash(pace: MatchPace) -> MatchPace:
    """Return the pace after a follower raised or hung: a failure as any other."""
    return replace(pace, failures=pace.failures + 1)


def taken_over(pace: MatchPace, now: datetime) -> MatchPace:
    """Return the pace of a match that became this process's: what it heard before is of no account,
    for others may have heard more since."""
    return replace(pace, last_news=now, last_heard=now, silence=timedelta(0))


def tempo_phase(pace: MatchPace) -> Phase:
    """Return the phase by whose tempo a match is asked for: one that has just ended is in a break
    for BREAK_TEMPO_FOR since anything new came of it."""
    is_new = pace.last_heard - pace.last_news < BREAK_TEMPO_FOR
    return Phase.BREAK if pace.phase is Phase.FINISHED and is_new else pace.phase


def has_ended(pace: MatchPace, now: datetime) -> bool:
    """Return whether a match is asked for no more: everything of it was said and nothing new came
    for ASKED_AFTER_END_FOR, or ASKED_WHEN_UNDECIDED_FOR where it has no result, or it was closed as
    stale for ASKED_WHEN_STALE_FOR. One that was called off is asked on until ASKED_WHEN_STALE_FOR
    after its start: it may have been put off."""
    starts_at = pace.starts_at if pace.phase is Phase.CANCELLED else None
    if starts_at is not None and now <= starts_at + ASKED_WHEN_STALE_FOR:
        return False
    asked_for = ASKED_WHEN_UNDECIDED_FOR if pace.is_undecided else ASKED_AFTER_END_FOR
    if pace.is_final and now - pace.last_news > asked_for:
        return True
    return pace.closed_at is not None and now - pace.closed_at > ASKED_WHEN_STALE_FOR


def next_wait(
    pace: MatchPace, tier: Tier, load: Load, is_fast: bool, chance: float, retry_after: float | None
) -> float:
    """Return the seconds until a tier is polled again: its interval, after a failure at least the
    back-off; that of a match that was closed as stale at least the longest interval.

    `chance` is 0 to 1. `load.slowdown` is of the match, not of the argument; `is_fast` is the flag
    of fast updates.
    """
    phase = tempo_phase(pace)
    if is_fast:
        load = replace(load, slowdown=pace.slowdown)
        wait = intervals.interval(pace.sport, phase, tier, load, 2.0 * chance - 1.0)
    else:
        wait = intervals.plain_interval(pace.sport, phase, tier, pace.slowdown)
    if pace.is_closed:
        wait = intervals.LONGEST
    if not pace.failures:
        return wait
    return max(wait, backoff.backoff(pace.failures, chance, retry_after))
