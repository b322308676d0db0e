"""Each rule by itself, on a few balls: who faced, who was out, what extraRuns means, which copy."""

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
    """An old ball, bowled by x."""
    return {"strikerId": striker, "bowlerId": "x", "runs": runs, **more}


def extra(kind: str, runs: int | None, **more: Any) -> Json:
    """An old ball with extras."""
    return ball(extraType=kind, extraRuns=runs, **more)


def out(kind: str | None = "bowled", striker: str = "a", **more: Any) -> Json:
    """An old wicket ball."""
    return ball(striker, isWicket=True, wicketType=kind, **more)


def converted(*balls: Any, stated: Json | None = None, match: Json | None = None) -> Converted:
    """A first innings of these balls."""
    current = {"battingTeamId": "home", **(stated or {})}
    score = {"inningsNumber": 1, "currentInnings": current, "ballHistory": list(balls)}
    document = MATCH | (match or {})
    known = inputs_of("m1", read_match("m1", document), ())
    found = find_histories({"live_score": score, "match": document})
    return convert(OldMatch("m1", document, score, found, known))


def deliveries(done: Converted) -> list[Json]:
    """The balls of the log."""
    return [each for each in done.documents if each["type"] == "delivery"]


def places(done: Converted) -> list[tuple[int, int]]:
    """(over 0-based, ball 1-based) of each ball."""
    return [(each["overNumber"], each["ballInOver"]) for each in deliveries(done)]


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
def test_times_are_written_in_many_ways(value: object) -> None:
    found = time_from(value)
    assert found is not None
    assert found.isoformat() == "2023-02-04T09:00:00+00:00"


@pytest.mark.parametrize(
    ("value", "overs"), [(12.4, (12, 4)), ("12.4", (12, 4)), (20, (20, 0)), ("x", None)]
)
def test_overs_are_text_whatever_a_float_makes_of_them(
    value: object, overs: tuple[int, int] | None
) -> None:
    assert read_overs(value) == overs


@pytest.mark.parametrize(
    ("named", "kind"),
    [("Run Out", WicketType.RUN_OUT), ("runOut", WicketType.RUN_OUT),
     ("caught and bowled", WicketType.CAUGHT), ("LBW", WicketType.LBW),
     ("hit the ball twice", WicketType.HIT_BALL_TWICE)],
)  # fmt: skip
def test_wickets_are_known_by_many_words(named: str, kind: WicketType) -> None:
    assert read_ball(out(named)).wicket_type is kind


@pytest.mark.parametrize(
    "entry", [None, "6", 6, [], {}, {"runs": "four"}, {"runs": 99}, extra("x", 1)]
)
def test_what_is_no_ball_is_said_to_be_none(entry: object) -> None:
    with pytest.raises(UnreadableBall):
        read_ball(entry)


WITH, BESIDE = ExtraRuns.WITH_PENALTY, ExtraRuns.BESIDE_PENALTY


