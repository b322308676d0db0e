"""Tests that strikers are derived from two states of a card, or reported as unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from scrbrd_ingest.feeds.crex_balls import (
    Batting,
    Bowling,
    FacedBall,
    Out,
    State,
    Token,
    UnknownStriker,
    work_out_strikers,
)
from scrbrd_ingest.feeds.crex_parts import read_token

CAUGHT = Out("caught", ("F1",))


def over(balls: str, bowler: str = "Q") -> tuple[Token, ...]:
    """Return the balls of an over, such as `1 . 4 1lb W`."""
    texts = balls.replace(".", "0").split()
    return tuple(read_token(bowler, text, "here") for text in texts)


def state(
    overs: Mapping[int, str],
    pair: tuple[str | None, str | None],
    batters: Mapping[str, Batting],
    bowlers: Mapping[str, Bowling],
    innings: int = 1,
) -> State:
    """Return an innings; over 1 has another bowler."""
    balls_by_over = {number: over(balls, "QR"[number % 2]) for number, balls in overs.items()}
    return State(innings, balls_by_over, pair, batters, bowlers)


BEFORE = state({0: ". ."}, ("A", "B"), {"A": Batting(0, 2), "B": Batting()}, {"Q": Bowling(2)})


def notation_of(faced: list[FacedBall]) -> str:
    """Return the strikers and balls in short notation."""
    return " ".join(f"{each.striker}{each.token.text}" for each in faced)


def test_an_odd_number_of_runs_lets_the_other_batter_face() -> None:
    after = state(
        {0: ". . 1 4 2 1lb"},
        ("A", "B"),
        {"A": Batting(1, 3), "B": Batting(6, 3, 1)},
        {"Q": Bowling(6, 7)},
    )
    assert notation_of(work_out_strikers(BEFORE, after)) == "A1 B4 B2 B1lb"


def test_the_ends_change_after_an_over() -> None:
    after = state(
        {0: ". . . . . .", 1: ". 2"},
        ("B", "A"),
        {"A": Batting(0, 6), "B": Batting(2, 2)},
        {"Q": Bowling(6), "R": Bowling(2, 2)},
    )
    assert notation_of(work_out_strikers(BEFORE, after)) == "A0 A0 A0 A0 B0 B2"


def test_a_wide_is_no_ball_faced_and_its_runs_change_the_ends() -> None:
    after = state(
        {0: ". . 2wd 1"},
        ("A", "B"),
        {"A": Batting(0, 2), "B": Batting(1, 1)},
        {"Q": Bowling(3, 3, wides=2)},
    )
    assert notation_of(work_out_strikers(BEFORE, after)) == "A2wd B1"


def test_the_new_batter_comes_to_the_strikers_end_after_a_catch() -> None:
    after = state(
        {0: ". . W 1"},
        ("B", "C"),
        {"A": Batting(0, 3, out=CAUGHT), "B": Batting(), "C": Batting(1, 1)},
        {"Q": Bowling(4, 1)},
    )
    faced = work_out_strikers(BEFORE, after)
    assert notation_of(faced) == "AW C1"
    assert faced[0].out == ("A", CAUGHT)


@pytest.mark.parametrize(("end", "facing"), [("striker", "C"), ("bowler", "A")])
def test_a_run_out_at_a_known_end_determines_the_next_striker(end: str, facing: str) -> None:
    out = Out("run_out", ("F1",), end=end)
    batting = {"A": Batting(0, 3), "B": Batting(out=out), "C": Batting()}
    batting[facing] = replace(batting[facing], balls=batting[facing].balls + 1)
    pair = ("C", "A") if facing == "C" else ("A", "C")
    after = state({0: ". . W ."}, pair, batting, {"Q": Bowling(4)})
    assert notation_of(work_out_strikers(BEFORE, after)) == f"AW {facing}0"


def test_a_run_out_at_an_unknown_end_is_resolved_only_as_the_last_ball() -> None:
    batting = {"A": Batting(0, 3), "B": Batting(out=Out("run_out"))}
    last = state({0: ". . W"}, ("A", None), batting, {"Q": Bowling(3)})
    assert notation_of(work_out_strikers(BEFORE, last)) == "AW"
    later_batting = {**batting, "A": Batting(0, 4), "C": Batting()}
    after = state({0: ". . W ."}, ("A", "C"), later_batting, {"Q": Bowling(4)})
    with pytest.raises(UnknownStriker, match="at which end"):
        work_out_strikers(BEFORE, after)


def test_two_wickets_between_two_polls_are_reported_as_unknown() -> None:
    batting = {"A": Batting(0, 3, out=CAUGHT), "B": Batting(), "C": Batting(0, 1, out=CAUGHT)}
    after = state({0: ". . W W"}, (None, "B"), batting, {"Q": Bowling(4)})
    with pytest.raises(UnknownStriker, match="2 batters are out"):
        work_out_strikers(BEFORE, after)


@pytest.mark.parametrize(
    ("batters", "bowlers", "pair", "reason"),
    [
        ({"A": Batting(0, 2), "B": Batting(1, 1)}, {"Q": Bowling(3, 1)}, ("B", "A"), "batters"),
        ({"A": Batting(1, 3), "B": Batting()}, {"Q": Bowling(3, 2)}, ("B", "A"), "bowlers"),
        ({"A": Batting(1, 3), "B": Batting()}, {"Q": Bowling(3, 1)}, ("A", "B"), "pair"),
    ],
)
def test_a_card_that_contradicts_the_balls_is_refused(
    batters: dict[str, Batting],
    bowlers: dict[str, Bowling],
    pair: tuple[str, str],
    reason: str,
) -> None:
    with pytest.raises(UnknownStriker, match=reason):
        work_out_strikers(BEFORE, state({0: ". . 1"}, pair, batters, bowlers))


def test_no_striker_is_derived_from_revised_missing_or_disturbed_balls() -> None:
    batting, bowlers = {"A": Batting(0, 3), "B": Batting()}, {"Q": Bowling(3)}
    shown_state = state({0: ". . ."}, ("A", "B"), batting, bowlers)
    assert notation_of(work_out_strikers(BEFORE, shown_state)) == "A0"
    refused_states = {
        "was revised": replace(shown_state, overs={0: over(". 1 .")}),
        "not shown any more": replace(shown_state, overs={2: over(".")}),
        "another innings": replace(shown_state, innings=2),
        "not of one moment": replace(shown_state, is_consistent=False),
    }
    for reason, after in refused_states.items():
        with pytest.raises(UnknownStriker, match=reason):
            work_out_strikers(BEFORE, after)
    with pytest.raises(UnknownStriker, match="came or went"):
        work_out_strikers(BEFORE, shown_state, is_disturbed=True)


def test_states_without_new_balls_need_not_be_consistent() -> None:
    assert work_out_strikers(BEFORE, replace(BEFORE, is_consistent=False), is_disturbed=True) == []


def test_an_over_with_fewer_balls_than_were_known_was_revised() -> None:
    with pytest.raises(UnknownStriker, match="was revised"):
        work_out_strikers(BEFORE, replace(BEFORE, overs={0: over(".")}))
