"""Works out who faced the balls of a latest-state feed from two states of it. Pure.

Such a feed says what came of each ball and how the card stands, not who faced. From the pair that
was in, the Laws say who faces next (18.11, and the ends change after an over); the differences of
the card must then be exactly those of the balls. Where they are not, or the Laws do not say (a run
out at an unknown end, two wickets, a retirement in between), nothing is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

FEWEST_BALLS = 5
"""Counted balls after which an over may have ended: an over of The Hundred has five."""

BEATEN = frozenset({"bowled", "caught", "lbw", "stumped", "hit_wicket"})
"""Dismissals that only the striker can suffer."""


@dataclass(frozen=True)
class Token:
    """What came of a ball. `extras` are runs by our names; `wicket` is whether one fell."""

    bowler: str
    text: str
    runs: int
    extras: Mapping[str, int]
    wicket: bool
    marks: Mapping[str, Any] = field(default_factory=dict)
    """`boundary`, `runsRun`, `notCounted` and `overBalls`, where they were given."""

    @property
    def is_counted(self) -> bool:
        """Whether it counts in the over."""
        extras = self.extras
        return not (extras.get("wide") or extras.get("noBall") or self.marks.get("notCounted"))

    @property
    def completed(self) -> int:
        """The runs that change the ends; a wide's or no-ball's penalty is none of them."""
        if "runsRun" in self.marks:
            return int(self.marks["runsRun"])
        wide = self.extras.get("wide", 0)
        others = self.extras.get("bye", 0) + self.extras.get("legBye", 0)
        return self.runs + others + (wide - 1 if wide else 0)


@dataclass(frozen=True)
class Out:
    """How a batter's innings ended, as the card says it; `end` and `crossed` where it does."""

    type: str
    fielder_ids: tuple[str, ...] = ()
    assist_ids: tuple[str, ...] = ()
    substitute_ids: tuple[str, ...] = ()
    end: str | None = None
    crossed: bool | None = None


@dataclass(frozen=True)
class Batting:
    """A batter's line of the card."""

    runs: int = 0
    balls: int = 0
    fours: int = 0
    sixes: int = 0
    out: Out | None = None


@dataclass(frozen=True)
class Bowling:
    """A bowler's line of the card; `balls` are those that count."""

    balls: int = 0
    runs: int = 0
    wides: int = 0
    no_balls: int = 0


@dataclass(frozen=True)
class State:
    """An innings as the pair of answers says it.

    `overs` are the newest overs by their 0-based numbers, each as its balls so far; `pair` is
    (striker, non-striker) for the coming ball, None where a place is empty. Batters are in the
    order in which they came in.
    """

    innings: int
    overs: Mapping[int, tuple[Token, ...]]
    pair: tuple[str | None, str | None]
    batters: Mapping[str, Batting]
    bowlers: Mapping[str, Bowling]
    score: tuple[int, int] = (0, 0)
    is_consistent: bool = True
    """Whether score and card were of the same moment: both state the same total."""


@dataclass(frozen=True)
class Faced:
    """A ball with the people of it; `over` is 0-based, `ball` 1-based and counts every delivery."""

    over: int
    ball: int
    token: Token
    striker: str
    non_striker: str | None
    out: tuple[str, Out] | None = None


class Unsure(Exception):
    """It cannot be told who faced; the message says why."""


def new_balls(before: State, after: State) -> list[tuple[int, int, Token]]:
    """Return (over, ball, token) of what is in one state and not yet in the other.

    Raises Unsure where a ball that was known is another now, or some may have been missed.
    """
    if before.innings != after.innings:
        raise Unsure("another innings has begun")
    last = max(before.overs, default=-1)
    if after.overs and last >= 0 and min(after.overs) > last:
        raise Unsure(f"over {last + 1} is not shown any more")
    found = []
    for over, tokens in sorted(after.overs.items()):
        known = before.overs.get(over, ()) if over <= last else ()
        if over in before.overs and tokens[: len(known)] != known:
            raise Unsure(f"over {over + 1} was revised")
        start = len(known) + 1
        found += [(over, ball, tokens[ball - 1]) for ball in range(start, len(tokens) + 1)]
    if any(over > last + 1 and not after.overs.get(over - 1) for over, _, _ in found):
        raise Unsure("an over is missing between those shown")
    return found


