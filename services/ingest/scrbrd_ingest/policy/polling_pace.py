"""Keeps what a match's polling interval depends on, and computes when tiers are due. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scrbrd_ingest.model import Phase, Sport, Tier
from scrbrd_ingest.policy import backoff, intervals, staleness
from scrbrd_ingest.policy.failover import LONG_WAIT
from scrbrd_ingest.policy.intervals import Load
from scrbrd_ingest.ports import NOT_ASKED, RATE_LIMITED, UNAVAILABLE, PollResult

BREAK_TEMPO_FOR = timedelta(minutes=5)
"""How long a finished match is polled as in a break: in that time the end may be reverted, and the
last corrections arrive."""

POLLED_AFTER_END_FOR = timedelta(minutes=30)
"""How long after its last change a match that is over and completely logged is still polled.
Providers revert an end, and revise balls after it."""

POLLED_WHEN_UNDECIDED_FOR = timedelta(hours=3)
"""The same for a match without a result: some providers report an interval as the end."""

POLLED_WHEN_STALE_FOR = timedelta(hours=48)
"""How long a match that was closed as stale is still polled: it may be a rest day, or postponed."""


@dataclass(frozen=True)
class MatchPace:
    """The polling state of a match.

    `last_change_at` is when something last changed, `last_answer_at` when a provider last answered;
    both are at the earliest when this process got the match. `silence` is the accumulated time in
    which answers had no changes, see `staleness.added_silence`. `failures` are consecutive.
    `starts_at` is None if unknown. `closed_at` is when the match was closed as stale: it is polled
    rarely since.
    """

    sport: Sport
    last_change_at: datetime
    last_answer_at: datetime
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


def after_poll(pace: MatchPace, result: PollResult) -> MatchPace:
    """Return the pace after a poll. A failed poll changes neither phase nor importance, one without
    a request nothing at all."""
    if result.failure == NOT_ASKED:
        return pace
    if result.failure is not None:
        is_limited = result.failure == RATE_LIMITED
        slowdown = backoff.slow_down(pace.slowdown) if is_limited else pace.slowdown
        return replace(pace, slowdown=slowdown, failures=pace.failures + 1)
    is_changed = result.changes > 0 or result.phase is not pace.phase
    silence = pace.silence + staleness.added_silence(pace.last_answer_at, result.at)
    return replace(
        pace,
        last_answer_at=result.at,
        last_change_at=result.at if is_changed else pace.last_change_at,
        phase=result.phase,
        importance=min(1.0, max(0.0, result.importance)),
        slowdown=backoff.speed_up(pace.slowdown),
        failures=0,
        is_final=result.is_final,
        is_undecided=result.is_undecided,
        silence=timedelta(0) if is_changed else silence,
        starts_at=result.starts_at or pace.starts_at,
        closed_at=None if is_changed else result.closed_at or pace.closed_at,
    )


def with_new_provider(pace: MatchPace) -> MatchPace:
    """Return the pace of a match that now uses another provider: failures and 429s were those of
    the previous one."""
    return replace(pace, failures=0, slowdown=backoff.FASTEST)


def after_crash(pace: MatchPace) -> MatchPace:
    """Return the pace after a follower raised or hung, which counts as a failure."""
    return replace(pace, failures=pace.failures + 1)


def after_takeover(pace: MatchPace, now: datetime) -> MatchPace:
    """Return the pace of a match that this process has just got: its earlier state is reset,
    because other processes may have polled it since."""
    return replace(pace, last_change_at=now, last_answer_at=now, silence=timedelta(0))


def tempo_phase(pace: MatchPace) -> Phase:
    """Return the phase that sets the polling tempo: a finished match counts as in a break for
    BREAK_TEMPO_FOR after its last change."""
    is_new = pace.last_answer_at - pace.last_change_at < BREAK_TEMPO_FOR
    return Phase.BREAK if pace.phase is Phase.FINISHED and is_new else pace.phase


def has_ended(pace: MatchPace, now: datetime) -> bool:
    """Return True if a match is no longer polled.

    That is so if everything is in the log and nothing changed for POLLED_AFTER_END_FOR
    (POLLED_WHEN_UNDECIDED_FOR without a result), or if it was closed as stale for
    POLLED_WHEN_STALE_FOR. A cancelled match is polled until POLLED_WHEN_STALE_FOR after its start:
    it may only have been postponed.
    """
    starts_at = pace.starts_at if pace.phase is Phase.CANCELLED else None
    if starts_at is not None and now <= starts_at + POLLED_WHEN_STALE_FOR:
        return False
    polled_for = POLLED_WHEN_UNDECIDED_FOR if pace.is_undecided else POLLED_AFTER_END_FOR
    if pace.is_final and now - pace.last_change_at > polled_for:
        return True
    return pace.closed_at is not None and now - pace.closed_at > POLLED_WHEN_STALE_FOR


def obeyed_pause(result: PollResult) -> float | None:
    """Return how much of the Retry-After of a failed poll delays the match's next poll, in seconds.

    After a 429 nothing of a pause longer than LONG_WAIT: the gate enforces it, and another provider
    of the match may be polled sooner. After a 503 at most LONG_WAIT, so that repeated failures move
    the match to another provider in time.
    """
    pause = result.retry_after
    if pause is None:
        return None
    if result.failure == RATE_LIMITED and pause > LONG_WAIT:
        return None
    return min(pause, LONG_WAIT) if result.failure == UNAVAILABLE else pause


def next_wait(
    pace: MatchPace, tier: Tier, load: Load, is_fast: bool, chance: float, retry_after: float | None
) -> float:
    """Return the seconds until the next poll of a tier.

    This is its interval; after a failure, at least the back-off; for a match closed as stale, at
    least the longest interval. `chance` is 0 to 1. `load.slowdown` is taken from the match, not
    from the argument; `is_fast` is the flag of fast updates.
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
