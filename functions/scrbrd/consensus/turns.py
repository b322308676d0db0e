"""Ends a fold whose rounds would take turns for ever.

Whose book counts depends on the score of the log, and the log on whose book counts. Scores that
were stated at random may leave no log that fits itself.
"""

from collections.abc import Sequence

from scrbrd.consensus.agreement import Logged, digest
from scrbrd.consensus.places import places_of
from scrbrd.consensus.rulings import Rulings
from scrbrd.consensus.seats import SeatBook

LOOKED_AT_FROM = 12
"""Rounds of a fold before anybody looks whether they take turns; hardly any has as many."""


class Turns:
    """The rounds of a fold: what the log was in each, and which books counted."""

    def __init__(self) -> None:
        self.count = 0
        self.rounds: list[tuple[str, Sequence[SeatBook]]] = []

    def settled(
        self, log: Sequence[Logged], books: Sequence[SeatBook]
    ) -> Sequence[SeatBook] | None:
        """Note a round; if the log has been like this before, return the books that are to count:
        those of one of the rounds that take turns, of the same one whichever came first."""
        self.count += 1
        if self.count <= LOOKED_AT_FROM:
            return None
        state = state_of(log)
        states = [each for each, _ in self.rounds]
        self.rounds.append((state, books))
        if state not in states:
            return None
        turns = self.rounds[states.index(state) : -1]
        return min(turns, key=lambda each: each[0])[1]


def state_of(log: Sequence[Logged]) -> str:
    """Return a digest of what counts of a log, however it has come to that."""
    places = places_of(log, Rulings())
    return digest([f"{each.root} {each.words}" for each in places if each.is_live])
