"""Builds the documents of the end of a match: its archive, and its contributions to the statistics.

Like the score, they are a pure function of the log and the inputs.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from scrbrd.domain.identifiers import SEPARATOR, from_key, joined_id
from scrbrd.domain.match import Inputs
from scrbrd.domain.state import MatchState
from scrbrd.engine.chunks import ChunkKey, SealedChunk
from scrbrd.handlers.refold.match_fold import LogSuffix, MatchFold, initial_progress, whole_log
from scrbrd.handlers.snapshot.model import Snapshot
from scrbrd.projections.feed.documents import FeedBody
from scrbrd.projections.live.lineups import Selected
from scrbrd.projections.projection import Projection
from scrbrd.projections.steps import play

if TYPE_CHECKING:  # not imported at a cold start, which any ball may meet
    from scrbrd.projections.archive.documents import ArchiveDocument
    from scrbrd.projections.stats.documents import PlayerMatchStats, TeamMatchStats

    MatchEndDocument = ArchiveDocument | PlayerMatchStats | TeamMatchStats

SUBJECTS = {"player_match_stats": "player", "team_match_stats": "team"}


def match_end_documents(
    match_id: str, snapshot: Snapshot, sealed: Mapping[ChunkKey, SealedChunk]
) -> "dict[str, MatchEndDocument]":
    """Return every document by its key, such as `archive/summary`; none before the match has ended.

    `sealed` holds every sealed chunk. Raises UnusableError if the packed log cannot be read.
    """
    if snapshot.match_state().result is None:
        return {}
    cached = snapshot.cached
    return documents(cached.inputs, cached.selected, whole_log(match_id, snapshot, sealed))


def documents(
    inputs: Inputs, selected: Mapping[str, Selected], whole: LogSuffix
) -> "dict[str, MatchEndDocument]":
    """Return the documents of a finished match from its whole log.

    The log is played twice, because the feed's document of a ball is final only at the end of the
    log.
    """
    actions = [action for _, action in whole.placed()]
    fold, state = (
        MatchFold(initial_progress(inputs), inputs, whole.references),
        MatchState(inputs.setup),
    )
    fold.play(actions)
    projections = projections_of(state, inputs, selected, fold.documents())
    for step in play(state, actions):
        for each in projections.values():
            each.add_step(step)
    return {
        f"{collection}/{name}": document
        for collection, each in projections.items()
        for name, document in each.documents().items()
    }


def projections_of(
    state: MatchState,
    inputs: Inputs,
    selected: Mapping[str, Selected],
    feed: Mapping[str, FeedBody],
) -> "dict[str, Projection[MatchEndDocument]]":
    """Return the projections that make the documents of the end of a match, by collection.

    To add documents, add their projection here, and let the store's `read_match_end` read them.
    """
    from scrbrd.projections.archive.builder import Archivist
    from scrbrd.projections.stats.builder import PlayerContributions, TeamContributions

    return {
        "archive": Archivist(state, inputs, feed),
        "player_match_stats": PlayerContributions(state, inputs, selected),
        "team_match_stats": TeamContributions(state, inputs),
    }


def subject_of(match_id: str, key: str) -> str | None:
    """Return the name (`Subject.name`) of the player or team whose figures a document belongs to.

    None for the archive. Keys of earlier releases are also understood, in which underscores of ids
    are not escaped and a slash is `%2F`.
    """
    collection, _, name = key.partition("/")
    if collection not in SUBJECTS:
        return None
    prefixes = (joined_id(match_id) + SEPARATOR, match_id + SEPARATOR)
    prefix = next((each for each in prefixes if name.startswith(each)), "")
    owner_id = from_key(name.removeprefix(prefix))
    owner_id = owner_id.replace("%2F", "/").replace("%25", "%")
    return joined_id(SUBJECTS[collection], owner_id)
