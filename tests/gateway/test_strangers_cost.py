"""Tests the cost of refused callers: no read of the whole log, and no planning."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from scrbrd.domain.json_types import Json
from scrbrd_gateway.scoring import drafts
from tests.gateway.scoring_project import Gateway, Phone, Project, body_201, problem, run_gateway
from tests.gateway.test_scoring_restored import LogReadRecorder, match_with_two_balls
from tests.rules.cast import SCORER, SCORER_HOME, STRANGER
from tests.rules.world import Actor

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.xdist_group("rules"),
    pytest.mark.usefixtures("gateway"),
]


@dataclass(frozen=True)
class ObservedMatch:
    """A match of two balls, and the recorded reads of its log."""

    gateway: Gateway
    match_id: str
    reads: list[str]

    def phone(self, actor: Actor) -> Phone:
        """Return the phone of an actor."""
        return self.gateway.phone(actor)


@asynccontextmanager
async def observe_match(project: Project) -> AsyncIterator[ObservedMatch]:
    """Yield a match of two balls whose log reads are recorded."""
    transport = LogReadRecorder()
    async with run_gateway(project, transport=transport) as gateway:
        match_id = await match_with_two_balls(project, gateway.phone(SCORER))
        transport.reads.clear()
        yield ObservedMatch(gateway, match_id, transport.reads)


@pytest.fixture(scope="module")
async def unchanged_match(project: Project, gateway: Gateway) -> AsyncIterator[ObservedMatch]:
    """Yield a match that no test changes; `gateway` makes the emulator's tokens accepted."""
    assert gateway.project == project.project
    async with observe_match(project) as observed:
        yield observed


REFUSED_REQUESTS: dict[str, tuple[str, Json]] = {
    "a ball": ("/innings/{}:1/balls", {"runsOffBat": 1, "recordedAs": "scorer_neutral"}),
    "a ball without a role": ("/innings/{}:1/balls", {"runsOffBat": 1}),
    "an invalid ball": ("/innings/{}:1/balls", {"newBatterId": "n9", "recordedAs": "scorer_home"}),
    "a correction": ("/balls/{}:1_2/correct", {"runsOffBat": 1, "recordedAs": "scorer_away"}),
    "an end": ("/innings/{}:1/end", {"reason": "declared", "recordedAs": "admin"}),
    "a void": ("/balls/{}:1_2/void", {}),
}


@pytest.mark.parametrize("refused_request", REFUSED_REQUESTS.values(), ids=REFUSED_REQUESTS)
async def test_a_caller_without_a_role_is_refused_before_any_planning(
    project: Project,
    unchanged_match: ObservedMatch,
    monkeypatch: pytest.MonkeyPatch,
    refused_request: tuple[str, Json],
) -> None:
    path, body = refused_request
    unchanged_match.reads.clear()
    monkeypatch.setattr(drafts.Draft, "state_before", None)  # planning would fail
    answer = await unchanged_match.phone(STRANGER).post(path.format(unchanged_match.match_id), body)
    problem(answer, 403, "no_admin" if body.get("recordedAs") == "admin" else "no_role")
    assert unchanged_match.reads == ["changes"]
    assert len(project.action_ids(unchanged_match.match_id)) == 3


async def test_a_missing_action_causes_no_read_of_the_whole_log_for_a_stranger(
    unchanged_match: ObservedMatch,
) -> None:
    unchanged_match.reads.clear()
    answer = await unchanged_match.phone(STRANGER).post(
        f"/balls/{unchanged_match.match_id}:1_9/void"
    )
    problem(answer, 404, "not_found")
    assert unchanged_match.reads == ["changes"]


async def test_a_repeated_end_causes_no_read_of_the_whole_log_for_a_stranger(
    project: Project,
) -> None:
    async with observe_match(project) as observed:
        body_201(
            await observed.phone(SCORER).post(
                f"/innings/{observed.match_id}:1/end", {"reason": "declared"}
            )
        )
        observed.reads.clear()
        answer = await observed.phone(STRANGER).post(f"/innings/{observed.match_id}:1/end")
        assert (answer.status_code, answer.json()["id"]) == (200, f"{observed.match_id}:1_4")
        assert observed.reads == ["changes"]


async def test_a_refusal_of_a_scorer_is_based_on_a_read_of_the_whole_log(project: Project) -> None:
    """A scorer must not be refused because of an action deleted since the last read."""
    async with observe_match(project) as observed:
        home = observed.phone(SCORER_HOME)
        problem(await home.post(f"/balls/{observed.match_id}:1_9/void"), 404, "not_found")
        assert observed.reads == ["changes", "whole"]
        observed.reads.clear()
        problem(await home.post_ball(observed.match_id, newBatterId="n9"), 422, "bad_field")
        assert observed.reads == ["changes", "whole"]
        assert (await home.post(f"/balls/{observed.match_id}:1_2/void")).status_code == 200
        body_201(await home.post_ball(observed.match_id, recordedAs="scorer_home"))
