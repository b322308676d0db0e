"""A log that was deleted or restored past the gateway contradicts what a process keeps of it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from scrbrd.domain.json_types import Json
from tests.gateway.ground import OPENERS, Gateway, Ground, Phone, gateway_on, made, problem
from tests.gateway.test_scoring_books import EVENTS, book_of, started
from tests.rules.cast import PAST, SCORER, SCORER_HOME
from tests.rules.scene import match_document

pytestmark = [pytest.mark.anyio, pytest.mark.xdist_group("rules")]


class Listing(httpx.AsyncHTTPTransport):
    """A way to Firestore that remembers the queries of logs: the whole one, or what changed."""

    def __init__(self) -> None:
        super().__init__(verify=False)
        self.reads: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Let a request through."""
        if request.url.path.endswith(":runQuery"):
            query = json.loads(request.content)["structuredQuery"]
            if query["from"][0]["collectionId"] == "scoring_actions":
                self.reads.append("changes" if "where" in query else "whole")
        return await super().handle_async_request(request)


@asynccontextmanager
async def listing(ground: Ground) -> AsyncIterator[tuple[Phone, Listing]]:
    transport = Listing()
    async with gateway_on(ground, transport=transport) as gateway:
        yield gateway.phone(SCORER), transport


def action(match_id: str, name: str) -> str:
    """The path of an action."""
    return f"matches/{match_id}/scoring_actions/{name}"


async def overs(ground: Ground, phone: Phone) -> str:
    """A match of which two balls were scored and read: `one` and `two` are their keys."""
    match_id = ground.match()
    await phone.open(match_id)
    for key in ("one", "two"):
        made(await phone.ball(match_id, key=key, runsOffBat=2))
    await phone.get(f"/innings/{match_id}:1")
    return match_id


# -- keys -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("gone", [["1_3"], ["1_2", "1_3"]], ids=["the last", "both"])
async def test_a_key_whose_ball_is_gone_records_it_again(
    ground: Ground, scorer: Phone, gone: list[str]
) -> None:
    match_id = await overs(ground, scorer)
    ground.remove([action(match_id, each) for each in gone])
    if "1_2" in gone:
        made(await scorer.ball(match_id, key="one", runsOffBat=2))
    again = made(await scorer.ball(match_id, key="two", runsOffBat=2))
    assert again["action"]["id"] == "1_3"
    assert (await scorer.ball(match_id, key="two", runsOffBat=2)).status_code == 200
    assert ground.actions(match_id) == ["1_1", "1_2", "1_3"]


async def test_a_key_whose_ball_is_gone_is_free_for_another_one(
    ground: Ground, scorer: Phone
) -> None:
    match_id = await overs(ground, scorer)
    ground.remove([action(match_id, "1_3")])
    made(await scorer.ball(match_id, key="two", runsOffBat=4))


async def test_a_key_whose_entry_of_a_book_is_gone_records_it_again(
    ground: Ground, gateway: Gateway
) -> None:
    match_id, phone = ground.match(validationTier="DUAL"), gateway.phone(SCORER)
    made(await phone.post(EVENTS, started(match_id)))
    body = {"matchId": match_id, "runsOffBat": 2}
    made(await phone.post(EVENTS, body, "one"))
    await phone.get(EVENTS, match=match_id)
    ground.remove([book_of(SCORER, match_id, "1_2")])
    made(await phone.post(EVENTS, body, "one"))
    assert (await phone.post(EVENTS, body, "one")).status_code == 200


async def test_an_end_that_is_gone_is_recorded_again(ground: Ground, scorer: Phone) -> None:
    match_id = await overs(ground, scorer)
    path, declared = f"/innings/{match_id}:1/end", {"reason": "declared"}
    made(await scorer.post(path, declared))
    assert (await scorer.get(f"/innings/{match_id}:1")).json()["closed"] == "declared"
    ground.remove([action(match_id, "1_4")])
    made(await scorer.post(path, declared))


# -- refusals -------------------------------------------------------------------------------------


async def test_nothing_is_refused_for_what_is_gone(ground: Ground, scorer: Phone) -> None:
    match_id = await overs(ground, scorer)
    ground.remove([action(match_id, each) for each in ("1_1", "1_2", "1_3")])
    await scorer.open(match_id)


async def test_nobody_is_overtaken_by_what_is_gone(ground: Ground, scorer: Phone) -> None:
    match_id = await overs(ground, scorer)
    seen = ground.fields(action(match_id, "1_2"))["nonce"]["stringValue"]
    ground.remove([action(match_id, "1_3")])
    made(await scorer.ball(match_id, follows=seen))


async def test_what_was_put_back_is_corrected(ground: Ground, scorer: Phone) -> None:
    match_id = await overs(ground, scorer)
    stored = await stored_of(scorer, match_id)
    ground.remove([action(match_id, "1_3")])
    answer = await scorer.post(f"/balls/{match_id}:1_3/correct", {"runsOffBat": 4})
    problem(answer, 404, "not_found")
    ground.seed({action(match_id, "1_3"): as_of_long_ago(stored["1_3"])})
    made(await scorer.post(f"/balls/{match_id}:1_3/correct", {"runsOffBat": 4}))


