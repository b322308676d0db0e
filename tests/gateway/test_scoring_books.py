"""Tests scoring under DUAL and TRIPLE: scorers' own books, and officials' rulings on disputes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scrbrd.domain.json_types import Json
from tests.gateway.scoring_project import OPENERS, Gateway, Phone, Project, body_201, problem
from tests.rules.cast import ADMIN, PAST, REFEREE, SCORER, SCORER_HOME, STRANGER, UMPIRE
from tests.rules.world import Actor

pytestmark = [pytest.mark.anyio, pytest.mark.xdist_group("rules")]

EVENTS = "/scoring/events"


@pytest.fixture
def match_id(project: Project) -> str:
    """Return a match that two scorers record, each in their own book."""
    return project.add_match(validationTier="DUAL")


def innings_started_body(match_id: str, **content: Any) -> Json:
    """Return the body of an entry that starts the first innings."""
    sides = {"battingTeamId": "north-1", "bowlingTeamId": "south-1"}
    return {"matchId": match_id, "type": "innings_started", **sides, **OPENERS, **content}


async def post_entry(phone: Phone, match_id: str, **content: Any) -> Json:
    """Post an entry of the phone's book; return the body of the answer."""
    return body_201(await phone.post(EVENTS, {"matchId": match_id, **content}))


def entry_path(actor: Actor, match_id: str, name: str) -> str:
    """Return the Firestore path of an entry in an actor's book."""
    return f"matches/{match_id}/scorebooks/{actor.person_id}/entries/{name}"


async def test_each_scorer_records_in_their_own_book(
    project: Project, gateway: Gateway, match_id: str
) -> None:
    neutral, home = gateway.phone(SCORER), gateway.phone(SCORER_HOME)
    for phone in (neutral, home):
        body_201(await phone.post(EVENTS, innings_started_body(match_id)))
    four = await post_entry(neutral, match_id, runsOffBat=4)
    one = await post_entry(home, match_id, runsOffBat=1)
    assert (four["action"]["recordedAs"], one["action"]["recordedAs"]) == (
        "scorer_neutral",
        "scorer_home",
    )
    assert (await post_entry(home, match_id))["action"]["strikerId"] == "n2"
    assert (await post_entry(neutral, match_id))["action"]["strikerId"] == "n1"
    assert project.fields(entry_path(SCORER, match_id, "1_2"))["totalRuns"]["integerValue"] == "4"
    assert project.action_ids(match_id) == []
    home_balls = (await home.get(EVENTS, match=match_id)).json()["balls"]
    assert [each["totalRuns"] for each in home_balls] == [1, 0]


async def test_answers_on_scoring_are_not_cached(scorer: Phone, match_id: str) -> None:
    """A book belongs to one person, and the last action of a log must be known to follow it."""
    answers = [
        await scorer.post(EVENTS, innings_started_body(match_id)),
        await scorer.get(EVENTS, match=match_id),
        await scorer.get("/scoring/disputes", match=match_id),
        await scorer.get(f"/innings/{match_id}:1/balls"),
    ]
    for each in answers:
        assert each.headers["cache-control"] == "no-store"
        assert each.headers["x-content-type-options"] == "nosniff"


async def test_a_refusal_in_a_book_without_innings_names_the_request_for_books(
    scorer: Phone, match_id: str
) -> None:
    """The request for logs would be refused, because the match is recorded in books."""
    body = problem(await scorer.post(EVENTS, {"matchId": match_id}), 409, "innings_not_open")
    assert "/scoring/events" in body["detail"]
    assert "cricket/innings" not in body["detail"]


async def test_an_umpire_may_record_a_book_too(gateway: Gateway, match_id: str) -> None:
    body = body_201(await gateway.phone(UMPIRE).post(EVENTS, innings_started_body(match_id)))
    assert body["action"]["recordedAs"] == "umpire_on_field"


