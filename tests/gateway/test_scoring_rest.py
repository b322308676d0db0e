"""Tests scoring over REST by a signed-in scorer under the real rules."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar

import pytest

from scrbrd.domain.json_types import Json
from scrbrd_gateway.scoring.firestore import FirestoreRest
from tests.gateway.scoring_project import (
    OPENERS,
    Gateway,
    Phone,
    Project,
    body_201,
    lineups,
    problem,
    run_gateway,
)
from tests.rules.cast import ADMIN, PAST, SCORER, SCORER_AWAY, SCORER_HOME

pytestmark = [pytest.mark.anyio, pytest.mark.xdist_group("rules")]


async def test_overs_are_scored_and_read_back(project: Project, scorer: Phone) -> None:
    match_id = project.add_match()
    opening = await scorer.post("/innings", {"matchId": match_id, **OPENERS})
    assert opening.headers["location"] == f"/api/v1/cricket/innings/{match_id}:1"
    assert body_201(opening)["innings"]["next"]["needs"] == []
    for content in FIRST_OVER:
        last = body_201(await scorer.post_ball(match_id, **content))
    assert last["action"]["totalRuns"] == 1
    assert last["innings"]["score"]["runs"] == 13
    assert last["innings"]["next"]["needs"] == ["bowler"]
    await check_read_back(scorer, match_id)
    second = body_201(await scorer.post_ball(match_id, bowlerId="s2"))
    assert (second["action"]["overNumber"], second["action"]["ballInOver"]) == (1, 1)


FIRST_OVER: list[Json] = [
    {"runsOffBat": 4},
    {"extras": {"wide": 1}},
    {"runsOffBat": 1},
    {"wicket": {"type": "caught", "fielderIds": ["s5"]}},
    {"newBatterId": "n3", "runsOffBat": 6},
    {"extras": {"legBye": 0}},
    {"runsOffBat": 1},
]


async def check_read_back(scorer: Phone, match_id: str) -> None:
    """Check the innings and the balls of the first over as read over REST."""
    innings = (await scorer.get(f"/innings/{match_id}:1")).json()
    assert (innings["score"]["runs"], innings["score"]["wickets"]) == (13, 1)
    assert innings["score"]["overs"] == 1.0
    assert innings["head"]["actionId"] == "1_8"
    assert [each["playerId"] for each in innings["card"]["batsmen"]] == ["n1", "n2", "n3"]
    over = (await scorer.get(f"/innings/{match_id}:1/balls", over=0)).json()
    assert [each["ballInOver"] for each in over["balls"]] == [1, 2, 3, 4, 5, 6, 7]
    assert (await scorer.get(f"/innings/{match_id}:1/balls", over=1)).json()["balls"] == []
    problem(await scorer.get(f"/innings/{match_id}:2"), 404, "not_found")


async def test_the_rules_let_the_last_man_bat_on_alone(project: Project, scorer: Phone) -> None:
    match_id = project.add_match(conditions={"playersPerSide": 3, "lastManStands": True})
    others = {
        path: {**fields, "role": "substitute"}
        for path, fields in lineups(match_id).items()
        if fields["battingPosition"] > 3
    }
    project.seed(others)
    await scorer.open_innings(match_id)
    retired_hurt = {"type": "batter_retired", "playerId": "n2", "as": "hurt"}
    body_201(await scorer.post(f"/innings/{match_id}:1/facts", retired_hurt))
    body_201(await scorer.post_ball(match_id, newBatterId="n3", wicket={"type": "bowled"}))
    lone_ball = body_201(await scorer.post_ball(match_id, nonStrikerId="", runsOffBat=1))
    assert (lone_ball["action"]["strikerId"], lone_ball["action"]["nonStrikerId"]) == ("n3", "")
    assert lone_ball["innings"]["next"]["needs"] == []
    assert body_201(await scorer.post_ball(match_id, runsOffBat=2))["innings"]["score"]["runs"] == 3


async def test_a_ball_is_voided_redone_and_corrected(project: Project, scorer: Phone) -> None:
    match_id = project.add_match()
    await scorer.open_innings(match_id)
    four = body_201(await scorer.post_ball(match_id, runsOffBat=4))["id"]
    body_201(await scorer.post_ball(match_id, runsOffBat=1))
    for verb, runs in (("void", 1), ("void", 1), ("redo", 5), ("redo", 5), ("void", 1)):
        answer = await scorer.post(f"/balls/{four}/{verb}", {"reason": "dead ball"})
        assert answer.status_code == 200, answer.text
        assert answer.json()["innings"]["score"]["runs"] == runs
    corrected = body_201(await scorer.post(f"/balls/{match_id}:1_3/correct", {"runsOffBat": 3}))
    assert corrected["action"]["corrects"] == "1_3"
    assert corrected["innings"]["score"]["runs"] == 3
    path = f"matches/{match_id}/scoring_actions/1_3"
    assert project.fields(path)["correctedBy"]["stringValue"] == "1_4"
    balls = (await scorer.get(f"/innings/{match_id}:1/balls")).json()["balls"]
    assert [(each["id"], each["counts"]) for each in balls] == [
        ("1_2", False), ("1_3", False), ("1_4", True),
    ]  # fmt: skip


async def test_facts_and_innings_ends_are_recorded(project: Project, scorer: Phone) -> None:
    match_id = project.add_match()
    await scorer.open_innings(match_id)
    path = f"/innings/{match_id}:1"
    retired = {"type": "batter_retired", "playerId": "n2", "as": "hurt"}
    body = body_201(await scorer.post(f"{path}/facts", retired))
    assert body["innings"]["next"]["needs"] == ["batter"]
    problem(await scorer.post(f"{path}/end", {}), 422, "bad_field")
    ended = body_201(await scorer.post(f"{path}/end", {"reason": "abandoned"}))
    assert ended["innings"]["closed"] == "abandoned"
    assert ended["innings"]["next"] is None
    second = await scorer.open_innings(match_id, strikerId="s1", nonStrikerId="s2", bowlerId="n1")
    assert second["action"]["battingTeamId"] == "south-1"


async def test_an_innings_ends_once_despite_repeated_ends(project: Project, scorer: Phone) -> None:
    match_id = project.add_match()
    await scorer.open_innings(match_id)
    path = f"/innings/{match_id}:1/end"
    declared = {"reason": "declared"}
    first = body_201(await scorer.post(path, declared))
    equal_bodies: list[Json] = [
        declared, {}, declared | {"absentIds": []}, declared | {"follows": "old"},
    ]  # fmt: skip
    for content in equal_bodies:
        again = await scorer.post(path, content)
        assert (again.status_code, again.json()["id"]) == (200, first["id"]), again.text
    answer_with_key = await scorer.post(path, declared, key="a-new-key")
    assert (answer_with_key.status_code, answer_with_key.json()["id"]) == (200, first["id"])
    other = problem(await scorer.post(path, {"reason": "forfeited"}), 409, "innings_closed")
    assert other["actionId"] == "1_2"
    absent = declared | {"absentIds": ["n9"]}
    problem(await scorer.post(path, absent), 409, "innings_closed")
    await scorer.open_innings(match_id, strikerId="s1", nonStrikerId="s2", bowlerId="n1")
    assert (await scorer.post(path, declared)).json()["id"] == first["id"]
    assert len(project.action_ids(match_id)) == 3


async def test_an_innings_can_end_again_after_a_voided_end(project: Project, scorer: Phone) -> None:
    match_id = project.add_match()
    await scorer.open_innings(match_id)
    path = f"/innings/{match_id}:1/end"
    first = body_201(await scorer.post(path, {"reason": "declared"}))["id"]
    await scorer.post(f"/balls/{first}/void", {"reason": "they bat on"})
    second = body_201(await scorer.post(path, {"reason": "forfeited"}))
    assert (second["id"], second["innings"]["closed"]) == (f"{match_id}:1_3", "forfeited")


async def test_concurrent_innings_ends_record_one_action(project: Project, scorer: Phone) -> None:
    match_id = project.add_match()
    await scorer.open_innings(match_id)
    path = f"/innings/{match_id}:1/end"
    answers = await asyncio.gather(*(scorer.post(path, {"reason": "declared"}) for _ in range(4)))
    assert sorted(each.status_code for each in answers) == [200, 200, 200, 201]
    assert {each.json()["id"] for each in answers} == {f"{match_id}:1_2"}


async def test_a_fact_is_corrected_by_a_fact(project: Project, scorer: Phone) -> None:
    match_id = project.add_match()
    await scorer.open_innings(match_id)
    retired = {"type": "batter_retired", "playerId": "n2", "as": "hurt"}
    fact = body_201(await scorer.post(f"/innings/{match_id}:1/facts", retired))["id"]
    body = body_201(await scorer.post(f"/balls/{fact}/correct", retired | {"playerId": "n1"}))
    assert body["innings"]["next"]["strikerId"] is None


@pytest.mark.parametrize(
    "content", [{}, {"type": "delivery", "runsOffBat": 4}], ids=["no type", "delivery"]
)
async def test_a_fact_cannot_be_corrected_by_a_ball(
    project: Project, scorer: Phone, content: Json
) -> None:
    match_id = project.add_match()
    await scorer.open_innings(match_id)
    stopped = {"type": "play_stopped", "reason": "rain"}
    fact = body_201(await scorer.post(f"/innings/{match_id}:1/facts", stopped))["id"]
    for name in (fact, f"{match_id}:1_1"):
        body = problem(await scorer.post(f"/balls/{name}/correct", content), 422, "bad_field")
        assert body["field"] == "type"
    assert project.action_ids(match_id) == ["1_1", "1_2"]


async def test_an_administrator_records_in_role_admin(project: Project, gateway: Gateway) -> None:
    match_id = project.add_match()
    body = await gateway.phone(ADMIN).open_innings(match_id)
    assert body["action"]["recordedAs"] == "admin"


async def test_a_scorer_keeps_the_role_named_first(project: Project, gateway: Gateway) -> None:
    match_id = project.add_match()
    project.grant_role(match_id, SCORER_HOME, "scorer_neutral")
    phone = gateway.phone(SCORER_HOME)
    first = await phone.open_innings(match_id, recordedAs="scorer_home")
    next_ball = body_201(await phone.post_ball(match_id))
    assert first["action"]["recordedAs"] == next_ball["action"]["recordedAs"] == "scorer_home"


async def test_a_scorer_with_a_revoked_role_continues_in_the_one_they_still_hold(
    project: Project, gateway: Gateway
) -> None:
    match_id, phone = project.add_match(), gateway.phone(SCORER_HOME)
    await phone.open_innings(match_id, recordedAs="scorer_home")
    project.grant_role(match_id, SCORER_HOME, "scorer_home", revokedAt=PAST)
    problem(await phone.post_ball(match_id), 403, "role_revoked")
    project.grant_role(match_id, SCORER_HOME, "scorer_neutral")
    problem(await phone.post_ball(match_id, recordedAs="scorer_home"), 403, "role_revoked")
    next_balls = [body_201(await phone.post_ball(match_id)) for _ in range(2)]
    assert [each["action"]["recordedAs"] for each in next_balls] == ["scorer_neutral"] * 2
    assert project.action_ids(match_id) == ["1_1", "1_2", "1_3"]


# -- once, and in order ---------------------------------------------------------------------------


async def test_a_repeated_key_returns_the_same_ball(project: Project, scorer: Phone) -> None:
    match_id = project.add_match()
    await scorer.open_innings(match_id)
    first = await scorer.post_ball(match_id, key="one", runsOffBat=2)
    again = await scorer.post_ball(match_id, key="one", runsOffBat=2)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    body_201(await scorer.post_ball(match_id, key="two", runsOffBat=2))
    assert (await scorer.post_ball(match_id, key="one", runsOffBat=2)).json() == first.json()
    assert project.action_ids(match_id) == ["1_1", "1_2", "1_3"]


async def test_a_repeated_key_returns_the_current_action(project: Project, scorer: Phone) -> None:
    match_id = project.add_match()
    await scorer.open_innings(match_id)
    requests: list[tuple[str, Json, str]] = [
        (f"/innings/{match_id}:1/balls", {"runsOffBat": 2}, "ball"),
        (f"/balls/{match_id}:1_2/correct", {"runsOffBat": 3}, "correction"),
        (f"/innings/{match_id}:1/balls", {"after": "1_2", "runsOffBat": 1}, "forgotten"),
    ]
    first = [body_201(await scorer.post(*each)) for each in requests]
    body_201(await scorer.post_ball(match_id, runsOffBat=4))
    again = [(await scorer.post(*each)).json() for each in requests]
    stamp = {"correctedBy": "1_3", "updatedAt": first[1]["action"]["updatedAt"]}
    assert again[0]["action"] == first[0]["action"] | stamp
    assert [each["action"] for each in again[1:]] == [each["action"] for each in first[1:]]
    assert [each["innings"]["score"]["runs"] for each in first] == [2, 3, 4]
    assert [each["innings"]["score"]["runs"] for each in again] == [8, 8, 8]


async def test_a_key_reused_for_another_request_is_refused(project: Project, scorer: Phone) -> None:
    match_id = project.add_match()
    await scorer.open_innings(match_id)
    body_201(await scorer.post_ball(match_id, key="one", runsOffBat=2))
    body = problem(await scorer.post_ball(match_id, key="one", runsOffBat=3), 409, "key_reused")
    assert body["actionId"] == "1_2"
    other = await scorer.post(f"/balls/{match_id}:1_2/correct", {"runsOffBat": 2}, "one")
    problem(other, 409, "key_reused")


async def test_two_persons_may_use_the_same_key(project: Project, gateway: Gateway) -> None:
    match_id = project.add_match()
    await gateway.phone(SCORER).open_innings(match_id)
    body_201(await gateway.phone(SCORER).post_ball(match_id, key="one"))
    body_201(await gateway.phone(SCORER_HOME).post_ball(match_id, key="one"))


async def test_concurrent_repeats_record_one_ball(project: Project, scorer: Phone) -> None:
    match_id = project.add_match()
    await scorer.open_innings(match_id)
    requests = [scorer.post_ball(match_id, key="one", runsOffBat=2) for _ in range(5)]
    answers = await asyncio.gather(*requests)
    assert sorted(each.status_code for each in answers) == [200, 200, 200, 200, 201]
    assert all(each.json() == answers[0].json() for each in answers)
    assert project.action_ids(match_id) == ["1_1", "1_2"]


async def test_opening_an_innings_that_another_device_opened_is_refused(
    project: Project, gateway: Gateway, scorer: Phone
) -> None:
    match_id = project.add_match()
    await gateway.phone(SCORER_HOME).open_innings(match_id)
    content = {"matchId": match_id, "inningsNumber": 1, "follows": ""}
    body = problem(await scorer.post("/innings", content), 409, "overtaken")
    assert body["head"]["actionId"] == "1_1"
    del content["follows"]
    problem(await scorer.post("/innings", content), 422, "innings_started_twice")


async def test_a_ball_that_follows_an_outdated_action_is_refused_with_the_head(
    project: Project, gateway: Gateway
) -> None:
    match_id = project.add_match()
    opened = await gateway.phone(SCORER).open_innings(match_id)
    last_nonce = opened["action"]["nonce"]
    ball = body_201(
        await gateway.phone(SCORER).post_ball(match_id, follows=last_nonce, runsOffBat=1)
    )
    late = await gateway.phone(SCORER_AWAY).post_ball(match_id, follows=last_nonce, runsOffBat=1)
    head = problem(late, 409, "overtaken")["head"]
    assert head == {"actionId": "1_2", "nonce": ball["action"]["nonce"]}
    body_201(await gateway.phone(SCORER_AWAY).post_ball(match_id, follows=head["nonce"]))


class ConcurrentCommits(FirestoreRest):
    """Starts two commits at the same time, both planned on the same log."""

    barrier: asyncio.Barrier | None = None

    async def commit(self, writes: Any, token: str) -> Any:
        """Wait for the other commit if there is a barrier."""
        if self.barrier is not None:
            await self.barrier.wait()
        return await super().commit(writes, token)


class CommitsAfterOthers(FirestoreRest):
    """Lets another device commit first before each of the next commits."""

    others: ClassVar[list[Callable[[], Awaitable[None]]]] = []

    async def commit(self, writes: Any, token: str) -> Any:
        """Commit after the other device."""
        if self.others:
            await self.others.pop()()
        return await super().commit(writes, token)


@pytest.mark.parametrize(("times", "status"), [(1, 200), (2, 409)])
async def test_a_void_is_retried_once_if_another_device_changed_the_ball(
    project: Project, scorer: Phone, times: int, status: int
) -> None:
    match_id = project.add_match()
    await scorer.open_innings(match_id)
    body_201(await scorer.post_ball(match_id, runsOffBat=1))
    ball = f"/balls/{match_id}:1_2"

    async def change() -> None:
        for verb in ("void", "redo"):
            assert (await scorer.post(f"{ball}/{verb}")).status_code == 200

    async with run_gateway(project, CommitsAfterOthers) as gateway:
        CommitsAfterOthers.others = [change] * times
        answer = await gateway.phone(SCORER).post(f"{ball}/void")
    if status == 409:
        assert problem(answer, 409, "overtaken")["head"]["actionId"] == "1_2"
    assert answer.status_code == status
    voided = project.fields(f"matches/{match_id}/scoring_actions/1_2")["isVoided"]
    assert voided == {"booleanValue": status == 200}


async def test_a_void_succeeds_although_another_device_corrected_the_ball(
    project: Project, scorer: Phone
) -> None:
    match_id = project.add_match()
    await scorer.open_innings(match_id)
    body_201(await scorer.post_ball(match_id, runsOffBat=1))
    ball = f"/balls/{match_id}:1_2"

    async def correct() -> None:
        body_201(await scorer.post(f"{ball}/correct", {"runsOffBat": 4}))

    async with run_gateway(project, CommitsAfterOthers) as gateway:
        CommitsAfterOthers.others = [correct]
        answer = await gateway.phone(SCORER).post(f"{ball}/void")
    assert answer.status_code == 200, answer.text


@pytest.mark.usefixtures("gateway")
async def test_of_two_concurrent_devices_one_records_its_ball(project: Project) -> None:
    match_id = project.add_match()
    async with run_gateway(project, ConcurrentCommits) as gateway:
        await gateway.phone(SCORER).open_innings(match_id)
        ConcurrentCommits.barrier = asyncio.Barrier(2)
        try:
            answers = await asyncio.gather(
                gateway.phone(SCORER).post_ball(match_id, runsOffBat=1),
                gateway.phone(SCORER_AWAY).post_ball(match_id, runsOffBat=4),
            )
        finally:
            ConcurrentCommits.barrier = None
        won, lost = sorted(answers, key=lambda each: each.status_code)
        head = problem(lost, 409, "overtaken")["head"]
        assert head == {"actionId": "1_2", "nonce": body_201(won)["action"]["nonce"]}
        assert project.action_ids(match_id) == ["1_1", "1_2"]


async def test_actions_recorded_through_another_gateway_are_read(
    project: Project, scorer: Phone, gateway: Gateway
) -> None:
    match_id = project.add_match()
    await scorer.open_innings(match_id)
    body_201(await scorer.post_ball(match_id, runsOffBat=1))
    async with run_gateway(project) as other_gateway:
        body_201(await other_gateway.phone(SCORER_HOME).post_ball(match_id, runsOffBat=1))
        voided = await other_gateway.phone(SCORER_HOME).post(f"/balls/{match_id}:1_2/void")
        assert voided.status_code == 200
    body = body_201(await scorer.post_ball(match_id, runsOffBat=2))
    assert body["action"]["id"] == "1_4"
    assert body["innings"]["score"]["runs"] == 3
    assert gateway.project == project.project
