"""Invents games of soccer, basketball, hockey and baseball; sides and people do not exist."""

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
    """The format of a sport's games.

    `scores` are (type, value); `others` are events without a value; `events` is the number of all
    events in a game. The clock counts down in each period if `counts_down`.
    """

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
"""A period of baseball is an inning; its minutes are its invented duration."""


@dataclass(frozen=True)
class Play:
    """One event of a game.

    `minute` counts within its period; `home` and `away` are the score after it.
    """

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
    """A game with all its plays; the clock decides which of them are shown.

    `undone` holds the time at which a play (by its key) is withdrawn. `ended_early` and `frozen`
    are spans in which the game is reported as finished, and in which its clock stands.
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
        """The format of the sport's games."""
        return SHAPES[self.sport]

    @property
    def ends_at(self) -> datetime:
        """The time of the game's end."""
        gaps = self.shape.periods - 1
        whole = self.shape.periods * self.seconds_a_period + gaps * self.break_seconds
        return self.starts_at + timedelta(seconds=whole)

    @property
    def break_seconds(self) -> float:
        """The duration of a break between periods, in seconds."""
        return self.seconds_a_period / 5

    def displayed_time(self, at: datetime) -> datetime:
        """Return the time that the provider shows at a moment: an earlier one while frozen."""
        return self.frozen[0] if self.frozen and self.frozen[0] <= at < self.frozen[1] else at

    def plays_at(self, at: datetime) -> list[Play]:
        """Return the plays that are shown at a moment, with the scores that result from them."""
        at = self.displayed_time(at)
        shown = [
            play
            for play in self.plays
            if play.at <= at and not (play.key in self.undone and self.undone[play.key] <= at)
        ]
        return list(with_scores(shown))

    def period(self, at: datetime) -> int:
        """Return the period in progress or the one before the break, 1-based; 0 before the game."""
        gone = (self.displayed_time(at) - self.starts_at).total_seconds()
        if gone < 0:
            return 0
        return min(
            self.shape.periods, int(gone // (self.seconds_a_period + self.break_seconds)) + 1
        )

    def phase(self, at: datetime) -> Phase:
        """Return the phase of the game that is shown at a moment."""
        at = self.displayed_time(at)
        if at < self.starts_at:
            return Phase.SCHEDULED
        is_early = self.ended_early and self.ended_early[0] <= at < self.ended_early[1]
        if at >= self.ends_at or is_early:
            return Phase.FINISHED
        gone = (at - self.starts_at).total_seconds() % (self.seconds_a_period + self.break_seconds)
        return Phase.LIVE if gone < self.seconds_a_period else Phase.BREAK

    def minute(self, at: datetime) -> tuple[int, int]:
        """Return (minutes, seconds) played in the period."""
        gone = (self.displayed_time(at) - self.starts_at).total_seconds()
        gone = max(0.0, gone) % (self.seconds_a_period + self.break_seconds)
        share = min(1.0, gone / self.seconds_a_period)
        return divmod(int(share * self.shape.minutes * 60), 60)

    def clock(self, at: datetime) -> str:
        """Return the game clock as text: `38:12` played, or left if it counts down."""
        minutes, seconds = self.minute(at)
        if self.shape.counts_down:
            minutes, seconds = divmod(self.shape.minutes * 60 - minutes * 60 - seconds, 60)
        return f"{minutes}:{seconds:02d}"


def with_scores(plays: list[Play]) -> Iterator[Play]:
    """Yield the plays with the score after each."""
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
    """Return the game of a seed.

    With faults one score is withdrawn, the game is reported as finished too early, and its clock
    stands still for a while.
    """
    rng = random.Random(f"{sport}/{seed}")
    names = rng.sample(PLACES, 2), rng.sample(NATURES, 2)
    home, away = (f"{place} {nature}" for place, nature in zip(*names, strict=True))
    number = str(400_000_000 + rng.randrange(10**6))
    league = f"{sport}-invented"
    game = Game(number, sport, league, home, away, starts_at, seconds_a_period=seconds_a_period)
    game.plays = list(plays_of(game, rng))
    if faults:
        add_faults(game, rng)
    return game


def plays_of(game: Game, rng: random.Random) -> Iterator[Play]:
    """Yield the plays of a game in order."""
    shape = game.shape
    places = sorted((rng.randrange(shape.periods), rng.random()) for _ in range(shape.events))
    likely = 0.1 if shape.events <= 80 else 0.6
    for key, (period, share) in enumerate(places):
        is_score = rng.random() < likely
        kind, value = rng.choice(shape.scores) if is_score else (rng.choice(shape.others), 0)
        gone = period * (game.seconds_a_period + game.break_seconds) + share * game.seconds_a_period
        at = game.starts_at + timedelta(seconds=gone)
        minute = int(share * shape.minutes) + 1
        side = rng.choice(("home", "away"))
        yield Play(key, at, kind, period + 1, minute, side, value, 0, 0)


def add_faults(game: Game, rng: random.Random) -> None:
    """Withdraw one score, end the game early for a while, and freeze its clock for a while."""
    scores = [play for play in game.plays if play.value]
    if scores:
        play = rng.choice(scores)
        game.undone[play.key] = play.at + timedelta(seconds=game.seconds_a_period / 20)
    middle = game.starts_at + timedelta(seconds=game.seconds_a_period / 2)
    game.ended_early = (middle, middle + timedelta(seconds=game.seconds_a_period / 30))
    later = middle + timedelta(seconds=game.seconds_a_period / 6)
    game.frozen = (later, later + timedelta(seconds=game.seconds_a_period / 10))
