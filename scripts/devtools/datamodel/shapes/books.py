"""Models of a match that is kept in books: rulings, disputes, notices, the consensus.

The functions build them as plain maps; tests check their fields against these models.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, RootModel

from scrbrd.consensus.dispute import Cause, DisputeKind
from scrbrd.consensus.entries import AgreedAt, Seat
from scrbrd.consensus.rulings import Method
from scrbrd.domain.actions import Extras
from scrbrd.domain.document import Document
from scrbrd.domain.vocabulary import ActionType, MatchRole, ValidationTier, WicketType
from scrbrd.handlers.books.notices import RequiredAction

Ball = Annotated[dict[str, Any], Field(description="the fields of the ball, as in the log")]
Tier = Literal[ValidationTier.SINGLE, ValidationTier.DUAL, ValidationTier.TRIPLE]
Decider = Literal[
    MatchRole.UMPIRE_ON_FIELD,
    MatchRole.UMPIRE_THIRD,
    MatchRole.MATCH_REFEREE,
    MatchRole.SCORER_HOME,
    MatchRole.SCORER_AWAY,
    MatchRole.SCORER_NEUTRAL,
    "captain_home",
    "captain_away",
    "admin",
]


class RulingBase(Document):
    """The fields of every ruling."""

    id: Annotated[str, Field(description="the number")]
    match_id: str
    number: Annotated[int, Field(ge=1, description="1, 2, ...; without gaps")]
    nonce: Annotated[str, Field(min_length=8, max_length=100)]
    follows: Annotated[
        str, Field(description="the nonce of the previous ruling; empty for the first")
    ]
    reason: Annotated[str, Field(min_length=1, max_length=500)]
    evidence: Annotated[str | None, Field(max_length=500)] = None
    decided_by: Annotated[str, Field(description="the caller")]
    decided_as: Annotated[Decider, Field(description="scorers only when they leave")]
    created_at: Annotated[datetime, Field(description="the server's")]


class DisputeRuling(RulingBase):
    """A ruling on a dispute."""

    kind: Literal["dispute"]
    method: Method
    dispute_id: Annotated[str, Field(description="`{inningsNumber}_{place}`")]
    entries: Annotated[
        dict[Seat, str],
        Field(description="by seat: the entry that it is about and that it settles"),
    ]
    persons: Annotated[
        dict[Seat, str] | None,
        Field(description="by seat: the entry's author; absent: the present holder of the seat"),
    ] = None
    accepts: Seat | Literal["action", "neither"]
    missed: Annotated[
        tuple[Seat, ...] | None, Field(description="the seats whose books lack the ball")
    ] = None
    action: Annotated[
        dict[str, Any] | None,
        Field(description="with `accepts: action`: the ball, without note, shot and review"),
    ] = None
    overrules: Annotated[
        int | None,
        Field(
            ge=1,
            description="the previous ruling, if it is on the same dispute; not for captains",
        ),
    ] = None


class TierRuling(RulingBase):
    """A ruling on the number of scorers from an entry on."""

    kind: Literal["tier"]
    tier: Tier
    seats: Annotated[dict[Seat, str], Field(description="by seat: the person")]
    from_seat: Annotated[Seat, Field(description="one of `seats`")]
    from_entry: Annotated[
        str, Field(description="the first entry of that seat to which it applies")
    ]


class Ruling(RootModel[DisputeRuling | TierRuling]):
    """`matches/{matchId}/rulings/{number}`, by `kind`."""

    root: Annotated[DisputeRuling | TierRuling, Field(discriminator="kind")]


class DisputeClaim(Document):
    """The record of a ball by one seat."""

    person_id: str
    entry_id: str
    version_id: str
    ball: Ball


class DisputedEntry(Document):
    """An entry without a ball in the log, or a statement with a wrong score."""

    seat: Seat
    person_id: Annotated[str, Field(description="the owner of the book")]
    entry_id: str


class Suggestion(Document):
    """The likely cause of a dispute."""

    cause: Cause
    seat: Annotated[Seat | None, Field(description="the seat that missed or doubled a ball")]


class DisputedTotal(Document):
    """The total of an innings, in a dispute with a data provider."""

    runs: int
    wickets: int
    legal_balls: Annotated[int, Field(description="of the innings")]


class ProviderTotal(DisputedTotal):
    """The total that a data provider states."""

    name: Annotated[str, Field(description="of the provider")]


class Dispute(Document):
    """`matches/{matchId}/disputes/{inningsNumber}_{place}`: a difference between books.

    For an entry or a statement, its seat, id and person follow in the document's id."""

    id: str
    match_id: str
    status: Literal["open", "resolved"]
    innings_number: int
    place: Annotated[int, Field(description="the present or future sequence of the ball")]
    through: Annotated[
        int | None, Field(description="the last place with the same difference in details")
    ] = None
    kind: DisputeKind
    blocks: Annotated[bool, Field(description="the log waits for its resolution")]
    fields: Annotated[
        tuple[str, ...],
        Field(description="the fields that differ: `score`, `strikerId`, `wicket.fielderIds`, ..."),
    ]
    claims: Annotated[
        dict[Seat, DisputeClaim], Field(description="empty until all seats have recorded the ball")
    ]
    entry: Annotated[
        DisputedEntry | None, Field(description="only for the kinds `extra` and `opened`")
    ] = None
    suggestion: Annotated[Suggestion | None, Field(description="only if one is likely")] = None
    action_id: Annotated[str | None, Field(description="the disputed ball of the log")] = None
    raised_at: Annotated[datetime, Field(description="when it was last raised")]
    raised_count: Annotated[int, Field(description="how often it was raised")]
    updated_at: datetime
    resolved_at: datetime | None = None
    method: Annotated[
        Method | Literal["amended", "majority", "gone"] | None,
        Field(description="the way in which it was resolved"),
    ] = None
    ruling_number: Annotated[int | None, Field(description="the ruling that resolved it")] = None
    provider: Annotated[
        ProviderTotal | None, Field(description="only for kind `provider`: its total")
    ] = None
    log: Annotated[
        DisputedTotal | None, Field(description="only for kind `provider`: the log's total")
    ] = None


