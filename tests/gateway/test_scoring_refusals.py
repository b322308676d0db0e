"""Tests that each refusal names its reason: the token, a field, the rules or the log."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from math import nan
from typing import Any

import pytest

from scrbrd.domain.json_types import Json
from scrbrd_gateway import identity
from tests.gateway.scoring_project import Gateway, Phone, Project, body_201, problem
from tests.rules.cast import (
    ADMIN,
    ADMIN_BY_TEXT,
    ANONYMOUS,
    PAST,
    SCORER,
    SCORER_ENDED,
    SCORER_FORGED_PERSON,
    SCORER_NO_SHOW,
    SCORER_NOT_STARTED,
    SCORER_REVOKED,
    SCORER_STRING_DATE,
    STRANGER,
)
from tests.rules.scene import match_document
from tests.rules.world import Actor

pytestmark = [pytest.mark.anyio, pytest.mark.xdist_group("rules")]


@pytest.fixture(scope="module")
def unchanged_match(project: Project) -> str:
    """Return a match that no test of this module changes."""
    return project.add_match()


# -- the caller -----------------------------------------------------------------------------------


async def test_a_caller_without_a_token_is_answered_with_401(
    gateway: Gateway, unchanged_match: str
) -> None:
    answer = await gateway.phone(ANONYMOUS).post_ball(unchanged_match)
    problem(answer, 401, "no_token")
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("token", ["garbage", "a.b.c"])
async def test_an_invalid_token_is_answered_with_401(
    gateway: Gateway, unchanged_match: str, token: str
) -> None:
    problem(await Phone(gateway.client, token).post_ball(unchanged_match), 401, "forged_token")


@pytest.mark.parametrize(
    ("actor", "role", "code"),
    [
        (STRANGER, "", "no_role"),
        (STRANGER, "scorer_neutral", "no_role"),
        (SCORER, "scorer_home", "no_role"),
        (SCORER_ENDED, "scorer_neutral", "role_ended"),
        (SCORER_REVOKED, "scorer_neutral", "role_revoked"),
        (SCORER_NOT_STARTED, "scorer_neutral", "role_not_yet"),
        (SCORER_NO_SHOW, "scorer_neutral", "role_no_show"),
        (SCORER_STRING_DATE, "scorer_neutral", "role_unreadable"),
        (SCORER_FORGED_PERSON, "scorer_neutral", "no_role"),
        (STRANGER, "admin", "no_admin"),
        (ADMIN_BY_TEXT, "admin", "no_admin"),
    ],
    ids=lambda value: getattr(value, "name", value) or "without a role",
)
async def test_a_caller_without_authority_is_refused_with_the_reason(
    project: Project, gateway: Gateway, unchanged_match: str, actor: Actor, role: str, code: str
) -> None:
    fields = {"matchId": unchanged_match} | ({"recordedAs": role} if role else {})
    body = problem(await gateway.phone(actor).post("/innings", fields), 403, code)
    assert actor.person_id in body["detail"] or role == "admin"
    assert project.action_ids(unchanged_match) == []


async def test_a_scorer_whose_role_ended_has_no_role(
    gateway: Gateway, unchanged_match: str
) -> None:
    answer = await gateway.phone(SCORER_ENDED).post("/innings", {"matchId": unchanged_match})
    problem(answer, 403, "no_role")


async def test_a_token_check_that_takes_too_long_is_answered_with_retry_after(
    gateway: Gateway, unchanged_match: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_finish = threading.Event()

    def wait(*_: object) -> None:
        may_finish.wait(10.0)

    monkeypatch.setattr(identity, "VERIFY_SECONDS", 0.02)
    monkeypatch.setattr(identity.IdentityVerifier, "_verify", wait)
    try:
        answer = await gateway.phone(SCORER).post_ball(unchanged_match)
    finally:
        may_finish.set()
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
async def test_a_match_closed_to_direct_scoring_is_refused_with_the_reason(
    project: Project, scorer: Phone, changes: Json, status: int, code: str
) -> None:
    match_id = project.add_match(**changes)
    problem(await scorer.post("/innings", {"matchId": match_id}), status, code)
    assert project.action_ids(match_id) == []


COMPLETED_FIELDS = {"status": "completed", "completedAt": PAST}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        (COMPLETED_FIELDS | {"conditions": {"graceMinutes": "long"}}, "conditions.graceMinutes"),
        (COMPLETED_FIELDS | {"conditions": {"graceMinutes": None}}, "conditions.graceMinutes"),
        (COMPLETED_FIELDS | {"conditions": {"graceMinutes": 1e300}}, "conditions.graceMinutes"),
        (COMPLETED_FIELDS | {"conditions": {"graceMinutes": nan}}, "conditions.graceMinutes"),
        (COMPLETED_FIELDS | {"completedAt": "2020-01-01"}, "completedAt"),
        ({"status": ["live"]}, "status"),
        ({"status": 5}, "status"),
        ({"validationTier": "QUAD"}, "validationTier"),
        ({"validationTier": ["DUAL"]}, "validationTier"),
    ],
    ids=str,
)
async def test_a_match_that_the_rules_cannot_read_is_refused_with_its_field(
    project: Project, scorer: Phone, changes: Json, field: str
) -> None:
    match_id = project.add_match(**changes)
    body = problem(await scorer.post("/innings", {"matchId": match_id}), 403, "match_unreadable")
    assert body["detail"].startswith(f"{field} of the match {match_id} ")
    assert project.action_ids(match_id) == []


@pytest.mark.parametrize(
    ("conditions", "code"),
    [({"graceMinutes": 10**13}, "no_permission"), ("the usual", "match_completed")],
    ids=["beyond the range of the rules", "no conditions"],
)
async def test_an_invalid_grace_period_counts_as_in_the_rules(
    project: Project, scorer: Phone, conditions: Any, code: str
) -> None:
    match_id = project.add_match(**COMPLETED_FIELDS, conditions=conditions)
    problem(await scorer.post("/innings", {"matchId": match_id}), 403, code)


@pytest.mark.parametrize("actor", [SCORER, ADMIN], ids=lambda actor: actor.name)
async def test_a_match_scored_by_a_provider_refuses_scorers(
    project: Project, gateway: Gateway, actor: Actor
) -> None:
    match_id, phone = project.add_match(), gateway.phone(actor)
    ball = (await gateway.phone(SCORER).open_innings(match_id))["id"]
    project.seed({f"matches/{match_id}": match_document(status="live", scoredBy="provider")})
    for answer in (
        await phone.post_ball(match_id, runsOffBat=1),
        await phone.post("/innings", {"matchId": match_id}),
        await phone.post(f"/balls/{ball}/void"),
        await phone.post(f"/balls/{ball}/correct", {"type": "penalty_awarded"}),
        await phone.post("/scoring/events", {"matchId": match_id, "runsOffBat": 1}),
    ):
        body = problem(answer, 409, "scored_by_provider")
        assert body["scoredBy"] == "provider"
        assert "scoredBy" in body["detail"]
    assert project.action_ids(match_id) == ["1_1"]


async def test_a_key_used_before_a_provider_took_over_is_still_known(
    project: Project, scorer: Phone
) -> None:
    match_id = project.add_match()
    await scorer.open_innings(match_id)
    body_201(await scorer.post_ball(match_id, key="one", runsOffBat=1))
    project.seed({f"matches/{match_id}": match_document(status="live", scoredBy="provider")})
    assert (await scorer.post_ball(match_id, key="one", runsOffBat=1)).status_code == 200


async def test_a_completed_match_can_be_scored_in_its_grace_period(
    project: Project, scorer: Phone
) -> None:
    completed_at = datetime.now(UTC) - timedelta(minutes=5)
    await scorer.open_innings(project.add_match(status="completed", completedAt=completed_at))


async def test_a_match_locked_during_play_refuses_balls_and_voids(
    project: Project, scorer: Phone
) -> None:
    match_id = project.add_match()
    await scorer.open_innings(match_id)
    ball = body_201(await scorer.post_ball(match_id))["id"]
    document = f"matches/{match_id}"
    project.seed({document: {"status": "live", "lockedAt": PAST, "homeTeamId": "north-1",
                            "awayTeamId": "south-1", "format": "T20"}})  # fmt: skip
    problem(await scorer.post_ball(match_id), 403, "match_locked")
    problem(await scorer.post(f"/balls/{ball}/void"), 403, "match_locked")


@pytest.mark.parametrize("name", ["nowhere", "a b", "__x__"])
async def test_an_unknown_match_is_not_found(scorer: Phone, name: str) -> None:
    problem(await scorer.post(f"/innings/{name}:1/balls"), 404, "not_found")
    problem(await scorer.get(f"/innings/{name}:1"), 404, "not_found")


@pytest.mark.parametrize(
    "path", ["innings/m:0/balls", "innings/m/balls", "innings/m:41/balls", "balls/m:1_0/void",
             "balls/m:x/redo", "innings/:1/balls", "innings/m:1_1/end"],
)  # fmt: skip
async def test_an_invalid_id_in_a_path_is_not_found(scorer: Phone, path: str) -> None:
    problem(await scorer.post(f"/{path}", {}), 404, "not_found")


async def test_a_missing_action_cannot_be_voided_or_corrected(
    project: Project, scorer: Phone
) -> None:
    match_id = project.add_match()
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
async def test_an_invalid_field_is_named(
    scorer: Phone, unchanged_match: str, fields: Json, field: str
) -> None:
    body = problem(await scorer.post_ball(unchanged_match, **fields), 422, "bad_field")
    assert body["field"] == field
    assert field in [each["field"] for each in body["errors"]]


@pytest.mark.parametrize("fields", [{"type": "delivery", "runs": 1}, {"type": "parade"}])
async def test_an_invalid_correction_names_its_field(
    scorer: Phone, unchanged_match: str, fields: Json
) -> None:
    body = problem(
        await scorer.post(f"/balls/{unchanged_match}:1_1/correct", fields), 422, "bad_field"
    )
    assert body["field"] in ("runs", "type")


async def test_a_body_that_is_not_json_is_refused(gateway: Gateway, unchanged_match: str) -> None:
    answer = await gateway.client.post(
        f"/api/v1/cricket/innings/{unchanged_match}:1/balls",
        content="{", headers={"Content-Type": "application/json"},
    )  # fmt: skip
    problem(answer, 400, "bad_json")


@pytest.mark.parametrize("key", [" ", "x" * 201])
async def test_a_blank_or_too_long_key_is_refused(
    scorer: Phone, unchanged_match: str, key: str
) -> None:
    problem(await scorer.post_ball(unchanged_match, key=key), 400, "bad_key")


async def test_a_ball_against_the_laws_is_not_recorded(project: Project, scorer: Phone) -> None:
    match_id = project.add_match()
    await scorer.open_innings(match_id)
    answer = await scorer.post_ball(match_id, extras={"wide": 1}, wicket={"type": "bowled"})
    body = problem(answer, 422, "out_off_wide")
    assert (body["law"], body["edition"]) == ("Law 22.9", "2022")
    assert project.action_ids(match_id) == ["1_1"]


async def test_a_value_that_the_rules_refuse_is_answered_with_a_plain_sentence(
    project: Project, scorer: Phone
) -> None:
    match_id = project.add_match(validationTier="DUAL")
    score = {"runs": 0, "wickets": 0, "legalBalls": 0}
    own_book = {"takesOverFrom": SCORER.person_id, "afterEntryId": "1_1"}
    fields = {"matchId": match_id, "type": "book_opened", **score, **own_book}
    answer = await scorer.post("/scoring/events", fields)
    assert "no reason" in problem(answer, 403, "no_permission")["detail"]