async def test_what_refers_to_a_ball_that_is_gone_finds_none(ground: Ground, scorer: Phone) -> None:
    match_id = await overs(ground, scorer)
    ground.remove([action(match_id, "1_2")])
    answer = await scorer.post(f"/balls/{match_id}:1_2/correct", {"runsOffBat": 4})
    problem(answer, 404, "not_found")
    other = await overs(ground, scorer)
    ground.remove([action(other, "1_2")])
    problem(await scorer.ball(other, after="1_2"), 404, "not_found")


async def stored_of(phone: Phone, match_id: str) -> dict[str, Json]:
    """The balls of a match by their names."""
    balls: list[Json] = (await phone.get(f"/innings/{match_id}:1/balls")).json()["balls"]
    return {each["id"]: each for each in balls}


def as_of_long_ago(ball: Json) -> Json:
    """A ball as a backup has it: its times are old."""
    kept = {name: each for name, each in ball.items() if name not in ("ballId", "counts")}
    return kept | {"isVoided": False} | dict.fromkeys(("timestamp", "createdAt", "updatedAt"), PAST)


# -- voids ----------------------------------------------------------------------------------------


async def test_a_void_that_was_taken_back_by_a_restore_is_made_again(
    ground: Ground, scorer: Phone
) -> None:
    match_id = await overs(ground, scorer)
    ball = (await stored_of(scorer, match_id))["1_2"]
    for _ in range(2):
        assert (await scorer.post(f"/balls/{match_id}:1_2/void")).status_code == 200
    ground.seed({action(match_id, "1_2"): as_of_long_ago(ball)})
    again = await scorer.post(f"/balls/{match_id}:1_2/void")
    assert (again.status_code, again.json()["innings"]["score"]["runs"]) == (200, 2)
    assert ground.fields(action(match_id, "1_2"))["isVoided"] == {"booleanValue": True}


@pytest.mark.parametrize("verb", ["void", "redo"])
async def test_a_ball_that_is_gone_is_neither_voided_nor_redone(
    ground: Ground, scorer: Phone, verb: str
) -> None:
    match_id = await overs(ground, scorer)
    ground.remove([action(match_id, "1_3")])
    problem(await scorer.post(f"/balls/{match_id}:1_3/{verb}"), 404, "not_found")


# -- the match ------------------------------------------------------------------------------------


async def test_a_match_that_was_made_again_begins_with_nothing(
    ground: Ground, scorer: Phone
) -> None:
    match_id = await overs(ground, scorer)
    ground.remove([f"matches/{match_id}", *(action(match_id, f"1_{n}") for n in (1, 2, 3))])
    ground.seed({f"matches/{match_id}": match_document(status="live")})
    problem(await scorer.get(f"/innings/{match_id}:1"), 404, "not_found")
    await scorer.open(match_id)


# -- what it costs --------------------------------------------------------------------------------


@pytest.mark.usefixtures("gateway")
async def test_the_whole_log_is_read_again_for_repeats_and_refusals_alone(ground: Ground) -> None:
    async with listing(ground) as (phone, transport):
        match_id = await overs(ground, phone)
        assert transport.reads == ["whole", "whole", "changes", "changes"]  # the first of none

        async def reads(answer: Any, status: int) -> list[str]:
            transport.reads.clear()
            assert (await answer).status_code == status
            return list(transport.reads)

        ball = f"/balls/{match_id}:1_2"
        again = ["changes", "whole"]
        assert await reads(phone.ball(match_id), 201) == ["changes"]
        assert await reads(phone.post(f"{ball}/correct", {"runsOffBat": 1}), 201) == ["changes"]
        assert await reads(phone.post(f"{ball}/void"), 200) == ["changes", "changes"]
        assert await reads(phone.post(f"{ball}/void"), 200) == again
        assert await reads(phone.ball(match_id, key="two", runsOffBat=2), 200) == again
        assert await reads(phone.ball(match_id, key="two", runsOffBat=3), 409) == again
        assert await reads(phone.ball(match_id, follows="old"), 409) == again
        assert await reads(phone.ball(match_id, newBatterId="n9"), 422) == again
        assert await reads(phone.post("/innings", {"matchId": match_id, **OPENERS}), 422) == again


@pytest.mark.usefixtures("gateway")
async def test_who_may_not_record_costs_no_more(ground: Ground) -> None:
    transport = Listing()
    async with gateway_on(ground, transport=transport) as gateway:
        match_id = await overs(ground, gateway.phone(SCORER))
        transport.reads.clear()
        answer = await gateway.phone(SCORER_HOME).ball(match_id, recordedAs="scorer_away")
        problem(answer, 403, "no_role")
        assert transport.reads == ["changes"]
