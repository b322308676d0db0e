"""Finds what a scorer must name next, and what both sides have left: overs, batters, a target.

Pure functions of the folded state, computed when `live/score` is built.
"""

from collections.abc import Iterable

from scrbrd.domain.crease import bats_alone
from scrbrd.domain.innings import next_innings
from scrbrd.domain.match import Inputs
from scrbrd.domain.overs import LAST_OVERS, balls_left
from scrbrd.domain.state import Innings, MatchState, Replacement
from scrbrd.domain.vocabulary import PlayerId, ReplacementRole
from scrbrd.projections.live.documents import BowlerProjection, InningsProjection
from scrbrd.projections.live.parts import NamedPlayer, Need, RecentOvers, TossProjection
from scrbrd.projections.live.scorecard import not_in_yet, shown_overs


def needs(state: MatchState) -> tuple[Need, ...]:
    """Return what the next action must name before a ball can be bowled.

    Empty if the match is over. Batters are needed while a place at the crease is free, a bowler for
    each new over.
    """
    innings = state.current
    if state.result is not None:
        return ()
    if innings is None or not innings.is_open:
        return (Need.INNINGS,) if next_innings(state) else ()
    needed = ((Need.BATTER, needs_batter(state, innings)), (Need.BOWLER, needs_bowler(state)))
    return tuple(need for need, is_needed in needed if is_needed)


def needs_batter(state: MatchState, innings: Innings) -> bool:
    """Return True if a place at the crease is free and must be filled (Law 25.2)."""
    may_bat_alone = state.setup.conditions.last_man_stands
    is_free = len(innings.at_crease) < 2
    return is_free and not (may_bat_alone and bats_alone(state, innings))


def needs_bowler(state: MatchState) -> bool:
    """Return True if a bowler must be named: for a new over, or to finish one (Law 17.8)."""
    innings = state.innings[-1]
    if innings.over.is_complete:
        return True
    if not innings.over.deliveries:
        return innings.bowler_id is None
    return innings.may_change_bowler and is_taken_off(state, innings)


def is_taken_off(state: MatchState, innings: Innings) -> bool:
    """Return True if the bowler of the over may not, or cannot, finish it (Laws 17.8, 41)."""
    if innings.bowler_id is None or is_suspended(state, innings, innings.bowler_id):
        return True
    return any(replaces_bowler(each, innings.bowler_id) for each in state.replacements)


def replaces_bowler(replacement: Replacement, bowler_id: PlayerId) -> bool:
    """Return True if a replacement bowls for this bowler.

    A replacement that names no outgoing player is for the current bowler.
    """
    out = replacement.out_player_id
    return out == bowler_id or (out is None and replacement.role is ReplacementRole.BOWLER)


def is_suspended(state: MatchState, innings: Innings, player_id: PlayerId) -> bool:
    """Return True if a bowler may not bowl again in the innings or the match (Law 41)."""
    return player_id in innings.suspended_ids or player_id in state.suspended_ids


def bowlers_of_now(
    state: MatchState, innings: Innings, analyses: Iterable[BowlerProjection]
) -> tuple[BowlerProjection, ...]:
    """Return the analyses of an innings, with the overs that each bowler may still bowl in it."""
    return tuple(
        each.model_copy(update={"overs_left": overs_left(state, innings, PlayerId(each.player_id))})
        for each in analyses
    )


def overs_left(state: MatchState, innings: Innings, player_id: PlayerId) -> float | None:
    """Return the overs that a bowler may still bowl, for display.

    None if there is no limit, and after the innings has ended.
    """
    conditions = state.setup.conditions
    left = balls_left(innings, innings.bowlers[player_id], conditions)
    if left is None or not innings.is_open:
        return None
    is_barred = is_suspended(state, innings, player_id)
    return shown_overs(0 if is_barred else left, conditions.balls_per_over)


def previous_bowler(innings: Innings) -> PlayerId | None:
    """Return the player who bowled before the current bowler: the likely one for the next over."""
    bowled = [player_id for over in innings.over_bowlers for player_id in over]
    return next((each for each in reversed(bowled) if each != innings.bowler_id), None)


def last_five_overs(innings: Innings) -> RecentOvers | None:
    """Return the runs and wickets of the last five completed overs, or of all if there are
    fewer.
    """
    overs, totals = min(LAST_OVERS, innings.overs_completed), innings.over_totals
    if not overs:
        return None
    before = totals[-overs - 1] if innings.overs_completed > overs else 0
    numbers = range(innings.overs_completed - overs, innings.overs_completed)
    return RecentOvers(
        overs=overs,
        runs=totals[-1] - before,
        wickets=sum(fall.over in numbers for fall in innings.fall_of_wickets),
    )


def yet_to_bat(
    state: MatchState, innings: Innings, card: InningsProjection, inputs: Inputs
) -> tuple[NamedPlayer, ...]:
    """Return the players who may still come in, in the planned order, of an innings in progress.

    The innings card has them, except in a super over.
    """
    if innings.is_super_over and innings.batting_team_id is not None:
        eleven = inputs.eleven_ids.get(innings.batting_team_id, ())
        return tuple(
            NamedPlayer(player_id=player_id, player_name=inputs.player_name(player_id))
            for player_id in may_come_in(state, innings, eleven)
        )
    return tuple(
        NamedPlayer(player_id=each.player_id, player_name=each.player_name)
        for each in card.did_not_bat
    )


def may_come_in(
    state: MatchState, innings: Innings, eleven: Iterable[PlayerId]
) -> tuple[PlayerId, ...]:
    """Return the players of the batting side who may still come in, in the planned order.

    They have had no innings, were not replaced, and were not out in an earlier super over.
    """
    excluded = state.replaced_ids | (
        out_in_super_overs(state, innings) if innings.is_super_over else set()
    )
    return tuple(each for each in not_in_yet(state, innings, eleven) if each not in excluded)


def out_in_super_overs(state: MatchState, super_over: Innings) -> set[PlayerId]:
    """Return the players who were out in another super over of the side batting (playing
    condition).
    """
    return {
        batter.player_id
        for each in state.super_overs
        if each is not super_over and each.batting_team_id == super_over.batting_team_id
        for batter in each.batters.values()
        if batter.is_out
    }


def next_target(state: MatchState) -> int | None:
    """Return the score that wins for the side that bats next.

    None while an innings is in progress.
    """
    innings = next_innings(state)
    return innings.target if innings else None


def toss(state: MatchState, inputs: Inputs) -> TossProjection | None:
    """Return the winner of the toss and their decision; None if it was not recorded."""
    setup = state.setup
    if setup.toss_winner_id is None or setup.toss_decision is None:
        return None
    return TossProjection(
        winner_id=setup.toss_winner_id,
        winner=inputs.team_name(setup.toss_winner_id),
        decision=setup.toss_decision,
    )
