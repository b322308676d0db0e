// Defines Case: an action before it counts, with everything that the rules examine.

import type { Action, Delivery, LogEntry } from "../actions.js";
import type { PlayingConditions } from "../formats.js";
import { otherBatter } from "../delivery.js";
import { continuesOver } from "../overs.js";
import type { Innings, MatchState } from "../state.js";
import { atCrease, currentInnings } from "../state.js";

/**
 * The lead with which a side may enforce the follow-on in a match of one day (Law 14). It is the least of
 * all matches, used if the conditions state no `followOnLead`.
 */
export const LEAST_FOLLOW_ON_LEAD = 75;

/** What is known besides state and conditions: keepers and substitutes. */
export interface MatchDetails {
  readonly keeperIds: ReadonlySet<string>;
  readonly substituteIds: ReadonlySet<string>;
}

/**
 * An action before it counts. `innings` is the current innings if the action belongs to it, else null.
 * `begins`: the action would begin another innings than the current one.
 */
export interface Case {
  readonly state: MatchState;
  readonly conditions: PlayingConditions;
  readonly details: MatchDetails;
  readonly innings: Innings | null;
  readonly begins: boolean;
  /** The document from which the action was read. */
  readonly entry: LogEntry;
}

/** Return the case of an action; by default `details` are those of the state's setup. */
export function caseOf(
  state: MatchState, action: Action, entry: LogEntry, details?: Partial<MatchDetails>,
): Case {
  const current = currentInnings(state);
  const { setup } = state;
  return {
    state,
    entry,
    conditions: setup.conditions,
    details: {
      keeperIds: details?.keeperIds ?? setup.keeperIds,
      substituteIds: details?.substituteIds ?? setup.substituteIds,
    },
    innings: current !== null && current.number === action.inningsNumber ? current : null,
    begins: current === null || action.inningsNumber > current.number,
  };
}

/** Return the team for which a player was named; null if no lineup names the player. */
export function sideOf({ state }: Case, playerId: string): string | null {
  return state.setup.sides.get(playerId) || state.joined.get(playerId) || null;
}

/** Striker and non-striker. */
export type Pair = readonly [string, string | null];

/**
 * Return striker and non-striker of a ball; a non-striker who is not named is the other batter who is in.
 */
export function pairOf(innings: Innings | null, action: Delivery): Pair {
  const inNow = innings === null ? [] : atCrease(innings);
  return [action.strikerId, action.nonStrikerId || otherBatter(inNow, action)];
}

/** Return whether a ball would be the first of an over. */
export function beginsOver(innings: Innings, action: Delivery): boolean {
  return !innings.over.deliveries || (innings.over.isComplete && !continuesOver(innings, action));
}

/** Return the completed runs of a ball; a boundary counts as its runs. */
export function completedRuns(action: Delivery, conditions: PlayingConditions): number {
  const { extras } = action;
  const offAWide = Math.max(0, extras.wide - conditions.wideRuns);
  return action.runsRun ?? action.runsOffBat + extras.bye + extras.legBye + offAWide;
}
