"""Who stood at the other end: named, deduced from facts, or left empty; no player is invented."""

from __future__ import annotations

import pytest

from scrbrd.domain.actions import Delivery
from scrbrd.domain.json_types import Json
from scrbrd.domain.problems import ProblemCode
from tests.migrate.dirt import REFUSED
from tests.migrate.old_world import school
from tests.migrate.test_rules_of_conversion import ball, converted, deliveries, out
from tests.migrate.test_school import conversion

PLAIN = [match for match in school() if match.dirt not in REFUSED | {"orphaned"}]


def non_strikers(*balls: Json, card: list[str] | None = None) -> list[str]:
    """The non-strikers of an innings' balls."""
    lines = [{"playerId": each} for each in card or []]
    done = converted(*balls, stated={"batsmen": lines} if card else None)
    return [each["nonStrikerId"] for each in deliveries(done)]


def test_no_match_of_the_school_gets_another_non_striker_than_it_had() -> None:
    wrong = []
    for match in PLAIN:
        if any(each.code is ProblemCode.UNEXPLAINED_BATTER for each in match.truth.problems):
            continue  # the cut took a batter away without a ball that says so
        bowled = [each for each in match.actions if isinstance(each, Delivery)]
        made = deliveries(conversion(match))
        for true, found in zip(bowled, made, strict=True):
            if found["nonStrikerId"] not in ("", true.non_striker_id):
                wrong.append((match.match_id, found["id"]))
    assert wrong == []


def test_a_new_batter_is_not_the_partner_who_has_not_faced() -> None:
    balls = [ball("a"), out("bowled", "a"), ball("b"), ball("b", 1), ball("c")]
    assert non_strikers(*balls[:4]) == [""] * 4
    assert non_strikers(*balls) == ["c", "c", "c", "c", "b"], "no other wicket fell: c was in"


def test_who_faces_after_a_wicket_off_the_last_ball_of_an_over_was_the_partner() -> None:
    balls = [*(ball("a") for _ in range(5)), out("bowled", "a"), ball("b")]
    assert non_strikers(*balls)[:6] == ["b"] * 6


def test_a_catch_off_the_last_ball_may_have_seen_the_batters_cross() -> None:
    balls = [*(ball("a") for _ in range(5)), out("caught", "a"), ball("b"), ball("b", 1), ball("c")]
    done = converted(*balls, match={"scheduledAt": "2019-02-04"})
    found = [each["nonStrikerId"] for each in deliveries(done)]
    assert (found[:6], found[6:]) == ([""] * 6, ["c", "c", "b"])


@pytest.mark.parametrize("card", [["a", "p", "b"], ["p", "a", "b", "z"]])
def test_the_cards_order_says_who_came_in_with_whom(card: list[str]) -> None:
    balls = [ball("a"), out("bowled", "a"), ball("b"), ball("b")]
    assert non_strikers(*balls, card=card) == ["p"] * 4


def test_a_card_that_contradicts_the_balls_says_nothing() -> None:
    assert non_strikers(ball("a"), ball("a"), card=["x", "p", "a"]) == ["", ""]


def test_those_left_empty_are_counted_and_listed() -> None:
    done = converted(ball("a"), out("bowled", "a"), ball("b"))
    assert done.counts["non-striker left empty"] == 3
    assert any("non-striker is left empty at 1_2 to 1_4" in line for line in done.remarks)
