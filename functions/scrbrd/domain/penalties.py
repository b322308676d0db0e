"""Credits penalty runs: which innings they count in, and how a target moves (Law 18.6)."""

import re
from dataclasses import replace
from typing import Final

from scrbrd.domain.actions import PenaltyAwarded
from scrbrd.domain.innings import is_playing, reconsider
from scrbrd.domain.noting import warn
from scrbrd.domain.problems import ProblemCode, Refused
from scrbrd.domain.result import describe_result, is_contradicted, settle
from scrbrd.domain.state import Innings, MatchState
from scrbrd.domain.vocabulary import TeamId

SHORT_RUNS: Final = re.compile(r"(?<![\d.])18(?:\.5(?:\.\d{1,2})*)?(?![\d.]*\d)", re.ASCII)
"""Matches a law that names deliberate short runs, in an award: `Law 18`, `18.5.2`.

Law 18 awards penalty runs for nothing else.
"""


def award_penalty(state: MatchState, action: PenaltyAwarded) -> None:
    """Credit penalty runs (Law 18.6): to the side batting, else its last innings, else its next."""
    team_id = action.to_team_id
    check_is_playing(state, team_id)
    let_captain_choose(state, action)
    current, was_contradicted = state.current, is_contradicted(state)
    innings = innings_to_credit(state, team_id)
    if innings is None:
        pending = state.pending_penalties.get(team_id, 0)
        state.pending_penalties[team_id] = pending + action.runs
        return
    innings.penalty += action.runs
    innings.runs += action.runs
    if not innings.is_open:
        innings.late_penalty += action.runs
        move_revised_target(state, innings, action.runs)
    if current is None:
        return
    if innings is not current and innings.batting_team_id != current.batting_team_id:
        innings.chase_penalty += action.runs
    if innings is not current and current.target is not None:
        current.target += action.runs if current.batting_team_id != team_id else -action.runs
    reconsider(state, current)
    settle(state)
    if not was_contradicted:
        warn_of_recorded_result(state, action)


def let_captain_choose(state: MatchState, action: PenaltyAwarded) -> None:
    """Note that either batter may face next after deliberate short runs (Law 18.5).

    Only where the conditions let the captain of the side that is awarded the runs choose the
    batter.
    """
    current = state.current
    if current is None or action.law is None or action.to_team_id != current.bowling_team_id:
        return
    if state.setup.conditions.captain_may_choose_striker and SHORT_RUNS.search(action.law):
        current.strike_was_stated = True


def warn_of_recorded_result(state: MatchState, action: PenaltyAwarded) -> None:
    """Warn of runs that contradict the recorded result (Law 41.17)."""
    recorded = state.recorded_result
    if recorded is None or not is_contradicted(state):
        return
    warn(
        state,
        action,
        ProblemCode.RESULT_CONTRADICTED,
        f"the match is recorded as {describe_result(recorded)}, and with these runs the score no "
        "longer says so; void match_closed and record how the match ended",
        "Law 41",
    )


def move_revised_target(state: MatchState, innings: Innings, runs: int) -> None:
    """Move the pending target of the chase by an award to the side that set it (Law 18.6)."""
    pending = state.pending_revision
    if pending is not None and pending.target is not None and innings is state.current:
        state.pending_revision = replace(pending, target=pending.target + runs)


def check_is_playing(state: MatchState, team_id: TeamId) -> None:
    """Refuse a side that is not in this match. Raises Refused."""
    if not is_playing(state, team_id):
        raise Refused(ProblemCode.UNKNOWN_TEAM, f"toTeamId: {team_id} is not playing this match")


def innings_to_credit(state: MatchState, team_id: TeamId) -> Innings | None:
    """Return the side's innings in progress, or its last; None if it has not batted.

    Awards in a super over stay in that super over: they never change the tied match, nor the super
    over before it.
    """
    current = state.current
    played = state.main_innings
    if current and current.is_super_over:
        played = last_pair(state.super_overs)
    batted = [innings for innings in played if innings.batting_team_id == team_id]
    return batted[-1] if batted else None


def last_pair(super_overs: list[Innings]) -> list[Innings]:
    """Return the innings of the last super over, of which the second may not have begun."""
    return super_overs[(len(super_overs) - 1) // 2 * 2 :]
