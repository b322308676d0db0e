"""Computes the target and the par of a match in progress, next to those the umpires announced.

The announced figures are the record and are kept in the state. The computed ones check them, and
decide an abandoned chase without an announced par.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from scrbrd.domain.formats import PlayingConditions
from scrbrd.domain.plain import short_text
from scrbrd.domain.rain.announced import announced_par
from scrbrd.domain.rain.log import balls_bowled, balls_left
from scrbrd.domain.rain.record import LostOvers
from scrbrd.domain.rain.resources import ALL_OUT, NotCalculated, standard_table
from scrbrd.domain.rain.targets import Chase
from scrbrd.domain.state import Innings, MatchState
from scrbrd.domain.vocabulary import CloseReason, RainMethod

OVERS_LOST: Final = "playing condition: overs lost"
DLS: Final = "DLS"
VJD: Final = "VJD"
NAMES_OF_DLS: Final = ("dls", "d/l", "duckworth")
"""Names, in small letters, by which an announced method is recognised as DLS."""

NOT_PUBLISHED: Final = {
    RainMethod.DLS_PROFESSIONAL: "the Professional Edition is not published and not computed",
    RainMethod.VJD: "the tables of VJD are not published, it is not computed",
}
"""Methods for which there are only announced figures."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The computed resources (tenths of a percent), target and par; None where not known yet.

    `why_not` is the reason why the target is not computed. A par takes fewer resources: there may
    be a par without a target, and there is one wherever there is a target.
    """

    resources1: int | None = None
    resources2: int | None = None
    target: int | None = None
    par: int | None = None
    why_not: str | None = None


@dataclass(frozen=True, slots=True)
class Par:
    """The score at which an abandoned chase is level, and the method it comes from."""

    runs: int
    method: str | None


def has_rain(state: MatchState) -> bool:
    """Return whether a limited-overs match lost time, so that target and par are computed."""
    if state.rain is None and not is_abandoned_chase(state):
        return False
    main, conditions = state.main_innings, state.setup.conditions
    limits = [conditions.overs_per_innings, *(each.overs_limit for each in main)]
    return conditions.innings_per_side == 1 and any(limits)


def is_chase(state: MatchState, innings: Innings) -> bool:
    """Return whether an innings is the second of a match with one innings a side."""
    main = state.main_innings
    return state.setup.conditions.innings_per_side == 1 and len(main) > 1 and main[1] is innings


def has_fewer_overs(state: MatchState, chase: Innings) -> bool:
    """Return whether a chase has fewer overs than the first innings."""
    limits = (state.main_innings[0].overs_limit, state.setup.conditions.overs_per_innings)
    overs = min((each for each in limits if each), default=0)
    return chase.overs_limit is not None and chase.overs_limit < overs


def is_abandoned_chase(state: MatchState) -> bool:
    """Return whether the second innings was recorded as abandoned."""
    current = state.current
    if current is None or (current.closed is None and not current.is_super_over):
        return False
    main = state.main_innings
    is_closed = len(main) == 2 and main[1].is_close_recorded
    return is_closed and main[1].closed is CloseReason.ABANDONED


def method_of(state: MatchState) -> RainMethod | None:
    """Return the method of revision: as announced, else by the conditions, else DLS Standard.

    None where another method was announced.
    """
    announced = (state.method or "").casefold()
    if VJD.casefold() in announced:
        return RainMethod.VJD
    if announced and not any(name in announced for name in NAMES_OF_DLS):
        return None
    if "professional" in announced:
        return RainMethod.DLS_PROFESSIONAL
    agreed = state.setup.conditions.rain_method or RainMethod.DLS_STANDARD
    return RainMethod.DLS_STANDARD if announced and agreed is RainMethod.VJD else agreed


def figures(state: MatchState, coming: Innings | None = None) -> Figures:
    """Return the figures of a match at this ball, as far as they can be computed.

    `coming` is the next innings, the chase, while no second innings has begun.
    """
    conditions, main = state.setup.conditions, state.main_innings
    why_not = reason_not_computed(state)
    if why_not is not None:
        return Figures(why_not=why_not)
    if not main:
        return Figures()
    length = conditions.balls_per_over
    try:
        first = available_resources(main[0], length) - unused_resources(main[0], length)
    except NotCalculated as error:
        return Figures(why_not=str(error))
    chase = main[1] if len(main) > 1 else coming
    if chase is None:
        return Figures(resources1=first)
    return figures_of_chase(main[0], chase, first, conditions)


def reason_not_computed(state: MatchState) -> str | None:
    """Return why nothing can be computed for this match; None where it can."""
    conditions, method = state.setup.conditions, method_of(state)
    if method is None:
        return f"{short_text(state.method)} is not computed; the announced figures stand"
    if method in NOT_PUBLISHED:
        return f"{NOT_PUBLISHED[method]}; the announced figures stand"
    if conditions.wickets_per_innings != ALL_OUT:
        wickets = conditions.wickets_per_innings
        return f"the table is made for {ALL_OUT} wickets, an innings here has {wickets}"
    return None


def figures_of_chase(
    first: Innings, innings: Innings, resources1: int, conditions: PlayingConditions
) -> Figures:
    """Return the figures once a chase is in progress, over, or about to begin."""
    length, resources2 = conditions.balls_per_over, None
    try:
        resources2 = available_resources(innings, length)
        left = standard_table().left(balls_left(innings, length), innings.wickets)
    except NotCalculated as error:
        return Figures(resources1, resources2, why_not=str(error))
    runs = first.runs - first.chase_penalty
    chase = Chase(runs, resources1, resources2, conditions.g50, first.chase_penalty)
    target, why_not = try_figure(chase.target)
    par, _ = try_figure(lambda: chase.par(left))
    return Figures(resources1, resources2, target, par, why_not)


def try_figure(figure: Callable[[], int]) -> tuple[int | None, str | None]:
    """Return (figure, None), or (None, the reason) where it cannot be calculated."""
    try:
        return figure(), None
    except NotCalculated as error:
        return None, str(error)


def available_resources(innings: Innings, length: int) -> int:
    """Return the resources of an innings: of its overs at the start, less those lost since.

    Raises NotCalculated for an innings that has, or began with, no limit of overs, or one longer
    than the table.
    """
    lost = innings.lost_overs or LostOvers(innings.overs_limit or 0)
    if not lost.overs:
        why = "has no" if innings.overs_limit is None else "began without a"
        raise NotCalculated(f"innings {innings.number} {why} limit of overs")
    return standard_table().left(lost.overs * length, 0) - lost.resources


def unused_resources(first: Innings, length: int) -> int:
    """Return the resources that the side batting first lost when its innings was cut short.

    A side all out, or one that declared, had all its resources; so has one that is still batting,
    and one whose overs were complete, however the umpires counted them.
    """
    if first.closed is not CloseReason.ABANDONED:
        return 0
    return standard_table().left(balls_left(first, length), first.wickets)


def final_par(state: MatchState) -> Par | None:
    """Return the par of an abandoned chase: as announced, else as computed.

    None where there is none, and where fewer overs were bowled than make a match. A recorded result
    takes its margin from the par, however few overs there were.
    """
    least, is_recorded = state.setup.conditions.minimum_overs, state.recorded_result is not None
    if least is not None and is_too_short(state, least) and not is_recorded:
        return None
    announced = announced_par(state)
    if announced is not None:
        return Par(announced, state.method)
    if (least is None and not is_recorded) or not has_rain(state):
        return None
    computed = figures(state).par
    return None if computed is None else Par(computed, state.method or DLS)


def why_no_par(state: MatchState) -> str | None:
    """Return why an abandoned chase with enough overs has no par, so that it is not decided.

    None where it has a par, or needs none.
    """
    least = state.setup.conditions.minimum_overs
    if least is None or is_too_short(state, least) or not has_rain(state):
        return None
    computed = figures(state) if announced_par(state) is None else None
    return computed.why_not if computed is not None and computed.par is None else None


def is_too_short(state: MatchState, least: int) -> bool:
    """Return whether a chase had fewer overs than a result needs, or than the whole innings."""
    conditions = state.setup.conditions
    overs = min(least, conditions.overs_per_innings or least)
    length = conditions.balls_per_over
    return balls_bowled(state.main_innings[1], length) < overs * length
