"""Defines evolve and fold: one handler per action type, and the order they are applied in.

`evolve` returns a new state and leaves the old one unchanged; `fold` does the same for many actions
on one private copy, for speed. An action that cannot count becomes a Problem and changes nothing
else.
"""

from collections.abc import Callable, Iterable
from typing import Any

from scrbrd.domain import facts, penalties, revisions
from scrbrd.domain.actions import SCHEMA_VERSION, Action
from scrbrd.domain.delivery import bowl
from scrbrd.domain.effective import EffectiveLog, LogEntry, effective_log
from scrbrd.domain.noting import skip, warn
from scrbrd.domain.problems import ProblemCode, Refused
from scrbrd.domain.room import check_room, warn_of_bad_ids, warn_of_faults
from scrbrd.domain.state import MatchState, Setup
from scrbrd.domain.vocabulary import ActionType

Handler = Callable[[MatchState, Any], None]

HANDLERS: dict[ActionType, Handler] = {
    ActionType.DELIVERY: bowl,
    ActionType.INNINGS_STARTED: facts.start_innings,
    ActionType.INNINGS_CLOSED: facts.close_innings,
    ActionType.BATTER_DISMISSED: facts.dismiss_batter,
    ActionType.BATTER_RETIRED: facts.retire_batter,
    ActionType.BATTER_RESUMED: facts.resume_batter,
    ActionType.BATTER_ARRIVED: facts.bring_in_batter,
    ActionType.BOWLER_SUSPENDED: facts.suspend_bowler,
    ActionType.PENALTY_AWARDED: penalties.award_penalty,
    ActionType.TARGET_REVISED: revisions.revise_target,
    ActionType.PLAY_STOPPED: facts.stop_play,
    ActionType.PLAY_RESUMED: facts.resume_play,
    ActionType.PLAYER_REPLACED: facts.replace_player,
    ActionType.MATCH_CLOSED: facts.close_match,
}


def evolve(state: MatchState, action: Action) -> MatchState:
    """Return the state after one effective action; the given state is left unchanged."""
    return fold(state, (action,))


def fold(state: MatchState, actions: Iterable[Action]) -> MatchState:
    """Return the state after effective actions, in order; the given state is left unchanged."""
    private = state.copied()
    for action in actions:
        apply(private, action)
    return private


def apply(private: MatchState, action: Action) -> Refused | None:
    """Apply an action to a state in place.

    Returns the reason why the action did not count, None if it did. Only for a state that no other
    code holds.
    """
    try:
        check_room(private, action)
        HANDLERS[action.type](private, action)
    except Refused as refused:
        skip(private, action, refused)
        return refused
    if action.faults:
        warn_of_faults(private, action)
    warn_of_bad_ids(private, action)
    if action.schema_version > SCHEMA_VERSION:
        version = f"schemaVersion {action.schema_version} is newer than {SCHEMA_VERSION}"
        message = f"{version}; its fields were read as those of {SCHEMA_VERSION}"
        warn(private, action, ProblemCode.NEWER_SCHEMA, message)
    return None


def fold_log(setup: Setup, entries: Iterable[LogEntry]) -> tuple[MatchState, EffectiveLog]:
    """Fold a raw log, in any order and with repetitions; return the state and the effective log."""
    log = effective_log(entries)
    state = fold(MatchState(setup), log.actions)
    return state, log
