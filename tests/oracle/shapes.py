"""Defines the results of a recount: frozen rows in the terms of a scorecard.

Overs are text ("12.4", a full quota "20.0"), in addition to the legal balls as an integer. Overs
are numbered from 0. Names are spelt as in the file.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Extras:
    """Extras of an innings, in runs; `penalty` includes awards outside the deliveries."""

    wides: int
    no_balls: int
    byes: int
    leg_byes: int
    penalty: int

    @property
    def total(self) -> int:
        """All extras together."""
        return self.wides + self.no_balls + self.byes + self.leg_byes + self.penalty


@dataclass(frozen=True)
class Exit:
    """How a batter left the crease: the schema's word, the credited bowler, the printed text.

    A fielder who is not named in the file (an unknown substitute) is not in `fielders`.
    """

    kind: str
    bowler: str | None
    fielders: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class BattingRow:
    """One batter's line; `balls_faced` includes no-balls and excludes wides."""

    name: str
    runs: int
    balls_faced: int
    fours: int
    sixes: int
    is_out: bool
    dismissal: str | None
    dismissal_text: str
    bowler: str | None
    fielders: tuple[str, ...]


@dataclass(frozen=True)
class BowlingRow:
    """One bowler's line; `wides` and `no_balls` are runs, `*_bowled` fields count deliveries."""

    name: str
    legal_balls: int
    overs: str
    maidens: int
    runs_conceded: int
    wickets: int
    wides: int
    wides_bowled: int
    no_balls: int
    no_balls_bowled: int
    dot_balls: int


@dataclass(frozen=True)
class FallOfWicket:
    """A wicket (1-based), the score with that ball's runs, and the over: "12.6" ends over 12."""

    wicket: int
    runs: int
    over_ball: str
    name: str


@dataclass(frozen=True)
class Segment:
    """Runs and legal balls of one pair; the batters are in batting order."""

    batters: tuple[str, str]
    runs: int
    legal_balls: int


@dataclass(frozen=True)
class Partnership:
    """The partnership for a wicket (1-based); it has several segments if a batter retired."""

    wicket: int
    segments: tuple[Segment, ...]
    is_unbroken: bool

    @property
    def runs(self) -> int:
        """Runs scored by the side for this wicket."""
        return sum(segment.runs for segment in self.segments)


@dataclass(frozen=True)
class RecountedInnings:
    """One innings' scorecard; retired hurt and retired not out are not wickets."""

    batting_team: str
    runs: int
    wickets: int
    legal_balls: int
    balls_per_over: int
    overs: str
    extras: Extras
    batting: tuple[BattingRow, ...]
    bowling: tuple[BowlingRow, ...]
    fall_of_wickets: tuple[FallOfWicket, ...]
    partnerships: tuple[Partnership, ...]
    absent_hurt: tuple[str, ...]
    target: int | None
    is_declared: bool
    is_forfeited: bool
    is_super_over: bool


@dataclass(frozen=True)
class Margin:
    """The winner and the margin; `innings` is 1 for an innings victory."""

    winner: str
    runs: int = 0
    wickets: int = 0
    innings: int = 0


@dataclass(frozen=True)
class RecountedResult:
    """The result as the file states it, and in `recounted_by` the margin from the totals.

    `outcome` is "win" or the file's own word ("tie", "draw", "no result"). `recounted_by` is None
    if totals alone do not decide: no winner, a method (D/L, VJD, Awarded), a revised target.
    """

    winner: str | None
    outcome: str
    by: Margin | None
    method: str | None
    eliminator: str | None
    bowl_out: str | None
    recounted_by: Margin | None


@dataclass(frozen=True)
class RecountedMatch:
    """A match: its innings in order, super overs listed separately."""

    innings: tuple[RecountedInnings, ...]
    super_overs: tuple[RecountedInnings, ...]
    result: RecountedResult
