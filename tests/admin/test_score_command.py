"""Tests `scrbrd score`: scorecards, JSON, and its messages for unusable files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from admin.app import app
from tests.admin.administration import cli_runner
from tests.admin.committed_matches import DEMO_LOGS, ROOT, TEST_LOGS, golden_path
from tests.admin.files import ACES, BEES, innings, match, over

T20 = DEMO_LOGS / "1386111.log"
SUPER_OVERS = TEST_LOGS / "1216517.log"
AWARDED = TEST_LOGS / "1273144.log"


def run_score(*arguments: Path | str) -> Result:
    """Run the command in this process."""
    return cli_runner().invoke(app, ["score", *map(str, arguments)])


def documents(result: Result) -> list[dict[str, Any]]:
    """Return the lines of the output of --json, parsed."""
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_match_is_printed_as_a_scorecard() -> None:
    result = run_score(T20)
    assert result.exit_code == 0
    assert result.stdout == golden_path(T20).read_text("utf-8")
    assert result.stderr == ""


def test_several_matches_are_printed_one_after_the_other() -> None:
    result = run_score(T20, SUPER_OVERS)
    assert result.stdout.count("\nResult: ") == 2
    assert result.stdout.startswith(golden_path(T20).read_text("utf-8"))
    assert result.stdout.endswith(golden_path(SUPER_OVERS).read_text("utf-8"))


def test_json_output_has_a_line_for_each_file() -> None:
    result = run_score(T20, "--json", SUPER_OVERS)
    assert result.exit_code == 0
    first, second = documents(result)
    keys = ["file", "matchId", "innings", "superOvers", "result", "problems", "differences"]
    assert list(first) == keys
    assert (first["file"], first["matchId"]) == (str(T20), "1386111")
    assert len(second["superOvers"]) == 4


def test_json_has_every_field_of_the_public_schema() -> None:
    (document,) = documents(run_score("--json", SUPER_OVERS))
    card = document["innings"][0]
    assert {
        "inningsNumber", "battingTeamId", "battingTeam", "runs", "wickets", "overs", "balls",
        "batsmen", "bowlers", "extras", "fallOfWickets",
    } <= set(card)  # fmt: skip
    assert {
        "playerId", "playerName", "runs", "ballsFaced", "fours", "sixes", "strikeRate", "isOut",
        "isOnStrike", "battingPosition",
    } <= set(card["batsmen"][0])  # fmt: skip
    assert {"type", "bowlerId", "description"} <= set(card["batsmen"][0]["dismissal"])
    assert {
        "playerId", "playerName", "overs", "ballsBowled", "maidens", "runsConceded", "wickets",
        "wides", "noBalls", "economy", "dotBalls", "spells",
    } <= set(card["bowlers"][0])  # fmt: skip
    assert {"startOver", "endOver", "runs", "wickets"} <= set(card["bowlers"][0]["spells"][0])
    assert {"wides", "noBalls", "byes", "legByes", "penalty"} <= set(card["extras"])
    assert {
        "wicketNumber", "score", "over", "batsmanOutId", "batsmanOutName", "bowlerId",
    } <= set(card["fallOfWickets"][0])  # fmt: skip


@pytest.mark.parametrize(
    ("path", "result"),
    [
        (
            T20,
            {
                "winner": "Melbourne Renegades",
                "outcome": "win",
                "by": {"wickets": 4},
                "method": None,
                "text": "Melbourne Renegades won by 4 wickets",
            },
        ),
        (
            SUPER_OVERS,
            {
                "winner": "Kings XI Punjab",
                "outcome": "tie",
                "by": None,
                "method": "super_over",
                "text": "match tied (Kings XI Punjab won the Super Over)",
            },
        ),
        (
            AWARDED,
            {
                "winner": "Ghana",
                "outcome": "win",
                "by": None,
                "method": "Awarded",
                "text": "awarded to Ghana",
            },
        ),
    ],
    ids=lambda value: value.stem if isinstance(value, Path) else "",
)
def test_the_result_has_all_its_keys(path: Path, result: dict[str, Any]) -> None:
    (document,) = documents(run_score("--json", path))
    assert document["result"] == result


def test_problems_have_all_their_keys(tmp_path: Path) -> None:
    overs = [over("A1", "A2", "B1", 4)] * 2
    path = tmp_path / "odd.json"
    path.write_text(json.dumps(match(innings(ACES, *overs), outcome={"result": "no result"})))
    (document,) = documents(run_score("--json", path))
    assert "consecutive_overs" in {each["code"] for each in document["problems"]}
    assert set(document["problems"][0]) == {"actionId", "code", "severity", "message", "law"}
    assert f"{document['problems'][0]['severity']}: 1_" in run_score(path).stdout


MATCH_FILE = json.dumps(
    match(
        innings(ACES, over("A1", "A2", "B1", 4)),
        innings(BEES, over("B1", "B2", "A1")),
        outcome={"winner": ACES, "by": {"runs": 4}},
    )
)

UNUSABLE_FILES: dict[str, bytes] = {
    "empty": b"",
    "blank": b"\n\n",
    "truncated": MATCH_FILE[: len(MATCH_FILE) // 2].encode(),
    "not JSON": b"runs,wickets\n1,2\n",
    "binary": bytes(range(256)),
    "another character set": MATCH_FILE.replace("A1", "\u00c91").encode("latin-1"),
    "a list": b"[1, 2, 3]",
    "null": b"null",
    "a number": b"7",
    "not Cricsheet": b'{"name": "scrbrd", "version": 1}',
    "deep": b'{"info":' + b"[" * 100_000,
    "truncated log": T20.read_bytes()[:-200],
    "log cut in its header": T20.read_bytes()[:300],
    "log in another character set": T20.read_bytes().replace(b"Adelaide", b"Ad\xe9laide"),
}


@pytest.mark.parametrize("content", UNUSABLE_FILES.values(), ids=UNUSABLE_FILES)
@pytest.mark.parametrize("option", [[], ["--json"]], ids=["text", "json"])
def test_an_unusable_file_is_one_error_line_and_the_others_are_scored(
    content: bytes, option: list[str], tmp_path: Path
) -> None:
    unusable_file = tmp_path / "useless.json"
    unusable_file.write_bytes(content)
    check_batch(unusable_file, option)


@pytest.mark.parametrize("option", [[], ["--json"]], ids=["text", "json"])
def test_a_missing_file_and_a_folder_are_one_error_line_each(
    option: list[str], tmp_path: Path
) -> None:
    check_batch(tmp_path / "missing.json", option)
    check_batch(tmp_path, option)


def check_batch(unusable_file: Path, option: list[str]) -> None:
    """Check that the file is named in one line, the others are scored, and the exit code is 2."""
    result = run_score(*option, T20, unusable_file, SUPER_OVERS)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert str(unusable_file) in result.stderr
    assert "Traceback" not in result.output
    expected = run_score(*option, T20, SUPER_OVERS)
    assert result.stdout == expected.stdout


def test_a_result_that_differs_from_the_files_is_reported_with_exit_code_1(tmp_path: Path) -> None:
    changed_file = json.loads(MATCH_FILE)
    right_file, wrong_file = tmp_path / "right.json", tmp_path / "wrong.json"
    right_file.write_text(MATCH_FILE)
    changed_file["info"]["outcome"] = {"winner": BEES, "by": {"wickets": 10}}
    wrong_file.write_text(json.dumps(changed_file))
    assert run_score(right_file).exit_code == 0
    result = run_score(right_file, wrong_file)
    assert result.exit_code == 1
    assert "Aces won by 4 runs" in result.stdout, "what the fold makes of it is printed"
    [line] = result.stderr.splitlines()
    assert line.startswith(f"scrbrd: {wrong_file}: ")
    assert run_score(wrong_file, tmp_path / "missing.json").exit_code == 2


def test_several_processes_print_the_same_as_one_in_the_order_of_the_files(tmp_path: Path) -> None:
    files = [T20, tmp_path / "missing.json", SUPER_OVERS, AWARDED]
    single, parallel = (run_score("--json", *more, *files) for more in ((), ("--jobs", "2")))
    assert parallel.exit_code == single.exit_code == 2
    assert (parallel.stdout, parallel.stderr) == (single.stdout, single.stderr)


def test_no_files_is_a_usage_error() -> None:
    assert run_score().exit_code == 2


def test_the_command_runs_as_a_module(tmp_path: Path) -> None:
    files = [str(T20), str(tmp_path / "none")]
    command = [sys.executable, "-m", "admin", "score", "--json", *files]
    process = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ | COLUMNS
    )
    assert process.returncode == 2
    assert json.loads(process.stdout)["result"]["winner"] == "Melbourne Renegades"
    assert len(process.stderr.splitlines()) == 1


COLUMNS = {"COLUMNS": "40"}
"""A narrow terminal; the output must not depend on it."""
