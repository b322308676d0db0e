"""Defines the state that the log folds into: all that is needed to count the next ball.

Holds ids only (names are inputs of the projections). Only the fold changes it; `copied` lets
`evolve` return a new state and leave the old one unchanged.
"""

from copy import copy
from dataclasses import dataclass, field

from scrbrd.domain.actions import PowerplaySpan
from scrbrd.domain.formats import THE_LAWS, PlayingConditions
from scrbrd.domain.laws import NOT_A_WICKET
from scrbrd.domain.problems import Problem
from scrbrd.domain.rain.record import AnnouncedPar, LostOvers, Rain
from scrbrd.domain.vocabulary import (
    BowlingAngle,
    CloseReason,
    Outcome,
    PlayerId,
    ReplacementReason,
    ReplacementRole,
    TeamId,
    TossDecision,
    WicketType,
)


@dataclass(frozen=True, slots=True)
class Setup:
    """The decisions outside the log (match document, lineups) that the score depends on."""

    match_id: str
    home_team_id: TeamId | None = None
    away_team_id: TeamId | None = None
    conditions: PlayingConditions = THE_LAWS
    toss_winner_id: TeamId | None = None
    toss_decision: TossDecision | None = None
    sides: dict[PlayerId, TeamId] = field(default_factory=dict)
    keeper_ids: frozenset[PlayerId] = frozenset()
    substitute_ids: frozenset[PlayerId] = frozenset()


@dataclass(frozen=True, slots=True)
class Dismissal:
    """How a batter's innings ended; `bowler_id` only where the bowler is credited."""

    type: WicketType
    bowler_id: PlayerId | None = None
    fielder_ids: tuple[PlayerId, ...] = ()
    substitute_ids: tuple[PlayerId, ...] = ()

    @property
    def is_wicket(self) -> bool:
        """False for retired hurt and retired not out (Law 25.4.2)."""
        return self.type not in NOT_A_WICKET


@dataclass(slots=True)
class Batter:
    """A batter's innings. `position` is 1-based in order of coming in."""

    player_id: PlayerId
    position: int
    runs: int = 0
    balls_faced: int = 0
    fours: int = 0
    sixes: int = 0
    dismissal: Dismissal | None = None

    @property
    def is_out(self) -> bool:
        """Whether the batter is dismissed; one who retired hurt or not out is not."""
        return self.dismissal is not None and self.dismissal.is_wicket


@dataclass(slots=True)
class Spell:
    """Overs bowled from one end without a break; `start_over`, `end_over` 0-based, inclusive."""

    start_over: int
    end_over: int
    runs: int = 0
    wickets: int = 0


@dataclass(slots=True)
class Bowler:
    """A bowler's analysis. `balls_bowled` are legal; `miscounted` corrects overs to whole ones.

    `balls_of_others` are those that other bowlers bowled in overs shared with this bowler.
    """

    player_id: PlayerId
    balls_bowled: int = 0
    miscounted: int = 0
    balls_of_others: int = 0
    maidens: int = 0
    runs_conceded: int = 0
    wickets: int = 0
    wides: int = 0
    no_balls: int = 0
    dot_balls: int = 0
    spells: list[Spell] = field(default_factory=list)

    def copied(self) -> "Bowler":
        """Return a copy that shares no mutable value."""
        new = copy(self)
        new.spells = [copy(spell) for spell in self.spells]
        return new


@dataclass(frozen=True, slots=True)
class BallSummary:
    """One delivery in the display of the current over; `runs` is the total of the ball."""

    runs: int
    is_wicket: bool
    extra_type: str | None
    display: str


@dataclass(slots=True)
class Over:
    """The over in progress, or the last one until the next begins. `number` is 0-based."""

    number: int = 0
    legal_balls: int = 0
    deliveries: int = 0
    conceded: int = 0
    bowler_ids: list[PlayerId] = field(default_factory=list)
    umpires_count: int | None = None
    balls_per_over: int = THE_LAWS.balls_per_over
    is_complete: bool = False
    changes_ends: bool = True
    balls: list[BallSummary] = field(default_factory=list)

    def copied(self) -> "Over":
        """Return a copy that shares no mutable value."""
        new = copy(self)
        new.bowler_ids, new.balls = list(self.bowler_ids), list(self.balls)
        return new


