"""Finds out whether an old match may still be being scored; then it is moved only on request."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from migrate.log.match_state import live_word, unknown_word
from migrate.log.old_match import OldMatch

ABANDONED_AFTER = timedelta(days=3)
"""A match without a ball for this long was abandoned by its scorer.

Matches of several days have rest days.
"""
REMEDY = "stop scoring it, or say --in-play"


def reasons_in_play(old: OldMatch, now: datetime) -> Iterator[str]:
    """Yield the reasons why a match appears to be being scored; nothing if it does not."""
    balls = (ball for copy in old.found.copies for ball in copy.balls)
    last = max((ball.at for ball in balls if ball.at is not None), default=None)
    status = live_word(old)
    if status is None and last is None:
        status = unknown_word(old)
    if last is not None and now - last < ABANDONED_AFTER:
        yield f"it is being scored: its last ball is of {last:%Y-%m-%d %H:%M}; {REMEDY}"
    elif status is not None:
        when = "no time says that it was left"
        if last is not None:
            when = f"its last ball is of {last:%Y-%m-%d %H:%M}"
        yield f"its status is {status!r}, and {when}; {REMEDY}"
