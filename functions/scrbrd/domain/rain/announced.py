"""Keeps an announced par together with the point of the chase it was announced for.

A par holds for one ball: the next ball, or a wicket, changes it. So an announced par counts only
while the balls and wickets are those at which it was announced.
"""

from scrbrd.domain.rain.log import balls_bowled
from scrbrd.domain.rain.record import AnnouncedPar
from scrbrd.domain.state import Innings, MatchState


def note_par(state: MatchState, runs: int) -> None:
    """Keep a par for the present ball of the chase, or for a chase that has yet to begin."""
    current, penalty = state.current, first_penalty(state)
    if current is not None and current.target is not None:
        bowled = balls_bowled(current, state.setup.conditions.balls_per_over)
        state.par = AnnouncedPar(runs, current.number, bowled, current.wickets, penalty)
        return
    number = current.number + 1 if current is not None else 1
    state.par = AnnouncedPar(runs, number, balls=0, wickets=0, penalty=penalty)


def announced_par(state: MatchState) -> int | None:
    """Return the announced par with penalty runs awarded since; None if there is none.

    None also where balls were bowled or wickets fell after it.
    """
    announced, main = state.par, state.main_innings
    if announced is None:
        return None
    if len(main) > 1 and not is_where_announced(state, main[1], announced):
        return None
    return announced.runs + first_penalty(state) - announced.penalty


def is_where_announced(state: MatchState, chase: Innings, announced: AnnouncedPar) -> bool:
    """Return whether a chase stands at the balls and wickets at which its par was announced."""
    bowled = balls_bowled(chase, state.setup.conditions.balls_per_over)
    place = (announced.innings_number, announced.balls, announced.wickets)
    return place == (chase.number, bowled, chase.wickets)


def first_penalty(state: MatchState) -> int:
    """Return the penalty runs awarded to the side that batted first during the chase."""
    main = state.main_innings
    return main[0].chase_penalty if main else 0
