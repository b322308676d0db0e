"""Tests `scrbrd judge` and `scrbrd editions` with files and with a stored match.

Matches: Cricsheet, https://cricsheet.org, Open Data Commons Attribution License.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore import Client

from admin.judging.editions import rules_of
from admin.judging.source import is_file
from admin.logfile import load_match
from scrbrd.domain.errors import BadInput
from scrbrd.domain.formats import FORMATS, THE_LAWS
from scrbrd.domain.vocabulary import LawsEdition, MatchFormat
from tests.admin.administration import run_failing, run_in_process, run_ok
from tests.admin.committed_matches import DEMO_LOGS, TEST_LOGS, committed_logs
from tests.admin.files import ACES, BEES, ball, innings, match, over, wicket_of
from tests.admin.projected_match import write_match
from tests.fakes.small_match import MATCH_ID

CLEAN_LOG = DEMO_LOGS / "1386111.log"
MISCOUNTED_LOG = TEST_LOGS / "1410196.log"


def match_with_two_faults(tmp_path: Path) -> Path:
    """Write a match (edition of 2022): B1 bowls two overs running, A1 is bowled off a wide."""
    wide = ball("A1", "A2", "B2", extras={"wides": 1}, wickets=[wicket_of("A1", "bowled")])
    overs = [over("A1", "A2", "B1", 4), over("A2", "A1", "B1"), [wide]]
    document = match(innings(ACES, *overs), outcome={"result": "no result"}, overs=10)
    path = tmp_path / "odd.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def match_with_a_crossing(tmp_path: Path) -> Path:
    """Write a match of 2019: A1 is caught after the batters crossed, so A2 faces next."""
    catch = ball("A1", "A2", "B1", wickets=[wicket_of("A1", "caught", "B3")])
    other_balls = [ball("A2", "A3", "B1") for _ in range(5)]
    bees = innings(BEES, [ball("B1", "B2", "A1", 1)])
    document = match(
        innings(ACES, [catch, *other_balls]),
        bees,
        outcome={"winner": BEES, "by": {"wickets": 10}},
        overs=1,
        dates=["2019-05-01"],
    )
    path = tmp_path / "caught.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def last_line(text: str) -> Any:
    """Return the last line of an output, parsed as JSON."""
    return json.loads(text.splitlines()[-1])


def test_a_log_without_verdicts_exits_with_zero() -> None:
    assert run_ok("judge", str(CLEAN_LOG)) == "1386111: 0 refused, 0 flagged\n"


def test_actions_are_printed_with_their_verdicts(tmp_path: Path) -> None:
    result = run_in_process("judge", str(match_with_two_faults(tmp_path)))
    assert (result.code, result.err) == (1, "")
    lines = result.out.splitlines()
    assert lines[-1] == "odd: 1 refused, 1 flagged"
    (bowled,) = [line for line in lines if "out_off_wide" in line]
    assert bowled == (
        "  refused out_off_wide: A1 cannot be out bowled off a wide (Law 22.9, edition of 2022);"
        " check whether wide was called, or how the wicket fell"
    )
    assert lines[lines.index(bowled) - 1].startswith("1_14  ")
    assert any(
        line.startswith("  flagged consecutive_overs: B1 bowled the over before") for line in lines
    )


def test_json_output_ends_with_one_line_holding_the_report(tmp_path: Path) -> None:
    result = run_in_process("judge", str(match_with_two_faults(tmp_path)), "--json")
    report = last_line(result.out)
    assert result.code == 1
    assert (report["matchId"], report["lawsEdition"]) == ("odd", "2022")
    assert (report["refused"], report["flagged"]) == (1, 1)
    codes = [verdict["code"] for each in report["actions"] for verdict in each["verdicts"]]
    assert codes == ["consecutive_overs", "out_off_wide"]
    verdict = report["actions"][-1]["verdicts"][0]
    assert set(verdict) == {"outcome", "code", "sentence", "law", "edition", "remedy"}
    assert (verdict["law"], verdict["edition"]) == ("Law 22.9", "2022")
    assert last_line(run_ok("judge", str(CLEAN_LOG), "--json"))["actions"] == []


@pytest.mark.parametrize("log", committed_logs(), ids=lambda log: log.stem)
def test_no_action_of_a_real_match_is_refused(log: Path) -> None:
    assert last_line(run_in_process("judge", str(log), "--json").out)["refused"] == 0


def test_flags_of_the_real_matches_are_the_known_ones() -> None:
    flagged = {
        (log.stem, verdict["code"])
        for log in committed_logs()
        for each in last_line(run_in_process("judge", str(log), "--json").out)["actions"]
        for verdict in each["verdicts"]
    }
    assert flagged == {
        ("1205779", "close_not_shown"),
        ("1216517", "run_out_end_not_said"),
        ("1417850", "run_out_end_not_said"),
        ("1410196", "umpires_count"),
    }


@pytest.mark.parametrize("verb", [("judge",), ("editions", "--as", "2000")])
def test_a_file_that_cannot_be_used_is_one_line(verb: tuple[str, ...], tmp_path: Path) -> None:
    assert "cannot be read" in run_failing(2, *verb, str(tmp_path / "none.json"))


@pytest.mark.parametrize(
    ("argument", "expected"), [("a/b", True), ("x.json", True), ("x.log", True), ("m1", False)]
)
def test_an_argument_with_a_slash_or_an_extension_is_a_file(argument: str, expected: bool) -> None:
    assert is_file(argument) is expected


def test_batters_crossing_before_a_catch_counts_in_2019_but_not_in_2022(
    tmp_path: Path,
) -> None:
    result = run_in_process(
        "editions", str(match_with_a_crossing(tmp_path)), "--as", "2022", "--json"
    )
    report = last_line(result.out)
    assert (result.code, report["as"], report["differs"]) == (1, ["own", "2022"], True)
    [difference] = report["differences"]
    assert (difference["actionId"], difference["ball"]) == ("1_2", "0.1")
    assert difference["fields"] == {"facesNext": ["a2", None]}
    assert report["result"] == ["Bees won by 10 wickets"] * 2


def test_two_sets_of_rules_are_compared_in_the_order_given() -> None:
    result = run_in_process(
        "editions", str(CLEAN_LOG), "--as", "icc-t20i", "--as", "hundred", "--json"
    )
    report = last_line(result.out)
    assert (result.code, report["as"]) == (1, ["icc-t20i", "hundred"])
    over_ends = [each for each in report["differences"] if "endsOver" in each["fields"]]
    assert over_ends
    assert report["innings"][0] == ["Adelaide Strikers 177/6 (20.0)", *report["innings"][0][1:]]


def test_a_comparison_is_printed_side_by_side(tmp_path: Path) -> None:
    result = run_in_process("editions", str(match_with_a_crossing(tmp_path)), "--as", "2022")
    lines = result.out.splitlines()
    assert lines[0] == "own | 2022"
    assert "facesNext A2 | -" in lines[1]
    assert lines[2:] == [
        "own: Aces 0/1 (1.0); Bees 1/0 (0.1). Bees won by 10 wickets",
        "2022: Aces 0/1 (1.0); Bees 1/0 (0.1). Bees won by 10 wickets",
        "1 action differs",
    ]


def test_rules_without_a_difference_exit_with_zero() -> None:
    assert run_ok("editions", str(CLEAN_LOG), "--as", "2022").endswith("\n0 actions differ\n")


def test_unknown_or_too_many_rules_are_refused() -> None:
    assert "--as: 'x' is no edition" in run_failing(2, "editions", str(CLEAN_LOG), "--as", "x")
    three_rules = ("--as", "2000", "--as", "2017", "--as", "2019")
    assert "once or twice" in run_failing(2, "editions", str(CLEAN_LOG), *three_rules)
    assert run_in_process("editions", str(CLEAN_LOG)).code == 2


def test_an_edition_keeps_the_conditions_and_named_conditions_keep_the_edition() -> None:
    own_conditions = load_match(CLEAN_LOG).inputs.setup.conditions
    conditions = rules_of("2000", own_conditions).conditions
    assert conditions.overs_per_innings == own_conditions.overs_per_innings
    assert conditions.laws_edition is LawsEdition.CODE_2000
    odi = rules_of("icc-odi", conditions)
    assert odi.conditions.laws_edition is LawsEdition.CODE_2000
    assert odi.conditions.overs_per_innings == FORMATS[MatchFormat.ODI].overs_per_innings
    assert rules_of("icc-test", THE_LAWS).conditions.follow_on_lead == 200
    with pytest.raises(BadInput):
        rules_of("2001", own_conditions)


def test_a_stored_match_is_judged_from_its_log(firestore_client: Client) -> None:
    write_match(firestore_client)
    report = last_line(run_in_process("judge", MATCH_ID, "--json").out)
    assert (report["matchId"], report["refused"]) == (MATCH_ID, 0)
    assert (
        last_line(run_in_process("editions", MATCH_ID, "--as", "2000", "--json").out)["differs"]
        is False
    )
    assert "there is no match nowhere" in run_failing(2, "judge", "nowhere")


def test_each_miscounted_over_is_flagged_once() -> None:
    report = last_line(run_in_process("judge", str(MISCOUNTED_LOG), "--json").out)
    assert [each["actionId"] for each in report["actions"]] == ["1_451", "2_437"]
