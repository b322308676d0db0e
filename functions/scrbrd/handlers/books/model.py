"""Defines what the consensus of a match goes on from: log, books and rulings as far as needed.

`live/consensus_state` holds it, which guards every commit. What all books say word for word is left
out after a while (`consensus/window.py`); whatever needs more reads everything again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from scrbrd.consensus.agreement import Cited, Logged
from scrbrd.consensus.entries import BookEntry, Seat
from scrbrd.consensus.rulings import AnyRuling
from scrbrd.consensus.standings import Standing
from scrbrd.consensus.stated import LogScore, StatementKey
from scrbrd.domain.places import Place
from scrbrd.domain.vocabulary import ActionId


@dataclass(frozen=True, slots=True)
class SeenEntry:
    """A document of a book as an event or a read shows it.

    `entry` is None where there is no such document, where it cannot be read, or where the event had
    no value (`update_time` 0). `update_time` is in microseconds since 1970. `is_voided`: also one
    that cannot be read may be voided.
    """

    person_id: str
    place: Place
    seat: Seat | None = None
    entry: BookEntry | None = None
    update_time: int = 0
    is_voided: bool = False


@dataclass(frozen=True, slots=True)
class SeenRuling:
    """A ruling as an event or a read shows it; None where it cannot be read. They never change."""

    number: int
    ruling: AnyRuling | None = None


@dataclass(frozen=True, slots=True)
class SeenLog:
    """Says that somebody changed the log past the books: all is read again."""

    action_id: str


Moved = SeenEntry | SeenRuling | SeenLog


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """An entry that is kept: None of one that cannot be read, which never counts."""

    update_time: int
    entry: BookEntry | None
    is_voided: bool = False


@dataclass(frozen=True, slots=True)
class KeptBook:
    """A person's book as far as it is kept. `last` is the greatest sequence by innings: a book has
    no gaps, so it is also the number of entries. `voided` counts those that were left out."""

    seat: Seat
    entries: Mapping[Place, KeptEntry] = field(default_factory=dict)
    last: Mapping[int, int] = field(default_factory=dict)
    voided: int = 0


@dataclass(frozen=True, slots=True)
class KeptLog:
    """The log as far as it is kept. `count` and `voided` are of the whole log.

    `ends` are sequence and nonce of the last action of an innings that cannot be read: the log goes
    on behind it.
    """

    actions: Mapping[ActionId, Logged] = field(default_factory=dict)
    count: int = 0
    voided: int = 0
    ends: Mapping[int, tuple[int, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpenDispute:
    """A dispute as its document was last written: the entries it is about, and its digest."""

    digest: str
    claims: Mapping[Seat, Cited] = field(default_factory=dict)
    blocks: bool = False
    raised_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Notified:
    """A notice to an official as its document was last written; `count` are the disputes that
    concern its reader."""

    digest: str
    revision: int
    count: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What the consensus goes on from. `shown` is the digest of `live/consensus`.

    `notices` are by person; `may_rule` are those who could rule when they were last written, and
    `seating` is a digest of who sat and voted then. `scores` are the log's where scorers stated
    one; `is_owed`: one must still be asked of the projection.
    `left_out` are the standings of what is not kept, by innings: an innings without any is whole.
    `is_unfinished`: a commit left operations to the next.
    """

    log: KeptLog = KeptLog()
    books: Mapping[str, KeptBook] = field(default_factory=dict)
    rulings: Mapping[int, AnyRuling | None] = field(default_factory=dict)
    left_out: Mapping[int, Mapping[Seat, Standing]] = field(default_factory=dict)
    disputes: Mapping[str, OpenDispute] = field(default_factory=dict)
    shown: str = ""
    is_unfinished: bool = False
    notices: Mapping[str, Notified] = field(default_factory=dict)
    may_rule: frozenset[str] = frozenset()
    seating: str = ""
    scores: Mapping[StatementKey, LogScore] = field(default_factory=dict)
    is_owed: bool = False
