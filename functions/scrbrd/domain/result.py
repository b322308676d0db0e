"""Decides the winner and the margin, from the score and the recorded result (Law 16)."""

from dataclasses import replace

from scrbrd.domain.rain.match import Par, final_par, is_chase, is_too_short
from scrbrd.domain.state import Innings, MatchState, Result
from scrbrd.domain.vocabulary import CloseReason, Outcome, TeamId

ON_THE_SCORE = frozenset({Outcome.WIN, Outcome.TIE})
UNDECIDED = frozenset({Outcome.DRAW, Outcome.NO_RESULT, Outcome.ABANDONED})
WON = frozenset({Outcome.WIN, Outcome.AWARDED, Outcome.CONCEDED})
"""Outcomes that have a winner."""

COMPLETED = frozenset({CloseReason.ALL_OUT, CloseReason.DECLARED, CloseReason.FORFEITED})
"""Ends with which a side has had the whole of an innings (Laws 13.3, 15)."""


def settle(state: MatchState) -> None:
    """Set the result, or clear it while there is none."""
    by_score = result_by_score(state)
    recorded = state.recorded_result
    state.result = by_score if recorded is None else combine_results(recorded, by_score, state)


def combine_results(recorded: Result, by_score: Result | None, state: MatchState) -> Result:
    """Return the recorded outcome, with the score's margin if both name the same winner."""
    method = recorded.method or (by_score.method if by_score else None) or deciding_method(state)
    winner = recorded.winner_team_id
    if by_score is None or by_score.outcome is not recorded.outcome:
        return Result(recorded.outcome, winner, method=method)
    winner = winner or by_score.winner_team_id
    if winner != by_score.winner_team_id:
        return Result(recorded.outcome, winner, method=method)
    return replace(by_score, outcome=recorded.outcome, winner_team_id=winner, method=method)


def deciding_method(state: MatchState) -> str | None:
    """Return the announced method; None where only a par was announced and play reached an end.

    A par holds for the ball at which it was announced: where overs and target are unchanged, it has
    no part in a match that was played to its end.
    """
    main = state.main_innings
    is_cut_short = not main or main[-1].closed is CloseReason.ABANDONED
    return state.method if state.par is None or is_cut_short or is_revised(state) else None


def is_revised(state: MatchState) -> bool:
    """Return whether overs of a match, or the target of its chase, were revised."""
    main, rain, conditions = state.main_innings, state.rain, state.setup.conditions
    if rain is not None and (rain.is_target_announced or rain.is_target_due):
        return True
    if len(main) > 1 and is_chase(state, main[1]) and target_of(main) != main[0].runs + 1:
        return True
    overs = conditions.overs_per_innings or None
    return any(each.lost_overs is not None or each.overs_limit != overs for each in main)


def contradicts(state: MatchState, recorded: Result, by_score: Result | None) -> bool:
    """Return whether a recorded end contradicts the score. Awards need not agree with it.

    A win by a method (fewer wickets lost, boundaries) does not contradict level scores, nor does a
    draw or a match without a result where the score decides by something other than play.
    """
    if by_score is None:
        return False
    if recorded.outcome in UNDECIDED:
        return is_decided_by_play(state)
    if recorded.outcome not in ON_THE_SCORE:
        return False
    if recorded.outcome is not by_score.outcome:
        is_decided_tie = by_score.outcome is Outcome.TIE and recorded.method is not None
        return not is_decided_tie
    other = recorded.winner_team_id
    return recorded.outcome is Outcome.WIN and other not in (None, by_score.winner_team_id)


def is_decided_by_play(state: MatchState) -> bool:
    """Return whether the last innings came to an end on which the score decides the match.

    Not where it was cut short: then a par or the conditions of super overs decide. Nor where its
    overs were complete and too few for a match, or unlimited.
    """
    last, least = state.current, state.setup.conditions.minimum_overs
    if last is None:
        return False
    if last.target is not None and last.runs >= last.target:
        return True
    if last.closed is CloseReason.OVERS_COMPLETE:
        is_short = least is not None and is_chase(state, last) and is_too_short(state, least)
        return bool(last.overs_limit) and not is_short
    return last.closed is not CloseReason.ABANDONED


def is_contradicted(state: MatchState) -> bool:
    """Return whether the recorded result contradicts the present score."""
    recorded = state.recorded_result
    return recorded is not None and contradicts(state, recorded, result_by_score(state))


def describe_result(result: Result) -> str:
    """Return a result as a warning names it: `win for home`, `tie`."""
    winner = result.winner_team_id
    return f"{result.outcome} for {winner}" if winner else str(result.outcome)


def result_by_score(state: MatchState) -> Result | None:
    """Return the result that the innings played so far decide; None while undecided."""
    played = state.main_innings
    if not played or any(innings.is_open for innings in played):
        return None
    if state.setup.conditions.innings_per_side > 1:
        result = two_innings_result(state, played)
    else:
        result = one_innings_result(state, played) if len(played) > 1 else None
    if result is not None and result.outcome is Outcome.TIE and state.super_overs:
        return super_overs_result(state, result)
    return result


