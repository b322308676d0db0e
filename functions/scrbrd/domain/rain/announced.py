"""Keeps the par that the umpires announced with the place that it was announced for.

A par is of one ball: the next one, or a wicket, makes it another. So an announced one holds while
as many balls and wickets are left as when it was announced, and decides nothing after that.
"""

from scrbrd.domain.rain.log import balls_bowled
from scrbrd.domain.rain.record import AnnouncedPar
from scrbrd.domain.state import Innings, MatchState


def note_par(state: MatchState, runs: int) -> None:
    """Keep a par for the chase in progress where it stands now, or for one that is to begin."""
    current, penalty = state.current, first_penalty(state)
    if current is not None and current.target is not None:
        bowled = balls_bowled(current, state.setup.conditions.balls_per_over)
        state.par = AnnouncedPar(runs, current.number, bowled, current.wickets, penalty)
        return
    number = current.number + 1 if current is not None else 1
    state.par = AnnouncedPar(runs, number, balls=0, wickets=0, penalty=penalty)


def announced_par(state: MatchState) -> int | None:
    """The announced par where the chase stands, penalty runs since included; None where there is
    none, or where balls or wickets came after it.
    """
    announced, main = state.par, state.main_innings
    if announced is None:
        return None
    if len(main) > 1 and not is_where_announced(state, main[1], announced):
        return None
    return announced.runs + first_penalty(state) - announced.penalty


def is_where_announced(state: MatchState, chase: Innings, announced: AnnouncedPar) -> bool:
    """Whether a chase has had the balls and wickets that it had when its par was announced."""
    bowled = balls_bowled(chase, state.setup.conditions.balls_per_over)
    place = (announced.innings_number, announced.balls, announced.wickets)
    return place == (chase.number, bowled, chase.wickets)


def first_penalty(state: MatchState) -> int:
    """Penalty runs awarded to the side that batted first since its opponents bat."""
    main = state.main_innings
    return main[0].chase_penalty if main else 0
