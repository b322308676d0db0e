"""Reads the scores of other sports. Pure."""

from __future__ import annotations

from scrbrd_ingest.feeds.reading import Fields, Unreadable


def maybe_score(fields: Fields, name: str) -> int | None:
    """Return a score, None where it is missing, null or empty. Raises Unreadable below 0."""
    score = fields.maybe_number(name)
    if score is not None and score < 0:
        raise Unreadable(f"{fields.where(name)}: must be 0 or more")
    return score
