"""Tests `scrbrd scorecard`, `at` and `replay` on a real Firestore."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from google.api_core.exceptions import PermissionDenied
from google.cloud.firestore import Client, DocumentReference
from rich.cells import cell_len

from admin.variables import FIRESTORE_HOST
from scrbrd.adapters import paths
from tests.admin.administration import run_failing, run_in_process, run_installed, run_ok
from tests.admin.committed_matches import DEMO_LOGS, golden_path
from tests.admin.projected_match import (
    run_interrupted,
    stored_score,
    write_log,
    write_match,
    write_match_and_lineups,
)
from tests.fakes.small_match import MATCH_ID, ball, innings_started, match_document

REAL = "1386111"


@pytest.fixture
def database(firestore_client: Client) -> Client:
    """Return a client of a database with a small, projected match."""
    write_match(firestore_client)
    return firestore_client


@pytest.mark.usefixtures("database")
def test_a_scorecard_is_printed_from_the_public_score() -> None:
    card = run_ok("scorecard", MATCH_ID, by=run_installed)
    assert card.startswith("Lions v Tigers\n")
    assert "1 over)" in card
    *_, ledger_line = card.splitlines()
    assert card.endswith(f"Result: match tied\n\n{ledger_line}\n")
    assert re.fullmatch(r"Ledger 14:( [0-9a-f]{8}){8}", ledger_line)


@pytest.mark.usefixtures("firestore_client")
def test_the_card_of_a_real_match_equals_its_golden() -> None:
    log = DEMO_LOGS / f"{REAL}.log"
    run_ok("import", "cricsheet", str(log), "--apply")
    card = run_ok("scorecard", REAL)
    assert "made available under the ODC" in card
    golden = golden_path(log).read_text(encoding="utf-8")
    *lines, ledger_line = card.replace("\n\nContains", "\nContains").splitlines(keepends=True)
    assert "".join(lines) == golden
    assert ledger_line.startswith("Ledger ")


def test_a_scorecard_in_json_is_the_score_document(database: Client) -> None:
    document = json.loads(run_ok("scorecard", MATCH_ID, "--json"))
    assert document["innings1"] == stored_score(database)["innings1"]
    assert document["lastUpdated"].startswith("20")


def test_a_scorecard_in_html_has_escaped_names(database: Client, tmp_path: Path) -> None:
    database.document(paths.match(MATCH_ID)).update({"homeTeamName": "<b>Lions</b>"})
    run_ok("rebuild", MATCH_ID)
    page = tmp_path / "card.html"
    assert run_ok("scorecard", MATCH_ID, "--html", str(page)) == f"{page}: written\n"
    text = page.read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>")
    assert "<h1>&lt;b&gt;Lions&lt;/b&gt; v Tigers</h1>" in text
    assert "<b>" not in text
    assert "match tied" in text


def test_a_scorecard_of_an_unreadable_or_missing_score_is_refused(database: Client) -> None:
    database.document(paths.live_score(MATCH_ID)).update({"innings1.runs": "many"})
    message = run_failing(1, "scorecard", MATCH_ID)
    assert "live/score innings1.runs" in message
    assert f"`scrbrd rebuild {MATCH_ID}` mends it" in message
    database.document(paths.live_score(MATCH_ID)).delete()
    assert "is not there yet" in run_failing(1, "scorecard", MATCH_ID)


def test_a_scorecard_can_be_printed_before_the_first_ball(
    firestore_client: Client, tmp_path: Path
) -> None:
    write_match_and_lineups(firestore_client, MATCH_ID, match_document())
    write_log(firestore_client, MATCH_ID, {"1_1": innings_started()})
    run_ok("rebuild", MATCH_ID)
    card = run_ok("scorecard", MATCH_ID)
    assert "Total (0 wickets, 0 overs)" in card
    assert "Yet to bat: Lions 1, Lions 2, Lions 3" in card
    document = json.loads(run_ok("scorecard", MATCH_ID, "--json"))
    assert "bowlerId" not in document["currentInnings"], "the document as it is"
    run_ok("scorecard", MATCH_ID, "--html", str(tmp_path / "card.html"))


def test_a_scorecard_with_blank_and_wide_names_keeps_its_columns(database: Client) -> None:
    names = {"lions-1": "  ", "lions-2": "陳大文陳大文", "lions-3": "e\u0301" * 12}
    for player, name in names.items():
        path = f"{paths.lineups(MATCH_ID)}/lions_{player}"
        database.document(path).update({"playerName": name})
    run_ok("rebuild", MATCH_ID)
    lines = run_ok("scorecard", MATCH_ID).splitlines()
    heading = next(line for line in lines if line.endswith("SR"))
    batters = [line for line in lines if "not out" in line]
    assert len(batters) == 4
    assert {cell_len(line) for line in (*batters, heading)} == {100}
    assert len({cell_len(line.partition("not out")[0]) for line in batters[:2]}) == 1
    bowling = [line for line in lines if line.endswith((" NB", " 0   0")) and "not" not in line]
    assert len({cell_len(line) for line in bowling[2:]}) == 1, "as the heading above"
    run_ok("replay", MATCH_ID, "--speed", "0")


@pytest.mark.usefixtures("database")
def test_an_html_page_that_cannot_be_written_is_one_line() -> None:
    message = run_failing(2, "scorecard", MATCH_ID, "--html", "/dev/full")
    assert "/dev/full: cannot be written (No space left on device)" in message
    assert "give one of them" in run_failing(2, "scorecard", MATCH_ID, "--html", "x", "--json")


@pytest.mark.usefixtures("database")
def test_at_prints_the_score_after_an_action() -> None:
    card = run_ok("at", MATCH_ID, "--sequence", "1_4")
    assert "0.3 overs)" in card
    assert "Result" not in card
    assert card.endswith("As of 1_4: 4 of 14 actions, as they stand now.\n")
    document = json.loads(run_ok("at", MATCH_ID, "--sequence", "1_4", "--json"))
    assert (document["at"], document["lastActionId"]) == ("1_4", "1_4")
    assert document["currentInnings"]["runs"] == 5


def test_at_the_last_action_prints_the_live_score(database: Client) -> None:
    document = json.loads(run_ok("at", MATCH_ID, "--sequence", "2_7", "--json"))
    del document["at"]
    assert document == stored_score(database)


def test_at_counts_voids_but_not_later_corrections(database: Client) -> None:
    write_log(database, MATCH_ID, {"2_8": ball(8, 6, 2, corrects="2_4")})
    database.document(paths.scoring_action(MATCH_ID, "2_2")).update({"isVoided": True})

    def runs_at(sequence: str) -> int:
        document = json.loads(run_ok("at", MATCH_ID, "--sequence", sequence, "--json"))
        return int(document["currentInnings"]["runs"])

    assert runs_at("2_7") == 14 - 1, "the void counts, the correction behind it does not"
    assert runs_at("2_8") == 14 - 1 - 4 + 6


@pytest.mark.usefixtures("database")
def test_a_replay_prints_a_line_for_each_ball() -> None:
    lines = run_ok("replay", MATCH_ID, "--speed", "0").splitlines()
    assert lines[0] == "      Innings 1: Lions bat  0/0"
    assert lines[1].split() == ["0.1", "Tigers", "3", "to", "Lions", "1,", "1", "run", "1/0"]
    assert lines[3].split() == ["0.3", "Tigers", "3", "to", "Lions", "2,", "FOUR", "5/0"]
    assert len(lines) == 15
    assert lines[-1] == "Result: match tied"


def test_a_replay_starts_at_a_given_action_and_omits_voided_ones(database: Client) -> None:
    database.document(paths.scoring_action(MATCH_ID, "2_3")).update({"isVoided": True})
    lines = run_ok("replay", MATCH_ID, "--speed", "1000", "--from", "2_2").splitlines()
    assert [line.split()[0] for line in lines] == ["0.1", "0.2", "0.3", "0.4", "0.5"]


def test_a_replay_of_a_log_without_its_first_action_starts_at_the_next(
    database: Client,
) -> None:
    database.document(paths.scoring_action(MATCH_ID, "1_1")).delete()
    assert len(run_ok("replay", MATCH_ID, "--speed", "0").splitlines()) >= 12
    for each in database.collection(paths.scoring_actions(MATCH_ID)).list_documents():
        each.delete()
    assert "its log is empty; there is nothing to tell" in run_failing(1, "replay", MATCH_ID)


@pytest.mark.parametrize("log", sorted(DEMO_LOGS.glob("*.log")), ids=lambda log: log.stem)
@pytest.mark.usefixtures("firestore_client")
def test_a_replay_of_a_real_match_ends_with_its_result(log: Path) -> None:
    run_ok("import", "cricsheet", str(log), "--apply")
    lines = run_ok("replay", log.stem, "--speed", "0").splitlines()
    assert lines[-1] in golden_path(log).read_text(encoding="utf-8")
    assert max(len(line) for line in lines) < 160
    assert not [line for line in lines if "Not counted" in line]


@pytest.mark.usefixtures("database")
def test_ctrl_c_stops_a_replay() -> None:
    result = run_interrupted(lambda: True, "replay", MATCH_ID, "--speed", "0.01")
    assert result.code in (130, -2), "before or after the command line began"


@pytest.mark.usefixtures("database")
def test_an_unknown_match_or_action_is_refused_with_one_line() -> None:
    for verb in (("scorecard",), ("at", "--sequence", "1_1"), ("replay",)):
        assert "there is no match m9" in run_failing(2, *verb, "m9")
    message = run_failing(2, "at", MATCH_ID, "--sequence", "2_57")
    assert "--sequence: match m1 has no action 2_57; its log ends at 2_7" in message
    assert "is no action id such as 1_37" in run_failing(2, "at", MATCH_ID, "--sequence", "57")
    assert "--from: match m1 has no action 9_1" in run_failing(
        2, "replay", MATCH_ID, "--from", "9_1"
    )


@pytest.mark.parametrize("verb", [("scorecard",), ("at", "--sequence", "1_1"), ("replay",)])
def test_a_server_that_refuses_or_does_not_answer_is_one_line(
    database: Client, verb: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert database.project

    def refuse(*_: object, **__: object) -> None:
        raise PermissionDenied("no")

    with monkeypatch.context() as patch:
        patch.setattr(DocumentReference, "get", refuse)
        assert "these credentials may not do this" in run_failing(1, *verb, MATCH_ID)
    monkeypatch.setenv(FIRESTORE_HOST, "127.0.0.1:1")
    assert "does not answer at 127.0.0.1:1" in run_failing(2, *verb, MATCH_ID)


def test_help_names_the_verbs() -> None:
    output = run_in_process("--help").out
    for verb in ("scorecard", "at", "replay", "void", "redo", "correct", "seed", "backup"):
        assert f" {verb} " in output
