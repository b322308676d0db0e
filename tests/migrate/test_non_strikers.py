"""Tests the choice of non-strikers: named, deduced from facts, or left empty; never invented."""

from __future__ import annotations

import pytest

from scrbrd.domain.actions import Delivery
from scrbrd.domain.json_types import Json
from scrbrd.domain.problems import ProblemCode
from tests.migrate.dirt import REFUSED_DIRT
from tests.migrate.old_world import school_matches
from tests.migrate.test_rules_of_conversion import ball, convert_balls, deliveries, out
from tests.migrate.test_school import conversion

MATCHES = [match for match in school_matches() if match.dirt not in REFUSED_DIRT | {"orphaned"}]


def non_strikers(*balls: Json, card: list[str] | None = None) -> list[str]:
    """Return the non-striker of each ball; `card`: the batters in the order of the old card."""
    lines = [{"playerId": each} for each in card or []]
    result = convert_balls(*balls, stated={"batsmen": lines} if card else None)
    return [each["nonStrikerId"] for each in deliveries(result)]


def test_no_match_of_the_school_gets_a_wrong_non_striker() -> None:
    mismatches = []
    for match in MATCHES:
        if any(each.code is ProblemCode.UNEXPLAINED_BATTER for each in match.truth.problems):
            continue  # the shortened match lacks the action that replaced a batter
        bowled = [each for each in match.actions if isinstance(each, Delivery)]
        result = deliveries(conversion(match))
        for bowled_ball, converted_ball in zip(bowled, result, strict=True):
            if converted_ball["nonStrikerId"] not in ("", bowled_ball.non_striker_id):
                mismatches.append((match.match_id, converted_ball["id"]))
    assert mismatches == []


def test_a_new_batter_is_not_the_partner_who_has_not_faced() -> None:
    balls = [ball("a"), out("bowled", "a"), ball("b"), ball("b", 1), ball("c")]
    assert non_strikers(*balls[:4]) == [""] * 4
    assert non_strikers(*balls) == ["c", "c", "c", "c", "b"], "no other wicket fell: c was in"


def test_the_batter_who_faces_after_a_wicket_off_an_overs_last_ball_was_the_partner() -> None:
    balls = [*(ball("a") for _ in range(5)), out("bowled", "a"), ball("b")]
    assert non_strikers(*balls)[:6] == ["b"] * 6


def test_after_a_catch_off_the_last_ball_the_batters_may_have_crossed() -> None:
    balls = [*(ball("a") for _ in range(5)), out("caught", "a"), ball("b"), ball("b", 1), ball("c")]
    result = convert_balls(*balls, match={"scheduledAt": "2019-02-04"})
    converted_ball = [each["nonStrikerId"] for each in deliveries(result)]
    assert (converted_ball[:6], converted_ball[6:]) == ([""] * 6, ["c", "c", "b"])


@pytest.mark.parametrize("card", [["a", "p", "b"], ["p", "a", "b", "z"]])
def test_the_order_of_the_card_gives_the_partner(card: list[str]) -> None:
    balls = [ball("a"), out("bowled", "a"), ball("b"), ball("b")]
    assert non_strikers(*balls, card=card) == ["p"] * 4


def test_a_card_that_contradicts_the_balls_is_ignored() -> None:
    assert non_strikers(ball("a"), ball("a"), card=["x", "p", "a"]) == ["", ""]


def test_empty_non_strikers_are_counted_and_listed() -> None:
    result = convert_balls(ball("a"), out("bowled", "a"), ball("b"))
    assert result.counts["non-striker left empty"] == 3
    assert any("non-striker is left empty at 1_2 to 1_4" in line for line in result.remarks)
