"""Plays one innings: scorers record, devices send, disputes are raised, answered and ruled.

A queue of events in order of time; chance comes from one seeded source.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from admin.simulation.referee import Referee
from admin.simulation.scorer import OVER_CHECK, Line, Scorer, is_ball, moment
from admin.simulation.server import Server
from admin.simulation.slips import Slip
from scrbrd.consensus.dispute import Dispute
from scrbrd.consensus.entries import BookEntry, Entry, Seat
from scrbrd.domain.actions import Action
from scrbrd.domain.vocabulary import ActionId

BETWEEN_BALLS = 25.0, 10.0
"""Seconds: the least, and the mean of what comes on top."""

FACT_SECONDS = 2.0
MEDIAN_LAG, LAG_SPREAD = 3.0, 0.6
OFFLINE_SHARE = 0.3
OFFLINE_SECONDS = 300.0, 1200.0
ANSWER_SECONDS = 10.0, 25.0
NOTICE_SECONDS = 2.0, 8.0
NUDGE_SECONDS = 10.0, 5.0
ANSWERS_BEFORE_RULING = 2
RULING_SECONDS = 60.0
MOST_RULINGS = 400
"""In an innings; more would be a consensus that does not end."""

Task = Callable[[float], None]


@dataclass
class MissedBall:
    """A ball that a scorer passed over, and the disputes that were raised while it was missing."""

    seat: Seat
    ball: int
    disputes: set[str] = field(default_factory=set)


class InningsPlay:
    """One innings, from the first ball until nothing is disputed."""

    def __init__(
        self,
        truth: Sequence[Action],
        scorers: Mapping[Seat, Scorer],
        server: Server,
        random: Random,
    ) -> None:
        self.truth, self.scorers, self.server, self.random = truth, scorers, server, random
        self.referee = Referee(scorers, server)
        self.queue: list[tuple[float, int, Task]] = []
        self.count = 0
        self.sent: dict[Seat, float] = dict.fromkeys(scorers, 0.0)
        self.offline = {seat: self.draw_offline() for seat in scorers}
        self.arrived: dict[tuple[Seat, ActionId], datetime] = {}
        self.missed: list[MissedBall] = []
        self.answers: dict[str, int] = {}
        self.raised_blocking = self.raised_details = 0

    # -- time ----------------------------------------------------------------------------------

    def at(self, time: float, task: Task) -> None:
        """Do something at a time."""
        self.count += 1
        heapq.heappush(self.queue, (time, self.count, task))

    def after(self, time: float, seconds: tuple[float, float], task: Task) -> None:
        """Do something after a least time and a random one on top."""
        self.at(time + seconds[0] + self.random.expovariate(1 / seconds[1]), task)

    def draw_offline(self) -> tuple[float, float]:
        """Return when a device has no reception: from and to, in seconds; mostly never."""
        if self.random.random() >= OFFLINE_SHARE:
            return 0.0, 0.0
        start = self.random.uniform(0, sum(BETWEEN_BALLS) * len(self.truth))
        return start, start + self.random.uniform(*OFFLINE_SECONDS)

    def summary(self) -> str:
        """Return the innings in a line, with what each scorer did."""
        scorers = "; ".join(f"{seat} {scorer.slips} slips" for seat, scorer in self.scorers.items())
        return (
            f"innings {self.server.number}: {len(self.truth)} actions, {scorers};"
            f" {self.raised_blocking} disputes held the log back,"
            f" {self.raised_details} did not, {len(self.server.rulings)} were ruled"
        )

    def play(self) -> None:
        """Play the innings to its end, and have everything ruled that is still disputed."""
        self.schedule()
        self.run_queue()
        for _ in range(MOST_RULINGS):
            if not self.server.disputes:
                return
            self.have_ruled(next(iter(self.server.disputes.values())), self.queue_end)
            self.run_queue()

    def run_queue(self) -> None:
        """Do what is due until nothing is."""
        while self.queue:
            time, _, task = heapq.heappop(self.queue)
            self.queue_end = time
            task(time)

    def schedule(self) -> None:
        """Let every scorer record every ball, some time after it."""
        now = 0.0
        recorded = dict.fromkeys(self.scorers, 0.0)
        for number, action in enumerate(self.truth):
            fact = not is_ball(action)
            least, more = BETWEEN_BALLS
            now += FACT_SECONDS if fact else least + self.random.expovariate(1 / more)
            for seat in self.scorers:
                lag = MEDIAN_LAG * self.random.lognormvariate(0, LAG_SPREAD)
                recorded[seat] = max(recorded[seat] + 2, now + lag)
                self.at(recorded[seat], self.recording(seat, number))
        for seat in self.scorers:
            self.at(recorded[seat] + 120, self.stating_end(seat))

    # -- scorers -------------------------------------------------------------------------------

    def recording(self, seat: Seat, ball: int) -> Task:
        """Return the recording of a ball."""

        def record(time: float) -> None:
            scorer = self.scorers[seat]
            entries = scorer.record(ball, time)
            if not entries:
                self.missed.append(MissedBall(seat, ball))
            self.send(seat, entries, time)
            self.maybe_notice(scorer, ball, time)

        return record

    def maybe_notice(self, scorer: Scorer, ball: int, time: float) -> None:
        """Let a scorer see a slip of theirs at once, sometimes."""
        slips = [each for each in scorer.slips_near(ball) if ball_of(each) == ball]
        if not slips:
            return
        if self.random.random() < scorer.skill.noticed:
            self.after(time, NOTICE_SECONDS, self.mending(scorer, ball))
        elif is_surplus(slips[0]) and self.random.random() < scorer.skill.nudged:
            self.after(time, NUDGE_SECONDS, self.nudging(scorer, ball))

    def nudging(self, scorer: Scorer, ball: int) -> Task:
        """Return the mending of a ball that is missing or too many, if all have reception: only
        then the standings tell of it."""

        def nudge(time: float) -> None:
            if not any(start <= time < end for start, end in self.offline.values()):
                self.mending(scorer, ball)(time)

        return nudge

    def mending(self, scorer: Scorer, ball: int) -> Task:
        """Return the mending of what is wrong with a ball."""

        def mend(time: float) -> None:
            for slip in scorer.slips_near(ball):
                if ball_of(slip) == ball:
                    self.send(scorer.seat, scorer.mend(slip, time), time)

        return mend

    def stating_end(self, seat: Seat) -> Task:
        """Return the statement that the innings is over."""

        def state(time: float) -> None:
            end = self.scorers[seat].state_end()
            self.at(self.arrival(seat, time), lambda at: self.arrive(seat, end, at))

        return state

    def send(self, seat: Seat, entries: Sequence[Entry], time: float) -> None:
        """Send entries when the device has reception, in their order."""
        for entry in entries:
            self.at(self.arrival(seat, time), self.arriving(seat, entry))

    def arriving(self, seat: Seat, entry: Entry) -> Task:
        """Return the arrival of an entry."""
        return lambda time: self.arrive(seat, entry, time)

    def arrival(self, seat: Seat, time: float) -> float:
        """Return when what a device sends at a time arrives."""
        start, end = self.offline[seat]
        arrives = end if start <= time < end else time
        self.sent[seat] = max(self.sent[seat] + 0.001, arrives)
        return self.sent[seat]

    # -- disputes ------------------------------------------------------------------------------

    def arrive(self, seat: Seat, entry: BookEntry, time: float) -> None:
        """Take in an entry, and raise what it brings up."""
        self.server.arrive(seat, self.received(seat, entry, time))
        self.raise_new(time)

    def received(self, seat: Seat, entry: BookEntry, time: float) -> BookEntry:
        """Return an entry as the server has it: created when it arrived first."""
        if not isinstance(entry, Entry):
            return entry
        made = self.arrived.setdefault((seat, entry.action.id), moment(time))
        return Entry(entry.action.model_copy(update={"created_at": made}), entry.words)

    def raise_new(self, time: float) -> None:
        """Run the consensus, and let those concerned know of new disputes."""
        for dispute in self.server.run():
            self.raised_blocking += dispute.blocks
            self.raised_details += not dispute.blocks
            self.blame(dispute)
            for seat in dispute.claims or self.scorers:
                self.after(time, ANSWER_SECONDS, self.answering(seat, dispute.id))

    def blame(self, dispute: Dispute) -> None:
        """Count a dispute to the ball that is missing in a book shortly before it, if one is.

        Not one in which a claim is a slip of its own: that would have been disputed anyway. While
        the claims are not shown they are what waits.
        """
        claims = {seat: claim.entry_id for seat, claim in dispute.claims.items()}
        lines = [
            self.scorers[seat].by_root[name]
            for seat, name in (claims or self.server.waiting).items()
        ]
        if any(line.slip is not None or line.is_double for line in lines):
            return
        balls = [line.ball for line in lines]
        for missed in self.missed:
            is_missing = missed.ball in self.scorers[missed.seat].missing
            if is_missing and balls and 0 <= min(balls) - missed.ball <= OVER_CHECK:
                missed.disputes.add(dispute.id)
                return

    def answering(self, seat: Seat, dispute_id: str) -> Task:
        """Return the answer of a scorer to a dispute."""

        def answer(time: float) -> None:
            dispute = self.server.disputes.get(dispute_id)
            if dispute is None:
                return
            self.answer(self.scorers[seat], dispute, time)
            asked = self.answers[dispute_id] = self.answers.get(dispute_id, 0) + 1
            if asked == ANSWERS_BEFORE_RULING * len(self.scorers):
                self.at(time + RULING_SECONDS, self.ruling(dispute_id))
            elif asked < ANSWERS_BEFORE_RULING * len(self.scorers):
                self.after(time, ANSWER_SECONDS, self.answering(seat, dispute_id))

        return answer

    def answer(self, scorer: Scorer, dispute: Dispute, time: float) -> None:
        """Let a scorer look at what is disputed: mend what is wrong, or stand by it, or give in."""
        claims = {
            seat: self.scorers[seat].by_root[claim.entry_id]
            for seat, claim in dispute.claims.items()
        }
        if not claims:
            return
        own = claims.get(scorer.seat)
        ball = own.ball if own is not None else min(line.ball for line in claims.values())
        slips = scorer.slips_near(ball)
        if slips:
            nearest = min(slips, key=lambda each: (abs(ball_of(each) - ball), ball_of(each)))
            self.send(scorer.seat, scorer.mend(nearest, time), time)
        elif own is not None and self.random.random() < scorer.skill.conceded:
            self.give_in(scorer, own, claims, time)

    def give_in(self, scorer: Scorer, own: Line, claims: Mapping[Seat, Line], time: float) -> None:
        """Let a scorer who is right take another's word for the ball."""
        others = [
            line for seat, line in claims.items() if seat != scorer.seat and line.ball == own.ball
        ]
        if others and not own.is_voided:
            content = others[0].entry.action
            self.send(scorer.seat, [scorer.correct(own, content, time)], time)

    def ruling(self, dispute_id: str) -> Task:
        """Return a ruling, if it is still needed then."""

        def rule(time: float) -> None:
            dispute = self.server.disputes.get(dispute_id)
            if dispute is not None:
                self.have_ruled(dispute, time)

        return rule

    def have_ruled(self, dispute: Dispute, time: float) -> None:
        """Let the one who saw the match rule."""
        ruling = self.referee.rule(dispute)
        if ruling is not None:
            self.server.rulings.append(ruling)
            self.raise_new(time)


def is_surplus(slip: Line | int) -> bool:
    """Return whether a slip makes a book a ball longer or shorter."""
    return isinstance(slip, int) or slip.slip is Slip.DOUBLED


def ball_of(slip: Line | int) -> int:
    """Return the ball that a slip is about."""
    return slip if isinstance(slip, int) else slip.ball
