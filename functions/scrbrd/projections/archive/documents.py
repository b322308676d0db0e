"""Defines the documents of the archive of a match: `matches/{matchId}/archive/*`.

Plain maps with the fields of the documents; unknown values are null. `Annotated` holds a note about
a field, or the closed set of its values. The writer adds `lastUpdated`.
"""

from typing import Annotated, Any, Literal, NotRequired, TypedDict

from scrbrd.domain.vocabulary import ActionType, CloseReason, MatchFormat, Outcome, TossDecision
from scrbrd.projections.feed.milestones import Milestone
from scrbrd.projections.live.documents import ExtrasProjection, LedgerHead

Place = Annotated[str, "0-based over, legal balls: 12.4"]
Extras = Annotated[dict[str, Any], ExtrasProjection]


class ArchiveTeam(TypedDict):
    """One side."""

    teamId: str | None
    teamName: str


class ArchivePlayer(TypedDict):
    """One player."""

    playerId: str
    playerName: str


class ArchiveToss(TypedDict):
    """The winner of the toss and their decision; `winner` is the name."""

    winnerId: str
    winner: str
    decision: Annotated[str, TossDecision]


class ArchiveResult(TypedDict):
    """How the match ended; `winner` is the name, `text` is as a scorecard prints it."""

    outcome: Annotated[str, Outcome]
    winnerId: str | None
    winner: str | None
    margin: str | None
    method: str | None
    text: str


class ArchiveInnings(TypedDict):
    """The score of an innings."""

    inningsNumber: int
    battingTeamId: str | None
    battingTeam: str
    runs: int
    wickets: int
    overs: float
    balls: Annotated[int, "legal balls"]
    target: int | None
    closed: Annotated[str | None, CloseReason | None]
    extras: Extras


class ArchiveBatting(ArchivePlayer):
    """A batter's innings."""

    inningsNumber: int
    battingTeamId: str | None
    battingTeam: str
    runs: int
    ballsFaced: int
    fours: int
    sixes: int
    strikeRate: float
    isOut: bool


class ArchiveBowling(ArchivePlayer):
    """A bowler's innings; `figures` as 5/23."""

    inningsNumber: int
    bowlingTeamId: str | None
    bowlingTeam: str
    figures: str
    wickets: int
    runsConceded: int
    overs: float
    ballsBowled: int
    maidens: int


class ArchiveShare(ArchivePlayer):
    """The runs off the bat of one batter of a partnership."""

    runs: int


class ArchivePartnership(TypedDict):
    """A partnership; `runs` include extras."""

    inningsNumber: int
    battingTeamId: str | None
    battingTeam: str
    wicketNumber: int
    runs: int
    balls: Annotated[int, "faced together"]
    batsmen: list[ArchiveShare]


class ArchiveFastest(ArchivePlayer):
    """The fastest fifty or hundred of the match."""

    inningsNumber: int
    balls: Annotated[int, "faced, without wides"]
    actionId: str


class ArchiveCase(ArchivePlayer):
    """The case for a player of the match: points, and a sentence for each part of them."""

    teamId: str | None
    teamName: str
    points: float
    reasons: list[str]


class ArchivePlayerOfMatch(TypedDict):
    """The player suggested by the figures, two runners-up, and the players awarded by people."""

    suggestion: ArchiveCase | None
    runnersUp: list[ArchiveCase]
    awarded: list[ArchivePlayer]


class ArchiveSummary(TypedDict):
    """`matches/{matchId}/archive/summary`. Super overs are excluded from every figure.

    A list names at most five.
    """

    matchId: str
    format: Annotated[str, MatchFormat]
    isFriendly: Annotated[bool, "whether it counts in no competition"]
    venue: str | None
    attribution: str | None
    teams: list[ArchiveTeam]
    toss: ArchiveToss | None
    innings: list[ArchiveInnings]
    superOvers: list[ArchiveInnings]
    result: ArchiveResult | None
    topScorers: list[ArchiveBatting]
    bestBowling: list[ArchiveBowling]
    highestPartnerships: list[ArchivePartnership]
    fastestFifty: ArchiveFastest | None
    fastestHundred: ArchiveFastest | None
    extras: Annotated[dict[str, int], "of all innings: wides and so on, total"]
    playerOfMatch: ArchivePlayerOfMatch
    ledger: NotRequired[Annotated[dict[str, Any], LedgerHead, "as of when this was written"]]


