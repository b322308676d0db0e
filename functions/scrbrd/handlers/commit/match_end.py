"""Builds the documents of the end of a match: its archive, and what it contributes to the figures
of players and teams. A pure function of the log and the inputs, like the score.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from scrbrd.domain.identifiers import SEPARATOR, from_key, joined_id
from scrbrd.domain.match import Inputs
from scrbrd.domain.state import MatchState
from scrbrd.engine.chunks import ChunkKey, Sealed
from scrbrd.handlers.refold.match_fold import LogSuffix, MatchFold, at_start, whole_log
from scrbrd.handlers.snapshot.model import Snapshot
from scrbrd.projections.feed.documents import FeedBody
from scrbrd.projections.live.lineups import Selected
from scrbrd.projections.projection import Projection
from scrbrd.projections.steps import play

if TYPE_CHECKING:  # a cold start, which every ball may meet, needs nothing of a match's end
    from scrbrd.projections.archive.documents import ArchiveDocument
    from scrbrd.projections.stats.documents import PlayerMatchStats, TeamMatchStats

    MatchEndDocument = ArchiveDocument | PlayerMatchStats | TeamMatchStats

SUBJECTS = {"player_match_stats": "player", "team_match_stats": "team"}


def match_end_documents(
    match_id: str, snapshot: Snapshot, sealed: Mapping[ChunkKey, Sealed]
) -> "dict[str, MatchEndDocument]":
    """Return every document by its key, such as `archive/summary`; none before the end.

    `sealed` holds every sealed chunk. Raises UnusableError where the packed log cannot be read.
    """
    if snapshot.match_state().result is None:
        return {}
    cached = snapshot.cached
    return documents(cached.inputs, cached.selected, whole_log(match_id, snapshot, sealed))


def documents(
    inputs: Inputs, selected: Mapping[str, Selected], whole: LogSuffix
) -> "dict[str, MatchEndDocument]":
    """Return the documents of a finished match, from its whole log.

    It is gone through twice: what the feed says of a ball is only certain at the end of the log.
    """
    actions = [action for _, action in whole.placed()]
    fold, state = MatchFold(at_start(inputs), inputs, whole.references), MatchState(inputs.setup)
    fold.play(actions)
    projections = projections_of(state, inputs, selected, fold.documents())
    for step in play(state, actions):
        for each in projections.values():
            each.see(step)
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
    """Return what makes the documents of the end of a match, by their collection.

    To add documents, name their projection here, and let the store's `read_match_end` read them.
    """
    from scrbrd.projections.archive.builder import Archivist
    from scrbrd.projections.stats.builder import PlayerContributions, TeamContributions

    return {
        "archive": Archivist(state, inputs, feed),
        "player_match_stats": PlayerContributions(state, inputs, selected),
        "team_match_stats": TeamContributions(state, inputs),
    }


def subject_of(match_id: str, key: str) -> str | None:
    """Return whose figures a document goes into, as `Subject.name` has it; None for the archive.

    Keys of before, in which underscores of ids stand as they are and a slash as `%2F`, are
    understood too.
    """
    collection, _, name = key.partition("/")
    if collection not in SUBJECTS:
        return None
    prefixes = (joined_id(match_id) + SEPARATOR, match_id + SEPARATOR)
    prefix = next((each for each in prefixes if name.startswith(each)), "")
    owner_id = from_key(name.removeprefix(prefix))
    owner_id = owner_id.replace("%2F", "/").replace("%25", "%")
    return joined_id(SUBJECTS[collection], owner_id)
