"""Tests outages of Firestore and lost answers: no action is recorded twice or lost."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from tests.gateway.scoring_project import Phone, Project, body_201, problem, run_gateway
from tests.gateway.test_scoring_books import RULING, seed_dispute
from tests.rules.cast import SCORER, UMPIRE

pytestmark = [pytest.mark.anyio, pytest.mark.xdist_group("rules")]


class UnreliableTransport(httpx.AsyncHTTPTransport):
    """A transport to Firestore that loses the requested numbers of requests and answers.

    If `answer` is set, it is returned to each request whose path ends with `path_suffix`.
    """

    def __init__(self) -> None:
        super().__init__(verify=False)
        self.lost_answers = 0
        self.lost_requests = 0
        self.answer: httpx.Response | None = None
        self.path_suffix = ""
        self.other_device: Callable[[], Awaitable[Any]] | None = None
        """An action of another device while the next commit is lost."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on, or lose it or its answer."""
        if self.answer is not None and request.url.path.endswith(self.path_suffix):
            return self.answer
        if self.lost_requests:
            self.lost_requests -= 1
            raise httpx.ConnectError("no route to host")
        if self.other_device is not None and request.url.path.endswith(":commit"):
            other_device, self.other_device = self.other_device, None
            await other_device()
            raise httpx.ConnectError("no route to host")
        answer = await super().handle_async_request(request)
        if self.lost_answers and request.url.path.endswith(":commit"):
            self.lost_answers -= 1
            await answer.aread()
            raise httpx.ReadError("connection reset")
        return answer


@asynccontextmanager
async def unreliable_phone(project: Project) -> AsyncIterator[tuple[Phone, UnreliableTransport]]:
    """Yield the scorer's phone and the gateway's transport to Firestore."""
    transport = UnreliableTransport()
    async with run_gateway(project, transport=transport) as gateway:
        yield gateway.phone(SCORER), transport


@pytest.mark.usefixtures("gateway")
async def test_a_commit_whose_answer_is_lost_records_one_ball(project: Project) -> None:
    match_id = project.add_match()
    async with unreliable_phone(project) as (phone, transport):
        await phone.open_innings(match_id)
        transport.lost_answers = 1
        answer = await phone.post_ball(match_id, key="one", runsOffBat=4)
        assert body_201(answer)["innings"]["score"]["runs"] == 4
        assert (await phone.post_ball(match_id, key="one", runsOffBat=4)).status_code == 200
        assert project.action_ids(match_id) == ["1_1", "1_2"]


@pytest.mark.usefixtures("gateway")
async def test_a_recording_request_gets_201_although_the_answer_of_its_commit_was_lost(
    project: Project,
) -> None:
    match_id = project.add_match()
    async with unreliable_phone(project) as (phone, transport):
        await phone.open_innings(match_id)
        for path, body in (
            (f"/innings/{match_id}:1/balls", {"runsOffBat": 1}),
            (f"/balls/{match_id}:1_2/correct", {"runsOffBat": 2}),
            (f"/innings/{match_id}:1/balls", {"after": "1_2"}),
            (f"/innings/{match_id}:1/end", {"reason": "declared"}),
        ):
            transport.lost_answers = 1
            body_201(await phone.post(path, body))
        transport.lost_answers = 1
        assert (await phone.post(f"/balls/{match_id}:1_4/void")).status_code == 200
    assert project.action_ids(match_id) == ["1_1", "1_2", "1_3", "1_4", "1_5"]


@pytest.mark.usefixtures("gateway")
async def test_a_ruling_whose_answer_is_lost_is_recorded_once(project: Project) -> None:
    match_id = project.add_match(validationTier="DUAL")
    path = f"/scoring/disputes/{seed_dispute(project, match_id)}/resolve"
    transport = UnreliableTransport()
    async with run_gateway(project, transport=transport) as gateway:
        phone = gateway.phone(UMPIRE)
        transport.lost_answers = 1
        body_201(await phone.post(path, RULING, "one"))
        assert (await phone.post(path, RULING, "one")).status_code == 200


