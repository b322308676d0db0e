"""Tests old balls that state "no wicket" in many ways, were taken back or contradict themselves."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest

from migrate.old.innings_history import Fate
from scrbrd.domain.json_types import Json
from tests.migrate.test_rules_of_conversion import ball, convert_balls, deliveries, out

SAME_MINUTE, NEXT_MINUTE = "2023-02-04T10:05:00Z", "2023-02-04T10:06:00Z"


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
def test_an_empty_wicket_form_is_no_wicket(name: str, wicket: Json) -> None:
    """Apps write it with every ball; read as a wicket, it would give a batter out at each ball."""
    result = convert_balls(ball("a", 1, **{name: wicket}), ball("a", 1, **{name: wicket}))
    assert [(each["isWicket"], "note" in each) for each in deliveries(result)] == [
        (False, False)
    ] * 2
    assert result.refusals == ()


@pytest.mark.parametrize(
    "wicket", [{"status": "went"}, {"type": "", "player": "a"}, {"isOut": False, "type": "lbw"}]
)
def test_an_ambiguous_wicket_form_is_refused_unless_totals_confirm_the_reading(
    wicket: Json,
) -> None:
    assert convert_balls(ball("a", wicket=wicket), ball("a")).refusals
    assert (
        convert_balls(
            ball("a", wicket=wicket), ball("a"), stated={"runs": 0, "wickets": 0}
        ).refusals
        == ()
    )


@pytest.mark.parametrize("wicket", [{"isOut": True}, {"out": "yes"}, {"playerOut": "a"}])
def test_a_wicket_form_that_states_a_dismissal_is_a_wicket(wicket: Json) -> None:
    (delivery,) = deliveries(convert_balls(ball("a", wicket=wicket)))
    assert delivery["isWicket"] or "a wicket fell here" in delivery["note"]


@pytest.mark.parametrize("stated", [{}, {"runs": 1, "wickets": 0}])
def test_dots_with_the_same_minute_are_not_dropped_as_repetitions(stated: Json) -> None:
    """Times to the minute do not distinguish balls: of four dots three would be lost."""
    dots = [ball("a", 0, timestamp=SAME_MINUTE) for _ in range(4)]
    result = convert_balls(*dots, ball("a", 1, timestamp=NEXT_MINUTE), stated=stated)
    assert any("3 balls repeat others" in line for line in result.refusals)


def test_dots_with_the_same_minute_are_all_kept_if_the_stated_overs_count_them() -> None:
    dots = [ball("a", 0, timestamp=SAME_MINUTE) for _ in range(4)]
    stated = {"runs": 1, "wickets": 0, "overs": 0.5}
    result = convert_balls(*dots, ball("a", 1, timestamp=NEXT_MINUTE), stated=stated)
    assert (len(deliveries(result)), result.refusals) == (5, ())
    assert result.fates == {Fate.MIGRATED: 5}


def test_balls_that_were_recorded_at_one_time_are_not_dropped_as_repetitions() -> None:
    """All balls of the innings have one time, and ids start again with each over."""
    time_of_all = "2023-02-04T18:30:17Z"
    over = [
        ball("a", runs, id=str(number), timestamp=time_of_all)
        for number, runs in enumerate((0, 4, 0))
    ]
    result = convert_balls(
        *over, *(dict(each) for each in over[:1]), stated={"runs": 4, "wickets": 0}
    )
    assert any("1 balls repeat others" in line for line in result.refusals)


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
def test_a_ball_that_may_be_taken_back_is_refused_unless_totals_confirm_it(name: str) -> None:
    (field,) = TAKEN_BACK[name]
    result = convert_balls(ball("a", 4, **TAKEN_BACK[name]), ball("a", 1))
    assert any(field in line for line in result.refusals)
    result_with_totals = convert_balls(
        ball("a", 4, **TAKEN_BACK[name]), ball("a", 1), stated={"runs": 5, "wickets": 0}
    )
    assert result_with_totals.refusals == ()


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
def test_a_ball_that_contradicts_itself_is_refused_without_totals(name: str) -> None:
    assert convert_balls(CONTRADICTED[name], ball("a", 1)).refusals


@pytest.mark.parametrize("name", ["onStrike", "facing", "batting", "facedBy"])
def test_an_unknown_field_for_the_batter_is_refused_if_no_striker_is_stated(name: str) -> None:
    """Rotation of the strike may give another batter, who would be credited with the runs."""
    first_ball: Json = {"bowlerId": "x", "runs": 1, name: "a"}
    result = convert_balls(first_ball, {**first_ball, name: "b"}, stated={"runs": 2, "wickets": 0})
    assert any(f"{name} may say who faced" in line for line in result.blocked)


@pytest.mark.parametrize("fields", [{"bowl": "x"}, {"bowling": {"name": "x"}}])
def test_an_unknown_field_for_the_bowler_is_refused_if_no_bowler_is_stated(fields: Json) -> None:
    result = convert_balls({"strikerId": "a", "runs": 1} | fields, stated={"runs": 1, "wickets": 0})
    assert any("may say who faced or bowled" in line for line in result.blocked)


@pytest.mark.parametrize(
    "fields", [{"bowlingType": "spin"}, {"strikeRate": 120.5}, {"battingOrder": 3}, {"pace": "x"}]
)
def test_attributes_of_bowlers_and_batters_do_not_name_players(fields: Json) -> None:
    assert convert_balls(ball("a", 1), {"runs": 1} | fields).blocked == ()


def test_extra_runs_in_an_unknown_field_are_refused_unless_totals_confirm_the_reading() -> None:
    result = convert_balls(ball("a", extraType="bye", extra="2"), ball("a"))
    assert any("extra" in line for line in result.refusals)
    result_with_totals = convert_balls(
        ball("a", extraType="bye", extra="2"), ball("a"), stated={"runs": 0, "wickets": 0}
    )
    assert result_with_totals.refusals == ()


RUNS_IN_UNKNOWN_FIELDS: dict[str, Json] = {
    "off the bat": {"strikerId": "a", "bowlerId": "x", "isWicket": False, "r": 4},
    "off the bat, as a text": {"strikerId": "a", "bowlerId": "x", "extraRuns": 0, "value": "4"},
    "off the bat, in a map": {
        "strikerId": "a", "bowlerId": "x", "isWicket": False, "outcome": {"runs": 4, "shot": "cut"},
    },
    "of a wide": ball("a", extraType="wide", x=5),
    "of byes": ball("a", extraType="bye", additional=2),
}  # fmt: skip


@pytest.mark.parametrize("name", RUNS_IN_UNKNOWN_FIELDS)
def test_a_number_that_may_be_the_runs_is_refused_unless_totals_confirm_the_reading(
    name: str,
) -> None:
    entry = RUNS_IN_UNKNOWN_FIELDS[name]
    (*_, field) = entry
    result = convert_balls(entry, ball("a"))
    assert any(field in line for line in result.refusals)
    result_with_totals = result.state.innings[0]
    stated = {"runs": result_with_totals.runs, "wickets": 0}
    assert convert_balls(entry, ball("a"), stated=stated).refusals == ()


def test_another_number_in_addition_to_the_runs_is_ignored() -> None:
    result = convert_balls(
        ball("a", 4, zone_no=4), ball("a", extraType="bye", extraRuns=1, zone_no=2)
    )
    assert result.refusals == ()


@pytest.mark.parametrize("sign", ["+", "*", "\u25b3", "\u25cb"])
def test_a_symbol_for_an_extra_is_not_read_as_no_extra(sign: str) -> None:
    result = convert_balls(ball("a", extraType=sign, extraRuns=0), ball("a"))
    assert result.fates[Fate.UNREADABLE] == 1
    assert result.refusals
    assert convert_balls(ball("a", extras=sign), ball("a")).refusals


@pytest.mark.parametrize("extra_type", ["", "-", "--", " ", ".", "none", "NONE", "- none -", None])
def test_a_dash_or_an_empty_word_is_no_extra(extra_type: str | None) -> None:
    assert convert_balls(ball("a", extraType=extra_type, extraRuns=0)).refusals == ()


def test_a_wicket_type_in_an_unknown_field_is_refused_without_totals() -> None:
    result = convert_balls(ball("a", isWicket=True, modeOfDismissal="bowled"), ball("b"))
    assert any("modeOfDismissal" in line for line in result.refusals)


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
def test_a_ball_with_consistent_redundant_fields_is_read(fields: Json) -> None:
    result = convert_balls(fields, ball("a", 1), stated={})
    assert not any("is not read" in line for line in result.refusals)
    assert not any("without what is not read" in line for line in result.refusals)


def test_a_name_in_two_unicode_forms_is_one_batter() -> None:
    decomposed = unicodedata.normalize("NFD", "José")
    result = convert_balls(ball("José", 1), ball("b", 1), ball(decomposed, 1), ball("b", 1))
    assert len({each["strikerId"] for each in deliveries(result)}) == 2


def test_byes_recorded_as_runs_off_the_bat_are_reported() -> None:
    result = convert_balls(ball("a", 4, extraType="bye"), stated={"runs": 4, "wickets": 0})
    assert result.counts["4 runs of a bye were written as runs off the bat"] == 1


@pytest.mark.parametrize("number", [10**400, "9" * 400])
def test_a_number_of_any_length_does_not_stop_the_run(number: Any) -> None:
    result = convert_balls(ball("a", number), ball("a", 1))
    assert result.undecided == ("live_score.ballHistory[0]",)
