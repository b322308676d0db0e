"""Charts as files: what is written in them, and that they come out the same again."""

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
from tests.admin.committed import DEMO_LOGS, TEST_LOGS
from tests.admin.shot_logs import log_of, with_shots
from tests.domain.notation import HOME, Book

ODI, TEST_MATCH = DEMO_LOGS / "1206059.log", TEST_LOGS / "649089.log"
T20 = FORMATS[MatchFormat.T20]
FROM_THE_LOG = [kind for kind in Kind if kind is not Kind.WAGON_WHEEL]


@cache
def odi(kind: Kind) -> bytes:
    """A chart of the same real match; each once in a process."""
    return draw_chart(chart_data(load_match(ODI)), kind, Picture.SVG)


def words(svg: bytes) -> list[str]:
    """The pieces of text in a picture."""
    return [unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", svg.decode())]


def test_every_kind_has_its_drawing() -> None:
    assert set(CHARTS) == set(Kind)


@pytest.mark.parametrize("kind", FROM_THE_LOG)
def test_a_chart_says_who_played_how_it_ended_and_where_the_data_come_from(kind: Kind) -> None:
    texts = words(odi(kind))
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
    assert labels <= set(words(odi(kind)))


@pytest.mark.parametrize(
    ("kind", "labels"),
    [
        (Kind.WORM, {"Balls", "20", "100"}),
        (Kind.MANHATTAN, {"Balls", "Runs in 5 balls"}),
        (Kind.RUN_RATE, {"Balls"}),
    ],
)
def test_charts_of_the_hundred_speak_of_balls(kind: Kind, labels: set[str]) -> None:
    hundred = load_match(DEMO_LOGS / "1355625.log")
    said = set(words(draw_chart(chart_data(hundred), kind, Picture.SVG)))
    assert labels <= said
    assert "Overs" not in said


@pytest.mark.parametrize("kind", FROM_THE_LOG)
def test_the_same_match_makes_the_same_bytes(kind: Kind) -> None:
    assert draw_chart(chart_data(load_match(ODI)), kind, Picture.SVG) == odi(kind)
    assert b"<dc:date>" not in odi(kind)


@pytest.mark.parametrize("kind", [Kind.WORM, Kind.PARTNERSHIPS])
def test_a_png_is_a_picture_with_something_on_it(kind: Kind) -> None:
    image = Image.open(BytesIO(draw_chart(chart_data(load_match(TEST_MATCH)), kind, Picture.PNG)))
    assert image.format == "PNG"
    assert image.width == 1500
    colours = {colour for _, colour in image.convert("RGB").getcolors(1 << 24) or []}
    assert (0x00, 0x72, 0xB2) in colours
    edges = image.convert("L").crop((image.width - 3, 0, image.width, image.height))
    assert edges.getextrema() == (255, 255), "nothing is cut off at the right"


def test_names_are_written_as_they_are() -> None:
    log = log_of(Book(T20).innings(HOME, "4 1 W"), homeTeamName="<b>$x^2$ & Söhne</b>")
    texts = words(draw_chart(chart_data(log), Kind.WORM, Picture.SVG))
    assert "<b>$x^2$ & Söhne</b> v Tigers $5 $6 · worm" in texts
    assert "Result: in progress" in texts


@pytest.mark.parametrize("kind", FROM_THE_LOG)
def test_long_names_and_other_scripts_leave_room_for_the_drawing(kind: Kind) -> None:
    long = "The Very Old Boys of the Academy " * 6 + "आकाश"
    log = log_of(Book(T20).innings(HOME, "4 1 W"), homeTeamName=long, awayTeamName=long)
    lineups = tuple(each.model_copy(update={"player_name": long}) for each in log.lineups)
    image = Image.open(
        BytesIO(draw_chart(chart_data(replace(log, lineups=lineups)), kind, Picture.PNG))
    ).convert("L")
    edges = image.crop((image.width - 3, 0, image.width, image.height))
    assert edges.getextrema() == (255, 255), "nothing is cut off at the right"


@pytest.mark.parametrize("kind", FROM_THE_LOG)
@pytest.mark.parametrize("balls", ["wd", ".", "W", "1"])
def test_one_ball_is_enough_for_a_chart(kind: Kind, balls: str) -> None:
    log = log_of(Book(T20).innings(HOME, balls))
    assert draw_chart(chart_data(log), kind, Picture.SVG).startswith(b"<?xml")


@pytest.mark.parametrize("kind", Kind)
def test_before_the_first_ball_there_is_none(kind: Kind) -> None:
    with pytest.raises(Refusal, match="match m1: no ball has been bowled yet"):
        draw_chart(chart_data(log_of(Book(T20).innings(HOME))), kind, Picture.SVG)


def test_a_wheel_shows_the_runs_through_each_segment() -> None:
    log = with_shots(log_of(Book(T20).innings(HOME, "4 1 6 . 2")), wagonWheelSegment=3)
    texts = words(draw_chart(chart_data(log), Kind.WAGON_WHEEL, Picture.SVG))
    assert {"1: 0", "3: 13", "Lions & Co 13/0"} <= set(texts)
    assert "Runs off the bat" not in texts


def test_a_wheel_shows_strokes_by_their_runs() -> None:
    log = with_shots(log_of(Book(T20).innings(HOME, "4 1 6 . 1")), coordinates={"x": 3, "y": -4})
    texts = words(draw_chart(chart_data(log), Kind.WAGON_WHEEL, Picture.SVG))
    legend = texts.index("Runs off the bat")
    assert texts[legend + 1 :][:3] == ["1", "4", "6"]
    assert not [text for text in texts if re.fullmatch(r"\d: \d+", text)]


def test_without_strokes_there_is_no_wheel() -> None:
    with pytest.raises(Refusal, match=r"match 1206059: none of its 5\d\d balls has runs off"):
        draw_chart(chart_data(load_match(ODI)), Kind.WAGON_WHEEL, Picture.SVG)


@pytest.mark.parametrize("name", ["worm.svg", "worm.SVG", "a.b.png"])
def test_a_name_says_what_picture_it_is(name: str) -> None:
    assert picture_type(Path(name)) in Picture


@pytest.mark.parametrize("name", ["worm", "worm.pdf", ".svg", "worm.svg.gz", "svg"])
def test_another_name_is_refused_with_what_it_should_be(name: str) -> None:
    with pytest.raises(BadInput, match=r"end its name in \.svg or \.png"):
        picture_type(Path(name))


def test_without_matplotlib_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
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
