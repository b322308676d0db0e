"""Tests that ball feeds are compared with the card: lagging ones are accepted, those of another
innings are refused."""

from __future__ import annotations

from typing import Any

import pytest

from scrbrd_ingest.feeds.crex_balls import Batting, Bowling
from scrbrd_ingest.feeds.crex_feeds import MOST_AHEAD, read_innings, read_over
from scrbrd_ingest.feeds.crex_parts import Card, Score, read_overs
from scrbrd_ingest.feeds.fields import Unreadable
from scrbrd_ingest.model import Phase


def feeds(striker: str, balls: int, bowler: str = "Q1", token: str = "1") -> dict[str, Any]:
    """Return ball feeds with some balls to one striker, six per over."""
    return {
        "feeds": [
            {"o": 1 + ball // 6, "d": 1 + ball % 6, "x": f"{bowler}.{striker}.PX", "t": token}
            for ball in range(balls)
        ]
    }


def joined(*parts: dict[str, Any]) -> dict[str, Any]:
    """Return several strikers' balls as one list, the later ones in later overs."""
    balls_of_all: list[Any] = []
    for number, part in enumerate(parts):
        balls_of_all += [each | {"o": each["o"] + 100 * number} for each in part["feeds"]]
    return {"feeds": balls_of_all}


def card(innings: int = 3, **balls: int) -> Card:
    """Return the card of an innings with the balls that each batter faced."""
    batters = {name: Batting(balls=number) for name, number in balls.items()}
    return Card(innings, 0, 0, batters, {"Q1": Bowling()})


@pytest.mark.parametrize(
    ("value", "figures"),
    [
        (feeds("P1", 30), {"P1": 30}),
        (feeds("P1", 30), {"P1": 80, "P2": 7}),
        (feeds("P1", 80), {"P1": 30}),
        (feeds("P1", 30 + MOST_AHEAD), {"P1": 30, "P2": 1}),
        (feeds("P1", 90, token="1nb"), {"P1": 30, "P2": 1}),
        (feeds("P1", 30), {}),
    ],
    ids=["the same", "list lags", "card lags", "few ahead", "no-balls not counted", "no batters"],
)
def test_a_ball_feed_read_before_or_after_the_card_is_accepted(
    value: dict[str, Any], figures: dict[str, int]
) -> None:
    events, faults = read_innings([card(**figures)], [], 3, value)
    assert (len(events), faults) == (len(value["feeds"]), ())


@pytest.mark.parametrize(
    ("value", "figures"),
    [
        (joined(feeds("P1", 60), feeds("P2", 50)), {"P1": 20, "P3": 5}),
        (feeds("P1", 31 + MOST_AHEAD), {"P1": 30, "P2": 1}),
        (feeds("Q7", 1, bowler="P1"), {"P1": 20, "P2": 5}),
    ],
    ids=["the same side in another innings", "too far ahead", "the other side"],
)
def test_a_ball_feed_that_cannot_be_of_the_cards_innings_is_refused(
    value: dict[str, Any], figures: dict[str, int]
) -> None:
    with pytest.raises(Unreadable, match="innings 3: the balls are of another innings"):
        read_innings([card(**figures)], [], 3, value)


def test_a_ball_feed_equal_to_that_of_another_innings_is_refused() -> None:
    first = read_innings([], [], 1, feeds("P1", 5))
    assert read_innings([], [first], 2, feeds("P1", 4))[0]
    assert read_innings([], [((), ())], 2, feeds("P1", 0)) == ((), ())
    with pytest.raises(Unreadable, match="innings 2"):
        read_innings([], [first], 2, feeds("P1", 5))


def score_with_overs(*overs: str) -> Score:
    """Return the score with the displayed overs, in innings 3."""
    return Score(Phase.LIVE, 3, read_overs(overs), (None, None), None, (), ())


@pytest.mark.parametrize("innings", [2, 3])
def test_an_over_by_another_bowler_than_the_displayed_one_is_refused(innings: int) -> None:
    value = feeds("P1", 3, bowler="Q1")
    assert len(read_over(score_with_overs("O1-Q1.1.1"), [], innings, 0, value)[0]) == 3
    assert len(read_over(score_with_overs("O1-Q2.1", "O1-Q1.1"), [], innings, 0, value)[0]) == 3
    other_score = score_with_overs("O1-Q2.1.1")
    if innings == 2:
        assert read_over(other_score, [], innings, 0, value)[0], "the overs shown are of innings 3"
        return
    with pytest.raises(Unreadable, match="innings 3, over 1: the balls are of another innings"):
        read_over(other_score, [], innings, 0, value)
