"""Invented games of soccer, basketball, hockey and baseball; sides and people do not exist."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from devtools.feeds.clock import START
from scrbrd_ingest.model import Phase, Sport

PLACES = ("Alder", "Brindle", "Corrow", "Dunmere", "Eskby", "Farrow", "Glenna", "Hollin")
NATURES = ("Herons", "Lanterns", "Millers", "Otters", "Pines", "Rovers", "Sparks", "Tides")


@dataclass(frozen=True)
class Shape:
    """How a sport's game runs. Minutes of a period count down where `counts_down`."""

    periods: int
    minutes: int
    scores: tuple[tuple[str, int], ...]
    others: tuple[str, ...]
    events: int
    counts_down: bool = False


SHAPES = {
    Sport.SOCCER: Shape(2, 45, (("goal", 1),), ("yellow_card", "corner_kick", "substitution"), 30),
    Sport.BASKETBALL: Shape(
        4, 12, (("two_pointer", 2), ("three_pointer", 3), ("free_throw", 1)), ("foul",), 120, True
    ),
    Sport.HOCKEY: Shape(3, 20, (("goal", 1),), ("penalty", "shot", "faceoff"), 60, True),
    Sport.BASEBALL: Shape(9, 10, (("run", 1), ("home_run", 2)), ("strikeout", "hit"), 80),
}
"""A period of baseball is an inning; its minutes are those that it takes here."""


@dataclass(frozen=True)
class Play:
    """One event of a game; `minute` counts in its period."""

    key: int
    at: datetime
    type: str
    period: int
    minute: int
    side: str
    value: int
    home: int
    away: int


@dataclass
class Game:
    """A game whose plays are all known; what of it is shown depends on the clock.

    `wrong` are plays that were told and taken back: from a moment to another.
    """

    id: str
    sport: Sport
    league: str
    home: str
    away: str
    starts_at: datetime
    plays: list[Play] = field(default_factory=list)
    seconds_a_period: float = 600.0
    undone: dict[int, datetime] = field(default_factory=dict)
    ended_early: tuple[datetime, datetime] | None = None
    frozen: tuple[datetime, datetime] | None = None

    @property
    def shape(self) -> Shape:
        """How the sport's games run."""
        return SHAPES[self.sport]

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        gaps = self.shape.periods - 1
        whole = self.shape.periods * self.seconds_a_period + gaps * self.break_seconds
        return self.starts_at + timedelta(seconds=whole)

    @property
    def break_seconds(self) -> float:
        """How long a break lasts."""
        return self.seconds_a_period / 5

    def shown_at(self, at: datetime) -> datetime:
        """Return the moment that is shown at a moment: an earlier one while the clock stands."""
        return self.frozen[0] if self.frozen and self.frozen[0] <= at < self.frozen[1] else at

    def told(self, at: datetime) -> list[Play]:
        """Return the plays that are shown at a moment, their scores as they then count."""
        at = self.shown_at(at)
        shown = [
            play
            for play in self.plays
            if play.at <= at and not (play.key in self.undone and self.undone[play.key] <= at)
        ]
        return list(counted(shown))

    def period(self, at: datetime) -> int:
        """Return the period in progress or the one before the break, 1-based; 0 before the game."""
        gone = (self.shown_at(at) - self.starts_at).total_seconds()
        if gone < 0:
            return 0
        return min(
            self.shape.periods, int(gone // (self.seconds_a_period + self.break_seconds)) + 1
        )

    def phase(self, at: datetime) -> Phase:
        """Return where the game stands."""
        at = self.shown_at(at)
        if at < self.starts_at:
            return Phase.SCHEDULED
        is_early = self.ended_early and self.ended_early[0] <= at < self.ended_early[1]
        if at >= self.ends_at or is_early:
            return Phase.FINISHED
        gone = (at - self.starts_at).total_seconds() % (self.seconds_a_period + self.break_seconds)
        return Phase.LIVE if gone < self.seconds_a_period else Phase.BREAK

    def minute(self, at: datetime) -> tuple[int, int]:
        """Return (minutes, seconds) of the period that are gone."""
        gone = (self.shown_at(at) - self.starts_at).total_seconds()
        gone = max(0.0, gone) % (self.seconds_a_period + self.break_seconds)
        share = min(1.0, gone / self.seconds_a_period)
        return divmod(int(share * self.shape.minutes * 60), 60)

    def clock(self, at: datetime) -> str:
        """Return the clock of the game as it is printed: `38:12` gone, or left."""
        minutes, seconds = self.minute(at)
        if self.shape.counts_down:
            minutes, seconds = divmod(self.shape.minutes * 60 - minutes * 60 - seconds, 60)
        return f"{minutes}:{seconds:02d}"


def counted(plays: list[Play]) -> Iterator[Play]:
    """Yield plays with the score after each."""
    home = away = 0
    for play in plays:
        home += play.value if play.side == "home" else 0
        away += play.value if play.side == "away" else 0
        yield Play(
            play.key,
            play.at,
            play.type,
            play.period,
            play.minute,
            play.side,
            play.value,
            home,
            away,
        )


def invented_game(
    sport: Sport,
    seed: int,
    starts_at: datetime = START,
    seconds_a_period: float = 600.0,
    faults: bool = False,
) -> Game:
    """Return a game of a seed; with faults one score is taken back, it is said to be over too
    early, and its clock stands still for a while."""
    chance = random.Random(f"{sport}/{seed}")
    names = chance.sample(PLACES, 2), chance.sample(NATURES, 2)
    home, away = (f"{place} {nature}" for place, nature in zip(*names, strict=True))
    number = str(400_000_000 + chance.randrange(10**6))
    league = f"{sport}-invented"
    game = Game(number, sport, league, home, away, starts_at, seconds_a_period=seconds_a_period)
    game.plays = list(plays_of(game, chance))
    if faults:
        add_faults(game, chance)
    return game


def plays_of(game: Game, chance: random.Random) -> Iterator[Play]:
    """Yield the plays of a game in order."""
    shape = game.shape
    places = sorted((chance.randrange(shape.periods), chance.random()) for _ in range(shape.events))
    likely = 0.1 if shape.events <= 80 else 0.6
    for key, (period, share) in enumerate(places):
        is_score = chance.random() < likely
        kind, value = chance.choice(shape.scores) if is_score else (chance.choice(shape.others), 0)
        gone = period * (game.seconds_a_period + game.break_seconds) + share * game.seconds_a_period
        at = game.starts_at + timedelta(seconds=gone)
        minute = int(share * shape.minutes) + 1
        side = chance.choice(("home", "away"))
        yield Play(key, at, kind, period + 1, minute, side, value, 0, 0)


def add_faults(game: Game, chance: random.Random) -> None:
    """Let one score be taken back, and the state go back and stand still."""
    scores = [play for play in game.plays if play.value]
    if scores:
        play = chance.choice(scores)
        game.undone[play.key] = play.at + timedelta(seconds=game.seconds_a_period / 20)
    middle = game.starts_at + timedelta(seconds=game.seconds_a_period / 2)
    game.ended_early = (middle, middle + timedelta(seconds=game.seconds_a_period / 30))
    later = middle + timedelta(seconds=game.seconds_a_period / 6)
    game.frozen = (later, later + timedelta(seconds=game.seconds_a_period / 10))
