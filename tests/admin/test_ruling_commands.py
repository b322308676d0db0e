"""`scrbrd rule` on a real Firestore: what it shows, what it writes, what follows."""

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
from tests.adapters.test_books_store import RealGround
from tests.admin.administration import done, here, refused
from tests.consensus.scribes import AWAY, HOME, Scribe
from tests.fakes.small_match import MATCH_ID

WHY = ("--method", "umpire", "--reason", "it carried")
ACCEPT_AWAY = ("rule", MATCH_ID, "1_3", "--accept", "away", *WHY)
PREVIEW = "Preview: nothing was written. Add --apply to write it."


@pytest.fixture
def ground(firestore_client: Client) -> RealGround:
    """A match under DUAL without any entry."""
    return RealGround(firestore_client)


@pytest.fixture
def disputed(ground: RealGround) -> RealGround:
    """Home says four where away says six, and both go on."""
    ground.arrive(Scribe(HOME, "1 4 1 . 2"), Scribe(AWAY, "1 4=6 1 . 2"))
    return ground


def runs(ground: RealGround) -> list[int | None]:
    """Runs off the bat of each action of the log that counts; None for what is no ball."""
    log = ground.client.collection(paths.scoring_actions(MATCH_ID)).get()
    found = sorted((each.to_dict() or {} for each in log), key=lambda each: each["sequenceNumber"])
    return [each.get("runsOffBat") for each in found if not each.get("isVoided")]


def ruling(ground: RealGround, number: int = 1) -> dict[str, Any]:
    """A ruling as it is stored; empty if it is not."""
    return ground.client.document(paths.ruling(MATCH_ID, number)).get().to_dict() or {}


def grant(ground: RealGround, person: str, role: str, **fields: Any) -> None:
    """Give a person a role in the match."""
    path = paths.role_assignment(RoleScope.MATCH, MATCH_ID, person, role)
    identity = {"matchId": MATCH_ID, "personId": person, "role": role, "status": "assigned"}
    ground.client.document(path).set({**identity, **fields})


def test_a_ruling_is_shown_before_it_is_made(disputed: RealGround) -> None:
    before = disputed.documents()
    output = done(*ACCEPT_AWAY)
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
    assert (disputed.documents(), ruling(disputed)) == (before, {})


