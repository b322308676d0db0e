"""Tests `scrbrd dls`: answers, messages for bad scenarios, par sheets and operators' tables."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import Result

from admin.app import app
from scrbrd.domain.json_types import Json
from scrbrd.domain.rain.resources import standard_table
from tests.admin.administration import cli_runner


def stoppage(balls_left: int, wickets: int, after: int | None = None) -> Json:
    """Return a stoppage; without `after` it ends the innings."""
    fields = {"ballsLeft": balls_left, "wickets": wickets}
    return fields if after is None else fields | {"ballsLeftAfter": after}


ICC_1: Json = {
    "g50": 245,
    "oversPerInnings": 50,
    "first": {"runs": 180, "stoppages": [stoppage(180, 3, 120)]},
    "second": {"stoppages": [stoppage(300, 0, 240)]},
}
ICC_4: Json = {
    "g50": 245,
    "oversPerInnings": 50,
    "first": {"runs": 250},
    "second": {"stoppages": [stoppage(228, 1, 168), stoppage(108, 3, 96), stoppage(46, 6)]},
}
T20: Json = {"oversPerInnings": 20, "first": {"runs": 180}}
T20_NOW: Json = T20 | {"second": {"now": {"runs": 90, "wickets": 2, "ballsLeft": 60}}}


def dls(tmp_path: Path, scenario: object, *options: str) -> Result:
    """Run the command on a scenario, in this process."""
    file = tmp_path / "scenario.json"
    file.write_text(scenario if isinstance(scenario, str) else json.dumps(scenario))
    return cli_runner().invoke(app, ["dls", str(file), *options])


def with_fields(scenario: Json, **fields: object) -> Json:
    """Return the scenario with other fields; None removes one."""
    return {name: value for name, value in (scenario | fields).items() if value is not None}


LATE_PENALTY = [{"innings": 2, "to": "fielding", "runs": 5}]
PENALTIES_IN_INNINGS = [
    {"innings": innings, "to": to, "runs": 5}
    for innings, to in ((1, "batting"), (1, "fielding"), (2, "batting"))
]

ANSWERS = [
    pytest.param(ICC_1, (87.5, 89.3, 185, 184), id="ICC example 1"),
    pytest.param(ICC_4, (100.0, 63.9, 160, 159), id="ICC example 4, ended"),
    pytest.param(
        with_fields(ICC_4, second={
            "stoppages": ICC_4["second"]["stoppages"][:2],
            "now": {"runs": 160, "wickets": 6, "ballsLeft": 46},
        }),
        (100.0, 83.2, 209, 159),
        id="ICC example 4, in play",
    ),
    pytest.param(T20, (56.6, 56.6, 181, 180), id="no rain"),
    pytest.param(T20_NOW, (56.6, 56.6, 181, 82), id="T20, now"),
    pytest.param(T20_NOW | {"penalties": LATE_PENALTY}, (56.6, 56.6, 186, 87), id="a late penalty"),
    pytest.param(T20_NOW | {"penalties": PENALTIES_IN_INNINGS}, (56.6, 56.6, 181, 82),
                 id="penalties within"),
    pytest.param(
        {"oversPerInnings": 20, "ballsPerOver": 5, "first": {"runs": 150, "stoppages": []},
         "second": {"stoppages": [stoppage(100, 0, 50)]}},
        (49.1, 27.4, 84, 83),
        id="overs of five balls",
    ),
    pytest.param(
        with_fields(ICC_1, g50=None, second={"stoppages": [stoppage(300, 0, 120)]}),
        (87.5, 56.6, 117, 116),
        id="no G50 where none is needed",
    ),
    pytest.param(T20 | {"second": {"stoppages": [stoppage(60, 2, 60)]}}, (56.6, 56.6, 181, 180),
                 id="a stoppage without lost balls"),
]  # fmt: skip


@pytest.mark.parametrize(("scenario", "expected"), ANSWERS)
def test_a_scenario_gives_resources_target_and_par(
    tmp_path: Path, scenario: Json, expected: tuple[float, float, int, int]
) -> None:
    result = dls(tmp_path, scenario, "--json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout) == dict(
        zip(("r1", "r2", "target", "par"), expected, strict=True)
    )


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    result = dls(tmp_path, "\ufeff" + json.dumps(ICC_1), "--json")
    assert (result.exit_code, json.loads(result.stdout)["target"]) == (0, 185)


def test_a_hint_about_lost_overs_is_printed_also_when_there_is_no_answer(tmp_path: Path) -> None:
    result = dls(tmp_path, with_fields(ICC_1, g50=None, second=None))
    assert result.exit_code == 2
    [message] = result.stderr.splitlines()
    assert "G50 is not set" in message
    assert "begin second.stoppages with" in message


USED_FEWER = {
    "oversPerInnings": 20,
    "first": {"runs": 240, "stoppages": [stoppage(60, 0, 0)]},
    "second": {
        "stoppages": [stoppage(120, 0, 90)],
        "now": {"runs": 36, "wickets": 0, "ballsLeft": 54},
    },
}
"""A chase with more resources than the first innings that has used fewer so far."""


def test_a_par_score_that_needs_no_g50_is_given_without_a_target(tmp_path: Path) -> None:
    result = dls(tmp_path, USED_FEWER)
    assert result.exit_code == 0, result.stderr
    *sentences, last = result.stdout.splitlines()
    report = json.loads(last)
    assert (report["target"], report["par"]) == (None, 155)
    assert report["note"].startswith("G50 is not set")
    assert f"Target not computed: {report['note']}" in sentences
    assert "Team 2 has 36: 119 behind par" in sentences[-1]
    other_result = dls(tmp_path, USED_FEWER | {"g50": 245}, "--json")
    assert (json.loads(other_result.stdout)["target"], json.loads(other_result.stdout)["par"]) == (
        291,
        155,
    )


def test_a_par_sheet_whose_later_rows_need_g50_is_refused_without_it(tmp_path: Path) -> None:
    result = dls(tmp_path, USED_FEWER, "--sheet")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "G50 is not set" in result.stderr


def test_the_last_line_of_the_text_output_is_json(tmp_path: Path) -> None:
    *sentences, last = dls(tmp_path, T20_NOW).stdout.splitlines()
    assert json.loads(last)["par"] == 82
    assert "Team 2 has 90: 8 ahead of par" in sentences[-1]


def test_overs_missing_for_a_result_are_printed(tmp_path: Path) -> None:
    early = T20 | {"minimumOvers": 5, "second": {"now": {"runs": 9, "wickets": 0, "ballsLeft": 95}}}
    assert "no result before 5 overs are bowled, 0.5 more" in dls(tmp_path, early).stdout
    late = T20_NOW | {"minimumOvers": 5}
    assert "no result" not in dls(tmp_path, late).stdout


def test_overs_lost_only_by_the_first_side_print_a_hint(tmp_path: Path) -> None:
    result = dls(tmp_path, with_fields(ICC_1, second=None), "--json")
    assert (result.exit_code, json.loads(result.stdout)["r2"]) == (0, 100.0)
    assert 'begin second.stoppages with {"ballsLeft": 300, "wickets": 0' in result.stderr
    assert dls(tmp_path, ICC_1).stderr == ""


def t20_first(*stoppages: Json, **fields: object) -> Json:
    """Return a T20 scenario whose first innings has these stoppages."""
    return T20 | {"first": {"runs": 180, "stoppages": list(stoppages)} | fields}


def t20_second(*stoppages: Json, **fields: object) -> Json:
    """Return a T20 scenario whose second innings has these stoppages."""
    return T20 | {"second": {"stoppages": list(stoppages)} | fields}


BAD_SCENARIOS = [
    pytest.param(with_fields(ICC_1, g50=None), "G50 is not set", id="G50 needed"),
    pytest.param(ICC_1 | {"g50": 0}, "g50: is not from 1 to 500 (got 0)", id="G50 zero"),
    pytest.param(ICC_1 | {"g50": "245"}, "g50: is no whole number (got '245')", id="G50 a text"),
    pytest.param(ICC_1 | {"g50": True}, "g50: is no whole number", id="G50 a boolean"),
    pytest.param({"first": {"runs": 1}}, "oversPerInnings: is missing", id="no overs"),
    pytest.param(T20 | {"oversPerInnings": 60}, "360 balls are more than the 300", id="60 overs"),
    pytest.param(T20 | {"oversPerInnings": 0}, "oversPerInnings: is not from 1", id="no over"),
    pytest.param({"oversPerInnings": 20}, "first: is missing; write first:", id="no first"),
    pytest.param(T20 | {"first": [1]}, "first: is no object (got [1])", id="first a list"),
    pytest.param(T20 | {"first": {}}, "first.runs: is missing", id="no runs"),
    pytest.param(T20 | {"first": {"runs": -1}}, "first.runs: is not from 0", id="negative runs"),
    pytest.param(T20 | {"first": {"runs": 1.5}}, "first.runs: is no whole number",
                 id="a fraction of runs"),
    pytest.param(t20_first(stoppage(130, 0)), "first.stoppages[0].ballsLeft: is not from 0 to 120",
                 id="more balls than the innings"),
    pytest.param(t20_first(stoppage(60, 10)), "stoppages[0].wickets: is not from 0 to 9",
                 id="all out"),
    pytest.param(t20_first({"ballsLeft": 60}), "stoppages[0].wickets: is missing", id="no wickets"),
    pytest.param(t20_first({"wickets": 6}), "stoppages[0].ballsLeft: is missing",
                 id="no balls left"),
    pytest.param(t20_first(stoppage(60, 2, 61)), "ballsLeftAfter: is not from 0 to 60",
                 id="overs gained"),
    pytest.param(t20_first(stoppage(60, 2, 40), stoppage(50, 2)),
                 "stoppages[1].ballsLeft: is not from 0 to 40",
                 id="out of order"),
    pytest.param(t20_first(stoppage(60, 2, 40), stoppage(30, 1)),
                 "stoppages[1].wickets: is not from 2 to 9",
                 id="fewer wickets than before"),
    pytest.param(t20_first({"ballsLeft": 7.4, "wickets": 1}), "7.4 overs of six are 46",
                 id="overs instead of balls"),
    pytest.param(t20_first(stoppage(60, 2) | {"ballsleftafter": 3}), "ballsleftafter: is no field",
                 id="a misspelt field"),
    pytest.param(t20_first(stoppage(60, 2, 40), wickets=1), "first.wickets: is not from 2 to 10",
                 id="fewer wickets at the end"),
    pytest.param(T20 | {"first": {"runs": 1, "stoppages": {}}}, "first.stoppages: is no list",
                 id="stoppages an object"),
    pytest.param(T20 | {"first": {"runs": 1, "stoppages": [4]}},
                 "first.stoppages[0]: is no object (got 4)", id="a stoppage a number"),
    pytest.param(T20 | {"second": 3}, "second: is no object", id="second a number"),
    pytest.param(t20_second(now={"runs": 1}), "second.now.wickets: is missing",
                 id="now without wickets"),
    pytest.param(t20_second(stoppage(60, 3, 40), now={"runs": 1, "wickets": 3, "ballsLeft": 41}),
                 "second.now.ballsLeft: is not from 0 to 40", id="now before the stoppage"),
    pytest.param(t20_second(stoppage(60, 3, 40), now={"runs": 1, "wickets": 2, "ballsLeft": 40}),
                 "second.now.wickets: is not from 3 to 10", id="now with fewer wickets"),
    pytest.param(T20 | {"penalties": 5}, "penalties: is no list (got 5)", id="penalties a number"),
    pytest.param(T20 | {"penalties": [{"innings": 2, "to": "home", "runs": 5}]},
                 'penalties[0].to: is neither "batting" nor "fielding"', id="a penalty to a team"),
    pytest.param(T20 | {"penalties": [{"innings": 3, "to": "batting", "runs": 5}]},
                 "penalties[0].innings: is not from 1 to 2", id="a third innings"),
    pytest.param(T20 | {"G50": 245}, "G50: is no field of a scenario; known: g50",
                 id="G50 in capitals"),
    pytest.param(t20_first(stoppage(120, 0, 0)), "had no resources",
                 id="no ball in the first innings"),
    pytest.param("[1]", "holds no JSON object", id="a list"),
    pytest.param("{", "is not JSON (line 1)", id="cut short"),
    pytest.param('{"g50": NaN}', "is not JSON", id="not a number"),
    pytest.param("[" * 100_000, "is not JSON (too deep)", id="too deep"),
    pytest.param('{"g50": 245, "first": {"runs": 1}, "g50": 200}',
                 "g50: is given twice in one object", id="G50 twice"),
    pytest.param('{"first": {"runs": 1, "runs": 2}}', "runs: is given twice", id="runs twice"),
    pytest.param('{"g50": ' + "9" * 5_000 + "}", "(a number in it is too long)", id="long number"),
]  # fmt: skip


@pytest.mark.parametrize(("scenario", "message"), BAD_SCENARIOS)
def test_a_bad_scenario_is_refused_with_the_name_of_the_field(
    tmp_path: Path, scenario: object, message: str
) -> None:
    result = dls(tmp_path, scenario, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    result = cli_runner().invoke(app, ["dls", str(tmp_path / "none.json")])
    assert result.exit_code == 2
    assert "none.json: cannot be read" in result.stderr


# -- par sheets ----------------------------------------------------------------------------------


def rows_of(result: Result) -> list[list[str]]:
    """Return the rows of figures of a printed sheet, without its header."""
    assert result.exit_code == 0, result.stderr
    _, _, table = result.stdout.partition("wickets down\n")
    return [line.split() for line in table.splitlines()[1:]]


def test_a_par_sheet_has_a_row_per_over_and_a_column_per_wicket(tmp_path: Path) -> None:
    rows = rows_of(dls(tmp_path, T20, "--sheet"))
    assert [row[0] for row in rows] == [f"{over}.0" for over in range(21)]
    assert all(len(row) == 12 for row in rows)
    assert rows[10][2:5] == ["77", "79", "82"]
    assert rows[20][1:] == ["0.0", *["180"] * 10]


def test_a_par_sheet_starts_at_the_current_ball(tmp_path: Path) -> None:
    scenario = with_fields(
        ICC_4, minimumOvers=25, second={
            "stoppages": [stoppage(228, 1, 168), stoppage(108, 3, 96)],
            "now": {"runs": 160, "wickets": 6, "ballsLeft": 46},
        },
    )  # fmt: skip
    rows = rows_of(dls(tmp_path, scenario, "--sheet"))
    assert [row[:2] for row in rows[:2]] == [["30.2", "7.4"], ["31.0", "7.0"]]
    assert rows[0][2:9] == ["-"] * 6 + ["159"]
    assert len(rows_of(dls(tmp_path, scenario, "--sheet", "--every-ball"))) == 47


def test_overs_before_the_minimum_are_marked_with_an_asterisk(tmp_path: Path) -> None:
    result = dls(tmp_path, T20 | {"minimumOvers": 5}, "--sheet")
    assert [row[0] for row in rows_of(result)][4:6] == ["4.0*", "5.0"]
    assert "* No result: fewer than 5 overs bowled." in result.stdout


def test_a_sheet_with_after_lists_the_targets_after_a_stoppage(tmp_path: Path) -> None:
    rows = rows_of(dls(tmp_path, T20, "--sheet", "--after", "12"))
    single = dls(tmp_path, t20_second(stoppage(90, 4, 12)), "--json")
    assert json.loads(single.stdout)["target"] == int(rows[5][6]) == 83
    assert rows[20][2:] == ["181"] * 10


def test_a_par_sheet_can_be_written_as_an_html_page(tmp_path: Path) -> None:
    page = tmp_path / "sheet.html"
    result = dls(tmp_path, T20, "--sheet", "--html", str(page))
    assert (result.exit_code, result.stdout) == (0, f"{page}: written\n")
    text = page.read_text("utf-8")
    assert text.startswith("<!DOCTYPE html>")
    assert '<td class="n">82</td>' in text


BAD_OPTIONS = [
    (("--json", "--sheet"), "give one of them"),
    (("--after", "12"), "add --sheet"),
    (("--every-ball",), "add --sheet"),
    (("--sheet", "--after", "121"), "121 balls are more than the 120 left"),
]


@pytest.mark.parametrize(("options", "message"), BAD_OPTIONS)
def test_options_that_cannot_be_combined_are_refused(
    tmp_path: Path, options: tuple[str, ...], message: str
) -> None:
    result = dls(tmp_path, T20, *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


# -- tables of operators -------------------------------------------------------------------------


def table_file(tmp_path: Path, **changed: str) -> str:
    """Write a table for every ball; `changed` replaces lines by balls left: `b46="46,..."`."""
    rows = {"head": "balls," + ",".join(f"w{wickets}" for wickets in range(10))}
    for balls in range(300, -1, -1):
        cells = [str(each / 10) for each in standard_table().by_ball[balls]]
        rows[f"b{balls}"] = ",".join([str(balls), *cells])
    file = tmp_path / "table.csv"
    file.write_text("\n".join((rows | changed).values()) + "\n")
    return str(file)


def test_an_operators_table_is_used_instead_of_the_standard_one(tmp_path: Path) -> None:
    cells = [str(each / 10) for each in standard_table().by_ball[61]]
    changed_table = table_file(tmp_path, b60=",".join(["60", *cells]))
    assert (
        json.loads(dls(tmp_path, T20_NOW, "--json", "--table", changed_table).stdout)["par"] == 80
    )
    default_result = dls(tmp_path, T20_NOW, "--json", "--table", table_file(tmp_path))
    assert json.loads(default_result.stdout)["par"] == 82


BAD_TABLES = [
    pytest.param({"head": "overs,w0"}, "line 1 is not balls,w0,w1", id="other column names"),
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
