// Tracks the over: who bowls it, when it ends, maidens, spells, and an umpire's miscount (Law 17).

import type { Action, Delivery } from "./actions.js";
import { warnOfSide } from "./crease.js";
import type { PlayingConditions } from "./formats.js";
import type { Ball } from "./laws.js";
import { warn } from "./noting.js";
import type { Bowler, Innings, MatchState, Over, Spell } from "./state.js";
import { newOver } from "./empty.js";
import { weightOf } from "./state.js";

/**
 * A bowler who bowls again within two overs, from the same end, continues the same spell; in the Hundred,
 * within two tens.
 */
const SPELL_GAP = 2;
/** A bowler may bowl a fifth of an innings' overs, if the conditions limit them in this way. */
const QUOTA_SHARE = 5;
/**
 * The number of overs whose bowlers are stored: the most that one may bowl in a row, and one that is
 * reopened.
 */
const RECENT_OVERS = 4;
/** The number of overs that show how an innings is going. */
export const LAST_OVERS = 5;
/**
 * The number of overs whose totals are stored: the last five, the one before them, and one that is
 * reopened.
 */
const RECENT_TOTALS = LAST_OVERS + 2;

/** Return whether a ball belongs to an over that had seemed complete: the umpire allowed it (17.5). */
export function continuesOver(innings: Innings, action: Delivery): boolean {
  const { over, closed } = innings;
  if (!over.isComplete || action.overNumber !== over.number) {
    return false;
  }
  if (innings.isCloseRecorded || (closed !== null && closed !== "overs_complete")) {
    return false;
  }
  const umpiresCount = action.overBalls ?? 0;
  return umpiresCount > over.legalBalls || action.bowlerId === over.bowlerIds.at(-1);
}

/** Reopen the over for which `continuesOver` is true; warn if no count of the umpire was recorded. */
export function resumeOver(state: MatchState, innings: Innings, action: Delivery): void {
  reopenOver(innings);
  if (action.overBalls === null) {
    warnOfLongOver(state, innings, action);
  }
}

/** Return whether a ball shows that the umpire ended the over before it early. */
export function hasEndedShort(
  innings: Innings, action: Delivery, conditions: PlayingConditions,
): boolean {
  const { over } = innings;
  return over.deliveries > 0 && !innings.isPositionOff && beginsNextOver(over, action, conditions);
}

/**
 * Return whether a ball has the next over's number and another bowler; one of the two alone may be a
 * mistake. Where a bowler may bowl consecutive overs (the Hundred), being the first ball of an over
 * suffices, too.
 */
export function beginsNextOver(
  over: Over, action: Delivery, conditions: PlayingConditions,
): boolean {
  if (action.overNumber !== over.number + 1) {
    return false;
  }
  const mayBowlOn = conditions.maxConsecutiveOvers > 1 && action.ballInOver === 1;
  return mayBowlOn || !over.bowlerIds.includes(action.bowlerId);
}

/** Return whether the last over of a limited innings is in progress and has a legal ball. */
export function isInLastOver(innings: Innings): boolean {
  const { over, oversLimit } = innings;
  const isLast = oversLimit !== null && innings.oversCompleted + 1 >= oversLimit;
  return isLast && over.legalBalls > 0 && !over.isComplete;
}

/** End an over that the umpire ended early; it counts as one over (Law 17.5). */
export function endShortOver(state: MatchState, innings: Innings, action: Action): void {
  const { over } = innings;
  const { ballsPerOver } = state.setup.conditions;
  completeOver(innings, state.setup.conditions);
  const why = `over ${over.number} ended after ${over.legalBalls} balls of ${ballsPerOver}; record `
    + `overBalls ${over.legalBalls} with its last ball if the umpire counted so, or the ball that `
    + "is missing";
  warn(state, action, "over_too_short", why, "Law 17");
}

/** Begin or continue the over with this ball, and return its bowler. */
export function beginBall(state: MatchState, innings: Innings, action: Delivery): Bowler {
  const { bowlerId } = action;
  if (innings.over.isComplete || !innings.over.deliveries) {
    warnOfOversRunning(state, innings, action);
    innings.over = newOver(innings.oversCompleted);
  }
  warnOfPosition(state, innings, action);
  const bowler = innings.bowlers.get(bowlerId) ?? addBowler(state, innings, action);
  if (innings.suspendedIds.has(bowlerId) || state.suspendedIds.has(bowlerId)) {
    warn(state, action, "bowler_suspended", `${bowlerId} was suspended from bowling`, "Law 41");
  }
  if (!innings.over.bowlerIds.includes(bowlerId)) {
    takeTheBall(state, innings, action, bowler);
  } else if (bowlerId !== innings.bowlerId) {
    shareOver(innings, bowler, state.setup.conditions);
  }
  innings.bowlerId = bowlerId;
  innings.bowlingAngle = action.bowlingAngle ?? innings.bowlingAngle;
  return bowler;
}

