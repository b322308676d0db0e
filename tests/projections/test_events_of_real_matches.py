"""Tests the feed of real matches against their scorecards: no event is doubled or missing.

Matches: Cricsheet, https://cricsheet.org, Open Data Commons Attribution License.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from admin.logfile import load_match
from scrbrd.domain.fold import fold_log
from scrbrd.domain.json_types import Json
from scrbrd.domain.state import MatchState
from tests.projections.feeds import event_data, feed_documents, milestones

COMMITTED = sorted(
    [*Path("scripts/matches").glob("*.log"), *Path("tests/data/matches").glob("*.log")]
)

HAT_TRICKS = {("1410196", "SJ Cook"), ("1417850", "KE Bryce")}


def check_match(path: Path) -> set[tuple[str, str]]:
    """Compare a match's feed with its scorecard; return its hat-tricks by match and name."""
    match = load_match(path)
    state, _ = fold_log(match.inputs.setup, match.actions)
    documents = feed_documents(match.inputs, match.actions)
    check_ends(state, documents)
    check_milestones(state, documents)
    names = [
        match.inputs.player_name(each["playerId"]) for each in milestones(documents, "hat_trick")
    ]
    return {(path.stem, name) for name in names}


def check_ends(state: MatchState, documents: dict[str, Json]) -> None:
    """Assert that wickets, overs, innings, match end and runs agree with the final state."""
    wickets = [
        (fall.wicket_number, fall.score, f"{fall.over}.{fall.ball}", fall.player_id)
        for innings in state.innings
        for fall in innings.fall_of_wickets
    ]
    assert wickets == [
        (each["wicketNumber"], each["score"], each["over"], each["dismissedPlayerId"])
        for each in event_data(documents, "WICKET_FALLEN")
    ]
    overs = sum(innings.overs_completed for innings in state.innings)
    assert overs == len(event_data(documents, "OVER_COMPLETE"))
    closed = [(innings.runs, innings.wickets) for innings in state.innings if innings.closed]
    assert closed == [
        (each["runs"], each["wickets"]) for each in event_data(documents, "INNINGS_COMPLETE")
    ]
    assert len(event_data(documents, "MATCH_COMPLETE")) == (state.result is not None)
    balls = event_data(documents, "BALL_BOWLED")
    penalties = sum(innings.penalty for innings in state.innings)
    on_balls = sum(ball["extras"]["penalty"] for ball in balls)
    runs = sum(innings.runs for innings in state.innings)
    assert sum(ball["totalRuns"] for ball in balls) == runs - penalties + on_balls


def check_milestones(state: MatchState, documents: dict[str, Json]) -> None:
    """Assert that the feed has exactly the milestones of the final state."""
    batters = [batter for innings in state.main_innings for batter in innings.batters.values()]
    bowlers = [bowler for innings in state.main_innings for bowler in innings.bowlers.values()]
    stands = [stand for innings in state.main_innings for stand in innings.partnerships]
    expected = {
        "fifty": sum(batter.runs >= 50 for batter in batters),
        "hundred": sum(batter.runs >= 100 for batter in batters),
        "further_fifty": sum(max(0, batter.runs // 50 - 2) for batter in batters),
        "five_wickets": sum(bowler.wickets >= 5 for bowler in bowlers),
        "maiden": sum(bowler.maidens for bowler in bowlers),
        "partnership_fifty": sum((stand.runs // 50 + 1) // 2 for stand in stands),
        "partnership_hundred": sum(stand.runs // 100 for stand in stands),
    }
    assert {name: len(milestones(documents, name)) for name in expected} == expected
    in_match: dict[str, int] = {}
    for bowler in bowlers:
        in_match[bowler.player_id] = in_match.get(bowler.player_id, 0) + bowler.wickets
    ten = sorted(name for name, wickets in in_match.items() if wickets >= 10)
    assert sorted(each["playerId"] for each in milestones(documents, "ten_wickets")) == ten


def test_the_feeds_of_the_committed_matches_agree_with_their_scorecards() -> None:
    found = {one for path in COMMITTED for one in check_match(path)}
    assert found == HAT_TRICKS


@pytest.mark.shared
def test_the_feeds_of_the_shared_matches_agree_with_their_scorecards(shared_matches: Path) -> None:
    found = {one for path in sorted(shared_matches.glob("*.json")) for one in check_match(path)}
    assert found == HAT_TRICKS
