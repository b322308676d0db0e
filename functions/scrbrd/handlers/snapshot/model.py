"""The snapshot of a match, `live/state`: everything that a next ball needs, in one document.

The state of the fold stays encoded until it is needed; for a redelivered trigger the index is
enough.
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
from scrbrd.engine.chunks import Checksums, ChunkKey, Entries, SealedChunk, deflate
from scrbrd.engine.contention import UnusableError
from scrbrd.engine.digests import Digests
from scrbrd.projections.feed.documents import FeedState
from scrbrd.projections.live.lineups import Selected
from scrbrd.projections.live.match_status import MatchFields

STATE_VERSION = 13
"""Version of the packed form and its meaning. Raise it when either changes: a state of an older
version is not read but rebuilt, one of a newer version is left alone (ADR 14)."""

MOST_UNKNOWN = 100
"""Unknown documents that the index lists: documents of the log whose id is not an action's. Further
ones are only counted, by a rebuild."""

LINE = b"\n"
NO_SETUP = b'{"setup":{"match_id":""},'


@dataclass(frozen=True, slots=True)
class UnknownDocument:
    """A document of the log whose id is not an action's id: it has no place, but it is counted."""

    update_time: int
    is_voided: bool
    message: str


@dataclass(frozen=True, slots=True)
class CachedInputs:
    """The inputs that people decide, as last read, and the stored fields that the functions own
    beside them.

    `match` is None if there is no match document to write to. `people` are names by player id as
    the collection `people` has them, empty for a player who is not in it.
    """

    inputs: Inputs
    problems: tuple[Problem, ...] = ()
    match: MatchFields | None = None
    selected: Mapping[str, Selected] = field(default_factory=dict)
    lineups: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Index:
    """The summary of a log that is known without reading it.

    `newest` is the greatest `updatedAt` of any action, in microseconds since 1970.
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
        """The number of documents in the log, including voided, unreadable and unknown ones."""
        return len(self.taken) + len(self.unknown_documents) + self.unknown_beyond

    @property
    def last_action_id(self) -> ActionId | None:
        """The greatest action id present."""
        last = self.taken.last
        return None if last is None else action_id(*last)

    def problems(self) -> tuple[Problem, ...]:
        """Return the problems of the log itself."""
        unknown_documents = [
            Problem(name, ProblemCode.UNREADABLE, Severity.ERROR, unknown.message)
            for name, unknown in sorted(self.unknown_documents.items())
            if not unknown.is_voided
        ]
        return (*unknown_documents, *log_problems(self.taken, self.references))


@dataclass(slots=True)
class Progress:
    """How far a match has been folded: the fold's state and the feed's state."""

    state: MatchState
    feed_state: FeedState = field(default_factory=FeedState)


@dataclass(frozen=True, slots=True)
class Pending:
    """Writes that follow a commit and are not done yet, so that a later worker can finish them.

    `feed` is the version of the score since which documents of the feed are pending, 0 if none is.
    `names` are those documents, None if they have to be searched for. `is_match_end`: the archive
    and the contributions to the statistics are out of date.
    """

    feed: int = 0
    is_match_end: bool = False
    names: tuple[str, ...] | None = ()


@dataclass(frozen=True, slots=True)
class Written:
    """Digests of what the last commit wrote, so that the next one writes only what differs.

    `score` has the digests of the fields of `live/score`; `health` is the digest of the problems
    that `live/health` lists; `documents` has those of whole documents by key, such as
    `live/innings_1`.
    """

    score: Digests = field(default_factory=dict)
    health: str = ""
    documents: Digests = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A match as it is stored: `state` and `checkpoint` encoded, the open chunk as text.

    `checkpoint` is the progress before the first place of the open chunk; `open_digests` are the
    digests of the feed documents that its turns wrote. `sealed` holds the sealed chunks in order,
    with the checksum that each was written with. `match_end_digests` are those of the documents
    written at the end of the match. `revision` is the greatest revision of a feed document when
    none was pending. `ledger` contains every action of the index; it is None if it is not begun or
    not known.
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
    def open_chunk(self) -> SealedChunk:
        """The open chunk in the form of a sealed one."""
        return SealedChunk(self.open_entries, self.checkpoint, self.open_digests)

    @property
    def setup(self) -> Setup:
        """The conditions of the match that the fold needs."""
        return self.cached.inputs.setup

    def progress(self) -> Progress:
        """Return the fold's and the feed's state after every action that counts."""
        return decode_progress(self.state, self.setup)

    def match_state(self) -> MatchState:
        """Return the fold's state after every action that counts."""
        return decode_state(self.state, self.setup)


def encode_progress(progress: Progress) -> bytes:
    """Return the encoded progress: one line for the fold, one for the feed.

    The setup is left out, because every state of a match shares it.
    """
    state = _state_adapter().dump_json(progress.state, exclude={"setup"})
    return deflate(state + LINE + _feed_state_adapter().dump_json(progress.feed_state))


def decode_progress(data: bytes, setup: Setup) -> Progress:
    """Return the decoded progress. Raises UnusableError if it cannot be read."""
    state, feed_state = _lines(data)
    try:
        return Progress(_state(state, setup), _feed_state_adapter().validate_json(feed_state))
    except ValueError as error:
        raise UnusableError(f"the feed's state cannot be read: {error!r:.200}") from error


def decode_state(data: bytes, setup: Setup) -> MatchState:
    """Return the decoded fold's state alone. Raises UnusableError if it cannot be read."""
    return _state(_lines(data)[0], setup)


def _lines(data: bytes) -> tuple[bytes, bytes]:
    try:
        state, line, feed_state = zlib.decompress(data).partition(LINE)
    except zlib.error as error:
        raise UnusableError(f"the fold's state cannot be read: {error!r:.200}") from error
    if not line:
        raise UnusableError("the packed progress has no feed state")
    return state, feed_state


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
def _feed_state_adapter() -> TypeAdapter[FeedState]:
    return TypeAdapter(FeedState)
