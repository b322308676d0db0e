"""Tests the rules of conversion on a few balls: striker, dismissals, `extraRuns`, copies."""

from __future__ import annotations

from typing import Any

import pytest

from migrate.log.match import Converted, convert
from migrate.log.old_match import OldMatch
from migrate.log.runs_reading import ExtraRuns, ball_runs
from migrate.old.ball import OldBall, read_ball
from migrate.old.extras import OldExtra
from migrate.old.histories import find_histories
from migrate.old.innings_history import Fate
from migrate.old.totals import read_overs
from migrate.old.values import UnreadableBall, is_flag_set, time_from, whole_number
from scrbrd.domain.formats import THE_LAWS
from scrbrd.domain.json_types import Json
from scrbrd.domain.match import inputs_of, read_match
from scrbrd.domain.vocabulary import WicketType

MATCH: Json = {"homeTeamId": "home", "awayTeamId": "away", "format": "T20"}


def ball(striker: str | None = "a", runs: int = 0, **more: Any) -> Json:
    """Return an old ball bowled by `x`."""
    return {"strikerId": striker, "bowlerId": "x", "runs": runs, **more}


def extra(kind: str, runs: int | None, **more: Any) -> Json:
    """Return an old ball with extras."""
    return ball(extraType=kind, extraRuns=runs, **more)


def out(kind: str | None = "bowled", striker: str = "a", **more: Any) -> Json:
    """Return an old ball with a wicket."""
    return ball(striker, isWicket=True, wicketType=kind, **more)


def convert_balls(*balls: Any, stated: Json | None = None, match: Json | None = None) -> Converted:
    """Convert a match whose first innings has the balls; `stated`: totals in the live score."""
    current = {"battingTeamId": "home", **(stated or {})}
    score = {"inningsNumber": 1, "currentInnings": current, "ballHistory": list(balls)}
    document = MATCH | (match or {})
    inputs = inputs_of("m1", read_match("m1", document), ())
    found = find_histories({"live_score": score, "match": document})
    return convert(OldMatch("m1", document, score, found, inputs))


def deliveries(result: Converted) -> list[Json]:
    """Return the deliveries of the converted log."""
    return [each for each in result.documents if each["type"] == "delivery"]


def over_and_ball(result: Converted) -> list[tuple[int, int]]:
    """Return (over 0-based, ball 1-based) of each delivery."""
    return [(each["overNumber"], each["ballInOver"]) for each in deliveries(result)]


@pytest.mark.parametrize(
    ("value", "number"),
    [(4, 4), ("4", 4), (4.0, 4), (" 4 ", 4), ("four", None), (-1, None), (True, None),
     (1.5, None), (None, None), ("nan", None), ("inf", None)],
)  # fmt: skip
def test_numbers_may_be_texts(value: object, number: int | None) -> None:
    assert whole_number(value) == number


@pytest.mark.parametrize(
    ("value", "is_set"), [(True, True), ("true", True), (1, True), ("no", False), (None, False)]
)
def test_flags_may_be_words(value: object, is_set: bool) -> None:
    assert is_flag_set(value) is is_set


@pytest.mark.parametrize(
    "value", ["2023-02-04T09:00:00Z", 1675501200, 1675501200000, {"seconds": 1675501200}]
)
def test_times_are_read_in_many_formats(value: object) -> None:
    found = time_from(value)
    assert found is not None
    assert found.isoformat() == "2023-02-04T09:00:00+00:00"


@pytest.mark.parametrize(
    ("value", "overs"), [(12.4, (12, 4)), ("12.4", (12, 4)), (20, (20, 0)), ("x", None)]
)
def test_overs_are_read_from_text_or_float(value: object, overs: tuple[int, int] | None) -> None:
    assert read_overs(value) == overs


@pytest.mark.parametrize(
    ("word", "kind"),
    [("Run Out", WicketType.RUN_OUT), ("runOut", WicketType.RUN_OUT),
     ("caught and bowled", WicketType.CAUGHT), ("LBW", WicketType.LBW),
     ("hit the ball twice", WicketType.HIT_BALL_TWICE)],
)  # fmt: skip
def test_wicket_types_are_read_from_many_words(word: str, kind: WicketType) -> None:
    assert read_ball(out(word)).wicket_type is kind


@pytest.mark.parametrize(
    "entry", [None, "6", 6, [], {}, {"runs": "four"}, {"runs": 99}, extra("x", 1)]
)
def test_an_entry_that_is_not_a_ball_raises_unreadable_ball(entry: object) -> None:
    with pytest.raises(UnreadableBall):
        read_ball(entry)


WITH_PENALTY, WITHOUT_PENALTY = ExtraRuns.WITH_PENALTY, ExtraRuns.BESIDE_PENALTY


