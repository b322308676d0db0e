"""Under DUAL and TRIPLE scorers write to books of their own, and officials decide disputes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scrbrd.domain.json_types import Json
from tests.gateway.ground import OPENERS, Gateway, Ground, Phone, made, problem
from tests.rules.cast import ADMIN, PAST, REFEREE, SCORER, SCORER_HOME, STRANGER, UMPIRE
from tests.rules.world import Actor

pytestmark = [pytest.mark.anyio, pytest.mark.xdist_group("rules")]

EVENTS = "/scoring/events"


@pytest.fixture
def match_id(ground: Ground) -> str:
    """A match that two scorers keep."""
    return ground.match(validationTier="DUAL")


def started(match_id: str, **content: Any) -> Json:
    sides = {"battingTeamId": "north-1", "bowlingTeamId": "south-1"}
    return {"matchId": match_id, "type": "innings_started", **sides, **OPENERS, **content}


async def entered(phone: Phone, match_id: str, **content: Any) -> Json:
    return made(await phone.post(EVENTS, {"matchId": match_id, **content}))


def book_of(actor: Actor, match_id: str, name: str) -> str:
    return f"matches/{match_id}/scorebooks/{actor.person_id}/entries/{name}"


async def test_each_scorer_has_a_book(ground: Ground, gateway: Gateway, match_id: str) -> None:
    neutral, home = gateway.phone(SCORER), gateway.phone(SCORER_HOME)
    for phone in (neutral, home):
        made(await phone.post(EVENTS, started(match_id)))
    four = await entered(neutral, match_id, runsOffBat=4)
    one = await entered(home, match_id, runsOffBat=1)
    assert (four["action"]["recordedAs"], one["action"]["recordedAs"]) == (
        "scorer_neutral",
        "scorer_home",
    )
    assert (await entered(home, match_id))["action"]["strikerId"] == "n2"
    assert (await entered(neutral, match_id))["action"]["strikerId"] == "n1"
    assert ground.fields(book_of(SCORER, match_id, "1_2"))["totalRuns"]["integerValue"] == "4"
    assert ground.actions(match_id) == []
    mine = (await home.get(EVENTS, match=match_id)).json()["balls"]
    assert [each["totalRuns"] for each in mine] == [1, 0]


async def test_answers_on_scoring_are_kept_by_no_cache(scorer: Phone, match_id: str) -> None:
    """A book is one person's, and what stands last in a log is to be followed."""
    answers = [
        await scorer.post(EVENTS, started(match_id)),
        await scorer.get(EVENTS, match=match_id),
        await scorer.get("/scoring/disputes", match=match_id),
        await scorer.get(f"/innings/{match_id}:1/balls"),
    ]
    for each in answers:
        assert each.headers["cache-control"] == "no-store"
        assert each.headers["x-content-type-options"] == "nosniff"


async def test_a_book_without_an_innings_is_told_of_its_own_request(
    scorer: Phone, match_id: str
) -> None:
    """The log's own request would refuse it: the match is kept in books."""
    body = problem(await scorer.post(EVENTS, {"matchId": match_id}), 409, "innings_not_open")
    assert "/scoring/events" in body["detail"]
    assert "cricket/innings" not in body["detail"]


async def test_an_umpire_keeps_a_book_too(gateway: Gateway, match_id: str) -> None:
    body = made(await gateway.phone(UMPIRE).post(EVENTS, started(match_id)))
    assert body["action"]["recordedAs"] == "umpire_on_field"


async def test_an_entry_is_corrected_withdrawn_and_repeated(
    ground: Ground, scorer: Phone, match_id: str
) -> None:
    made(await scorer.post(EVENTS, started(match_id)))
    four = await entered(scorer, match_id, runsOffBat=4)
    content = {"matchId": match_id, "corrects": "1_2", "runsOffBat": 6}
    first = await scorer.post(EVENTS, content, "one")
    again = await scorer.post(EVENTS, content, "one")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["innings"]["score"]["runs"] == 6
    stamp = ground.fields(book_of(SCORER, match_id, "1_2"))["correctedBy"]
    assert stamp["stringValue"] == "1_3"
    voided = await scorer.post(f"{EVENTS}/{match_id}:1_3/void", {"reason": "twice"})
    assert voided.json()["innings"]["score"]["runs"] == 4
    redone = await scorer.post(f"{EVENTS}/{match_id}:1_3/redo")
    assert redone.json()["innings"]["score"]["runs"] == 6
    assert four["id"] == f"{match_id}:1_2"


