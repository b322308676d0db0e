"""Defines the data of each event of the feed.

Plain maps with the fields of the documents: there are thousands of them, kept in `live/state` and
compared by their digests. Players and teams are ids here; `feed/text.py` adds names and texts when
a document is written. `Annotated` holds a note about a field, or the closed set of its values.
"""

from typing import Annotated, Any, Literal, NotRequired, TypedDict, final

from scrbrd.domain.problems import Severity
from scrbrd.domain.vocabulary import (
    ActionType,
    CloseReason,
    Outcome,
    PlayerId,
    ReplacementReason,
    ReplacementRole,
    Retirement,
    SuspensionScope,
    TeamId,
    WicketType,
)
from scrbrd.projections.live.documents import LedgerHead


class BallExtras(TypedDict):
    """The runs of a ball that were not made off the bat, as the laws count them."""

    wide: int
    noBall: int
    bye: int
    legBye: int
    penalty: int


class BallWicket(TypedDict):
    """The wicket of a ball, and the innings that it ended.

    `fielderIds` includes everyone who assisted.
    """

    type: Annotated[str, WicketType]
    dismissedPlayerId: PlayerId
    bowlerId: Annotated[PlayerId | None, "null: no bowler's wicket"]
    fielderIds: list[PlayerId]
    substituteIds: list[PlayerId]
    runs: int
    ballsFaced: int
    fours: int
    sixes: int


class BallBowled(TypedDict):
    """The facts of a ball and its players.

    Totals are in `live/score`, OVER_COMPLETE and INNINGS_COMPLETE.
    """

    over: Annotated[str, "0-based over, the ball it is or would be: 12.4"]
    battingTeamId: TeamId | None
    overNumber: Annotated[int, "as recorded, 0-based"]
    ballInOver: Annotated[int, "as recorded, 1-based"]
    strikerId: PlayerId
    nonStrikerId: PlayerId
    bowlerId: PlayerId
    runsOffBat: int
    extras: BallExtras
    totalRuns: int
    isLegalDelivery: bool
    isWicket: bool
    display: Annotated[str, "as the current over shows it: 4, 1nb, W"]
    boundary: NotRequired[Annotated[int, Literal[4, 6], "where it reached it"]]
    shot: NotRequired[Annotated[str, "short, pulled through segment 7"]]
    wicket: NotRequired[BallWicket]


class Stand(TypedDict):
    """The partnership that a wicket ended; `runs` include extras."""

    batsmanAId: PlayerId
    batsmanBId: PlayerId | None
    runs: int
    balls: Annotated[int, "faced together"]


class WicketFallen(TypedDict):
    """A wicket: the score and the over at its fall, the batter's innings, the partnership it
    ended.
    """

    wicketNumber: int
    score: int
    over: Annotated[str, "0-based over, legal balls: 12.4"]
    type: Annotated[str | None, WicketType | None]
    dismissedPlayerId: PlayerId
    bowlerId: Annotated[PlayerId | None, "null: no bowler's wicket"]
    fielderIds: list[PlayerId]
    substituteIds: list[PlayerId]
    runs: int
    ballsFaced: int
    newBatterId: Annotated[PlayerId | None, "null: not known yet, or nobody"]
    partnership: Stand | None


class BowlerFigures(TypedDict):
    """A bowler's figures in the innings so far."""

    playerId: PlayerId
    overs: Annotated[float, "for show: 3.4"]
    maidens: int
    runsConceded: int
    wickets: int


class BatterFigures(TypedDict):
    """A batter at the crease; balls exclude wides."""

    playerId: PlayerId
    runs: int
    ballsFaced: int


class OverComplete(TypedDict):
    """An over: its runs, wickets and legal balls, the innings' total, the figures of its bowlers
    and of the batters at the crease.
    """

    overNumber: int
    runs: int
    wickets: int
    balls: Annotated[int, "legal balls"]
    bowlerIds: list[PlayerId]
    battingTeamId: TeamId | None
    inningsRuns: int
    inningsWickets: int
    bowlers: list[BowlerFigures]
    batters: Annotated[list[BatterFigures], "striker first"]


class TopBatter(TypedDict):
    """A batter's innings in short."""

    playerId: PlayerId
    runs: int
    ballsFaced: int
    isOut: bool


