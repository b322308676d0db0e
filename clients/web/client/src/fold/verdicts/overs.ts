// Rows 33-41 and 51: the over and its bowler, suspensions, and who faces.

import type { BowlerSuspended, Delivery } from "../actions.js";
import type { PlayingConditions } from "../formats.js";
import { ballsLeft, continuesOver, hasEndedShort, mostOvers } from "../overs.js";
import type { Innings } from "../state.js";
import type { LawsEdition, SuspensionScope } from "../vocabulary.js";
import type { Case } from "./case.js";
import { beginsOver, pairOf } from "./case.js";
import { isPartOf, namedClause } from "./clauses.js";
import type { Found } from "./model.js";

// The clauses that suspend a bowler, by duration. Until 2026, those of the last list were for the innings.
const FOR_THE_INNINGS = ["21.3", "41.6", "41.7.4", "41.9", "41.13"];
const FOR_THE_MATCH = ["41.3"];
const FOR_THE_MATCH_SINCE_2026 = ["41.7.6", "41.8"];

/** Find a ball beyond the over's length without a recorded count of the umpire. */
function overTooLong({ innings, conditions }: Case, action: Delivery): Found | null {
  if (innings === null || action.overBalls !== null || !continuesOver(innings, action)) {
    return null;
  }
  return { ball: innings.over.legalBalls + 1, length: conditions.ballsPerOver };
}

/** Find the first ball that states another length of its over by the umpire's count. */
function umpiresCount({ innings, conditions }: Case, action: Delivery): Found | null {
  const [given, length] = [action.overBalls, conditions.ballsPerOver];
  if (given === null || given === length) {
    return null;
  }
  const isNew = innings === null || beginsOver(innings, action);
  const isKnown = !isNew && innings.over.umpiresCount === given;
  return isKnown ? null : { given, length };
}

/** Return whether a ball belongs to the next over by number and bowler, while this one is unfinished. */
function isOverEndedEarly(
  innings: Innings, action: Delivery, conditions: PlayingConditions,
): boolean {
  return !innings.over.isComplete && hasEndedShort(innings, action, conditions);
}

/** Find the first ball of an over after one that is too short. */
function overTooShort({ innings, conditions }: Case, action: Delivery): Found | null {
  if (innings === null || !isOverEndedEarly(innings, action, conditions)) {
    return null;
  }
  const { over } = innings;
  return { over: over.number, balls: over.legalBalls, length: conditions.ballsPerOver };
}

/** Find a bowler who has bowled as many consecutive overs as allowed and begins the next. */
function consecutiveOvers({ innings, conditions }: Case, action: Delivery): Found | null {
  const most = conditions.maxConsecutiveOvers;
  if (innings === null || !beginsOver(innings, action)) {
    return null;
  }
  const recent = innings.overBowlers.slice(-most);
  const isSame = recent.every((bowled) => bowled.includes(action.bowlerId));
  return recent.length === most && isSame ? { player: action.bowlerId } : null;
}

/** Return whether another bowler continues an over in progress. */
function takesOver(innings: Innings, action: Delivery, conditions: PlayingConditions): boolean {
  const { bowlerIds } = innings.over;
  const isNew = beginsOver(innings, action) || isOverEndedEarly(innings, action, conditions);
  return bowlerIds.length > 0 && !bowlerIds.includes(action.bowlerId) && !isNew;
}

/** Find a change of bowler in mid-over without a recorded suspension or injury. */
function bowlerChangedMidOver({ innings, conditions }: Case, action: Delivery): Found | null {
  const isChange = innings !== null && !innings.mayChangeBowler
    && takesOver(innings, action, conditions);
  return isChange ? { player: action.bowlerId } : null;
}

/** Find a bowler who finishes another's over and bowled the over before. */
function finisherBowledBefore({ innings, conditions }: Case, action: Delivery): Found | null {
  if (innings === null || conditions.maxConsecutiveOvers > 1) {
    return null;
  }
  if (!takesOver(innings, action, conditions)) {
    return null;
  }
  const last = innings.overBowlers.at(innings.over.isComplete ? -2 : -1);
  return last?.includes(action.bowlerId) ? { player: action.bowlerId } : null;
}

