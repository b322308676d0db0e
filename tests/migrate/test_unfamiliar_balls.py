"""Balls whose fields have other names or shapes than ours: read, or the match is refused."""

from __future__ import annotations

from typing import Any

import pytest

from migrate.log.match import Converted
from migrate.old.innings_history import Fate
from scrbrd.domain.json_types import Json
from tests.migrate.test_rules_of_conversion import ball, converted, deliveries
from tests.migrate.test_unfamiliar_histories import of_score

ONE_BALL: dict[str, Json] = {
    "runs by our name": {"runsOffBat": 4, "isWicket": False},
    "runs scored": {"runsScored": "4", "extraRuns": 0},
    "runs of the batter": {"batsmanRuns": 4, "isWicket": False},
}


@pytest.mark.parametrize("name", ONE_BALL)
def test_runs_under_another_name_are_read(name: str) -> None:
    done = converted({"strikerId": "a", "bowlerId": "x"} | ONE_BALL[name])
    assert [each["runsOffBat"] for each in deliveries(done)] == [4]
    assert done.refusals == ()


WICKETS: dict[str, Json] = {
    "a flag of one letter": {"isWicket": "Y", "wicketType": "lbw"},
    "a map": {"wicket": {"type": "lbw", "playerOut": "a"}},
    "a map beside the flag": {"isWicket": True, "wicket": {"kind": "LBW", "playerId": "a"}},
    "a word": {"wicket": "lbw"},
    "a dismissal": {"dismissal": {"type": "lbw"}},
    "how": {"isOut": "yes", "howOut": "lbw"},
}


@pytest.mark.parametrize("name", WICKETS)
def test_a_wicket_in_other_words_is_read(name: str) -> None:
    done = converted(ball("a", **WICKETS[name]), ball("c"))
    assert deliveries(done)[0]["wicket"] == {"type": "lbw", "dismissedPlayerId": "a"}
    assert done.refusals == ()


def test_a_map_of_a_wicket_says_who_caught_it() -> None:
    wicket = {"type": "caught", "batsmanOut": {"id": "a"}, "fielders": [{"id": "f", "name": "F"}]}
    done = converted(ball("a", wicket=wicket), ball("c"))
    assert deliveries(done)[0]["wicket"]["fielderIds"] == ["f"]


EXTRAS: dict[str, tuple[Json, Json]] = {
    "a flag of one letter": ({"isWide": "Y"}, {"wide": 1}),
    "flags without is": ({"wide": True}, {"wide": 1}),
    "a count of no-balls": ({"noBall": "yes", "runs": 2}, {"noBall": 1}),
    "a count of byes": ({"byes": 2}, {"bye": 2}),
    "a count of leg byes": ({"legByes": "3"}, {"legBye": 3}),
    "a word": ({"extras": "leg bye", "extraRuns": 1}, {"legBye": 1}),
    "a map of type and runs": ({"extras": {"type": "bye", "runs": 4}}, {"bye": 4}),
}


@pytest.mark.parametrize("name", EXTRAS)
def test_extras_in_other_words_are_read(name: str) -> None:
    fields, expected = EXTRAS[name]
    done = converted(ball("a") | fields)
    (only,) = deliveries(done)
    assert {kind: runs for kind, runs in only["extras"].items() if runs} == expected
    assert done.refusals == ()


@pytest.mark.parametrize(
    "fields",
    [
        {"batsman": {"id": "a", "name": "A"}, "bowler": {"playerId": "x"}},
        {"batter": "a", "bowler": {"uid": "x"}},
        {"striker": {"_id": "a"}, "bowledBy": "x"},
    ],
)
def test_players_in_maps_are_read(fields: Json) -> None:
    done = converted(fields | {"runs": 1})
    assert [(each["strikerId"], each["bowlerId"]) for each in deliveries(done)] == [("a", "x")]


UNREAD: dict[str, Json] = {
    "runs by no name that is known": {"hitFor": 4, "runsWorth": 4, "isWicket": False},
    "a flag that is neither yes nor no": ball("a", isWicket="perhaps"),
    "a wicket of no shape": ball("a", wicket=["x"]),
    "a wicket by no name that is known": ball("a", wicketFell={"how": "bowled"}),
    "extras in a list": ball("a", extras=[{"type": "wide", "runs": 1}]),
    "extras without a kind": ball("a", extras=2),
    "penalty runs": ball("a", penaltyRuns=5),
    "a ball that was taken back": ball("a", 4, isUndone=True),
    "a kind with a flag that says no": ball("a", isWicket=False, wicketType="bowled"),
    "an innings by its side": ball("a", inningsId="home"),
}


@pytest.mark.parametrize("name", UNREAD)
def test_what_a_ball_says_and_nobody_reads_is_a_refusal_where_no_total_confirms(name: str) -> None:
    done = converted(UNREAD[name], ball("a"))
    assert done.refusals
    (field, *_) = [each for each in UNREAD[name] if each not in ball()]
    assert any(field in line or "runs" in line for line in (*done.refusals, *done.remarks))


def test_totals_that_are_met_confirm_that_nothing_was_lost() -> None:
    done = converted(ball("a", 4, penaltyRunsSoFar=5), stated={"runs": 4, "wickets": 0})
    assert done.refusals == ()


