"""Old balls that say "no wicket" in many words, were taken back, or contradict themselves."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest

from migrate.old.innings_history import Fate
from scrbrd.domain.json_types import Json
from tests.migrate.test_rules_of_conversion import ball, converted, deliveries, out

MINUTE, LATER = "2023-02-04T10:05:00Z", "2023-02-04T10:06:00Z"


@pytest.mark.parametrize(
    "wicket",
    [
        {"isOut": False, "type": None},
        {"fell": False},
        {"out": "no"},
        {"type": "none"},
        {"type": "Not Out", "batsman": "a"},
        {"type": "", "runs": 0},
        {"kind": None, "player": {"id": "a"}, "fell": 0},
    ],
    ids=str,
)
@pytest.mark.parametrize("name", ["wicket", "dismissal"])
def test_an_empty_form_of_a_wicket_is_no_wicket(name: str, wicket: Json) -> None:
    """Apps write it with every ball: each would be a batter out whom nobody got out."""
    done = converted(ball("a", 1, **{name: wicket}), ball("a", 1, **{name: wicket}))
    assert [(each["isWicket"], "note" in each) for each in deliveries(done)] == [(False, False)] * 2
    assert done.refusals == ()


@pytest.mark.parametrize(
    "wicket", [{"status": "went"}, {"type": "", "player": "a"}, {"isOut": False, "type": "lbw"}]
)
def test_a_form_that_half_says_a_wicket_is_a_refusal_where_no_total_confirms(wicket: Json) -> None:
    assert converted(ball("a", wicket=wicket), ball("a")).refusals
    assert (
        converted(ball("a", wicket=wicket), ball("a"), stated={"runs": 0, "wickets": 0}).refusals
        == ()
    )


@pytest.mark.parametrize("wicket", [{"isOut": True}, {"out": "yes"}, {"playerOut": "a"}])
def test_a_form_that_says_a_wicket_is_one(wicket: Json) -> None:
    (only,) = deliveries(converted(ball("a", wicket=wicket)))
    assert only["isWicket"] or "a wicket fell here" in only["note"]


@pytest.mark.parametrize("stated", [{}, {"runs": 1, "wickets": 0}])
def test_dots_of_one_minute_are_not_called_repetitions_of_each_other(stated: Json) -> None:
    """A clock of minutes tells no ball from the next: of four dots three would be lost."""
    dots = [ball("a", 0, timestamp=MINUTE) for _ in range(4)]
    done = converted(*dots, ball("a", 1, timestamp=LATER), stated=stated)
    assert any("3 balls repeat others" in line for line in done.refusals)


def test_dots_of_one_minute_are_all_there_where_the_overs_say_so() -> None:
    dots = [ball("a", 0, timestamp=MINUTE) for _ in range(4)]
    stated = {"runs": 1, "wickets": 0, "overs": 0.5}
    done = converted(*dots, ball("a", 1, timestamp=LATER), stated=stated)
    assert (len(deliveries(done)), done.refusals) == (5, ())
    assert done.fates == {Fate.MIGRATED: 5}


def test_balls_written_down_at_once_are_not_called_repetitions() -> None:
    """One time for a whole innings, and ids that begin anew with each over."""
    at = "2023-02-04T18:30:17Z"
    over = [ball("a", runs, id=str(number), timestamp=at) for number, runs in enumerate((0, 4, 0))]
    done = converted(*over, *(dict(each) for each in over[:1]), stated={"runs": 4, "wickets": 0})
    assert any("1 balls repeat others" in line for line in done.refusals)


TAKEN_BACK: dict[str, Json] = {
    "a word for the kind": {"type": "undo"},
    "an action": {"action": "UNDO"},
    "a status": {"status": "deleted"},
    "a state": {"state": "void"},
    "a flag that says no": {"isActive": False},
    "the same as a text": {"valid": "false"},
    "and as a number": {"counts": 0},
}


@pytest.mark.parametrize("name", TAKEN_BACK)
def test_a_ball_that_may_be_taken_back_is_a_refusal_where_no_total_confirms(name: str) -> None:
    (field,) = TAKEN_BACK[name]
    done = converted(ball("a", 4, **TAKEN_BACK[name]), ball("a", 1))
    assert any(field in line for line in done.refusals)
    met = converted(
        ball("a", 4, **TAKEN_BACK[name]), ball("a", 1), stated={"runs": 5, "wickets": 0}
    )
    assert met.refusals == ()


CONTRADICTED: dict[str, Json] = {
    "a wicket in a word": ball("a", type="wicket"),
    "a wide in a word": ball("a", event="wide"),
    "an illegal ball of no kind": ball("a", 1, isLegalDelivery=False),
    "a wide that is said to be legal": ball("a", extraType="wide", extraRuns=1, isLegal=True),
    "an extra of no kind": ball("a", isExtra=True),
    "a six without runs": ball("a", isSix=True),
    "a total that is more than its parts": ball("a", totalRuns=4),
    "a total that is less": ball("a", 4, totalRuns=0),
}


@pytest.mark.parametrize("name", CONTRADICTED)
def test_a_ball_that_contradicts_itself_is_a_refusal_where_no_total_confirms(name: str) -> None:
    assert converted(CONTRADICTED[name], ball("a", 1)).refusals


@pytest.mark.parametrize("name", ["onStrike", "facing", "batting", "facedBy"])
def test_a_name_of_who_faced_is_a_refusal_where_no_striker_is_said(name: str) -> None:
    """By rotation somebody else may have: the runs would be theirs."""
    one: Json = {"bowlerId": "x", "runs": 1, name: "a"}
    done = converted(one, {**one, name: "b"}, stated={"runs": 2, "wickets": 0})
    assert any(f"{name} may say who faced" in line for line in done.blocked)


@pytest.mark.parametrize("fields", [{"bowl": "x"}, {"bowling": {"name": "x"}}])
def test_a_name_of_who_bowled_is_a_refusal_where_no_bowler_is_said(fields: Json) -> None:
    done = converted({"strikerId": "a", "runs": 1} | fields, stated={"runs": 1, "wickets": 0})
    assert any("may say who faced or bowled" in line for line in done.blocked)


@pytest.mark.parametrize(
    "fields", [{"bowlingType": "spin"}, {"strikeRate": 120.5}, {"battingOrder": 3}, {"pace": "x"}]
)
def test_what_is_said_about_a_bowler_or_batter_names_none(fields: Json) -> None:
    assert converted(ball("a", 1), {"runs": 1} | fields).blocked == ()


def test_extra_runs_by_another_name_are_a_refusal_where_no_total_confirms() -> None:
    done = converted(ball("a", extraType="bye", extra="2"), ball("a"))
    assert any("extra" in line for line in done.refusals)
    met = converted(
        ball("a", extraType="bye", extra="2"), ball("a"), stated={"runs": 0, "wickets": 0}
    )
    assert met.refusals == ()


RUNS_UNDER_NO_NAME: dict[str, Json] = {
    "off the bat": {"strikerId": "a", "bowlerId": "x", "isWicket": False, "r": 4},
    "off the bat, as a text": {"strikerId": "a", "bowlerId": "x", "extraRuns": 0, "value": "4"},
    "off the bat, in a map": {
        "strikerId": "a", "bowlerId": "x", "isWicket": False, "outcome": {"runs": 4, "shot": "cut"},
    },
    "of a wide": ball("a", extraType="wide", x=5),
    "of byes": ball("a", extraType="bye", additional=2),
}  # fmt: skip


@pytest.mark.parametrize("name", RUNS_UNDER_NO_NAME)
def test_a_number_that_may_be_the_runs_is_a_refusal_where_no_total_confirms(name: str) -> None:
    entry = RUNS_UNDER_NO_NAME[name]
    (*_, field) = entry
    done = converted(entry, ball("a"))
    assert any(field in line for line in done.refusals)
    met = done.state.innings[0]
    stated = {"runs": met.runs, "wickets": 0}
    assert converted(entry, ball("a"), stated=stated).refusals == ()


def test_a_number_beside_the_runs_is_none() -> None:
    done = converted(ball("a", 4, zone_no=4), ball("a", extraType="bye", extraRuns=1, zone_no=2))
    assert done.refusals == ()


@pytest.mark.parametrize("sign", ["+", "*", "\u25b3", "\u25cb"])
def test_a_sign_of_an_extra_is_not_read_as_none(sign: str) -> None:
    done = converted(ball("a", extraType=sign, extraRuns=0), ball("a"))
    assert done.fates[Fate.UNREADABLE] == 1
    assert done.refusals
    assert converted(ball("a", extras=sign), ball("a")).refusals


@pytest.mark.parametrize("nothing", ["", "-", "--", " ", ".", "none", "NONE", "- none -", None])
def test_a_stroke_is_no_extra(nothing: str | None) -> None:
    assert converted(ball("a", extraType=nothing, extraRuns=0)).refusals == ()


def test_a_kind_of_wicket_by_another_name_is_a_refusal_where_no_total_confirms() -> None:
    done = converted(ball("a", isWicket=True, modeOfDismissal="bowled"), ball("b"))
    assert any("modeOfDismissal" in line for line in done.refusals)


@pytest.mark.parametrize(
    "fields",
    [
        ball("a", 4, totalRuns=4, isFour=True, isLegal=True, isExtra=False, type="delivery"),
        ball("a", extraType="wide", extraRuns=1, totalRuns=1, isLegalDelivery=False, isExtra=True),
        ball("a", extraType="wide", extraRuns=0, totalRuns=1, isLegalDelivery=False),
        ball("a", 4, extraType="noball", extraRuns=1, totalRuns=5, isFour=True),
        out("bowled", type="wicket", totalRuns=0),
        ball("a", 4, isActive=True, status="confirmed", result="four"),
    ],
    ids=range(6),
)
def test_a_ball_that_says_the_same_twice_is_read(fields: Json) -> None:
    done = converted(fields, ball("a", 1), stated={})
    assert not any("is not read" in line for line in done.refusals)
    assert not any("without what is not read" in line for line in done.refusals)


def test_a_name_in_two_codings_is_one_batter() -> None:
    decomposed = unicodedata.normalize("NFD", "José")
    done = converted(ball("José", 1), ball("b", 1), ball(decomposed, 1), ball("b", 1))
    assert len({each["strikerId"] for each in deliveries(done)}) == 2


def test_byes_written_as_runs_of_the_batter_are_told() -> None:
    done = converted(ball("a", 4, extraType="bye"), stated={"runs": 4, "wickets": 0})
    assert done.counts["4 runs of a bye were written as runs off the bat"] == 1


@pytest.mark.parametrize("number", [10**400, "9" * 400])
def test_a_number_of_any_length_ends_no_run(number: Any) -> None:
    done = converted(ball("a", number), ball("a", 1))
    assert done.undecided == ("live_score.ballHistory[0]",)
