"""Whoever is signed in may ask to record; who may not costs no whole log, and no plan."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from scrbrd.domain.json_types import Json
from scrbrd_gateway.scoring import drafts
from tests.gateway.ground import Gateway, Ground, Phone, gateway_on, made, problem
from tests.gateway.test_scoring_restored import Listing, overs
from tests.rules.cast import SCORER, SCORER_HOME, STRANGER
from tests.rules.world import Actor

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.xdist_group("rules"),
    pytest.mark.usefixtures("gateway"),
]


@dataclass(frozen=True)
class Scene:
    """A match of two balls, and what is read of its log from now on."""

    gateway: Gateway
    match_id: str
    reads: list[str]

    def phone(self, actor: Actor) -> Phone:
        """Return the phone of somebody."""
        return self.gateway.phone(actor)


@asynccontextmanager
async def scene(ground: Ground) -> AsyncIterator[Scene]:
    transport = Listing()
    async with gateway_on(ground, transport=transport) as gateway:
        match_id = await overs(ground, gateway.phone(SCORER))
        transport.reads.clear()
        yield Scene(gateway, match_id, transport.reads)


@pytest.fixture(scope="module")
async def shared(ground: Ground, gateway: Gateway) -> AsyncIterator[Scene]:
    """A scene in which nothing changes; `gateway` has the emulator's tokens accepted."""
    assert gateway.project == ground.project
    async with scene(ground) as found:
        yield found


REFUSED: dict[str, tuple[str, Json]] = {
    "a ball": ("/innings/{}:1/balls", {"runsOffBat": 1, "recordedAs": "scorer_neutral"}),
    "a ball in no role": ("/innings/{}:1/balls", {"runsOffBat": 1}),
    "a wrong ball": ("/innings/{}:1/balls", {"newBatterId": "n9", "recordedAs": "scorer_home"}),
    "a correction": ("/balls/{}:1_2/correct", {"runsOffBat": 1, "recordedAs": "scorer_away"}),
    "an end": ("/innings/{}:1/end", {"reason": "declared", "recordedAs": "admin"}),
    "a void": ("/balls/{}:1_2/void", {}),
}


@pytest.mark.parametrize("requested", REFUSED.values(), ids=REFUSED)
async def test_who_may_not_record_is_refused_before_anything_is_planned(
    ground: Ground, shared: Scene, monkeypatch: pytest.MonkeyPatch, requested: tuple[str, Json]
) -> None:
    path, body = requested
    shared.reads.clear()
    monkeypatch.setattr(drafts.Draft, "state_before", None)  # whoever plans fails
    answer = await shared.phone(STRANGER).post(path.format(shared.match_id), body)
    problem(answer, 403, "no_admin" if body.get("recordedAs") == "admin" else "no_role")
    assert shared.reads == ["changes"]
    assert len(ground.actions(shared.match_id)) == 3


async def test_what_is_not_there_costs_a_stranger_no_whole_log(shared: Scene) -> None:
    shared.reads.clear()
    answer = await shared.phone(STRANGER).post(f"/balls/{shared.match_id}:1_9/void")
    problem(answer, 404, "not_found")
    assert shared.reads == ["changes"]


async def test_what_is_so_already_costs_a_stranger_no_whole_log(ground: Ground) -> None:
    async with scene(ground) as found:
        made(
            await found.phone(SCORER).post(
                f"/innings/{found.match_id}:1/end", {"reason": "declared"}
            )
        )
        found.reads.clear()
        answer = await found.phone(STRANGER).post(f"/innings/{found.match_id}:1/end")
        assert (answer.status_code, answer.json()["id"]) == (200, f"{found.match_id}:1_4")
        assert found.reads == ["changes"]


async def test_who_holds_a_role_and_recorded_nothing_yet_has_the_whole_log_read(
    ground: Ground,
) -> None:
    """What was deleted since is no reason to refuse a scorer anything."""
    async with scene(ground) as found:
        home = found.phone(SCORER_HOME)
        problem(await home.post(f"/balls/{found.match_id}:1_9/void"), 404, "not_found")
        assert found.reads == ["changes", "whole"]
        found.reads.clear()
        problem(await home.ball(found.match_id, newBatterId="n9"), 422, "bad_field")
        assert found.reads == ["changes", "whole"]
        assert (await home.post(f"/balls/{found.match_id}:1_2/void")).status_code == 200
        made(await home.ball(found.match_id, recordedAs="scorer_home"))
