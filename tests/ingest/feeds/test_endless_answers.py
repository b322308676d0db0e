"""An answer of more events than any match has: it is refused before all of it is read."""

from __future__ import annotations

from itertools import count

import pytest

from scrbrd_ingest.feeds.reading import MOST_EVENTS, Readers, Unreadable, read_each
from scrbrd_ingest.feeds.sportradar import parse
from scrbrd_ingest.model import FeedEvent, Place
from scrbrd_ingest.ports import BadAnswer
from tests.ingest.told import START


def endless(is_readable: bool) -> Readers:
    """Readers without end: of events, or of what cannot be read."""
    for number in count():

        def read(number: int = number) -> FeedEvent:
            if not is_readable:
                raise Unreadable("item: is none")
            return FeedEvent(f"e{number}", Place(1, 0, 1, number), {"type": "innings_started"})

        yield f"item {number}", read


@pytest.mark.parametrize("is_readable", [True, False], ids=["events", "faults"])
def test_reading_ends_where_there_are_more_events_than_a_match_has(is_readable: bool) -> None:
    with pytest.raises(Unreadable, match="more than"):
        read_each(endless(is_readable))


def test_a_timeline_of_too_many_events_is_a_bad_answer() -> None:
    penalty = {
        "type": "penalty_runs",
        "inning": 1,
        "over_number": 1,
        "ball_number": 1,
        "params": {"to_team": {"id": "t"}, "runs": 5},
    }
    items = [penalty | {"id": f"e{each}", "order": each} for each in range(MOST_EVENTS + 1)]
    answer = {"sport_event_status": {"status": "live"}, "timeline": items}
    with pytest.raises(BadAnswer, match="more than"):
        parse("m", answer, START, is_delta=False)
    answer["timeline"] = items[:MOST_EVENTS]
    found = parse("m", answer, START, is_delta=False)
    assert (len(found.events), found.faults) == (MOST_EVENTS, ())
