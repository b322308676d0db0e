"""Defines small parts of the projected documents, which tell how a match stands at this moment."""

from datetime import datetime
from enum import StrEnum

from scrbrd.domain.document import Document
from scrbrd.domain.vocabulary import TossDecision


class Need(StrEnum):
    """Whom or what the next action must name."""

    BATTER = "batter"
    BOWLER = "bowler"
    INNINGS = "innings"


class ExtraType(StrEnum):
    """What the extras of a ball are called; a no-ball before what was run off it."""

    NO_BALL = "noball"
    WIDE = "wide"
    BYE = "bye"
    LEG_BYE = "legbye"


class NamedPlayer(Document):
    """A player's id, and the name that the match knows the player by."""

    player_id: str
    player_name: str


class Absentee(NamedPlayer):
    """Someone of the eleven who did not come in."""

    description: str


class SpellSummary(Document):
    """Overs without a rest; both 0-based and inclusive."""

    start_over: int
    end_over: int
    runs: int
    wickets: int


class PowerplayProjection(Document):
    """The fielding restriction in force. It ends with over `to_over` (0-based), or with legal ball
    `to_ball` (1-based) of that."""

    type: str
    to_over: int
    to_ball: int | None = None


class RecentOvers(Document):
    """What the last overs completed brought, at most five of them."""

    overs: int
    runs: int
    wickets: int


class TossProjection(Document):
    """Who won the toss, and what they chose; `winner` is the name."""

    winner_id: str
    winner: str
    decision: TossDecision


class LastBall(Document):
    """The last ball that counts, in words; `timestamp` by the scorer's clock, as ISO text."""

    action_id: str
    commentary: str
    timestamp: str | None = None


class DlsProjection(Document):
    """Target and par of a match that lost time, as computed by the Standard Edition.

    `resources1`, `resources2` in percent of a 50-over innings; `target` are the runs that win,
    `par` is the score that ties if play ends now. What the umpires announced is the record and
    stands in the innings' own `target`; `announced_target` and `announced_par` repeat it beside the
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
    """When a match was last looked at for actions that had not arrived, and which were found."""

    at: datetime
    healed: tuple[str, ...]
    stopped: bool


class Failure(Document):
    """What went wrong last, until it goes well again."""

    at: datetime
    what: str
    error: str
    document_id: str | None = None
