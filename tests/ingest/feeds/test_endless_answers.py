"""Tests that an answer larger than any match is refused before all of it is read or written."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from scrbrd_ingest.feeds import scoreboard_espn, scoreboard_sportradar, scoreboard_thesportsdb
from scrbrd_ingest.feeds.crex_parts import read_score
from scrbrd_ingest.feeds.fields import MOST_EVENTS, Readers, Unreadable, read_each
from scrbrd_ingest.feeds.scoreboard_parts import MOST_FIGURES, MOST_PLAYERS
from scrbrd_ingest.feeds.sportradar import parse
from scrbrd_ingest.model import FeedEvent, Place, Sport
from scrbrd_ingest.ports import BadAnswer
from tests.ingest.feeds.answers import fixture
from tests.ingest.provider_events import START


def endless_readers(is_readable: bool) -> Readers:
    """Yield endless readers: of events, or of unreadable items."""
    for number in count():

        def read(number: int = number) -> FeedEvent:
            if not is_readable:
                raise Unreadable("item: is none")
            return FeedEvent(f"e{number}", Place(1, 0, 1, number), {"type": "innings_started"})

        yield f"item {number}", read


@pytest.mark.parametrize("is_readable", [True, False], ids=["events", "faults"])
def test_reading_stops_after_more_events_than_a_match_can_have(is_readable: bool) -> None:
    with pytest.raises(Unreadable, match="more than"):
        read_each(endless_readers(is_readable))


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
    result = parse("m", answer, START, is_delta=False)
    assert (len(result.events), result.faults) == (MOST_EVENTS, ())


def plays(count: int) -> Any:
    """Return a summary with some number of plays."""
    play = {"type": {"text": "Pass"}, "period": {"number": 1}}
    return fixture("summary_espn") | {"plays": [play | {"id": each} for each in range(count)]}


def timeline(count: int) -> Any:
    """Return a timeline with some number of events, none of them readable."""
    return fixture("timeline_sportradar") | {"timeline": [{"id": each} for each in range(count)]}


@pytest.mark.parametrize(
    "read",
    [
        lambda: scoreboard_espn.parse_timeline("401", plays(MOST_EVENTS + 1)),
        lambda: scoreboard_sportradar.parse_timeline("1", timeline(MOST_EVENTS + 1)),
        lambda: scoreboard_thesportsdb.parse_scoreboards(
            Sport.SOCCER, "1", {"livescore": [{}] * (MOST_EVENTS + 1)}, START
        ),
    ],
    ids=["plays", "events", "matches"],
)
def test_answers_of_other_sports_with_too_many_items_are_bad_answers(
    read: Callable[[], Any],
) -> None:
    with pytest.raises(BadAnswer, match="more than"):
        read()


def test_an_event_of_more_players_than_two_sides_have_is_left_out() -> None:
    """Its document would be too large, and block everything that is written with it."""
    summary, answer = plays(2), fixture("timeline_sportradar")
    crowd = [{"athlete": {"id": each}, "id": each} for each in range(MOST_PLAYERS + 1)]
    summary["plays"][0]["participants"] = answer["timeline"][1]["players"] = crowd
    for result in (
        scoreboard_espn.parse_timeline("401", summary),
        scoreboard_sportradar.parse_timeline("1", answer),
    ):
        assert (result.is_full, len(result.faults)) == (False, 1)
        assert "more than" in result.faults[0]


def test_statistics_with_too_many_figures_are_a_bad_answer() -> None:
    summary, answer = fixture("summary_espn"), fixture("timeline_sportradar")
    figures = {f"f{each}": each for each in range(MOST_FIGURES + 1)}
    summary["boxscore"]["teams"][0]["statistics"] = [
        {"name": name, "displayValue": value} for name, value in figures.items()
    ]
    answer["statistics"]["totals"]["competitors"][0]["statistics"] = figures
    with pytest.raises(BadAnswer, match="more than"):
        scoreboard_espn.parse_statistics("401", summary)
    with pytest.raises(BadAnswer, match="more than"):
        scoreboard_sportradar.parse_statistics("1", answer)


def test_a_score_with_more_balls_than_a_match_can_have_is_unreadable() -> None:
    overs = [f"O{1 + each}-Q1.{'.'.join(['1'] * 60)}" for each in range(100)]
    with pytest.raises(Unreadable, match="more than"):
        read_score(fixture("crex")["sV3"] | {"ov": overs})