async def test_a_book_goes_on_behind_an_action_of_the_log(
    ground: Ground, scorer: Phone, match_id: str
) -> None:
    seed_log(ground, match_id)
    score = {"runs": 1, "wickets": 0, "legalBalls": 1}
    opening = {"type": "book_opened", "innings": 1, "afterActionId": "1_2", **score}
    del opening["innings"]
    body = await entered(scorer, match_id, **opening)
    assert (body["innings"], body["action"]["type"]) == (None, "book_opened")
    ball = await entered(scorer, match_id, runsOffBat=2)
    assert (ball["action"]["strikerId"], ball["action"]["bowlerId"]) == ("n2", "s1")
    assert (ball["action"]["ballInOver"], ball["innings"]["score"]["runs"]) == (2, 3)


async def test_a_book_goes_on_behind_another_scorers_entry(
    ground: Ground, scorer: Phone, match_id: str
) -> None:
    seed_log(ground, match_id)
    score = {"runs": 1, "wickets": 0, "legalBalls": 1}
    takeover = {"takesOverFrom": SCORER_HOME.person_id, "afterEntryId": "1_2"}
    await entered(scorer, match_id, type="book_opened", **score, **takeover)
    assert (await entered(scorer, match_id))["action"]["ballInOver"] == 2


async def test_a_statement_is_withdrawn_and_counts_again(
    ground: Ground, scorer: Phone, match_id: str
) -> None:
    seed_log(ground, match_id)
    score = {"runs": 1, "wickets": 0, "legalBalls": 1}
    await entered(scorer, match_id, type="book_opened", afterActionId="1_2", **score)
    for what, is_voided in (("void", True), ("void", True), ("redo", False)):
        answer = await scorer.post(f"{EVENTS}/{match_id}:1_1/{what}", {"reason": "not yet"})
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert (body["id"], body["innings"]) == (f"{match_id}:1_1", None)
        assert body["action"]["isVoided"] is is_voided
    stored = ground.fields(book_of(SCORER, match_id, "1_1"))
    assert stored["isVoided"]["booleanValue"] is False


@pytest.mark.parametrize(
    "content",
    [{"runsOffBat": 2}, {"type": "play_stopped", "reason": "rain"}],
    ids=["a ball", "a fact"],
)
async def test_nothing_takes_a_statements_place(
    ground: Ground, scorer: Phone, match_id: str, content: Json
) -> None:
    seed_log(ground, match_id)
    score = {"runs": 1, "wickets": 0, "legalBalls": 1}
    await entered(scorer, match_id, type="book_opened", afterActionId="1_2", **score)
    answer = await scorer.post(EVENTS, {"matchId": match_id, "corrects": "1_1", **content})
    assert problem(answer, 422, "bad_field")["field"] == "corrects"


def seed_log(ground: Ground, match_id: str) -> None:
    """An innings of one ball, as the functions wrote it."""
    path = f"matches/{match_id}/scoring_actions"
    common = {"matchId": match_id, "inningsNumber": 1, "updatedAt": PAST}
    people = {"strikerId": "n1", "nonStrikerId": "n2", "bowlerId": "s1"}
    ground.seed(
        {
            f"{path}/1_1": {**common, **started(match_id), "id": "1_1", "sequenceNumber": 1},
            f"{path}/1_2": {
                **common, **people, "id": "1_2", "sequenceNumber": 2, "overNumber": 0,
                "ballInOver": 1, "runsOffBat": 1, "extras": {}, "totalRuns": 1,
                "isLegalDelivery": True, "isWicket": False,
            },
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"type": "book_opened"}, "takesOverFrom"),
        ({"type": "score_agreed"}, "at"),
        ({"type": "score_agreed", "at": "over", "strikerId": "n1"}, "strikerId"),
        ({"type": "book_opened", "afterActionId": "1_1", "at": "over"}, "at"),
        ({"type": "score_agreed", "at": "tea"}, "at"),
        ({"type": "score_agreed", "at": "over", "corrects": "1_1"}, "corrects"),
    ],
    ids=["behind nothing", "at nothing", "with a striker", "with a time", "at tea", "corrected"],
)
async def test_a_statement_has_its_fields(
    scorer: Phone, match_id: str, content: Json, field: str
) -> None:
    score = {"matchId": match_id, "runs": 1, "wickets": 0, "legalBalls": 1}
    assert problem(await scorer.post(EVENTS, score | content), 422, "bad_field")["field"] == field