class ReplayBatter(ArchivePlayer):
    """A batter after the ball."""

    runs: int
    ballsFaced: int


class ReplayBowler(ArchivePlayer):
    """A bowler after the ball."""

    overs: Annotated[str, "3.4: three overs and four balls"]
    maidens: int
    runsConceded: int
    wickets: int


class ReplayStep(TypedDict):
    """Fields of every line of the replay; the total is that after the action."""

    actionId: str
    inningsNumber: int
    over: Place | None
    inningsRuns: int
    inningsWickets: int
    commentary: str


class Chase(TypedDict, total=False):
    """What a side with a target still needs."""

    target: int
    runsRequired: int
    ballsRemaining: int


class ReplayBall(ReplayStep):
    """A ball with the score after it; the last three fields if there is a target."""

    type: Literal["delivery"]
    display: str
    totalRuns: int
    isWicket: bool
    striker: Annotated[ReplayBatter, "the batter who faced this ball"]
    nonStriker: ReplayBatter | None
    bowler: ReplayBowler
    target: NotRequired[int]
    runsRequired: NotRequired[int]
    ballsRemaining: NotRequired[int]


Fact = Literal[
    "not_counted",
    "result",
    ActionType.INNINGS_STARTED,
    ActionType.INNINGS_CLOSED,
    ActionType.BATTER_DISMISSED,
    ActionType.BATTER_RETIRED,
    ActionType.BATTER_RESUMED,
    ActionType.BATTER_ARRIVED,
    ActionType.BOWLER_SUSPENDED,
    ActionType.PENALTY_AWARDED,
    ActionType.TARGET_REVISED,
    ActionType.PLAY_STOPPED,
    ActionType.PLAY_RESUMED,
    ActionType.PLAYER_REPLACED,
    ActionType.MATCH_CLOSED,
]


class ReplayFact(ReplayStep):
    """A line without a ball: another action, one that did not count, or a consequence of the score.

    Penalty runs have the number and total of the innings that they go to, so that its last line has
    its total.
    """

    type: Annotated[str, Fact]


ReplayLine = ReplayBall | ReplayFact
"""A line of the replay, by `type`."""


class ArchiveReplay(TypedDict):
    """`matches/{matchId}/archive/replay_{part}`: the match in order of play. Parts are 1-based."""

    matchId: str
    part: int
    parts: int
    balls: Annotated[list[ReplayLine], "every line, including those without a ball"]


class Highlight(TypedDict):
    """A wicket, a boundary or a milestone."""

    kind: Annotated[str, Literal["wicket", "four", "six"] | Milestone]
    actionIds: list[str]
    inningsNumber: int
    over: Place
    text: str
    playerIds: list[str]


class TurningOver(TypedDict):
    """An over that turned the match; `how` describes the computation in words."""

    kind: Literal["turning_over"]
    actionIds: list[str]
    inningsNumber: int
    over: Place
    text: str
    swing: Annotated[float, "in `unit`; above 0 for the side batting"]
    unit: Annotated[
        Literal["percent", "runs"],
        "percentage points of the chance of winning; runs without an over limit",
    ]
    towardsTeamId: str | None
    how: str


class ArchiveHighlights(TypedDict):
    """`matches/{matchId}/archive/highlights`: in order of play; turning overs by their swing."""

    matchId: str
    highlights: list[Highlight]
    turningOvers: list[TurningOver]
    leftOut: Annotated[int, "how many highlights did not fit"]


ArchiveDocument = ArchiveSummary | ArchiveReplay | ArchiveHighlights
