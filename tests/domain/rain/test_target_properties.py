"""What holds of every target and par, whatever the match."""

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
    """Stoppages of one innings of 50 overs in their order, at most four."""
    left, down, made = MOST_BALLS, 0, []
    for _ in range(draw(st.integers(0, 4))):
        left, down = draw(st.integers(0, left)), draw(st.integers(down, 9))
        after = draw(st.integers(0, left))
        made.append(Stoppage(left, down, after))
        left = after
    return tuple(made)


@given(chases, st.integers(1, MOST_BALLS), st.integers(0, 8))
def test_par_never_falls_when_a_wicket_does(chase: Chase, left: int, down: int) -> None:
    rest = TABLE.left(left, down)
    if rest <= chase.resources:
        assert chase.par(rest) <= chase.par(TABLE.left(left, down + 1))


@given(chases, st.integers(1, MOST_BALLS), wickets)
def test_par_never_falls_as_balls_go(chase: Chase, left: int, down: int) -> None:
    rest = TABLE.left(left, down)
    if rest <= chase.resources:
        assert chase.par(rest) <= chase.par(TABLE.left(left - 1, down))


@given(chases, balls, wickets)
def test_par_is_below_the_target_all_the_way(chase: Chase, left: int, down: int) -> None:
    rest = TABLE.left(left, down)
    if rest <= chase.resources:
        assert chase.par(rest) < chase.target() == chase.par(0) + 1


@given(st.lists(st.builds(lambda left, down: Stoppage(left, down, left), balls, wickets)))
def test_a_stoppage_of_nothing_changes_nothing(nothing: list[Stoppage]) -> None:
    assert resources_of(TABLE, MOST_BALLS, nothing) == 1_000


@given(stoppages())
def test_nobody_loses_more_than_the_whole_or_gains_by_rain(lost: tuple[Stoppage, ...]) -> None:
    assert 0 <= resources_lost(TABLE, lost) <= 1_000


@given(stoppages(), stoppages())
def test_losses_add_up(one: tuple[Stoppage, ...], other: tuple[Stoppage, ...]) -> None:
    both = resources_lost(TABLE, one + other)
    assert both == resources_lost(TABLE, one) + resources_lost(TABLE, other)


@given(balls, balls, balls, wickets)
def test_one_long_stoppage_is_two_short_ones(one: int, two: int, three: int, down: int) -> None:
    last, middle, first = sorted((one, two, three))
    whole = resources_lost(TABLE, [Stoppage(first, down, last)])
    parts = [Stoppage(first, down, middle), Stoppage(middle, down, last)]
    assert whole == resources_lost(TABLE, parts)


@given(runs, resources, st.none() | g50s)
def test_equal_resources_leave_the_target_at_one_more(
    made: int, both: int, g50: int | None
) -> None:
    assert Chase(made, both, both, g50).target() == made + 1


@given(runs, resources, resources, g50s)
def test_fewer_resources_never_ask_more_and_more_never_less(
    made: int, first: int, second: int, g50: int
) -> None:
    target = Chase(made, first, second, g50).target()
    assert target <= made + 1 if second <= first else target >= made + 1


@given(chases, balls, wickets)
def test_a_penalty_raises_target_and_par_alike(chase: Chase, left: int, down: int) -> None:
    plain = Chase(chase.runs, chase.first_resources, chase.resources, chase.g50)
    rest = min(TABLE.left(left, down), chase.resources)
    assert chase.target() - plain.target() == chase.penalty
    assert chase.par(rest) - plain.par(rest) == chase.penalty


@given(runs, st.integers(1, 999))
def test_without_g50_there_is_no_target_of_more_resources(made: int, first: int) -> None:
    with pytest.raises(NotCalculated, match="G50 is not set"):
        Chase(made, first, 1_000).target()
    assert Chase(made, first, first).target() == made + 1


def test_without_a_ball_in_the_first_innings_there_is_no_target() -> None:
    with pytest.raises(NotCalculated, match="had no resources"):
        Chase(0, 0, 1_000, 245).target()


BY_HAND = [
    pytest.param(Chase(200, 1000, 900, penalty=5), 186, id="a late penalty raises the target"),
    pytest.param(Chase(205, 1000, 900), 185, id="one in the first innings is part of its runs"),
    pytest.param(Chase(199, 566, 565), 199, id="rounded down once"),
]


@pytest.mark.parametrize(("chase", "target"), BY_HAND)
def test_targets_by_hand(chase: Chase, target: int) -> None:
    assert chase.target() == target
