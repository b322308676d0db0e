"""Folds the packed log of a match together with its feed. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from scrbrd.domain.actions import Action
from scrbrd.domain.effective import (
    LogEntry,
    Placed,
    Reference,
    bad_references,
    order_of_play,
    reference_of,
    reference_turns,
    unreadable_problems,
)
from scrbrd.domain.match import Inputs
from scrbrd.domain.places import FIRST, Place
from scrbrd.domain.state import MatchState
from scrbrd.domain.verdicts.noted import noted_problems
from scrbrd.domain.vocabulary import ActionId
from scrbrd.engine.chunks import ChunkKey, Entries, SealedChunk, first_place
from scrbrd.engine.contention import UnusableError
from scrbrd.handlers.snapshot.model import Progress, Snapshot, encode_progress
from scrbrd.handlers.snapshot.packed_actions import unpack_all
from scrbrd.projections.feed.builder import FeedBuilder
from scrbrd.projections.feed.documents import FeedBody
from scrbrd.projections.feed.events import error_event, voided_event
from scrbrd.projections.feed.retracted import add_all_not_in_play
from scrbrd.projections.steps import play


class MatchFold:
    """The fold of a match and its feed, from a given progress on; see `engine.replay.Fold`.

    The progress is modified.
    """

    def __init__(
        self, base: Progress, inputs: Inputs, references: Sequence[Reference] = ()
    ) -> None:
        self.references = references
        self.state = base.state
        self.feed = FeedBuilder(inputs, base.feed_state, references)
        self.feed.refresh(self.state)  # a checkpoint may be older than the names and awards

    @property
    def progress(self) -> Progress:
        """The state of the fold and of the feed after the last action."""
        return Progress(self.state, self.feed.feed_state)

    def encoded(self) -> bytes:
        """Return the progress, encoded."""
        return encode_progress(self.progress)

    def documents(self) -> Mapping[str, FeedBody]:
        """Return the documents of the feed written since the beginning of this fold, and those it
        keeps.
        """
        return self.feed.bodies

    def take_written(self) -> set[str]:
        """Return the action ids of the documents written since the last call."""
        written, self.feed.written = self.feed.written, set()
        return written

    def kept(self) -> Collection[str]:
        """Return the ids of actions whose feed document a later action may still change."""
        return self.feed.feed_state.held.keys()

    def play(self, turns: Iterable[Action]) -> None:
        """Apply actions in order of play."""
        for step in play(self.state, turns, noted_problems):
            self.feed.add_step(step)

    def add(self, entry: LogEntry) -> None:
        """Apply an entry behind all others that refers to no other."""
        if isinstance(entry, Action) and not entry.is_voided:
            self.play((entry,))
        elif entry.is_voided:
            self.feed.add_not_in_play(entry, voided_event(entry), is_retracted=True)
        else:
            reference = reference_of(entry)
            for problem in unreadable_problems([reference] if reference else []):
                self.feed.add_not_in_play(entry, error_event(problem), is_retracted=False)

    def add_not_in_play(
        self, log: Mapping[Place, LogEntry], placed: list[Placed], first: Place
    ) -> None:
        """Write the documents of entries from turn `first` on that are not in play."""
        problems = (*unreadable_problems(self.references), *bad_references(self.references))
        by_action = {ActionId(problem.action_id): problem for problem in problems}
        add_all_not_in_play(self.feed, log, placed, by_action, first)


@dataclass(frozen=True, slots=True)
class LogSuffix:
    """The unpacked log from the stored chunk `start` on; None means the whole log."""

    start: ChunkKey | None
    log: Mapping[Place, LogEntry]
    references: Sequence[Reference]

    @property
    def first(self) -> Place:
        """The first place of the suffix."""
        return FIRST if self.start is None else first_place(self.start)

    def placed(self) -> list[Placed]:
        """Return the effective log of the suffix."""
        return order_of_play(self.log, self.first)

    def turns_by_action(self) -> dict[str, Place]:
        """Return the place in whose turn each entry is played, by action id."""
        found = reference_turns(self.references)
        return {entry.id: found.get(place, place) for place, entry in self.log.items()}


def unpack_entries(match_id: str, chunks: Mapping[ChunkKey, Entries]) -> dict[Place, LogEntry]:
    """Return the entries of chunks by place. Raises UnusableError if they cannot be unpacked."""
    try:
        return unpack_all(match_id, chunks)
    except (KeyError, TypeError, ValueError) as error_:
        raise UnusableError(f"the packed log cannot be read: {error_!r:.200}") from error_


def whole_log(
    match_id: str, snapshot: Snapshot, sealed: Mapping[ChunkKey, SealedChunk]
) -> LogSuffix:
    """Return the whole packed log of a match; `sealed` holds every sealed chunk."""
    chunks = {key: dict(chunk.entries) for key, chunk in sealed.items()}
    if snapshot.open_key is not None:
        chunks[snapshot.open_key] = snapshot.open_entries
    return LogSuffix(None, unpack_entries(match_id, chunks), snapshot.index.references)


def initial_progress(inputs: Inputs) -> Progress:
    """Return the progress before the first action."""
    return Progress(MatchState(inputs.setup))


def progress_after(inputs: Inputs, actions: Iterable[Action]) -> Progress:
    """Return the progress after effective actions, given in order of play from the first."""
    fold = MatchFold(initial_progress(inputs), inputs)
    fold.play(actions)
    return fold.progress


def feed_of(inputs: Inputs, whole: LogSuffix) -> dict[str, FeedBody]:
    """Return the whole feed of a match, by action."""
    fold, placed = MatchFold(initial_progress(inputs), inputs, whole.references), whole.placed()
    fold.play(action for _, action in placed)
    fold.add_not_in_play(whole.log, placed, whole.first)
    return fold.feed.documents()