async def test_books_are_of_matches_that_are_kept_in_books(ground: Ground, scorer: Phone) -> None:
    answer = await scorer.post(EVENTS, started(ground.match()))
    assert problem(answer, 409, "scored_directly")["tier"] == "HONOR"


async def test_a_person_has_one_seat(gateway: Gateway, ground: Ground, match_id: str) -> None:
    ground.grant(match_id, SCORER, "scorer_home")
    phone = gateway.phone(SCORER)
    made(await phone.post(EVENTS, started(match_id)))
    other = {"matchId": match_id, "recordedAs": "scorer_home"}
    problem(await phone.post(EVENTS, other), 403, "one_seat")


async def test_a_stranger_keeps_no_book(gateway: Gateway, match_id: str) -> None:
    problem(await gateway.phone(STRANGER).post(EVENTS, started(match_id)), 403, "no_role")


# -- disputes -------------------------------------------------------------------------------------


def dispute(ground: Ground, match_id: str, **changes: Any) -> str:
    """Put a dispute: four or one. Return its id at the gateway."""
    claims = {
        "neutral": {"personId": SCORER.person_id, "entryId": "1_2", "versionId": "1_2"},
        "home": {"personId": SCORER_HOME.person_id, "entryId": "1_2", "versionId": "1_2"},
    }
    fields = {
        "id": "1_2", "matchId": match_id, "inningsNumber": 1, "place": 2, "kind": "score",
        "blocks": True, "status": "open", "claims": claims, "raisedAt": PAST, **changes,
    }  # fmt: skip
    ground.seed({f"matches/{match_id}/disputes/1_2": fields})
    return f"{match_id}:1_2"


RULED: Json = {"method": "umpire", "accepts": "neutral", "reason": "the signal was four"}


async def test_disputes_are_listed(ground: Ground, gateway: Gateway, match_id: str) -> None:
    name = dispute(ground, match_id)
    everybody = gateway.phone(Actor("anonymous"))
    found = (await everybody.get("/scoring/disputes", match=match_id)).json()["disputes"]
    assert [(each["id"], each["kind"]) for each in found] == [(name, "score")]
    resolved = await everybody.get("/scoring/disputes", match=match_id, status="resolved")
    assert resolved.json()["disputes"] == []


async def test_an_official_rules_once_for_each_key(
    ground: Ground, gateway: Gateway, match_id: str
) -> None:
    path = f"/scoring/disputes/{dispute(ground, match_id)}/resolve"
    seats = {seat: {"personId": seat} for seat in ("home", "neutral", "umpire")}
    ground.seed({f"matches/{match_id}/live/consensus": {"tier": "DUAL", "seats": seats}})
    phone = gateway.phone(UMPIRE)
    first, again = await phone.post(path, RULED, "one"), await phone.post(path, RULED, "one")
    assert first.json() == again.json()
    assert (made(first)["ruling"]["decidedAs"], again.status_code) == ("umpire_on_field", 200)
    assert made(first)["ruling"]["entries"] == {"home": "1_2", "neutral": "1_2"}
    persons = {"home": SCORER_HOME.person_id, "neutral": SCORER.person_id}
    assert made(first)["ruling"]["persons"] == persons
    assert made(first)["ruling"]["missed"] == ["umpire"]
    other = await phone.post(path, RULED | {"reason": "another"}, "one")
    problem(other, 409, "key_reused")


