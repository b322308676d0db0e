"""Defines the kept state of a match's consensus: log, books and rulings as far as needed.

`live/consensus_state` holds it and guards every commit. Balls on which all books agree in every
field are left out after a while (`consensus/window.py`); if they are needed, everything is read
again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from scrbrd.consensus.agreement import CitedEntry, LoggedAction
from scrbrd.consensus.entries import BookEntry, Seat
from scrbrd.consensus.rulings import AnyRuling
from scrbrd.consensus.standings import Standing
from scrbrd.consensus.stated_scores import LogScore, StatementKey
from scrbrd.domain.places import Place
from scrbrd.domain.vocabulary import ActionId


@dataclass(frozen=True, slots=True)
class ObservedEntry:
    """A document of a book as an event delivered it or as it was read.

    `entry` is None if the document does not exist, cannot be read, or if the event had no value
    (`update_time` 0). `update_time` is in microseconds since 1970. `is_voided` is set for
    unreadable documents too.
    """

    person_id: str
    place: Place
    seat: Seat | None = None
    entry: BookEntry | None = None
    update_time: int = 0
    is_voided: bool = False


@dataclass(frozen=True, slots=True)
class ObservedRuling:
    """A ruling as an event delivered it or as it was read; None if it cannot be read.

    Rulings never change.
    """

    number: int
    ruling: AnyRuling | None = None


@dataclass(frozen=True, slots=True)
class LogChange:
    """An action of the log that was changed past the books: everything is read again."""

    action_id: str


BookChange = ObservedEntry | ObservedRuling | LogChange


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """An entry that is kept; `entry` is None if it cannot be read, and then it never counts."""

    update_time: int
    entry: BookEntry | None
    is_voided: bool = False


@dataclass(frozen=True, slots=True)
class KeptBook:
    """The kept part of a person's book.

    `last` is the greatest sequence by innings. A book has no gaps, so it is also the number of
    entries. `voided` counts the voided entries that were left out.
    """

    seat: Seat
    entries: Mapping[Place, KeptEntry] = field(default_factory=dict)
    last: Mapping[int, int] = field(default_factory=dict)
    voided: int = 0


@dataclass(frozen=True, slots=True)
class KeptLog:
    """The kept part of the log. `count` and `voided` are those of the whole log.

    `ends` has sequence and nonce of the last action of an innings if that cannot be read: the next
    action is appended behind it.
    """

    actions: Mapping[ActionId, LoggedAction] = field(default_factory=dict)
    count: int = 0
    voided: int = 0
    ends: Mapping[int, tuple[int, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpenDispute:
    """A dispute as its document was last written: its digest and the entries that it is about."""

    digest: str
    claims: Mapping[Seat, CitedEntry] = field(default_factory=dict)
    blocks: bool = False
    raised_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Notified:
    """A notice to an official as its document was last written.

    `count` is the number of disputes that concern its reader.
    """

    digest: str
    revision: int
    count: int


@dataclass(frozen=True, slots=True)
class KeptConsensus:
    """The kept state of the consensus. `shown_digest` is the digest of `live/consensus`.

    `notices` are by person; `may_rule` are the persons who could rule when the notices were last
    written, and `seating` is a digest of who sat and voted then. `scores` has the log's score at
    each stated score; `is_owed`: one of them still needs the projection's state. `left_out` has the
    standings of the balls that are not kept, by innings: an innings without any is whole.
    `is_unfinished`: a commit left operations to the next one.
    """

    log: KeptLog = KeptLog()
    books: Mapping[str, KeptBook] = field(default_factory=dict)
    rulings: Mapping[int, AnyRuling | None] = field(default_factory=dict)
    left_out: Mapping[int, Mapping[Seat, Standing]] = field(default_factory=dict)
    disputes: Mapping[str, OpenDispute] = field(default_factory=dict)
    shown_digest: str = ""
    is_unfinished: bool = False
    notices: Mapping[str, Notified] = field(default_factory=dict)
    may_rule: frozenset[str] = frozenset()
    seating: str = ""
    scores: Mapping[StatementKey, LogScore] = field(default_factory=dict)
    is_owed: bool = False
