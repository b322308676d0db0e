"""Tests the recount against the figures stated in each real match file.

Matches: Cricsheet, https://cricsheet.org, Open Data Commons Attribution License.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.oracle.recount import recount
from tests.oracle.shapes import BattingRow, BowlingRow, Margin, RecountedInnings, RecountedMatch

pytestmark = pytest.mark.shared

REVISED = frozenset({"1348326", "1490248"})

CENTURIES = [
    ("1379758", 1, "AC Kerr", 108),
    ("649089", 2, "GC Smith", 234),
    ("1410196", 2, "JM Clarke", 104),
    ("1370352", 1, "Shubman Gill", 129),
    ("1348326", 1, "A Balbirnie", 121),
    ("1369575", 2, "RRS Cornwall", 102),
    ("1288980", 1, "TWM Latham", 252),
    ("1301327", 1, "M Kapp", 150),
    ("1417850", 1, "BL Mooney", 99),
]
HAULS = [
    ("649089", 1, "Imran Tahir", 5, 32),
    ("1490248", 1, "PTM Dabare", 5, 44),
    ("1410196", 1, "D Paterson", 5, 49),
    ("1370352", 2, "MM Sharma", 5, 10),
    ("1206059", 1, "SN Netravalkar", 5, 32),
    ("1483063", 2, "S Dunukedeniya", 7, 15),
    ("1288980", 2, "TA Boult", 5, 43),
    ("1417850", 2, "KE Bryce", 5, 13),
]
OVERS = [
    pytest.param("1410196", 1, "79.1", id="a seven-ball over is one over"),
    pytest.param("1410196", 2, "82.4", id="a five-ball over is one over"),
    pytest.param("217648", 2, "49.0", id="two five-ball overs are two overs"),
    pytest.param("1417855", 1, "14.0", id="sets of five"),
    pytest.param("1450764", 2, "8.0", id="the last over has only a wide"),
    pytest.param("1234907", 2, "0.0", id="forfeited"),
    pytest.param("1160524", 2, "18.5", id="won with one ball of the over remaining"),
]
TEXTS = [
    ("1156657", 2, "CJ Langford", "hit wicket b "),
    ("63963", 1, "MP Vaughan", "handled the ball"),
    ("1206059", 2, "XM Marshall", "obstructing the field"),
    ("1369575", 1, "JU Goolie", "retired out"),
    ("1369575", 2, "RRS Cornwall", "retired not out"),
    ("1386111", 2, "JM Clarke", "retired hurt"),
    ("1386111", 2, "SE Marsh", "b DA Payne"),
    ("1175359", 2, "JC Buttler", "run out"),
    ("1410196", 2, "JA Haynes", "c sub b MJJ Critchley"),
]


@cache
def _raw(path: Path) -> dict[str, Any]:
    match: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return match


@cache
def _recounted(path: Path) -> RecountedMatch:
    return recount(_raw(path))


def _innings(shared_matches: Path, match_id: str, number: int) -> RecountedInnings:
    return _recounted(shared_matches / f"{match_id}.json").innings[number - 1]


def _all_innings(shared_matches: Path) -> Iterator[RecountedInnings]:
    for path in sorted(shared_matches.glob("*.json")):
        match = _recounted(path)
        yield from match.innings + match.super_overs


def _batter(innings: RecountedInnings, name: str) -> BattingRow:
    return next(row for row in innings.batting if row.name == name)


def _bowler(innings: RecountedInnings, name: str) -> BowlingRow:
    return next(row for row in innings.bowling if row.name == name)


def test_a_target_is_one_more_than_the_first_innings(shared_matches: Path) -> None:
    checked = 0
    for path in sorted(shared_matches.glob("*.json")):
        innings = _recounted(path).innings
        if len(innings) == 2 and innings[1].target is not None and path.stem not in REVISED:
            assert innings[1].target == innings[0].runs + 1, path.stem
            checked += 1
    assert checked == 17


def test_the_recounted_totals_give_the_margin_stated_in_the_file(shared_matches: Path) -> None:
    checked = 0
    for path in sorted(shared_matches.glob("*.json")):
        result = _recounted(path).result
        if result.winner is not None and result.method is None:
            assert result.recounted_by == result.by, path.stem
            checked += 1
    assert checked == 20


def test_a_margin_by_a_method_is_not_recounted(shared_matches: Path) -> None:
    result = _recounted(shared_matches / "1205779.json").result
    assert (result.method, result.by) == ("VJD", Margin("Vidarbha", runs=1))
    assert result.recounted_by is None


def test_a_tie_has_level_totals_without_its_super_overs(shared_matches: Path) -> None:
    match = _recounted(shared_matches / "1216517.json")
    assert [innings.runs for innings in match.innings] == [176, 176]
    scores = [(innings.runs, innings.wickets) for innings in match.super_overs]
    assert scores == [(5, 2), (5, 1), (11, 1), (15, 0)]
    assert (match.result.outcome, match.result.winner) == ("tie", None)
    assert match.result.eliminator == "Kings XI Punjab"


def test_runs_off_the_bat_and_extras_add_up_to_total_and_runs_conceded(
    shared_matches: Path,
) -> None:
    for innings in _all_innings(shared_matches):
        extras = innings.extras
        bat = sum(row.runs for row in innings.batting)
        assert innings.runs == bat + extras.total
        conceded = sum(row.runs_conceded for row in innings.bowling)
        assert innings.runs == conceded + extras.byes + extras.leg_byes + extras.penalty


def test_balls_faced_are_the_legal_balls_plus_the_no_balls(shared_matches: Path) -> None:
    for innings in _all_innings(shared_matches):
        no_balls = sum(row.no_balls_bowled for row in innings.bowling)
        faced = sum(row.balls_faced for row in innings.batting)
        assert faced == innings.legal_balls + no_balls
        assert innings.legal_balls == sum(row.legal_balls for row in innings.bowling)


def test_every_wicket_has_a_batter_out_a_fall_and_a_partnership(shared_matches: Path) -> None:
    for innings in _all_innings(shared_matches):
        out = [row.name for row in innings.batting if row.is_out]
        assert sorted(fall.name for fall in innings.fall_of_wickets) == sorted(out)
        assert innings.wickets == len(out)
        broken = [stand for stand in innings.partnerships if not stand.is_unbroken]
        assert len(broken) == innings.wickets


def test_partnerships_add_up_to_the_total(shared_matches: Path) -> None:
    awarded = {("Sri Lanka", 129): 5, ("Sri Lanka", 213): 5}
    for innings in _all_innings(shared_matches):
        stands = sum(stand.runs for stand in innings.partnerships)
        outside = awarded.get((innings.batting_team, innings.runs), 0)
        assert stands + outside == innings.runs


@pytest.mark.parametrize(("match_id", "number", "name", "runs"), CENTURIES)
def test_high_scores_are_recounted(
    shared_matches: Path, match_id: str, number: int, name: str, runs: int
) -> None:
    assert _batter(_innings(shared_matches, match_id, number), name).runs == runs


@pytest.mark.parametrize(("match_id", "number", "name", "wickets", "runs"), HAULS)
def test_five_wicket_hauls_are_recounted(
    shared_matches: Path, match_id: str, number: int, name: str, wickets: int, runs: int
) -> None:
    row = _bowler(_innings(shared_matches, match_id, number), name)
    assert (row.wickets, row.runs_conceded) == (wickets, runs)


@pytest.mark.parametrize(("match_id", "number", "overs"), OVERS)
def test_overs_are_counted_as_the_umpires_did(
    shared_matches: Path, match_id: str, number: int, overs: str
) -> None:
    assert _innings(shared_matches, match_id, number).overs == overs


@pytest.mark.parametrize(("match_id", "number", "name", "text"), TEXTS)
def test_a_dismissal_is_printed_as_on_a_scorecard(
    shared_matches: Path, match_id: str, number: int, name: str, text: str
) -> None:
    printed = _batter(_innings(shared_matches, match_id, number), name).dismissal_text
    assert printed == text or (text.endswith(" b ") and printed.startswith(text))


def test_an_injured_batter_who_was_replaced_and_resumed_has_one_row(shared_matches: Path) -> None:
    innings = _innings(shared_matches, "1370352", 2)
    green = [row for row in innings.batting if row.name == "C Green"]
    assert len(green) == 1
    assert green[0].is_out
    assert innings.batting.index(green[0]) < 4


def test_ten_overs_of_a_bowler_with_two_short_ones_are_ten(shared_matches: Path) -> None:
    row = _bowler(_innings(shared_matches, "217648", 2), "DL Vettori")
    assert (row.legal_balls, row.overs) == (58, "10.0")


def test_a_bowler_without_a_legal_ball_has_a_row(shared_matches: Path) -> None:
    row = _bowler(_innings(shared_matches, "1450764", 2), "Sajid Patel")
    assert (row.overs, row.legal_balls, row.wides, row.wides_bowled) == ("0.0", 0, 1, 1)


def test_an_innings_with_an_absent_batter_ends_at_nine_wickets(shared_matches: Path) -> None:
    innings = _innings(shared_matches, "649089", 3)
    assert (innings.wickets, innings.absent_hurt) == (9, ("Zulfiqar Babar",))
