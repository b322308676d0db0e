// Tracks stoppages and revisions in the log: what each took from the innings in progress.

import type { Innings, MatchState } from "../state.js";
import { isOpen, overBalls } from "../state.js";
import { MOST_BALLS, resourcesLeft } from "./resources.js";

/**
 * Reasons for stops that are planned or last a few minutes, and cost no overs (Law 11); in lower case,
 * without the words "break" and "interval". Any other reason may cost overs.
 */
const PAUSES: ReadonlySet<string> = new Set([
  "", "drinks", "lunch", "tea", "dinner", "supper", "stumps", "close of play", "innings",
  "between innings", "change of innings", "timeout", "time out", "strategic timeout",
  "strategic time out", "injury", "review", "change of ball",
]);

/** Record that play was stopped: from now on there is a par, unless the pause costs no overs. */
export function noteStoppage(state: MatchState): void {
  if (isHeldUp(state)) {
    noteRain(state);
  }
}

/** Record that the match has, or may have, lost time. */
function noteRain(state: MatchState): void {
  state.rain ??= { isTargetAnnounced: false, isTargetDue: false };
}

/** Return whether play is stopped for another reason than an interval or a pause of a few minutes. */
export function isHeldUp({ stoppage }: MatchState): boolean {
  return stoppage !== null && !isPause(stoppage);
}

/** Return whether a reason for a stop costs no overs: `Drinks`, `tea interval`. */
function isPause(reason: string): boolean {
  const words = reason.toLowerCase().replaceAll("-", " ").replaceAll("_", " ").split(" ");
  return PAUSES.has(words.filter((word) => !["", "break", "interval"].includes(word)).join(" "));
}

/** Record an announcement before it takes effect, and what it takes from the innings. */
export function noteRevision(
  state: MatchState, target: number | null, oversLimit: number | null, innings: Innings | null,
): void {
  noteRain(state);
  if (target !== null) {
    state.rain = { isTargetAnnounced: true, isTargetDue: false };
  }
  if (oversLimit !== null && innings !== null) {
    loseOvers(innings, oversLimit, state.setup.conditions.ballsPerOver);
  }
}

/** Return whether an innings is in progress, or was ended only by its overs, which may be given back. */
function mayGoOn(innings: Innings): boolean {
  const hasItsOvers = innings.closed === "overs_complete" && !innings.isCloseRecorded;
  return isOpen(innings) || hasItsOvers;
}

/**
 * Record what a new limit of overs takes from an innings; restored overs give it back. An innings that has
 * begun and is or was longer than the table, or began without a limit, is not computed.
 */
function loseOvers(innings: Innings, oversLimit: number, length: number): void {
  const before = innings.oversLimit;
  const bowled = ballsBowled(innings, length);
  const hasBegun = bowled > 0 || innings.wickets > 0;
  if (before === null) {
    innings.lostOvers = hasBegun ? { overs: 0, resources: 0 } : null;
    return;
  }
  const lost = innings.lostOvers ?? { overs: before, resources: 0 };
  const longest = Math.max(lost.overs, before, oversLimit);
  if (longest * length > MOST_BALLS) {
    innings.lostOvers = hasBegun ? { overs: longest, resources: 0 } : null;
    return;
  }
  if (!mayGoOn(innings)) {
    return;
  }
  const left = Math.max(0, before * length - bowled);
  const leftAfter = Math.max(0, oversLimit * length - bowled);
  const resources = resourcesLeft(left, innings.wickets) - resourcesLeft(leftAfter, innings.wickets);
  innings.lostOvers = { overs: lost.overs, resources: lost.resources + resources };
}

/**
 * Return the balls of an innings as the umpires counted its overs; a miscounted over counts as one (Law
 * 17.5).
 */
export function ballsBowled(innings: Innings, length: number): number {
  return innings.oversCompleted * length + overBalls(innings);
}

/** Return the balls left of an innings; 0 if its overs are not limited. */
export function ballsLeft(innings: Innings, length: number): number {
  return Math.max(0, (innings.oversLimit ?? 0) * length - ballsBowled(innings, length));
}
