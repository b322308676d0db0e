"""Makes `live/score.dls`: the computed and the announced target and par of a match that lost time.

A match without a stoppage or a revision has none, and nothing is computed.
"""

from typing import Final

from scrbrd.domain.innings import next_innings
from scrbrd.domain.rain.announced import announced_par
from scrbrd.domain.rain.match import DLS, VJD, figures, has_fewer_overs, has_rain, method_of
from scrbrd.domain.rain.record import Rain
from scrbrd.domain.state import Innings, MatchState
from scrbrd.domain.vocabulary import RainMethod
from scrbrd.projections.live.parts import DlsProjection

NAMES: Final = {
    RainMethod.DLS_STANDARD: (DLS, "Standard"),
    RainMethod.DLS_PROFESSIONAL: (DLS, "Professional"),
    RainMethod.VJD: (VJD, None),
}
"""The name to use for a method if none was announced, and its edition."""


def dls(state: MatchState) -> DlsProjection | None:
    """Return the computed and announced target and par; None for a match without rain."""
    if not has_rain(state):
        return None
    is_first = len(state.main_innings) == 1
    upcoming = next_innings(state) if is_first else None
    computed, missing = figures(state, upcoming), missing_target(state, upcoming)
    method = method_of(state)
    name, edition = NAMES[method] if method is not None else (DLS, None)
    return DlsProjection(
        method=state.method or name,
        edition=edition,
        target=computed.target,
        par=computed.par,
        resources1=percent(computed.resources1),
        resources2=percent(computed.resources2),
        announced_target=announced_target(state),
        announced_par=announced_par(state),
        note="; ".join(each for each in (computed.why_not, missing) if each) or None,
    )


def missing_target(state: MatchState, upcoming: Innings | None) -> str | None:
    """Return a note if the target in force does not match the overs of the chase; None if it does.

    That is so if the overs were revised and no target was announced for them.
    """
    rain, chase = state.rain or Rain(), upcoming
    is_due = rain.is_target_due
    if upcoming is not None:
        revision = state.pending_revision
        is_due = is_due or revision is None or revision.target is None
    elif len(state.main_innings) > 1:
        chase = state.main_innings[1]
    if chase is None or not is_due:
        return None
    if not has_fewer_overs(state, chase) and not rain.is_target_announced:
        return None
    stands = f"that of {chase.target} stands"
    return f"overs of the chase were revised and no target was announced for them: {stands}"


def percent(tenths: int | None) -> float | None:
    """Return tenths of a percent as a percentage."""
    return None if tenths is None else tenths / 10


def announced_target(state: MatchState) -> int | None:
    """Return the announced target, including penalty runs since; None if none was announced."""
    if state.rain is None or not state.rain.is_target_announced:
        return None
    if len(state.main_innings) > 1:
        return state.main_innings[1].target
    return state.pending_revision.target if state.pending_revision else None
