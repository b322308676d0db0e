"""Makes the whole archive of a match from its steps."""

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

    `state` is the state that the steps change. `feed` has the feed's documents by action, as they
    are at the end of the log.
    """

    def __init__(self, state: MatchState, inputs: Inputs, feed: Mapping[str, FeedBody]) -> None:
        self.state = state
        self.inputs = inputs
        self.feed = feed
        self.replay = ReplayLines(inputs)
        self.highlights = Highlights(inputs)
        self.fastest = Fastest(inputs)

    def add_step(self, step: Step) -> None:
        """Process one step. Everything is read from it at once, because its state changes later."""
        events = self.feed[step.action.id]["events"]
        self.replay.add_step(step, events)
        self.highlights.add_step(step, events)
        self.fastest.add_step(step, events)

    def documents(self) -> dict[str, ArchiveDocument]:
        """Return the documents by name: `summary`, `replay_1`, `highlights`."""
        return {
            "summary": summary(self.state, self.inputs, self.fastest),
            **self.replay.documents(),
            "highlights": self.highlights.document(),
        }
