"""Compares the consensus with what happened, and counts the differences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from admin.simulation.play import InningsPlay
from admin.simulation.scorer import Scorer, is_ball
from scrbrd.consensus.agreement import NEEDED
from scrbrd.consensus.alignment import Follower
from scrbrd.consensus.content import Content, content_of, differing_fields, is_same_ball
from scrbrd.consensus.entries import Seat
from scrbrd.consensus.places import LogPlace, places_of
from scrbrd.consensus.rulings import Rulings


@dataclass(slots=True)
class Outcome:
    """The outcome of a simulated innings or match; the verb's help explains each number."""

    balls: int = 0
    automatic: int = 0
    disputes: int = 0
    undetected: int = 0
    cascades: int = 0
    missed: int = 0
    details: int = 0
    rulings: int = 0
    unexplained: list[str] = field(default_factory=list)

    @property
    def agrees(self) -> bool:
        """Return True if the log is the truth, except for errors that a quorum made alike."""
        return not self.unexplained

    def add(self, other: Outcome) -> None:
        """Add the numbers of another innings."""
        self.balls += other.balls
        self.automatic += other.automatic
        self.disputes += other.disputes
        self.undetected += other.undetected
        self.cascades += other.cascades
        self.missed += other.missed
        self.details += other.details
        self.rulings += other.rulings
        self.unexplained += other.unexplained

    def as_json(self) -> dict[str, Any]:
        """Return the numbers as in the last line of output."""
        return {
            "balls": self.balls,
            "automatic": self.automatic,
            "disputes": self.disputes,
            "undetected": self.undetected,
            "cascades": self.cascades,
            "agrees": self.agrees,
            "missed": self.missed,
            "details": self.details,
            "rulings": self.rulings,
        }


def outcome_of(play: InningsPlay) -> Outcome:
    """Return the outcome of an innings."""
    server = play.server
    live = [each for each in places_of(list(server.log.values()), Rulings()) if each.is_live]
    outcome = Outcome(
        balls=sum(map(is_ball, play.truth)),
        automatic=sum(is_automatic(place, server.blocked) for place in live),
        disputes=play.raised_blocking,
        cascades=sum(len(each.disputes) > 1 for each in play.missed),
        missed=len(play.missed),
        details=play.raised_details,
        rulings=len(server.rulings),
    )
    comparison = Comparison(play, live)
    for message, is_quorum_error in comparison.differences():
        outcome.undetected += is_quorum_error
        if not is_quorum_error:
            outcome.unexplained.append(f"innings {server.number}: {message}")
    outcome.unexplained += [f"{each} is open" for each in server.disputes]
    return outcome


def is_automatic(place: LogPlace, blocked: set[int]) -> bool:
    """Return True if a ball entered in its turn and the log was not held back at it."""
    action = place.members[0].action
    return is_ball(action) and place.sequence not in blocked and action.after is None


class Comparison:
    """Compares the log of an innings with what happened."""

    def __init__(self, play: InningsPlay, live: Sequence[LogPlace]) -> None:
        self.scorers, self.live = play.scorers, live
        self.truth = [content_of(action) for action in play.truth]
        self.quorum = NEEDED[play.server.tier]
        follower = Follower(self.truth, [None] * len(self.truth))
        for number, place in enumerate(live):
            follower.add(number, place.content)
        self.linked = follower.alignment()

    def differences(self) -> Iterator[tuple[str, bool]]:
        """Yield each difference, and whether a quorum of books has the same error."""
        for number, place in enumerate(self.live):
            ball = self.linked.links.get(number)
            if ball is None:
                yield f"{place.root} is too many", self.is_surplus_in_quorum(place.content)
            else:
                names = differing_fields(self.truth[ball], place.content)
                if names:
                    is_alike = all(self.is_confirmed(ball, name, place.content) for name in names)
                    yield f"{place.root} differs in {', '.join(names)}", is_alike
        linked = set(self.linked.links.values())
        for ball, words in enumerate(self.truth):
            if ball not in linked:
                yield f"ball {ball} is missing", self.is_missing_in_quorum(ball, words)

    def is_confirmed(self, ball: int, name: str, words: Content) -> bool:
        """Return True if a quorum of books agrees with the log about a field of a ball.

        A book also agrees if it has the ball before it twice, or if it lacks the ball and has a
        similar one next to it.
        """
        return sum(
            self.agrees_with_log(scorer, ball, name, words) for scorer in self.scorers.values()
        ) >= (self.quorum)

    def agrees_with_log(self, scorer: Scorer, ball: int, name: str, words: Content) -> bool:
        """Return True if a book agrees with the log about a field of a ball."""
        lines = [line for line in scorer.lines if not line.is_voided]
        if ball in scorer.missing:
            neighbours = [line.entry.content for line in lines if abs(line.ball - ball) == 1]
            return any(each.key == words.key for each in neighbours)
        same_ball = [line.entry.content for line in lines if line.ball + line.is_double == ball]
        return any(name not in differing_fields(each, words) for each in same_ball)

    def is_surplus_in_quorum(self, words: Content) -> bool:
        """Return True if a quorum has more balls of this kind than there were."""
        happened = self.count(self.truth, words)
        return sum(count > happened for count in self.counts(words)) >= self.quorum

    def is_missing_in_quorum(self, ball: int, words: Content) -> bool:
        """Return True if a quorum has missed a ball, or has fewer of this kind than there were.

        Consecutive balls that consensus cannot distinguish, such as two singles of an over, count
        as one: books that lack one or the other have the same score.
        """
        happened = self.count(self.truth, words)
        books = zip(self.scorers.values(), self.counts(words), strict=True)
        return (
            sum(self.lacks(each, ball) or count < happened for each, count in books) >= self.quorum
        )

    def lacks(self, scorer: Scorer, ball: int) -> bool:
        """Return True if a book lacks a ball, or an indistinguishable one next to it."""
        words = self.truth[ball]
        return any(
            abs(each - ball) <= 1 and is_same_ball(self.truth[each], words)
            for each in scorer.missing
        )

    def counts(self, words: Content) -> list[int]:
        """Return how often each book has such a ball."""
        return [self.count(self.final_balls(seat), words) for seat in self.scorers]

    def final_balls(self, seat: Seat) -> list[Content]:
        """Return the balls of a scorer's book at the end."""
        return [line.entry.content for line in self.scorers[seat].lines if not line.is_voided]

    def count(self, row: Sequence[Content], words: Content) -> int:
        """Return how often a row has a ball that looks like this one."""
        return sum(each.key == words.key for each in row)
