"""Firestore does not answer, or its answer is lost: nothing is recorded twice, nothing is lost."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from tests.gateway.ground import Ground, Phone, gateway_on, made, problem
from tests.gateway.test_scoring_books import RULED, dispute
from tests.rules.cast import SCORER, UMPIRE

pytestmark = [pytest.mark.anyio, pytest.mark.xdist_group("rules")]


class Flaky(httpx.AsyncHTTPTransport):
    """A way to Firestore that loses what it is told to lose; `answer` comes instead, to requests
    whose path ends with `verb`."""

    def __init__(self) -> None:
        super().__init__(verify=False)
        self.lost_answers = 0
        self.lost_requests = 0
        self.answer: httpx.Response | None = None
        self.verb = ""
        self.instead: Callable[[], Awaitable[Any]] | None = None
        """What another device does while the next commit is lost."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Let a request through, or its answer not come back."""
        if self.answer is not None and request.url.path.endswith(self.verb):
            return self.answer
        if self.lost_requests:
            self.lost_requests -= 1
            raise httpx.ConnectError("no route to host")
        if self.instead is not None and request.url.path.endswith(":commit"):
            another, self.instead = self.instead, None
            await another()
            raise httpx.ConnectError("no route to host")
        answer = await super().handle_async_request(request)
        if self.lost_answers and request.url.path.endswith(":commit"):
            self.lost_answers -= 1
            await answer.aread()
            raise httpx.ReadError("connection reset")
        return answer


@asynccontextmanager
async def flaky(ground: Ground) -> AsyncIterator[tuple[Phone, Flaky]]:
    transport = Flaky()
    async with gateway_on(ground, transport=transport) as gateway:
        yield gateway.phone(SCORER), transport


@pytest.mark.usefixtures("gateway")
async def test_a_commit_whose_answer_is_lost_is_one_ball(ground: Ground) -> None:
    match_id = ground.match()
    async with flaky(ground) as (phone, transport):
        await phone.open(match_id)
        transport.lost_answers = 1
        answer = await phone.ball(match_id, key="one", runsOffBat=4)
        assert made(answer)["innings"]["score"]["runs"] == 4
        assert (await phone.ball(match_id, key="one", runsOffBat=4)).status_code == 200
        assert ground.actions(match_id) == ["1_1", "1_2"]


@pytest.mark.usefixtures("gateway")
async def test_the_request_that_made_a_record_is_told_so_though_its_answer_was_lost(
    ground: Ground,
) -> None:
    match_id = ground.match()
    async with flaky(ground) as (phone, transport):
        await phone.open(match_id)
        for path, body in (
            (f"/innings/{match_id}:1/balls", {"runsOffBat": 1}),
            (f"/balls/{match_id}:1_2/correct", {"runsOffBat": 2}),
            (f"/innings/{match_id}:1/balls", {"after": "1_2"}),
            (f"/innings/{match_id}:1/end", {"reason": "declared"}),
        ):
            transport.lost_answers = 1
            made(await phone.post(path, body))
        transport.lost_answers = 1
        assert (await phone.post(f"/balls/{match_id}:1_4/void")).status_code == 200
    assert ground.actions(match_id) == ["1_1", "1_2", "1_3", "1_4", "1_5"]


@pytest.mark.usefixtures("gateway")
async def test_a_ruling_whose_answer_is_lost_is_made_once(ground: Ground) -> None:
    match_id = ground.match(validationTier="DUAL")
    path = f"/scoring/disputes/{dispute(ground, match_id)}/resolve"
    transport = Flaky()
    async with gateway_on(ground, transport=transport) as gateway:
        phone = gateway.phone(UMPIRE)
        transport.lost_answers = 1
        made(await phone.post(path, RULED, "one"))
        assert (await phone.post(path, RULED, "one")).status_code == 200


