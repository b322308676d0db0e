"""Works out the strikers of new balls from two states of a feed that does not name them. Pure.

Such a feed has the result of each ball and the card, but not who faced. From the batters who were
in, the Laws determine who faces next (18.11, and the ends change after an over). The differences of
the card must then match the balls exactly. If they do not, or if the Laws do not decide (a run out
at an unknown end, two wickets, a retirement in between), UnknownStriker is raised.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

FEWEST_BALLS = 5
"""Number of counted balls from which an over may have ended: an over of The Hundred has five."""

BEATEN = frozenset({"bowled", "caught", "lbw", "stumped", "hit_wicket"})
"""Dismissals that are possible for the striker only."""


@dataclass(frozen=True)
class Token:
    """The result of a ball. `extras` are runs by our names; `wicket` tells whether one fell."""

    bowler: str
    text: str
    runs: int
    extras: Mapping[str, int]
    wicket: bool
    marks: Mapping[str, Any] = field(default_factory=dict)
    """`boundary`, `runsRun`, `notCounted` and `overBalls`, where given."""

    @property
    def is_counted(self) -> bool:
        """Whether the ball counts in the over."""
        extras = self.extras
        return not (extras.get("wide") or extras.get("noBall") or self.marks.get("notCounted"))

    @property
    def completed_runs(self) -> int:
        """The runs that change the ends; the penalty of a wide or no-ball is not one of them."""
        if "runsRun" in self.marks:
            return int(self.marks["runsRun"])
        wide = self.extras.get("wide", 0)
        others = self.extras.get("bye", 0) + self.extras.get("legBye", 0)
        return self.runs + others + (wide - 1 if wide else 0)


@dataclass(frozen=True)
class Out:
    """How a batter's innings ended according to the card; `end` and `crossed` if given."""

    type: str
    fielder_ids: tuple[str, ...] = ()
    assist_ids: tuple[str, ...] = ()
    substitute_ids: tuple[str, ...] = ()
    end: str | None = None
    crossed: bool | None = None


@dataclass(frozen=True)
class Batting:
    """A batter's line on the card."""

    runs: int = 0
    balls: int = 0
    fours: int = 0
    sixes: int = 0
    out: Out | None = None


@dataclass(frozen=True)
class Bowling:
    """A bowler's line on the card; `balls` are those that count."""

    balls: int = 0
    runs: int = 0
    wides: int = 0
    no_balls: int = 0


@dataclass(frozen=True)
class State:
    """The state of an innings according to score and card.

    `overs` are the newest overs by their 0-based numbers, each with its balls so far; `pair` is
    (striker, non-striker) for the next ball, None for an empty place. Batters are in the order in
    which they came in.
    """

    innings: int
    overs: Mapping[int, tuple[Token, ...]]
    pair: tuple[str | None, str | None]
    batters: Mapping[str, Batting]
    bowlers: Mapping[str, Bowling]
    score: tuple[int, int] = (0, 0)
    is_consistent: bool = True
    """Whether score and card are of the same moment: both state the same total."""


@dataclass(frozen=True)
class FacedBall:
    """A ball with its people; `over` is 0-based, `ball` 1-based and counts every delivery."""

    over: int
    ball: int
    token: Token
    striker: str
    non_striker: str | None
    out: tuple[str, Out] | None = None


class UnknownStriker(Exception):
    """It cannot be determined who faced; the message says why."""


def new_balls(before: State, after: State) -> list[tuple[int, int, Token]]:
    """Return (over, ball, token) of the balls that only the later state has.

    Raises UnknownStriker if a known ball changed, or if balls may be missing between the states.
    """
    if before.innings != after.innings:
        raise UnknownStriker("another innings has begun")
    last = max(before.overs, default=-1)
    if after.overs and last >= 0 and min(after.overs) > last:
        raise UnknownStriker(f"over {last + 1} is not shown any more")
    found = []
    for over, tokens in sorted(after.overs.items()):
        known = before.overs.get(over, ()) if over <= last else ()
        if over in before.overs and tokens[: len(known)] != known:
            raise UnknownStriker(f"over {over + 1} was revised")
        start = len(known) + 1
        found += [(over, ball, tokens[ball - 1]) for ball in range(start, len(tokens) + 1)]
    if any(over > last + 1 and not after.overs.get(over - 1) for over, _, _ in found):
        raise UnknownStriker("an over is missing between those shown")
    return found


def work_out_strikers(before: State, after: State, is_disturbed: bool = False) -> list[FacedBall]:
    """Return the new balls with their people. Raises UnknownStriker.

    `is_disturbed`: a batter came or went in between without a ball, so that the pair is unknown.
    """
    balls = new_balls(before, after)
    if not balls:
        return []
    if is_disturbed:
        raise UnknownStriker("a batter came or went in between")
    if not (before.is_consistent and after.is_consistent):
        raise UnknownStriker("score and card are not of one moment")
    replay = BallReplay(before, after)
    for over, ball, token in balls:
        replay.play(over, ball, token)
    replay.check_result()
    return replay.faced


