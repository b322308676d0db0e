"""The next ball is expected: what is missing is found, and nothing else."""

from __future__ import annotations

import pytest

from scrbrd.domain.effective import effective_log
from scrbrd_ingest.firestore_log import accepted_in
from scrbrd_ingest.gaps import Expectations, GapKind, PlacedAction, find_first_gap
from scrbrd_ingest.model import Place
from tests.ingest.provider_events import committed, events_of

STARTED = PlacedAction(Place(1), {"type": "innings_started"})


def ball(over: int, number: int, **fields: object) -> PlacedAction:
    """A delivery."""
    return PlacedAction(Place(1, over, number), {"type": "delivery", **fields})


def over(number: int, balls: int = 6) -> list[PlacedAction]:
    """An over of legal balls."""
    return [ball(number, each) for each in range(1, balls + 1)]


def found(events: list[PlacedAction], **wants: object) -> tuple[GapKind, Place] | None:
    """The first gap."""
    gap = find_first_gap(events, Expectations(**wants), lambda _innings: False)  # type: ignore[arg-type]
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
def test_a_gap(name: str) -> None:
    events, gap = GAPS[name]
    assert found(events) == gap


def test_a_place_that_was_taken_back_is_no_gap() -> None:
    events = [STARTED, ball(0, 1), ball(0, 3)]
    assert found(events, deleted_places=frozenset({Place(1, 0, 2)})) is None


def test_an_over_that_operators_accept_and_an_innings_that_is_proven_have_none() -> None:
    events = [STARTED, *over(0, 5), ball(1, 1)]
    assert found(events, accepted=frozenset({"1.0"})) is None
    assert found(events, proven=frozenset({1})) is None


@pytest.mark.parametrize("match", sorted(committed()))
def test_no_match_of_ours_has_a_gap_and_each_that_lacks_a_ball_has_one(match: str) -> None:
    log = committed()[match]
    events = [
        PlacedAction(e.place, e.action) for e in events_of(effective_log(log.actions).actions)
    ]
    wants = Expectations(log.inputs.setup.conditions.balls_per_over)
    assert find_first_gap(events, wants, lambda _innings: True) is None
    first = [each for each in events[:150] if each.place.innings == 1]
    balls = [n for n, each in enumerate(first) if each.is_ball]
    for index in balls[:-1:7]:  # the fold shows the last ball of an innings
        without = events[:index] + events[index + 1 : 160]
        assert find_first_gap(without, wants, lambda _innings: True) is not None, events[index]


@pytest.mark.parametrize(
    ("name", "balls"),
    [("a ball", 1), ("the last", 1), ("an over", 6), ("a wide makes no six", 1), ("the first", 1)],
)
def test_a_gap_tells_how_many_balls_are_missing(name: str, balls: int) -> None:
    gap = find_first_gap(GAPS[name][0], Expectations(), lambda _innings: False)
    assert gap is not None
    assert gap.balls == balls


def test_balls_that_were_taken_back_are_not_missing() -> None:
    wants = Expectations(deleted_places=frozenset({Place(1, 0, 3)}))
    gap = find_first_gap([STARTED, ball(0, 1), ball(0, 5)], wants, lambda _innings: False)
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
def test_what_is_no_list_of_gaps_accepts_none(
    feed: dict[str, object] | None, accepted: set[str]
) -> None:
    assert accepted_in(feed) == accepted
