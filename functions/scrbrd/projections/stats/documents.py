"""Defines the documents of statistics: contributions of matches, and the figures made from them.

Plain maps with the fields of the documents. An average, rate or percentage whose divisor is 0 is
null. `Annotated` holds a note about a field, or the closed set of its values. The writer adds
`lastUpdated`.
"""

from typing import Annotated, Literal, NotRequired, TypedDict

from scrbrd.domain.vocabulary import CloseReason, MatchFormat

RunsABall = Annotated[float | None, "runs per 100 balls faced"]
RunsAWicket = Annotated[float | None, "runs per wicket"]
BallsAWicket = Annotated[float | None, "balls per wicket"]
Percentage = Annotated[float | None, "of the balls faced"]
TrueOvers = Annotated[float, "true decimals: 12.5 is twelve and a half"]
BallsCredited = Annotated[int, "as credited for net run rate"]
RunsCredited = Annotated[int, "as credited for net run rate"]
MatchOutcome = Literal["W", "L", "T", "D", "NR"]
FormatNamed = Literal["T20", "ODI", "Test"]


class BattingFigures(TypedDict):
    """Batting in a match. Retired hurt and retired not out count as not out.

    A hundred is not also a fifty.
    """

    innings: int
    notOuts: int
    runs: int
    highestScore: int | None
    highestScoreNotOut: bool
    fifties: int
    hundreds: int
    ducks: int
    fours: int
    sixes: int
    ballsFaced: int


class BowlingFigures(TypedDict):
    """Bowling in a match; `bestWickets` and `bestRuns` are of one innings.

    Wides and no-balls are runs, as in the extras.
    """

    innings: int
    ballsBowled: int
    ballsCounted: NotRequired[
        Annotated[int, "a miscounted over as a whole one; absent in older contributions"]
    ]
    maidens: int
    runs: int
    wickets: int
    bestWickets: int | None
    bestRuns: int | None
    fiveWickets: int
    tenWickets: int
    wides: int
    noBalls: int
    economyPerBall: NotRequired[Annotated[float | None, "runs per ball, of the Hundred only"]]


class FieldingFigures(TypedDict):
    """Fielding; each fielder named gets a run-out, and `runOutsAssisted` if several were named."""

    catches: int
    stumpings: int
    runOuts: int
    runOutsAssisted: int


class FacingFigures(TypedDict):
    """A batter against a bowler in a match.

    The last four fields are dismissals credited to the bowler.
    """

    ballsFaced: int
    runsScored: int
    fours: int
    sixes: int
    dotBalls: Annotated[int, "faced, without a run off the bat"]
    bowled: int
    caught: int
    lbw: int
    other: int


class Contribution(TypedDict):
    """Fields about the match, in every contribution."""

    matchId: str
    seasonId: Annotated[str | None, "null: in no season's figures"]
    competitionId: Annotated[str | None, "null: not entered in any, so in no table"]
    isFriendly: Annotated[bool, "whether it counts in no competition"]
    format: Annotated[str, MatchFormat]
    playedAt: Annotated[str, "ISO text of `scheduledAt`; orders a season"]


class PlayerMatchStats(Contribution):
    """`player_match_stats/{matchId}_{personId}`: what a match adds to a player's figures.

    Super overs are excluded.
    """

    personId: str
    teamId: str
    batting: BattingFigures
    bowling: BowlingFigures
    fielding: FieldingFigures
    momAwards: int
    facing: Annotated[dict[str, FacingFigures], "by bowler id"]


class InningsTotal(TypedDict):
    """The score of a side's innings as it was played, whatever the side is credited with."""

    runs: int
    wickets: int
    closed: Annotated[str | None, CloseReason | None]


class TeamMatchStats(Contribution):
    """`team_match_stats/{matchId}_{teamId}`: what a match adds to a team's figures."""

    teamId: str
    opponentId: str
    outcome: MatchOutcome
    runsScored: RunsCredited
    ballsPlayed: BallsCredited
    runsConceded: RunsCredited
    ballsBowled: BallsCredited
    countsForRunRate: bool
    totals: NotRequired[
        Annotated[
            list[InningsTotal],
            "the team's innings in order, without super overs; absent in older contributions",
        ]
    ]
    opponentTotals: NotRequired[Annotated[list[InningsTotal], "the opponent's; as `totals`"]]


