"""`scrbrd consensus`, `disputes`, and `verify` and `rebuild` of a match in books, on Firestore."""

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
    RealGround,
    a_ball_put_in_late,
    a_dispute_that_is_ruled,
    a_void_a_redo_and_a_correction,
    plain_balls,
)
from tests.admin.administration import done, here, refused
from tests.admin.projected import project_match
from tests.consensus.scribes import AWAY, HOME, NOON, Scribe
from tests.fakes.small_match import MATCH_ID


@pytest.fixture
def ground(firestore_client: Client) -> RealGround:
    """A match under DUAL without any entry."""
    return RealGround(firestore_client)


def disputed(ground: RealGround) -> tuple[Scribe, Scribe]:
    """Home says four where away says six, and both go on."""
    home, away = Scribe(HOME, "1 4 1 . 2"), Scribe(AWAY, "1 4=6 1 . 2")
    ground.arrive(home, away)
    return home, away


def last_json(out: str) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(out.splitlines()[-1])
    return report


def test_books_that_agree_leave_nothing_to_be_done(ground: RealGround) -> None:
    plain_balls(ground)
    output = done("consensus", MATCH_ID)
    assert "Match m1 is DUAL. In force: DUAL; home, away may vote." in output
    assert "Nothing holds the log back." in output
    assert "Open disputes: none." in output
    assert "The log is what the books say: 6 actions, on sound evidence." in output
    report = last_json(done("consensus", MATCH_ID, "--json"))
    assert (report["isAsBooksSay"], report["votes"], report["evidenceFaults"]) == (
        True,
        ["home", "away"],
        [],
    )
    home = report["seats"]["home"]
    assert (home["personId"], home["submitted"], home["agreed"]) == ("scorer_home", 6, 6)
    assert home["agreementRate"] == 1.0


@pytest.mark.parametrize(
    "play", [a_void_a_redo_and_a_correction, a_ball_put_in_late, a_dispute_that_is_ruled]
)
def test_a_log_that_followed_its_books_is_verified(ground: RealGround, play: Any) -> None:
    play(ground)
    assert last_json(done("consensus", MATCH_ID, "--json"))["isAsBooksSay"] is True
    assert "as the log says, the log as the books say" in done("verify", MATCH_ID)


def test_what_holds_the_log_back_is_named(ground: RealGround) -> None:
    disputed(ground)
    output = done("consensus", MATCH_ID)
    assert "The log is held back at 1_3 by dispute 1_3." in output
    assert "Open disputes: 1_3 (score)." in output
    report = last_json(done("consensus", MATCH_ID, "--json"))
    assert (report["blockedAt"], report["waitingFrom"]) == ("1_3", {"home": "1_3", "away": "1_3"})
    assert report["seats"]["away"]["waiting"] == 4


def test_an_over_is_set_side_by_side_with_what_waits(ground: RealGround) -> None:
    disputed(ground)
    output = done("consensus", MATCH_ID, "--over", "1:0")
    assert "Innings 1, over 0 (counted from 0): the books differ" in output
    assert "1_2: the same" in output
    assert "1_3: 0.2 away11 to home2, 4 runs" in output
    assert "1_3: 0.2 away11 to home2, 6 runs" in output
    over = last_json(done("consensus", MATCH_ID, "--over", "1:0", "--json"))["over"]
    assert [each["actionId"] for each in over["balls"]] == ["1_2"]
    assert [each["entryId"] for each in over["notInLog"]["away"]] == ["1_3", "1_4", "1_5", "1_6"]


def test_an_over_that_nobody_has_is_refused(ground: RealGround) -> None:
    disputed(ground)
    output = refused(BAD_INPUT, "consensus", MATCH_ID, "--over", "2:0")
    assert "no ball of over 0 in innings 2" in output


@pytest.mark.parametrize("text", ["1", "1:", ":1", "0:1", "1:-1", "one:two", f"1:{'9' * 5_000}"])
def test_what_is_no_over_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="--over"):
        parse_over(text)