@dataclass(slots=True)
class Partnership:
    """A segment of batting together. `balls` are those faced; penalty runs are excluded.

    A retirement ends a segment; segments with one `wicket_number` (1-based) make the
    partnership for that wicket.
    """

    wicket_number: int
    batter_a_id: PlayerId
    batter_b_id: PlayerId | None
    runs: int = 0
    balls: int = 0
    runs_a: int = 0
    runs_b: int = 0
    is_open: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether it has one batter only and no runs or balls."""
        return self.batter_b_id is None and not self.runs and not self.balls

    def is_between(self, one_id: PlayerId | None, other_id: PlayerId | None) -> bool:
        """Return whether these two are its batters, in either order."""
        a, b = self.batter_a_id, self.batter_b_id
        return (a == one_id and b == other_id) or (a == other_id and b == one_id)


@dataclass(frozen=True, slots=True)
class FallOfWicket:
    """The score when a wicket fell; `over` 0-based, `ball` the legal balls of that over by then."""

    wicket_number: int
    score: int
    over: int
    ball: int
    player_id: PlayerId
    bowler_id: PlayerId | None


def weight_of(*names: str | None, copies: int = 2, rest: int = 150) -> int:
    """Return the approximate bytes of an entry: `copies` of each name and id, plus `rest`."""
    return rest + copies * sum(len(name.encode()) for name in names if name)


@dataclass(frozen=True, slots=True)
class StrikeDoubt:
    """Balls whose recorded strike does not fit an earlier correction.

    `first_id` is the first such ball, `batter_ids` the pair that stayed together, `message` the
    fault of the first ball.
    """

    first_id: str
    batter_ids: tuple[PlayerId, ...]
    message: str


@dataclass(slots=True)
class Innings:
    """One innings. `runs` includes extras and penalties; `legal_balls` excludes wides, no-balls.

    `weight` is the approximate size in bytes of its entries in a scorecard, see `room`.
    `over_totals` are its runs at the end of the last overs completed. `chase_penalty` are penalty
    runs within `runs` that were awarded during the other side's next innings, `late_penalty` those
    awarded after its end. `last_left_id` is the batter dismissed or retired last. `went_on_after`
    are the ends by the score after which further balls were recorded. `last_correction`: where the
    last ball is a correction, the id of the ball it corrects and its own; the score does not depend
    on it.
    """

    number: int
    batting_team_id: TeamId | None
    bowling_team_id: TeamId | None
    is_super_over: bool = False
    overs_limit: int | None = None
    wickets_limit: int = THE_LAWS.wickets_per_innings
    target: int | None = None
    powerplays: tuple[PowerplaySpan, ...] = ()

    runs: int = 0
    wickets: int = 0
    legal_balls: int = 0
    overs_completed: int = 0
    wides: int = 0
    no_balls: int = 0
    byes: int = 0
    leg_byes: int = 0
    penalty: int = 0
    chase_penalty: int = 0
    lost_overs: LostOvers | None = None

    striker_id: PlayerId | None = None
    non_striker_id: PlayerId | None = None
    bowler_id: PlayerId | None = None
    bowling_angle: BowlingAngle | None = None
    is_free_hit: bool = False
    strike_was_stated: bool = False
    may_change_bowler: bool = False
    is_position_off: bool = False

    over: Over = field(default_factory=Over)
    batters: dict[PlayerId, Batter] = field(default_factory=dict)
    bowlers: dict[PlayerId, Bowler] = field(default_factory=dict)
    partnerships: list[Partnership] = field(default_factory=list)
    fall_of_wickets: list[FallOfWicket] = field(default_factory=list)
    over_bowlers: list[tuple[PlayerId, ...]] = field(default_factory=list)
    over_totals: list[int] = field(default_factory=list)
    suspended_ids: set[PlayerId] = field(default_factory=set)
    absent_ids: tuple[PlayerId, ...] = ()

    last_left_id: PlayerId | None = None
    late_penalty: int = 0
    went_on_after: tuple[CloseReason, ...] = ()
    last_correction: tuple[str, str] | None = field(default=None, compare=False)
    strike_doubt: StrikeDoubt | None = None
    closed: CloseReason | None = None
    is_close_recorded: bool = False
    weight: int = 0

    @property
    def is_open(self) -> bool:
        """Whether a ball could still be bowled."""
        return self.closed is None

    @property
    def over_balls(self) -> int:
        """Legal balls of the over in progress; 0 once it is complete."""
        return 0 if self.over.is_complete else self.over.legal_balls

    @property
    def at_crease(self) -> tuple[PlayerId, ...]:
        """The batters at the crease, striker first."""
        striker_id, non_striker_id = self.striker_id, self.non_striker_id
        if striker_id is None:
            return () if non_striker_id is None else (non_striker_id,)
        return (striker_id,) if non_striker_id is None else (striker_id, non_striker_id)

    def copied(self) -> "Innings":
        """Return a copy that shares no mutable value."""
        new = copy(self)
        new.over = self.over.copied()
        new.batters = {key: copy(batter) for key, batter in self.batters.items()}
        new.bowlers = {key: bowler.copied() for key, bowler in self.bowlers.items()}
        new.partnerships = [copy(partnership) for partnership in self.partnerships]
        new.fall_of_wickets = list(self.fall_of_wickets)
        new.over_bowlers = list(self.over_bowlers)
        new.over_totals = list(self.over_totals)
        new.suspended_ids = set(self.suspended_ids)
        return new


@dataclass(frozen=True, slots=True)
class Revision:
    """A target or a limit of overs that is kept for the next innings."""

    target: int | None
    overs_limit: int | None


@dataclass(frozen=True, slots=True)
class Result:
    """How the match ended. At most one of `runs`, `wickets` is the margin.

    A win by penalty runs has no margin (Law 16).
    """

    outcome: Outcome
    winner_team_id: TeamId | None = None
    runs: int | None = None
    wickets: int | None = None
    innings: int | None = None
    method: str | None = None
    by_penalty: bool = False


@dataclass(frozen=True, slots=True)
class Replacement:
    """A player's replacement by another; `at` is the scorer's clock as ISO text, where given."""

    team_id: TeamId
    out_player_id: PlayerId | None
    in_player_id: PlayerId
    role: ReplacementRole
    reason: ReplacementReason
    at: str | None = None


@dataclass(slots=True)
class MatchState:
    """The whole state of a fold: the innings in order, super overs included, and pending values.

    `problems` are the first ones; `problems_beyond` counts those that came after enough were kept.
    `bad_ids` are the malformed ids already warned of; `weight` is the size of everything but the
    current innings, see `room`.
    """

    setup: Setup
    innings: list[Innings] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    problems_beyond: int = 0
    pending_penalties: dict[TeamId, int] = field(default_factory=dict)
    pending_revision: Revision | None = None
    method: str | None = None
    par: AnnouncedPar | None = None
    stoppage: str | None = None
    rain: Rain | None = None
    suspended_ids: set[PlayerId] = field(default_factory=set)
    joined: dict[PlayerId, TeamId] = field(default_factory=dict)
    replacements: list[Replacement] = field(default_factory=list)
    recorded_result: Result | None = None
    result: Result | None = None
    bad_ids: set[str] = field(default_factory=set)
    weight: int = 0

    @property
    def current(self) -> Innings | None:
        """The innings in progress or the last one; None before the first."""
        return self.innings[-1] if self.innings else None

    @property
    def main_innings(self) -> list[Innings]:
        """The innings that count in the totals: all but super overs."""
        return [innings for innings in self.innings if not innings.is_super_over]

    @property
    def super_overs(self) -> list[Innings]:
        """The super overs; each side's is an innings of its own."""
        return [innings for innings in self.innings if innings.is_super_over]

    @property
    def replaced_ids(self) -> set[PlayerId]:
        """The players whom another replaced in the match, and who did not come back."""
        gone: set[PlayerId] = set()
        for each in self.replacements:
            if each.role is ReplacementRole.PLAYER and each.out_player_id is not None:
                gone.add(each.out_player_id)
            gone.discard(each.in_player_id)
        return gone

    def copied(self) -> "MatchState":
        """Return a copy that shares no mutable value."""
        new = copy(self)
        new.innings = [innings.copied() for innings in self.innings]
        new.problems = list(self.problems)
        new.pending_penalties = dict(self.pending_penalties)
        new.suspended_ids = set(self.suspended_ids)
        new.bad_ids = set(self.bad_ids)
        new.joined = dict(self.joined)
        new.replacements = list(self.replacements)
        return new
