"""Defines a scorer: a book on a device, its errors, and how the scorer corrects them.

Everything a scorer does is a new or a voided entry, which reaches the server later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from admin.simulation.slips import Skill, Slip, with_slip
from scrbrd.consensus.entries import AgreedAt, AgreedScore, Entry, Seat, Totals, entry_of
from scrbrd.domain.actions import Action, Delivery, action_id
from scrbrd.domain.vocabulary import ActionId, ActionType, PlayerId

START = datetime(2026, 5, 2, 13, tzinfo=UTC)
ROLES = {
    Seat.HOME: "scorer_home",
    Seat.AWAY: "scorer_away",
    Seat.NEUTRAL: "scorer_neutral",
    Seat.UMPIRE: "umpire_on_field",
}
OVER_CHECK = 14
"""The number of balls before and after a dispute that a scorer checks."""

NEVER_MISSED = frozenset(
    {ActionType.INNINGS_STARTED, ActionType.INNINGS_CLOSED, ActionType.MATCH_CLOSED}
)


def moment(seconds: float) -> datetime:
    """Return a time of the match."""
    return START + timedelta(seconds=seconds)


@dataclass(slots=True)
class Line:
    """One entry of a book: its ball, its error, and its latest version."""

    ball: int
    root: ActionId
    entry: Entry
    versions: list[Entry]
    slip: Slip | None = None
    is_voided: bool = False
    is_double: bool = False


@dataclass
class Scorer:
    """A person with a device.

    `truth` is the innings as it happened; `lines` are the entries of the book; `missing` are the
    balls that the scorer missed.
    """

    seat: Seat
    skill: Skill
    truth: Sequence[Action]
    random: Random
    bowlers: list[PlayerId]
    lines: list[Line] = field(default_factory=list)
    missing: set[int] = field(default_factory=set)
    by_root: dict[ActionId, Line] = field(default_factory=dict)
    sequence: int = 0
    slips: int = 0

    @property
    def person_id(self) -> str:
        """Return the id of the scorer."""
        return f"scorer of {self.seat}"

    def record(self, ball: int, now: float) -> list[Entry]:
        """Record a ball, with a random slip; return the new entries."""
        truth = self.truth[ball]
        slip = None if truth.type in NEVER_MISSED else self.skill.draw(self.random)
        self.slips += slip is not None
        if slip is Slip.MISSED:
            self.missing.add(ball)
            return []
        recorded = with_slip(truth, slip, self.bowlers, self.random)
        is_wrong = slip in (Slip.VALUE, Slip.SWAPPED) and recorded is not truth
        entries = [self.write(ball, recorded, now, slip if is_wrong else None)]
        if slip is Slip.DOUBLED:
            entries.append(self.write(ball, truth, now + 1, slip))
            self.lines[-1].is_double = True
        return entries

    def write(
        self,
        ball: int,
        content: Action,
        now: float,
        slip: Slip | None = None,
        after: ActionId | None = None,
    ) -> Entry:
        """Append an entry to the book."""
        entry = self.next_entry(content, now, after=after)
        line = Line(ball, entry.action.id, entry, [entry], slip)
        self.lines.append(line)
        self.by_root[line.root] = line
        return entry

    def next_entry(
        self,
        content: Action,
        now: float,
        *,
        after: ActionId | None = None,
        corrects: ActionId | None = None,
    ) -> Entry:
        """Return the next entry of the book."""
        self.sequence += 1
        number = self.truth[0].innings_number
        identity = {
            "id": action_id(number, self.sequence),
            "sequence_number": self.sequence,
            "nonce": f"{self.seat}-{number}-{self.sequence}",
            "follows": f"{self.seat}-{number}-{self.sequence - 1}" if self.sequence > 1 else "",
            "recorded_by": self.person_id,
            "recorded_as": ROLES[self.seat],
            "timestamp": moment(now),
            "created_at": moment(now),
            "updated_at": moment(now),
            "after": after,
            "corrects": corrects,
        }
        return entry_of(content.model_copy(update=identity))

    def state_end(self) -> AgreedScore:
        """Return the statement that the innings is over and its score agreed."""
        self.sequence += 1
        place = self.truth[0].innings_number, self.sequence
        return AgreedScore(place, Totals(0, 0, 0), AgreedAt.INNINGS)

    # -- mending -----------------------------------------------------------------------------

    def slips_near(self, ball: int) -> list[Line | int]:
        """Return the errors of the book near a ball: entries, and missing balls."""
        lines: list[Line | int] = [
            line
            for line in self.lines
            if line.slip and not line.is_voided and abs(line.ball - ball) <= OVER_CHECK
        ]
        return lines + sorted(each for each in self.missing if abs(each - ball) <= OVER_CHECK)

    def correct_slip(self, slip: Line | int, now: float) -> list[Entry]:
        """Correct an error; return the new or voided entries."""
        if isinstance(slip, int):
            self.missing.discard(slip)
            return [self.write(slip, self.truth[slip], now, after=self.line_before(slip).root)]
        if slip.slip is Slip.DOUBLED:
            return self.void(slip, now)
        return [self.correct(slip, self.truth[slip.ball], now)]

    def void(self, line: Line, now: float) -> list[Entry]:
        """Void an entry and its corrections."""
        line.is_voided, line.slip = True, None
        fields = {"is_voided": True, "voided_by": self.person_id, "updated_at": moment(now)}
        return [
            Entry(each.action.model_copy(update=fields), each.content) for each in line.versions
        ]

    def correct(self, line: Line, content: Action, now: float, slip: Slip | None = None) -> Entry:
        """Correct an entry."""
        line.entry, line.slip = self.next_entry(content, now, corrects=line.root), slip
        line.versions.append(line.entry)
        return line.entry

    def line_before(self, ball: int) -> Line:
        """Return the last entry before a missed ball."""
        earlier = [line for line in self.lines if line.ball < ball and not line.is_voided]
        return max(earlier, key=lambda line: line.ball)

    def has_ball(self, ball: int) -> bool:
        """Return True if the book has a ball."""
        return any(line.ball == ball and not line.is_voided for line in self.lines)


def is_ball(action: Action) -> bool:
    """Return True if an action is a delivery."""
    return isinstance(action, Delivery)
