"""Tests the output and the writes of `scrbrd void`, `redo` and `correct` on a real Firestore."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from google.api_core.exceptions import PermissionDenied
from google.cloud.firestore import Client, DocumentReference

from admin.corrections import run as corrections_run
from admin.corrections.effect import effect
from admin.variables import FIRESTORE_HOST
from scrbrd.adapters import paths
from tests.admin.administration import run_failing, run_in_process, run_installed, run_ok
from tests.admin.projected_match import stored_action, stored_score, write_log, write_match
from tests.fakes.small_match import MATCH_ID, ball

LAST_SIX = "2_6"
VOID_FIELDS = ("isVoided", "voidReason", "voidedBy", "voidedAt", "updatedAt")


@pytest.fixture
def database(firestore_client: Client) -> Client:
    """Return a client of a database with a small, projected match: tied, 14 runs each."""
    write_match(firestore_client)
    return firestore_client


def effect_rows(output: str) -> dict[str, tuple[str, str]]:
    """Return a preview's table: for each figure its values before and after."""
    parts = [
        [cell.strip() for cell in line.split("  ") if cell.strip()] for line in table_lines(output)
    ]
    return {each[0]: (each[1], each[2]) for each in parts if len(each) == 3}


def table_lines(output: str) -> list[str]:
    """Return the lines of a preview without empty ones and those of the verb."""
    return [line for line in output.splitlines() if line and not line.startswith(("Void", "Redo"))]


def log_ids(client: Client) -> set[str]:
    """Return the ids of all documents of the log."""
    return {ref.id for ref in client.collection(paths.scoring_actions(MATCH_ID)).list_documents()}


def test_a_void_is_only_previewed_without_apply(database: Client) -> None:
    before = stored_action(database, LAST_SIX), stored_score(database)
    output = run_ok("void", MATCH_ID, LAST_SIX)
    effect = effect_rows(output)
    assert effect["innings 2 total"] == (
        "14/0 (1.0 ov, target 15, overs complete)",
        "8/0 (0.5 ov, target 15)",
    )
    assert effect["innings 2 batter Tigers 2"][1].startswith("7 ")
    assert effect["innings 2 bowler Lions 3"] == (
        "1.0-0-14-0 (0 wides, 0 no-balls, 1 dots)",
        "0.5-0-8-0 (0 wides, 0 no-balls, 1 dots)",
    )
    assert effect["innings 2 wicket 1 Tigers 1 and Tigers 2"] == ("14 (6 balls)", "8 (5 balls)")
    assert effect["result"] == ("match tied", "live")
    assert "on strike" in effect
    assert "innings 1 batter Lions 1" not in effect, "what stays is not shown"
    assert "Preview: nothing was written" in output
    assert (stored_action(database, LAST_SIX), stored_score(database)) == before
    assert run_ok("void", MATCH_ID, LAST_SIX, "--preview") == output


def test_a_void_writes_only_the_void_fields_and_the_score_is_updated(database: Client) -> None:
    before = stored_action(database, LAST_SIX)
    output = run_ok("void", MATCH_ID, LAST_SIX, "--reason", "no run", "--apply", by=run_installed)
    assert "Written. The score follows." in output
    after = stored_action(database, LAST_SIX)
    assert {name for name in after if after[name] != before.get(name)} == set(VOID_FIELDS)
    assert (after["isVoided"], after["voidReason"], after["voidedBy"]) == (True, "no run", "admin")
    assert after["voidedAt"] == after["updatedAt"]
    assert (datetime.now(UTC) - after["updatedAt"]).total_seconds() < 60
    assert stored_score(database)["innings2"]["runs"] == 8
    run_ok("verify", MATCH_ID)
    assert (
        run_ok("void", MATCH_ID, LAST_SIX, "--apply") == "Nothing to do: 2_6 is voided already.\n"
    )


def test_a_redo_restores_the_score(database: Client) -> None:
    before = stored_score(database)
    run_ok("void", MATCH_ID, LAST_SIX, "--apply")
    assert effect_rows(run_ok("redo", MATCH_ID, LAST_SIX))["result"] == ("live", "match tied")
    run_ok("redo", MATCH_ID, LAST_SIX, "--apply")
    assert stored_score(database) == before
    assert stored_action(database, LAST_SIX)["isVoided"] is False
    assert run_ok("redo", MATCH_ID, LAST_SIX) == "Nothing to do: 2_6 is not voided.\n"


