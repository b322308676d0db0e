"""Plays one innings: scorers record, devices send, disputes are raised, answered and ruled.

Events are in a queue ordered by time; all randomness comes from one seeded source.
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
"""In seconds: the minimum, and the mean of the random time added to it."""

FACT_SECONDS = 2.0
MEDIAN_LAG, LAG_SPREAD = 3.0, 0.6
OFFLINE_SHARE = 0.3
OFFLINE_SECONDS = 300.0, 1200.0
ANSWER_SECONDS = 10.0, 25.0
NOTICE_SECONDS = 2.0, 8.0
NUDGE_SECONDS = 10.0, 5.0
ANSWERS_BEFORE_RULING = 2
RULING_SECONDS = 60.0
MAX_RULINGS = 400
"""Maximum in an innings; more would mean a consensus that does not end."""

Task = Callable[[float], None]


@dataclass
class MissedBall:
    """A ball that a scorer missed, and the disputes raised while it was missing."""

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
        self.last_arrival: dict[Seat, float] = dict.fromkeys(scorers, 0.0)
        self.offline_spans = {seat: self.draw_offline() for seat in scorers}
        self.created_at_of: dict[tuple[Seat, ActionId], datetime] = {}
        self.missed: list[MissedBall] = []
        self.answers: dict[str, int] = {}
        self.raised_blocking = self.raised_details = 0

    # -- time ----------------------------------------------------------------------------------

    def schedule_at(self, time: float, task: Task) -> None:
        """Schedule a task at a time."""
        self.count += 1
        heapq.heappush(self.queue, (time, self.count, task))

    def schedule_after(self, time: float, seconds: tuple[float, float], task: Task) -> None:
        """Schedule a task after a minimum and an additional random time."""
        self.schedule_at(time + seconds[0] + self.random.expovariate(1 / seconds[1]), task)

    def draw_offline(self) -> tuple[float, float]:
        """Return the seconds (from, to) in which a device has no reception; usually none."""
        if self.random.random() >= OFFLINE_SHARE:
            return 0.0, 0.0
        start = self.random.uniform(0, sum(BETWEEN_BALLS) * len(self.truth))
        return start, start + self.random.uniform(*OFFLINE_SECONDS)

    def summary(self) -> str:
        """Return one line about the innings, with the number of slips of each scorer."""
        scorers = "; ".join(f"{seat} {scorer.slips} slips" for seat, scorer in self.scorers.items())
        return (
            f"innings {self.server.number}: {len(self.truth)} actions, {scorers};"
            f" {self.raised_blocking} disputes held the log back,"
            f" {self.raised_details} did not, {len(self.server.rulings)} were ruled"
        )

    def play(self) -> None:
        """Play the innings to its end, then rule everything that is still disputed."""
        self.schedule_recordings()
        self.run_queue()
        for _ in range(MAX_RULINGS):
            if not self.server.disputes:
                return
            self.rule_dispute(next(iter(self.server.disputes.values())), self.queue_end)
            self.run_queue()

    def run_queue(self) -> None:
        """Run the scheduled tasks until there are none."""
        while self.queue:
            time, _, task = heapq.heappop(self.queue)
            self.queue_end = time
            task(time)

    def schedule_recordings(self) -> None:
        """Schedule the recording of every ball by every scorer, some time after the ball."""
        now = 0.0
        recorded = dict.fromkeys(self.scorers, 0.0)
        for number, action in enumerate(self.truth):
            is_fact = not is_ball(action)
            minimum, mean_extra = BETWEEN_BALLS
            now += FACT_SECONDS if is_fact else minimum + self.random.expovariate(1 / mean_extra)
            for seat in self.scorers:
                lag = MEDIAN_LAG * self.random.lognormvariate(0, LAG_SPREAD)
                recorded[seat] = max(recorded[seat] + 2, now + lag)
                self.schedule_at(recorded[seat], self.record_task(seat, number))
        for seat in self.scorers:
            self.schedule_at(recorded[seat] + 120, self.state_end_task(seat))

    # -- scorers -------------------------------------------------------------------------------

    def record_task(self, seat: Seat, ball: int) -> Task:
        """Return the task of recording a ball."""

        def record(time: float) -> None:
            scorer = self.scorers[seat]
            entries = scorer.record(ball, time)
            if not entries:
                self.missed.append(MissedBall(seat, ball))
            self.send(seat, entries, time)
            self.maybe_notice(scorer, ball, time)

        return record

    def maybe_notice(self, scorer: Scorer, ball: int, time: float) -> None:
        """Let a scorer sometimes notice their own slip at once."""
        slips = [each for each in scorer.slips_near(ball) if ball_of(each) == ball]
        if not slips:
            return
        if self.random.random() < scorer.skill.noticed:
            self.schedule_after(time, NOTICE_SECONDS, self.correction_task(scorer, ball))
        elif changes_length(slips[0]) and self.random.random() < scorer.skill.nudged:
            self.schedule_after(time, NUDGE_SECONDS, self.nudge_task(scorer, ball))

    def nudge_task(self, scorer: Scorer, ball: int) -> Task:
        """Return the task of correcting a missing or surplus ball, if all devices have reception.

        Otherwise the standings do not show the difference.
        """

        def nudge(time: float) -> None:
            if not any(start <= time < end for start, end in self.offline_spans.values()):
                self.correction_task(scorer, ball)(time)

        return nudge

    def correction_task(self, scorer: Scorer, ball: int) -> Task:
        """Return the task of correcting what is wrong with a ball."""

        def correct_slip(time: float) -> None:
            for slip in scorer.slips_near(ball):
                if ball_of(slip) == ball:
                    self.send(scorer.seat, scorer.correct_slip(slip, time), time)

        return correct_slip

    def state_end_task(self, seat: Seat) -> Task:
        """Return the task of stating that the innings is over."""

        def state(time: float) -> None:
            end = self.scorers[seat].state_end()
            self.schedule_at(
                self.arrival_time(seat, time),
                lambda schedule_at: self.arrive(seat, end, schedule_at),
            )

        return state

    def send(self, seat: Seat, entries: Sequence[Entry], time: float) -> None:
        """Send entries in order, when the device has reception."""
        for entry in entries:
            self.schedule_at(self.arrival_time(seat, time), self.arrive_task(seat, entry))

    def arrive_task(self, seat: Seat, entry: Entry) -> Task:
        """Return the task of an entry's arrival."""
        return lambda time: self.arrive(seat, entry, time)

    def arrival_time(self, seat: Seat, time: float) -> float:
        """Return when data that a device sends at a time arrive."""
        start, end = self.offline_spans[seat]
        arrives = end if start <= time < end else time
        self.last_arrival[seat] = max(self.last_arrival[seat] + 0.001, arrives)
        return self.last_arrival[seat]

    # -- disputes ------------------------------------------------------------------------------

    def arrive(self, seat: Seat, entry: BookEntry, time: float) -> None:
        """Process an arriving entry, and raise new disputes."""
        self.server.arrive(seat, self.with_created_at(seat, entry, time))
        self.raise_new(time)

    def with_created_at(self, seat: Seat, entry: BookEntry, time: float) -> BookEntry:
        """Return an entry with its creation time on the server: that of its first arrival."""
        if not isinstance(entry, Entry):
            return entry
        created_at = self.created_at_of.setdefault((seat, entry.action.id), moment(time))
        return Entry(entry.action.model_copy(update={"created_at": created_at}), entry.content)

    def raise_new(self, time: float) -> None:
        """Run the consensus, and schedule answers to new disputes."""
        for dispute in self.server.run():
            self.raised_blocking += dispute.blocks
            self.raised_details += not dispute.blocks
            self.attribute_to_missed_ball(dispute)
            for seat in dispute.claims or self.scorers:
                self.schedule_after(time, ANSWER_SECONDS, self.answer_task(seat, dispute.id))

    def attribute_to_missed_ball(self, dispute: Dispute) -> None:
        """Attribute a dispute to the missing ball in a book shortly before it, if there is one.

        Not if one of its claims is a slip itself, which would have been disputed anyway. While the
        claims are hidden, the waiting entries are used.
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

    def answer_task(self, seat: Seat, dispute_id: str) -> Task:
        """Return the task of a scorer's answer to a dispute."""

        def answer(time: float) -> None:
            dispute = self.server.disputes.get(dispute_id)
            if dispute is None:
                return
            self.answer(self.scorers[seat], dispute, time)
            answer_count = self.answers[dispute_id] = self.answers.get(dispute_id, 0) + 1
            if answer_count == ANSWERS_BEFORE_RULING * len(self.scorers):
                self.schedule_at(time + RULING_SECONDS, self.ruling_task(dispute_id))
            elif answer_count < ANSWERS_BEFORE_RULING * len(self.scorers):
                self.schedule_after(time, ANSWER_SECONDS, self.answer_task(seat, dispute_id))

        return answer

    def answer(self, scorer: Scorer, dispute: Dispute, time: float) -> None:
        """Let a scorer examine a dispute: correct an error, insist on the claim, or concede."""
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
            self.send(scorer.seat, scorer.correct_slip(nearest, time), time)
        elif own is not None and self.random.random() < scorer.skill.conceded:
            self.give_in(scorer, own, claims, time)

    def give_in(self, scorer: Scorer, own: Line, claims: Mapping[Seat, Line], time: float) -> None:
        """Let a scorer who is right accept another's claim about the ball."""
        others = [
            line for seat, line in claims.items() if seat != scorer.seat and line.ball == own.ball
        ]
        if others and not own.is_voided:
            content = others[0].entry.action
            self.send(scorer.seat, [scorer.correct(own, content, time)], time)

    def ruling_task(self, dispute_id: str) -> Task:
        """Return the task of a ruling, if it is still needed then."""

        def rule(time: float) -> None:
            dispute = self.server.disputes.get(dispute_id)
            if dispute is not None:
                self.rule_dispute(dispute, time)

        return rule

    def rule_dispute(self, dispute: Dispute, time: float) -> None:
        """Rule on a dispute by what happened."""
        ruling = self.referee.rule(dispute)
        if ruling is not None:
            self.server.rulings.append(ruling)
            self.raise_new(time)


def changes_length(slip: Line | int) -> bool:
    """Return True if a slip makes a book a ball longer or shorter."""
    return isinstance(slip, int) or slip.slip is Slip.DOUBLED


def ball_of(slip: Line | int) -> int:
    """Return the ball that a slip is about."""
    return slip if isinstance(slip, int) else slip.ball
