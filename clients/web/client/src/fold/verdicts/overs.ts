// Rows 33-41 and 51: the over and its bowler, suspensions, and who faces.

import type { BowlerSuspended, Delivery } from "../actions.js";
import type { PlayingConditions } from "../formats.js";
import { ballsLeft, continuesOver, hasEndedShort, mostOvers } from "../overs.js";
import type { Innings } from "../state.js";
import type { LawsEdition, SuspensionScope } from "../vocabulary.js";
import type { Case } from "./case.js";
import { beginsOver, pairOf } from "./case.js";
import { isOf, namedClause } from "./clauses.js";
import type { Found } from "./model.js";

// The clauses that suspend a bowler, by how long. Those of 2026 were for the innings before.
const FOR_THE_INNINGS = ["21.3", "41.6", "41.7.4", "41.9", "41.13"];
const FOR_THE_MATCH = ["41.3"];
const FOR_THE_MATCH_SINCE_2026 = ["41.7.6", "41.8"];

/** A ball beyond the over's length that no umpire's count explains. */
function seventhBall({ innings, conditions }: Case, action: Delivery): Found | null {
  if (innings === null || action.overBalls !== null || !continuesOver(innings, action)) {
    return null;
  }
  return { ball: innings.over.legalBalls + 1, length: conditions.ballsPerOver };
}

/** The first ball that says that the umpire ended its over at another number of balls. */
function umpiresCount({ innings, conditions }: Case, action: Delivery): Found | null {
  const [given, length] = [action.overBalls, conditions.ballsPerOver];
  if (given === null || given === length) {
    return null;
  }
  const isNew = innings === null || beginsOver(innings, action);
  const isKnown = !isNew && innings.over.umpiresCount === given;
  return isKnown ? null : { given, length };
}

/** Whether a ball is of the next over by number and bowler, with this one unfinished. */
function isCalledEarly(
  innings: Innings, action: Delivery, conditions: PlayingConditions,
): boolean {
  return !innings.over.isComplete && hasEndedShort(innings, action, conditions);
}

/** The first ball of an over after one that is too short. */
function shortOver({ innings, conditions }: Case, action: Delivery): Found | null {
  if (innings === null || !isCalledEarly(innings, action, conditions)) {
    return null;
  }
  const { over } = innings;
  return { over: over.number, balls: over.legalBalls, length: conditions.ballsPerOver };
}

/** A bowler who bowled as many overs running as one may, and begins the next. */
function consecutiveOvers({ innings, conditions }: Case, action: Delivery): Found | null {
  const most = conditions.maxConsecutiveOvers;
  if (innings === null || !beginsOver(innings, action)) {
    return null;
  }
  const recent = innings.overBowlers.slice(-most);
  const isSame = recent.every((bowled) => bowled.includes(action.bowlerId));
  return recent.length === most && isSame ? { player: action.bowlerId } : null;
}

/** Whether another bowler goes on with an over in progress. */
function takesOver(innings: Innings, action: Delivery, conditions: PlayingConditions): boolean {
  const { bowlerIds } = innings.over;
  const isNew = beginsOver(innings, action) || isCalledEarly(innings, action, conditions);
  return bowlerIds.length > 0 && !bowlerIds.includes(action.bowlerId) && !isNew;
}

/** A change of bowler in mid-over that no suspension or injury explains. */
function changedMidOver({ innings, conditions }: Case, action: Delivery): Found | null {
  const isChange = innings !== null && !innings.mayChangeBowler
    && takesOver(innings, action, conditions);
  return isChange ? { player: action.bowlerId } : null;
}

/** A bowler who ends another's over and bowled the over before. */
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

/** A ball of a bowler who was suspended for the innings or the match. */
function suspended({ innings, state }: Case, { bowlerId }: Delivery): Found | null {
  const isSuspended = state.suspendedIds.has(bowlerId) || innings?.suspendedIds.has(bowlerId);
  return isSuspended ? { player: bowlerId } : null;
}

/** A bowler who has bowled all the overs allowed and begins or takes over one. */
function overLimit({ innings, conditions }: Case, action: Delivery): Found | null {
  const { bowlerId: player } = action;
  const bowler = innings?.bowlers.get(player);
  if (!innings || !bowler) {
    return null;
  }
  const isFirst = beginsOver(innings, action) || !innings.over.bowlerIds.includes(player);
  const hasBowledAll = isFirst && ballsLeft(innings, bowler, conditions) === 0;
  return hasBowledAll ? { player, most: mostOvers(innings, bowler, conditions) } : null;
}

/** A suspension of somebody who bowled neither this ball nor the last one. */
function suspendedNotBowling({ innings }: Case, { playerId }: BowlerSuspended): Found | null {
  const isBowling = innings !== null && innings.bowlerId === playerId;
  return isBowling ? null : { player: playerId };
}

/** How long a clause suspends a bowler; null where it suspends nobody. */
function scopeOf(clause: string, edition: LawsEdition): SuspensionScope | null {
  if (isOf(clause, FOR_THE_MATCH_SINCE_2026)) {
    return edition >= "2026" ? "match" : "innings";
  }
  if (isOf(clause, FOR_THE_MATCH)) {
    return "match";
  }
  return isOf(clause, FOR_THE_INNINGS) ? "innings" : null;
}

/** A suspension that lasts otherwise than the clause in its note says. */
function suspensionScope({ conditions }: Case, action: BowlerSuspended): Found | null {
  const clause = namedClause(action.note);
  if (clause === null || conditions.lawsEdition === "2000") {
    return null;
  }
  const scope = scopeOf(clause, conditions.lawsEdition);
  const isOther = scope !== null && scope !== action.scope;
  return isOther ? { clause, scope, given: action.scope } : null;
}

/** The batter facing who was to be at the other end, where nothing recorded says why. */
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

/** Who is to face and who is not, by the over that this ball shows to be its own. */
function pairDue(
  innings: Innings, action: Delivery, conditions: PlayingConditions,
): [string | null, string | null] {
  const { nonStrikerId, over, oversCompleted, strikerId } = innings;
  const isChanged = continuesOver(innings, action)
    ? over.changesEnds
    : isCalledEarly(innings, action, conditions)
      && (oversCompleted + 1) % conditions.oversPerEnd === 0;
  return isChanged ? [nonStrikerId, strikerId] : [strikerId, nonStrikerId];
}

export const OVERS = {
  over_too_long: seventhBall,
  umpires_count: umpiresCount,
  over_too_short: shortOver,
  consecutive_overs: consecutiveOvers,
  bowler_changed_mid_over: changedMidOver,
  finisher_bowled_before: finisherBowledBefore,
  bowler_suspended: suspended,
  suspension_scope: suspensionScope,
  suspended_not_bowling: suspendedNotBowling,
  bowler_over_limit: overLimit,
  strike_mismatch: strikeMismatch,
};
