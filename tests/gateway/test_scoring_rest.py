"""A signed-in scorer scores over REST under the real rules."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar

import pytest

from scrbrd.domain.json_types import Json
from scrbrd_gateway.scoring.firestore import FirestoreRest
from tests.gateway.ground import (
    OPENERS,
    Gateway,
    Ground,
    Phone,
    gateway_on,
    lineups,
    made,
    problem,
)
from tests.rules.cast import ADMIN, PAST, SCORER, SCORER_AWAY, SCORER_HOME

pytestmark = [pytest.mark.anyio, pytest.mark.xdist_group("rules")]


async def test_overs_are_scored_and_read_back(ground: Ground, scorer: Phone) -> None:
    match_id = ground.match()
    opened = await scorer.post("/innings", {"matchId": match_id, **OPENERS})
    assert opened.headers["location"] == f"/api/v1/cricket/innings/{match_id}:1"
    assert made(opened)["innings"]["next"]["needs"] == []
    for content in FIRST_OVER:
        last = made(await scorer.ball(match_id, **content))
    assert last["action"]["totalRuns"] == 1
    assert last["innings"]["score"]["runs"] == 13
    assert last["innings"]["next"]["needs"] == ["bowler"]
    await check_read_back(scorer, match_id)
    second = made(await scorer.ball(match_id, bowlerId="s2"))
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
    innings = (await scorer.get(f"/innings/{match_id}:1")).json()
    assert (innings["score"]["runs"], innings["score"]["wickets"]) == (13, 1)
    assert innings["score"]["overs"] == 1.0
    assert innings["head"]["actionId"] == "1_8"
    assert [each["playerId"] for each in innings["card"]["batsmen"]] == ["n1", "n2", "n3"]
    over = (await scorer.get(f"/innings/{match_id}:1/balls", over=0)).json()
    assert [each["ballInOver"] for each in over["balls"]] == [1, 2, 3, 4, 5, 6, 7]
    assert (await scorer.get(f"/innings/{match_id}:1/balls", over=1)).json()["balls"] == []
    problem(await scorer.get(f"/innings/{match_id}:2"), 404, "not_found")


async def test_the_rules_let_the_last_man_bat_on_alone(ground: Ground, scorer: Phone) -> None:
    match_id = ground.match(conditions={"playersPerSide": 3, "lastManStands": True})
    others = {
        path: {**fields, "role": "substitute"}
        for path, fields in lineups(match_id).items()
        if fields["battingPosition"] > 3
    }
    ground.seed(others)
    await scorer.open(match_id)
    hurt = {"type": "batter_retired", "playerId": "n2", "as": "hurt"}
    made(await scorer.post(f"/innings/{match_id}:1/facts", hurt))
    made(await scorer.ball(match_id, newBatterId="n3", wicket={"type": "bowled"}))
    lone = made(await scorer.ball(match_id, nonStrikerId="", runsOffBat=1))
    assert (lone["action"]["strikerId"], lone["action"]["nonStrikerId"]) == ("n3", "")
    assert lone["innings"]["next"]["needs"] == []
    assert made(await scorer.ball(match_id, runsOffBat=2))["innings"]["score"]["runs"] == 3


async def test_a_ball_is_voided_redone_and_corrected(ground: Ground, scorer: Phone) -> None:
    match_id = ground.match()
    await scorer.open(match_id)
    four = made(await scorer.ball(match_id, runsOffBat=4))["id"]
    made(await scorer.ball(match_id, runsOffBat=1))
    for verb, runs in (("void", 1), ("void", 1), ("redo", 5), ("redo", 5), ("void", 1)):
        answer = await scorer.post(f"/balls/{four}/{verb}", {"reason": "dead ball"})
        assert answer.status_code == 200, answer.text
        assert answer.json()["innings"]["score"]["runs"] == runs
    corrected = made(await scorer.post(f"/balls/{match_id}:1_3/correct", {"runsOffBat": 3}))
    assert corrected["action"]["corrects"] == "1_3"
    assert corrected["innings"]["score"]["runs"] == 3
    path = f"matches/{match_id}/scoring_actions/1_3"
    assert ground.fields(path)["correctedBy"]["stringValue"] == "1_4"
    balls = (await scorer.get(f"/innings/{match_id}:1/balls")).json()["balls"]
    assert [(each["id"], each["counts"]) for each in balls] == [
        ("1_2", False), ("1_3", False), ("1_4", True),
    ]  # fmt: skip


async def test_facts_and_ends_are_recorded(ground: Ground, scorer: Phone) -> None:
    match_id = ground.match()
    await scorer.open(match_id)
    path = f"/innings/{match_id}:1"
    retired = {"type": "batter_retired", "playerId": "n2", "as": "hurt"}
    body = made(await scorer.post(f"{path}/facts", retired))
    assert body["innings"]["next"]["needs"] == ["batter"]
    problem(await scorer.post(f"{path}/end", {}), 422, "bad_field")
    ended = made(await scorer.post(f"{path}/end", {"reason": "abandoned"}))
    assert ended["innings"]["closed"] == "abandoned"
    assert ended["innings"]["next"] is None
    second = await scorer.open(match_id, strikerId="s1", nonStrikerId="s2", bowlerId="n1")
    assert second["action"]["battingTeamId"] == "south-1"


async def test_an_innings_ends_once_however_often_that_is_said(
    ground: Ground, scorer: Phone
) -> None:
    match_id = ground.match()
    await scorer.open(match_id)
    path = f"/innings/{match_id}:1/end"
    declared = {"reason": "declared"}
    first = made(await scorer.post(path, declared))
    alike: list[Json] = [
        declared, {}, declared | {"absentIds": []}, declared | {"follows": "old"},
    ]  # fmt: skip
    for content in alike:
        again = await scorer.post(path, content)
        assert (again.status_code, again.json()["id"]) == (200, first["id"]), again.text
    keyed = await scorer.post(path, declared, key="a-new-key")
    assert (keyed.status_code, keyed.json()["id"]) == (200, first["id"])
    other = problem(await scorer.post(path, {"reason": "forfeited"}), 409, "innings_closed")
    assert other["actionId"] == "1_2"
    absent = declared | {"absentIds": ["n9"]}
    problem(await scorer.post(path, absent), 409, "innings_closed")
    await scorer.open(match_id, strikerId="s1", nonStrikerId="s2", bowlerId="n1")
    assert (await scorer.post(path, declared)).json()["id"] == first["id"]
    assert len(ground.actions(match_id)) == 3


async def test_an_end_that_was_voided_may_come_again(ground: Ground, scorer: Phone) -> None:
    match_id = ground.match()
    await scorer.open(match_id)
    path = f"/innings/{match_id}:1/end"
    first = made(await scorer.post(path, {"reason": "declared"}))["id"]
    await scorer.post(f"/balls/{first}/void", {"reason": "they bat on"})
    second = made(await scorer.post(path, {"reason": "forfeited"}))
    assert (second["id"], second["innings"]["closed"]) == (f"{match_id}:1_3", "forfeited")


async def test_ends_said_at_once_are_one(ground: Ground, scorer: Phone) -> None:
    match_id = ground.match()
    await scorer.open(match_id)
    path = f"/innings/{match_id}:1/end"
    answers = await asyncio.gather(*(scorer.post(path, {"reason": "declared"}) for _ in range(4)))
    assert sorted(each.status_code for each in answers) == [200, 200, 200, 201]
    assert {each.json()["id"] for each in answers} == {f"{match_id}:1_2"}


async def test_a_correction_of_a_fact_is_a_fact(ground: Ground, scorer: Phone) -> None:
    match_id = ground.match()
    await scorer.open(match_id)
    retired = {"type": "batter_retired", "playerId": "n2", "as": "hurt"}
    fact = made(await scorer.post(f"/innings/{match_id}:1/facts", retired))["id"]
    body = made(await scorer.post(f"/balls/{fact}/correct", retired | {"playerId": "n1"}))
    assert body["innings"]["next"]["strikerId"] is None


@pytest.mark.parametrize(
    "content", [{}, {"type": "delivery", "runsOffBat": 4}], ids=["", "as such"]
)
async def test_a_ball_takes_no_facts_place(ground: Ground, scorer: Phone, content: Json) -> None:
    match_id = ground.match()
    await scorer.open(match_id)
    stopped = {"type": "play_stopped", "reason": "rain"}
    fact = made(await scorer.post(f"/innings/{match_id}:1/facts", stopped))["id"]
    for name in (fact, f"{match_id}:1_1"):
        body = problem(await scorer.post(f"/balls/{name}/correct", content), 422, "bad_field")
        assert body["field"] == "type"
    assert ground.actions(match_id) == ["1_1", "1_2"]


async def test_an_administrator_records_as_one(ground: Ground, gateway: Gateway) -> None:
    match_id = ground.match()
    body = await gateway.phone(ADMIN).open(match_id)
    assert body["action"]["recordedAs"] == "admin"


async def test_a_scorer_says_in_which_role(ground: Ground, gateway: Gateway) -> None:
    match_id = ground.match()
    ground.grant(match_id, SCORER_HOME, "scorer_neutral")
    phone = gateway.phone(SCORER_HOME)
    first = await phone.open(match_id, recordedAs="scorer_home")
    after = made(await phone.ball(match_id))
    assert first["action"]["recordedAs"] == after["action"]["recordedAs"] == "scorer_home"


async def test_a_scorer_whose_last_role_was_revoked_goes_on_in_the_one_they_hold(
    ground: Ground, gateway: Gateway
) -> None:
    match_id, phone = ground.match(), gateway.phone(SCORER_HOME)
    await phone.open(match_id, recordedAs="scorer_home")
    ground.grant(match_id, SCORER_HOME, "scorer_home", revokedAt=PAST)
    problem(await phone.ball(match_id), 403, "role_revoked")
    ground.grant(match_id, SCORER_HOME, "scorer_neutral")
    problem(await phone.ball(match_id, recordedAs="scorer_home"), 403, "role_revoked")
    after = [made(await phone.ball(match_id)) for _ in range(2)]
    assert [each["action"]["recordedAs"] for each in after] == ["scorer_neutral"] * 2
    assert ground.actions(match_id) == ["1_1", "1_2", "1_3"]


# -- once, and in order ---------------------------------------------------------------------------


async def test_a_repeated_key_is_the_same_ball(ground: Ground, scorer: Phone) -> None:
    match_id = ground.match()
    await scorer.open(match_id)
    first = await scorer.ball(match_id, key="one", runsOffBat=2)
    again = await scorer.ball(match_id, key="one", runsOffBat=2)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    made(await scorer.ball(match_id, key="two", runsOffBat=2))
    assert (await scorer.ball(match_id, key="one", runsOffBat=2)).json() == first.json()
    assert ground.actions(match_id) == ["1_1", "1_2", "1_3"]


async def test_a_repeated_key_tells_the_record_as_it_is_now(ground: Ground, scorer: Phone) -> None:
    match_id = ground.match()
    await scorer.open(match_id)
    requests: list[tuple[str, Json, str]] = [
        (f"/innings/{match_id}:1/balls", {"runsOffBat": 2}, "ball"),
        (f"/balls/{match_id}:1_2/correct", {"runsOffBat": 3}, "correction"),
        (f"/innings/{match_id}:1/balls", {"after": "1_2", "runsOffBat": 1}, "forgotten"),
    ]
    first = [made(await scorer.post(*each)) for each in requests]
    made(await scorer.ball(match_id, runsOffBat=4))
    again = [(await scorer.post(*each)).json() for each in requests]
    stamp = {"correctedBy": "1_3", "updatedAt": first[1]["action"]["updatedAt"]}
    assert again[0]["action"] == first[0]["action"] | stamp
    assert [each["action"] for each in again[1:]] == [each["action"] for each in first[1:]]
    assert [each["innings"]["score"]["runs"] for each in first] == [2, 3, 4]
    assert [each["innings"]["score"]["runs"] for each in again] == [8, 8, 8]


async def test_a_key_stands_for_one_request(ground: Ground, scorer: Phone) -> None:
    match_id = ground.match()
    await scorer.open(match_id)
    made(await scorer.ball(match_id, key="one", runsOffBat=2))
    body = problem(await scorer.ball(match_id, key="one", runsOffBat=3), 409, "key_reused")
    assert body["actionId"] == "1_2"
    other = await scorer.post(f"/balls/{match_id}:1_2/correct", {"runsOffBat": 2}, "one")
    problem(other, 409, "key_reused")


async def test_a_key_is_a_persons_own(ground: Ground, gateway: Gateway) -> None:
    match_id = ground.match()
    await gateway.phone(SCORER).open(match_id)
    made(await gateway.phone(SCORER).ball(match_id, key="one"))
    made(await gateway.phone(SCORER_HOME).ball(match_id, key="one"))


async def test_one_request_sent_many_times_at_once_is_one_ball(
    ground: Ground, scorer: Phone
) -> None:
    match_id = ground.match()
    await scorer.open(match_id)
    sent = [scorer.ball(match_id, key="one", runsOffBat=2) for _ in range(5)]
    answers = await asyncio.gather(*sent)
    assert sorted(each.status_code for each in answers) == [200, 200, 200, 200, 201]
    assert all(each.json() == answers[0].json() for each in answers)
    assert ground.actions(match_id) == ["1_1", "1_2"]


async def test_who_opens_an_innings_that_another_device_opened_is_told_of_it(
    ground: Ground, gateway: Gateway, scorer: Phone
) -> None:
    match_id = ground.match()
    await gateway.phone(SCORER_HOME).open(match_id)
    content = {"matchId": match_id, "inningsNumber": 1, "follows": ""}
    body = problem(await scorer.post("/innings", content), 409, "overtaken")
    assert body["head"]["actionId"] == "1_1"
    del content["follows"]
    problem(await scorer.post("/innings", content), 422, "innings_started_twice")


async def test_who_has_not_seen_the_last_ball_is_told_of_it(
    ground: Ground, gateway: Gateway
) -> None:
    match_id = ground.match()
    opened = await gateway.phone(SCORER).open(match_id)
    last_nonce = opened["action"]["nonce"]
    ball = made(await gateway.phone(SCORER).ball(match_id, follows=last_nonce, runsOffBat=1))
    late = await gateway.phone(SCORER_AWAY).ball(match_id, follows=last_nonce, runsOffBat=1)
    head = problem(late, 409, "overtaken")["head"]
    assert head == {"actionId": "1_2", "nonce": ball["action"]["nonce"]}
    made(await gateway.phone(SCORER_AWAY).ball(match_id, follows=head["nonce"]))


class Hurried(FirestoreRest):
    """Lets two commits begin at once: both were planned on the same log."""

    barrier: asyncio.Barrier | None = None

    async def commit(self, writes: Any, token: str) -> Any:
        """Wait for the other one, if there is one to wait for."""
        if self.barrier is not None:
            await self.barrier.wait()
        return await super().commit(writes, token)


class Interrupted(FirestoreRest):
    """Lets another device go first, before each of the next commits."""

    others: ClassVar[list[Callable[[], Awaitable[None]]]] = []

    async def commit(self, writes: Any, token: str) -> Any:
        """Commit behind the other device."""
        if self.others:
            await self.others.pop()()
        return await super().commit(writes, token)


@pytest.mark.parametrize(("times", "status"), [(1, 200), (2, 409)])
async def test_a_void_of_what_another_device_changed_meanwhile(
    ground: Ground, scorer: Phone, times: int, status: int
) -> None:
    match_id = ground.match()
    await scorer.open(match_id)
    made(await scorer.ball(match_id, runsOffBat=1))
    ball = f"/balls/{match_id}:1_2"

    async def change() -> None:
        for verb in ("void", "redo"):
            assert (await scorer.post(f"{ball}/{verb}")).status_code == 200

    async with gateway_on(ground, Interrupted) as gateway:
        Interrupted.others = [change] * times
        answer = await gateway.phone(SCORER).post(f"{ball}/void")
    if status == 409:
        assert problem(answer, 409, "overtaken")["head"]["actionId"] == "1_2"
    assert answer.status_code == status
    voided = ground.fields(f"matches/{match_id}/scoring_actions/1_2")["isVoided"]
    assert voided == {"booleanValue": status == 200}


async def test_a_ball_that_another_device_corrected_meanwhile_is_voided(
    ground: Ground, scorer: Phone
) -> None:
    match_id = ground.match()
    await scorer.open(match_id)
    made(await scorer.ball(match_id, runsOffBat=1))
    ball = f"/balls/{match_id}:1_2"

    async def correct() -> None:
        made(await scorer.post(f"{ball}/correct", {"runsOffBat": 4}))

    async with gateway_on(ground, Interrupted) as gateway:
        Interrupted.others = [correct]
        answer = await gateway.phone(SCORER).post(f"{ball}/void")
    assert answer.status_code == 200, answer.text


@pytest.mark.usefixtures("gateway")
async def test_of_two_devices_one_wins(ground: Ground) -> None:
    match_id = ground.match()
    async with gateway_on(ground, Hurried) as gateway:
        await gateway.phone(SCORER).open(match_id)
        Hurried.barrier = asyncio.Barrier(2)
        try:
            answers = await asyncio.gather(
                gateway.phone(SCORER).ball(match_id, runsOffBat=1),
                gateway.phone(SCORER_AWAY).ball(match_id, runsOffBat=4),
            )
        finally:
            Hurried.barrier = None
        won, lost = sorted(answers, key=lambda each: each.status_code)
        head = problem(lost, 409, "overtaken")["head"]
        assert head == {"actionId": "1_2", "nonce": made(won)["action"]["nonce"]}
        assert ground.actions(match_id) == ["1_1", "1_2"]


async def test_what_others_did_past_the_gateway_is_seen(
    ground: Ground, scorer: Phone, gateway: Gateway
) -> None:
    match_id = ground.match()
    await scorer.open(match_id)
    made(await scorer.ball(match_id, runsOffBat=1))
    async with gateway_on(ground) as other:
        made(await other.phone(SCORER_HOME).ball(match_id, runsOffBat=1))
        voided = await other.phone(SCORER_HOME).post(f"/balls/{match_id}:1_2/void")
        assert voided.status_code == 200
    body = made(await scorer.ball(match_id, runsOffBat=2))
    assert body["action"]["id"] == "1_4"
    assert body["innings"]["score"]["runs"] == 3
    assert gateway.project == ground.project
