"""Makes the archive of a match as a whole: what sees its course, and the documents it leaves."""

from collections.abc import Sequence

from scrbrd.domain.match import Inputs
from scrbrd.domain.state import MatchState
from scrbrd.projections.archive.documents import ArchiveDocument
from scrbrd.projections.archive.highlights import Highlights
from scrbrd.projections.archive.replay import Replay
from scrbrd.projections.archive.summary import Fastest, summary
from scrbrd.projections.feed.documents import FeedEvent
from scrbrd.projections.steps import Step


class Archivist:
    """Sees every step of a match in order of play, with the feed's events of that action."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self.replay = Replay(inputs)
        self.highlights = Highlights(inputs)
        self.fastest = Fastest(inputs)

    def see(self, step: Step, events: Sequence[FeedEvent]) -> None:
        """Take in one step; everything is read of it at once, since its state goes on changing."""
        self.replay.see(step, events)
        self.highlights.see(step, events)
        self.fastest.see(step, events)

    def documents(self, state: MatchState) -> dict[str, ArchiveDocument]:
        """`matches/{matchId}/archive/{name}` by name, for the state after the last step."""
        return {
            "summary": summary(state, self.inputs, self.fastest),
            **self.replay.documents(),
            "highlights": self.highlights.document(),
        }