/** Return the analysis of a bowler before their first ball. */
export function newBowler(playerId: string): Bowler {
  return {
    playerId, ballsBowled: 0, miscounted: 0, ballsOfOthers: 0, maidens: 0, runsConceded: 0,
    wickets: 0, wides: 0, noBalls: 0, dotBalls: 0, spells: [],
  };
}

function addBowler(state: MatchState, innings: Innings, action: Delivery): Bowler {
  const bowler = newBowler(action.bowlerId);
  innings.bowlers.set(action.bowlerId, bowler);
  innings.weight += weightOf([action.bowlerId], 3, 400);
  warnOfSide(state, action, action.bowlerId, innings.bowlingTeamId);
  return bowler;
}

/** Warn of a ball beyond the over's length without a recorded count of the umpire; it counts (17.5.2). */
function warnOfLongOver(state: MatchState, innings: Innings, action: Delivery): void {
  const { legalBalls, number } = innings.over;
  const why = `ball ${legalBalls + 1} of over ${number} in an over of `
    + `${state.setup.conditions.ballsPerOver}; record overBalls if the umpire allowed it`;
  warn(state, action, "over_too_long", why, "Law 17");
}

/** Warn once when stored over numbers differ from the derived ones, until they agree again. */
function warnOfPosition(state: MatchState, innings: Innings, action: Delivery): void {
  const isOff = action.overNumber !== innings.over.number;
  if (isOff && !innings.isPositionOff) {
    const made = `the log so far makes it ${innings.over.number}`;
    warn(state, action, "position_mismatch", `overNumber is ${action.overNumber}; ${made}`);
  }
  innings.isPositionOff = isOff;
}

/** Return whether a bowler has bowled as many consecutive overs as are allowed (Law 17.6). */
export function hasBowledEnoughRunning(
  innings: Innings, playerId: string, conditions: PlayingConditions,
): boolean {
  const allowed = conditions.maxConsecutiveOvers;
  const recent = innings.overBowlers.slice(-allowed);
  return recent.length === allowed && recent.every((bowled) => bowled.includes(playerId));
}

/** Warn of a bowler who bowls too many consecutive overs (Law 17.6; the Hundred allows two). */
function warnOfOversRunning(state: MatchState, innings: Innings, action: Delivery): void {
  if (hasBowledEnoughRunning(innings, action.bowlerId, state.setup.conditions)) {
    const why = `${action.bowlerId} bowled the over before and may not bowl this one`;
    warn(state, action, "consecutive_overs", why, "Law 17");
  }
}

/** Record a bowler's first ball of the over: check the quota and a change in mid-over (17.8). */
function takeTheBall(
  state: MatchState, innings: Innings, action: Delivery, bowler: Bowler,
): void {
  const { bowlerId } = action;
  const { over } = innings;
  if (over.bowlerIds.length && !innings.mayChangeBowler) {
    const why = `${bowlerId} took over in mid-over ${over.number} and nothing recorded says why`;
    warn(state, action, "bowler_changed_mid_over", why, "Law 17");
  }
  warnOfQuota(state, innings, action, bowler);
  innings.mayChangeBowler = false;
  if (over.bowlerIds.length) {
    shareOver(innings, bowler, state.setup.conditions);
  }
  over.bowlerIds.push(bowlerId);
}

/**
 * Hand an over in progress to another bowler, or back to one who bowled a part of it. At its end, each
 * bowler's balls and those of the others make up one over.
 */
function shareOver(innings: Innings, bowler: Bowler, conditions: PlayingConditions): void {
  const { over } = innings;
  const before = currentBowler(innings);
  const left = conditions.ballsPerOver - over.legalBalls;
  if (before !== undefined) {
    before.ballsOfOthers += left;
  }
  bowler.ballsOfOthers += over.bowlerIds.includes(bowler.playerId) ? -left : over.legalBalls;
}

/** Return the bowler of the last ball of the over in progress; undefined before its first. */
function currentBowler({ bowlers, bowlerId }: Innings): Bowler | undefined {
  return bowlerId === null ? undefined : bowlers.get(bowlerId);
}

/** Warn when a bowler begins more overs than the conditions allow. */
function warnOfQuota(state: MatchState, innings: Innings, action: Delivery, bowler: Bowler): void {
  const { conditions } = state.setup;
  if (ballsLeft(innings, bowler, conditions) === 0) {
    const most = mostOvers(innings, bowler, conditions);
    const why = `${action.bowlerId} has bowled the ${most} overs that a bowler may`;
    warn(state, action, "bowler_over_limit", why, "playing condition: overs per bowler");
  }
}

/** Return the legal balls that the conditions still allow a bowler; null without a limit. */
export function ballsLeft(
  innings: Innings, bowler: Bowler, conditions: PlayingConditions,
): number | null {
  const most = mostOvers(innings, bowler, conditions);
  return most === null ? null : Math.max(0, most * conditions.ballsPerOver - ballsOf(bowler));
}

