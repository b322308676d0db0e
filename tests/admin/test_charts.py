"""Tests charts as files: the text in them, and that drawing again gives the same bytes."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from functools import cache
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from admin.charts.canvas import require_matplotlib, write_picture
from admin.charts.data import chart_data
from admin.charts.draw import CHARTS, draw_chart
from admin.charts.kinds import Kind, Picture
from admin.commands.chart import picture_type
from admin.logfile import load_match
from admin.options import Refusal
from scrbrd.domain.errors import BadInput
from scrbrd.domain.formats import FORMATS
from scrbrd.domain.vocabulary import MatchFormat
from tests.admin.committed_matches import DEMO_LOGS, TEST_LOGS
from tests.admin.shot_logs import match_log, with_shots
from tests.domain.notation import HOME, Book

ODI, TEST_MATCH = DEMO_LOGS / "1206059.log", TEST_LOGS / "649089.log"
T20 = FORMATS[MatchFormat.T20]
FROM_THE_LOG = [kind for kind in Kind if kind is not Kind.WAGON_WHEEL]


@cache
def odi_chart(kind: Kind) -> bytes:
    """Return a chart of one real match; cached."""
    return draw_chart(chart_data(load_match(ODI)), kind, Picture.SVG)


def texts_of(svg: bytes) -> list[str]:
    """Return the texts of an SVG picture."""
    return [unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", svg.decode())]


def test_every_kind_of_chart_has_a_drawing_function() -> None:
    assert set(CHARTS) == set(Kind)


@pytest.mark.parametrize("kind", FROM_THE_LOG)
def test_a_chart_names_the_teams_the_result_and_the_source_of_the_data(kind: Kind) -> None:
    texts = texts_of(odi_chart(kind))
    assert f"United Arab Emirates v United States of America · {CHARTS[kind][0]}" in texts
    assert "Result: United States of America won by 3 wickets" in texts
    assert "United Arab Emirates 202" in texts
    assert "United States of America 206/7" in texts
    notice = "Contains information from Cricsheet (https://cricsheet.org/), which is made available"
    assert any(text.startswith(notice) for text in texts)


@pytest.mark.parametrize(
    ("kind", "labels"),
    [
        (Kind.WORM, {"Overs", "Runs", "wicket"}),
        (Kind.MANHATTAN, {"Overs", "Runs in the over", "wicket"}),
        (Kind.RUN_RATE, {"Overs", "Runs per six balls", "required rate, United States of America"}),
        (Kind.PARTNERSHIPS, {"Runs", "extras", "Aaron Jones & XM Marshall  3", " 78 (114b)"}),
    ],
)
def test_a_chart_labels_its_axes_and_has_a_legend(kind: Kind, labels: set[str]) -> None:
    assert labels <= set(texts_of(odi_chart(kind)))


@pytest.mark.parametrize(
    ("kind", "labels"),
    [
        (Kind.WORM, {"Balls", "20", "100"}),
        (Kind.MANHATTAN, {"Balls", "Runs in 5 balls"}),
        (Kind.RUN_RATE, {"Balls"}),
    ],
)
def test_charts_of_the_hundred_count_in_balls(kind: Kind, labels: set[str]) -> None:
    hundred = load_match(DEMO_LOGS / "1355625.log")
    texts = set(texts_of(draw_chart(chart_data(hundred), kind, Picture.SVG)))
    assert labels <= texts
    assert "Overs" not in texts


@pytest.mark.parametrize("kind", FROM_THE_LOG)
def test_drawing_the_same_match_twice_gives_the_same_bytes(kind: Kind) -> None:
    assert draw_chart(chart_data(load_match(ODI)), kind, Picture.SVG) == odi_chart(kind)
    assert b"<dc:date>" not in odi_chart(kind)


@pytest.mark.parametrize("kind", [Kind.WORM, Kind.PARTNERSHIPS])
def test_a_png_has_coloured_lines_and_is_not_cut_off(kind: Kind) -> None:
    image = Image.open(BytesIO(draw_chart(chart_data(load_match(TEST_MATCH)), kind, Picture.PNG)))
    assert image.format == "PNG"
    assert image.width == 1500
    colours = {colour for _, colour in image.convert("RGB").getcolors(1 << 24) or []}
    assert (0x00, 0x72, 0xB2) in colours
    edges = image.convert("L").crop((image.width - 3, 0, image.width, image.height))
    assert edges.getextrema() == (255, 255), "nothing is cut off at the right"


def test_team_names_with_markup_are_drawn_unchanged() -> None:
    log = match_log(Book(T20).innings(HOME, "4 1 W"), homeTeamName="<b>$x^2$ & Söhne</b>")
    texts = texts_of(draw_chart(chart_data(log), Kind.WORM, Picture.SVG))
    assert "<b>$x^2$ & Söhne</b> v Tigers $5 $6 · worm" in texts
    assert "Result: in progress" in texts


@pytest.mark.parametrize("kind", FROM_THE_LOG)
def test_long_names_and_other_scripts_leave_room_for_the_drawing(kind: Kind) -> None:
    long = "The Very Old Boys of the Academy " * 6 + "आकाश"
    log = match_log(Book(T20).innings(HOME, "4 1 W"), homeTeamName=long, awayTeamName=long)
    lineups = tuple(each.model_copy(update={"player_name": long}) for each in log.lineups)
    image = Image.open(
        BytesIO(draw_chart(chart_data(replace(log, lineups=lineups)), kind, Picture.PNG))
    ).convert("L")
    edges = image.crop((image.width - 3, 0, image.width, image.height))
    assert edges.getextrema() == (255, 255), "nothing is cut off at the right"


@pytest.mark.parametrize("kind", FROM_THE_LOG)
@pytest.mark.parametrize("balls", ["wd", ".", "W", "1"])
def test_a_chart_can_be_drawn_after_one_ball(kind: Kind, balls: str) -> None:
    log = match_log(Book(T20).innings(HOME, balls))
    assert draw_chart(chart_data(log), kind, Picture.SVG).startswith(b"<?xml")


@pytest.mark.parametrize("kind", Kind)
def test_a_chart_is_refused_before_the_first_ball(kind: Kind) -> None:
    with pytest.raises(Refusal, match="match m1: no ball has been bowled yet"):
        draw_chart(chart_data(match_log(Book(T20).innings(HOME))), kind, Picture.SVG)


def test_a_wagon_wheel_shows_the_runs_of_each_segment() -> None:
    log = with_shots(match_log(Book(T20).innings(HOME, "4 1 6 . 2")), wagonWheelSegment=3)
    texts = texts_of(draw_chart(chart_data(log), Kind.WAGON_WHEEL, Picture.SVG))
    assert {"1: 0", "3: 13", "Lions & Co 13/0"} <= set(texts)
    assert "Runs off the bat" not in texts


def test_a_wagon_wheel_shows_shots_by_their_runs() -> None:
    log = with_shots(match_log(Book(T20).innings(HOME, "4 1 6 . 1")), coordinates={"x": 3, "y": -4})
    texts = texts_of(draw_chart(chart_data(log), Kind.WAGON_WHEEL, Picture.SVG))
    legend = texts.index("Runs off the bat")
    assert texts[legend + 1 :][:3] == ["1", "4", "6"]
    assert not [text for text in texts if re.fullmatch(r"\d: \d+", text)]


def test_a_wagon_wheel_without_shot_data_is_refused() -> None:
    with pytest.raises(Refusal, match=r"match 1206059: none of its 5\d\d balls has runs off"):
        draw_chart(chart_data(load_match(ODI)), Kind.WAGON_WHEEL, Picture.SVG)


@pytest.mark.parametrize("name", ["worm.svg", "worm.SVG", "a.b.png"])
def test_a_file_name_ending_in_svg_or_png_is_accepted(name: str) -> None:
    assert picture_type(Path(name)) in Picture


@pytest.mark.parametrize("name", ["worm", "worm.pdf", ".svg", "worm.svg.gz", "svg"])
def test_any_other_file_name_is_refused_with_the_two_valid_endings(name: str) -> None:
    with pytest.raises(BadInput, match=r"end its name in \.svg or \.png"):
        picture_type(Path(name))


def test_without_matplotlib_the_message_names_the_script_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(Refusal, match="`scripts/setup` installs it"):
        require_matplotlib()


def test_a_picture_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "worm.png"
    write_picture(target, b"new")
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"new"]
    with pytest.raises(BadInput, match="cannot be written"):
        write_picture(tmp_path / "nowhere" / "worm.png", b"new")
    with pytest.raises(BadInput, match="cannot be written"):
        write_picture(tmp_path, b"new")
    assert [each.name for each in tmp_path.iterdir()] == ["worm.png"]
