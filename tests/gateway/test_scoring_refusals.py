"""What is refused says why: the token, the field, the rules, or the log."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from math import nan
from typing import Any

import pytest

from scrbrd.domain.json_types import Json
from scrbrd_gateway import identity
from tests.gateway.ground import Gateway, Ground, Phone, made, problem
from tests.rules.cast import (
    ADMIN,
    ANONYMOUS,
    FORGED,
    HALF_ADMIN,
    NO_SHOW,
    NOT_YET,
    PAST,
    REVOKED,
    SCORER,
    SCORER_ENDED,
    STRANGER,
    STRING_DATE,
)
from tests.rules.scene import match_document
from tests.rules.world import Actor

pytestmark = [pytest.mark.anyio, pytest.mark.xdist_group("rules")]


@pytest.fixture(scope="module")
def shared(ground: Ground) -> str:
    """A match that nobody can change here."""
    return ground.match()


# -- who asks -------------------------------------------------------------------------------------


async def test_nobody_signed_in_is_told_to_sign_in(gateway: Gateway, shared: str) -> None:
    answer = await gateway.phone(ANONYMOUS).ball(shared)
    problem(answer, 401, "no_token")
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("token", ["garbage", "a.b.c"])
async def test_a_bad_token_is_told(gateway: Gateway, shared: str, token: str) -> None:
    problem(await Phone(gateway.client, token).ball(shared), 401, "forged_token")


@pytest.mark.parametrize(
    ("actor", "role", "code"),
    [
        (STRANGER, "", "no_role"),
        (STRANGER, "scorer_neutral", "no_role"),
        (SCORER, "scorer_home", "no_role"),
        (SCORER_ENDED, "scorer_neutral", "role_ended"),
        (REVOKED, "scorer_neutral", "role_revoked"),
        (NOT_YET, "scorer_neutral", "role_not_yet"),
        (NO_SHOW, "scorer_neutral", "role_no_show"),
        (STRING_DATE, "scorer_neutral", "role_unreadable"),
        (FORGED, "scorer_neutral", "no_role"),
        (STRANGER, "admin", "no_admin"),
        (HALF_ADMIN, "admin", "no_admin"),
    ],
    ids=lambda value: getattr(value, "name", value) or "in no role",
)
async def test_who_has_no_authority_is_told_why(
    ground: Ground, gateway: Gateway, shared: str, actor: Actor, role: str, code: str
) -> None:
    fields = {"matchId": shared} | ({"recordedAs": role} if role else {})
    body = problem(await gateway.phone(actor).post("/innings", fields), 403, code)
    assert actor.person_id in body["detail"] or role == "admin"
    assert ground.actions(shared) == []


async def test_an_ended_scorer_finds_no_role(gateway: Gateway, shared: str) -> None:
    answer = await gateway.phone(SCORER_ENDED).post("/innings", {"matchId": shared})
    problem(answer, 403, "no_role")


async def test_a_check_of_a_token_that_takes_too_long_is_put_off(
    gateway: Gateway, shared: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = threading.Event()

    def wait(*_: object) -> None:
        ends.wait(10.0)

    monkeypatch.setattr(identity, "VERIFY_SECONDS", 0.02)
    monkeypatch.setattr(identity.IdentityVerifier, "_verify", wait)
    try:
        answer = await gateway.phone(SCORER).ball(shared)
    finally:
        ends.set()
    problem(answer, 503, "firestore_away")
    assert answer.headers["retry-after"]


# -- the match ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"lockedAt": PAST, "lockedBy": "referee"}, 403, "match_locked"),
        ({"status": "completed", "completedAt": PAST}, 403, "match_completed"),
        ({"status": "postponed"}, 403, "match_completed"),
        ({"validationTier": "DUAL"}, 409, "kept_in_books"),
        ({"validationTier": "TRIPLE"}, 409, "kept_in_books"),
    ],
    ids=["locked", "completed", "postponed", "dual", "triple"],
)
async def test_a_closed_match_is_told_as_such(
    ground: Ground, scorer: Phone, changes: Json, status: int, code: str
) -> None:
    match_id = ground.match(**changes)
    problem(await scorer.post("/innings", {"matchId": match_id}), status, code)
    assert ground.actions(match_id) == []


OVER = {"status": "completed", "completedAt": PAST}


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        (OVER | {"conditions": {"graceMinutes": "long"}}, "conditions.graceMinutes"),
        (OVER | {"conditions": {"graceMinutes": None}}, "conditions.graceMinutes"),
        (OVER | {"conditions": {"graceMinutes": 1e300}}, "conditions.graceMinutes"),
        (OVER | {"conditions": {"graceMinutes": nan}}, "conditions.graceMinutes"),
        (OVER | {"completedAt": "2020-01-01"}, "completedAt"),
        ({"status": ["live"]}, "status"),
        ({"status": 5}, "status"),
        ({"validationTier": "QUAD"}, "validationTier"),
        ({"validationTier": ["DUAL"]}, "validationTier"),
    ],
    ids=str,
)
async def test_a_match_that_the_rules_cannot_read_is_told_with_its_field(
    ground: Ground, scorer: Phone, changes: Json, named: str
) -> None:
    match_id = ground.match(**changes)
    body = problem(await scorer.post("/innings", {"matchId": match_id}), 403, "match_unreadable")
    assert body["detail"].startswith(f"{named} of the match {match_id} ")
    assert ground.actions(match_id) == []


@pytest.mark.parametrize(
    ("conditions", "code"),
    [({"graceMinutes": 10**13}, "no_permission"), ("the usual", "match_completed")],
    ids=["longer than the rules can reckon", "no conditions"],
)
async def test_an_odd_grace_period_is_that_of_the_rules(
    ground: Ground, scorer: Phone, conditions: Any, code: str
) -> None:
    match_id = ground.match(**OVER, conditions=conditions)
    problem(await scorer.post("/innings", {"matchId": match_id}), 403, code)


@pytest.mark.parametrize("actor", [SCORER, ADMIN], ids=lambda actor: actor.name)
async def test_a_match_that_a_provider_writes_is_told_as_such(
    ground: Ground, gateway: Gateway, actor: Actor
) -> None:
    match_id, phone = ground.match(), gateway.phone(actor)
    ball = (await gateway.phone(SCORER).open(match_id))["id"]
    ground.seed({f"matches/{match_id}": match_document(status="live", scoredBy="provider")})
    for answer in (
        await phone.ball(match_id, runsOffBat=1),
        await phone.post("/innings", {"matchId": match_id}),
        await phone.post(f"/balls/{ball}/void"),
        await phone.post(f"/balls/{ball}/correct", {"type": "penalty_awarded"}),
        await phone.post("/scoring/events", {"matchId": match_id, "runsOffBat": 1}),
    ):
        body = problem(answer, 409, "scored_by_provider")
        assert body["scoredBy"] == "provider"
        assert "scoredBy" in body["detail"]
    assert ground.actions(match_id) == ["1_1"]


async def test_a_key_of_before_a_provider_wrote_the_match_is_still_known(
    ground: Ground, scorer: Phone
) -> None:
    match_id = ground.match()
    await scorer.open(match_id)
    made(await scorer.ball(match_id, key="one", runsOffBat=1))
    ground.seed({f"matches/{match_id}": match_document(status="live", scoredBy="provider")})
    assert (await scorer.ball(match_id, key="one", runsOffBat=1)).status_code == 200


async def test_a_completed_match_takes_balls_in_its_grace_period(
    ground: Ground, scorer: Phone
) -> None:
    lately = datetime.now(UTC) - timedelta(minutes=5)
    await scorer.open(ground.match(status="completed", completedAt=lately))


async def test_a_lock_during_the_match_is_told(ground: Ground, scorer: Phone) -> None:
    match_id = ground.match()
    await scorer.open(match_id)
    ball = made(await scorer.ball(match_id))["id"]
    document = f"matches/{match_id}"
    ground.seed({document: {"status": "live", "lockedAt": PAST, "homeTeamId": "north-1",
                            "awayTeamId": "south-1", "format": "T20"}})  # fmt: skip
    problem(await scorer.ball(match_id), 403, "match_locked")
    problem(await scorer.post(f"/balls/{ball}/void"), 403, "match_locked")


@pytest.mark.parametrize("name", ["nowhere", "a b", "__x__"])
async def test_an_unknown_match_is_unknown(scorer: Phone, name: str) -> None:
    problem(await scorer.post(f"/innings/{name}:1/balls"), 404, "not_found")
    problem(await scorer.get(f"/innings/{name}:1"), 404, "not_found")


@pytest.mark.parametrize(
    "path", ["innings/m:0/balls", "innings/m/balls", "innings/m:41/balls", "balls/m:1_0/void",
             "balls/m:x/redo", "innings/:1/balls", "innings/m:1_1/end"],
)  # fmt: skip
async def test_what_is_no_id_is_unknown(scorer: Phone, path: str) -> None:
    problem(await scorer.post(f"/{path}", {}), 404, "not_found")


async def test_an_action_that_is_not_there_cannot_be_voided(ground: Ground, scorer: Phone) -> None:
    match_id = ground.match()
    problem(await scorer.post(f"/balls/{match_id}:1_1/void"), 404, "not_found")
    body = await scorer.post(f"/balls/{match_id}:1_1/correct", {"runsOffBat": 1})
    problem(body, 404, "not_found")


# -- the body -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"runsOffBat": 21}, "runsOffBat"),
        ({"runsOffBat": "4"}, "runsOffBat"),
        ({"runs": 4}, "runs"),
        ({"extras": {"noball": 1}}, "extras.noball"),
        ({"wicket": {"type": "hanged"}}, "wicket.type"),
        ({"wicket": {"type": "caught", "fielderIds": ["a b"]}}, "wicket.fielderIds.0"),
        ({"strikerId": "__x__"}, "strikerId"),
        ({"recordedAs": "groundskeeper"}, "recordedAs"),
        ({"timestamp": "yesterday"}, "timestamp"),
        ({"shotData": {"shotType": "helicopter"}}, "shotData.shotType"),
        ({"after": "1"}, "after"),
        ({"overNumber": -1}, "overNumber"),
        ({"matchId": "m"}, "matchId"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_wrong_field_is_named(scorer: Phone, shared: str, fields: Json, field: str) -> None:
    body = problem(await scorer.ball(shared, **fields), 422, "bad_field")
    assert body["field"] == field
    assert field in [each["field"] for each in body["errors"]]


@pytest.mark.parametrize("fields", [{"type": "delivery", "runs": 1}, {"type": "parade"}])
async def test_a_wrong_correction_names_its_field(scorer: Phone, shared: str, fields: Json) -> None:
    body = problem(await scorer.post(f"/balls/{shared}:1_1/correct", fields), 422, "bad_field")
    assert body["field"] in ("runs", "type")


async def test_what_is_no_json_is_told(gateway: Gateway, shared: str) -> None:
    answer = await gateway.client.post(
        f"/api/v1/cricket/innings/{shared}:1/balls",
        content="{", headers={"Content-Type": "application/json"},
    )  # fmt: skip
    problem(answer, 400, "bad_json")


@pytest.mark.parametrize("key", [" ", "x" * 201])
async def test_a_key_has_a_length(scorer: Phone, shared: str, key: str) -> None:
    problem(await scorer.ball(shared, key=key), 400, "bad_key")


async def test_what_the_laws_refuse_is_not_written(ground: Ground, scorer: Phone) -> None:
    match_id = ground.match()
    await scorer.open(match_id)
    answer = await scorer.ball(match_id, extras={"wide": 1}, wicket={"type": "bowled"})
    body = problem(answer, 422, "out_off_wide")
    assert (body["law"], body["edition"]) == ("Law 22.9", "2022")
    assert ground.actions(match_id) == ["1_1"]


async def test_what_the_rules_refuse_of_a_value_has_a_plain_sentence(
    ground: Ground, scorer: Phone
) -> None:
    match_id = ground.match(validationTier="DUAL")
    score = {"runs": 0, "wickets": 0, "legalBalls": 0}
    from_oneself = {"takesOverFrom": SCORER.person_id, "afterEntryId": "1_1"}
    fields = {"matchId": match_id, "type": "book_opened", **score, **from_oneself}
    answer = await scorer.post("/scoring/events", fields)
    assert "no reason" in problem(answer, 403, "no_permission")["detail"]
