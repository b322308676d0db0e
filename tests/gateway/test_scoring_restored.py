"""Tests logs that were deleted or restored behind the gateway, against its cached state."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from scrbrd.domain.json_types import Json
from tests.gateway.scoring_project import (
    OPENERS,
    Gateway,
    Phone,
    Project,
    body_201,
    problem,
    run_gateway,
)
from tests.gateway.test_scoring_books import EVENTS, entry_path, innings_started_body
from tests.rules.cast import PAST, SCORER, SCORER_HOME
from tests.rules.scene import match_document

pytestmark = [pytest.mark.anyio, pytest.mark.xdist_group("rules")]


class LogReadRecorder(httpx.AsyncHTTPTransport):
    """A transport to Firestore that records the queries of logs: "whole" or "changes"."""

    def __init__(self) -> None:
        super().__init__(verify=False)
        self.reads: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on and record it if it queries a log."""
        if request.url.path.endswith(":runQuery"):
            query = json.loads(request.content)["structuredQuery"]
            if query["from"][0]["collectionId"] == "scoring_actions":
                self.reads.append("changes" if "where" in query else "whole")
        return await super().handle_async_request(request)


@asynccontextmanager
async def phone_with_recorder(project: Project) -> AsyncIterator[tuple[Phone, LogReadRecorder]]:
    """Yield the scorer's phone and the recorder of the gateway's log reads."""
    transport = LogReadRecorder()
    async with run_gateway(project, transport=transport) as gateway:
        yield gateway.phone(SCORER), transport


def action_path(match_id: str, name: str) -> str:
    """Return the path of an action."""
    return f"matches/{match_id}/scoring_actions/{name}"


async def match_with_two_balls(project: Project, phone: Phone) -> str:
    """Return a match with two recorded balls, whose keys are `one` and `two`, after a read."""
    match_id = project.add_match()
    await phone.open_innings(match_id)
    for key in ("one", "two"):
        body_201(await phone.post_ball(match_id, key=key, runsOffBat=2))
    await phone.get(f"/innings/{match_id}:1")
    return match_id


# -- keys -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("deleted_ids", [["1_3"], ["1_2", "1_3"]], ids=["the last", "both"])
async def test_a_key_whose_ball_was_deleted_records_it_again(
    project: Project, scorer: Phone, deleted_ids: list[str]
) -> None:
    match_id = await match_with_two_balls(project, scorer)
    project.remove([action_path(match_id, each) for each in deleted_ids])
    if "1_2" in deleted_ids:
        body_201(await scorer.post_ball(match_id, key="one", runsOffBat=2))
    again = body_201(await scorer.post_ball(match_id, key="two", runsOffBat=2))
    assert again["action"]["id"] == "1_3"
    assert (await scorer.post_ball(match_id, key="two", runsOffBat=2)).status_code == 200
    assert project.action_ids(match_id) == ["1_1", "1_2", "1_3"]


async def test_a_key_whose_ball_was_deleted_can_record_another_one(
    project: Project, scorer: Phone
) -> None:
    match_id = await match_with_two_balls(project, scorer)
    project.remove([action_path(match_id, "1_3")])
    body_201(await scorer.post_ball(match_id, key="two", runsOffBat=4))


async def test_a_key_whose_book_entry_was_deleted_records_it_again(
    project: Project, gateway: Gateway
) -> None:
    match_id, phone = project.add_match(validationTier="DUAL"), gateway.phone(SCORER)
    body_201(await phone.post(EVENTS, innings_started_body(match_id)))
    body = {"matchId": match_id, "runsOffBat": 2}
    body_201(await phone.post(EVENTS, body, "one"))
    await phone.get(EVENTS, match=match_id)
    project.remove([entry_path(SCORER, match_id, "1_2")])
    body_201(await phone.post(EVENTS, body, "one"))
    assert (await phone.post(EVENTS, body, "one")).status_code == 200


async def test_a_deleted_end_of_an_innings_is_recorded_again(
    project: Project, scorer: Phone
) -> None:
    match_id = await match_with_two_balls(project, scorer)
    path, declared = f"/innings/{match_id}:1/end", {"reason": "declared"}
    body_201(await scorer.post(path, declared))
    assert (await scorer.get(f"/innings/{match_id}:1")).json()["closed"] == "declared"
    project.remove([action_path(match_id, "1_4")])
    body_201(await scorer.post(path, declared))


# -- refusals -------------------------------------------------------------------------------------


async def test_an_innings_can_be_opened_again_after_its_actions_were_deleted(
    project: Project, scorer: Phone
) -> None:
    match_id = await match_with_two_balls(project, scorer)
    project.remove([action_path(match_id, each) for each in ("1_1", "1_2", "1_3")])
    await scorer.open_innings(match_id)


async def test_a_ball_is_not_overtaken_by_a_deleted_one(project: Project, scorer: Phone) -> None:
    match_id = await match_with_two_balls(project, scorer)
    last_nonce = project.fields(action_path(match_id, "1_2"))["nonce"]["stringValue"]
    project.remove([action_path(match_id, "1_3")])
    body_201(await scorer.post_ball(match_id, follows=last_nonce))