async def test_an_entry_is_corrected_voided_and_redone(
    project: Project, scorer: Phone, match_id: str
) -> None:
    body_201(await scorer.post(EVENTS, innings_started_body(match_id)))
    four = await post_entry(scorer, match_id, runsOffBat=4)
    content = {"matchId": match_id, "corrects": "1_2", "runsOffBat": 6}
    first = await scorer.post(EVENTS, content, "one")
    again = await scorer.post(EVENTS, content, "one")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["innings"]["score"]["runs"] == 6
    stamp = project.fields(entry_path(SCORER, match_id, "1_2"))["correctedBy"]
    assert stamp["stringValue"] == "1_3"
    voided = await scorer.post(f"{EVENTS}/{match_id}:1_3/void", {"reason": "twice"})
    assert voided.json()["innings"]["score"]["runs"] == 4
    redone = await scorer.post(f"{EVENTS}/{match_id}:1_3/redo")
    assert redone.json()["innings"]["score"]["runs"] == 6
    assert four["id"] == f"{match_id}:1_2"


async def test_a_book_may_begin_after_an_action_of_the_log(
    project: Project, scorer: Phone, match_id: str
) -> None:
    seed_log(project, match_id)
    score = {"runs": 1, "wickets": 0, "legalBalls": 1}
    opening = {"type": "book_opened", "innings": 1, "afterActionId": "1_2", **score}
    del opening["innings"]
    body = await post_entry(scorer, match_id, **opening)
    assert (body["innings"], body["action"]["type"]) == (None, "book_opened")
    ball = await post_entry(scorer, match_id, runsOffBat=2)
    assert (ball["action"]["strikerId"], ball["action"]["bowlerId"]) == ("n2", "s1")
    assert (ball["action"]["ballInOver"], ball["innings"]["score"]["runs"]) == (2, 3)


async def test_a_book_may_begin_after_an_entry_of_another_scorer(
    project: Project, scorer: Phone, match_id: str
) -> None:
    seed_log(project, match_id)
    score = {"runs": 1, "wickets": 0, "legalBalls": 1}
    takeover = {"takesOverFrom": SCORER_HOME.person_id, "afterEntryId": "1_2"}
    await post_entry(scorer, match_id, type="book_opened", **score, **takeover)
    assert (await post_entry(scorer, match_id))["action"]["ballInOver"] == 2


async def test_a_statement_is_voided_and_redone(
    project: Project, scorer: Phone, match_id: str
) -> None:
    seed_log(project, match_id)
    score = {"runs": 1, "wickets": 0, "legalBalls": 1}
    await post_entry(scorer, match_id, type="book_opened", afterActionId="1_2", **score)
    for verb, is_voided in (("void", True), ("void", True), ("redo", False)):
        answer = await scorer.post(f"{EVENTS}/{match_id}:1_1/{verb}", {"reason": "not yet"})
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert (body["id"], body["innings"]) == (f"{match_id}:1_1", None)
        assert body["action"]["isVoided"] is is_voided
    stored = project.fields(entry_path(SCORER, match_id, "1_1"))
    assert stored["isVoided"]["booleanValue"] is False


@pytest.mark.parametrize(
    "content",
    [{"runsOffBat": 2}, {"type": "play_stopped", "reason": "rain"}],
    ids=["a ball", "a fact"],
)
async def test_a_correction_of_a_statement_is_refused(
    project: Project, scorer: Phone, match_id: str, content: Json
) -> None:
    seed_log(project, match_id)
    score = {"runs": 1, "wickets": 0, "legalBalls": 1}
    await post_entry(scorer, match_id, type="book_opened", afterActionId="1_2", **score)
    answer = await scorer.post(EVENTS, {"matchId": match_id, "corrects": "1_1", **content})
    assert problem(answer, 422, "bad_field")["field"] == "corrects"