@pytest.mark.parametrize(
    ("kind", "runs", "extra_runs", "reading", "expected"),
    [
        (OldExtra.WIDE, 0, 1, WITH_PENALTY, (0, 1, 0, 0, 0)),
        (OldExtra.WIDE, 0, 3, WITH_PENALTY, (0, 3, 0, 0, 0)),
        (OldExtra.WIDE, 0, 0, WITH_PENALTY, (0, 1, 0, 0, 0)),
        (OldExtra.WIDE, 0, None, WITH_PENALTY, (0, 1, 0, 0, 0)),
        (OldExtra.WIDE, 0, 0, WITHOUT_PENALTY, (0, 1, 0, 0, 0)),
        (OldExtra.WIDE, 0, 2, WITHOUT_PENALTY, (0, 3, 0, 0, 0)),
        (OldExtra.WIDE, 2, 1, WITH_PENALTY, (0, 3, 0, 0, 0)),
        (OldExtra.NO_BALL, 4, 1, WITH_PENALTY, (4, 0, 1, 0, 0)),
        (OldExtra.NO_BALL, 4, 0, WITHOUT_PENALTY, (4, 0, 1, 0, 0)),
        (OldExtra.NO_BALL, 0, 3, WITH_PENALTY, (0, 0, 1, 2, 0)),
        (OldExtra.NO_BALL, 0, 2, WITHOUT_PENALTY, (0, 0, 1, 2, 0)),
        (OldExtra.BYE, 0, 2, WITH_PENALTY, (0, 0, 0, 2, 0)),
        (OldExtra.BYE, 2, None, WITH_PENALTY, (0, 0, 0, 2, 0)),
        (OldExtra.LEG_BYE, 0, 1, WITHOUT_PENALTY, (0, 0, 0, 0, 1)),
        (None, 6, None, WITH_PENALTY, (6, 0, 0, 0, 0)),
    ],
)
def test_extra_runs_are_read_with_or_without_the_penalty_run(
    kind: OldExtra | None,
    runs: int,
    extra_runs: int | None,
    reading: ExtraRuns,
    expected: tuple[int, ...],
) -> None:
    found = ball_runs(OldBall(runs=runs, extra=kind, extra_runs=extra_runs), reading, THE_LAWS)
    assert (found.off_bat, found.wide, found.no_ball, found.bye, found.leg_bye) == expected


def test_over_and_ball_follow_legal_deliveries() -> None:
    balls = [ball(), extra("wide", 1), ball(), ball(), extra("noball", 1), ball(), ball(), ball()]
    assert over_and_ball(convert_balls(*balls, ball(striker="b"))) == [
        *((0, number) for number in range(1, 9)),
        (1, 1),
    ]


@pytest.mark.parametrize(("runs", "reading"), [(3, "with"), (5, "beside")])
def test_the_reading_that_matches_the_totals_is_used_and_reported(runs: int, reading: str) -> None:
    result = convert_balls(extra("wide", 2), extra("noball", 1), stated={"runs": runs})
    assert result.refusals == ()
    assert result.readings == (f"innings 1: extraRuns {reading} the penalty run",)
    assert result.state.innings[0].runs == runs


@pytest.mark.parametrize("stated", [{"runs": 9}, {}], ids=["other totals", "no totals"])
def test_without_a_reading_that_matches_stated_totals_the_match_is_refused(stated: Json) -> None:
    assert convert_balls(extra("wide", 2), stated=stated).refusals


def test_unambiguous_balls_are_accepted_without_totals() -> None:
    assert convert_balls(ball(runs=4), ball()).refusals == ()


def test_the_batter_who_faces_after_a_single_was_the_non_striker() -> None:
    result = convert_balls(ball("a"), ball("a", 1), ball("b", 1), ball("a"))
    assert [each["nonStrikerId"] for each in deliveries(result)] == ["b", "b", "a", "b"]


def test_a_non_striker_who_never_faces_is_left_empty() -> None:
    assert [each["nonStrikerId"] for each in deliveries(convert_balls(ball(), ball()))] == ["", ""]


def test_a_missing_striker_is_inferred_from_the_rotation_of_the_strike() -> None:
    result = convert_balls(ball("a", 1), ball("b", 1), ball(None), ball(None, 1), ball(None))
    assert [each["strikerId"] for each in deliveries(result)] == ["a", "b", "a", "a", "b"]
    assert result.counts["striker inferred"] == 3


def test_a_new_batter_who_is_never_named_is_a_separate_unknown_player() -> None:
    result = convert_balls(ball("a", 1), ball("b", 1), out(), ball(None), ball(None))
    assert [each["strikerId"] for each in deliveries(result)][-2:] == ["unknown-1-2"] * 2
    assert result.counts["striker unknown"] == 2