def test_a_correction_is_appended_with_its_totals_and_the_score_is_updated(
    database: Client,
) -> None:
    old = stored_action(database, LAST_SIX)
    arguments = ("correct", MATCH_ID, LAST_SIX, "--set", "runsOffBat=4", "--set", "extras.noBall=1")
    output = run_ok(*arguments)
    assert "Correct 2_6 of match m1: 2_8 takes its place" in output
    assert effect_rows(output)["innings 2 extras"] == (
        "0 (b 0, lb 0, w 0, nb 0, p 0)",
        "1 (b 0, lb 0, w 0, nb 1, p 0)",
    )
    assert log_ids(database) == {f"{innings}_{n}" for innings in (1, 2) for n in range(1, 8)}
    run_ok(*arguments, "--reason", "it bounced", "--apply")
    new = stored_action(database, "2_8")
    assert new["corrects"] == LAST_SIX
    assert (new["inningsNumber"], new["sequenceNumber"], new["id"]) == (2, 8, "2_8")
    assert (new["follows"], new["source"]) == ("nonce-2-7", "correction")
    assert len(new["nonce"]) >= 8
    assert (new["recordedBy"], new["recordedAs"]) == ("admin", "admin")
    assert new["createdAt"] == new["updatedAt"]
    assert (new["totalRuns"], new["isLegalDelivery"], new["isWicket"]) == (5, False, False)
    assert new["note"] == "it bounced"
    assert new["strikerId"] == old["strikerId"]
    stamped = stored_action(database, LAST_SIX)
    assert {n for n in stamped if stamped[n] != old.get(n)} == {"correctedBy", "updatedAt"}
    assert stamped["correctedBy"] == "2_8"
    assert stored_score(database)["innings2"]["runs"] == 13
    run_ok("verify", MATCH_ID)


def test_voiding_a_corrected_action_prints_which_action_counts_in_its_place(
    database: Client,
) -> None:
    run_ok("correct", MATCH_ID, LAST_SIX, "--set", "runsOffBat=4", "--apply")
    output = run_ok("void", MATCH_ID, LAST_SIX, "--apply")
    assert f"Void {LAST_SIX} of match m1: 2_8 counts in its place\n" in output
    assert stored_score(database)["innings2"]["runs"] == 12
    assert "Void 2_8 of match m1\n" in run_ok("void", MATCH_ID, "2_8"), "nothing is left to count"
    assert f"Redo {LAST_SIX} of match m1: 2_8 counts" in run_ok(
        "redo", MATCH_ID, LAST_SIX, "--apply"
    )
    assert f"Void 2_8 of match m1: {LAST_SIX} counts in its place" in run_ok(
        "void", MATCH_ID, "2_8"
    )


def test_a_correction_of_a_correction_starts_from_the_corrected_action(database: Client) -> None:
    run_ok("correct", MATCH_ID, LAST_SIX, "--set", "runsOffBat=4", "--apply")
    assert "Nothing to do: 2_8 says so" in run_ok(
        "correct", MATCH_ID, LAST_SIX, "--set", "runsOffBat=4"
    )
    wicket = ("--set", "wicket.type=bowled", "--set", "wicket.dismissedPlayerId=tigers-1")
    run_ok("correct", MATCH_ID, LAST_SIX, *wicket, "--set", "runsOffBat=0", "--apply")
    assert stored_action(database, "2_9")["isWicket"] is True
    run_ok("correct", MATCH_ID, "2_9", "--set", "wicket=null", "--apply")
    third: dict[str, Any] = stored_action(database, "2_10")
    assert ("wicket" in third, third["isWicket"], third["follows"]) == (
        False,
        False,
        stored_action(database, "2_9")["nonce"],
    )
    run_ok("void", MATCH_ID, "2_10", "--apply")
    run_ok("void", MATCH_ID, "2_9", "--apply")
    assert stored_score(database)["innings2"]["runs"] == 12, "the first correction counts again"
    run_ok("verify", MATCH_ID)


def test_an_unreadable_document_can_be_corrected_field_by_field(database: Client) -> None:
    broken = ball(5, 0, 2) | {"runsOffBat": "two", "totalRuns": "two"}
    write_log(database, MATCH_ID, {"2_5": broken})
    run_ok("reconcile", MATCH_ID)
    message = run_failing(2, "correct", MATCH_ID, "2_5", "--set", "bowlingAngle=Over the Wicket")
    assert "runsOffBat" in message
    assert "say it with --set" in message
    output = run_ok("correct", MATCH_ID, "2_5", "--set", "runsOffBat=2", "--apply")
    assert "2_5 unreadable" in output, "and the problem goes"
    assert stored_score(database)["innings2"]["runs"] == 14


