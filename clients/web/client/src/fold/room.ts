// Limits the size of the state that a log folds into: it must fit into one document, whatever the log
// holds.

import type { Action, Wicket } from "./actions.js";
import { isId } from "./identifiers.js";
import { warn } from "./noting.js";
import { shortText } from "./plain.js";
import { Refused } from "./problems.js";
import type { MatchState } from "./state.js";
import { currentInnings } from "./state.js";
import type { ActionType } from "./vocabulary.js";

/** About the bytes of a scorecard with the longest possible names. */
const MOST_WEIGHT = 400_000;
const MOST_BALLS_OF_AN_OVER = 200;
const MOST_BAD_IDS = 50;
const LONGEST_SHOWN = 120;

/** Actions that add no player and are always accepted, so that a match can be brought to its end. */
const ALWAYS_ALLOWED: ReadonlySet<ActionType> = new Set<ActionType>([
  "innings_closed", "match_closed", "target_revised", "penalty_awarded", "play_stopped",
  "play_resumed",
]);

/** Refuse an action if the state has reached its limit. Throws Refused. */
export function checkRoom(state: MatchState, action: Action): void {
  if (stateWeight(state) > MOST_WEIGHT && !ALWAYS_ALLOWED.has(action.type)) {
    const why = "the match has more batters, bowlers and stands than can be kept; void the actions "
      + "that name players who are not in it";
    throw new Refused("too_much", why);
  }
  const innings = currentInnings(state);
  if (innings === null || innings.over.balls.length < MOST_BALLS_OF_AN_OVER) {
    return;
  }
  const isOfTheInnings = action.type === "delivery" && action.inningsNumber === innings.number;
  if (isOfTheInnings && !innings.over.isComplete) {
    const why = `the over has ${MOST_BALLS_OF_AN_OVER} deliveries, more than can be kept; void `
      + "those that were not bowled";
    throw new Refused("too_much", why);
  }
}

/** Return about how many bytes the entries of a state take in a scorecard. */
function stateWeight(state: MatchState): number {
  return state.weight + (currentInnings(state)?.weight ?? 0);
}

/** Warn of fields that were left out of an action that counted. */
export function warnOfFaults(state: MatchState, action: Action): void {
  const why = `${action.faults.join("; ")}; it is left out, and the action counts`;
  warn(state, action, "unreadable", why);
}

/** Warn once of each player or team that an action names by an invalid id; the action counts. */
export function warnOfBadIds(state: MatchState, action: Action): void {
  for (const name of namedIds(action)) {
    const isBad = name !== null && name !== "" && !isId(name);
    if (isBad && !state.badIds.has(name) && state.badIds.size < MOST_BAD_IDS) {
      state.badIds.add(name);
      warn(state, action, "bad_id", `${shortText(name, LONGEST_SHOWN)} is no id`);
    }
  }
}

/** Return the players and teams that an action names. */
function namedIds(action: Action): readonly (string | null)[] {
  switch (action.type) {
    case "delivery": {
      const { strikerId, nonStrikerId, bowlerId, wicket } = action;
      return [strikerId, nonStrikerId, bowlerId, ...(wicket === null ? [] : namesOf(wicket))];
    }
    case "innings_started":
      return [
        action.battingTeamId, action.bowlingTeamId, action.strikerId, action.nonStrikerId,
        action.bowlerId,
      ];
    case "innings_closed":
      return action.absentIds;
    case "batter_dismissed":
      return [action.playerId, ...action.fielderIds, ...action.substituteIds];
    case "batter_retired":
    case "batter_resumed":
    case "batter_arrived":
    case "bowler_suspended":
      return [action.playerId];
    case "penalty_awarded":
      return [action.toTeamId];
    case "player_replaced":
      return [action.teamId, action.outPlayerId, action.inPlayerId];
    case "match_closed":
      return [action.winnerTeamId];
    case "target_revised":
    case "play_stopped":
    case "play_resumed":
      return [];
  }
}

function namesOf(wicket: Wicket): string[] {
  const { dismissedPlayerId, fielderIds, assistFielderIds, substituteIds } = wicket;
  return [dismissedPlayerId, ...fielderIds, ...assistFielderIds, ...substituteIds];
}
