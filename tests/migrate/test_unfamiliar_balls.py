"""Tests balls with unfamiliar field names or shapes: they are read or the match is refused."""

from __future__ import annotations

from typing import Any

import pytest

from migrate.log.match import Converted
from migrate.old.innings_history import Fate
from scrbrd.domain.json_types import Json
from tests.migrate.test_rules_of_conversion import ball, convert_balls, deliveries
from tests.migrate.test_unfamiliar_histories import convert_score

RUNS: dict[str, Json] = {
    "runs by our name": {"runsOffBat": 4, "isWicket": False},
    "runs scored": {"runsScored": "4", "extraRuns": 0},
    "runs of the batter": {"batsmanRuns": 4, "isWicket": False},
}


@pytest.mark.parametrize("name", RUNS)
def test_runs_under_another_name_are_read(name: str) -> None:
    result = convert_balls({"strikerId": "a", "bowlerId": "x"} | RUNS[name])
    assert [each["runsOffBat"] for each in deliveries(result)] == [4]
    assert result.refusals == ()


WICKETS: dict[str, Json] = {
    "a flag of one letter": {"isWicket": "Y", "wicketType": "lbw"},
    "a map": {"wicket": {"type": "lbw", "playerOut": "a"}},
    "a map beside the flag": {"isWicket": True, "wicket": {"kind": "LBW", "playerId": "a"}},
    "a word": {"wicket": "lbw"},
    "a dismissal": {"dismissal": {"type": "lbw"}},
    "how": {"isOut": "yes", "howOut": "lbw"},
}


@pytest.mark.parametrize("name", WICKETS)
def test_a_wicket_in_an_unfamiliar_form_is_read(name: str) -> None:
    result = convert_balls(ball("a", **WICKETS[name]), ball("c"))
    assert deliveries(result)[0]["wicket"] == {"type": "lbw", "dismissedPlayerId": "a"}
    assert result.refusals == ()


def test_the_fielder_is_read_from_a_wicket_map() -> None:
    wicket = {"type": "caught", "batsmanOut": {"id": "a"}, "fielders": [{"id": "f", "name": "F"}]}
    result = convert_balls(ball("a", wicket=wicket), ball("c"))
    assert deliveries(result)[0]["wicket"]["fielderIds"] == ["f"]


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
def test_extras_in_an_unfamiliar_form_are_read(name: str) -> None:
    fields, expected = EXTRAS[name]
    result = convert_balls(ball("a") | fields)
    (delivery,) = deliveries(result)
    assert {kind: runs for kind, runs in delivery["extras"].items() if runs} == expected
    assert result.refusals == ()


@pytest.mark.parametrize(
    "fields",
    [
        {"batsman": {"id": "a", "name": "A"}, "bowler": {"playerId": "x"}},
        {"batter": "a", "bowler": {"uid": "x"}},
        {"striker": {"_id": "a"}, "bowledBy": "x"},
    ],
)
def test_players_in_maps_are_read(fields: Json) -> None:
    result = convert_balls(fields | {"runs": 1})
    assert [(each["strikerId"], each["bowlerId"]) for each in deliveries(result)] == [("a", "x")]


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
def test_an_unread_field_that_may_affect_the_score_is_refused_without_totals(name: str) -> None:
    result = convert_balls(UNREAD[name], ball("a"))
    assert result.refusals
    (field, *_) = [each for each in UNREAD[name] if each not in ball()]
    assert any(field in line or "runs" in line for line in (*result.refusals, *result.remarks))


def test_matching_totals_confirm_a_ball_with_an_unread_field() -> None:
    result = convert_balls(ball("a", 4, penaltyRunsSoFar=5), stated={"runs": 4, "wickets": 0})
    assert result.refusals == ()


@pytest.mark.parametrize("field", ["batsmanAtCrease", "bowlerData"])
def test_an_unreadable_player_is_refused_although_the_totals_match(field: str) -> None:
    entry = {"strikerId": "a", "bowlerId": "x", "runs": 1}
    del entry["bowlerId" if field == "bowlerData" else "strikerId"]
    result = convert_balls(entry | {field: {"ref": "y"}}, stated={"runs": 1, "wickets": 0})
    assert any(field in line for line in result.refusals)


def test_an_unread_field_without_effect_on_the_score_is_reported_and_not_refused() -> None:
    result = convert_balls(
        ball("a", 4, weather="rain", strikerName="A", isBoundary=True, totalRuns=4)
    )
    assert result.refusals == ()
    assert result.counts["field weather is not read"] == 1
    assert not any("strikerName" in each or "totalRuns" in each for each in result.counts)