@pytest.mark.parametrize("field", ["batsmanAtCrease", "bowlerData"])
def test_players_whom_nobody_can_read_are_a_refusal_whatever_the_totals(field: str) -> None:
    entry = {"strikerId": "a", "bowlerId": "x", "runs": 1}
    del entry["bowlerId" if field == "bowlerData" else "strikerId"]
    done = converted(entry | {field: {"ref": "y"}}, stated={"runs": 1, "wickets": 0})
    assert any(field in line for line in done.refusals)


def test_what_says_nothing_of_the_score_is_told_and_no_refusal() -> None:
    done = converted(ball("a", 4, weather="rain", strikerName="A", isBoundary=True, totalRuns=4))
    assert done.refusals == ()
    assert done.counts["field weather is not read"] == 1
    assert not any("strikerName" in each or "totalRuns" in each for each in done.counts)


def test_innings_by_words_are_two_innings() -> None:
    balls = [ball("a", 1, innings="first"), ball("b", 2, innings="2nd innings")]
    done = of_score({"inningsNumber": 2, "ballHistory": balls})
    assert [each["inningsNumber"] for each in deliveries(done)] == [1, 2]


@pytest.mark.parametrize("number", [0, "0", "third day"])
def test_an_innings_of_no_number_keeps_the_match_where_it_is(number: Any) -> None:
    balls = [ball("a", 1, innings=number), ball("b", 2, innings=1)]
    assert of_score({"ballHistory": balls}).refusals


def test_balls_of_no_known_innings_keep_the_match_where_it_is() -> None:
    done = of_score(
        {"innings1": {"ballHistory": [ball("a", 1)]}}, {"liveData": {"ballHistory": [ball("z", 6)]}}
    )
    assert any("liveData.ballHistory" in line for line in done.refusals)


def test_a_copy_that_names_no_innings_and_says_the_same_is_no_refusal() -> None:
    one = [ball("a", 1), ball("b", 4)]
    done = of_score({"innings1": {"ballHistory": one}}, {"liveData": {"ballHistory": one}})
    assert (done.refusals, done.fates[Fate.IN_ANOTHER_COPY]) == ((), 2)


def of_keys(*keys: str) -> Converted:
    """A history by keys, their balls worth 0, 1, 2 ... in the order in which they are given."""
    balls = {key: ball("a", runs) for runs, key in enumerate(keys)}
    return of_score({"inningsNumber": 1, "ballHistory": dict(sorted(balls.items()))})


@pytest.mark.parametrize("sign", [".", "_", "-"])
def test_keys_of_over_and_ball_say_the_order(sign: str) -> None:
    keys = [f"0{sign}9", f"0{sign}10", f"1{sign}1", f"10{sign}1"]
    assert [each["runsOffBat"] for each in deliveries(of_keys(*keys))] == [0, 1, 2, 3]


def test_a_history_that_lists_the_newest_first_is_read_from_its_end() -> None:
    balls = [ball("a", runs, timestamp=1675501200 + runs) for runs in (3, 2, 1, 0)]
    done = converted(*balls)
    assert [each["runsOffBat"] for each in deliveries(done)] == [0, 1, 2, 3]
    assert any("the newest first" in line for line in done.remarks)


def test_overs_that_are_listed_newest_first_are_read_from_their_end() -> None:
    overs = [{"overNumber": n, "balls": [ball("a", n), ball("a")]} for n in (2, 1, 0)]
    done = of_score({"inningsNumber": 1, "overHistory": overs})
    assert [each["runsOffBat"] for each in deliveries(done)] == [0, 0, 1, 0, 2, 0]


def test_ids_that_begin_anew_with_each_over_are_a_refusal_where_no_total_tells() -> None:
    balls = [ball("a", id=str(place % 6)) for place in range(12)]
    assert any("6 balls repeat others" in line for line in converted(*balls).refusals)
    done = converted(*balls, stated={"runs": 0, "balls": 12})
    assert (done.refusals, done.fates[Fate.MIGRATED]) == ((), 12)
    assert converted(*balls, stated={"runs": 0}).refusals, "runs alone do not tell of dots"


def test_a_ball_that_repeats_another_to_the_very_time_needs_no_total() -> None:
    twice = ball("a", 4, id="one", timestamp=1675501200)
    done = converted(twice, dict(twice))
    assert (done.refusals, done.fates[Fate.DUPLICATE]) == ((), 1)


def test_numbers_that_leave_one_out_are_told() -> None:
    done = converted(*(ball("a", sequenceNumber=number) for number in (1, 2, 4, 5, 8)))
    assert any("no entry is numbered 3 (3 are missing)" in line for line in done.remarks)


def test_a_short_over_in_the_middle_is_told() -> None:
    balls = [5, 6, 3]
    overs = [{"overNumber": n, "balls": [ball("a")] * count} for n, count in enumerate(balls)]
    done = of_score({"inningsNumber": 1, "overHistory": overs})
    assert any("over 0 has 5 legal balls" in line for line in done.remarks)


def test_counts_that_are_texts_are_no_histories() -> None:
    stated = {"runs": "4", "wickets": "0", "overs": "0.1", "balls": "1"}
    assert converted(ball("a", 4), stated=stated).refusals == ()


def test_a_wicket_that_the_conditions_do_not_allow_is_told() -> None:
    balls = [ball("a", extraType="noball", extraRuns=1), ball("a", isWicket=True, wicketType="lbw")]
    done = converted(*balls, stated={"runs": 1, "wickets": 1})
    assert done.refusals
    assert any("out lbw off a free hit" in line for line in done.remarks)