def test_entries_that_no_trigger_took_in_are_operations_to_be_done(ground: RealGround) -> None:
    ground.write(Scribe(HOME, "1 4"))
    ground.write(Scribe(AWAY, "1 4"))
    ran = here("consensus", MATCH_ID)
    assert (ran.code, ran.err) == (REFUSED, "")
    assert "The log is not what the books say; `scrbrd rebuild m1` brings it up." in ran.out
    assert "to be done: append 1_1: innings started" in ran.out
    assert "to be done: append 1_3: 0.2 away11 to home2, 4 runs" in ran.out
    verified = here("verify", MATCH_ID)
    assert verified.code == REFUSED
    assert "3 differences from the books" in verified.out
    rebuilt = done("rebuild", MATCH_ID)
    assert "rebuilt from 3 actions, 0 problems, 3 actions changed by the books" in rebuilt
    done("verify", MATCH_ID)
    assert last_json(done("consensus", MATCH_ID, "--json"))["operations"] == []


def test_evidence_that_does_not_hold_is_named(ground: RealGround) -> None:
    plain_balls(ground)
    document = ground.client.document(paths.scoring_action(MATCH_ID, "1_3"))
    document.update({"agreement.entries.away.versionId": "1_33"})
    ran = here("consensus", MATCH_ID)
    assert ran.code == REFUSED
    assert "evidence of 1_3: away: entry 1_33 of scorer_away is not in the books" in ran.out
    report = last_json(here("verify", MATCH_ID, "--json").out)
    assert report["differs"] is True
    assert [each["actionId"] for each in report["books"]["evidenceFaults"]] == ["1_3"]


def test_a_dispute_that_is_not_written_is_a_difference(ground: RealGround) -> None:
    disputed(ground)
    ground.client.document(paths.dispute(MATCH_ID, "1_3")).delete()
    ran = here("consensus", MATCH_ID)
    assert ran.code == REFUSED
    assert "disputes/1_3: not as the books say" in ran.out
    done("rebuild", MATCH_ID)
    done("consensus", MATCH_ID)


def test_what_was_appended_past_the_books_is_listed_and_no_fault(ground: RealGround) -> None:
    plain_balls(ground)
    ball = ground.client.document(paths.scoring_action(MATCH_ID, "1_6")).get().to_dict() or {}
    del ball["agreement"]
    own = {"id": "1_7", "sequenceNumber": 7, "nonce": "by hand", "follows": ball["nonce"]}
    ground.client.document(paths.scoring_action(MATCH_ID, "1_7")).set({**ball, **own})
    output = done("consensus", MATCH_ID)
    assert "Appended past the books: 1_7." in output


def test_disputes_are_listed_in_words(ground: RealGround) -> None:
    _, away = disputed(ground)
    output = done("disputes", MATCH_ID)
    assert "1_3: the books differ on the next ball (score), holds the log back; since 20" in output
    assert "  home (scorer_home 1_3): 0.2 away11 to home2, 4 runs" in output
    assert "  away (scorer_away 1_3): 0.2 away11 to home2, 6 runs" in output
    assert "  it seems to be the same ball, recorded with another value" in output
    assert done("disputes", MATCH_ID, "--open") == output
    ground.arrive(away.mend(2))
    assert "resolved 20" in done("disputes", MATCH_ID)
    assert "holds the log back" not in done("disputes", MATCH_ID)
    assert "a scorer amended their entry" in done("disputes", MATCH_ID)
    assert done("disputes", MATCH_ID, "--open") == "No open disputes.\n"
    [line] = done("disputes", MATCH_ID, "--json").splitlines()
    assert json.loads(line)["status"] == "resolved"


def test_details_that_differ_are_said_of_each_claim(ground: RealGround) -> None:
    ground.arrive(Scribe(HOME, "1 4 2~ ."), Scribe(AWAY, "1 4 2 ."))
    output = done("disputes", MATCH_ID)
    assert "1_4: the score is agreed, details are not (strikerId" in output
    assert "(strikerId home1, nonStrikerId home2)" in output
    assert "(strikerId home2, nonStrikerId home1)" in output
    assert "Nothing holds the log back." in done("consensus", MATCH_ID)


