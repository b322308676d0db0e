"""Tests the search for gaps: every missing ball or action is found, and nothing else."""

from __future__ import annotations

import pytest

from scrbrd.domain.effective import effective_log
from scrbrd_ingest.firestore_log import accepted_in
from scrbrd_ingest.gaps import Expectations, GapKind, PlacedAction, find_first_gap
from scrbrd_ingest.model import Place
from tests.ingest.provider_events import committed_matches, events_of

STARTED = PlacedAction(Place(1), {"type": "innings_started"})


def ball(over: int, number: int, **fields: object) -> PlacedAction:
    """Return a delivery of the first innings."""
    return PlacedAction(Place(1, over, number), {"type": "delivery", **fields})


def over(number: int, balls: int = 6) -> list[PlacedAction]:
    """Return an over of legal balls."""
    return [ball(number, each) for each in range(1, balls + 1)]


def first_gap(events: list[PlacedAction], **expectations: object) -> tuple[GapKind, Place] | None:
    """Return kind and place of the first gap, or None."""
    gap = find_first_gap(events, Expectations(**expectations), lambda _innings: False)  # type: ignore[arg-type]
    return None if gap is None else (gap.kind, gap.place)


WIDE = {"extras": {"wide": 1}}
GAPS = {
    "nothing": ([STARTED, *over(0), *over(1)], None),
    "19.1 to 20.0": ([STARTED, *(each for n in range(20) for each in over(n))], None),
    "a ball": ([STARTED, ball(0, 1), ball(0, 3)], (GapKind.BALL, Place(1, 0, 2))),
    "the first": ([STARTED, ball(0, 2)], (GapKind.BALL, Place(1, 0, 1))),
    "the last": ([STARTED, *over(0, 5), ball(1, 1)], (GapKind.SHORT_OVER, Place(1, 0, 6))),
    "the first of the next": ([STARTED, *over(0), ball(1, 2)], (GapKind.BALL, Place(1, 1, 1))),
    "an over": ([STARTED, *over(0), ball(2, 1)], (GapKind.BALL, Place(1, 1, 1))),
    "the beginning": (over(0), (GapKind.START, Place(1))),
    "the beginning, behind rain": (
        [PlacedAction(Place(1), {"type": "play_stopped"}), *over(0)],
        (GapKind.START, Place(1)),
    ),
    "rain before the beginning": (
        [PlacedAction(Place(1), {"type": "play_stopped"}), STARTED, *over(0)],
        None,
    ),
    "a wide makes seven": ([STARTED, ball(0, 1, **WIDE), *over(0, 7)[1:], ball(1, 1)], None),
    "a wide makes no six": (
        [STARTED, ball(0, 1, **WIDE), *over(0, 6)[1:], ball(1, 1)],
        (GapKind.SHORT_OVER, Place(1, 0, 7)),
    ),
    "five counted by the umpires": (
        [STARTED, *over(0, 4), ball(0, 5, overBalls=5), ball(1, 1)],
        None,
    ),
    "two at one place": (
        [STARTED, ball(0, 1), ball(0, 1)],
        (GapKind.DOUBLED, Place(1, 0, 1)),
    ),
    "a fact behind a ball": (
        [STARTED, ball(0, 1), PlacedAction(Place(1, 0, 2, 1), {"type": "play_stopped"})],
        (GapKind.BALL, Place(1, 0, 2)),
    ),
    "an innings that goes on": (
        [STARTED, *over(0), PlacedAction(Place(2), {"type": "innings_started"})],
        (GapKind.OPEN_INNINGS, Place(1, 0, 7)),
    ),
}


@pytest.mark.parametrize("name", GAPS)
def test_the_first_gap_of_events(name: str) -> None:
    events, gap = GAPS[name]
    assert first_gap(events) == gap


def test_the_place_of_a_deleted_event_is_no_gap() -> None:
    events = [STARTED, ball(0, 1), ball(0, 3)]
    assert first_gap(events, deleted_places=frozenset({Place(1, 0, 2)})) is None


def test_an_over_accepted_by_operators_and_a_proven_innings_have_no_gap() -> None:
    events = [STARTED, *over(0, 5), ball(1, 1)]
    assert first_gap(events, accepted=frozenset({"1.0"})) is None
    assert first_gap(events, proven=frozenset({1})) is None


@pytest.mark.parametrize("match", sorted(committed_matches()))
def test_no_committed_match_has_a_gap_until_a_ball_is_removed(match: str) -> None:
    log = committed_matches()[match]
    events = [
        PlacedAction(e.place, e.action) for e in events_of(effective_log(log.actions).actions)
    ]
    expectations = Expectations(log.inputs.setup.conditions.balls_per_over)
    assert find_first_gap(events, expectations, lambda _innings: True) is None
    first_innings = [each for each in events[:150] if each.place.innings == 1]
    balls = [n for n, each in enumerate(first_innings) if each.is_ball]
    for index in balls[:-1:7]:  # the fold detects a missing last ball of an innings
        events_without_ball = events[:index] + events[index + 1 : 160]
        assert (
            find_first_gap(events_without_ball, expectations, lambda _innings: True) is not None
        ), events[index]


@pytest.mark.parametrize(
    ("name", "balls"),
    [("a ball", 1), ("the last", 1), ("an over", 6), ("a wide makes no six", 1), ("the first", 1)],
)
def test_a_gap_has_the_number_of_missing_balls(name: str, balls: int) -> None:
    gap = find_first_gap(GAPS[name][0], Expectations(), lambda _innings: False)
    assert gap is not None
    assert gap.balls == balls


def test_deleted_balls_are_not_counted_as_missing() -> None:
    expectations = Expectations(deleted_places=frozenset({Place(1, 0, 3)}))
    gap = find_first_gap([STARTED, ball(0, 1), ball(0, 5)], expectations, lambda _innings: False)
    assert gap is not None
    assert (gap.place, gap.balls) == (Place(1, 0, 2), 2)


@pytest.mark.parametrize(
    ("feed", "accepted"),
    [
        ({"acceptedGaps": ["1.3", "2.1"]}, {"1.3", "2.1"}),
        ({"acceptedGaps": "1.3"}, set()),
        ({"acceptedGaps": 13}, set()),
        ({"acceptedGaps": None}, set()),
        ({}, set()),
        (None, set()),
    ],
)
def test_a_field_that_is_no_list_accepts_no_gaps(
    feed: dict[str, object] | None, accepted: set[str]
) -> None:
    assert accepted_in(feed) == accepted