def test_an_optional_field_is_removed_by_null(database: Client) -> None:
    write_log(database, MATCH_ID, {"2_5": ball(5, 4, 2, type="delivery", boundary=False)})
    arguments = ("correct", MATCH_ID, "2_5", "--set", "boundary=null")
    assert "2_8 takes its place" in run_ok(*arguments, "--apply")
    assert "boundary" not in stored_action(database, "2_8")
    assert run_ok(*arguments) == "Nothing to do: 2_8 says so already.\n"


def test_a_number_stored_as_a_double_is_corrected_to_an_integer(database: Client) -> None:
    write_log(database, MATCH_ID, {"2_5": ball(5, 2, 2, type="delivery", runsOffBat=2.0)})
    run_ok("correct", MATCH_ID, "2_5", "--set", "runsOffBat=2", "--apply")
    corrected = stored_action(database, "2_8")["runsOffBat"]
    assert (corrected, type(corrected)) == (2, int)


def test_no_correction_is_appended_after_a_ball_written_meanwhile(
    database: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def effect_after_write(*arguments: Any) -> Any:
        write_log(database, MATCH_ID, {"2_8": ball(8, 1, 2)})
        return effect(*arguments)

    monkeypatch.setattr(corrections_run, "effect", effect_after_write)
    result = run_in_process("correct", MATCH_ID, LAST_SIX, "--set", "runsOffBat=4", "--apply")
    assert result.code == 1
    assert "its log changed since it was read" in result.err
    assert "corrects" not in stored_action(database, "2_8")
    assert "correctedBy" not in stored_action(database, LAST_SIX)


def test_an_action_that_changed_meanwhile_is_not_voided(
    database: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def effect_after_write(*arguments: Any) -> Any:
        database.document(paths.scoring_action(MATCH_ID, LAST_SIX)).update({"voidReason": "theirs"})
        return effect(*arguments)

    monkeypatch.setattr(corrections_run, "effect", effect_after_write)
    result = run_in_process("void", MATCH_ID, LAST_SIX, "--apply")
    assert (result.code, result.err.count("\n")) == (1, 1)
    assert stored_action(database, LAST_SIX).get("isVoided") is False


BAD_USAGE = {
    "no such match": (("void", "m9", "1_1"), "there is no match m9"),
    "no such action": (("void", MATCH_ID, "2_57"), "ACTION: match m1 has no action 2_57"),
    "no action id": (("redo", MATCH_ID, "first"), "'first' is no action id such as 1_37"),
    "preview and apply": (("void", MATCH_ID, "1_2", "--preview", "--apply"), "give one of them"),
    "an empty author": (("void", MATCH_ID, "1_2", "--by", " "), "--by: is empty"),
    "a long reason": (("void", MATCH_ID, "1_2", "--reason", "x" * 501), "at most 500 fit"),
    "nothing to correct": (("correct", MATCH_ID, "1_2"), "--set: say what is to be corrected"),
    "no value": (("correct", MATCH_ID, "1_2", "--set", "runsOffBat"), "is no FIELD=VALUE"),
    "a field of the identity": (
        ("correct", MATCH_ID, "1_2", "--set", "sequenceNumber=9"),
        "--set sequenceNumber: a delivery has no such field; one of ballInOver",
    ),
    "an unknown part": (
        ("correct", MATCH_ID, "1_2", "--set", "extras.wides=1"),
        "--set extras.wides: no part of extras; one of bye, legBye, noBall, penalty, wide",
    ),
    "an unknown type": (("correct", MATCH_ID, "1_2", "--set", "type=ball"), "is no type of action"),
    "too many runs": (("correct", MATCH_ID, "1_2", "--set", "runsOffBat=99"), "runsOffBat"),
}


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(("arguments", "message"), BAD_USAGE.values(), ids=BAD_USAGE)
def test_bad_usage_is_one_line_with_the_remedy(arguments: tuple[str, ...], message: str) -> None:
    assert message in run_failing(2, *arguments)


@pytest.mark.usefixtures("database")
def test_a_server_that_refuses_or_does_not_answer_is_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionDenied("no")

    with monkeypatch.context() as patch:
        patch.setattr(DocumentReference, "get", refuse)
        assert "these credentials may not do this" in run_failing(1, "void", MATCH_ID, "1_2")
    monkeypatch.setenv(FIRESTORE_HOST, "127.0.0.1:1")
    assert "does not answer" in run_failing(2, "correct", MATCH_ID, "1_2", "--set", "runsOffBat=1")
