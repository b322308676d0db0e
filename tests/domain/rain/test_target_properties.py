"""Tests properties of targets and pars that hold for any match."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrbrd.domain.rain.resources import MOST_BALLS, NotCalculated, standard_table
from scrbrd.domain.rain.targets import Chase, Stoppage, resources_lost, resources_of

TABLE = standard_table()
balls = st.integers(0, MOST_BALLS)
wickets = st.integers(0, 9)
runs = st.integers(0, 600)
g50s = st.integers(100, 300)
resources = st.integers(1, 1_000)
chases = st.builds(Chase, runs, resources, resources, g50s, st.sampled_from([0, 5, 10]))


@st.composite
def stoppages(draw: st.DrawFn) -> tuple[Stoppage, ...]:
    """Draw at most four stoppages of one innings of 50 overs, in order of time."""
    balls_left, wickets_lost, found = MOST_BALLS, 0, []
    for _ in range(draw(st.integers(0, 4))):
        balls_left, wickets_lost = (
            draw(st.integers(0, balls_left)),
            draw(st.integers(wickets_lost, 9)),
        )
        after = draw(st.integers(0, balls_left))
        found.append(Stoppage(balls_left, wickets_lost, after))
        balls_left = after
    return tuple(found)


@given(chases, st.integers(1, MOST_BALLS), st.integers(0, 8))
def test_par_never_decreases_when_a_wicket_falls(
    chase: Chase, balls_left: int, wickets_lost: int
) -> None:
    resources_left = TABLE.left(balls_left, wickets_lost)
    if resources_left <= chase.resources:
        assert chase.par(resources_left) <= chase.par(TABLE.left(balls_left, wickets_lost + 1))


@given(chases, st.integers(1, MOST_BALLS), wickets)
def test_par_never_decreases_as_balls_are_bowled(
    chase: Chase, balls_left: int, wickets_lost: int
) -> None:
    resources_left = TABLE.left(balls_left, wickets_lost)
    if resources_left <= chase.resources:
        assert chase.par(resources_left) <= chase.par(TABLE.left(balls_left - 1, wickets_lost))


@given(chases, balls, wickets)
def test_par_is_always_below_the_target(chase: Chase, balls_left: int, wickets_lost: int) -> None:
    resources_left = TABLE.left(balls_left, wickets_lost)
    if resources_left <= chase.resources:
        assert chase.par(resources_left) < chase.target() == chase.par(0) + 1


@given(
    st.lists(
        st.builds(
            lambda balls_left, wickets_lost: Stoppage(balls_left, wickets_lost, balls_left),
            balls,
            wickets,
        )
    )
)
def test_stoppages_without_lost_balls_lose_no_resources(nothing: list[Stoppage]) -> None:
    assert resources_of(TABLE, MOST_BALLS, nothing) == 1_000


@given(stoppages())
def test_a_side_loses_at_least_nothing_and_at_most_all_resources_by_rain(
    lost: tuple[Stoppage, ...],
) -> None:
    assert 0 <= resources_lost(TABLE, lost) <= 1_000


@given(stoppages(), stoppages())
def test_losses_of_two_series_of_stoppages_add_up(
    one: tuple[Stoppage, ...], other: tuple[Stoppage, ...]
) -> None:
    both = resources_lost(TABLE, one + other)
    assert both == resources_lost(TABLE, one) + resources_lost(TABLE, other)


@given(balls, balls, balls, wickets)
def test_one_long_stoppage_equals_two_short_ones(
    one: int, two: int, three: int, wickets_lost: int
) -> None:
    last, middle, first = sorted((one, two, three))
    whole = resources_lost(TABLE, [Stoppage(first, wickets_lost, last)])
    parts = [Stoppage(first, wickets_lost, middle), Stoppage(middle, wickets_lost, last)]
    assert whole == resources_lost(TABLE, parts)


@given(runs, resources, st.none() | g50s)
def test_equal_resources_give_a_target_of_one_run_more(
    scored: int, both: int, g50: int | None
) -> None:
    assert Chase(scored, both, both, g50).target() == scored + 1


@given(runs, resources, resources, g50s)
def test_fewer_resources_never_raise_the_target_and_more_never_lower_it(
    scored: int, first: int, second: int, g50: int
) -> None:
    target = Chase(scored, first, second, g50).target()
    assert target <= scored + 1 if second <= first else target >= scored + 1


@given(chases, balls, wickets)
def test_a_penalty_raises_target_and_par_alike(
    chase: Chase, balls_left: int, wickets_lost: int
) -> None:
    plain = Chase(chase.runs, chase.first_resources, chase.resources, chase.g50)
    resources_left = min(TABLE.left(balls_left, wickets_lost), chase.resources)
    assert chase.target() - plain.target() == chase.penalty
    assert chase.par(resources_left) - plain.par(resources_left) == chase.penalty


@given(runs, st.integers(1, 999))
def test_without_g50_there_is_no_target_for_more_resources(scored: int, first: int) -> None:
    with pytest.raises(NotCalculated, match="G50 is not set"):
        Chase(scored, first, 1_000).target()
    assert Chase(scored, first, first).target() == scored + 1


def test_without_a_ball_in_the_first_innings_there_is_no_target() -> None:
    with pytest.raises(NotCalculated, match="had no resources"):
        Chase(0, 0, 1_000, 245).target()


BY_HAND = [
    pytest.param(Chase(200, 1000, 900, penalty=5), 186, id="a late penalty raises the target"),
    pytest.param(Chase(205, 1000, 900), 185, id="one in the first innings is part of its runs"),
    pytest.param(Chase(199, 566, 565), 199, id="rounded down once"),
]


@pytest.mark.parametrize(("chase", "target"), BY_HAND)
def test_targets_computed_by_hand_are_reproduced(chase: Chase, target: int) -> None:
    assert chase.target() == target
