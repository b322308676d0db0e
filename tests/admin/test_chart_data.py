"""Tests the data of charts without drawing: worms, overs, partnerships, rates and shots."""

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
from tests.admin.committed_matches import committed_logs
from tests.admin.shot_logs import match_log, with_shots
from tests.domain.notation import AWAY, HOME, Book, player

T20 = FORMATS[MatchFormat.T20]


@pytest.mark.parametrize("path", committed_logs(), ids=lambda path: path.stem)
def test_charts_have_the_totals_of_the_scorecard(path: Path) -> None:
    log = load_match(path)
    state, _ = log.fold()
    data = chart_data(log)
    cards = [innings_projection(state, each, log.inputs) for each in state.main_innings]
    assert len(data.innings) == len(cards)
    for innings, card in zip(data.innings, cards, strict=True):
        last = list(innings.worm.values())[-1]
        assert card.runs - last.runs == 0
        assert sum(over.runs for over in innings.overs) == card.runs
        assert sum(over.wickets for over in innings.overs) == card.wickets
        assert [point.runs for point in innings.falls] == [f.score for f in card.fall_of_wickets]
        assert sum(pair.runs for pair in innings.partnerships) == card.runs - card.extras.penalty
        assert all(pair.extras >= 0 for pair in innings.partnerships)
        rates = list(innings.rates.values())
        assert rates[-1].runs == pytest.approx(card.runs * 6 / card.balls)
        points = worm_points(innings)
        assert points == sorted(points, key=lambda each: each.overs)
        assert [each.runs for each in points] == sorted(each.runs for each in points)


def test_a_worm_has_a_point_at_each_overs_end_and_after_the_last_ball() -> None:
    (innings,) = chart_data(match_log(Book(T20).innings(HOME, "1 1 1 1 1 1 | wd 4 W"))).innings
    assert innings.worm == {0: Point(1.0, 6), 1: Point(1 + 2 / 6, 11)}
    assert innings.falls == [Point(1 + 2 / 6, 11)]
    assert [(over.number, over.runs, over.wickets) for over in innings.overs] == [
        (0, 6, 0),
        (1, 5, 1),
    ]
    assert worm_points(innings)[0] == Point(0, 0)


def test_an_over_of_the_hundred_is_complete_after_five_balls() -> None:
    book = Book(FORMATS[MatchFormat.HUNDRED]).innings(HOME, "1 1 1 1 1 | 2")
    (innings,) = chart_data(match_log(book, format="Hundred")).innings
    assert [each.overs for each in innings.worm.values()] == [1.0, 1.2]
    assert list(innings.rates.values()) == [Point(1.0, 6.0), Point(1.2, 7.0)]


def test_a_chase_has_a_required_rate_until_it_is_won() -> None:
    book = Book(replace(T20, overs_per_innings=2))
    book.innings(HOME, "1 1 1 1 1 1 | 1 1 1 1 1 1").innings(AWAY, "1 1 1 1 1 1 | 4 4")
    first, second = chart_data(match_log(book, conditions={"oversPerInnings": 2})).innings
    assert first.required == {}
    assert second.required == {0: Point(1.0, 7.0)}
    assert label_of(second) == "Tigers $5 $6 14/0"


def test_a_partnerships_runs_are_split_between_its_two_batters_and_extras() -> None:
    book = Book(T20).innings(HOME, "4 1 2 1lb 2wd . W")
    (innings,) = chart_data(match_log(book)).innings
    (pair,) = innings.partnerships
    assert (pair.first, pair.first_runs, pair.second_runs, pair.extras) == ("Ann", 5, 2, 3)
    assert (pair.runs, pair.balls, pair.is_unbroken) == (10, 6, False)
    book.ball("1")
    (innings,) = chart_data(match_log(book)).innings
    assert [each.is_unbroken for each in innings.partnerships] == [False, True]


def test_labels_distinguish_the_sides_and_their_innings() -> None:
    book = Book(FORMATS[MatchFormat.TEST])
    for side in (HOME, AWAY, AWAY):
        book.innings(side, "1").close("declared")
    all_innings = chart_data(match_log(book, format="Test")).innings
    assert [(each.is_home, each.place) for each in all_innings] == [
        (True, 0),
        (False, 0),
        (False, 1),
    ]
    assert [label_of(each) for each in all_innings] == [
        "Lions & Co 1st innings 1/0 dec",
        "Tigers $5 $6 1st innings 1/0 dec",
        "Tigers $5 $6 2nd innings 1/0 dec",
    ]


def test_a_forfeited_innings_is_drawn_without_overs() -> None:
    book = Book(FORMATS[MatchFormat.TEST]).innings(HOME, "1").close("declared")
    book.innings(AWAY).close("forfeited")
    innings = chart_data(match_log(book, format="Test")).innings[1]
    assert (innings.score, innings.overs, innings.partnerships) == (
        "forfeited",
        [],
        [],
    )


def test_super_overs_and_balls_that_do_not_count_are_left_out() -> None:
    book = Book(T20).innings(HOME, "W").close("abandoned").innings(AWAY, "4", super_over=True)
    data = chart_data(match_log(book))
    assert (len(data.innings), data.balls) == (1, 1)
    book = Book(T20).innings(HOME, "W").at_crease(player(HOME, 1), player(HOME, 2)).balls("6")
    assert chart_data(match_log(book)).balls == 1


@pytest.mark.parametrize(
    ("shot", "coordinates"),
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
def test_only_coordinates_that_can_be_drawn_are_used(shot: Any, coordinates: Any) -> None:
    assert coordinates_of(shot) == coordinates


def test_runs_of_scoring_shots_are_added_up_by_segment() -> None:
    log = with_shots(match_log(Book(T20).innings(HOME, ". 4 1 1lb wd 6")), wagonWheelSegment=3)
    (innings,) = chart_data(log).innings
    assert [shot.runs for shot in innings.shots] == [4, 1, 6]
    assert runs_by_segment(innings.shots) == {**dict.fromkeys(range(1, 9), 0), 3: 11}
