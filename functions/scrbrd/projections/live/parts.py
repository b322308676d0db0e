"""Defines small parts of the projected documents, about the match at this moment."""

from datetime import datetime
from enum import StrEnum

from scrbrd.domain.document import Document
from scrbrd.domain.vocabulary import TossDecision


class Need(StrEnum):
    """What the next action must name."""

    BATTER = "batter"
    BOWLER = "bowler"
    INNINGS = "innings"


class ExtraType(StrEnum):
    """The type of a ball's extras; a no-ball comes before the runs that were run off it."""

    NO_BALL = "noball"
    WIDE = "wide"
    BYE = "bye"
    LEG_BYE = "legbye"


class NamedPlayer(Document):
    """A player's id and name in this match."""

    player_id: str
    player_name: str


class Absentee(NamedPlayer):
    """A player of the eleven who did not come in."""

    description: str


class SpellSummary(Document):
    """Overs bowled without a rest; `start_over` and `end_over` are 0-based and inclusive."""

    start_over: int
    end_over: int
    runs: int
    wickets: int


class PowerplayProjection(Document):
    """The fielding restriction in force.

    It ends with over `to_over` (0-based), or with legal ball `to_ball` (1-based) of that over.
    """

    type: str
    to_over: int
    to_ball: int | None = None


class RecentOvers(Document):
    """Runs and wickets of the last completed overs, at most five."""

    overs: int
    runs: int
    wickets: int


class TossProjection(Document):
    """The winner of the toss and their decision; `winner` is the name."""

    winner_id: str
    winner: str
    decision: TossDecision


class LastBall(Document):
    """The last ball that counts, in words; `timestamp` is by the scorer's clock, as ISO text."""

    action_id: str
    commentary: str
    timestamp: str | None = None


class DlsProjection(Document):
    """Target and par of a match that lost time, computed by the Standard Edition.

    `resources1`, `resources2` are in percent of a 50-over innings; `target` is the score that wins,
    `par` the score that ties if play ends now. The umpires' announcement is the official record and
    is in the innings' own `target`; `announced_target` and `announced_par` repeat it beside the
    computed figures, a par until the next ball or wicket. `note` says why one of these is missing,
    or that overs were cut without a target.
    """

    method: str
    edition: str | None = None
    target: int | None = None
    par: int | None = None
    resources1: float | None = None
    resources2: float | None = None
    announced_target: int | None = None
    announced_par: int | None = None
    note: str | None = None


class Rebuild(Document):
    """When a match was last folded from its whole log, and why."""

    at: datetime
    reason: str


class Reconcile(Document):
    """When a match was last checked for actions that had not arrived, and the repairs made."""

    at: datetime
    healed: tuple[str, ...]
    stopped: bool


class Failure(Document):
    """The last failure, until a later call succeeds."""

    at: datetime
    what: str
    error: str
    document_id: str | None = None
