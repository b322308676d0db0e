"""Which places of the log are taken: runs that must be what a plain set says."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from scrbrd.domain.places import Place, PlacesTaken, places_taken

PLACES = st.tuples(st.integers(1, 3), st.integers(1, 12))


@given(st.lists(PLACES), PLACES)
def test_taken_is_what_a_set_of_places_is(places: list[Place], asked: Place) -> None:
    runs, plain = places_taken(places), set(places)
    assert (len(runs), runs.last) == (len(plain), max(plain, default=None))
    assert (asked in runs) == (asked in plain)
    if asked not in plain:
        below = [place[1] for place in plain if place[0] == asked[0] and place[1] < asked[1]]
        assert list(runs.hole_before(asked)) == list(range(max(below, default=0) + 1, asked[1]))


@given(st.lists(PLACES))
def test_places_may_come_one_by_one_in_any_order(places: list[Place]) -> None:
    grown = PlacesTaken()
    for place in places:
        grown = grown.with_places([place])
    assert grown == places_taken(places)


@given(st.lists(PLACES))
def test_no_two_runs_touch(places: list[Place]) -> None:
    runs = places_taken(places).runs
    for one, other in itertools.pairwise(runs):
        assert (one.innings, one.last + 1) < (other.innings, other.first)


def test_a_log_without_holes_is_one_run_for_each_innings() -> None:
    places = [(1, sequence) for sequence in range(1, 130)] + [(2, 1), (2, 2)]
    assert [(run.innings, run.first, run.last) for run in places_taken(places).runs] == [
        (1, 1, 129),
        (2, 1, 2),
    ]