def one_innings_result(state: MatchState, played: list[Innings]) -> Result | None:
    """Return the result of a chase against its target; of an unfinished one, against par.

    A chase recorded as closed by a target that it has not reached, or by overs that were not
    limited, is not completed: it decides nothing, except to compare it with a recorded result or to
    give that its margin.
    """
    first, chase, target = played[0], played[1], target_of(played)
    if chase.closed is CloseReason.ABANDONED and chase.runs < target:
        par = final_par(state)
        return None if par is None else result_against_par(first, chase, par)
    if chase.runs < target and not is_completed(chase) and state.recorded_result is None:
        return None
    return last_innings_result(state, first.batting_team_id, chase, target)


def par_that_decided(state: MatchState) -> Par | None:
    """Return the par that decided an abandoned chase; None where no par decided it.

    None also where another winner was recorded.
    """
    main = state.main_innings
    if len(main) < 2 or state.result is None or main[1].closed is not CloseReason.ABANDONED:
        return None
    par = None if main[1].runs >= target_of(main) else final_par(state)
    if par is None:
        return None
    by_par, outcome = result_against_par(main[0], main[1], par), state.result.outcome
    is_same = outcome is Outcome.TIE or state.result.winner_team_id == by_par.winner_team_id
    return par if by_par.outcome is outcome and is_same else None


def target_of(main: list[Innings]) -> int:
    """Return the runs that win for the side batting second."""
    first, chase = main[0], main[1]
    return chase.target if chase.target is not None else first.runs + 1


def result_against_par(first: Innings, chase: Innings, par: Par) -> Result:
    """Return the result of an unfinished chase: ahead of par wins, on par ties, behind loses.

    The margin is the difference in runs.
    """
    if chase.runs == par.runs:
        return Result(Outcome.TIE, method=par.method)
    winner = chase.batting_team_id if chase.runs > par.runs else first.batting_team_id
    return Result(Outcome.WIN, winner, runs=abs(chase.runs - par.runs), method=par.method)


def last_innings_result(
    state: MatchState, defender_id: TeamId | None, chase: Innings, target: int
) -> Result:
    """Return the result of a finished last innings: won by wickets, tied, or lost by runs.

    A side that reaches the target by an award alone, after its innings is over or with the ball of
    its last wicket, wins by penalty runs (Law 16). A side with no wickets left whose target dropped
    to its score has no margin.
    """
    method = deciding_method(state)
    if chase.runs >= target:
        left = chase.wickets_limit - chase.wickets
        is_over = chase.closed is not CloseReason.TARGET_REACHED
        is_late = chase.runs - chase.late_penalty < target if is_over else not left
        winner, wickets = chase.batting_team_id, None if is_late else left or None
        return Result(Outcome.WIN, winner, wickets=wickets, method=method, by_penalty=is_late)
    if chase.runs == target - 1:
        return Result(Outcome.TIE, method=method)
    short = target - 1 - chase.runs
    return Result(Outcome.WIN, defender_id, runs=short, method=method)


def two_innings_result(state: MatchState, played: list[Innings]) -> Result | None:
    """Return an innings defeat, or the result of the fourth innings.

    A draw never follows from the score.
    """
    last = played[-1]
    if len(played) == state.setup.conditions.innings_per_side * 2:
        target = last.target if last.target is not None else 0
        if last.runs < target and not is_completed(last):
            return None
        return last_innings_result(state, last.bowling_team_id, last, target)
    if len(played) == state.setup.conditions.innings_per_side * 2 - 1:
        return innings_defeat(state, played, last.batting_team_id)
    return None


def is_completed(innings: Innings) -> bool:
    """Return whether a side has had the whole of an innings.

    Its overs complete it only where they were limited (Law 13.3).
    """
    has_its_overs = innings.closed is CloseReason.OVERS_COMPLETE and bool(innings.overs_limit)
    return has_its_overs or innings.closed in COMPLETED


def innings_defeat(
    state: MatchState, played: list[Innings], loser_id: TeamId | None
) -> Result | None:
    """Return a win by an innings, if one side has no innings left and is still behind.

    The loser has had the whole of its innings; the opponents have one in hand.
    """
    theirs = [innings for innings in played if innings.batting_team_id == loser_id]
    ours = [innings for innings in played if innings.batting_team_id != loser_id]
    lead = sum(innings.runs for innings in ours) - sum(innings.runs for innings in theirs)
    if len(theirs) <= len(ours) or lead <= 0 or not is_completed(theirs[-1]):
        return None
    return Result(Outcome.WIN, ours[-1].batting_team_id, runs=lead, innings=1, method=state.method)


def super_overs_result(state: MatchState, tie: Result) -> Result | None:
    """Return the result by the last pair of super overs; None before its end.

    The `tie` is returned where the pair is level or its second innings was cut short.
    """
    played = state.super_overs
    if len(played) % 2 or played[-1].is_open:
        return None
    first, second = played[-2:]
    if first.runs == second.runs or second.closed is CloseReason.ABANDONED:
        return tie
    winner = first if first.runs > second.runs else second
    return Result(Outcome.TIE, winner.batting_team_id, method="super_over")
