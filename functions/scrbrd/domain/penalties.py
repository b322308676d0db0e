"""Credits penalty runs: whose innings they are credited to, and how a target moves (Law 18.6)."""

import re
from dataclasses import replace
from typing import Final

from scrbrd.domain.actions import PenaltyAwarded
from scrbrd.domain.innings import is_playing, reconsider
from scrbrd.domain.noting import warn
from scrbrd.domain.problems import ProblemCode, Refused
from scrbrd.domain.result import in_words, is_contradicted, settle
from scrbrd.domain.state import Innings, MatchState
from scrbrd.domain.vocabulary import TeamId

SHORT_RUNS: Final = re.compile(r"(?<![\d.])18(?:\.5(?:\.\d{1,2})*)?(?![\d.]*\d)", re.ASCII)
"""How the law of an award names deliberate short runs: `Law 18`, `18.5.2`. It awards no others."""


def award_penalty(state: MatchState, action: PenaltyAwarded) -> None:
    """Credit penalty runs (Law 18.6): to the side batting, else its last innings, else its next."""
    team_id = action.to_team_id
    check_is_playing(state, team_id)
    let_captain_choose(state, action)
    current, was_contradicted = state.current, is_contradicted(state)
    innings = innings_to_credit(state, team_id)
    if innings is None:
        waiting = state.pending_penalties.get(team_id, 0)
        state.pending_penalties[team_id] = waiting + action.runs
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
    """Note that either batter may face next, where the conditions let the captain of the side that
    is awarded runs for deliberate short runs choose who does (Law 18.5)."""
    current = state.current
    if current is None or action.law is None or action.to_team_id != current.bowling_team_id:
        return
    if state.setup.conditions.captain_may_choose_striker and SHORT_RUNS.search(action.law):
        current.strike_was_stated = True


def warn_of_recorded_result(state: MatchState, action: PenaltyAwarded) -> None:
    """Warn of runs that take back what was recorded as the result (Law 41.17)."""
    recorded = state.recorded_result
    if recorded is None or not is_contradicted(state):
        return
    warn(
        state,
        action,
        ProblemCode.RESULT_CONTRADICTED,
        f"the match is recorded as {in_words(recorded)}, and with these runs the score no longer "
        "says so; void match_closed and record how the match ended",
        "Law 41",
    )


def move_revised_target(state: MatchState, innings: Innings, runs: int) -> None:
    """Move a target that waits for the chase by an award to the side that made it (Law 18.6)."""
    waiting = state.pending_revision
    if waiting is not None and waiting.target is not None and innings is state.current:
        state.pending_revision = replace(waiting, target=waiting.target + runs)


def check_is_playing(state: MatchState, team_id: TeamId) -> None:
    """Refuse a side that is not in this match. Raises Refused."""
    if not is_playing(state, team_id):
        raise Refused(ProblemCode.UNKNOWN_TEAM, f"toTeamId: {team_id} is not playing this match")


def innings_to_credit(state: MatchState, team_id: TeamId) -> Innings | None:
    """The side's innings in progress, or its last; None if it has not batted.

    A super over stands for itself: what is awarded in one never changes the tied match, nor the
    super over before it.
    """
    current = state.current
    played = state.main_innings
    if current and current.is_super_over:
        played = last_pair(state.super_overs)
    batted = [innings for innings in played if innings.batting_team_id == team_id]
    return batted[-1] if batted else None


def last_pair(super_overs: list[Innings]) -> list[Innings]:
    """The innings of the last super over, of which the second may not have begun."""
    return super_overs[(len(super_overs) - 1) // 2 * 2 :]
