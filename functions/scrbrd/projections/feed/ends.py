"""Builds the events of the end of an over, an innings, or the match.

Pure functions of the folded state. `builder.py` decides when they are added to the feed and
withdrawn again.
"""

from collections.abc import Iterator

from scrbrd.domain.actions import (
    Delivery,
)
from scrbrd.domain.laws import Ball, judge
from scrbrd.domain.match import Inputs
from scrbrd.domain.state import (
    Batter,
    Bowler,
    Innings,
    MatchState,
    Over,
)
from scrbrd.projections.feed.documents import (
    InningsCompleteEvent,
    MatchCompleteEvent,
    MilestoneAchievedEvent,
    OverCompleteEvent,
)
from scrbrd.projections.feed.event_data import (
    BatterFigures,
    BowlerFigures,
    OverComplete,
    TopBatter,
    TopBowler,
)
from scrbrd.projections.live.scorecard import overs_figure, shown_overs
from scrbrd.projections.steps import Standing, Step
from scrbrd.projections.wording import margin_text, result_text

TOP = 3
"""Number of batters and bowlers in the event of an innings' end."""


def over_complete(innings: Innings, balls_per_over: int) -> OverCompleteEvent:
    """Return the over just completed, with the figures of the batters at the crease."""
    batters = [batter_figures(innings.batters[player_id]) for player_id in innings.at_crease]
    total = innings.runs, innings.wickets
    return {
        "type": "OVER_COMPLETE",
        "data": over_data(innings, innings.over, total, batters, balls_per_over),
    }


def short_over_complete(
    step: Step, action: Delivery, balls_per_over: int
) -> Iterator[OverCompleteEvent | MilestoneAchievedEvent]:
    """Yield the over that the first ball of the next one showed to be complete (Law 17.5).

    With the figures before that ball, and with its maiden. If the ball has the same bowler, the
    ball itself reports the maiden.
    """
    start, innings = step.start, step.innings
    over = start.whole_over
    if innings is None or over is None or start.is_over_complete or innings.over is over:
        return
    if not over.deliveries:
        return
    ball = judge(action, step.state.setup.conditions)
    batters = [batter_figures(innings.batters[player_id]) for player_id in start.at_crease]
    for each in batters:
        if each["playerId"] == action.striker_id:
            each["runs"] = start.striker_runs
            each["ballsFaced"] -= ball.is_faced
    if over.changes_ends:
        batters.reverse()
    total = start.runs, start.wickets
    data = over_data(innings, over, total, batters, balls_per_over)
    if action.bowler_id in over.bowler_ids:  # the Hundred lets a bowler go on
        bowler = innings.bowlers[action.bowler_id]
        place = over.bowler_ids.index(action.bowler_id)
        data["bowlers"][place] = figures_before(bowler, ball, start.bowler_wickets, balls_per_over)
    yield {"type": "OVER_COMPLETE", "data": data}
    if not over.conceded and over.bowler_ids[0] != action.bowler_id:
        yield from maiden(innings, over)


def last_over_complete(
    before: Standing, balls_per_over: int
) -> Iterator[OverCompleteEvent | MilestoneAchievedEvent]:
    """Yield the last over of an innings if it ended short (Law 17.5), with its maiden.

    It is ended by an action after its last ball: the end of the innings or the match, or the first
    action of the next innings. `before` is the standing before that action.
    """
    if before.innings is not None and before.whole_over is not None:
        yield over_complete(before.innings, balls_per_over)
        yield from maiden(before.innings, before.whole_over)


def maiden(innings: Innings, over: Over) -> Iterator[MilestoneAchievedEvent]:
    """Yield the maiden of a whole over that ended short.

    Nothing if it is none, or in a super over.
    """
    if over.conceded or len(over.bowler_ids) > 1 or innings.is_super_over:
        return
    bowler = innings.bowlers[over.bowler_ids[0]]
    yield {
        "type": "MILESTONE_ACHIEVED",
        "data": {"milestone": "maiden", "value": bowler.maidens, "playerId": bowler.player_id},
    }