class SeasonBatting(TypedDict):
    """Batting over matches; of equal highest scores the one not out is the higher."""

    matches: int
    innings: int
    notOuts: int
    runs: int
    highestScore: int | None
    highestScoreNotOut: bool
    average: Annotated[float | None, "runs per dismissal"]
    strikeRate: RunsABall
    fifties: int
    hundreds: int
    ducks: int
    fours: int
    sixes: int
    ballsFaced: int


class SeasonBowling(TypedDict):
    """Bowling over matches."""

    matches: int
    innings: int
    overs: Annotated[
        float, "for show, in sixes: 12.4 is 76 balls; a miscounted over is one over, as on a card"
    ]
    ballsBowled: int
    maidens: int
    runs: int
    wickets: int
    average: RunsAWicket
    economy: Annotated[float | None, "runs per six balls, in every format"]
    strikeRate: BallsAWicket
    bestBowling: Annotated[str | None, "of an innings: 5/23"]
    fiveWickets: int
    tenWickets: int
    wides: int
    noBalls: int


class PlayerSeasonStats(TypedDict):
    """`player_season_stats/{seasonId}_{teamId}_{personId}_{format}`: a player's season in a team.

    The Hundred and Custom are only in All.
    """

    id: str
    personId: str
    seasonId: str
    teamId: str
    format: Annotated[str, FormatNamed | Literal["All"]]
    batting: SeasonBatting
    bowling: SeasonBowling
    fielding: FieldingFigures
    matchesPlayed: int
    momAwards: int
    lastMatchId: str


class Streak(TypedDict):
    """The last outcome and how often it came in a row; a no-result neither ends nor extends it."""

    type: Literal["W", "L", "T", "D"]
    count: int


class RunRateFigures(TypedDict):
    """Runs and overs as credited, and the net run rate."""

    runsScored: RunsCredited
    oversPlayed: TrueOvers
    runsConceded: RunsCredited
    oversBowled: TrueOvers
    netRunRate: Annotated[float | None, "runs per over, three decimals"]


class TeamSeasonStats(TypedDict):
    """`team_season_stats/{seasonId}_{teamId}`.

    With `_{competitionId}` the figures of one competition.
    """

    id: str
    teamId: str
    seasonId: str
    competitionId: NotRequired[str]
    matchesPlayed: int
    wins: int
    losses: int
    ties: int
    draws: int
    noResults: int
    points: Annotated[float, "by the table rules of each match's competition"]
    tableRulesProblem: NotRequired[
        Annotated[str, "absent: none; else why matches of a competition brought no points"]
    ]
    runsScored: RunsCredited
    oversPlayed: TrueOvers
    runsConceded: RunsCredited
    oversBowled: TrueOvers
    netRunRate: Annotated[float | None, "runs per over, three decimals"]
    formGuide: Annotated[list[MatchOutcome], "up to five, newest first"]
    currentStreak: Streak | None
    lastMatchId: str


class DismissalBreakdown(TypedDict):
    """Dismissals credited to the bowler; `other`: stumped, hit wicket."""

    bowled: int
    caught: int
    lbw: int
    other: int


class PlayerHeadToHeadStats(TypedDict):
    """`player_h2h_stats/{batsmanId}_{bowlerId}_{seasonId or all}_{format or All}`: a batter against
    a bowler."""

    id: str
    batsmanId: str
    bowlerId: str
    seasonId: NotRequired[Annotated[str, "absent: of all seasons"]]
    format: NotRequired[Annotated[str, FormatNamed, "absent: of all formats"]]
    ballsFaced: int
    runsScored: int
    dismissals: int
    fours: int
    sixes: int
    dotBalls: Annotated[int, "faced, without a run off the bat"]
    strikeRate: RunsABall
    dotBallPercentage: Percentage
    boundaryPercentage: Percentage
    dismissalRate: Annotated[float | None, "balls per dismissal"]
    dismissalBreakdown: DismissalBreakdown
    lastMatchId: str


Figures = PlayerSeasonStats | PlayerHeadToHeadStats | TeamSeasonStats
