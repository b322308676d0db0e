"""Defines the shapes of statistics: contributions, the figures made of them, pending changes.

An average, rate or percentage without anything to divide by is null.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from devtools.datamodel.shapes.base import Shape
from scrbrd.domain.document import Document, Moment, Name
from scrbrd.domain.vocabulary import MatchFormat

RunsABall = Annotated[float | None, Field(description="runs per 100 balls faced")]
RunsAWicket = Annotated[float | None, Field(description="runs per wicket")]
BallsAWicket = Annotated[float | None, Field(description="balls per wicket")]
Percentage = Annotated[float | None, Field(description="of the balls faced")]
TrueOvers = Annotated[float, Field(description="true decimals: 12.5 is twelve and a half")]
BallsCredited = Annotated[int, Field(description="as credited for net run rate")]
RunsCredited = Annotated[int, Field(description="as credited for net run rate")]
MatchOutcome = Literal["W", "L", "T", "D", "NR"]


class TableRules(Document):
    """Points for a match by its outcome, fractions and negative ones too; not given: 2, 1, 1, 1
    and 0."""

    win: float | None = None
    tie: float | None = None
    draw: float | None = None
    no_result: float | None = None
    loss: float | None = None


class Competition(Document):
    """`competitions/{competitionId}`: what the rules look at, and the functions read, of it."""

    id: Name | None = None
    name: Name | None = None
    season_id: Name | None = None
    format: MatchFormat | None = None
    start_date: Moment | None = None
    end_date: Moment | None = None
    owner_ids: Annotated[
        tuple[Name, ...] | None, Field(max_length=10, description="people who enter matches")
    ] = None
    table_rules: TableRules | None = None


class BattingFigures(Shape):
    """Batting in a match. Retired hurt and not out are not out; a hundred is no fifty besides."""

    innings: int
    not_outs: int
    runs: int
    highest_score: int | None
    highest_score_not_out: bool
    fifties: int
    hundreds: int
    ducks: int
    fours: int
    sixes: int
    balls_faced: int


class BowlingFigures(Shape):
    """Bowling in a match; `bestWickets` and `bestRuns` of one innings. Wides and no-balls are
    runs, as in the extras."""

    innings: int
    balls_bowled: int
    maidens: int
    runs: int
    wickets: int
    best_wickets: int | None
    best_runs: int | None
    five_wickets: int
    ten_wickets: int
    wides: int
    no_balls: int
    economy_per_ball: Annotated[
        float | None, Field(description="runs per ball, of the Hundred only")
    ] = None


class FieldingFigures(Shape):
    """Fielding; each fielder named has a run-out, `runOutsAssisted` where several were named."""

    catches: int
    stumpings: int
    run_outs: int
    run_outs_assisted: int


class FacingFigures(Shape):
    """A batter against a bowler in a match; the last four are dismissals credited to the bowler."""

    balls_faced: int
    runs_scored: int
    fours: int
    sixes: int
    dot_balls: Annotated[int, Field(description="faced, without a run off the bat")]
    bowled: int
    caught: int
    lbw: int
    other: int


class Contribution(Shape):
    """What every contribution says of its match."""

    match_id: str
    season_id: Annotated[str | None, Field(description="null: in no season's figures")]
    competition_id: Annotated[
        str | None, Field(description="null: not entered in any, so in no table")
    ]
    is_friendly: Annotated[bool, Field(description="whether it counts in no competition")]
    format: MatchFormat
    played_at: Annotated[str, Field(description="ISO text of `scheduledAt`; orders a season")]
    last_updated: datetime


class PlayerMatchStats(Contribution):
    """`player_match_stats/{matchId}_{personId}`: what a match adds to a player's figures; super
    overs stay out."""

    person_id: str
    team_id: str
    batting: BattingFigures
    bowling: BowlingFigures
    fielding: FieldingFigures
    mom_awards: int
    facing: Annotated[dict[str, FacingFigures], Field(description="by bowler id")]


class TeamMatchStats(Contribution):
    """`team_match_stats/{matchId}_{teamId}`: what a match adds to a team's figures."""

    team_id: str
    opponent_id: str
    outcome: MatchOutcome
    runs_scored: RunsCredited
    balls_played: BallsCredited
    runs_conceded: RunsCredited
    balls_bowled: BallsCredited
    counts_for_run_rate: bool


