"""The snapshot of a match, `live/state`: everything that a next ball needs, in one document.

The state of the fold is kept encoded, for a redelivered trigger needs no more than the index.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from scrbrd.domain.actions import action_id
from scrbrd.domain.effective import Reference, log_problems
from scrbrd.domain.ledger.chain import Ledger
from scrbrd.domain.match import Inputs
from scrbrd.domain.places import PlacesTaken
from scrbrd.domain.problems import Problem, ProblemCode, Severity
from scrbrd.domain.state import MatchState, Setup
from scrbrd.domain.vocabulary import ActionId
from scrbrd.engine.chunks import Checksums, ChunkKey, Entries, Sealed, deflated
from scrbrd.engine.contention import UnusableError
from scrbrd.engine.digests import Digests
from scrbrd.projections.feed.documents import FeedState
from scrbrd.projections.live.lineups import Selected
from scrbrd.projections.live.match_status import MatchFields

STATE_VERSION = 12
"""Of the shape and the meaning of what is packed. Raise it when either changes: a state of an
older version is not read but rebuilt, one of a newer version is left alone (ADR 14)."""

MOST_UNKNOWN = 100
"""Documents of the log whose id is no action's that are known one by one. One beyond them is only
counted, by a rebuild."""

LINE = b"\n"
NO_SETUP = b'{"setup":{"match_id":""},'


@dataclass(frozen=True, slots=True)
class UnknownDocument:
    """A document of the log whose id is no action's: it has no place, but it is counted."""

    update_time: int
    is_voided: bool
    message: str


@dataclass(frozen=True, slots=True)
class CachedInputs:
    """What people decided, as last read, and what is stored beside it of the functions' own.

    `match` is None where there is no match document to write to. `people` are names by player id
    as `people` has them, empty for a player whom it has not.
    """

    inputs: Inputs
    problems: tuple[Problem, ...] = ()
    match: MatchFields | None = None
    selected: Mapping[str, Selected] = field(default_factory=dict)
    lineups: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Index:
    """What is known of the log without reading it. `newest` is the greatest `updatedAt` of any
    action, in microseconds since 1970.

    `unknown_documents` are the first MOST_UNKNOWN by id; `unknown_beyond` counts the others.
    """

    taken: PlacesTaken = field(default_factory=PlacesTaken)
    references: tuple[Reference, ...] = ()
    unknown_documents: Mapping[str, UnknownDocument] = field(default_factory=dict)
    unknown_beyond: int = 0
    voided: int = 0
    newest: int = 0

    @property
    def count(self) -> int:
        """Documents of the log, voided, unreadable and unknown ones included."""
        return len(self.taken) + len(self.unknown_documents) + self.unknown_beyond

    @property
    def last_action_id(self) -> ActionId | None:
        """The greatest id present."""
        last = self.taken.last
        return None if last is None else action_id(*last)

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the log as such."""
        unknown_documents = [
            Problem(name, ProblemCode.UNREADABLE, Severity.ERROR, unknown.message)
            for name, unknown in sorted(self.unknown_documents.items())
            if not unknown.is_voided
        ]
        return (*unknown_documents, *log_problems(self.taken, self.references))


@dataclass(slots=True)
class Progress:
    """How far a match has come: the state of the fold, and what the feed must remember."""

    state: MatchState
    memory: FeedState = field(default_factory=FeedState)


@dataclass(frozen=True, slots=True)
class Pending:
    """What follows a commit and is not yet written, so that whoever comes next writes it.

    `feed` is the version of the score since which documents of the feed are pending, 0 where none
    is; `names` are those documents, None where they have to be looked for. `is_match_end`: the
    archive and the contributions to the statistics are not those of the log.
    """

    feed: int = 0
    is_match_end: bool = False
    names: tuple[str, ...] | None = ()


@dataclass(frozen=True, slots=True)
class Written:
    """Digests of what the last commit wrote, so that the next one writes what differs.

    `score` are those of the fields of `live/score`; `health` is that of the problems that
    `live/health` lists; `documents` are those of whole documents by their key, such as
    `live/innings_1`.
    """

    score: Digests = field(default_factory=dict)
    health: str = ""
    documents: Digests = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A match as it is stored: `state` and `checkpoint` encoded, the open chunk as text.

    `checkpoint` is the progress before the first place of the open chunk, `open_digests` are those
    of the documents of the feed that its turns wrote. `sealed` holds the sealed chunks in order,
    with the checksum that each was written with. `match_end_digests` are those of the
    documents written at the end of the match. `revision` is the greatest that a document of the
    feed had when none was pending. `ledger` has every action of the index; None where it is not
    begun or not known.
    """

    version: int
    cached: CachedInputs
    index: Index
    state: bytes
    open_key: ChunkKey | None
    open_entries: Entries
    checkpoint: bytes
    open_digests: Digests = field(default_factory=dict)
    sealed: Checksums = field(default_factory=dict)
    problem_count: int = 0
    written: Written = Written()
    pending: Pending = Pending()
    match_end_digests: Digests = field(default_factory=dict)
    revision: int = 0
    ledger: Ledger | None = None

    @property
    def open_chunk(self) -> Sealed:
        """The open chunk, as it would be sealed now."""
        return Sealed(self.open_entries, self.checkpoint, self.open_digests)

    @property
    def setup(self) -> Setup:
        """What the fold is told of the match."""
        return self.cached.inputs.setup

    def progress(self) -> Progress:
        """The state of the fold, and the feed's memory, after every action that counts."""
        return decode_progress(self.state, self.setup)

    def match_state(self) -> MatchState:
        """The state of the fold after every action that counts."""
        return decode_state(self.state, self.setup)


def encode_progress(progress: Progress) -> bytes:
    """The progress without the setup, which every state of a match shares; one line for each."""
    state = _state_adapter().dump_json(progress.state, exclude={"setup"})
    return deflated(state + LINE + _memory_adapter().dump_json(progress.memory))


def decode_progress(data: bytes, setup: Setup) -> Progress:
    """The progress as it was encoded. Raises UnusableError where it cannot be read."""
    state, memory = _lines(data)
    try:
        return Progress(_state(state, setup), _memory_adapter().validate_json(memory))
    except ValueError as error:
        raise UnusableError(f"the feed's memory cannot be read: {error!r:.200}") from error


def decode_state(data: bytes, setup: Setup) -> MatchState:
    """The state alone. Raises UnusableError where it cannot be read."""
    return _state(_lines(data)[0], setup)


def _lines(data: bytes) -> tuple[bytes, bytes]:
    try:
        state, line, memory = zlib.decompress(data).partition(LINE)
    except zlib.error as error:
        raise UnusableError(f"the fold's state cannot be read: {error!r:.200}") from error
    if not line:
        raise UnusableError("the fold's state has no feed's memory beside it")
    return state, memory


def _state(text: bytes, setup: Setup) -> MatchState:
    try:
        state = _state_adapter().validate_json(NO_SETUP + text[1:])
    except ValueError as error:
        raise UnusableError(f"the fold's state cannot be read: {error!r:.200}") from error
    state.setup = setup
    return state


@cache
def _state_adapter() -> TypeAdapter[MatchState]:
    return TypeAdapter(MatchState)


@cache
def _memory_adapter() -> TypeAdapter[FeedState]:
    return TypeAdapter(FeedState)