@pytest.mark.parametrize(
    ("kind", "runs", "extra_runs", "reading", "expected"),
    [
        (OldExtra.WIDE, 0, 1, WITH, (0, 1, 0, 0, 0)),
        (OldExtra.WIDE, 0, 3, WITH, (0, 3, 0, 0, 0)),
        (OldExtra.WIDE, 0, 0, WITH, (0, 1, 0, 0, 0)),
        (OldExtra.WIDE, 0, None, WITH, (0, 1, 0, 0, 0)),
        (OldExtra.WIDE, 0, 0, BESIDE, (0, 1, 0, 0, 0)),
        (OldExtra.WIDE, 0, 2, BESIDE, (0, 3, 0, 0, 0)),
        (OldExtra.WIDE, 2, 1, WITH, (0, 3, 0, 0, 0)),
        (OldExtra.NO_BALL, 4, 1, WITH, (4, 0, 1, 0, 0)),
        (OldExtra.NO_BALL, 4, 0, BESIDE, (4, 0, 1, 0, 0)),
        (OldExtra.NO_BALL, 0, 3, WITH, (0, 0, 1, 2, 0)),
        (OldExtra.NO_BALL, 0, 2, BESIDE, (0, 0, 1, 2, 0)),
        (OldExtra.BYE, 0, 2, WITH, (0, 0, 0, 2, 0)),
        (OldExtra.BYE, 2, None, WITH, (0, 0, 0, 2, 0)),
        (OldExtra.LEG_BYE, 0, 1, BESIDE, (0, 0, 0, 0, 1)),
        (None, 6, None, WITH, (6, 0, 0, 0, 0)),
    ],
)
def test_extra_runs_are_read_with_or_beside_the_penalty(
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
    assert places(converted(*balls, ball(striker="b"))) == [
        *((0, number) for number in range(1, 9)),
        (1, 1),
    ]


@pytest.mark.parametrize(("runs", "reading"), [(3, "with"), (5, "beside")])
def test_the_reading_that_meets_the_totals_is_kept_and_told(runs: int, reading: str) -> None:
    done = converted(extra("wide", 2), extra("noball", 1), stated={"runs": runs})
    assert done.refusals == ()
    assert done.readings == (f"innings 1: extraRuns {reading} the penalty run",)
    assert done.state.innings[0].runs == runs


@pytest.mark.parametrize("stated", [{"runs": 9}, {}], ids=["other totals", "no totals"])
def test_where_no_reading_meets_the_totals_nothing_should_move(stated: Json) -> None:
    assert converted(extra("wide", 2), stated=stated).refusals


def test_without_totals_balls_that_can_be_read_in_one_way_only_may_move() -> None:
    assert converted(ball(runs=4), ball()).refusals == ()


def test_the_non_striker_is_who_faces_after_a_single() -> None:
    done = converted(ball("a"), ball("a", 1), ball("b", 1), ball("a"))
    assert [each["nonStrikerId"] for each in deliveries(done)] == ["b", "b", "a", "b"]


def test_a_non_striker_who_never_faces_is_left_empty() -> None:
    assert [each["nonStrikerId"] for each in deliveries(converted(ball(), ball()))] == ["", ""]


def test_a_striker_who_is_not_said_follows_from_the_strike() -> None:
    done = converted(ball("a", 1), ball("b", 1), ball(None), ball(None, 1), ball(None))
    assert [each["strikerId"] for each in deliveries(done)] == ["a", "b", "a", "a", "b"]
    assert done.counts["striker inferred"] == 3


def test_a_new_batter_who_is_never_named_is_an_unknown_of_his_own() -> None:
    done = converted(ball("a", 1), ball("b", 1), out(), ball(None), ball(None))
    assert [each["strikerId"] for each in deliveries(done)][-2:] == ["unknown-1-2"] * 2
    assert done.counts["striker unknown"] == 2


@pytest.mark.parametrize(
    ("after", "dismissed"),
    [(["b", "b"], "a"), (["a", "a"], "b"), (["c", "b"], "a")],
    ids=["the non-striker bats on", "the striker bats on", "with a new batter"],
)
def test_of_two_the_one_who_bats_on_was_not_run_out(after: list[str], dismissed: str) -> None:
    done = converted(
        ball("a", 1), ball("b", 1), out("run out"), *(ball(striker) for striker in after)
    )
    assert deliveries(done)[2]["wicket"]["dismissedPlayerId"] == dismissed


def test_where_neither_bats_on_the_old_card_tells_who_was_run_out() -> None:
    card = [{"playerId": "a", "isOut": False}, {"playerId": "b", "isOut": True}]
    balls = [ball("a", 1), ball("b", 1), out("run out")]
    done = converted(*balls, stated={"runs": 2, "wickets": 1, "batsmen": card})
    assert deliveries(done)[2]["wicket"]["dismissedPlayerId"] == "b"


def test_a_wicket_that_nobody_can_tell_of_is_told_and_not_guessed() -> None:
    balls = [ball("a", 1), ball("b", 1), out("run out")]
    done = converted(*balls, stated={"runs": 2, "wickets": 1})
    last = deliveries(done)[2]
    assert (last["isWicket"], "wicket" in last) == (False, False)
    assert "does not say who was out" in last["note"]
    assert done.refusals == (), "the difference in wickets is explained"
    assert ["which the old record does not say" in str(each) for each in done.differences] == [True]


def test_a_wicket_of_no_kind_takes_it_from_the_card() -> None:
    card = [{"playerId": "a", "isOut": True, "dismissal": {"type": "LBW"}}]
    balls = [ball("a", 1), ball("b", 1), out(None), ball("b"), ball("c")]
    done = converted(*balls, stated={"runs": 2, "wickets": 1, "batsmen": card})
    assert deliveries(done)[2]["wicket"] == {"type": "lbw", "dismissedPlayerId": "a"}


def test_the_bowler_of_a_ball_is_the_bowler_of_its_over() -> None:
    balls = [ball() for _ in range(12)]
    for place in (0, 1, 3, 7):
        del balls[place]["bowlerId"]
    balls[6]["bowlerId"] = balls[8]["bowlerId"] = "y"
    found = [each["bowlerId"] for each in deliveries(converted(*balls))]
    assert (found[:6], found[7]) == (["x"] * 6, "y")


def test_a_ball_that_repeats_another_counts_once() -> None:
    twice = ball(runs=4, id="ball-1")
    done = converted(twice, dict(twice), ball(), ball(), stated={"runs": 4})
    assert (done.fates[Fate.MIGRATED], done.fates[Fate.DUPLICATE]) == (3, 1)


def test_a_ball_that_repeats_another_counts_twice_where_the_totals_did() -> None:
    twice = ball(runs=4, id="ball-1")
    done = converted(twice, dict(twice), stated={"runs": 8, "balls": 2})
    assert (done.fates[Fate.MIGRATED], done.fates[Fate.DUPLICATE]) == (2, 0)
    assert done.readings == ("innings 1: extraRuns with the penalty run, repeated balls counted",)


def test_two_dots_that_look_alike_are_two_balls() -> None:
    assert converted(ball(), ball()).fates == {Fate.MIGRATED: 2}


def test_the_fullest_copy_counts_and_the_others_are_told() -> None:
    data = [{"runs": 1, "overHistory": [{"overNumber": 0, "balls": [ball("a", 1)]}]}]
    done = converted(ball("a", 1), ball("b"), stated={"runs": 1}, match={"inningsData": data})
    assert len(deliveries(done)) == 2
    assert done.fates[Fate.IN_ANOTHER_COPY] == 1
    assert any("inningsData[0].overHistory has 1 balls" in line for line in done.remarks)


def test_five_hundred_balls_and_more_are_no_matter() -> None:
    batters = ["a", "b"]
    done = converted(*(ball(batters[n // 6 % 2]) for n in range(600)), match={"format": "Test"})
    assert places(done)[-1] == (99, 6)


def test_a_match_that_was_over_is_closed_as_it_was_said_to_have_ended() -> None:
    match = {"status": "completed", "result": {"outcome": "draw"}, "format": "Test"}
    done = converted(ball(), match=match)
    assert (done.documents[-1]["type"], done.documents[-1]["outcome"]) == ("match_closed", "draw")


def test_an_innings_of_which_only_the_total_is_left_keeps_the_match_where_it_is() -> None:
    data = [{"inningsNumber": 2, "runs": 80, "wickets": 3}]
    done = converted(ball(), stated={"runs": 0}, match={"inningsData": data})
    assert done.refusals == ("innings 2: 80/3 is stated, and no ball of it found",)