class BallReplay:
    """Replays the new balls from the pair that was in, and compares the result with the card."""

    def __init__(self, before: State, after: State) -> None:
        self.after = after
        self.pair: list[str | None] = list(before.pair)
        self.next_batters = [each for each in after.batters if each not in before.batters]
        self.next_batters = [each for each in self.next_batters if each not in before.pair]
        no_line = Batting()
        self.newly_out = [
            (each, line.out)
            for each, line in after.batters.items()
            if line.out is not None and before.batters.get(each, no_line).out is None
        ]
        self.batters = {name: replace(line, out=None) for name, line in before.batters.items()}
        self.bowlers = dict(before.bowlers)
        self.faced: list[FacedBall] = []
        self.over = max(before.overs, default=-1)
        self.counted_balls = sum(token.is_counted for token in before.overs.get(self.over, ()))
        self.is_end_unknown = False

    def play(self, over: int, ball: int, token: Token) -> None:
        """Replay one ball, numbered as in `FacedBall`. Raises UnknownStriker."""
        if over != self.over:
            if self.faced:  # the earlier state already has the pair for its next over
                self.pair.reverse()
            self.over, self.counted_balls = over, 0
        self.fill_empty_place()
        striker, non_striker = self.pair
        if striker is None:
            raise UnknownStriker("the striker is not known")
        out = self.dismissed_batter(token)
        self.faced.append(FacedBall(over, ball, token, striker, non_striker, out))
        self.add_to_figures(striker, token)
        self.counted_balls += token.is_counted
        if token.completed_runs % 2:
            self.pair.reverse()
        if out is not None:
            self.leave(*out)

    def fill_empty_place(self) -> None:
        """Put the next batter of the card into the empty place. Raises UnknownStriker."""
        if self.is_end_unknown:
            raise UnknownStriker("it is not known at which end a batter was run out")
        for place in (0, 1):
            if self.pair[place] is None and self.next_batters:
                self.pair[place] = self.next_batters.pop(0)

    def dismissed_batter(self, token: Token) -> tuple[str, Out] | None:
        """Return the batter who is out and how; None if none is. Raises UnknownStriker if the card
        is ambiguous."""
        if not token.wicket:
            return None
        if len(self.newly_out) != 1:
            raise UnknownStriker(f"{len(self.newly_out)} batters are out since")
        player, out = self.newly_out.pop()
        if player not in self.pair:
            raise UnknownStriker("the batter who is out was not in")
        if out.type in BEATEN and player != self.pair[0]:
            raise UnknownStriker("the batter who is out was not facing")
        return player, out

    def leave(self, player: str, out: Out) -> None:
        """Empty a place; the other batter is at the end where the dismissal leaves them."""
        place = self.pair.index(player)
        if out.type == "caught":
            vacant = 1 if out.crossed else 0
        elif out.end is not None:
            vacant = 0 if out.end == "striker" else 1
        elif out.crossed:
            vacant = 1 - place
        else:
            vacant = place
            self.is_end_unknown = out.type not in BEATEN
        other = self.pair[1 - place]
        self.pair = [None, other] if vacant == 0 else [other, None]

    def add_to_figures(self, striker: str, token: Token) -> None:
        """Add a ball to the lines of batter and bowler."""
        line = self.batters.get(striker, Batting())
        is_boundary = token.marks.get("boundary") is not False
        extras = token.extras
        self.batters[striker] = Batting(
            line.runs + token.runs,
            line.balls + (not extras.get("wide")),
            line.fours + (token.runs == 4 and is_boundary),
            line.sixes + (token.runs == 6 and is_boundary),
        )
        figures = self.bowlers.get(token.bowler, Bowling())
        wide, no_ball = extras.get("wide", 0), extras.get("noBall", 0)
        self.bowlers[token.bowler] = Bowling(
            figures.balls + token.is_counted,
            figures.runs + token.runs + wide + no_ball,
            figures.wides + wide,
            figures.no_balls + no_ball,
        )

    def check_result(self) -> None:
        """Raise UnknownStriker unless card and pair agree with the replayed balls."""
        if self.newly_out:
            raise UnknownStriker("a batter is out without a ball")
        if {**self.after.bowlers} != self.bowlers:
            raise UnknownStriker("the bowlers' figures are not those of the balls")
        no_line = Batting()
        for player in {*self.batters, *self.after.batters}:
            line = self.after.batters.get(player)
            if line is None or replace(line, out=None) != self.batters.get(player, no_line):
                raise UnknownStriker("the batters' figures are not those of the balls")
        self.check_pair()

    def check_pair(self) -> None:
        """Raise UnknownStriker if the stated pair is not the one after the replayed balls."""
        stated, ours = self.after.pair, self.pair
        if None in stated or None in ours:
            return
        is_ended = self.counted_balls >= FEWEST_BALLS
        if tuple(ours) != stated and not (is_ended and tuple(reversed(ours)) == stated):
            raise UnknownStriker("the pair now in is not the one after the balls")


def body_of(faced: FacedBall) -> Mapping[str, Any]:
    """Return the fields of a delivery."""
    token, wicket = faced.token, None
    if faced.out is not None:
        wicket = wicket_of(*faced.out)
    return {
        "strikerId": faced.striker,
        "nonStrikerId": faced.non_striker or "",
        "bowlerId": token.bowler,
        "runsOffBat": token.runs,
        "extras": token.extras,
        **token.marks,
        "wicket": wicket,
    }


def wicket_of(player: str, out: Out) -> dict[str, Any]:
    """Return a wicket in the vocabulary of the log."""
    wicket: dict[str, Any] = {
        "type": out.type,
        "dismissedPlayerId": player,
        "fielderIds": list(out.fielder_ids),
        "substituteIds": list(out.substitute_ids),
    }
    given = {
        "assistFielderIds": list(out.assist_ids) or None,
        "end": out.end,
        "crossed": out.crossed,
    }
    return wicket | {name: value for name, value in given.items() if value is not None}
