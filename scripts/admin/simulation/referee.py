"""Defines the referee, who saw the match and rules disputes that the scorers do not settle."""

from __future__ import annotations

from collections.abc import Mapping

from admin.simulation.scorer import Line, Scorer
from admin.simulation.server import Server
from scrbrd.consensus.content import content_of
from scrbrd.consensus.dispute import Dispute, DisputeKind
from scrbrd.consensus.entries import Seat, entry_of
from scrbrd.consensus.places import places_of
from scrbrd.consensus.rulings import Method, Ruling, Rulings
from scrbrd.domain.vocabulary import ActionId


class Referee:
    """Rules disputes of one innings correctly."""

    def __init__(self, scorers: Mapping[Seat, Scorer], server: Server) -> None:
        self.scorers, self.server = scorers, server
        self.truth = next(iter(scorers.values())).truth

    def rule(self, dispute: Dispute) -> Ruling | None:
        """Return a ruling on a dispute; None if there are no claims."""
        lines = {
            seat: self.scorers[seat].by_root[claim.entry_id]
            for seat, claim in dispute.claims.items()
        }
        if not lines:
            return None
        ball = self.ball_of(dispute, lines)
        return self.ruling_on_ball(ball, lines, dispute)

    def ball_of(self, dispute: Dispute, lines: Mapping[Seat, Line]) -> int:
        """Return the ball that a dispute is about: the first claimed one, or the log's."""
        place = None if dispute.action_id is None else self.server.log.get(dispute.action_id)
        evidence = {} if place is None or place.agreement is None else place.agreement.entries
        agreed = [self.scorers[seat].by_root[each.entry_id] for seat, each in evidence.items()]
        of_log = [line.ball for line in agreed if not line.is_double]
        claimed = [line.ball for line in lines.values()]
        if dispute.kind in (DisputeKind.SCORE, DisputeKind.EXTRA) or not of_log:
            return min(claimed)
        return max(sorted(set(of_log)), key=of_log.count)

    def ruling_on_ball(self, ball: int, lines: Mapping[Seat, Line], dispute: Dispute) -> Ruling:
        """Return a ruling on a ball: what happened, or that there was no ball."""
        about = {seat: line for seat, line in lines.items() if line.ball == ball}
        is_in_log = self.is_in_log(ball, dispute)
        doubled = {seat: line for seat, line in about.items() if line.is_double or is_in_log}
        if dispute.kind in (DisputeKind.SCORE, DisputeKind.EXTRA) and doubled:
            return self.next_ruling(doubled, None, frozenset())
        if not about:
            about = dict(lines)
        missed = frozenset(seat for seat in self.scorers if seat not in about)
        is_tail = dispute.kind is DisputeKind.SCORE
        return self.next_ruling(about, ball, missed if is_tail else frozenset())

    def is_in_log(self, ball: int, dispute: Dispute) -> bool:
        """Return True if the log already has a ball, possibly as another one that looks alike.

        That is so if, up to the place of a surplus entry, it has as many balls of this kind as had
        happened.
        """
        key = content_of(self.truth[ball]).key
        happened = sum(content_of(each).key == key for each in self.truth[: ball + 1])
        count = 0
        for place in places_of(list(self.server.log.values()), Rulings()):
            count += place.is_live and place.content.key == key
            if dispute.kind is DisputeKind.EXTRA and place.sequence == dispute.place:
                break
        return count >= happened

    def next_ruling(
        self, lines: Mapping[Seat, Line], ball: int | None, missed: frozenset[Seat]
    ) -> Ruling:
        """Return the next ruling, with the method of an umpire."""
        entries: dict[Seat, ActionId] = {seat: line.root for seat, line in lines.items()}
        accepts = None if ball is None else entry_of(self.truth[ball])
        number = len(self.server.rulings) + 1
        return Ruling(number, Method.UMPIRE, entries, accepts, missed, "umpire_on_field")
