// Defines evolve and fold: one handler per action type, applied in order. An action that cannot count
// becomes a Problem and changes nothing else.

import type { Action, LogEntry } from "./actions.js";
import { SCHEMA_VERSION } from "./actions.js";
import { copyOf } from "./copying.js";
import { bowl } from "./delivery.js";
import type { EffectiveLog } from "./effective.js";
import { effectiveLog } from "./effective.js";
import {
  bringInBatter, closeInnings, closeMatch, dismissBatter, replacePlayer, resumeBatter, resumePlay,
  retireBatter, startInnings, stopPlay, suspendBowler,
} from "./facts.js";
import { skip, warn } from "./noting.js";
import { awardPenalty } from "./penalties.js";
import { Refused } from "./problems.js";
import { readEntry } from "./reading.js";
import { reviseTarget } from "./revisions.js";
import { checkRoom, warnOfBadIds, warnOfFaults } from "./room.js";
import type { MatchState } from "./state.js";

/** Return the state after one effective action; the given state is not changed. */
export function evolve(state: MatchState, action: Action): MatchState {
  return fold(state, [action]);
}

/** Return the state after effective actions, in order; the given state is not changed. */
export function fold(state: MatchState, actions: Iterable<Action>): MatchState {
  const own = copyOf(state);
  for (const action of actions) {
    apply(own, action);
  }
  return own;
}

/**
 * Apply an action to a state that the caller owns. Returns why the action did not count, or null if it did.
 */
export function apply(own: MatchState, action: Action): Refused | null {
  try {
    checkRoom(own, action);
    handle(own, action);
  } catch (error) {
    if (!(error instanceof Refused)) {
      throw error;
    }
    skip(own, action, error);
    return error;
  }
  if (action.faults.length) {
    warnOfFaults(own, action);
  }
  warnOfBadIds(own, action);
  if (action.schemaVersion > SCHEMA_VERSION) {
    const version = `schemaVersion ${action.schemaVersion} is newer than ${SCHEMA_VERSION}`;
    const message = `${version}; its fields were read as those of ${SCHEMA_VERSION}`;
    warn(own, action, "newer_schema", message);
  }
  return null;
}

function handle(own: MatchState, action: Action): void {
  switch (action.type) {
    case "delivery": return bowl(own, action);
    case "innings_started": return startInnings(own, action);
    case "innings_closed": return closeInnings(own, action);
    case "batter_dismissed": return dismissBatter(own, action);
    case "batter_retired": return retireBatter(own, action);
    case "batter_resumed": return resumeBatter(own, action);
    case "batter_arrived": return bringInBatter(own, action);
    case "bowler_suspended": return suspendBowler(own, action);
    case "penalty_awarded": return awardPenalty(own, action);
    case "target_revised": return reviseTarget(own, action);
    case "play_stopped": return stopPlay(own, action);
    case "play_resumed": return resumePlay(own, action);
    case "player_replaced": return replacePlayer(own, action);
    case "match_closed": return closeMatch(own, action);
  }
}

/** Read a raw log, in any order and with repetitions, and resolve the actions that count. */
export function resolveLog(matchId: string, log: Iterable<LogEntry>): EffectiveLog {
  const entries = [...log].flatMap((entry) => readEntry(matchId, entry) ?? []);
  return effectiveLog(entries);
}