def over_data(
    innings: Innings,
    over: Over,
    total: tuple[int, int],
    batters: list[BatterFigures],
    balls_per_over: int,
) -> OverComplete:
    """Return the data of an over; `total` are the runs and wickets of the innings.

    It has the runs of the over's balls, its wickets including those without a ball, its legal
    balls, and the figures of its bowlers.
    """
    bowlers = [innings.bowlers[player_id] for player_id in over.bowler_ids]
    return {
        "overNumber": over.number,
        "runs": sum(ball.runs for ball in over.balls),
        "wickets": sum(fall.over == over.number for fall in innings.fall_of_wickets),
        "balls": over.legal_balls,
        "bowlerIds": list(over.bowler_ids),
        "battingTeamId": innings.batting_team_id,
        "bowlers": [bowler_figures(each, balls_per_over) for each in bowlers],
        "inningsRuns": total[0],
        "inningsWickets": total[1],
        "batters": batters,
    }


def bowler_figures(bowler: Bowler, balls_per_over: int) -> BowlerFigures:
    """Return a bowler's figures in the innings so far; `overs` is for display, 3.4."""
    return {
        "playerId": bowler.player_id,
        "overs": shown_overs(bowler.balls_bowled + bowler.miscounted, balls_per_over),
        "maidens": bowler.maidens,
        "runsConceded": bowler.runs_conceded,
        "wickets": bowler.wickets,
    }


def figures_before(bowler: Bowler, ball: Ball, wickets: int, balls_per_over: int) -> BowlerFigures:
    """Return a bowler's figures before their last ball; `wickets` are those before it."""
    balls = bowler.balls_bowled + bowler.miscounted - ball.is_legal
    return {
        **bowler_figures(bowler, balls_per_over),
        "overs": shown_overs(balls, balls_per_over),
        "runsConceded": bowler.runs_conceded - ball.conceded,
        "wickets": wickets,
    }


def batter_figures(batter: Batter) -> BatterFigures:
    """Return a batter's runs and balls faced, wides excluded."""
    return {
        "playerId": batter.player_id,
        "runs": batter.runs,
        "ballsFaced": batter.balls_faced,
    }


def innings_complete(innings: Innings, balls_per_over: int) -> InningsCompleteEvent:
    """Return the end of an innings: totals, and its best batters and bowlers."""
    batters = sorted(innings.batters.values(), key=lambda each: (-each.runs, each.balls_faced))
    bowlers = sorted(innings.bowlers.values(), key=lambda each: (-each.wickets, each.runs_conceded))
    return {
        "type": "INNINGS_COMPLETE",
        "data": {
            "reason": str(innings.closed),
            "battingTeamId": innings.batting_team_id,
            "isSuperOver": innings.is_super_over,
            "runs": innings.runs,
            "wickets": innings.wickets,
            "overs": overs_figure(innings, balls_per_over),
            "balls": innings.legal_balls,
            "topBatsmen": [top_batter(each) for each in batters[:TOP] if each.runs],
            "topBowlers": [top_bowler(each) for each in bowlers[:TOP] if each.wickets],
        },
    }


def top_batter(batter: Batter) -> TopBatter:
    """Return a batter's innings in short."""
    return {**batter_figures(batter), "isOut": batter.is_out}


def top_bowler(bowler: Bowler) -> TopBowler:
    """Return a bowler's innings in short; balls are legal ones."""
    return {
        "playerId": bowler.player_id,
        "wickets": bowler.wickets,
        "runsConceded": bowler.runs_conceded,
        "ballsBowled": bowler.balls_bowled,
    }


def match_complete(state: MatchState, inputs: Inputs) -> MatchCompleteEvent | None:
    """Return how the match ended, and the awards; None while it is in progress."""
    result = state.result
    if result is None:
        return None
    return {
        "type": "MATCH_COMPLETE",
        "data": {
            "winnerId": result.winner_team_id,
            "result": str(result.outcome),
            "margin": margin_text(result),
            "method": result.method,
            "text": result_text(result, inputs),
            "playerOfMatchIds": list(inputs.player_of_match_ids),
        },
    }


def end_figures(innings: Innings) -> str | None:
    """Return the end of an innings and its figures as one text, for comparison.

    None while it is open.
    """
    if innings.closed is None:
        return None
    balls = f"{innings.legal_balls}+{innings.over.deliveries}"
    return f"{innings.closed} {innings.runs}/{innings.wickets} {balls}"
