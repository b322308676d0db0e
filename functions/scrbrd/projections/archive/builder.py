"""Makes the whole archive of a match: sees each step, and returns the documents."""

from collections.abc import Mapping

from scrbrd.domain.match import Inputs
from scrbrd.domain.state import MatchState
from scrbrd.projections.archive.documents import ArchiveDocument
from scrbrd.projections.archive.highlights import Highlights
from scrbrd.projections.archive.replay import ReplayLines
from scrbrd.projections.archive.summary import Fastest, summary
from scrbrd.projections.feed.documents import FeedBody
from scrbrd.projections.projection import Projection
from scrbrd.projections.steps import Step


class Archivist(Projection[ArchiveDocument]):
    """Makes `matches/{matchId}/archive/{name}`.

    `state` is the one that the steps change, `feed` the documents of the feed by action, as they
    are at the end of the log.
    """

    def __init__(self, state: MatchState, inputs: Inputs, feed: Mapping[str, FeedBody]) -> None:
        self.state = state
        self.inputs = inputs
        self.feed = feed
        self.replay = ReplayLines(inputs)
        self.highlights = Highlights(inputs)
        self.fastest = Fastest(inputs)

    def see(self, step: Step) -> None:
        """Take in one step; everything is read of it at once, since its state goes on changing."""
        events = self.feed[step.action.id]["events"]
        self.replay.see(step, events)
        self.highlights.see(step, events)
        self.fastest.see(step, events)

    def documents(self) -> dict[str, ArchiveDocument]:
        """Return the documents by name: `summary`, `replay_1`, `highlights`."""
        return {
            "summary": summary(self.state, self.inputs, self.fastest),
            **self.replay.documents(),
            "highlights": self.highlights.document(),
        }
