"""Tests which places of the log are taken: stored as ranges, compared with a plain set."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from scrbrd.domain.places import Place, PlacesTaken, places_taken

PLACES = st.tuples(st.integers(1, 3), st.integers(1, 12))


@given(st.lists(PLACES), PLACES)
def test_ranges_of_places_answer_like_a_set_of_places(
    places: list[Place], place_sought: Place
) -> None:
    runs, plain = places_taken(places), set(places)
    assert (len(runs), runs.last) == (len(plain), max(plain, default=None))
    assert (place_sought in runs) == (place_sought in plain)
    if place_sought not in plain:
        below = [
            place[1]
            for place in plain
            if place[0] == place_sought[0] and place[1] < place_sought[1]
        ]
        assert list(runs.hole_before(place_sought)) == list(
            range(max(below, default=0) + 1, place_sought[1])
        )


@given(st.lists(PLACES))
def test_places_added_one_by_one_in_any_order_make_the_same_ranges(places: list[Place]) -> None:
    grown = PlacesTaken()
    for place in places:
        grown = grown.with_places([place])
    assert grown == places_taken(places)


@given(st.lists(PLACES))
def test_no_two_ranges_touch(places: list[Place]) -> None:
    runs = places_taken(places).runs
    for earlier, later in itertools.pairwise(runs):
        assert (earlier.innings, earlier.last + 1) < (later.innings, later.first)


def test_a_log_without_holes_is_one_range_for_each_innings() -> None:
    places = [(1, sequence) for sequence in range(1, 130)] + [(2, 1), (2, 2)]
    assert [(run.innings, run.first, run.last) for run in places_taken(places).runs] == [
        (1, 1, 129),
        (2, 1, 2),
    ]
