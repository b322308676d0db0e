"""Defines the shape of `tickers/{matchId}`, the small document of a match for many readers."""

from datetime import datetime

from scrbrd.domain.document import Document
from scrbrd.domain.vocabulary import CloseReason, MatchStatus
from scrbrd.projections.live.parts import LastBall


class TickerTeam(Document):
    """A side; in the order of `team_ids`."""

    name: str
    short_name: str


class TickerInnings(Document):
    """An innings so far; `team` is the place (0-based) of the side batting among the teams.

    `balls` are the legal ones, only in The Hundred, which is told in balls.
    """

    team: int | None = None
    runs: int
    wickets: int
    overs: float
    balls: int | None = None
    closed: CloseReason | None = None
    is_super_over: bool | None = None


class TickerBatter(Document):
    """A batter at the crease; balls without wides. `is_on_strike` is only said of the striker."""

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
    """A ball of the over as scorers write it."""

    action_id: str
    display: str


class Required(Document):
    """What the side batting last needs; `balls` where overs are limited."""

    runs: int
    balls: int | None = None


class TickerRain(Document):
    """Target and par of a match that lost time: as announced, else as computed (docs/rain.md)."""

    method: str
    target: int | None = None
    par: int | None = None


class Ticker(Document):
    """`tickers/{matchId}`, without what only the commit knows (version).

    A match has one as soon as it is planned, then without innings. `innings` in the order played,
    four at most and the last two super overs. `batters` and `bowler` while an innings is in
    progress; `strip` is the over in progress, or the last one. Between innings `target` and
    `required` are those of the next. `dls` until a match that lost time is over. `scheduled_at` is
    the day's beginning (UTC) where no time is known.
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
"""Every field of the document but its version."""
