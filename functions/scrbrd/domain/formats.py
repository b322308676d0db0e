"""Defines the playing conditions: formats as data, each with only its differences from the Laws.

A match's own `conditions` differ again from its format's. No other code has a literal six, ten or
eleven.
"""

from dataclasses import dataclass, replace
from datetime import date

from scrbrd.domain.actions import PowerplaySpan
from scrbrd.domain.vocabulary import LawsEdition, MatchFormat, RainMethod

RATE_BALLS = 6
"""Run rates and economy are per six balls in every format, so that they can be compared."""

EDITION_STARTS = (
    (date(2026, 10, 1), LawsEdition.FOURTH_2026),
    (date(2022, 10, 1), LawsEdition.THIRD_2022),
    (date(2019, 4, 1), LawsEdition.SECOND_2019),
    (date(2017, 10, 1), LawsEdition.FIRST_2017),
)


@dataclass(frozen=True, slots=True)
class PlayingConditions:
    """The playing conditions of one match; the defaults are the Laws themselves.

    `minimum_overs` of a chase make a result by a par possible. `g50` is the average total of 50
    overs: it differs by level of play and by year, so no format has one. `follow_on_lead` is the
    lead by which a side may enforce the follow-on: it depends on the days of a match, which no
    format has either.
    """

    balls_per_over: int = 6
    overs_per_innings: int | None = None
    innings_per_side: int = 1
    players_per_side: int = 11
    no_ball_runs: int = 1
    wide_runs: int = 1
    free_hit: bool = False
    max_overs_per_bowler: int | None = None
    max_consecutive_overs: int = 1
    overs_per_end: int = 1
    powerplays: tuple[PowerplaySpan, ...] = ()
    last_man_stands: bool = False
    laws_edition: LawsEdition = LawsEdition.THIRD_2022
    grace_minutes: int = 120
    minimum_overs: int | None = None
    g50: int | None = None
    rain_method: RainMethod | None = None
    super_over_overs: int = 1
    super_over_wickets: int = 2
    follow_on_lead: int | None = None

    @property
    def wickets_per_innings(self) -> int:
        """Dismissals that end an innings: all but one, or all where the last man stands."""
        return self.players_per_side if self.last_man_stands else self.players_per_side - 1

    @property
    def crossing_matters_when_caught(self) -> bool:
        """Whether batters who crossed before a catch stay crossed (18.11, until October 2022)."""
        return self.laws_edition < LawsEdition.THIRD_2022

    @property
    def captain_may_choose_striker(self) -> bool:
        """Since October 2026 the fielding captain chooses who faces after deliberate short runs
        (Law 18.5) and after an obstruction that prevents a catch (Law 37.5)."""
        return self.laws_edition >= LawsEdition.FOURTH_2026


THE_LAWS = PlayingConditions()

FORMATS: dict[MatchFormat, PlayingConditions] = {
    MatchFormat.T20: replace(
        THE_LAWS,
        overs_per_innings=20,
        free_hit=True,
        max_overs_per_bowler=4,
        minimum_overs=5,
        powerplays=(PowerplaySpan(from_over=0, to_over=5),),
    ),
    MatchFormat.ODI: replace(
        THE_LAWS,
        overs_per_innings=50,
        free_hit=True,
        max_overs_per_bowler=10,
        minimum_overs=20,
        powerplays=(PowerplaySpan(from_over=0, to_over=9),),
    ),
    MatchFormat.TEST: replace(THE_LAWS, innings_per_side=2),
    MatchFormat.HUNDRED: replace(
        THE_LAWS,
        balls_per_over=5,
        overs_per_innings=20,
        no_ball_runs=2,
        free_hit=True,
        max_overs_per_bowler=4,
        max_consecutive_overs=2,
        overs_per_end=2,
        minimum_overs=5,
        powerplays=(PowerplaySpan(from_over=0, to_over=4),),
    ),
    MatchFormat.CUSTOM: THE_LAWS,
}


SHORT_FORMAT = 20
"""Overs of an innings up to which a shortened powerplay ends at the nearest ball, not over."""


def powerplays_of(conditions: PlayingConditions, limit: int | None) -> tuple[PowerplaySpan, ...]:
    """Return the powerplays of an innings of `limit` overs, shortened in proportion.

    Up to 20 overs to the nearest ball (the ICC's Twenty20 conditions since July 2025), else to the
    nearest over; halves are rounded up, and a powerplay with no ball left is omitted.
    """
    whole, length = conditions.overs_per_innings, conditions.balls_per_over
    if not whole or limit is None or limit >= whole:
        return conditions.powerplays
    step = 1 if whole <= SHORT_FORMAT else length

    def shortened(balls: int) -> int:
        return (2 * balls * limit + whole * step) // (2 * whole * step) * step

    spans = []
    for span in conditions.powerplays:
        start = shortened(span.from_over * length + (span.from_ball or 1) - 1)
        end = shortened(span.to_over * length + (span.to_ball or length))
        if start < end:
            spans.append(powerplay_span(span.type, start, end, length))
    return tuple(spans)


def powerplay_span(kind: str, start: int, end: int, length: int) -> PowerplaySpan:
    """Return a powerplay from after ball `start` of an innings to ball `end`, in overs.

    `length` is the number of balls of an over.
    """
    (from_over, first), (to_over, last) = divmod(start, length), divmod(end - 1, length)
    return PowerplaySpan(
        type=kind,
        from_over=from_over,
        to_over=to_over,
        from_ball=first + 1 if first else None,
        to_ball=last + 1 if last + 1 < length else None,
    )


def edition_in_force(day: date | None) -> LawsEdition:
    """Return the edition of the Laws in force on a day; that of 2022 where the day is unknown."""
    if day is None:
        return LawsEdition.THIRD_2022
    for start, edition in EDITION_STARTS:
        if day >= start:
            return edition
    return LawsEdition.CODE_2000


def overs_text(legal_balls: int, balls_per_over: int) -> str:
    """Return legal balls as printed overs: 76 balls of six are `12.4`."""
    return f"{legal_balls // balls_per_over}.{legal_balls % balls_per_over}"
