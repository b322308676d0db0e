"""Defines `tickers/{matchId}`, the small document of a match for many readers."""

from datetime import datetime

from scrbrd.domain.document import Document
from scrbrd.domain.vocabulary import CloseReason, MatchStatus
from scrbrd.projections.live.parts import LastBall


class TickerTeam(Document):
    """A side; in the order of `team_ids`."""

    name: str
    short_name: str


class TickerInnings(Document):
    """An innings so far; `team` is the 0-based place of the batting side among the teams.

    `balls` are the legal ones; only in The Hundred, whose innings are counted in balls.
    """

    team: int | None = None
    runs: int
    wickets: int
    overs: float
    balls: int | None = None
    closed: CloseReason | None = None
    is_super_over: bool | None = None


class TickerBatter(Document):
    """A batter at the crease; `balls` exclude wides. Only the striker has `is_on_strike`."""

    player_id: str
    player_name: str
    runs: int
    balls: int
    is_on_strike: bool | None = None


class TickerBowler(Document):
    """The bowler; `figures` are overs, maidens, runs, wickets: `3.4-0-25-2`."""

    player_id: str
    player_name: str
    figures: str


class StripBall(Document):
    """A ball of the over in scorers' notation."""

    action_id: str
    display: str


class Required(Document):
    """What the side batting last needs; `balls` if overs are limited."""

    runs: int
    balls: int | None = None


class TickerRain(Document):
    """Target and par of a match that lost time: as announced, else as computed (docs/rain.md)."""

    method: str
    target: int | None = None
    par: int | None = None


class Ticker(Document):
    """`tickers/{matchId}`, without the field that only a commit sets (version).

    A match has one as soon as it is scheduled, at first without innings. `innings` are in the order
    played: at most four, and the last two super overs. `batters` and `bowler` are given while an
    innings is in progress; `strip` is the over in progress, or the last one. Between innings
    `target` and `required` are those of the next. `dls` is given until a match that lost time is
    over. `scheduled_at` is the beginning of the day (UTC) if no time is known.
    """

    match_id: str
    status: MatchStatus
    scheduled_at: datetime | None = None
    competition_id: str | None = None
    season_id: str | None = None
    team_ids: tuple[str, ...]
    teams: tuple[TickerTeam, ...]
    innings_number: int
    innings: tuple[TickerInnings, ...]
    batters: tuple[TickerBatter, ...]
    bowler: TickerBowler | None = None
    strip: tuple[StripBall, ...]
    last_ball: LastBall | None = None
    last_wicket: str | None = None
    target: int | None = None
    required: Required | None = None
    dls: TickerRain | None = None
    stoppage: str | None = None
    result_text: str | None = None
    problem_count: int


TICKER_FIELDS = frozenset(field.alias or name for name, field in Ticker.model_fields.items())
"""Every field of the document except its version."""