class SeasonBatting(Shape):
    """Batting over matches; of equal highest scores the one not out is the higher."""

    matches: int
    innings: int
    not_outs: int
    runs: int
    highest_score: int | None
    highest_score_not_out: bool
    average: Annotated[float | None, Field(description="runs per dismissal")]
    strike_rate: RunsABall
    fifties: int
    hundreds: int
    ducks: int
    fours: int
    sixes: int
    balls_faced: int


class SeasonBowling(Shape):
    """Bowling over matches."""

    matches: int
    innings: int
    overs: Annotated[float, Field(description="for show, in sixes: 12.4 is 76 balls")]
    balls_bowled: int
    maidens: int
    runs: int
    wickets: int
    average: RunsAWicket
    economy: Annotated[float | None, Field(description="runs per six balls, in every format")]
    strike_rate: BallsAWicket
    best_bowling: Annotated[str | None, Field(description="of an innings: 5/23")]
    five_wickets: int
    ten_wickets: int
    wides: int
    no_balls: int


class PlayerSeasonStats(Shape):
    """`player_season_stats/{seasonId}_{teamId}_{personId}_{format}`: a player's season in a team.
    The Hundred and Custom are in All only."""

    id: str
    person_id: str
    season_id: str
    team_id: str
    format: Literal["T20", "ODI", "Test", "All"]
    batting: SeasonBatting
    bowling: SeasonBowling
    fielding: FieldingFigures
    matches_played: int
    mom_awards: int
    last_match_id: str
    last_updated: datetime


class Streak(Shape):
    """The last outcome and how often it came in a row; a no-result neither ends nor extends it."""

    type: Literal["W", "L", "T", "D"]
    count: int


class TeamSeasonStats(Shape):
    """`team_season_stats/{seasonId}_{teamId}`, with `_{competitionId}` those of one competition."""

    id: str
    team_id: str
    season_id: str
    competition_id: str | None = None
    matches_played: int
    wins: int
    losses: int
    ties: int
    draws: int
    no_results: int
    points: Annotated[float, Field(description="by the table rules of each match's competition")]
    table_rules_problem: Annotated[
        str | None,
        Field(description="absent: none; else why matches of a competition brought no points"),
    ] = None
    runs_scored: RunsCredited
    overs_played: TrueOvers
    runs_conceded: RunsCredited
    overs_bowled: TrueOvers
    net_run_rate: Annotated[float | None, Field(description="runs per over, three decimals")]
    form_guide: Annotated[tuple[MatchOutcome, ...], Field(description="up to five, newest first")]
    current_streak: Streak | None
    last_match_id: str
    last_updated: datetime


class DismissalBreakdown(Shape):
    """Dismissals credited to the bowler; `other`: stumped, hit wicket."""

    bowled: int
    caught: int
    lbw: int
    other: int


class PlayerHeadToHeadStats(Shape):
    """`player_h2h_stats/{batsmanId}_{bowlerId}_{seasonId or all}_{format or All}`: a batter against
    a bowler."""

    id: str
    batsman_id: str
    bowler_id: str
    season_id: Annotated[str | None, Field(description="absent: of all seasons")] = None
    format: Annotated[
        Literal["T20", "ODI", "Test"] | None, Field(description="absent: of all formats")
    ] = None
    balls_faced: int
    runs_scored: int
    dismissals: int
    fours: int
    sixes: int
    dot_balls: Annotated[int, Field(description="faced, without a run off the bat")]
    strike_rate: RunsABall
    dot_ball_percentage: Percentage
    boundary_percentage: Percentage
    dismissal_rate: Annotated[float | None, Field(description="balls per dismissal")]
    dismissal_breakdown: DismissalBreakdown
    last_match_id: str
    last_updated: datetime


class StatsState(Shape):
    """`stats_state/player_{personId}`, `stats_state/team_{teamId}`: guards the figures."""

    owed: Annotated[
        dict[str, tuple[datetime, ...]],
        Field(description="by match id: when its contribution moved, and no figures followed"),
    ]
    owed_since: Annotated[datetime, Field(description="absent: nothing is owed")] | None = None
