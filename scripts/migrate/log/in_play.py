"""Tells whether an old match may still be scored: then it is not moved unless that is wanted."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from migrate.log.old_match import OldMatch
from migrate.log.standing import live_word, unknown_word

LEFT_AFTER = timedelta(days=3)
"""Without a ball for so long a match was left; a match of several days has days of rest."""
TELL = "stop scoring it, or say --in-play"


def in_play(old: OldMatch, now: datetime) -> Iterator[str]:
    """Yield why a match looks as if it was being scored; nothing where it does not."""
    balls = (ball for copy in old.found.copies for ball in copy.balls)
    last = max((ball.at for ball in balls if ball.at is not None), default=None)
    said = live_word(old)
    if said is None and last is None:
        said = unknown_word(old)
    if last is not None and now - last < LEFT_AFTER:
        yield f"it is being scored: its last ball is of {last:%Y-%m-%d %H:%M}; {TELL}"
    elif said is not None:
        when = "no time says that it was left"
        if last is not None:
            when = f"its last ball is of {last:%Y-%m-%d %H:%M}"
        yield f"its status is {said!r}, and {when}; {TELL}"