async def test_a_record_that_another_request_made_meanwhile_was_there(
    ground: Ground, scorer: Phone
) -> None:
    match_id = ground.match()
    async with flaky(ground) as (phone, transport):
        await phone.open(match_id)

        async def say_it() -> None:
            made(await scorer.ball(match_id, key="one"))

        transport.instead = say_it
        assert (await phone.ball(match_id, key="one")).status_code == 200
        assert transport.instead is None


@pytest.mark.usefixtures("gateway")
async def test_a_short_outage_is_not_noticed(ground: Ground) -> None:
    match_id = ground.match()
    async with flaky(ground) as (phone, transport):
        transport.lost_requests = 2
        await phone.open(match_id)


@pytest.mark.usefixtures("gateway")
@pytest.mark.parametrize("status", [500, 503, 429])
async def test_a_long_outage_says_when_to_come_again(ground: Ground, status: int) -> None:
    match_id = ground.match()
    async with flaky(ground) as (phone, transport):
        transport.answer = httpx.Response(status, json=error(status, "UNAVAILABLE"))
        answer = await phone.ball(match_id)
        problem(answer, 503, "firestore_away")
        assert int(answer.headers["retry-after"]) > 0


@pytest.mark.usefixtures("gateway")
@pytest.mark.parametrize("verb", [":commit", ":runQuery", "/matches/{match}"])
@pytest.mark.parametrize(
    ("status", "content"),
    [(200, "<html>"), (200, "{}"), (302, ""), (404, "<html>"), (413, "large"), (429, "slowly")],
)
async def test_an_answer_that_is_not_firestores_is_none(
    ground: Ground, verb: str, status: int, content: str
) -> None:
    match_id = ground.match()
    async with flaky(ground) as (phone, transport):
        await phone.open(match_id)
        transport.verb = verb.format(match=match_id)
        transport.answer = httpx.Response(status, text=content)
        answer = await phone.ball(match_id, key="one")
        problem(answer, 503, "firestore_away")
        assert int(answer.headers["retry-after"]) > 0
        transport.answer = None
        made(await phone.ball(match_id, key="one"))


@pytest.mark.usefixtures("gateway")
@pytest.mark.parametrize("verb", [":commit", ":runQuery"])
async def test_a_precondition_that_nobody_broke_is_no_other_devices_doing(
    ground: Ground, verb: str
) -> None:
    match_id = ground.match()
    async with flaky(ground) as (phone, transport):
        await phone.open(match_id)
        ball = made(await phone.ball(match_id))["id"]
        transport.verb = verb
        transport.answer = httpx.Response(400, json=error(400, "FAILED_PRECONDITION"))
        for answer in (await phone.ball(match_id), await phone.post(f"/balls/{ball}/void")):
            assert "another device" not in problem(answer, 503, "firestore_away")["detail"]
            assert int(answer.headers["retry-after"]) > 0


@pytest.mark.usefixtures("gateway")
async def test_a_ruling_that_nobody_overtook_is_not_told_as_overtaken(ground: Ground) -> None:
    match_id = ground.match(validationTier="DUAL")
    path = f"/scoring/disputes/{dispute(ground, match_id)}/resolve"
    transport = Flaky()
    transport.verb = ":commit"
    transport.answer = httpx.Response(400, json=error(400, "FAILED_PRECONDITION"))
    async with gateway_on(ground, transport=transport) as gateway:
        problem(await gateway.phone(UMPIRE).post(path, RULED), 503, "firestore_away")


@pytest.mark.usefixtures("gateway")
async def test_a_token_that_firestore_does_not_know_is_told(ground: Ground) -> None:
    async with flaky(ground) as (phone, transport):
        transport.answer = httpx.Response(401, json=[error(401, "UNAUTHENTICATED")])
        problem(await phone.ball(ground.match()), 401, "bad_token")


def error(code: int, status: str) -> dict[str, Any]:
    return {"error": {"code": code, "status": status, "message": "words"}}
