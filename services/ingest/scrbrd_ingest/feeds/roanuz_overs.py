"""Says which overs a Roanuz-like answer has, and holds them against what was asked for. Pure.

An over is (innings 1-based, over 0-based); the feed's `over_number` is 1-based.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from scrbrd_ingest.feeds.reading import LAST, Fields, Unreadable, milliseconds, whole_answer
from scrbrd_ingest.model import WHOLE_MATCH, Place, Span

NAME = "roanuz"

MOST_OVERS = 2_000
"""Overs of a whole match; five days have about 450."""


def over_before(provider_match_id: str, value: Any, since: Place) -> tuple[int, int] | None:
    """Return the over before that of an answer, None if it lies before what is known.

    Raises BadAnswer where it is none before.
    """

    def read() -> tuple[int, int] | None:
        data = Fields(value).child("data")
        if not data.has("previous_over_index"):
            return None
        before = index_of(data.child("previous_over_index"))
        if data.has("over") and before >= index_of(data.child("over").child("index")):
            raise Unreadable(f"{data.where('previous_over_index')}: is no over before")
        return before

    before = whole_answer(NAME, provider_match_id, read)
    return before if before is not None and before >= (since.innings, since.over) else None


def own_over(provider_match_id: str, innings: int, over: int, value: Any) -> Any:
    """Return an answer. Raises BadAnswer where it has another over than was asked for."""

    def read() -> Any:
        data = Fields(value).child("data")
        if not data.has("over"):
            return value
        index = data.child("over").child("index")
        told = index_of(index)
        if told != (innings, over):
            text = f"is over {told[1] + 1} of innings {told[0]}, another was asked for"
            raise Unreadable(f"{index.path}: {text}")
        return value

    return whole_answer(NAME, provider_match_id, read)


def order_of(provider_match_id: str, value: Any) -> tuple[tuple[int, int] | None, int | None]:
    """Return the over of an answer, None where it has none, and by what the answer is ordered: the
    milliseconds of its clock. Raises BadAnswer."""

    def read() -> tuple[tuple[int, int] | None, int | None]:
        data = Fields(value).child("data")
        over = index_of(data.child("over").child("index")) if data.has("over") else None
        return over, milliseconds(data.moment("last_updated"))

    return whole_answer(NAME, provider_match_id, read)


def newest_of(answers: Iterable[Fields]) -> int | None:
    """Return the milliseconds of the newest clock in the data of answers; None where none has one.
    An over may be of a later moment than the match, which is asked for before it."""
    clocks = (milliseconds(each.moment("last_updated")) for each in answers)
    return max((each for each in clocks if each is not None), default=None)


def lag_of(over: Fields) -> str:
    """Return what is said of an over in an answer that is older than one that was had of it."""
    index = over.child("index")
    innings, number = index_of(index)
    return f"{index.path}: over {number + 1} of innings {innings} is older than it was had before"


def index_of(index: Fields) -> tuple[int, int]:
    """Return (innings 1-based, over 0-based) of an index. Raises Unreadable."""
    return index.number("innings"), index.number("over_number") - 1


def overs_of(provider_match_id: str, value: Any) -> list[tuple[int, int]]:
    """Return the overs of a match, in order, from its `play.innings`. Raises BadAnswer."""

    def read() -> list[tuple[int, int]]:
        play = Fields(value).child("data").child("play")
        overs = (
            (innings.number("number"), over)
            for innings in play.children("innings")
            for over in range(max(1, innings.number("over_count")))
        )
        return list(islice(overs, MOST_OVERS))

    return whole_answer(NAME, provider_match_id, read)


def covered(overs: list[Fields], is_whole: bool) -> Span | None:
    """Return the span of the overs, from before the first ball of the first to after the last; no
    over is in it that stands before one left out."""
    if is_whole:
        return WHOLE_MATCH
    if not overs:
        return None
    first, *before = reversed([index_of(over.child("index")) for over in overs])
    last = first
    for over in before:
        if not follows(over, first):
            break
        first = over
    return Span(Place(*first), Place(*last, LAST, LAST))


def follows(before: tuple[int, int], over: tuple[int, int]) -> bool:
    """Return whether an over, (innings 1-based, over 0-based), is the one after another, or the
    first of the next innings."""
    return over in ((before[0], before[1] + 1), (before[0] + 1, 0))