async def test_a_ball_that_another_request_recorded_meanwhile_is_answered_with_200(
    project: Project, scorer: Phone
) -> None:
    match_id = project.add_match()
    async with unreliable_phone(project) as (phone, transport):
        await phone.open_innings(match_id)

        async def record_ball() -> None:
            body_201(await scorer.post_ball(match_id, key="one"))

        transport.other_device = record_ball
        assert (await phone.post_ball(match_id, key="one")).status_code == 200
        assert transport.other_device is None


@pytest.mark.usefixtures("gateway")
async def test_a_short_outage_is_bridged_by_retries(project: Project) -> None:
    match_id = project.add_match()
    async with unreliable_phone(project) as (phone, transport):
        transport.lost_requests = 2
        await phone.open_innings(match_id)


@pytest.mark.usefixtures("gateway")
@pytest.mark.parametrize("status", [500, 503, 429])
async def test_a_long_outage_is_answered_with_503_and_retry_after(
    project: Project, status: int
) -> None:
    match_id = project.add_match()
    async with unreliable_phone(project) as (phone, transport):
        transport.answer = httpx.Response(status, json=error_body(status, "UNAVAILABLE"))
        answer = await phone.post_ball(match_id)
        problem(answer, 503, "firestore_away")
        assert int(answer.headers["retry-after"]) > 0


@pytest.mark.usefixtures("gateway")
@pytest.mark.parametrize("path_suffix", [":commit", ":runQuery", "/matches/{match}"])
@pytest.mark.parametrize(
    ("status", "content"),
    [(200, "<html>"), (200, "{}"), (302, ""), (404, "<html>"), (413, "large"), (429, "slowly")],
)
async def test_an_answer_that_is_not_from_firestore_counts_as_an_outage(
    project: Project, path_suffix: str, status: int, content: str
) -> None:
    match_id = project.add_match()
    async with unreliable_phone(project) as (phone, transport):
        await phone.open_innings(match_id)
        transport.path_suffix = path_suffix.format(match=match_id)
        transport.answer = httpx.Response(status, text=content)
        answer = await phone.post_ball(match_id, key="one")
        problem(answer, 503, "firestore_away")
        assert int(answer.headers["retry-after"]) > 0
        transport.answer = None
        body_201(await phone.post_ball(match_id, key="one"))


@pytest.mark.usefixtures("gateway")
@pytest.mark.parametrize("path_suffix", [":commit", ":runQuery"])
async def test_a_failed_precondition_without_another_device_is_an_outage(
    project: Project, path_suffix: str
) -> None:
    match_id = project.add_match()
    async with unreliable_phone(project) as (phone, transport):
        await phone.open_innings(match_id)
        ball = body_201(await phone.post_ball(match_id))["id"]
        transport.path_suffix = path_suffix
        transport.answer = httpx.Response(400, json=error_body(400, "FAILED_PRECONDITION"))
        for answer in (await phone.post_ball(match_id), await phone.post(f"/balls/{ball}/void")):
            assert "another device" not in problem(answer, 503, "firestore_away")["detail"]
            assert int(answer.headers["retry-after"]) > 0


@pytest.mark.usefixtures("gateway")
async def test_a_ruling_with_a_failed_precondition_but_no_rival_is_an_outage(
    project: Project,
) -> None:
    match_id = project.add_match(validationTier="DUAL")
    path = f"/scoring/disputes/{seed_dispute(project, match_id)}/resolve"
    transport = UnreliableTransport()
    transport.path_suffix = ":commit"
    transport.answer = httpx.Response(400, json=error_body(400, "FAILED_PRECONDITION"))
    async with run_gateway(project, transport=transport) as gateway:
        problem(await gateway.phone(UMPIRE).post(path, RULING), 503, "firestore_away")


@pytest.mark.usefixtures("gateway")
async def test_a_token_that_firestore_refuses_is_answered_with_401(project: Project) -> None:
    async with unreliable_phone(project) as (phone, transport):
        transport.answer = httpx.Response(401, json=[error_body(401, "UNAUTHENTICATED")])
        problem(await phone.post_ball(project.add_match()), 401, "bad_token")


def error_body(code: int, status: str) -> dict[str, Any]:
    """Return an error body as Firestore writes it."""
    return {"error": {"code": code, "status": status, "message": "words"}}
