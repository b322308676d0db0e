"""Compares what consensus came to with what happened, and counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from admin.simulation.play import InningsPlay
from admin.simulation.scorer import Scorer, is_ball
from scrbrd.consensus.agreement import NEEDED
from scrbrd.consensus.alignment import Follower
from scrbrd.consensus.entries import Seat
from scrbrd.consensus.places import LogPlace, places_of
from scrbrd.consensus.rulings import Rulings
from scrbrd.consensus.words import Words, differing, same, words_of


@dataclass(slots=True)
class Outcome:
    """What a simulated innings or match came to; the verb's help says what each number counts."""

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
        """Return whether the log is the truth, but for errors that a quorum made alike."""
        return not self.unexplained

    def add(self, other: Outcome) -> None:
        """Add another innings."""
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
        """Return the counts, as the last line of output has them."""
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
    """Return what an innings came to."""
    server = play.server
    live = [each for each in places_of(list(server.log.values()), Rulings()) if each.is_live]
    found = Outcome(
        balls=sum(map(is_ball, play.truth)),
        automatic=sum(is_automatic(place, server.blocked) for place in live),
        disputes=play.raised_blocking,
        cascades=sum(len(each.disputes) > 1 for each in play.missed),
        missed=len(play.missed),
        details=play.raised_details,
        rulings=len(server.rulings),
    )
    comparison = Comparison(play, live)
    for message, is_alike in comparison.differences():
        found.undetected += is_alike
        if not is_alike:
            found.unexplained.append(f"innings {server.number}: {message}")
    found.unexplained += [f"{each} is open" for each in server.disputes]
    return found


def is_automatic(place: LogPlace, blocked: set[int]) -> bool:
    """Return whether a ball entered in its turn, and the log was not held back at it."""
    action = place.members[0].action
    return is_ball(action) and place.sequence not in blocked and action.after is None


class Comparison:
    """The log of an innings beside what happened."""

    def __init__(self, play: InningsPlay, live: Sequence[LogPlace]) -> None:
        self.scorers, self.live = play.scorers, live
        self.truth = [words_of(action) for action in play.truth]
        self.need = NEEDED[play.server.tier]
        follower = Follower(self.truth, [None] * len(self.truth))
        for number, place in enumerate(live):
            follower.add(number, place.words)
        self.linked = follower.finish()

    def differences(self) -> Iterator[tuple[str, bool]]:
        """Yield where they differ, and whether as many books as are needed are wrong alike."""
        for number, place in enumerate(self.live):
            ball = self.linked.links.get(number)
            if ball is None:
                yield f"{place.root} is too many", self.is_surplus(place.words)
            else:
                names = differing(self.truth[ball], place.words)
                if names:
                    alike = all(self.is_said(ball, name, place.words) for name in names)
                    yield f"{place.root} differs in {', '.join(names)}", alike
        linked = set(self.linked.links.values())
        for ball, words in enumerate(self.truth):
            if ball not in linked:
                yield f"ball {ball} is missing", self.is_lacked(ball, words)

    def is_said(self, ball: int, name: str, words: Words) -> bool:
        """Return whether a quorum says of a ball what the log says; who wrote the ball before it
        twice says that of it, as does who has passed it over and has its like beside it."""
        return sum(self.says(scorer, ball, name, words) for scorer in self.scorers.values()) >= (
            self.need
        )

    def says(self, scorer: Scorer, ball: int, name: str, words: Words) -> bool:
        """Return whether a book says of a ball what the log says."""
        lines = [line for line in scorer.lines if not line.is_voided]
        if ball in scorer.missing:
            beside = [line.entry.words for line in lines if abs(line.ball - ball) == 1]
            return any(each.key == words.key for each in beside)
        said = [line.entry.words for line in lines if line.ball + line.is_double == ball]
        return any(name not in differing(each, words) for each in said)

    def is_surplus(self, words: Words) -> bool:
        """Return whether a quorum has more balls of this kind than there were."""
        happened = self.count(self.truth, words)
        return sum(count > happened for count in self.counts(words)) >= self.need

    def is_lacked(self, ball: int, words: Words) -> bool:
        """Return whether a quorum has passed a ball over, or has fewer of this kind than there
        were.

        Two balls in a row that consensus takes for one another, as two singles of an over are, are
        one: books that lack the one or the other say the same score.
        """
        happened = self.count(self.truth, words)
        books = zip(self.scorers.values(), self.counts(words), strict=True)
        return (
            sum(self.passed_over(each, ball) or count < happened for each, count in books)
            >= self.need
        )

    def passed_over(self, scorer: Scorer, ball: int) -> bool:
        """Return whether a book lacks a ball, or one beside it that consensus takes for it."""
        words = self.truth[ball]
        return any(
            abs(each - ball) <= 1 and same(self.truth[each], words) for each in scorer.missing
        )

    def counts(self, words: Words) -> list[int]:
        """Return how often each book has such a ball."""
        return [self.count(self.said_by(seat), words) for seat in self.scorers]

    def said_by(self, seat: Seat) -> list[Words]:
        """Return what a scorer's book says at the end."""
        return [line.entry.words for line in self.scorers[seat].lines if not line.is_voided]

    def count(self, row: Sequence[Words], words: Words) -> int:
        """Return how often a row has a ball that looks like this one."""
        return sum(each.key == words.key for each in row)