def seed_log(project: Project, match_id: str) -> None:
    """Write an innings of one ball, as the functions do."""
    path = f"matches/{match_id}/scoring_actions"
    common = {"matchId": match_id, "inningsNumber": 1, "updatedAt": PAST}
    players = {"strikerId": "n1", "nonStrikerId": "n2", "bowlerId": "s1"}
    project.seed(
        {
            f"{path}/1_1": {
                **common, **innings_started_body(match_id), "id": "1_1", "sequenceNumber": 1
            },
            f"{path}/1_2": {
                **common, **players, "id": "1_2", "sequenceNumber": 2, "overNumber": 0,
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
    ids=["without anchor", "without a time", "striker", "book with a time", "at tea", "corrects"],
)
async def test_a_statement_with_wrong_fields_is_refused_with_the_field(
    scorer: Phone, match_id: str, content: Json, field: str
) -> None:
    score = {"matchId": match_id, "runs": 1, "wickets": 0, "legalBalls": 1}
    assert problem(await scorer.post(EVENTS, score | content), 422, "bad_field")["field"] == field


async def test_a_book_is_refused_in_a_match_that_is_scored_directly(
    project: Project, scorer: Phone
) -> None:
    answer = await scorer.post(EVENTS, innings_started_body(project.add_match()))
    assert problem(answer, 409, "scored_directly")["tier"] == "HONOR"


async def test_a_person_cannot_record_on_a_second_seat(
    gateway: Gateway, project: Project, match_id: str
) -> None:
    project.grant_role(match_id, SCORER, "scorer_home")
    phone = gateway.phone(SCORER)
    body_201(await phone.post(EVENTS, innings_started_body(match_id)))
    other = {"matchId": match_id, "recordedAs": "scorer_home"}
    problem(await phone.post(EVENTS, other), 403, "one_seat")


async def test_a_person_without_a_role_cannot_record_a_book(
    gateway: Gateway, match_id: str
) -> None:
    problem(
        await gateway.phone(STRANGER).post(EVENTS, innings_started_body(match_id)), 403, "no_role"
    )


# -- disputes -------------------------------------------------------------------------------------


def seed_dispute(project: Project, match_id: str, **changes: Any) -> str:
    """Write a dispute between four runs and one; return its id in the gateway."""
    claims = {
        "neutral": {"personId": SCORER.person_id, "entryId": "1_2", "versionId": "1_2"},
        "home": {"personId": SCORER_HOME.person_id, "entryId": "1_2", "versionId": "1_2"},
    }
    fields = {
        "id": "1_2", "matchId": match_id, "inningsNumber": 1, "place": 2, "kind": "score",
        "blocks": True, "status": "open", "claims": claims, "raisedAt": PAST, **changes,
    }  # fmt: skip
    project.seed({f"matches/{match_id}/disputes/1_2": fields})
    return f"{match_id}:1_2"


RULING: Json = {"method": "umpire", "accepts": "neutral", "reason": "the signal was four"}


async def test_disputes_are_listed_by_status(
    project: Project, gateway: Gateway, match_id: str
) -> None:
    name = seed_dispute(project, match_id)
    anonymous_phone = gateway.phone(Actor("anonymous"))
    open_disputes = (await anonymous_phone.get("/scoring/disputes", match=match_id)).json()[
        "disputes"
    ]
    assert [(each["id"], each["kind"]) for each in open_disputes] == [(name, "score")]
    resolved = await anonymous_phone.get("/scoring/disputes", match=match_id, status="resolved")
    assert resolved.json()["disputes"] == []


async def test_an_official_records_one_ruling_per_key(
    project: Project, gateway: Gateway, match_id: str
) -> None:
    path = f"/scoring/disputes/{seed_dispute(project, match_id)}/resolve"
    seats = {seat: {"personId": seat} for seat in ("home", "neutral", "umpire")}
    project.seed({f"matches/{match_id}/live/consensus": {"tier": "DUAL", "seats": seats}})
    phone = gateway.phone(UMPIRE)
    first, again = await phone.post(path, RULING, "one"), await phone.post(path, RULING, "one")
    assert first.json() == again.json()
    assert (body_201(first)["ruling"]["decidedAs"], again.status_code) == (
        "umpire_on_field",
        200,
    )
    assert body_201(first)["ruling"]["entries"] == {"home": "1_2", "neutral": "1_2"}
    persons = {"home": SCORER_HOME.person_id, "neutral": SCORER.person_id}
    assert body_201(first)["ruling"]["persons"] == persons
    assert body_201(first)["ruling"]["missed"] == ["umpire"]
    other = await phone.post(path, RULING | {"reason": "another"}, "one")
    problem(other, 409, "key_reused")


async def test_a_second_ruling_is_refused_until_the_dispute_is_raised_again(
    project: Project, gateway: Gateway, match_id: str
) -> None:
    path = f"/scoring/disputes/{seed_dispute(project, match_id)}/resolve"
    referee = gateway.phone(REFEREE)
    body_201(await gateway.phone(UMPIRE).post(path, RULING))
    received = problem(await referee.post(path, RULING), 409, "ruled")
    assert received["detail"] == "umpire_on_field has ruled on it already, in ruling 1"
    seed_dispute(project, match_id, raisedAt=datetime.now(UTC) + timedelta(seconds=1))
    second = body_201(await referee.post(path, RULING))["ruling"]
    assert (second["number"], second["overrules"]) == (2, 1)
    assert second["decidedAs"] == "match_referee"


async def test_a_ruling_that_does_not_settle_a_dispute_does_not_block_the_next(
    project: Project, gateway: Gateway, match_id: str
) -> None:
    path = f"/scoring/disputes/{seed_dispute(project, match_id, actionId='1_2')}/resolve"
    abandoned = RULING | {"method": "abandon", "accepts": "neither"}
    body_201(await gateway.phone(UMPIRE).post(path, abandoned))
    body_201(await gateway.phone(REFEREE).post(path, RULING))
    claim = {"personId": STRANGER.person_id, "entryId": "1_2", "versionId": "1_2"}
    home = {"personId": SCORER_HOME.person_id, "entryId": "1_2", "versionId": "1_2"}
    seed_dispute(project, match_id, claims={"neutral": claim, "home": home})
    third = body_201(await gateway.phone(UMPIRE).post(path, RULING))["ruling"]
    assert (third["number"], third["overrules"]) == (3, 2)


async def test_a_ruling_may_contain_its_own_ball(
    project: Project, gateway: Gateway, match_id: str
) -> None:
    path = f"/scoring/disputes/{seed_dispute(project, match_id)}/resolve"
    ball = {**OPENERS, "overNumber": 0, "ballInOver": 1, "runsOffBat": 2}
    content = RULING | {"accepts": "action", "action": ball}
    body = body_201(await gateway.phone(ADMIN).post(path, content))
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
    ids=["a seat without a claim", "about a seat without a claim", "not about the accepted seat",
         "abandoned", "unknown method", "empty reason", "no ball"],
)  # fmt: skip
async def test_a_ruling_that_does_not_fit_the_claims_is_refused(
    project: Project, gateway: Gateway, match_id: str, content: Json, field: str
) -> None:
    path = f"/scoring/disputes/{seed_dispute(project, match_id)}/resolve"
    answer = await gateway.phone(UMPIRE).post(path, RULING | content)
    assert problem(answer, 422, "bad_field")["field"] == field


async def test_a_ruling_without_the_authority_is_refused(
    project: Project, gateway: Gateway, match_id: str
) -> None:
    path = f"/scoring/disputes/{seed_dispute(project, match_id)}/resolve"
    problem(await gateway.phone(STRANGER).post(path, RULING), 403, "no_role")
    by_role = RULING | {"decidedAs": "umpire_on_field"}
    problem(await gateway.phone(STRANGER).post(path, by_role), 403, "no_role")
    captains_ruling = RULING | {"method": "captains"}
    problem(await gateway.phone(UMPIRE).post(path, captains_ruling), 403, "no_permission")


@pytest.mark.parametrize(
    ("changes", "code"), [({"status": "resolved"}, "resolved"), ({"claims": {}}, "not_spoken")]
)
async def test_a_ruling_on_a_dispute_that_is_not_open_is_refused(
    project: Project, gateway: Gateway, match_id: str, changes: Json, code: str
) -> None:
    path = f"/scoring/disputes/{seed_dispute(project, match_id, **changes)}/resolve"
    problem(await gateway.phone(UMPIRE).post(path, RULING), 409, code)
    unknown = await gateway.phone(UMPIRE).post(f"/scoring/disputes/{match_id}:9_9/resolve", RULING)
    problem(unknown, 404, "not_found")
