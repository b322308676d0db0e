"""`scrbrd dls`: scenarios answered, what it says of bad ones, par sheets, tables of operators."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import Result

from admin.app import app
from scrbrd.domain.json_types import Json
from scrbrd.domain.rain.resources import standard_table
from tests.admin.administration import runner


def cut(balls_left: int, wickets: int, after: int | None = None) -> Json:
    """A stoppage; without `after`, the end of the innings."""
    stoppage = {"ballsLeft": balls_left, "wickets": wickets}
    return stoppage if after is None else stoppage | {"ballsLeftAfter": after}


ICC_1: Json = {
    "g50": 245,
    "oversPerInnings": 50,
    "first": {"runs": 180, "stoppages": [cut(180, 3, 120)]},
    "second": {"stoppages": [cut(300, 0, 240)]},
}
ICC_4: Json = {
    "g50": 245,
    "oversPerInnings": 50,
    "first": {"runs": 250},
    "second": {"stoppages": [cut(228, 1, 168), cut(108, 3, 96), cut(46, 6)]},
}
T20: Json = {"oversPerInnings": 20, "first": {"runs": 180}}
T20_NOW: Json = T20 | {"second": {"now": {"runs": 90, "wickets": 2, "ballsLeft": 60}}}


def dls(tmp_path: Path, scenario: object, *options: str) -> Result:
    """Run the command on a scenario, in this process."""
    file = tmp_path / "scenario.json"
    file.write_text(scenario if isinstance(scenario, str) else json.dumps(scenario))
    return runner().invoke(app, ["dls", str(file), *options])


def having(scenario: Json, **fields: object) -> Json:
    """The scenario with other fields; None takes one away."""
    return {name: value for name, value in (scenario | fields).items() if value is not None}


LATE = [{"innings": 2, "to": "fielding", "runs": 5}]
INSIDE = [
    {"innings": innings, "to": to, "runs": 5}
    for innings, to in ((1, "batting"), (1, "fielding"), (2, "batting"))
]

ANSWERS = [
    pytest.param(ICC_1, (87.5, 89.3, 185, 184), id="ICC example 1"),
    pytest.param(ICC_4, (100.0, 63.9, 160, 159), id="ICC example 4, ended"),
    pytest.param(
        having(ICC_4, second={
            "stoppages": ICC_4["second"]["stoppages"][:2],
            "now": {"runs": 160, "wickets": 6, "ballsLeft": 46},
        }),
        (100.0, 83.2, 209, 159),
        id="ICC example 4, as it stands",
    ),
    pytest.param(T20, (56.6, 56.6, 181, 180), id="no rain"),
    pytest.param(T20_NOW, (56.6, 56.6, 181, 82), id="T20, now"),
    pytest.param(T20_NOW | {"penalties": LATE}, (56.6, 56.6, 186, 87), id="a late penalty"),
    pytest.param(T20_NOW | {"penalties": INSIDE}, (56.6, 56.6, 181, 82), id="penalties within"),
    pytest.param(
        {"oversPerInnings": 20, "ballsPerOver": 5, "first": {"runs": 150, "stoppages": []},
         "second": {"stoppages": [cut(100, 0, 50)]}},
        (49.1, 27.4, 84, 83),
        id="overs of five balls",
    ),
    pytest.param(
        having(ICC_1, g50=None, second={"stoppages": [cut(300, 0, 120)]}),
        (87.5, 56.6, 117, 116),
        id="no G50 where none is needed",
    ),
    pytest.param(T20 | {"second": {"stoppages": [cut(60, 2, 60)]}}, (56.6, 56.6, 181, 180),
                 id="a stoppage of nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("scenario", "expected"), ANSWERS)
def test_a_scenario_is_answered(
    tmp_path: Path, scenario: Json, expected: tuple[float, float, int, int]
) -> None:
    result = dls(tmp_path, scenario, "--json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout) == dict(
        zip(("r1", "r2", "target", "par"), expected, strict=True)
    )


def test_a_file_of_an_editor_that_marks_its_bytes_is_read(tmp_path: Path) -> None:
    done = dls(tmp_path, "\ufeff" + json.dumps(ICC_1), "--json")
    assert (done.exit_code, json.loads(done.stdout)["target"]) == (0, 185)


def test_what_may_be_forgotten_is_told_also_where_there_is_no_answer(tmp_path: Path) -> None:
    done = dls(tmp_path, having(ICC_1, g50=None, second=None))
    assert done.exit_code == 2
    [said] = done.stderr.splitlines()
    assert "G50 is not set" in said
    assert "begin second.stoppages with" in said


USED_FEWER = {
    "oversPerInnings": 20,
    "first": {"runs": 240, "stoppages": [cut(60, 0, 0)]},
    "second": {
        "stoppages": [cut(120, 0, 90)],
        "now": {"runs": 36, "wickets": 0, "ballsLeft": 54},
    },
}
"""A chase with more resources than the first innings, which has used fewer of them."""


def test_a_par_that_needs_no_g50_is_told_without_a_target(tmp_path: Path) -> None:
    done = dls(tmp_path, USED_FEWER)
    assert done.exit_code == 0, done.stderr
    *words, last = done.stdout.splitlines()
    report = json.loads(last)
    assert (report["target"], report["par"]) == (None, 155)
    assert report["note"].startswith("G50 is not set")
    assert f"Target not computed: {report['note']}" in words
    assert "Team 2 has 36: 119 behind par" in words[-1]
    told = dls(tmp_path, USED_FEWER | {"g50": 245}, "--json")
    assert (json.loads(told.stdout)["target"], json.loads(told.stdout)["par"]) == (291, 155)


def test_a_par_sheet_that_comes_to_needing_g50_is_not_made_without_it(tmp_path: Path) -> None:
    done = dls(tmp_path, USED_FEWER, "--sheet")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "G50 is not set" in done.stderr


def test_the_last_line_is_json_in_words_too(tmp_path: Path) -> None:
    *words, last = dls(tmp_path, T20_NOW).stdout.splitlines()
    assert json.loads(last)["par"] == 82
    assert "Team 2 has 90: 8 ahead of par" in words[-1]


def test_the_minimum_of_overs_is_told(tmp_path: Path) -> None:
    early = T20 | {"minimumOvers": 5, "second": {"now": {"runs": 9, "wickets": 0, "ballsLeft": 95}}}
    assert "no result before 5 overs are bowled, 0.5 more" in dls(tmp_path, early).stdout
    late = T20_NOW | {"minimumOvers": 5}
    assert "no result" not in dls(tmp_path, late).stdout


def test_overs_that_only_the_first_side_lost_are_told_of(tmp_path: Path) -> None:
    result = dls(tmp_path, having(ICC_1, second=None), "--json")
    assert (result.exit_code, json.loads(result.stdout)["r2"]) == (0, 100.0)
    assert 'begin second.stoppages with {"ballsLeft": 300, "wickets": 0' in result.stderr
    assert dls(tmp_path, ICC_1).stderr == ""


def first(*stoppages: Json, **fields: object) -> Json:
    """A T20 whose first innings is so."""
    return T20 | {"first": {"runs": 180, "stoppages": list(stoppages)} | fields}


def second(*stoppages: Json, **fields: object) -> Json:
    """A T20 whose second innings is so."""
    return T20 | {"second": {"stoppages": list(stoppages)} | fields}


BAD = [
    pytest.param(having(ICC_1, g50=None), "G50 is not set", id="G50 needed"),
    pytest.param(ICC_1 | {"g50": 0}, "g50: is not from 1 to 500 (got 0)", id="G50 of nothing"),
    pytest.param(ICC_1 | {"g50": "245"}, "g50: is no whole number (got '245')", id="G50 a text"),
    pytest.param(ICC_1 | {"g50": True}, "g50: is no whole number", id="G50 a truth"),
    pytest.param({"first": {"runs": 1}}, "oversPerInnings: is missing", id="no overs"),
    pytest.param(T20 | {"oversPerInnings": 60}, "360 balls are more than the 300", id="60 overs"),
    pytest.param(T20 | {"oversPerInnings": 0}, "oversPerInnings: is not from 1", id="no over"),
    pytest.param({"oversPerInnings": 20}, "first: is missing; write first:", id="no first"),
    pytest.param(T20 | {"first": [1]}, "first: is no object (got [1])", id="first a list"),
    pytest.param(T20 | {"first": {}}, "first.runs: is missing", id="no runs"),
    pytest.param(T20 | {"first": {"runs": -1}}, "first.runs: is not from 0", id="runs below none"),
    pytest.param(T20 | {"first": {"runs": 1.5}}, "first.runs: is no whole number", id="half runs"),
    pytest.param(first(cut(130, 0)), "first.stoppages[0].ballsLeft: is not from 0 to 120",
                 id="more balls than the innings"),
    pytest.param(first(cut(60, 10)), "stoppages[0].wickets: is not from 0 to 9", id="all out"),
    pytest.param(first({"ballsLeft": 60}), "stoppages[0].wickets: is missing", id="no wickets"),
    pytest.param(first({"wickets": 6}), "stoppages[0].ballsLeft: is missing", id="no balls left"),
    pytest.param(first(cut(60, 2, 61)), "ballsLeftAfter: is not from 0 to 60", id="overs gained"),
    pytest.param(first(cut(60, 2, 40), cut(50, 2)), "stoppages[1].ballsLeft: is not from 0 to 40",
                 id="out of order"),
    pytest.param(first(cut(60, 2, 40), cut(30, 1)), "stoppages[1].wickets: is not from 2 to 9",
                 id="a wicket back"),
    pytest.param(first({"ballsLeft": 7.4, "wickets": 1}), "7.4 overs of six are 46", id="overs"),
    pytest.param(first(cut(60, 2) | {"ballsleftafter": 3}), "ballsleftafter: is no field",
                 id="a slip of the pen"),
    pytest.param(first(cut(60, 2, 40), wickets=1), "first.wickets: is not from 2 to 10",
                 id="fewer wickets at the end"),
    pytest.param(T20 | {"first": {"runs": 1, "stoppages": {}}}, "first.stoppages: is no list",
                 id="stoppages an object"),
    pytest.param(T20 | {"first": {"runs": 1, "stoppages": [4]}},
                 "first.stoppages[0]: is no object (got 4)", id="a stoppage a number"),
    pytest.param(T20 | {"second": 3}, "second: is no object", id="second a number"),
    pytest.param(second(now={"runs": 1}), "second.now.wickets: is missing", id="half of now"),
    pytest.param(second(cut(60, 3, 40), now={"runs": 1, "wickets": 3, "ballsLeft": 41}),
                 "second.now.ballsLeft: is not from 0 to 40", id="now before the stoppage"),
    pytest.param(second(cut(60, 3, 40), now={"runs": 1, "wickets": 2, "ballsLeft": 40}),
                 "second.now.wickets: is not from 3 to 10", id="now with a wicket back"),
    pytest.param(T20 | {"penalties": 5}, "penalties: is no list (got 5)", id="penalties a number"),
    pytest.param(T20 | {"penalties": [{"innings": 2, "to": "home", "runs": 5}]},
                 'penalties[0].to: is neither "batting" nor "fielding"', id="to a team"),
    pytest.param(T20 | {"penalties": [{"innings": 3, "to": "batting", "runs": 5}]},
                 "penalties[0].innings: is not from 1 to 2", id="a third innings"),
    pytest.param(T20 | {"G50": 245}, "G50: is no field of a scenario; known: g50", id="G50, upper"),
    pytest.param(first(cut(120, 0, 0)), "had no resources", id="no ball in the first innings"),
    pytest.param("[1]", "holds no JSON object", id="a list"),
    pytest.param("{", "is not JSON (line 1)", id="cut short"),
    pytest.param('{"g50": NaN}', "is not JSON", id="not a number"),
    pytest.param("[" * 100_000, "is not JSON (too deep)", id="too deep"),
    pytest.param('{"g50": 245, "first": {"runs": 1}, "g50": 200}',
                 "g50: is given twice in one object", id="G50 twice"),
    pytest.param('{"first": {"runs": 1, "runs": 2}}', "runs: is given twice", id="runs twice"),
    pytest.param('{"g50": ' + "9" * 5_000 + "}", "(a number in it is too long)", id="long number"),
]  # fmt: skip


@pytest.mark.parametrize(("scenario", "message"), BAD)
def test_a_bad_scenario_is_refused_by_the_name_of_its_field(
    tmp_path: Path, scenario: object, message: str
) -> None:
    result = dls(tmp_path, scenario, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    result = runner().invoke(app, ["dls", str(tmp_path / "none.json")])
    assert result.exit_code == 2
    assert "none.json: cannot be read" in result.stderr


# -- par sheets ----------------------------------------------------------------------------------


def rows_of(result: Result) -> list[list[str]]:
    """The rows of figures of a printed sheet, without its heads."""
    assert result.exit_code == 0, result.stderr
    _, _, table = result.stdout.partition("wickets down\n")
    return [line.split() for line in table.splitlines()[1:]]


def test_a_par_sheet_has_every_over_and_every_wicket(tmp_path: Path) -> None:
    rows = rows_of(dls(tmp_path, T20, "--sheet"))
    assert [row[0] for row in rows] == [f"{over}.0" for over in range(21)]
    assert all(len(row) == 12 for row in rows)
    assert rows[10][2:5] == ["77", "79", "82"]
    assert rows[20][1:] == ["0.0", *["180"] * 10]


def test_a_par_sheet_goes_on_from_now(tmp_path: Path) -> None:
    scenario = having(
        ICC_4, minimumOvers=25, second={
            "stoppages": [cut(228, 1, 168), cut(108, 3, 96)],
            "now": {"runs": 160, "wickets": 6, "ballsLeft": 46},
        },
    )  # fmt: skip
    rows = rows_of(dls(tmp_path, scenario, "--sheet"))
    assert [row[:2] for row in rows[:2]] == [["30.2", "7.4"], ["31.0", "7.0"]]
    assert rows[0][2:9] == ["-"] * 6 + ["159"]
    assert len(rows_of(dls(tmp_path, scenario, "--sheet", "--every-ball"))) == 47


def test_overs_before_the_minimum_are_marked(tmp_path: Path) -> None:
    result = dls(tmp_path, T20 | {"minimumOvers": 5}, "--sheet")
    assert [row[0] for row in rows_of(result)][4:6] == ["4.0*", "5.0"]
    assert "* No result: fewer than 5 overs bowled." in result.stdout


def test_what_if_tells_the_target_after_a_stoppage(tmp_path: Path) -> None:
    rows = rows_of(dls(tmp_path, T20, "--sheet", "--after", "12"))
    alone = dls(tmp_path, second(cut(90, 4, 12)), "--json")
    assert json.loads(alone.stdout)["target"] == int(rows[5][6]) == 83
    assert rows[20][2:] == ["181"] * 10


def test_a_par_sheet_is_a_page_of_its_own(tmp_path: Path) -> None:
    page = tmp_path / "sheet.html"
    result = dls(tmp_path, T20, "--sheet", "--html", str(page))
    assert (result.exit_code, result.stdout) == (0, f"{page}: written\n")
    text = page.read_text("utf-8")
    assert text.startswith("<!DOCTYPE html>")
    assert '<td class="n">82</td>' in text


OPTIONS = [
    (("--json", "--sheet"), "give one of them"),
    (("--after", "12"), "add --sheet"),
    (("--every-ball",), "add --sheet"),
    (("--sheet", "--after", "121"), "121 balls are more than the 120 left"),
]


@pytest.mark.parametrize(("options", "message"), OPTIONS)
def test_options_that_do_not_go_together_are_refused(
    tmp_path: Path, options: tuple[str, ...], message: str
) -> None:
    result = dls(tmp_path, T20, *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


# -- tables of operators -------------------------------------------------------------------------


def table_file(tmp_path: Path, **changed: str) -> str:
    """Write the table at every ball; `changed` lines by the balls left, `b46="46,..."`."""
    rows = {"head": "balls," + ",".join(f"w{wickets}" for wickets in range(10))}
    for balls in range(300, -1, -1):
        cells = [str(each / 10) for each in standard_table().by_ball[balls]]
        rows[f"b{balls}"] = ",".join([str(balls), *cells])
    file = tmp_path / "table.csv"
    file.write_text("\n".join((rows | changed).values()) + "\n")
    return str(file)


def test_an_operators_table_stands_before_ours(tmp_path: Path) -> None:
    cells = [str(each / 10) for each in standard_table().by_ball[61]]
    other = table_file(tmp_path, b60=",".join(["60", *cells]))
    assert json.loads(dls(tmp_path, T20_NOW, "--json", "--table", other).stdout)["par"] == 80
    plain = dls(tmp_path, T20_NOW, "--json", "--table", table_file(tmp_path))
    assert json.loads(plain.stdout)["par"] == 82


BAD_TABLES = [
    pytest.param({"head": "overs,w0"}, "line 1 is not balls,w0,w1", id="heads"),
    pytest.param({"b300": ""}, "line 2 begins with '299', not 300", id="a row short"),
    pytest.param({"b0": ""}, "has 300 rows; write 301 rows", id="the last row short"),
    pytest.param({"b5": "5,3.0"}, "line 297 has 2 cells, not 11", id="a short row"),
    pytest.param({"b0": "0" + ",x" * 10}, "line 302, w0 is 'x'; write a perc", id="no number"),
    pytest.param({"b0": "0" + ",0.05" * 10}, "at most one decimal", id="two decimals"),
    pytest.param({"b0": "0" + ",1.0" * 10}, "with no balls left nothing is left", id="no balls"),
    pytest.param({"b1": "1" + ",99.0" * 10}, "2 balls left, 0 wickets lost: 1.2 is less than",
                 id="falls as balls are added"),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "message"), BAD_TABLES)
def test_a_bad_table_is_refused(tmp_path: Path, changed: dict[str, str], message: str) -> None:
    result = dls(tmp_path, T20, "--json", "--table", table_file(tmp_path, **changed))
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
