"""Ends a fold whose rounds would repeat forever.

The books that count depend on the score of the log, and the log on the books that count. With
arbitrary stated scores there may be no log consistent with itself.
"""

from collections import Counter
from collections.abc import Sequence

from scrbrd.consensus.agreement import LoggedAction, digest
from scrbrd.consensus.places import places_of
from scrbrd.consensus.rulings import Rulings
from scrbrd.consensus.seats import SeatBook
from scrbrd.domain.errors import ScrbrdError

CHECKED_FROM = 12
"""Rounds of a fold before it is checked whether they repeat; hardly any fold has as many."""

MOST_REPEATS = 20
"""Times that one log may recur while the same books count, before the fold is given up."""


class EndlessFold(ScrbrdError):
    """Rounds with fixed books do not end: a defect of ours, which the message asks to report."""

    def __init__(self, innings: int) -> None:
        super().__init__(
            f"innings {innings}: the books change the log back and forth for ever; report this,"
            " and end it with a ruling on the ball that changes"
        )


class Rounds:
    """The rounds of a fold: the log in each, and the books that counted."""

    def __init__(self) -> None:
        self.count = 0
        self.rounds: list[tuple[str, Sequence[SeatBook]]] = []
        self.states: Counter[str] = Counter()

    def check(self, innings: int, log: Sequence[LoggedAction]) -> None:
        """Record a round with fixed books.

        Raises EndlessFold where the log has recurred too often: otherwise a function would hang
        until it is killed, and be called again.
        """
        self.count += 1
        if self.count > CHECKED_FROM:
            state = state_of(log)
            self.states[state] += 1
            if self.states[state] > MOST_REPEATS:
                raise EndlessFold(innings)

    def settle(
        self, log: Sequence[LoggedAction], books: Sequence[SeatBook]
    ) -> Sequence[SeatBook] | None:
        """Record a round; if the log recurs, return the books that shall count from now on.

        They are those of one of the repeating rounds, the same one whichever came first.
        """
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


def state_of(log: Sequence[LoggedAction]) -> str:
    """Return a digest of the effective content of a log, however it came about."""
    places = places_of(log, Rulings())
    return digest([f"{each.root} {each.content}" for each in places if each.is_live])
