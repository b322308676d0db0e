"""What charts are drawn of: worms, overs, partnerships, rates and strokes, without drawing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from admin.charts.canvas import label_of
from admin.charts.data import Point, chart_data
from admin.charts.lines import worm_points
from admin.charts.shots import coordinates_of, runs_by_segment
from admin.logfile import load_match
from scrbrd.domain.formats import FORMATS
from scrbrd.domain.vocabulary import MatchFormat
from scrbrd.projections.live.scorecard import innings_projection
from tests.admin.committed import committed_logs
from tests.admin.shot_logs import log_of, with_shots
from tests.domain.notation import AWAY, HOME, Book, player

T20 = FORMATS[MatchFormat.T20]


@pytest.mark.parametrize("path", committed_logs(), ids=lambda path: path.stem)
def test_charts_show_the_totals_of_the_card(path: Path) -> None:
    log = load_match(path)
    state, _ = log.fold()
    data = chart_data(log)
    cards = [innings_projection(state, each, log.inputs) for each in state.main_innings]
    assert len(data.innings) == len(cards)
    for drawn, card in zip(data.innings, cards, strict=True):
        last = list(drawn.worm.values())[-1]
        assert card.runs - last.runs == 0
        assert sum(over.runs for over in drawn.overs) == card.runs
        assert sum(over.wickets for over in drawn.overs) == card.wickets
        assert [point.runs for point in drawn.falls] == [f.score for f in card.fall_of_wickets]
        assert sum(pair.runs for pair in drawn.partnerships) == card.runs - card.extras.penalty
        assert all(pair.extras >= 0 for pair in drawn.partnerships)
        rates = list(drawn.rates.values())
        assert rates[-1].runs == pytest.approx(card.runs * 6 / card.balls)
        points = worm_points(drawn)
        assert points == sorted(points, key=lambda each: each.overs)
        assert [each.runs for each in points] == sorted(each.runs for each in points)


def test_a_worm_stands_at_the_end_of_each_over_and_after_the_last_ball() -> None:
    (drawn,) = chart_data(log_of(Book(T20).innings(HOME, "1 1 1 1 1 1 | wd 4 W"))).innings
    assert drawn.worm == {0: Point(1.0, 6), 1: Point(1 + 2 / 6, 11)}
    assert drawn.falls == [Point(1 + 2 / 6, 11)]
    assert [(over.number, over.runs, over.wickets) for over in drawn.overs] == [
        (0, 6, 0),
        (1, 5, 1),
    ]
    assert worm_points(drawn)[0] == Point(0, 0)


def test_an_over_of_the_hundred_is_whole_after_five() -> None:
    book = Book(FORMATS[MatchFormat.HUNDRED]).innings(HOME, "1 1 1 1 1 | 2")
    (drawn,) = chart_data(log_of(book, format="Hundred")).innings
    assert [each.overs for each in drawn.worm.values()] == [1.0, 1.2]
    assert list(drawn.rates.values()) == [Point(1.0, 6.0), Point(1.2, 7.0)]


def test_a_chase_has_a_required_rate_until_it_is_won() -> None:
    book = Book(replace(T20, overs_per_innings=2))
    book.innings(HOME, "1 1 1 1 1 1 | 1 1 1 1 1 1").innings(AWAY, "1 1 1 1 1 1 | 4 4")
    first, second = chart_data(log_of(book, conditions={"oversPerInnings": 2})).innings
    assert first.required == {}
    assert second.required == {0: Point(1.0, 7.0)}
    assert label_of(second) == "Tigers $5 $6 14/0"


def test_a_partnership_shares_its_runs_between_two_batters_and_the_extras() -> None:
    book = Book(T20).innings(HOME, "4 1 2 1lb 2wd . W")
    (drawn,) = chart_data(log_of(book)).innings
    (pair,) = drawn.partnerships
    assert (pair.first, pair.first_runs, pair.second_runs, pair.extras) == ("Ann", 5, 2, 3)
    assert (pair.runs, pair.balls, pair.is_unbroken) == (10, 6, False)
    book.ball("1")
    (drawn,) = chart_data(log_of(book)).innings
    assert [each.is_unbroken for each in drawn.partnerships] == [False, True]


def test_sides_are_told_apart_and_so_are_their_innings() -> None:
    book = Book(FORMATS[MatchFormat.TEST])
    for side in (HOME, AWAY, AWAY):
        book.innings(side, "1").close("declared")
    drawn = chart_data(log_of(book, format="Test")).innings
    assert [(each.is_home, each.place) for each in drawn] == [(True, 0), (False, 0), (False, 1)]
    assert [label_of(each) for each in drawn] == [
        "Lions & Co 1st innings 1/0 dec",
        "Tigers $5 $6 1st innings 1/0 dec",
        "Tigers $5 $6 2nd innings 1/0 dec",
    ]


def test_a_forfeited_innings_is_one_without_overs() -> None:
    book = Book(FORMATS[MatchFormat.TEST]).innings(HOME, "1").close("declared")
    book.innings(AWAY).close("forfeited")
    drawn = chart_data(log_of(book, format="Test")).innings[1]
    assert (drawn.score, drawn.overs, drawn.partnerships) == ("forfeited", [], [])


def test_super_overs_and_what_did_not_count_are_left_out() -> None:
    book = Book(T20).innings(HOME, "W").close("abandoned").innings(AWAY, "4", super_over=True)
    data = chart_data(log_of(book))
    assert (len(data.innings), data.balls) == (1, 1)
    book = Book(T20).innings(HOME, "W").at_crease(player(HOME, 1), player(HOME, 2)).balls("6")
    assert chart_data(log_of(book)).balls == 1


@pytest.mark.parametrize(
    ("shot", "place"),
    [
        (None, None),
        ("cover", None),
        ({"coordinates": None}, None),
        ({"coordinates": {"x": 3}}, None),
        ({"coordinates": {"x": "3", "y": 4}}, None),
        ({"coordinates": {"x": True, "y": 4}}, None),
        ({"coordinates": {"x": float("nan"), "y": 4}}, None),
        ({"coordinates": {"x": 0, "y": 0}}, None),
        ({"coordinates": {"x": -3, "y": 0}}, (-3.0, 0.0)),
    ],
)
def test_only_a_point_that_can_be_drawn_is_one(shot: Any, place: Any) -> None:
    assert coordinates_of(shot) == place


def test_strokes_that_scored_are_counted_by_segment() -> None:
    log = with_shots(log_of(Book(T20).innings(HOME, ". 4 1 1lb wd 6")), wagonWheelSegment=3)
    (drawn,) = chart_data(log).innings
    assert [shot.runs for shot in drawn.shots] == [4, 1, 6]
    assert runs_by_segment(drawn.shots) == {**dict.fromkeys(range(1, 9), 0), 3: 11}
