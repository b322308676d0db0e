"""Goes through the packed log of a match: the fold, and the feed that follows it. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from scrbrd.domain.actions import Action
from scrbrd.domain.effective import (
    LogEntry,
    Placed,
    Reference,
    bad_references,
    in_order_of_play,
    reference_of,
    still_unreadable,
    turns,
)
from scrbrd.domain.match import Inputs
from scrbrd.domain.places import FIRST, Place
from scrbrd.domain.state import MatchState
from scrbrd.domain.verdicts.noted import noted_problems
from scrbrd.domain.vocabulary import ActionId
from scrbrd.engine.chunks import ChunkKey, Entries, Sealed, first_place
from scrbrd.engine.contention import UnusableError
from scrbrd.handlers.snapshot.model import Progress, Snapshot, encode_progress
from scrbrd.handlers.snapshot.packed_actions import unpack_all
from scrbrd.projections.feed.builder import FeedBuilder
from scrbrd.projections.feed.documents import FeedBody
from scrbrd.projections.feed.events import error, voided
from scrbrd.projections.feed.retracted import add_all_not_in_play
from scrbrd.projections.steps import play


class MatchFold:
    """A match from some progress on, which it changes; see `engine.replay.Fold`."""

    def __init__(
        self, base: Progress, inputs: Inputs, references: Sequence[Reference] = ()
    ) -> None:
        self.references = references
        self.state = base.state
        self.feed = FeedBuilder(inputs, base.memory, references)
        self.feed.refresh(self.state)  # a checkpoint may be older than the names and awards

    @property
    def progress(self) -> Progress:
        """The state of the fold and of the feed after the last action."""
        return Progress(self.state, self.feed.memory)

    def encoded(self) -> bytes:
        """Return the progress, encoded."""
        return encode_progress(self.progress)

    def documents(self) -> Mapping[str, FeedBody]:
        """Return the documents of the feed written since, and those that are kept."""
        return self.feed.bodies

    def take_written(self) -> set[str]:
        """Return the names of the documents written since the last call."""
        written, self.feed.written = self.feed.written, set()
        return written

    def kept(self) -> Collection[str]:
        """Return the documents of the feed that a later action may still change, by action."""
        return self.feed.memory.held.keys()

    def play(self, turns: Iterable[Action]) -> None:
        """Apply actions in order of play."""
        for step in play(self.state, turns, noted_problems):
            self.feed.see(step)

    def add(self, entry: LogEntry) -> None:
        """Apply an entry behind all others that refers to none."""
        if isinstance(entry, Action) and not entry.is_voided:
            self.play((entry,))
        elif entry.is_voided:
            self.feed.add_not_in_play(entry, voided(entry), is_retracted=True)
        else:
            reference = reference_of(entry)
            for problem in still_unreadable([reference] if reference else []):
                self.feed.add_not_in_play(entry, error(problem), is_retracted=False)

    def add_not_in_play(
        self, log: Mapping[Place, LogEntry], placed: list[Placed], first: Place
    ) -> None:
        """Write the documents of entries from a turn on that are not in play."""
        problems = (*still_unreadable(self.references), *bad_references(self.references))
        by_action = {ActionId(problem.action_id): problem for problem in problems}
        add_all_not_in_play(self.feed, log, placed, by_action, first)


@dataclass(frozen=True, slots=True)
class LogSuffix:
    """The log from the stored chunk `start` on, unpacked; None: all of it."""

    start: ChunkKey | None
    log: Mapping[Place, LogEntry]
    references: Sequence[Reference]

    @property
    def first(self) -> Place:
        """The first place of it."""
        return FIRST if self.start is None else first_place(self.start)

    def placed(self) -> list[Placed]:
        """Return its effective log."""
        return in_order_of_play(self.log, self.first)

    def turns(self) -> dict[str, Place]:
        """Return the place whose turn each entry is played in, by the id of its action."""
        found = turns(self.references)
        return {entry.id: found.get(place, place) for place, entry in self.log.items()}


def unpacked(match_id: str, chunks: Mapping[ChunkKey, Entries]) -> dict[Place, LogEntry]:
    """Return the entries of chunks by place.

    Raises UnusableError where they are not as they were packed.
    """
    try:
        return unpack_all(match_id, chunks)
    except (KeyError, TypeError, ValueError) as error_:
        raise UnusableError(f"the packed log cannot be read: {error_!r:.200}") from error_


def whole_log(match_id: str, snapshot: Snapshot, sealed: Mapping[ChunkKey, Sealed]) -> LogSuffix:
    """Return the whole log of a match as it is stored; `sealed` holds every sealed chunk."""
    chunks = {key: dict(chunk.entries) for key, chunk in sealed.items()}
    if snapshot.open_key is not None:
        chunks[snapshot.open_key] = snapshot.open_entries
    return LogSuffix(None, unpacked(match_id, chunks), snapshot.index.references)


def at_start(inputs: Inputs) -> Progress:
    """Return the progress before the first action."""
    return Progress(MatchState(inputs.setup))


def progress_after(inputs: Inputs, actions: Iterable[Action]) -> Progress:
    """Return the progress after effective actions in order of play, from the first."""
    fold = MatchFold(at_start(inputs), inputs)
    fold.play(actions)
    return fold.progress


def feed_of(inputs: Inputs, whole: LogSuffix) -> dict[str, FeedBody]:
    """Return the whole feed of a match, by action."""
    fold, placed = MatchFold(at_start(inputs), inputs, whole.references), whole.placed()
    fold.play(action for _, action in placed)
    fold.add_not_in_play(whole.log, placed, whole.first)
    return fold.feed.documents()