def test_a_ruling_is_written_and_the_log_follows(disputed: RealGround) -> None:
    output = done(*ACCEPT_AWAY, "--evidence", "film 3", "--apply")
    assert "Written: matches/m1/rulings/1." in output
    assert "The log: 1_3, 1_4, 1_5, 1_6." in output
    made = ruling(disputed)
    assert (datetime.now(UTC) - made.pop("createdAt")).total_seconds() < 60
    assert 8 <= len(made.pop("nonce")) <= 100
    assert made == {
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
    assert runs(disputed) == [None, 1, 6, 1, 0, 2]
    assert "resolved" in done("disputes", MATCH_ID)
    assert "the umpire ruled, ruling 1" in done("disputes", MATCH_ID)
    assert "the log as the books say" in done("verify", MATCH_ID)
    score = disputed.client.document(paths.live_score(MATCH_ID)).get().to_dict() or {}
    assert score["currentInnings"]["runs"] == 10


def test_a_second_ruling_follows_the_first(disputed: RealGround) -> None:
    done(*ACCEPT_AWAY, "--apply")
    home, away = Scribe(HOME, "1 4 1 . 2 1"), Scribe(AWAY, "1 4=6 1 . 2 1=3")
    disputed.arrive(home, away)
    done("rule", MATCH_ID, "1_7", "--accept", "home", *WHY, "--apply")
    assert ruling(disputed, 2)["follows"] == ruling(disputed, 1)["nonce"]
    assert runs(disputed) == [None, 1, 6, 1, 0, 2, 1]


def test_a_missed_ball_is_ruled_by_saying_whose_claim_is_of_it(ground: RealGround) -> None:
    ground.arrive(Scribe(HOME, "1 4 2 . 6"), Scribe(AWAY, "1 -4 2 . 6"))
    hinted = done("rule", MATCH_ID, "1_3", "--accept", "home", *WHY)
    assert "away seems to have missed the ball: --about home keeps its claim" in hinted
    about = ("rule", MATCH_ID, "1_3", "--accept", "home", "--about", "home", *WHY)
    assert "seems to" not in done(*about)
    done(*about, "--apply")
    made = ruling(ground)
    assert (made["entries"], made["missed"]) == ({"home": "1_3"}, ["away"])
    assert runs(ground) == [None, 1, 4, 2, 0, 6]
    assert "as the books say" in done("verify", MATCH_ID)


def test_a_doubled_ball_is_ruled_away(ground: RealGround) -> None:
    ground.arrive(Scribe(HOME, "1 4x2 2 . 6"), Scribe(AWAY, "1 4 2 . 6"))
    [name] = [each["id"] for each in disputes(ground)]
    none = ("rule", MATCH_ID, name, "--none", *WHY)
    assert "home seems to have a ball twice: --none --about home" in done(*none)
    done(*none, "--about", "home", "--apply")
    assert "missed" not in ruling(ground)
    assert runs(ground) == [None, 1, 4, 2, 0, 6]
    assert "as the books say" in done("verify", MATCH_ID)


def test_a_ball_that_one_put_in_late_is_ruled(ground: RealGround) -> None:
    home, away = Scribe(HOME, "1 -4 2 . 6"), Scribe(AWAY, "1 -4 2 . 6")
    ground.arrive(home, away)
    ground.arrive(home.put_in(2))
    [name] = [each["id"] for each in disputes(ground)]
    assert name == f"1_2_home_1_6_{home.person}"
    assert "put in 1_6 behind 1_2" in done("rule", MATCH_ID, name, "--accept", "home", *WHY)
    done("rule", MATCH_ID, name, "--accept", "home", *WHY, "--apply")
    assert "missed" not in ruling(ground)
    assert runs(ground) == [None, 1, 2, 0, 6, 4]
    assert "as the books say" in done("verify", MATCH_ID)
    assert "No open disputes" in done("disputes", MATCH_ID, "--open")


def test_details_are_ruled(ground: RealGround) -> None:
    ground.arrive(Scribe(HOME, "1 4 2~ ."), Scribe(AWAY, "1 4 2 ."))
    accept = ("rule", MATCH_ID, "1_4", "--accept", "home", *WHY)
    assert "correct 1_4 by 1_6: 0.3 away11 to home1, 2 runs" in done(*accept)
    done(*accept, "--apply")
    assert [each["status"] for each in disputes(ground)] == ["resolved"]
    assert "as the books say" in done("verify", MATCH_ID)


def disputes(ground: RealGround) -> list[dict[str, Any]]:
    """The disputes that are stored."""
    found = ground.client.collection(paths.disputes(MATCH_ID)).get()
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


def test_a_third_ball_is_stated_in_a_file(disputed: RealGround, tmp_path: Path) -> None:
    file = tmp_path / "ball.json"
    file.write_text(json.dumps(BALL), encoding="utf-8-sig")  # as editors of Windows write it
    done("rule", MATCH_ID, "1_3", "--ball", str(file), *WHY, "--apply")
    made = ruling(disputed)
    assert (made["accepts"], made["action"]["totalRuns"]) == ("action", 5)
    assert made["action"]["isLegalDelivery"] is True
    assert runs(disputed)[2] == 5
    assert "as the books say" in done("verify", MATCH_ID)


WRONG_BALLS = {
    "no JSON": ("runs: 4", "cannot be read as JSON"),
    "no object": ("[4]", "is no JSON object"),
    "no such type": ('{"type": "goal"}', "is no type of action"),
    "an ornament": (json.dumps(BALL | {"shotData": {}}), "shotData: a ruling states nothing"),
    "an author": (json.dumps(BALL | {"recordedBy": "x"}), "recordedBy: a ruling states nothing"),
    "no over": (json.dumps({**BALL, "overNumber": "first"}), "overNumber"),
}


@pytest.mark.parametrize(("text", "fault"), WRONG_BALLS.values(), ids=WRONG_BALLS)
def test_what_is_no_ball_is_refused(
    disputed: RealGround, tmp_path: Path, text: str, fault: str
) -> None:
    file = tmp_path / "ball.json"
    file.write_text(text)
    output = refused(BAD_INPUT, "rule", MATCH_ID, "1_3", "--ball", str(file), *WHY)
    assert "--ball" in output
    assert fault in output
    assert ruling(disputed) == {}


WRONG_RULINGS: dict[str, tuple[tuple[str, ...], str]] = {
    "nothing decided": (("1_3", *WHY), "--accept SEAT, --ball FILE, --none: give one of them"),
    "two things": (("1_3", "--none", "--accept", "home", *WHY), "give one of them"),
    "no seat": (("1_3", "--accept", "ann", *WHY), "--accept: 'ann' is no seat"),
    "no claim": (("1_3", "--accept", "umpire", *WHY), "umpire claims nothing in it"),
    "a claim left out": (
        ("1_3", "--accept", "away", "--about", "home", *WHY),
        "--accept away: its claim must be among those of --about",
    ),
    "no method": (("1_3", "--none", "--method", "coin", "--reason", "x"), "--method: 'coin'"),
    "abandoned for somebody": (
        ("1_3", "--accept", "home", "--method", "abandon", "--reason", "x"),
        "goes with --none",
    ),
    "no reason": (("1_3", "--none", "--method", "umpire", "--reason", ""), "--reason: 0"),
    "a long reason": (
        ("1_3", "--none", "--method", "umpire", "--reason", "x" * 501),
        "--reason: 501 characters",
    ),
    "no person": (("1_3", "--none", *WHY, "--by", "a b"), "--by: 'a b' is no person's id"),
    "no such role": (("1_3", "--none", *WHY, "--as", "coach"), "--as: 'coach' rules on nothing"),
    "above the captains' rank": (
        ("1_3", "--none", *WHY, "--as", "captain_home"),
        "--method umpire: not captain_home's to use; one of abandon, captains",
    ),
    "no such dispute": (("1_9", "--none", *WHY), "has no dispute 1_9; open: 1_3"),
    "no id": (("1/3", "--none", *WHY), "is no dispute's id"),
}


@pytest.mark.parametrize(("arguments", "fault"), WRONG_RULINGS.values(), ids=WRONG_RULINGS)
def test_what_cannot_be_ruled_is_bad_input(
    disputed: RealGround, arguments: tuple[str, ...], fault: str
) -> None:
    assert fault in refused(BAD_INPUT, "rule", MATCH_ID, *arguments, "--apply")
    assert ruling(disputed) == {}


@pytest.mark.parametrize("name", ["..", "__x__", "a\udce9b", "x" * 1_600])
def test_what_can_name_no_dispute_is_bad_input(disputed: RealGround, name: str) -> None:
    output = refused(BAD_INPUT, "rule", MATCH_ID, name, "--accept", "away", *WHY)
    assert "is no dispute's id; open: 1_3" in output
    assert "projects/" not in output
    assert ruling(disputed) == {}


def test_a_dispute_that_is_resolved_is_refused(disputed: RealGround) -> None:
    done(*ACCEPT_AWAY, "--apply")
    output = refused(REFUSED, *ACCEPT_AWAY, "--apply")
    assert "DISPUTE 1_3: is resolved already (umpire); open: none" in output
    assert ruling(disputed, 2) == {}


def test_a_dispute_that_no_trigger_closed_yet_is_refused(disputed: RealGround) -> None:
    disputed.write(Scribe(AWAY, "1 4=6 1 . 2").mend(2))
    assert "do not differ on it any more" in refused(REFUSED, *ACCEPT_AWAY)


def test_whoever_rules_meanwhile_is_not_overwritten(
    disputed: RealGround, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = ruling_run.RulingSession.write
    theirs = {"kind": "dispute", "nonce": "of another"}

    def second(session: ruling_run.RulingSession, document: dict[str, Any]) -> None:
        disputed.client.document(paths.ruling(MATCH_ID, 1)).set(theirs)
        written(session, document)

    monkeypatch.setattr(ruling_run.RulingSession, "write", second)
    ran = here(*ACCEPT_AWAY, "--apply")
    assert ran.code == REFUSED
    assert "somebody else made ruling 1 meanwhile; nothing was written" in ran.err
    assert ruling(disputed) == theirs


def test_whoever_rules_while_another_looks_at_the_books_is_not_overruled_unseen(
    disputed: RealGround, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = ruling_run.RulingSession.document

    def meanwhile(session: ruling_run.RulingSession, fields: dict[str, Any]) -> dict[str, Any]:
        monkeypatch.setattr(ruling_run.RulingSession, "document", document)
        done(*ACCEPT_AWAY, "--apply")
        return document(session, fields)

    monkeypatch.setattr(ruling_run.RulingSession, "document", meanwhile)
    ran = here("rule", MATCH_ID, "1_3", "--accept", "home", *WHY, "--apply")
    assert ran.code == REFUSED
    assert "somebody else made ruling 1 meanwhile; nothing was written" in ran.err
    assert (ruling(disputed)["accepts"], ruling(disputed, 2)) == ("away", {})
    assert runs(disputed) == [None, 1, 6, 1, 0, 2]


def test_an_official_rules_only_with_their_role(disputed: RealGround) -> None:
    official = (*ACCEPT_AWAY, "--as", "umpire_on_field", "--by", "ulla", "--apply")
    output = refused(REFUSED, *official)
    assert "ulla is not umpire_on_field of match m1" in output
    assert "`scrbrd grant ulla umpire_on_field --match m1 --apply`" in output
    grant(disputed, "ulla", "umpire_on_field")
    done(*official)
    assert (ruling(disputed)["decidedBy"], ruling(disputed)["decidedAs"]) == (
        "ulla",
        "umpire_on_field",
    )


def captain(ground: RealGround, person: str, team: str, *, is_captain: bool = True) -> None:
    """Make a person a player of a team, its captain."""
    path = paths.role_assignment(RoleScope.TEAM, team, person, "player")
    fields = {"teamId": team, "personId": person, "role": "player", "isCaptain": is_captain}
    ground.client.document(path).set(fields)


def test_one_captain_decides_nothing_and_both_do(disputed: RealGround) -> None:
    both = ("--method", "captains", "--reason", "agreed on the field", "--apply")
    ann = ("rule", MATCH_ID, "1_3", "--accept", "away", *both, "--as", "captain_home")
    captain(disputed, "ann", "home", is_captain=False)
    assert "ann does not captain home now" in refused(REFUSED, *ann, "--by", "ann")
    captain(disputed, "ann", "home")
    assert "The log stays as it is." in done(*ann, "--by", "ann")
    captain(disputed, "bob", "away")
    bob = (*ann[:-1], "captain_away", "--by", "bob")
    assert "append 1_3: 0.2 away11 to home2, 6 runs" in done(*bob)
    assert runs(disputed) == [None, 1, 6, 1, 0, 2]


def test_a_match_without_books_is_not_ruled_on(firestore_client: Client) -> None:
    ground = RealGround(firestore_client, "SINGLE")
    assert "validationTier is SINGLE, so it has no books" in refused(REFUSED, *ACCEPT_AWAY)
    assert ruling(ground) == {}
