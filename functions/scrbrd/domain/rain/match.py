"""Computes the target and the par of a match in progress, beside what the umpires announced.

The announced figures are the record and stand in the state; the computed ones are a check on them,
and decide an abandoned chase for which nobody announced a par.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from scrbrd.domain.formats import PlayingConditions
from scrbrd.domain.plain import shown
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
"""What an announced method is called, in small letters, where it is one of these."""

NOT_PUBLISHED: Final = {
    RainMethod.DLS_PROFESSIONAL: "the Professional Edition is not published and not computed",
    RainMethod.VJD: "the tables of VJD are not published, it is not computed",
}
"""Methods of which there are announced figures only."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Resources in tenths of a percent, target and par as computed; None for what there is not yet.

    `why_not` says what keeps the target from being computed. A par takes fewer resources: there may
    be one without a target, and is one wherever there is a target.
    """

    resources1: int | None = None
    resources2: int | None = None
    target: int | None = None
    par: int | None = None
    why_not: str | None = None


@dataclass(frozen=True, slots=True)
class Par:
    """The score with which an abandoned chase is level, and the method that says so."""

    runs: int
    method: str | None


def has_rain(state: MatchState) -> bool:
    """Whether a match of limited overs lost time, so that it has a target and a par to compute."""
    if state.rain is None and not is_abandoned_chase(state):
        return False
    main, conditions = state.main_innings, state.setup.conditions
    limits = [conditions.overs_per_innings, *(each.overs_limit for each in main)]
    return conditions.innings_per_side == 1 and any(limits)


def is_chase(state: MatchState, innings: Innings) -> bool:
    """Whether an innings is the second of a match of one a side."""
    main = state.main_innings
    return state.setup.conditions.innings_per_side == 1 and len(main) > 1 and main[1] is innings


def has_fewer_overs(state: MatchState, chase: Innings) -> bool:
    """Whether a chase is to have fewer overs than the first innings was."""
    limits = (state.main_innings[0].overs_limit, state.setup.conditions.overs_per_innings)
    overs = min((each for each in limits if each), default=0)
    return chase.overs_limit is not None and chase.overs_limit < overs


def is_abandoned_chase(state: MatchState) -> bool:
    """Whether the second innings was recorded as abandoned."""
    current = state.current
    if current is None or (current.closed is None and not current.is_super_over):
        return False
    main = state.main_innings
    is_closed = len(main) == 2 and main[1].is_close_recorded
    return is_closed and main[1].closed is CloseReason.ABANDONED


def method_of(state: MatchState) -> RainMethod | None:
    """How targets are revised: as announced, else as the conditions have it, else by the Standard
    Edition. None where another method was announced.
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
    """The figures of a match at this ball, as far as they can be computed.

    `coming` is the chase that is to begin, while no second innings has.
    """
    conditions, main = state.setup.conditions, state.main_innings
    why_not = reason_against(state)
    if why_not is not None:
        return Figures(why_not=why_not)
    if not main:
        return Figures()
    length = conditions.balls_per_over
    try:
        first = available(main[0], length) - unused(main[0], length)
    except NotCalculated as error:
        return Figures(why_not=str(error))
    chase = main[1] if len(main) > 1 else coming
    if chase is None:
        return Figures(resources1=first)
    return figures_of_chase(main[0], chase, first, conditions)


def reason_against(state: MatchState) -> str | None:
    """Why nothing can be computed of this match; None where it can."""
    conditions, method = state.setup.conditions, method_of(state)
    if method is None:
        return f"{shown(state.method)} is not computed; the announced figures stand"
    if method in NOT_PUBLISHED:
        return f"{NOT_PUBLISHED[method]}; the announced figures stand"
    if conditions.wickets_per_innings != ALL_OUT:
        wickets = conditions.wickets_per_innings
        return f"the table is made for {ALL_OUT} wickets, an innings here has {wickets}"
    return None


def figures_of_chase(
    first: Innings, innings: Innings, resources1: int, conditions: PlayingConditions
) -> Figures:
    """The figures once a chase is in progress, over, or about to begin."""
    length, resources2 = conditions.balls_per_over, None
    try:
        resources2 = available(innings, length)
        left = standard_table().left(balls_left(innings, length), innings.wickets)
    except NotCalculated as error:
        return Figures(resources1, resources2, why_not=str(error))
    runs = first.runs - first.chase_penalty
    chase = Chase(runs, resources1, resources2, conditions.g50, first.chase_penalty)
    target, why_not = calculated(chase.target)
    par, _ = calculated(lambda: chase.par(left))
    return Figures(resources1, resources2, target, par, why_not)


def calculated(figure: Callable[[], int]) -> tuple[int | None, str | None]:
    """A figure, or why there is none."""
    try:
        return figure(), None
    except NotCalculated as error:
        return None, str(error)


def available(innings: Innings, length: int) -> int:
    """Resources of an innings: of its overs at the start, less what stoppages took.

    Raises NotCalculated for an innings that has, or began with, no limit of overs, or one longer
    than the table.
    """
    lost = innings.lost_overs or LostOvers(innings.overs_limit or 0)
    if not lost.overs:
        why = "has no" if innings.overs_limit is None else "began without a"
        raise NotCalculated(f"innings {innings.number} {why} limit of overs")
    return standard_table().left(lost.overs * length, 0) - lost.resources


def unused(first: Innings, length: int) -> int:
    """Resources that the side batting first lost when its innings was cut short for good.

    A side all out, or one that declared, had what was left; so had one that is still batting, and
    one whose overs were complete, whatever the umpires counted as an over.
    """
    if first.closed is not CloseReason.ABANDONED:
        return 0
    return standard_table().left(balls_left(first, length), first.wickets)


def final_par(state: MatchState) -> Par | None:
    """The par of an abandoned chase: as announced, else as computed. None where there is none, and
    where fewer overs were bowled than make a match.

    A recorded result takes its margin from par, however few overs there were.
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
    """Why an abandoned chase that had the overs of a match has no par, so that nothing is decided;
    None where it has one, and where it needs none."""
    least = state.setup.conditions.minimum_overs
    if least is None or is_too_short(state, least) or not has_rain(state):
        return None
    computed = figures(state) if announced_par(state) is None else None
    return computed.why_not if computed is not None and computed.par is None else None


def is_too_short(state: MatchState, least: int) -> bool:
    """Whether a chase had fewer overs than make a match, or than the whole of a shorter one."""
    conditions = state.setup.conditions
    overs = min(least, conditions.overs_per_innings or least)
    length = conditions.balls_per_over
    return balls_bowled(state.main_innings[1], length) < overs * length