class NoticeItem(Document):
    """One dispute in the notice to an official; `asked` is what the official should do."""

    dispute_id: str
    innings_number: int
    place: int
    ball: Annotated[
        str | None, Field(description="12.4, as recorded in the books that have the ball")
    ]
    kind: DisputeKind
    blocks: bool
    fields: tuple[str, ...]
    suggestion: Suggestion | None
    asked: RequiredAction
    your_word: Annotated[
        dict[str, Any] | None, Field(description="this person's own record of the ball")
    ]
    raised_at: datetime | None


class Notice(Document):
    """`matches/{matchId}/notices/{personId}`: the open disputes that concern an official."""

    match_id: str
    person_id: str
    open_disputes: Annotated[int, Field(description="those that concern this person")]
    disputes: Annotated[
        tuple[NoticeItem, ...],
        Field(description="the first 50 of them; those that block the log come first"),
    ]
    revision: Annotated[int, Field(description="increases with each change")]
    last_updated: datetime


class SeatStanding(Document):
    """The standing of a scorer; counts may be some balls old."""

    person_id: str
    votes: bool
    is_silent: Annotated[bool, Field(description="six balls behind")]
    submitted: int
    agreed: int
    waiting: int
    missed: int
    behind: int
    dissents: int
    extras: int
    late: int
    agreement_rate: Annotated[float | None, Field(description="0 to 1")]


class BallSummary(Document):
    """A ball as scorers compare it at the end of an over; other actions have `type` only."""

    type: ActionType | None = None
    striker_id: str | None = None
    non_striker_id: str | None = None
    bowler_id: str | None = None
    runs_off_bat: int | None = None
    extras: Extras | None = None
    total_runs: int | None = None
    dismissed_player_id: str | None = None
    wicket_type: WicketType | None = None
    fielder_ids: tuple[str, ...] | None = None


class BookSummary(BallSummary):
    """A ball in a book, as scorers compare it."""

    entry_id: str


class CheckedBall(Document):
    """A ball in the log and in each book; null for a book that lacks it."""

    action_id: str
    is_identical: bool
    log: BallSummary
    books: dict[Seat, BookSummary | None]


class CheckedOver(Document):
    """The last over that is complete in all books; at most its last 24 balls."""

    innings_number: int
    over_number: Annotated[int, Field(description="0-based")]
    is_identical: bool
    balls: tuple[CheckedBall, ...]


class Provisional(Document):
    """The score with the waiting balls that every seat has passed, as the highest seat has them."""

    innings_number: int
    runs: int
    wickets: int
    overs: Annotated[int, Field(description="complete overs")]
    balls: Annotated[int, Field(description="of the over in progress")]
    waiting: int


class StatedScore(Document):
    """A score: runs, wickets and legal balls."""

    runs: int
    wickets: int
    legal_balls: int


class AgreedScore(StatedScore):
    """The last score stated as agreed that equals the log's, after the ball `actionId`."""

    innings_number: int
    action_id: str
    at: AgreedAt
    by: tuple[Seat, ...]


class ScoreDifference(Document):
    """A score stated as agreed that differs from the log's."""

    seat: Seat
    person_id: str
    entry_id: str
    innings_number: int
    action_id: str
    at: AgreedAt
    stated: StatedScore
    log: StatedScore
    message: str
    law: str


class LiveConsensus(Document):
    """`matches/{matchId}/live/consensus`: voting seats, open disputes, standing of each scorer."""

    match_id: str
    tier: Annotated[Tier | None, Field(description="in force for the next ball")]
    seats: dict[Seat, SeatStanding]
    blocked_at: Annotated[
        str | None, Field(description="the future action id of the ball for which the log waits")
    ]
    open_disputes: int
    disputes: Annotated[tuple[str, ...], Field(description="ids of the open disputes")]
    last_over: Annotated[
        CheckedOver | None,
        Field(description="null before the first one, and after 24 balls of the over in progress"),
    ]
    provisional: Annotated[Provisional | None, Field(description="only while the log is blocked")]
    agreed: AgreedScore | None
    score_differences: Annotated[tuple[ScoreDifference, ...], Field(description="the first 40")]
    last_updated: datetime
