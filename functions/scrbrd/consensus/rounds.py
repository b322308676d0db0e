"""Ends a fold whose rounds would repeat for ever.

Whose book counts depends on the score of the log, and the log on whose book counts. Scores that
were stated at random may leave no log that fits itself.
"""

from collections import Counter
from collections.abc import Sequence

from scrbrd.consensus.agreement import Logged, digest
from scrbrd.consensus.places import places_of
from scrbrd.consensus.rulings import Rulings
from scrbrd.consensus.seats import SeatBook
from scrbrd.domain.errors import ScrbrdError

CHECKED_FROM = 12
"""Rounds of a fold before it is checked whether they repeat; hardly any fold has as many."""

MOST_REPEATS = 20
"""Times that one log may come again while the same books count, before the fold is given up."""


class EndlessFold(ScrbrdError):
    """Rounds whose books stay as they are do not end: a defect of ours, which is told."""

    def __init__(self, innings: int) -> None:
        super().__init__(
            f"innings {innings}: the books change the log back and forth for ever; report this,"
            " and end it with a ruling on the ball that changes"
        )


class Rounds:
    """The rounds of a fold: what the log was in each, and which books counted."""

    def __init__(self) -> None:
        self.count = 0
        self.rounds: list[tuple[str, Sequence[SeatBook]]] = []
        self.states: Counter[str] = Counter()

    def check(self, innings: int, log: Sequence[Logged]) -> None:
        """Note a round of books that stay as they are. Raises EndlessFold where the log has been
        like this too often: a function would hang until it is killed, and be called again."""
        self.count += 1
        if self.count > CHECKED_FROM:
            state = state_of(log)
            self.states[state] += 1
            if self.states[state] > MOST_REPEATS:
                raise EndlessFold(innings)

    def settled(
        self, log: Sequence[Logged], books: Sequence[SeatBook]
    ) -> Sequence[SeatBook] | None:
        """Note a round; if the log has been like this before, return the books that are to count:
        those of one of the rounds that repeat, of the same one whichever came first."""
        self.count += 1
        if self.count <= CHECKED_FROM:
            return None
        state = state_of(log)
        states = [each for each, _ in self.rounds]
        self.rounds.append((state, books))
        if state not in states:
            return None
        repeated = self.rounds[states.index(state) : -1]
        return min(repeated, key=lambda each: each[0])[1]


def state_of(log: Sequence[Logged]) -> str:
    """Return a digest of what counts of a log, however it has come to that."""
    places = places_of(log, Rulings())
    return digest([f"{each.root} {each.words}" for each in places if each.is_live])