async def test_of_two_officials_who_rule_on_a_dispute_the_first_counts_until_it_comes_up_again(
    ground: Ground, gateway: Gateway, match_id: str
) -> None:
    path = f"/scoring/disputes/{dispute(ground, match_id)}/resolve"
    referee = gateway.phone(REFEREE)
    made(await gateway.phone(UMPIRE).post(path, RULED))
    received = problem(await referee.post(path, RULED), 409, "ruled")
    assert received["detail"] == "umpire_on_field has ruled on it already, in ruling 1"
    dispute(ground, match_id, raisedAt=datetime.now(UTC) + timedelta(seconds=1))
    second = made(await referee.post(path, RULED))["ruling"]
    assert (second["number"], second["overrules"]) == (2, 1)
    assert second["decidedAs"] == "match_referee"


async def test_a_ruling_that_cannot_have_ended_a_dispute_keeps_nobody_from_it(
    ground: Ground, gateway: Gateway, match_id: str
) -> None:
    path = f"/scoring/disputes/{dispute(ground, match_id, actionId='1_2')}/resolve"
    abandoned = RULED | {"method": "abandon", "accepts": "neither"}
    made(await gateway.phone(UMPIRE).post(path, abandoned))
    made(await gateway.phone(REFEREE).post(path, RULED))
    claim = {"personId": STRANGER.person_id, "entryId": "1_2", "versionId": "1_2"}
    home = {"personId": SCORER_HOME.person_id, "entryId": "1_2", "versionId": "1_2"}
    dispute(ground, match_id, claims={"neutral": claim, "home": home})
    third = made(await gateway.phone(UMPIRE).post(path, RULED))["ruling"]
    assert (third["number"], third["overrules"]) == (3, 2)


async def test_a_ruling_states_a_ball(ground: Ground, gateway: Gateway, match_id: str) -> None:
    path = f"/scoring/disputes/{dispute(ground, match_id)}/resolve"
    ball = {**OPENERS, "overNumber": 0, "ballInOver": 1, "runsOffBat": 2}
    content = RULED | {"accepts": "action", "action": ball}
    body = made(await gateway.phone(ADMIN).post(path, content))
    assert (body["ruling"]["decidedAs"], body["ruling"]["action"]["totalRuns"]) == ("admin", 2)
    wrong = content | {"action": ball | {"nonce": "x"}}
    field = problem(await gateway.phone(ADMIN).post(path, wrong), 422, "bad_field")["field"]
    assert field == "action.nonce"


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"accepts": "away"}, "accepts"),
        ({"about": ["away"]}, "about"),
        ({"about": ["home"]}, "accepts"),
        ({"method": "abandon"}, "accepts"),
        ({"method": "coin"}, "method"),
        ({"reason": ""}, "reason"),
        ({"accepts": "action"}, "action"),
    ],
    ids=["a seat without a claim", "about a stranger", "not about it", "given up", "by chance",
         "for no reason", "no ball"],
)  # fmt: skip
async def test_a_decision_goes_with_the_claims(
    ground: Ground, gateway: Gateway, match_id: str, content: Json, field: str
) -> None:
    path = f"/scoring/disputes/{dispute(ground, match_id)}/resolve"
    answer = await gateway.phone(UMPIRE).post(path, RULED | content)
    assert problem(answer, 422, "bad_field")["field"] == field


async def test_who_may_not_rule_is_told(ground: Ground, gateway: Gateway, match_id: str) -> None:
    path = f"/scoring/disputes/{dispute(ground, match_id)}/resolve"
    problem(await gateway.phone(STRANGER).post(path, RULED), 403, "no_role")
    by_role = RULED | {"decidedAs": "umpire_on_field"}
    problem(await gateway.phone(STRANGER).post(path, by_role), 403, "no_role")
    video = RULED | {"method": "captains"}
    problem(await gateway.phone(UMPIRE).post(path, video), 403, "no_permission")


@pytest.mark.parametrize(
    ("changes", "code"), [({"status": "resolved"}, "resolved"), ({"claims": {}}, "not_spoken")]
)
async def test_there_must_be_something_to_rule(
    ground: Ground, gateway: Gateway, match_id: str, changes: Json, code: str
) -> None:
    path = f"/scoring/disputes/{dispute(ground, match_id, **changes)}/resolve"
    problem(await gateway.phone(UMPIRE).post(path, RULED), 409, code)
    unknown = await gateway.phone(UMPIRE).post(f"/scoring/disputes/{match_id}:9_9/resolve", RULED)
    problem(unknown, 404, "not_found")
