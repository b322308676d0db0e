"""Labels disputed balls in cricket's notation: 12.4 is the fourth ball of the 13th over."""

from collections.abc import Iterator, Sequence
from itertools import takewhile

from scrbrd.consensus.agreement import LoggedAction
from scrbrd.consensus.dispute import Dispute, DisputeKind
from scrbrd.consensus.entries import Seat
from scrbrd.consensus.places import LogPlace, places_of
from scrbrd.consensus.rulings import Rulings
from scrbrd.domain.actions import Delivery


class Labels:
    """The labels of a match's balls, from its log.

    A wide or a no-ball has the label of the ball that is bowled again for it (Law 17.3).
    """

    def __init__(self, log: Sequence[LoggedAction]) -> None:
        self.log = log
        self.by_innings: dict[int, list[LogPlace]] = {}

    def label(self, dispute: Dispute, seat: Seat | None) -> str | None:
        """Return over and ball of a dispute: in the over that `seat` claims, or else another seat.

        None if no seat claims a ball.
        """
        claims = sorted(dispute.claims.items(), key=lambda item: item[0] != seat)
        claimed = (claim.action for _, claim in claims)
        ball = next((each for each in claimed if isinstance(each, Delivery)), None)
        if ball is None:
            return None
        over = ball.over_number
        before = [each for each in self.balls_before(dispute) if each.over_number == over]
        return f"{over}.{sum(map(is_counted, before)) + 1}"

    def balls_before(self, dispute: Dispute) -> Iterator[Delivery]:
        """Yield the balls of the innings before the disputed one, in order of play."""
        places = self.places_of(dispute.innings_number)
        is_before = takewhile(lambda each: each.sequence != dispute.place, places)
        found = list(is_before)
        if dispute.kind is DisputeKind.EXTRA:  # an extra ball comes after the ball at its place
            found = places[: len(found) + 1]
        for each in found:
            if isinstance(each.current.action, Delivery):
                yield each.current.action

    def places_of(self, innings: int) -> list[LogPlace]:
        """Return the places of an innings that count, in order of play."""
        if innings not in self.by_innings:
            log = [each for each in self.log if each.action.innings_number == innings]
            self.by_innings[innings] = [each for each in places_of(log, Rulings()) if each.is_live]
        return self.by_innings[innings]


def is_counted(ball: Delivery) -> bool:
    """Return True if a ball counts as one of the over."""
    return not (ball.extras.wide or ball.extras.no_ball or ball.not_counted)
