"""Who comes in where some have retired, and who bats on alone where the last man stands."""

from __future__ import annotations

from typing import Any

import pytest

from scrbrd.domain.json_types import Json
from scrbrd_gateway.scoring.bodies import Fact, Opening
from scrbrd_gateway.scoring.planning import plan_fact, plan_opening
from tests.gateway.replaying import Scribe
from tests.gateway.test_planning import opened, people, refusal, small


def retire(scribe: Scribe, player: str) -> None:
    body = {"type": "batter_retired", "playerId": player, "as": "hurt"}
    scribe.keep(plan_fact(scribe.log, 1, Fact.model_validate(body), scribe.recorder))


def last_of_three(**conditions: Any) -> Scribe:
    """Three a side: the second has retired hurt, the first is out, and the third is in."""
    scribe = opened(lastManStands=True, playersPerSide=3, **conditions)
    retire(scribe, "lions-2")
    scribe.ball(newBatterId="lions-3", wicket={"type": "bowled"})
    return scribe


def test_the_last_man_may_bat_on_alone_while_another_stays_retired() -> None:
    scribe = last_of_three()
    problem = refusal(scribe, runsOffBat=1)
    assert (problem.code, problem.fields["choices"]) == ("needs", ["lions-2"])
    assert "nonStrikerId" in problem.detail
    lone = scribe.ball(nonStrikerId="", runsOffBat=1)
    assert (people(lone.document)[:2], lone.verdicts) == (("lions-3", ""), ())
    assert people(scribe.ball(runsOffBat=4).document)[:2] == ("lions-3", "")
    again = scribe.ball(corrects="1_5", runsOffBat=2).document
    assert people(again)[:2] == ("lions-3", "")
    assert scribe.log.state().problems == []


def test_whoever_comes_back_bats_with_the_last_man() -> None:
    pair = people(last_of_three().ball(newBatterId="lions-2").document)[:2]
    assert pair == ("lions-2", "lions-3")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"nonStrikerId": "", "newBatterId": "lions-2"}, "newBatterId"),
        ({"nonStrikerId": "", "strikerId": "lions-2"}, "strikerId"),
    ],
)
def test_who_bats_on_alone_is_who_is_in(body: Json, field: str) -> None:
    problem = refusal(last_of_three(), **body)
    assert (problem.code, problem.fields["field"]) == ("bad_field", field)


def test_nobody_bats_alone_while_somebody_has_not_batted_or_the_last_man_does_not_stand() -> None:
    two_in, not_batted = opened(lastManStands=True), opened(lastManStands=True, playersPerSide=3)
    not_batted.ball(wicket={"type": "bowled"})
    before, unlike = small(lastManStands=True), opened(playersPerSide=3)
    opening = Opening.model_validate({"matchId": "m1"})
    before.keep(plan_opening(before.log, opening, before.recorder))
    unlike.ball(wicket={"type": "bowled"})
    for scribe, field in (
        (two_in, "nonStrikerId"),
        (not_batted, "nonStrikerId"),
        (unlike, "nonStrikerId"),
        (before, "strikerId"),
    ):
        problem = refusal(scribe, nonStrikerId="")
        assert (problem.code, problem.fields["field"]) == ("bad_field", field)
    assert refusal(not_batted).detail.endswith("a new batter is awaited, as striker")


def test_nobody_is_offered_the_place_that_they_have_just_left() -> None:
    scribe = opened(playersPerSide=3)
    retire(scribe, "lions-2")
    assert refusal(scribe).fields["choices"] == ["lions-3"]
    scribe.ball(newBatterId="lions-3", wicket={"type": "bowled"})
    assert refusal(scribe).fields["choices"] == ["lions-2"]