def test_names_in_disputes_are_spelled_out(ground: RealGround) -> None:
    disputed(ground)
    player = {"playerId": "away11", "playerName": "A\u202eB"}
    lineup = {"teamId": "away", "role": "playing_xi", **player}
    ground.client.document(f"{paths.lineups(MATCH_ID)}/away_away11").set(lineup)
    output = done("disputes", MATCH_ID)
    assert "0.2 A\\u202eB to home2" in output
    assert "\u202e" not in output + done("consensus", MATCH_ID, "--over", "1:0")


def test_damaged_disputes_are_listed_all_the_same(ground: RealGround) -> None:
    plain_balls(ground)
    junk = {"kind": "?", "claims": {"home": {"ball": 1}, "away": 2}, "fields": 3, "status": "open"}
    ground.client.document(paths.dispute(MATCH_ID, "9_9")).set(junk)
    assert "9_9: ?; since an unknown time" in done("disputes", MATCH_ID)


def test_a_match_without_books_is_left_as_it_was(firestore_client: Client) -> None:
    project_match(firestore_client, MATCH_ID)
    assert done("verify", MATCH_ID) == f"{MATCH_ID}: as the log says\n"
    assert done("rebuild", MATCH_ID) == f"{MATCH_ID}: rebuilt from 14 actions, 0 problems\n"
    assert not firestore_client.document(paths.consensus_state(MATCH_ID)).get().exists
    assert "validationTier is HONOR" in refused(REFUSED, "consensus", MATCH_ID)
    assert done("disputes", MATCH_ID) == "No disputes.\n"
    assert "there is no match nowhere" in refused(BAD_INPUT, "consensus", "nowhere")
    assert "there is no match nowhere" in refused(BAD_INPUT, "disputes", "nowhere")


def test_a_match_that_an_import_holds_keeps_its_log(ground: RealGround) -> None:
    plain_balls(ground)
    ground.write(Scribe(HOME, "1 4 W . 2 6"))
    ground.write(Scribe(AWAY, "1 4 W . 2 6"))
    until = datetime.now(UTC) + timedelta(hours=1)
    ground.client.document(paths.live_state(MATCH_ID)).update({"holdUntil": until})
    assert "held by" in here("rebuild", MATCH_ID).out
    assert not ground.client.document(paths.scoring_action(MATCH_ID, "1_7")).get().exists
    done("rebuild", MATCH_ID, "--end-hold")
    assert ground.client.document(paths.scoring_action(MATCH_ID, "1_7")).get().exists


def with_a_provider(innings_number: int = 1) -> dict[str, Any]:
    """A dispute with a data provider, as the feeds' service raises it."""
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


def test_a_rebuild_passes_over_disputes_with_a_provider(ground: RealGround) -> None:
    disputed(ground)
    reference = ground.client.document(paths.dispute(MATCH_ID, "1_provider_acme"))
    reference.set(with_a_provider())
    output = done("disputes", MATCH_ID, "--open")
    assert "1_provider_acme: a data provider has another score than the log (runs)" in output
    assert "after 5 legal balls acme says 9 for 0, the log 8 for 0" in output
    before = ground.documents()
    for _ in range(2):
        done("rebuild", MATCH_ID)
        assert reference.get().to_dict() == with_a_provider()
    assert ground.documents() == before
    # Nobody is asked to rule on it, and it is none of those that the consensus counts.
    report = last_json(done("consensus", MATCH_ID, "--json"))
    assert "1_provider_acme" not in json.dumps(report)
    ground.arrive(Scribe(AWAY, "1 4=6 1 . 2").mend(2))
    assert reference.get().to_dict() == with_a_provider()
    assert "the books say" in done("verify", MATCH_ID)