@pytest.mark.parametrize(
    ("later_strikers", "dismissed"),
    [(["b", "b"], "a"), (["a", "a"], "b"), (["c", "b"], "a")],
    ids=["the non-striker bats on", "the striker bats on", "with a new batter"],
)
def test_a_batter_who_bats_on_was_not_run_out(later_strikers: list[str], dismissed: str) -> None:
    result = convert_balls(
        ball("a", 1), ball("b", 1), out("run out"), *(ball(striker) for striker in later_strikers)
    )
    assert deliveries(result)[2]["wicket"]["dismissedPlayerId"] == dismissed


def test_if_neither_batter_bats_on_the_old_card_decides_who_was_run_out() -> None:
    card = [{"playerId": "a", "isOut": False}, {"playerId": "b", "isOut": True}]
    balls = [ball("a", 1), ball("b", 1), out("run out")]
    result = convert_balls(*balls, stated={"runs": 2, "wickets": 1, "batsmen": card})
    assert deliveries(result)[2]["wicket"]["dismissedPlayerId"] == "b"


def test_a_wicket_without_a_known_batter_is_noted_and_not_guessed() -> None:
    balls = [ball("a", 1), ball("b", 1), out("run out")]
    result = convert_balls(*balls, stated={"runs": 2, "wickets": 1})
    delivery = deliveries(result)[2]
    assert (delivery["isWicket"], "wicket" in delivery) == (False, False)
    assert "does not say who was out" in delivery["note"]
    assert result.refusals == (), "the difference in wickets is explained"
    assert ["which the old record does not say" in str(each) for each in result.differences] == [
        True
    ]


def test_a_wicket_without_a_type_takes_it_from_the_card() -> None:
    card = [{"playerId": "a", "isOut": True, "dismissal": {"type": "LBW"}}]
    balls = [ball("a", 1), ball("b", 1), out(None), ball("b"), ball("c")]
    result = convert_balls(*balls, stated={"runs": 2, "wickets": 1, "batsmen": card})
    assert deliveries(result)[2]["wicket"] == {"type": "lbw", "dismissedPlayerId": "a"}


def test_the_bowler_of_a_ball_is_the_bowler_of_its_over() -> None:
    balls = [ball() for _ in range(12)]
    for place in (0, 1, 3, 7):
        del balls[place]["bowlerId"]
    balls[6]["bowlerId"] = balls[8]["bowlerId"] = "y"
    found = [each["bowlerId"] for each in deliveries(convert_balls(*balls))]
    assert (found[:6], found[7]) == (["x"] * 6, "y")


def test_a_repeated_ball_counts_once() -> None:
    repeated = ball(runs=4, id="ball-1")
    result = convert_balls(repeated, dict(repeated), ball(), ball(), stated={"runs": 4})
    assert (result.fates[Fate.MIGRATED], result.fates[Fate.DUPLICATE]) == (3, 1)


def test_a_repeated_ball_counts_twice_if_the_totals_count_it_twice() -> None:
    repeated = ball(runs=4, id="ball-1")
    result = convert_balls(repeated, dict(repeated), stated={"runs": 8, "balls": 2})
    assert (result.fates[Fate.MIGRATED], result.fates[Fate.DUPLICATE]) == (2, 0)
    assert result.readings == ("innings 1: extraRuns with the penalty run, repeated balls counted",)


def test_two_identical_dot_balls_are_two_balls() -> None:
    assert convert_balls(ball(), ball()).fates == {Fate.MIGRATED: 2}


def test_the_fullest_copy_is_used_and_the_others_are_reported() -> None:
    innings_data = [{"runs": 1, "overHistory": [{"overNumber": 0, "balls": [ball("a", 1)]}]}]
    result = convert_balls(
        ball("a", 1), ball("b"), stated={"runs": 1}, match={"inningsData": innings_data}
    )
    assert len(deliveries(result)) == 2
    assert result.fates[Fate.IN_ANOTHER_COPY] == 1
    assert any("inningsData[0].overHistory has 1 balls" in line for line in result.remarks)


def test_an_innings_of_600_balls_is_converted() -> None:
    batters = ["a", "b"]
    result = convert_balls(
        *(ball(batters[n // 6 % 2]) for n in range(600)), match={"format": "Test"}
    )
    assert over_and_ball(result)[-1] == (99, 6)


def test_a_completed_match_is_closed_with_its_stated_result() -> None:
    match = {"status": "completed", "result": {"outcome": "draw"}, "format": "Test"}
    result = convert_balls(ball(), match=match)
    assert (result.documents[-1]["type"], result.documents[-1]["outcome"]) == (
        "match_closed",
        "draw",
    )


def test_a_match_is_refused_if_an_innings_has_a_total_but_no_balls() -> None:
    innings_data = [{"inningsNumber": 2, "runs": 80, "wickets": 3}]
    result = convert_balls(ball(), stated={"runs": 0}, match={"inningsData": innings_data})
    assert result.refusals == ("innings 2: 80/3 is stated, and no ball of it found",)