def test_innings_given_in_words_are_read() -> None:
    balls = [ball("a", 1, innings="first"), ball("b", 2, innings="2nd innings")]
    result = convert_score({"inningsNumber": 2, "ballHistory": balls})
    assert [each["inningsNumber"] for each in deliveries(result)] == [1, 2]


@pytest.mark.parametrize("number", [0, "0", "third day"])
def test_a_match_is_refused_if_an_innings_number_is_unreadable(number: Any) -> None:
    balls = [ball("a", 1, innings=number), ball("b", 2, innings=1)]
    assert convert_score({"ballHistory": balls}).refusals


def test_a_match_is_refused_if_balls_belong_to_no_known_innings() -> None:
    result = convert_score(
        {"innings1": {"ballHistory": [ball("a", 1)]}}, {"liveData": {"ballHistory": [ball("z", 6)]}}
    )
    assert any("liveData.ballHistory" in line for line in result.refusals)


def test_an_identical_copy_without_an_innings_is_accepted() -> None:
    balls = [ball("a", 1), ball("b", 4)]
    result = convert_score(
        {"innings1": {"ballHistory": balls}}, {"liveData": {"ballHistory": balls}}
    )
    assert (result.refusals, result.fates[Fate.IN_ANOTHER_COPY]) == ((), 2)


def convert_keyed_history(*keys: str) -> Converted:
    """Convert a history given by keys; the balls score 0, 1, 2 ... in order of the arguments."""
    balls = {key: ball("a", runs) for runs, key in enumerate(keys)}
    return convert_score({"inningsNumber": 1, "ballHistory": dict(sorted(balls.items()))})


@pytest.mark.parametrize("separator", [".", "_", "-"])
def test_keys_of_over_and_ball_give_the_order(separator: str) -> None:
    keys = [f"0{separator}9", f"0{separator}10", f"1{separator}1", f"10{separator}1"]
    assert [each["runsOffBat"] for each in deliveries(convert_keyed_history(*keys))] == [0, 1, 2, 3]


def test_a_history_with_the_newest_ball_first_is_reversed() -> None:
    balls = [ball("a", runs, timestamp=1675501200 + runs) for runs in (3, 2, 1, 0)]
    result = convert_balls(*balls)
    assert [each["runsOffBat"] for each in deliveries(result)] == [0, 1, 2, 3]
    assert any("the newest first" in line for line in result.remarks)


def test_overs_with_the_newest_first_are_reversed() -> None:
    overs = [{"overNumber": n, "balls": [ball("a", n), ball("a")]} for n in (2, 1, 0)]
    result = convert_score({"inningsNumber": 1, "overHistory": overs})
    assert [each["runsOffBat"] for each in deliveries(result)] == [0, 0, 1, 0, 2, 0]


def test_ids_that_restart_with_each_over_are_refused_without_totals() -> None:
    balls = [ball("a", id=str(place % 6)) for place in range(12)]
    assert any("6 balls repeat others" in line for line in convert_balls(*balls).refusals)
    result = convert_balls(*balls, stated={"runs": 0, "balls": 12})
    assert (result.refusals, result.fates[Fate.MIGRATED]) == ((), 12)
    assert convert_balls(*balls, stated={"runs": 0}).refusals, "runs alone do not tell of dots"


def test_a_repeated_ball_with_the_same_time_is_dropped_without_totals() -> None:
    repeated = ball("a", 4, id="one", timestamp=1675501200)
    result = convert_balls(repeated, dict(repeated))
    assert (result.refusals, result.fates[Fate.DUPLICATE]) == ((), 1)


def test_missing_sequence_numbers_are_reported() -> None:
    result = convert_balls(*(ball("a", sequenceNumber=number) for number in (1, 2, 4, 5, 8)))
    assert any("no entry is numbered 3 (3 are missing)" in line for line in result.remarks)


def test_a_short_over_before_the_last_is_reported() -> None:
    balls = [5, 6, 3]
    overs = [{"overNumber": n, "balls": [ball("a")] * count} for n, count in enumerate(balls)]
    result = convert_score({"inningsNumber": 1, "overHistory": overs})
    assert any("over 0 has 5 legal balls" in line for line in result.remarks)


def test_counts_written_as_texts_are_not_taken_for_histories() -> None:
    stated = {"runs": "4", "wickets": "0", "overs": "0.1", "balls": "1"}
    assert convert_balls(ball("a", 4), stated=stated).refusals == ()


def test_a_wicket_that_the_conditions_do_not_allow_is_reported() -> None:
    balls = [ball("a", extraType="noball", extraRuns=1), ball("a", isWicket=True, wicketType="lbw")]
    result = convert_balls(*balls, stated={"runs": 1, "wickets": 1})
    assert result.refusals
    assert any("out lbw off a free hit" in line for line in result.remarks)