class TopBowler(TypedDict):
    """A bowler's innings in short."""

    playerId: PlayerId
    wickets: int
    runsConceded: int
    ballsBowled: int


class InningsComplete(TypedDict):
    """The end of an innings, with up to three of its best batters and bowlers."""

    reason: Annotated[str, CloseReason]
    battingTeamId: TeamId | None
    isSuperOver: bool
    runs: int
    wickets: int
    overs: float
    balls: Annotated[int, "legal balls"]
    topBatsmen: list[TopBatter]
    topBowlers: list[TopBowler]


class MatchComplete(TypedDict):
    """How the match ended; `text` is as a scorecard prints it."""

    winnerId: TeamId | None
    result: Annotated[str, Outcome]
    margin: Annotated[str | None, "7 wickets, 1 run"]
    method: str | None
    text: str
    playerOfMatchIds: list[PlayerId]
    ledger: NotRequired[Annotated[dict[str, Any], LedgerHead, "as of when this was written"]]


class BatterCame(TypedDict):
    """A batter came in, or back."""

    change: Literal["arrived", "resumed"]
    playerId: PlayerId


class BatterLeft(TypedDict):
    """A batter retired."""

    change: Literal["retired"]
    playerId: PlayerId
    how: Annotated[str, Retirement]


class BowlerBarred(TypedDict):
    """A bowler may not continue to bowl."""

    change: Literal["suspended"]
    playerId: PlayerId
    scope: Annotated[str, SuspensionScope]


class PlayerCameFor(TypedDict):
    """A player replaced another; `playerId` is the one who came in."""

    change: Literal["replaced"]
    playerId: PlayerId
    teamId: TeamId
    outPlayerId: NotRequired[PlayerId]
    role: Annotated[str, ReplacementRole]
    reason: Annotated[str, ReplacementReason]


@final
class BatterMilestone(TypedDict):
    """A batter reached a fifty or a further one."""

    milestone: Literal["fifty", "hundred", "further_fifty"]
    value: Annotated[int, "runs: 50, 100, 150 and so on"]
    playerId: PlayerId
    balls: Annotated[int, "faced, without wides"]


@final
class FiveWickets(TypedDict):
    """Five wickets in an innings."""

    milestone: Literal["five_wickets"]
    value: int
    playerId: PlayerId
    runs: Annotated[int, "conceded"]


@final
class BowlerMilestone(TypedDict):
    """A bowler's other milestones.

    `value` counts wickets in the match, wickets in a row, or maidens.
    """

    milestone: Literal["ten_wickets", "hat_trick", "maiden"]
    value: int
    playerId: PlayerId


@final
class PartnershipMilestone(TypedDict):
    """A partnership's fifties and hundreds, extras included."""

    milestone: Literal["partnership_fifty", "partnership_hundred"]
    value: Annotated[int, "runs"]
    playerIds: list[PlayerId]
    balls: Annotated[int, "faced together"]


@final
class TeamMilestone(TypedDict):
    """A side's fifties and hundreds, extras and penalty runs included."""

    milestone: Literal["team_fifty", "team_hundred"]
    value: Annotated[int, "runs"]
    teamId: TeamId | None
    balls: Annotated[int, "legal balls"]


class BallVoided(TypedDict):
    """An action that was undone, with the fields that it has.

    `actionType` is null if it is unreadable.
    """

    actionType: Annotated[str | None, ActionType | None]
    overNumber: NotRequired[int]
    ballInOver: NotRequired[int]
    strikerId: NotRequired[PlayerId]
    bowlerId: NotRequired[PlayerId]
    playerId: NotRequired[PlayerId]


class BallCorrected(BallVoided):
    """An action that was replaced by a correction."""

    correctedById: str


class ErrorTold(TypedDict):
    """A problem of the action. `severity` error: the action did not count."""

    code: str
    severity: Annotated[str, Severity]
    message: str
    law: NotRequired[str]


PlayerChanged = BatterCame | BatterLeft | BowlerBarred | PlayerCameFor
"""A change of who plays, by `change`."""

MilestoneAchieved = (
    BatterMilestone | FiveWickets | BowlerMilestone | PartnershipMilestone | TeamMilestone
)
"""A milestone, by `milestone`; super overs have none."""
