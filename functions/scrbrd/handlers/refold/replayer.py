"""Owns going through the packed log: folding it with a checkpoint before each chunk, telling the
feed on the way, and finding which documents of the feed a change has made other. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scrbrd.domain.actions import Action
from scrbrd.domain.effective import (
    LogEntry,
    Placed,
    Remark,
    bad_references,
    in_order_of_play,
    remark_of,
    still_unreadable,
)
from scrbrd.domain.match import Inputs
from scrbrd.domain.places import FIRST, Place
from scrbrd.domain.state import MatchState
from scrbrd.domain.vocabulary import ActionId
from scrbrd.handlers.packed_log import (
    ChunkKey,
    Entries,
    Sealed,
    chunk_of,
    first_place,
    unpack_all,
)
from scrbrd.handlers.snapshot.model import Progress, Snapshot, UnusableError, encode_progress
from scrbrd.projections.feed.builder import Teller, leave_out_the_rest
from scrbrd.projections.feed.events import Json, error, voided
from scrbrd.projections.steps import play


class Run:
    """A match gone through from some progress on, on a copy of its own."""

    def __init__(self, base: Progress, inputs: Inputs, remarks: Sequence[Remark] = ()) -> None:
        self.remarks = remarks
        self.state = base.state.copied()
        self.teller = Teller(inputs, base.memory.copied(), remarks)
        self.teller.refresh(self.state)  # a checkpoint may be older than the names and awards

    @property
    def progress(self) -> Progress:
        """How far it has come."""
        return Progress(self.state, self.teller.memory)

    def play(self, actions: Iterable[Action]) -> None:
        """Fold and tell actions in order of play."""
        for step in play(self.state, actions):
            self.teller.tell(step)

    def add(self, entry: LogEntry) -> None:
        """Go on with an entry behind all others that refers to none."""
        if isinstance(entry, Action) and not entry.is_voided:
            self.play((entry,))
        elif entry.is_voided:
            self.teller.leave_out(entry, voided(entry), is_retracted=True)
        else:
            remark = remark_of(entry)
            for problem in still_unreadable([remark] if remark else []):
                self.teller.leave_out(entry, error(problem), is_retracted=False)

    def forked(self) -> "Run":
        """Another that goes on from here by itself."""
        new = Run(self.progress, self.teller.inputs, self.remarks)
        new.teller = self.teller.copied()
        return new

    def leave_out(self, log: Mapping[Place, LogEntry], placed: list[Placed], first: Place) -> None:
        """Tell of the entries, from a turn on, that are not in play."""
        problems = (*still_unreadable(self.remarks), *bad_references(self.remarks))
        by_action = {ActionId(problem.action_id): problem for problem in problems}
        leave_out_the_rest(self.teller, log, placed, by_action, first)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the log from a stored chunk on (`start`; None: all of it), as it can be read."""

    start: ChunkKey | None
    log: Mapping[Place, LogEntry]
    remarks: Sequence[Remark]

    @property
    def first(self) -> Place:
        """The first place of it."""
        return FIRST if self.start is None else first_place(self.start)

    def placed(self) -> list[Placed]:
        """Its effective log."""
        return in_order_of_play(self.log, self.first)


def fold_part(
    run: Run, part: Part, entries: Mapping[ChunkKey, Entries], fork_at: int | None = None
) -> tuple[dict[ChunkKey, Sealed], Run | None]:
    """Go through a part, noting the progress before each chunk; and a fork before `fork_at`."""
    placed, fork, built = part.placed(), None, {}
    turns: dict[ChunkKey, list[Action]] = {key: [] for key in entries}
    for turn, action in placed:
        turns.setdefault(chunk_of(turn), []).append(action)
    gone = 0
    for key in sorted(turns):
        if key in entries:
            built[key] = Sealed(entries[key], encode_progress(run.progress))
        ahead = None if fork_at is None or fork is not None else fork_at - gone
        if ahead is not None and ahead <= len(turns[key]):
            run.play(turns[key][:ahead])
            fork = run.forked()
            run.play(turns[key][ahead:])
        else:
            run.play(turns[key])
        gone += len(turns[key])
    if fork_at is not None and fork is None:
        fork = run.forked()
    run.leave_out(part.log, placed, part.first)
    return built, fork


def told_before(fork: Run, part: Part, shared: int) -> dict[str, Json]:
    """What the feed said of a part as it was, from where old and new log are the same no more."""
    placed = part.placed()
    fork.remarks = part.remarks
    fork.teller.heed(part.remarks)
    fork.play(action for _, action in placed[shared:])
    fork.leave_out(part.log, placed, part.first)
    return fork.teller.documents


def shared_length(one: list[Placed], other: list[Placed]) -> int:
    """How many turns two effective logs begin with that are the very same."""
    pairs = zip(one, other, strict=False)
    return next(
        (number for number, (a, b) in enumerate(pairs) if a[0] != b[0] or a[1] is not b[1]),
        min(len(one), len(other)),
    )


def differing(before: Mapping[str, Json], after: Mapping[str, Json]) -> dict[str, Json]:
    """The documents that are new or say something else."""
    return {
        name: body
        for name, body in after.items()
        if (old := before.get(name)) is not body and old != body
    }


def readable(match_id: str, chunks: Mapping[ChunkKey, Entries]) -> dict[Place, LogEntry]:
    """The entries of chunks. Raises UnusableError where they are not as they were packed."""
    try:
        return unpack_all(match_id, chunks)
    except (KeyError, TypeError, ValueError) as error:
        raise UnusableError(f"the packed log cannot be read: {error!r:.200}") from error


def whole_part(match_id: str, snapshot: Snapshot, sealed: Mapping[ChunkKey, Sealed]) -> Part:
    """The whole log of a match as it is stored; `sealed` holds every sealed chunk."""
    chunks = {key: dict(chunk.entries) for key, chunk in sealed.items()}
    if snapshot.open_key is not None:
        chunks[snapshot.open_key] = snapshot.open_entries
    return Part(None, readable(match_id, chunks), snapshot.index.remarks)


def nothing_yet(inputs: Inputs) -> Progress:
    """Before the first action."""
    return Progress(MatchState(inputs.setup))