/**
 * Return the overs that a bowler may bowl in an innings; null without a limit. If the limit is a fifth of
 * the overs, it is a fifth of the remaining ones in a shortened innings; the remainder gives one more over
 * to as many bowlers as first reach their share.
 */
export function mostOvers(
  innings: Innings, bowler: Bowler, conditions: PlayingConditions,
): number | null {
  const { maxOversPerBowler: most, oversPerInnings: whole } = conditions;
  if (most === null || innings.isSuperOver) {
    return null;
  }
  const limit = innings.oversLimit;
  if (limit === null || !whole || most !== Math.ceil(whole / QUOTA_SHARE) || limit >= whole) {
    return most;
  }
  const share = Math.floor(limit / QUOTA_SHARE);
  const full = share * conditions.ballsPerOver;
  const beyond = [...innings.bowlers.values()].filter((each) => {
    return each.playerId !== bowler.playerId && ballsOf(each) > full;
  });
  return Math.max(1, share + (beyond.length < limit % QUOTA_SHARE ? 1 : 0));
}

/**
 * Return the balls that count towards a bowler's limit: a miscounted over counts as a whole one, and so
 * does an over shared with others (playing condition: overs per bowler).
 */
function ballsOf(bowler: Bowler): number {
  return bowler.ballsBowled + bowler.miscounted + bowler.ballsOfOthers;
}

/** Return the spell to which this over belongs; a new one if the bowler has rested. */
export function spellOf(bowler: Bowler, overNumber: number, oversPerEnd: number): Spell {
  const last = bowler.spells.at(-1);
  const turn = (over: number): number => Math.floor(over / oversPerEnd);
  if (last !== undefined && turn(overNumber) - turn(last.endOver) <= SPELL_GAP) {
    last.endOver = overNumber;
    return last;
  }
  const spell: Spell = { startOver: overNumber, endOver: overNumber, runs: 0, wickets: 0 };
  bowler.spells.push(spell);
  return spell;
}

/** Count the ball in its over and innings. Only legal balls bring the over to its end (17.3). */
export function countBall(innings: Innings, action: Delivery, ball: Ball): void {
  const { over } = innings;
  over.deliveries += 1;
  over.conceded += ball.conceded;
  if (ball.isLegal) {
    over.legalBalls += 1;
    innings.legalBalls += 1;
  }
  if (action.overBalls !== null) {
    over.umpiresCount = action.overBalls;
  }
}

/** End the over at its length, or at the umpire's count of it (17.5.1). */
export function endOverIfDue(innings: Innings, conditions: PlayingConditions): void {
  const { over } = innings;
  if (over.legalBalls >= (over.umpiresCount || conditions.ballsPerOver)) {
    completeOver(innings, conditions);
  }
}

/** End the over: the batters change ends (in the Hundred after two fives), and a maiden is counted. */
function completeOver(innings: Innings, conditions: PlayingConditions): void {
  const { over } = innings;
  over.isComplete = true;
  over.ballsPerOver = conditions.ballsPerOver;
  innings.oversCompleted += 1;
  over.changesEnds = innings.oversCompleted % conditions.oversPerEnd === 0;
  innings.overBowlers = [...innings.overBowlers, [...over.bowlerIds]].slice(-RECENT_OVERS);
  innings.overTotals = [...innings.overTotals, innings.runs].slice(-RECENT_TOTALS);
  countWholeOver(innings, 1);
  if (over.changesEnds) {
    changeEnds(innings);
  }
}

/** Undo the end of an over that the umpire let continue; the reverse of `completeOver`. */
function reopenOver(innings: Innings): void {
  const { over } = innings;
  if (over.changesEnds) {
    changeEnds(innings);
  }
  countWholeOver(innings, -1);
  innings.overBowlers.pop();
  innings.overTotals.pop();
  innings.oversCompleted -= 1;
  over.isComplete = false;
}

/**
 * Add the end of an over to the analysis of its bowler, or take it back. Only an over of a single bowler
 * can be a maiden.
 */
function countWholeOver(innings: Innings, by: 1 | -1): void {
  const { over } = innings;
  const [bowler, odd] = [currentBowler(innings), by * (over.ballsPerOver - over.legalBalls)];
  if (bowler === undefined) {
    return;
  }
  if (over.bowlerIds.length > 1) {
    bowler.ballsOfOthers += odd;
    return;
  }
  bowler.miscounted += odd;
  bowler.maidens += over.conceded === 0 ? by : 0;
}

/** Swap striker and non-striker, including vacant places. */
export function changeEnds(innings: Innings): void {
  [innings.strikerId, innings.nonStrikerId] = [innings.nonStrikerId, innings.strikerId];
}