def work_out(before: State, after: State, disturbed: bool = False) -> list[Faced]:
    """Return the new balls with the people of them. Raises Unsure.

    `disturbed`: a batter came or went in between without a ball, so that the pair is not known.
    """
    balls = new_balls(before, after)
    if not balls:
        return []
    if disturbed:
        raise Unsure("a batter came or went in between")
    if not (before.is_consistent and after.is_consistent):
        raise Unsure("score and card are not of one moment")
    run = Run(before, after)
    for over, ball, token in balls:
        run.bowl(over, ball, token)
    run.check()
    return run.faced


class Run:
    """Plays the new balls from the pair that was in, and compares what comes of it."""

    def __init__(self, before: State, after: State) -> None:
        self.after = after
        self.pair: list[str | None] = list(before.pair)
        self.waiting = [each for each in after.batters if each not in before.batters]
        self.waiting = [each for each in self.waiting if each not in before.pair]
        nobody = Batting()
        self.left = [
            (each, line.out)
            for each, line in after.batters.items()
            if line.out is not None and before.batters.get(each, nobody).out is None
        ]
        self.batters = {name: replace(line, out=None) for name, line in before.batters.items()}
        self.bowlers = dict(before.bowlers)
        self.faced: list[Faced] = []
        self.over = max(before.overs, default=-1)
        self.counted = sum(token.is_counted for token in before.overs.get(self.over, ()))
        self.is_end_unknown = False

    def bowl(self, over: int, ball: int, token: Token) -> None:
        """Play one ball, numbered as in `Faced`. Raises Unsure."""
        if over != self.over:
            if self.faced:  # the state before names the pair for the over that follows
                self.pair.reverse()
            self.over, self.counted = over, 0
        self.fill()
        striker, non_striker = self.pair
        if striker is None:
            raise Unsure("nobody is known to face")
        out = self.fallen(token)
        self.faced.append(Faced(over, ball, token, striker, non_striker, out))
        self.count(striker, token)
        self.counted += token.is_counted
        if token.completed % 2:
            self.pair.reverse()
        if out is not None:
            self.leave(*out)

    def fill(self) -> None:
        """Let the next batter of the card take the empty place. Raises Unsure."""
        if self.is_end_unknown:
            raise Unsure("it is not known at which end a batter was run out")
        for place in (0, 1):
            if self.pair[place] is None and self.waiting:
                self.pair[place] = self.waiting.pop(0)

    def fallen(self, token: Token) -> tuple[str, Out] | None:
        """Return who is out, None for nobody. Raises Unsure where the card leaves a doubt."""
        if not token.wicket:
            return None
        if len(self.left) != 1:
            raise Unsure(f"{len(self.left)} batters are out since")
        player, out = self.left.pop()
        if player not in self.pair:
            raise Unsure("who is out was not in")
        if out.type in BEATEN and player != self.pair[0]:
            raise Unsure("who is out was not facing")
        return player, out

    def leave(self, player: str, out: Out) -> None:
        """Empty a place; the other batter is where the dismissal leaves them."""
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

    def count(self, striker: str, token: Token) -> None:
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

    def check(self) -> None:
        """Raise Unsure unless the card and the pair now in are those of the balls played."""
        if self.left:
            raise Unsure("a batter is out whom no ball took")
        if {**self.after.bowlers} != self.bowlers:
            raise Unsure("the bowlers' figures are not those of the balls")
        nobody = Batting()
        for player in {*self.batters, *self.after.batters}:
            line = self.after.batters.get(player)
            if line is None or replace(line, out=None) != self.batters.get(player, nobody):
                raise Unsure("the batters' figures are not those of the balls")
        self.check_pair()

    def check_pair(self) -> None:
        """Raise Unsure where the pair that is in is not the one that the balls leave."""
        stated, ours = self.after.pair, self.pair
        if None in stated or None in ours:
            return
        is_ended = self.counted >= FEWEST_BALLS
        if tuple(ours) != stated and not (is_ended and tuple(reversed(ours)) == stated):
            raise Unsure("the pair now in is not the one that the balls leave")


def body_of(faced: Faced) -> Mapping[str, Any]:
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
    """Return a wicket in the words of the log."""
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
