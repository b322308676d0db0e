"""Determines which overs a Roanuz-like answer has, and checks them against the request. Pure.

An over is (innings 1-based, over 0-based); the feed's `over_number` is 1-based.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from scrbrd_ingest.feeds.fields import LAST, Fields, Unreadable, milliseconds, whole_answer
from scrbrd_ingest.model import WHOLE_MATCH, Place, Span

NAME = "roanuz"

MOST_OVERS = 2_000
"""Maximum number of overs of a whole match; five days have about 450."""


def over_before(provider_match_id: str, value: Any, since: Place) -> tuple[int, int] | None:
    """Return the over before that of an answer; None if it lies before the known events.

    Raises BadAnswer if it is not an earlier over.
    """

    def read() -> tuple[int, int] | None:
        data = Fields(value).child("data")
        if not data.has("previous_over_index"):
            return None
        previous = index_of(data.child("previous_over_index"))
        if data.has("over") and previous >= index_of(data.child("over").child("index")):
            raise Unreadable(f"{data.where('previous_over_index')}: is not an earlier over")
        return previous

    previous = whole_answer(NAME, provider_match_id, read)
    return previous if previous is not None and previous >= (since.innings, since.over) else None


def require_requested_over(provider_match_id: str, innings: int, over: int, value: Any) -> Any:
    """Return the answer. Raises BadAnswer if it has another over than the requested one."""

    def read() -> Any:
        data = Fields(value).child("data")
        if not data.has("over"):
            return value
        index = data.child("over").child("index")
        over_found = index_of(index)
        if over_found != (innings, over):
            text = f"is over {over_found[1] + 1} of innings {over_found[0]}, another was asked for"
            raise Unreadable(f"{index.path}: {text}")
        return value

    return whole_answer(NAME, provider_match_id, read)


def order_of(provider_match_id: str, value: Any) -> tuple[tuple[int, int] | None, int | None]:
    """Return the over of an answer (None if it has none), and its order: the milliseconds of its
    clock. Raises BadAnswer."""

    def read() -> tuple[tuple[int, int] | None, int | None]:
        data = Fields(value).child("data")
        over = index_of(data.child("over").child("index")) if data.has("over") else None
        return over, milliseconds(data.moment("last_updated"))

    return whole_answer(NAME, provider_match_id, read)


def newest_of(answers: Iterable[Fields]) -> int | None:
    """Return the milliseconds of the newest clock among the data of answers; None if none has one.
    An over may be newer than the match, which is requested before it."""
    clocks = (milliseconds(each.moment("last_updated")) for each in answers)
    return max((each for each in clocks if each is not None), default=None)


def lag_fault(over: Fields) -> str:
    """Return the fault text of an over whose answer is older than an earlier one."""
    index = over.child("index")
    innings, number = index_of(index)
    return f"{index.path}: over {number + 1} of innings {innings} is older than an earlier answer"


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


def covered_span(overs: list[Fields], is_whole: bool) -> Span | None:
    """Return the span of the last consecutive overs, from before the first ball of the first to
    after the last; overs before a missing one are not in it."""
    if is_whole:
        return WHOLE_MATCH
    if not overs:
        return None
    first, *previous = reversed([index_of(over.child("index")) for over in overs])
    last = first
    for over in previous:
        if not follows(over, first):
            break
        first = over
    return Span(Place(*first), Place(*last, LAST, LAST))


def follows(previous: tuple[int, int], over: tuple[int, int]) -> bool:
    """Return True if `over` (innings 1-based, over 0-based) is the next over, or the first of the
    next innings."""
    return over in ((previous[0], previous[1] + 1), (previous[0] + 1, 0))
