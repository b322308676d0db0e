"""Tests `scrbrd consensus` and `disputes`, and `verify` and `rebuild` of a match with books."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from google.cloud.firestore import Client

from admin.books.over import parse_over
from admin.options import BAD_INPUT, REFUSED
from scrbrd.adapters import paths
from scrbrd.domain.errors import BadInput
from tests.adapters.test_books_store import (
    FirestoreBookMatch,
    a_ball_put_in_late,
    a_dispute_that_is_ruled,
    a_void_a_redo_and_a_correction,
    plain_balls,
)
from tests.admin.administration import run_failing, run_in_process, run_ok
from tests.admin.projected_match import project_match, stored_score
from tests.consensus.scribes import AWAY, HOME, NOON, Scribe
from tests.fakes.small_match import MATCH_ID


@pytest.fixture
def match(firestore_client: Client) -> FirestoreBookMatch:
    """Return a match of tier DUAL without any entry."""
    return FirestoreBookMatch(firestore_client)


def arrange_dispute(match: FirestoreBookMatch) -> tuple[Scribe, Scribe]:
    """Write two books: four in home's is six in away's, and both have later balls."""
    home, away = Scribe(HOME, "1 4 1 . 2"), Scribe(AWAY, "1 4=6 1 . 2")
    match.deliver(home, away)
    return home, away


def last_json(out: str) -> dict[str, Any]:
    """Return the last line of an output as JSON."""
    report: dict[str, Any] = json.loads(out.splitlines()[-1])
    return report


def test_an_administrators_changes_stay_when_a_match_is_rebuilt_from_its_books(
    match: FirestoreBookMatch,
) -> None:
    match.deliver(Scribe(HOME, "1 4 2 1"), Scribe(AWAY, "1 4 2 1"))
    run_ok("correct", MATCH_ID, "1_3", "--set", "runsOffBat=6", "--apply")
    run_ok("void", MATCH_ID, "1_5", "--apply")
    assert "0 actions changed by the books, 0 open disputes" in run_ok("rebuild", MATCH_ID)
    assert "Nothing holds the log back." in run_ok("consensus", MATCH_ID)
    assert stored_score(match.client)["currentInnings"]["runs"] == 9


def test_books_that_agree_hold_nothing_back_and_leave_no_disputes(
    match: FirestoreBookMatch,
) -> None:
    plain_balls(match)
    output = run_ok("consensus", MATCH_ID)
    assert "Match m1 is DUAL. In force: DUAL; home, away may vote." in output
    assert "Nothing holds the log back." in output
    assert "Open disputes: none." in output
    assert "The log is what the books say: 6 actions, on sound evidence." in output
    report = last_json(run_ok("consensus", MATCH_ID, "--json"))
    assert (report["isAsBooksSay"], report["votes"], report["evidenceFaults"]) == (
        True,
        ["home", "away"],
        [],
    )
    home = report["seats"]["home"]
    assert (home["personId"], home["submitted"], home["agreed"]) == ("scorer_home", 6, 6)
    assert home["agreementRate"] == 1.0


@pytest.mark.parametrize(
    "prepare", [a_void_a_redo_and_a_correction, a_ball_put_in_late, a_dispute_that_is_ruled]
)
def test_a_log_that_equals_its_books_passes_verification(
    match: FirestoreBookMatch, prepare: Any
) -> None:
    prepare(match)
    assert last_json(run_ok("consensus", MATCH_ID, "--json"))["isAsBooksSay"] is True
    assert "as the log says, the log as the books say" in run_ok("verify", MATCH_ID)


def test_the_dispute_that_holds_the_log_back_is_named(match: FirestoreBookMatch) -> None:
    arrange_dispute(match)
    output = run_ok("consensus", MATCH_ID)
    assert "The log is held back at 1_3 by dispute 1_3." in output
    assert "Open disputes: 1_3 (score)." in output
    report = last_json(run_ok("consensus", MATCH_ID, "--json"))
    assert (report["blockedAt"], report["waitingFrom"]) == ("1_3", {"home": "1_3", "away": "1_3"})
    assert report["seats"]["away"]["waiting"] == 4


def test_an_over_is_listed_with_the_entries_not_yet_in_the_log(match: FirestoreBookMatch) -> None:
    arrange_dispute(match)
    output = run_ok("consensus", MATCH_ID, "--over", "1:0")
    assert "Innings 1, over 0 (counted from 0): the books differ" in output
    assert "1_2: the same" in output
    assert "1_3: 0.2 away11 to home2, 4 runs" in output
    assert "1_3: 0.2 away11 to home2, 6 runs" in output
    over = last_json(run_ok("consensus", MATCH_ID, "--over", "1:0", "--json"))["over"]
    assert [each["actionId"] for each in over["balls"]] == ["1_2"]
    assert [each["entryId"] for each in over["notInLog"]["away"]] == ["1_3", "1_4", "1_5", "1_6"]


def test_an_over_that_no_book_has_is_refused(match: FirestoreBookMatch) -> None:
    arrange_dispute(match)
    output = run_failing(BAD_INPUT, "consensus", MATCH_ID, "--over", "2:0")
    assert "no ball of over 0 in innings 2" in output


@pytest.mark.parametrize("text", ["1", "1:", ":1", "0:1", "1:-1", "one:two", f"1:{'9' * 5_000}"])
def test_an_invalid_over_option_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="--over"):
        parse_over(text)


def test_entries_not_yet_applied_by_a_trigger_are_listed_as_operations(
    match: FirestoreBookMatch,
) -> None:
    match.write(Scribe(HOME, "1 4"))
    match.write(Scribe(AWAY, "1 4"))
    result = run_in_process("consensus", MATCH_ID)
    assert (result.code, result.err) == (REFUSED, "")
    assert "The log is not what the books say; `scrbrd rebuild m1` brings it up." in result.out
    assert "to be done: append 1_1: innings started" in result.out
    assert "to be done: append 1_3: 0.2 away11 to home2, 4 runs" in result.out
    verified = run_in_process("verify", MATCH_ID)
    assert verified.code == REFUSED
    assert "3 differences from the books" in verified.out
    rebuilt = run_ok("rebuild", MATCH_ID)
    assert "rebuilt from 3 actions, 0 problems, 3 actions changed by the books" in rebuilt
    run_ok("verify", MATCH_ID)
    assert last_json(run_ok("consensus", MATCH_ID, "--json"))["operations"] == []


def test_evidence_that_names_a_missing_entry_is_a_fault(match: FirestoreBookMatch) -> None:
    plain_balls(match)
    document = match.client.document(paths.scoring_action(MATCH_ID, "1_3"))
    document.update({"agreement.entries.away.versionId": "1_33"})
    result = run_in_process("consensus", MATCH_ID)
    assert result.code == REFUSED
    assert "evidence of 1_3: away: entry 1_33 of scorer_away is not in the books" in result.out
    report = last_json(run_in_process("verify", MATCH_ID, "--json").out)
    assert report["differs"] is True
    assert [each["actionId"] for each in report["books"]["evidenceFaults"]] == ["1_3"]


def test_a_missing_dispute_document_is_a_difference_and_is_rebuilt(
    match: FirestoreBookMatch,
) -> None:
    arrange_dispute(match)
    match.client.document(paths.dispute(MATCH_ID, "1_3")).delete()
    result = run_in_process("consensus", MATCH_ID)
    assert result.code == REFUSED
    assert "disputes/1_3: not as the books say" in result.out
    run_ok("rebuild", MATCH_ID)
    run_ok("consensus", MATCH_ID)


def test_an_action_appended_past_the_books_is_listed_and_is_no_fault(
    match: FirestoreBookMatch,
) -> None:
    plain_balls(match)
    ball = match.client.document(paths.scoring_action(MATCH_ID, "1_6")).get().to_dict() or {}
    del ball["agreement"]
    own_fields = {"id": "1_7", "sequenceNumber": 7, "nonce": "by hand", "follows": ball["nonce"]}
    match.client.document(paths.scoring_action(MATCH_ID, "1_7")).set({**ball, **own_fields})
    output = run_ok("consensus", MATCH_ID)
    assert "Appended past the books: 1_7." in output


def test_disputes_are_listed_as_sentences(match: FirestoreBookMatch) -> None:
    _, away = arrange_dispute(match)
    output = run_ok("disputes", MATCH_ID)
    assert "1_3: the books differ on the next ball (score), holds the log back; since 20" in output
    assert "  home (scorer_home 1_3): 0.2 away11 to home2, 4 runs" in output
    assert "  away (scorer_away 1_3): 0.2 away11 to home2, 6 runs" in output
    assert "  it seems to be the same ball, recorded with another value" in output
    assert run_ok("disputes", MATCH_ID, "--open") == output
    match.deliver(away.correct_to_actual(2))
    assert "resolved 20" in run_ok("disputes", MATCH_ID)
    assert "holds the log back" not in run_ok("disputes", MATCH_ID)
    assert "a scorer amended their entry" in run_ok("disputes", MATCH_ID)
    assert run_ok("disputes", MATCH_ID, "--open") == "No open disputes.\n"
    [line] = run_ok("disputes", MATCH_ID, "--json").splitlines()
    assert json.loads(line)["status"] == "resolved"


def test_details_that_differ_are_listed_for_each_claim(match: FirestoreBookMatch) -> None:
    match.deliver(Scribe(HOME, "1 4 2~ ."), Scribe(AWAY, "1 4 2 ."))
    output = run_ok("disputes", MATCH_ID)
    assert "1_4: the score is agreed, details are not (strikerId" in output
    assert "(strikerId home1, nonStrikerId home2)" in output
    assert "(strikerId home2, nonStrikerId home1)" in output
    assert "Nothing holds the log back." in run_ok("consensus", MATCH_ID)


def test_control_characters_in_names_of_disputes_are_escaped(match: FirestoreBookMatch) -> None:
    arrange_dispute(match)
    player = {"playerId": "away11", "playerName": "A\u202eB"}
    lineup = {"teamId": "away", "role": "playing_xi", **player}
    match.client.document(f"{paths.lineups(MATCH_ID)}/away_away11").set(lineup)
    output = run_ok("disputes", MATCH_ID)
    assert "0.2 A\\u202eB to home2" in output
    assert "\u202e" not in output + run_ok("consensus", MATCH_ID, "--over", "1:0")


def test_damaged_disputes_are_still_listed(match: FirestoreBookMatch) -> None:
    plain_balls(match)
    junk = {"kind": "?", "claims": {"home": {"ball": 1}, "away": 2}, "fields": 3, "status": "open"}
    match.client.document(paths.dispute(MATCH_ID, "9_9")).set(junk)
    assert "9_9: ?; since an unknown time" in run_ok("disputes", MATCH_ID)


def test_a_match_without_books_is_not_changed(firestore_client: Client) -> None:
    project_match(firestore_client, MATCH_ID)
    assert run_ok("verify", MATCH_ID) == f"{MATCH_ID}: as the log says\n"
    assert run_ok("rebuild", MATCH_ID) == f"{MATCH_ID}: rebuilt from 14 actions, 0 problems\n"
    assert not firestore_client.document(paths.consensus_state(MATCH_ID)).get().exists
    assert "validationTier is HONOR" in run_failing(REFUSED, "consensus", MATCH_ID)
    assert run_ok("disputes", MATCH_ID) == "No disputes.\n"
    assert "there is no match nowhere" in run_failing(BAD_INPUT, "consensus", "nowhere")
    assert "there is no match nowhere" in run_failing(BAD_INPUT, "disputes", "nowhere")


def test_a_rebuild_does_not_change_the_log_of_a_match_held_by_an_import(
    match: FirestoreBookMatch,
) -> None:
    plain_balls(match)
    match.write(Scribe(HOME, "1 4 W . 2 6"))
    match.write(Scribe(AWAY, "1 4 W . 2 6"))
    until = datetime.now(UTC) + timedelta(hours=1)
    match.client.document(paths.live_state(MATCH_ID)).update({"holdUntil": until})
    assert "held by" in run_in_process("rebuild", MATCH_ID).out
    assert not match.client.document(paths.scoring_action(MATCH_ID, "1_7")).get().exists
    run_ok("rebuild", MATCH_ID, "--end-hold")
    assert match.client.document(paths.scoring_action(MATCH_ID, "1_7")).get().exists


def provider_dispute(innings_number: int = 1) -> dict[str, Any]:
    """Return a dispute with a data provider as the feed service writes it."""
    return {
        "id": f"{innings_number}_provider_acme",
        "matchId": MATCH_ID,
        "status": "open",
        "kind": "provider",
        "blocks": False,
        "inningsNumber": innings_number,
        "place": 6,
        "fields": ["runs"],
        "claims": {},
        "provider": {"name": "acme", "runs": 9, "wickets": 0, "legalBalls": 5},
        "log": {"runs": 8, "wickets": 0, "legalBalls": 5},
        "raisedAt": NOON,
        "raisedCount": 1,
        "updatedAt": NOON,
        "resolvedAt": None,
        "method": None,
    }


def test_a_rebuild_does_not_change_disputes_with_a_provider(match: FirestoreBookMatch) -> None:
    arrange_dispute(match)
    reference = match.client.document(paths.dispute(MATCH_ID, "1_provider_acme"))
    reference.set(provider_dispute())
    output = run_ok("disputes", MATCH_ID, "--open")
    assert "1_provider_acme: a data provider has another score than the log (runs)" in output
    assert "after 5 legal balls acme says 9 for 0, the log 8 for 0" in output
    before = match.documents()
    for _ in range(2):
        run_ok("rebuild", MATCH_ID)
        assert reference.get().to_dict() == provider_dispute()
    assert match.documents() == before
    # It needs no ruling, and the consensus does not count it.
    report = last_json(run_ok("consensus", MATCH_ID, "--json"))
    assert "1_provider_acme" not in json.dumps(report)
    match.deliver(Scribe(AWAY, "1 4=6 1 . 2").correct_to_actual(2))
    assert reference.get().to_dict() == provider_dispute()
    assert "the books say" in run_ok("verify", MATCH_ID)