/** Find a ball by a bowler who was suspended for the innings or the match. */
function bowlerSuspended({ innings, state }: Case, { bowlerId }: Delivery): Found | null {
  const isSuspended = state.suspendedIds.has(bowlerId) || innings?.suspendedIds.has(bowlerId);
  return isSuspended ? { player: bowlerId } : null;
}

/** Find a bowler who has bowled all the overs allowed and begins or takes over another. */
function bowlerOverLimit({ innings, conditions }: Case, action: Delivery): Found | null {
  const { bowlerId: player } = action;
  const bowler = innings?.bowlers.get(player);
  if (!innings || !bowler) {
    return null;
  }
  const isFirst = beginsOver(innings, action) || !innings.over.bowlerIds.includes(player);
  const hasBowledAll = isFirst && ballsLeft(innings, bowler, conditions) === 0;
  return hasBowledAll ? { player, most: mostOvers(innings, bowler, conditions) } : null;
}

/** Find a suspension of a player who bowled neither this ball nor the last one. */
function suspendedNotBowling({ innings }: Case, { playerId }: BowlerSuspended): Found | null {
  const isBowling = innings !== null && innings.bowlerId === playerId;
  return isBowling ? null : { player: playerId };
}

/** Return how long a clause suspends a bowler; null if it suspends nobody. */
function scopeOf(clause: string, edition: LawsEdition): SuspensionScope | null {
  if (isPartOf(clause, FOR_THE_MATCH_SINCE_2026)) {
    return edition >= "2026" ? "match" : "innings";
  }
  if (isPartOf(clause, FOR_THE_MATCH)) {
    return "match";
  }
  return isPartOf(clause, FOR_THE_INNINGS) ? "innings" : null;
}

/** Find a suspension with another duration than the clause in its note has. */
function suspensionScope({ conditions }: Case, action: BowlerSuspended): Found | null {
  const clause = namedClause(action.note);
  if (clause === null || conditions.lawsEdition === "2000") {
    return null;
  }
  const scope = scopeOf(clause, conditions.lawsEdition);
  const isOther = scope !== null && scope !== action.scope;
  return isOther ? { clause, scope, given: action.scope } : null;
}

/** Find a striker who was due at the other end, without anything recorded that explains it. */
function strikeMismatch({ conditions, innings }: Case, action: Delivery): Found | null {
  if (innings === null || innings.strikeWasStated) {
    return null;
  }
  const [strikerId, nonStrikerId] = pairOf(innings, action);
  const [due, other] = pairDue(innings, action, conditions);
  const isSwapped = other === strikerId || due === nonStrikerId;
  const isPair = nonStrikerId !== null; // who bats alone faces every ball
  return isSwapped && isPair ? { player: strikerId, due: due || "a new batter" } : null;
}

/** Return (who is due to face, who is not), in the over to which this ball belongs. */
export function pairDue(
  innings: Innings, action: Delivery, conditions: PlayingConditions,
): [string | null, string | null] {
  const { nonStrikerId, over, oversCompleted, strikerId } = innings;
  const isChanged = continuesOver(innings, action)
    ? over.changesEnds
    : isOverEndedEarly(innings, action, conditions)
      && (oversCompleted + 1) % conditions.oversPerEnd === 0;
  return isChanged ? [nonStrikerId, strikerId] : [strikerId, nonStrikerId];
}

export const OVERS = {
  over_too_long: overTooLong,
  umpires_count: umpiresCount,
  over_too_short: overTooShort,
  consecutive_overs: consecutiveOvers,
  bowler_changed_mid_over: bowlerChangedMidOver,
  finisher_bowled_before: finisherBowledBefore,
  bowler_suspended: bowlerSuspended,
  suspension_scope: suspensionScope,
  suspended_not_bowling: suspendedNotBowling,
  bowler_over_limit: bowlerOverLimit,
  strike_mismatch: strikeMismatch,
};