async def test_a_restored_ball_can_be_corrected(project: Project, scorer: Phone) -> None:
    match_id = await match_with_two_balls(project, scorer)
    balls = await stored_balls(scorer, match_id)
    project.remove([action_path(match_id, "1_3")])
    answer = await scorer.post(f"/balls/{match_id}:1_3/correct", {"runsOffBat": 4})
    problem(answer, 404, "not_found")
    project.seed({action_path(match_id, "1_3"): backup_document(balls["1_3"])})
    body_201(await scorer.post(f"/balls/{match_id}:1_3/correct", {"runsOffBat": 4}))


async def test_a_reference_to_a_deleted_ball_is_not_found(project: Project, scorer: Phone) -> None:
    match_id = await match_with_two_balls(project, scorer)
    project.remove([action_path(match_id, "1_2")])
    answer = await scorer.post(f"/balls/{match_id}:1_2/correct", {"runsOffBat": 4})
    problem(answer, 404, "not_found")
    other = await match_with_two_balls(project, scorer)
    project.remove([action_path(other, "1_2")])
    problem(await scorer.post_ball(other, after="1_2"), 404, "not_found")


async def stored_balls(phone: Phone, match_id: str) -> dict[str, Json]:
    """Return the balls of a match by their ids."""
    balls: list[Json] = (await phone.get(f"/innings/{match_id}:1/balls")).json()["balls"]
    return {each["id"]: each for each in balls}


def backup_document(ball: Json) -> Json:
    """Return a ball as a backup stores it, with old times."""
    fields = {name: each for name, each in ball.items() if name not in ("ballId", "counts")}
    return (
        fields | {"isVoided": False} | dict.fromkeys(("timestamp", "createdAt", "updatedAt"), PAST)
    )


# -- voids ----------------------------------------------------------------------------------------


async def test_a_void_undone_by_a_restore_is_recorded_again(
    project: Project, scorer: Phone
) -> None:
    match_id = await match_with_two_balls(project, scorer)
    ball = (await stored_balls(scorer, match_id))["1_2"]
    for _ in range(2):
        assert (await scorer.post(f"/balls/{match_id}:1_2/void")).status_code == 200
    project.seed({action_path(match_id, "1_2"): backup_document(ball)})
    again = await scorer.post(f"/balls/{match_id}:1_2/void")
    assert (again.status_code, again.json()["innings"]["score"]["runs"]) == (200, 2)
    assert project.fields(action_path(match_id, "1_2"))["isVoided"] == {"booleanValue": True}


@pytest.mark.parametrize("verb", ["void", "redo"])
async def test_a_deleted_ball_can_be_neither_voided_nor_redone(
    project: Project, scorer: Phone, verb: str
) -> None:
    match_id = await match_with_two_balls(project, scorer)
    project.remove([action_path(match_id, "1_3")])
    problem(await scorer.post(f"/balls/{match_id}:1_3/{verb}"), 404, "not_found")


# -- the match ------------------------------------------------------------------------------------


async def test_a_recreated_match_begins_without_innings(project: Project, scorer: Phone) -> None:
    match_id = await match_with_two_balls(project, scorer)
    project.remove([f"matches/{match_id}", *(action_path(match_id, f"1_{n}") for n in (1, 2, 3))])
    project.seed({f"matches/{match_id}": match_document(status="live")})
    problem(await scorer.get(f"/innings/{match_id}:1"), 404, "not_found")
    await scorer.open_innings(match_id)


# -- the number of reads --------------------------------------------------------------------------


@pytest.mark.usefixtures("gateway")
async def test_the_whole_log_is_read_again_only_for_repeats_and_refusals(project: Project) -> None:
    async with phone_with_recorder(project) as (phone, transport):
        match_id = await match_with_two_balls(project, phone)
        assert transport.reads == ["whole", "whole", "changes", "changes"]  # the first is empty

        async def reads_of(answer: Any, status: int) -> list[str]:
            transport.reads.clear()
            assert (await answer).status_code == status
            return list(transport.reads)

        ball = f"/balls/{match_id}:1_2"
        both_reads = ["changes", "whole"]
        assert await reads_of(phone.post_ball(match_id), 201) == ["changes"]
        assert await reads_of(phone.post(f"{ball}/correct", {"runsOffBat": 1}), 201) == ["changes"]
        assert await reads_of(phone.post(f"{ball}/void"), 200) == ["changes", "changes"]
        assert await reads_of(phone.post(f"{ball}/void"), 200) == both_reads
        assert await reads_of(phone.post_ball(match_id, key="two", runsOffBat=2), 200) == both_reads
        assert await reads_of(phone.post_ball(match_id, key="two", runsOffBat=3), 409) == both_reads
        assert await reads_of(phone.post_ball(match_id, follows="old"), 409) == both_reads
        assert await reads_of(phone.post_ball(match_id, newBatterId="n9"), 422) == both_reads
        assert (
            await reads_of(phone.post("/innings", {"matchId": match_id, **OPENERS}), 422)
            == both_reads
        )


@pytest.mark.usefixtures("gateway")
async def test_a_refused_caller_causes_no_read_of_the_whole_log(project: Project) -> None:
    transport = LogReadRecorder()
    async with run_gateway(project, transport=transport) as gateway:
        match_id = await match_with_two_balls(project, gateway.phone(SCORER))
        transport.reads.clear()
        answer = await gateway.phone(SCORER_HOME).post_ball(match_id, recordedAs="scorer_away")
        problem(answer, 403, "no_role")
        assert transport.reads == ["changes"]
