"""Tests `scrbrd rule` on a real Firestore: its preview, its writes and the log after it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore import Client

from admin.books import run as ruling_run
from admin.options import BAD_INPUT, REFUSED
from scrbrd.adapters import paths
from scrbrd.domain.vocabulary import RoleScope
from tests.adapters.test_books_store import FirestoreBookMatch
from tests.admin.administration import run_failing, run_in_process, run_ok
from tests.consensus.scribes import AWAY, HOME, Scribe
from tests.fakes.small_match import MATCH_ID

UMPIRE_OPTIONS = ("--method", "umpire", "--reason", "it carried")
ACCEPT_AWAY = ("rule", MATCH_ID, "1_3", "--accept", "away", *UMPIRE_OPTIONS)
PREVIEW = "Preview: nothing was written. Add --apply to write it."


@pytest.fixture
def match(firestore_client: Client) -> FirestoreBookMatch:
    """Return a match of tier DUAL without any entry."""
    return FirestoreBookMatch(firestore_client)


@pytest.fixture
def disputed_match(match: FirestoreBookMatch) -> FirestoreBookMatch:
    """Return a match with a dispute: four in home's book is six in away's; both have more balls."""
    match.deliver(Scribe(HOME, "1 4 1 . 2"), Scribe(AWAY, "1 4=6 1 . 2"))
    return match


def runs_in_log(match: FirestoreBookMatch) -> list[int | None]:
    """Return the runs off the bat of each action not voided; None if it is no ball."""
    log = match.client.collection(paths.scoring_actions(MATCH_ID)).get()
    found = sorted((each.to_dict() or {} for each in log), key=lambda each: each["sequenceNumber"])
    return [each.get("runsOffBat") for each in found if not each.get("isVoided")]


def stored_ruling(match: FirestoreBookMatch, number: int = 1) -> dict[str, Any]:
    """Return a stored ruling; an empty dictionary if there is none."""
    return match.client.document(paths.ruling(MATCH_ID, number)).get().to_dict() or {}


def grant_role(match: FirestoreBookMatch, person: str, role: str, **fields: Any) -> None:
    """Grant a person a role in the match."""
    path = paths.role_assignment(RoleScope.MATCH, MATCH_ID, person, role)
    identity = {"matchId": MATCH_ID, "personId": person, "role": role, "status": "assigned"}
    match.client.document(path).set({**identity, **fields})


def test_a_ruling_is_only_previewed_without_apply(disputed_match: FirestoreBookMatch) -> None:
    before = disputed_match.documents()
    output = run_ok(*ACCEPT_AWAY)
    assert "Rule on dispute 1_3 of match m1: matches/m1/rulings/1" in output
    assert "  entries: home 1_3, away 1_3" in output
    assert "  persons: home scorer_home, away scorer_away" in output
    assert "  accepts: away" in output
    assert "  home says: 0.2 away11 to home2, 4 runs" in output
    assert "  append 1_3: 0.2 away11 to home2, 6 runs" in output
    assert "  append 1_6: 0.5 away11 to home1, 2 runs" in output
    assert "innings 1 total" in output
    assert "Then DUAL, home, away. Disputed then: nothing." in output
    assert PREVIEW in output
    assert (disputed_match.documents(), stored_ruling(disputed_match)) == (before, {})


def test_a_ruling_is_written_and_the_log_is_updated(disputed_match: FirestoreBookMatch) -> None:
    output = run_ok(*ACCEPT_AWAY, "--evidence", "film 3", "--apply")
    assert "Written: matches/m1/rulings/1." in output
    assert "The log: 1_3, 1_4, 1_5, 1_6." in output
    document = stored_ruling(disputed_match)
    assert (datetime.now(UTC) - document.pop("createdAt")).total_seconds() < 60
    assert 8 <= len(document.pop("nonce")) <= 100
    assert document == {
        "id": "1",
        "matchId": MATCH_ID,
        "number": 1,
        "follows": "",
        "kind": "dispute",
        "method": "umpire",
        "disputeId": "1_3",
        "entries": {"home": "1_3", "away": "1_3"},
        "persons": {"home": "scorer_home", "away": "scorer_away"},
        "accepts": "away",
        "reason": "it carried",
        "evidence": "film 3",
        "decidedBy": "admin",
        "decidedAs": "admin",
    }
    assert runs_in_log(disputed_match) == [None, 1, 6, 1, 0, 2]
    assert "resolved" in run_ok("disputes", MATCH_ID)
    assert "the umpire ruled, ruling 1" in run_ok("disputes", MATCH_ID)
    assert "the log as the books say" in run_ok("verify", MATCH_ID)
    score = disputed_match.client.document(paths.live_score(MATCH_ID)).get().to_dict() or {}
    assert score["currentInnings"]["runs"] == 10


def test_a_second_ruling_follows_the_first(disputed_match: FirestoreBookMatch) -> None:
    run_ok(*ACCEPT_AWAY, "--apply")
    home, away = Scribe(HOME, "1 4 1 . 2 1"), Scribe(AWAY, "1 4=6 1 . 2 1=3")
    disputed_match.deliver(home, away)
    run_ok("rule", MATCH_ID, "1_7", "--accept", "home", *UMPIRE_OPTIONS, "--apply")
    assert stored_ruling(disputed_match, 2)["follows"] == stored_ruling(disputed_match, 1)["nonce"]
    assert runs_in_log(disputed_match) == [None, 1, 6, 1, 0, 2, 1]


def test_a_missed_ball_is_ruled_by_naming_the_seat_whose_claim_is_kept(
    match: FirestoreBookMatch,
) -> None:
    match.deliver(Scribe(HOME, "1 4 2 . 6"), Scribe(AWAY, "1 -4 2 . 6"))
    output_with_hint = run_ok("rule", MATCH_ID, "1_3", "--accept", "home", *UMPIRE_OPTIONS)
    assert "away seems to have missed the ball: --about home keeps its claim" in output_with_hint
    rule_about_home = (
        "rule",
        MATCH_ID,
        "1_3",
        "--accept",
        "home",
        "--about",
        "home",
        *UMPIRE_OPTIONS,
    )
    assert "seems to" not in run_ok(*rule_about_home)
    run_ok(*rule_about_home, "--apply")
    document = stored_ruling(match)
    assert (document["entries"], document["missed"]) == ({"home": "1_3"}, ["away"])
    assert runs_in_log(match) == [None, 1, 4, 2, 0, 6]
    assert "as the books say" in run_ok("verify", MATCH_ID)


def test_a_ball_entered_twice_is_removed_by_a_ruling(match: FirestoreBookMatch) -> None:
    match.deliver(Scribe(HOME, "1 4x2 2 . 6"), Scribe(AWAY, "1 4 2 . 6"))
    [name] = [each["id"] for each in stored_disputes(match)]
    rule_none = ("rule", MATCH_ID, name, "--none", *UMPIRE_OPTIONS)
    assert "home seems to have a ball twice: --none --about home" in run_ok(*rule_none)
    run_ok(*rule_none, "--about", "home", "--apply")
    assert "missed" not in stored_ruling(match)
    assert runs_in_log(match) == [None, 1, 4, 2, 0, 6]
    assert "as the books say" in run_ok("verify", MATCH_ID)


def test_a_dispute_about_a_ball_inserted_late_is_ruled(match: FirestoreBookMatch) -> None:
    home, away = Scribe(HOME, "1 -4 2 . 6"), Scribe(AWAY, "1 -4 2 . 6")
    match.deliver(home, away)
    match.deliver(home.insert_late(2))
    [name] = [each["id"] for each in stored_disputes(match)]
    assert name == f"1_2_home_1_6_{home.person}"
    assert "put in 1_6 behind 1_2" in run_ok(
        "rule", MATCH_ID, name, "--accept", "home", *UMPIRE_OPTIONS
    )
    run_ok("rule", MATCH_ID, name, "--accept", "home", *UMPIRE_OPTIONS, "--apply")
    assert "missed" not in stored_ruling(match)
    assert runs_in_log(match) == [None, 1, 2, 0, 6, 4]
    assert "as the books say" in run_ok("verify", MATCH_ID)
    assert "No open disputes" in run_ok("disputes", MATCH_ID, "--open")


def test_a_dispute_about_details_is_ruled(match: FirestoreBookMatch) -> None:
    match.deliver(Scribe(HOME, "1 4 2~ ."), Scribe(AWAY, "1 4 2 ."))
    accept = ("rule", MATCH_ID, "1_4", "--accept", "home", *UMPIRE_OPTIONS)
    assert "correct 1_4 by 1_6: 0.3 away11 to home1, 2 runs" in run_ok(*accept)
    run_ok(*accept, "--apply")
    assert [each["status"] for each in stored_disputes(match)] == ["resolved"]
    assert "as the books say" in run_ok("verify", MATCH_ID)


def stored_disputes(match: FirestoreBookMatch) -> list[dict[str, Any]]:
    """Return the stored disputes."""
    found = match.client.collection(paths.disputes(MATCH_ID)).get()
    return [snap.to_dict() or {} for snap in found]


BALL = {
    "overNumber": 0,
    "ballInOver": 2,
    "strikerId": "home2",
    "nonStrikerId": "home1",
    "bowlerId": "away11",
    "runsOffBat": 5,
    "extras": {"wide": 0, "noBall": 0, "bye": 0, "legBye": 0, "penalty": 0},
}


def test_a_ruling_can_take_another_ball_from_a_file(
    disputed_match: FirestoreBookMatch, tmp_path: Path
) -> None:
    file = tmp_path / "ball.json"
    file.write_text(json.dumps(BALL), encoding="utf-8-sig")  # as editors on Windows write it
    run_ok("rule", MATCH_ID, "1_3", "--ball", str(file), *UMPIRE_OPTIONS, "--apply")
    document = stored_ruling(disputed_match)
    assert (document["accepts"], document["action"]["totalRuns"]) == ("action", 5)
    assert document["action"]["isLegalDelivery"] is True
    assert runs_in_log(disputed_match)[2] == 5
    assert "as the books say" in run_ok("verify", MATCH_ID)


INVALID_BALLS = {
    "no JSON": ("runs: 4", "cannot be read as JSON"),
    "no object": ("[4]", "is no JSON object"),
    "no such type": ('{"type": "goal"}', "is no type of action"),
    "shot data in a ball": (
        json.dumps(BALL | {"shotData": {}}),
        "shotData: a ruling states nothing",
    ),
    "an author in a ball": (
        json.dumps(BALL | {"recordedBy": "x"}),
        "recordedBy: a ruling states nothing",
    ),
    "no over": (json.dumps({**BALL, "overNumber": "first"}), "overNumber"),
}


@pytest.mark.parametrize(("text", "fault"), INVALID_BALLS.values(), ids=INVALID_BALLS)
def test_an_invalid_ball_file_is_refused(
    disputed_match: FirestoreBookMatch, tmp_path: Path, text: str, fault: str
) -> None:
    file = tmp_path / "ball.json"
    file.write_text(text)
    output = run_failing(BAD_INPUT, "rule", MATCH_ID, "1_3", "--ball", str(file), *UMPIRE_OPTIONS)
    assert "--ball" in output
    assert fault in output
    assert stored_ruling(disputed_match) == {}


INVALID_RULINGS: dict[str, tuple[tuple[str, ...], str]] = {
    "nothing decided": (
        ("1_3", *UMPIRE_OPTIONS),
        "--accept SEAT, --ball FILE, --none: give one of them",
    ),
    "two decisions": (("1_3", "--none", "--accept", "home", *UMPIRE_OPTIONS), "give one of them"),
    "no seat": (("1_3", "--accept", "ann", *UMPIRE_OPTIONS), "--accept: 'ann' is no seat"),
    "no claim": (("1_3", "--accept", "umpire", *UMPIRE_OPTIONS), "umpire claims nothing in it"),
    "a claim left out": (
        ("1_3", "--accept", "away", "--about", "home", *UMPIRE_OPTIONS),
        "--accept away: its claim must be among those of --about",
    ),
    "no method": (("1_3", "--none", "--method", "coin", "--reason", "x"), "--method: 'coin'"),
    "abandoned with an accepted claim": (
        ("1_3", "--accept", "home", "--method", "abandon", "--reason", "x"),
        "goes with --none",
    ),
    "no reason": (("1_3", "--none", "--method", "umpire", "--reason", ""), "--reason: 0"),
    "a long reason": (
        ("1_3", "--none", "--method", "umpire", "--reason", "x" * 501),
        "--reason: 501 characters",
    ),
    "no person": (
        ("1_3", "--none", *UMPIRE_OPTIONS, "--by", "a b"),
        "--by: 'a b' is no person's id",
    ),
    "no such role": (
        ("1_3", "--none", *UMPIRE_OPTIONS, "--as", "coach"),
        "--as: 'coach' rules on nothing",
    ),
    "a method above a captain's rank": (
        ("1_3", "--none", *UMPIRE_OPTIONS, "--as", "captain_home"),
        "--method umpire: not captain_home's to use; one of abandon, captains",
    ),
    "no such dispute": (("1_9", "--none", *UMPIRE_OPTIONS), "has no dispute 1_9; open: 1_3"),
    "no id": (("1/3", "--none", *UMPIRE_OPTIONS), "is no dispute's id"),
}


@pytest.mark.parametrize(("arguments", "fault"), INVALID_RULINGS.values(), ids=INVALID_RULINGS)
def test_an_invalid_ruling_is_bad_input(
    disputed_match: FirestoreBookMatch, arguments: tuple[str, ...], fault: str
) -> None:
    assert fault in run_failing(BAD_INPUT, "rule", MATCH_ID, *arguments, "--apply")
    assert stored_ruling(disputed_match) == {}


@pytest.mark.parametrize("name", ["..", "__x__", "a\udce9b", "x" * 1_600])
def test_an_invalid_dispute_id_is_bad_input(disputed_match: FirestoreBookMatch, name: str) -> None:
    output = run_failing(BAD_INPUT, "rule", MATCH_ID, name, "--accept", "away", *UMPIRE_OPTIONS)
    assert "is no dispute's id; open: 1_3" in output
    assert "projects/" not in output
    assert stored_ruling(disputed_match) == {}


def test_a_ruling_on_a_resolved_dispute_is_refused(disputed_match: FirestoreBookMatch) -> None:
    run_ok(*ACCEPT_AWAY, "--apply")
    output = run_failing(REFUSED, *ACCEPT_AWAY, "--apply")
    assert "DISPUTE 1_3: is resolved already (umpire); open: none" in output
    assert stored_ruling(disputed_match, 2) == {}


def test_a_ruling_is_refused_if_the_books_do_not_differ_any_more(
    disputed_match: FirestoreBookMatch,
) -> None:
    disputed_match.write(Scribe(AWAY, "1 4=6 1 . 2").correct_to_actual(2))
    assert "do not differ on it any more" in run_failing(REFUSED, *ACCEPT_AWAY)


def test_a_ruling_made_meanwhile_is_not_overwritten(
    disputed_match: FirestoreBookMatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = ruling_run.RulingSession.write
    other_ruling = {"kind": "dispute", "nonce": "of another"}

    def write_after_another(session: ruling_run.RulingSession, document: dict[str, Any]) -> None:
        disputed_match.client.document(paths.ruling(MATCH_ID, 1)).set(other_ruling)
        write(session, document)

    monkeypatch.setattr(ruling_run.RulingSession, "write", write_after_another)
    result = run_in_process(*ACCEPT_AWAY, "--apply")
    assert result.code == REFUSED
    assert "somebody else made ruling 1 meanwhile; nothing was written" in result.err
    assert stored_ruling(disputed_match) == other_ruling


def test_a_ruling_made_after_the_books_were_read_is_not_overruled(
    disputed_match: FirestoreBookMatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = ruling_run.RulingSession.document

    def document_after_another(
        session: ruling_run.RulingSession, fields: dict[str, Any]
    ) -> dict[str, Any]:
        monkeypatch.setattr(ruling_run.RulingSession, "document", document)
        run_ok(*ACCEPT_AWAY, "--apply")
        return document(session, fields)

    monkeypatch.setattr(ruling_run.RulingSession, "document", document_after_another)
    result = run_in_process("rule", MATCH_ID, "1_3", "--accept", "home", *UMPIRE_OPTIONS, "--apply")
    assert result.code == REFUSED
    assert "somebody else made ruling 1 meanwhile; nothing was written" in result.err
    assert (stored_ruling(disputed_match)["accepts"], stored_ruling(disputed_match, 2)) == (
        "away",
        {},
    )
    assert runs_in_log(disputed_match) == [None, 1, 6, 1, 0, 2]


def test_an_official_may_rule_only_with_a_role_in_the_match(
    disputed_match: FirestoreBookMatch,
) -> None:
    umpires_command = (*ACCEPT_AWAY, "--as", "umpire_on_field", "--by", "ulla", "--apply")
    output = run_failing(REFUSED, *umpires_command)
    assert "ulla is not umpire_on_field of match m1" in output
    assert "`scrbrd grant ulla umpire_on_field --match m1 --apply`" in output
    grant_role(disputed_match, "ulla", "umpire_on_field")
    run_ok(*umpires_command)
    assert (
        stored_ruling(disputed_match)["decidedBy"],
        stored_ruling(disputed_match)["decidedAs"],
    ) == (
        "ulla",
        "umpire_on_field",
    )


def make_captain(
    match: FirestoreBookMatch, person: str, team: str, *, is_captain: bool = True
) -> None:
    """Make a person a player of a team and, by default, its captain."""
    path = paths.role_assignment(RoleScope.TEAM, team, person, "player")
    fields = {"teamId": team, "personId": person, "role": "player", "isCaptain": is_captain}
    match.client.document(path).set(fields)


def test_a_captains_ruling_takes_effect_only_when_both_captains_agree(
    disputed_match: FirestoreBookMatch,
) -> None:
    captains_options = ("--method", "captains", "--reason", "agreed on the field", "--apply")
    home_ruling = (
        "rule",
        MATCH_ID,
        "1_3",
        "--accept",
        "away",
        *captains_options,
        "--as",
        "captain_home",
    )
    make_captain(disputed_match, "ann", "home", is_captain=False)
    assert "ann does not captain home now" in run_failing(REFUSED, *home_ruling, "--by", "ann")
    make_captain(disputed_match, "ann", "home")
    assert "The log stays as it is." in run_ok(*home_ruling, "--by", "ann")
    make_captain(disputed_match, "bob", "away")
    away_ruling = (*home_ruling[:-1], "captain_away", "--by", "bob")
    assert "append 1_3: 0.2 away11 to home2, 6 runs" in run_ok(*away_ruling)
    assert runs_in_log(disputed_match) == [None, 1, 6, 1, 0, 2]


def test_a_ruling_on_a_match_without_books_is_refused(firestore_client: Client) -> None:
    match = FirestoreBookMatch(firestore_client, "SINGLE")
    assert "validationTier is SINGLE, so it has no books" in run_failing(REFUSED, *ACCEPT_AWAY)
    assert stored_ruling(match) == {}
