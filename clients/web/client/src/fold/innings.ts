// Decides how innings begin and end, their targets, and which side bats if nobody recorded it.

import type { Action, MatchClosed } from "./actions.js";
import { powerplaysOf, wicketsPerInnings } from "./formats.js";
import { copyOf } from "./copying.js";
import { noBatterCanComeIn } from "./crease.js";
import { inform, warn } from "./noting.js";
import { endShortOver, isInLastOver } from "./overs.js";
import { Refused } from "./problems.js";
import { isHeldUp } from "./rain/log.js";
import { OVERS_LOST, hasFewerOvers, isChase } from "./rain/match.js";
import { settle } from "./result.js";
import type { Innings, MatchState, Revision } from "./state.js";
import { emptyInnings } from "./empty.js";
import {
  atCrease, currentInnings, isOpen, isOut, mainInnings, superOvers, weightOf,
} from "./state.js";
import { pythonText } from "./text.js";
import type { CloseReason } from "./vocabulary.js";

/** Ends of an innings that can follow from the log without being recorded. */
const DERIVED_ENDS: ReadonlySet<CloseReason | null> = new Set<CloseReason>([
  "all_out", "overs_complete", "target_reached",
]);

/** The lead that suffices for a follow-on in a match of any length (Law 14.1). */
const MOST_FOLLOW_ON_LEAD = 200;

/**
 * Return the innings that an action belongs to; a new one, not yet attached, if its start was not recorded.
 * Throws Refused for an earlier innings, or if the match is already decided.
 */
export function inningsFor(state: MatchState, action: Action): Innings {
  const current = currentInnings(state);
  if (current !== null && action.inningsNumber === current.number) {
    checkNotClosed(state);
    return current;
  }
  checkMayBegin(state, action);
  return inferInnings(state, action);
}

/** Refuse an action after the match was recorded as closed. */
export function checkNotClosed(state: MatchState): void {
  if (state.recordedResult !== null) {
    throw new Refused("match_over", "the match was recorded as closed");
  }
}

/** Refuse an innings before the current one, or after the match was won. */
export function checkMayBegin(state: MatchState, action: Action): void {
  checkNotClosed(state);
  const current = currentInnings(state);
  if (current !== null && action.inningsNumber < current.number) {
    const why = `inningsNumber is ${action.inningsNumber}, innings ${current.number} has begun`;
    throw new Refused("innings_out_of_order", why);
  }
  if (state.result !== null && state.result.winnerTeamId !== null) {
    throw new Refused("match_over", "the match was already won", "Law 16");
  }
}

/** Refuse an action that needs an innings in progress. */
export function checkOpen(innings: Innings): void {
  if (!isOpen(innings)) {
    const why = `innings ${innings.number} is over (${innings.closed}); void this action, or mend `
      + "the match's conditions or what closed the innings";
    throw new Refused("innings_over", why, "Law 13");
  }
}

/** Return an innings as conditions, lineups and toss imply it; the caller attaches it. */
function inferInnings(state: MatchState, action: Action): Innings {
  const batting = inferredBattingSide(state, action);
  const bowling = otherSide(state, batting);
  return newInnings(state, action.inningsNumber, batting, bowling, areAllInningsPlayed(state));
}

/** Return whether both sides have had their innings; only super overs can follow. */
function areAllInningsPlayed(state: MatchState): boolean {
  return mainInnings(state).length >= state.setup.conditions.inningsPerSide * 2;
}

/**
 * Return the innings that is due to begin, with its target and limit of overs; the state is not changed.
 * Null while an innings is in progress, and if none has to follow.
 */
export function nextInnings(state: MatchState): Innings | null {
  const current = currentInnings(state);
  const isBetween = current === null || !isOpen(current);
  const mayFollow = !areAllInningsPlayed(state) || (current !== null && current.isSuperOver);
  if (!isBetween || !mayFollow || state.result !== null) {
    return null;
  }
  const own = copyOf(state);
  const number = current === null ? 1 : current.number + 1;
  const batting = inferredBattingSide(own, null);
  const innings = newInnings(own, number, batting, otherSide(own, batting), areAllInningsPlayed(own));
  own.innings.push(innings);
  setLimits(own, innings, null);
  return innings;
}

/** Return an innings with the limits of the match's conditions, in overs and in dismissals. */
export function newInnings(
  state: MatchState, number: number, battingTeamId: string | null, bowlingTeamId: string | null,
  isSuperOver: boolean,
): Innings {
  const { conditions } = state.setup;
  const overs = isSuperOver ? conditions.superOverOvers : conditions.oversPerInnings;
  const wicketsLimit = isSuperOver ? conditions.superOverWickets : wicketsPerInnings(conditions);
  return emptyInnings({
    number, battingTeamId, bowlingTeamId, isSuperOver,
    oversLimit: overs || null,
    wicketsLimit,
  });
}

/**
 * Return the striker's team by the lineups, if it has an innings left; else the team that did not bat last;
 * else the one that the toss decides.
 */
function inferredBattingSide(state: MatchState, action: Action | null): string | null {
  const { setup } = state;
  const side = action?.type === "delivery" ? setup.sides.get(action.strikerId) : undefined;
  if (side !== undefined && !hasHadItsInnings(state, side)) {
    return side;
  }
  const current = currentInnings(state);
  if (current !== null) {
    // the side that batted last begins a super over, and another one after it is tied
    const beginsSuperOver = areAllInningsPlayed(state) && superOvers(state).length % 2 === 0;
    const batsAgain = beginsSuperOver || (action !== null && forfeitsFollowOn(state, action));
    return batsAgain ? current.battingTeamId : current.bowlingTeamId;
  }
  if (setup.tossWinnerId === null || setup.tossDecision === null) {
    return setup.homeTeamId;
  }
  return setup.tossDecision === "bat" ? setup.tossWinnerId : otherSide(state, setup.tossWinnerId);
}

/**
 * Return whether a forfeited third innings belongs to the side that followed on (Law 14): it was all out so
 * far behind. The other side would have no reason to forfeit.
 */
function forfeitsFollowOn(state: MatchState, action: Action): boolean {
  const [first, second, third] = mainInnings(state);
  if (first === undefined || second?.closed !== "all_out" || third !== undefined) {
    return false;
  }
  const least = state.setup.conditions.followOnLead ?? MOST_FOLLOW_ON_LEAD;
  return isForfeit(action) && first.runs - second.runs >= least;
}

/** Return whether an action forfeits an innings, which then needs no start (Law 15). */
function isForfeit(action: Action): boolean {
  return action.type === "innings_closed" && action.reason === "forfeited";
}

/** Return whether a side has no innings left while the other has; super overs are not counted. */
function hasHadItsInnings(state: MatchState, teamId: string): boolean {
  const had = mainInnings(state).filter((each) => each.battingTeamId === teamId).length;
  return had >= state.setup.conditions.inningsPerSide && !areAllInningsPlayed(state);
}

/** Return the opponents of a side, as the match document names them. */
function otherSide(state: MatchState, teamId: string | null): string | null {
  const { homeTeamId, awayTeamId } = state.setup;
  return teamId === homeTeamId ? awayTeamId : homeTeamId;
}

/** Return whether a side plays in this match, by the match document or by an innings. */
export function isPlaying(state: MatchState, teamId: string): boolean {
  const { homeTeamId, awayTeamId } = state.setup;
  const inningsSides = state.innings.flatMap((each) => [each.battingTeamId, each.bowlingTeamId]);
  return [homeTeamId, awayTeamId, ...inningsSides].includes(teamId);
}

/** Make a new innings the current one. Does nothing for the innings that is current already. */
export function attach(state: MatchState, innings: Innings, action: Action): void {
  const previous = currentInnings(state);
  if (innings === previous) {
    return;
  }
  if (previous !== null && isOpen(previous)) {
    endPreviousInnings(state, previous, action);
  }
  if (action.type !== "innings_started" && !isForfeit(action)) {
    const batting = `${pythonText(innings.battingTeamId)} is taken to bat`;
    inform(state, action, "innings_start_missing", `no innings_started; ${batting}`);
  }
  if (previous !== null) {
    state.weight += previous.weight;
    previous.weight = 0;
  }
  state.innings.push(innings);
  state.result = null;
  setLimits(state, innings, action);
  innings.weight += weightOf([innings.battingTeamId, innings.bowlingTeamId], 2, 1_000);
  innings.weight += innings.powerplays.reduce((sum, each) => sum + weightOf([each.type]), 0);
}

/** End an innings because the next begins: its last over was short, or its end was not recorded. */
function endPreviousInnings(state: MatchState, innings: Innings, action: Action): void {
  if (isInLastOver(innings) && !isHeldUp(state)) {
    endShortOver(state, innings, action);
    innings.closed = "overs_complete";
    return;
  }
  innings.closed = "abandoned";
  const why = "was still open; record innings_closed with its reason";
  warn(state, action, "innings_not_closed", `innings ${innings.number} ${why}`);
}

/** End the innings in progress with the match: as cut short, unless its last over was a short one. */
export function endPlay(state: MatchState, action: MatchClosed): void {
  const innings = currentInnings(state);
  if (innings === null || !isOpen(innings)) {
    return;
  }
  const isWinOrTie = action.outcome === "win" || action.outcome === "tie";
  const isByMethod = action.method !== null && state.rain === null;
  const hasShortOver = isInLastOver(innings) && !innings.isSuperOver;
  if (hasShortOver && isWinOrTie && !isHeldUp(state) && !isByMethod) {
    endShortOver(state, innings, action);
    innings.closed = "overs_complete";
  } else {
    innings.closed = "abandoned";
  }
}

/** Reopen an innings that is in progress after all, as when an over continues or a wicket is taken back. */
export function reopen(state: MatchState, innings: Innings): void {
  if (!isOpen(innings)) {
    innings.closed = null;
    state.result = null;
  }
}

/** Give a new innings its target, the revision that waited for it, and penalty runs that waited. */
function setLimits(state: MatchState, innings: Innings, action: Action | null): void {
  innings.target = naturalTarget(state, innings);
  innings.oversLimit = sharedOversLimit(state, innings);
  const revision = state.pendingRevision;
  state.pendingRevision = null;
  if (revision !== null) {
    innings.target = revision.target ?? innings.target;
    innings.oversLimit = revision.oversLimit || innings.oversLimit;
  }
  if (action?.type === "innings_started") {
    innings.target = action.target ?? innings.target;
    innings.oversLimit = action.oversLimit || innings.oversLimit;
  }
  if (!innings.isSuperOver) {
    innings.powerplays = powerplaysOf(state.setup.conditions, innings.oversLimit);
  }
  if (action?.type === "innings_started" && action.powerplays.length) {
    innings.powerplays = action.powerplays;
  }
  if (action !== null && isCutWithoutTarget(state, innings, action, revision)) {
    warnOfMissingTarget(state, action, innings.oversLimit, innings.target);
  }
  if (innings.battingTeamId !== null) {
    const pending = state.pendingPenalties.get(innings.battingTeamId) ?? 0;
    state.pendingPenalties.delete(innings.battingTeamId);
    innings.penalty += pending;
    innings.runs += pending;
  }
}

/** Return whether a new innings is a chase of fewer overs for which no target was set. */
function isCutWithoutTarget(
  state: MatchState, innings: Innings, action: Action, revision: Revision | null,
): boolean {
  const isSetAtStart = action.type === "innings_started" && action.target !== null;
  const isSet = isSetAtStart || (revision !== null && revision.target !== null);
  return !isSet && isChase(state, innings) && hasFewerOvers(state, innings);
}

/** Warn of a chase whose overs were revised without a target: the earlier target stands. */
export function warnOfMissingTarget(
  state: MatchState, action: Action, oversLimit: number | null, target: number | null,
): void {
  const before = state.rain ?? { isTargetAnnounced: false };
  state.rain = { ...before, isTargetDue: true };
  const why = `the chase has ${pythonText(oversLimit)} overs and no target is announced for them; that of `
    + `${pythonText(target)} stands until one is (target_revised, target)`;
  warn(state, action, "target_not_announced", why, OVERS_LOST);
}

/** Return the overs by the conditions, or those that the innings before was reduced to, if fewer. */
function sharedOversLimit(state: MatchState, innings: Innings): number | null {
  const played = mainInnings(state);
  const before = played.length % 2 ? [] : played.slice(-2, -1);
  const limits = [innings, ...before].map((each) => each.oversLimit).filter((each) => each !== null);
  return innings.isSuperOver || limits.length === 0 ? innings.oversLimit : Math.min(...limits);
}

/**
 * Return the runs that win for the side batting last. Null while another innings may follow, if the sides
 * are not named, and if no runs would be left to make: a side that bats out of turn has not won.
 */
function naturalTarget(state: MatchState, innings: Innings): number | null {
  if (innings.isSuperOver) {
    const played = superOvers(state);
    const first = played.at(-2);
    return played.length % 2 || first === undefined ? null : first.runs + 1;
  }
  const played = mainInnings(state);
  const isLast = played.length >= state.setup.conditions.inningsPerSide * 2;
  return isLast ? targetOfRuns(played, innings.battingTeamId) : null;
}

/**
 * Return the runs that win for the side batting last, by the runs of the innings before. Null if the sides
 * are not named, or if no runs would be left to make.
 */
export function targetOfRuns(played: readonly Innings[], teamId: string | null): number | null {
  const [first] = played;
  if (first === undefined) {
    return null;
  }
  if (played.length <= 2) { // the names of the sides are not needed
    return first.runs + 1;
  }
  if (teamId === null) {
    return null;
  }
  const target = played.reduce(
    (lead, each) => (each.battingTeamId === teamId ? lead - each.runs : lead + each.runs), 1,
  );
  return target > 0 ? target : null;
}

/** Return why the innings must be over by the score alone (Laws 12.2, 13.3, 16); null if it need not be. */
export function dueClose(state: MatchState, innings: Innings): CloseReason | null {
  if (innings.target !== null && innings.runs >= innings.target) {
    return "target_reached";
  }
  if (innings.wickets >= innings.wicketsLimit) {
    return "all_out";
  }
  if (innings.oversLimit !== null && innings.oversCompleted >= innings.oversLimit) {
    const { over } = innings;
    if (over.isComplete || !over.deliveries) { // an over that has begun is finished
      return "overs_complete";
    }
  }
  const hasVacancy = innings.strikerId === null || innings.nonStrikerId === null;
  return hasVacancy && isVacancyUnfillable(state, innings) ? "all_out" : null;
}

/**
 * Return whether a batter retired and nobody can take their place: all others are out or in. A batter who
 * had retired before may come in now (Law 25.4.4), so the innings waits for them.
 */
function isVacancyUnfillable(state: MatchState, innings: Innings): boolean {
  const last = innings.batters.get(innings.lastLeftId ?? "");
  const least = state.setup.conditions.lastManStands ? 1 : 2;
  return !!last?.dismissal && !isOut(last) && !innings.isSuperOver
    && atCrease(innings).length < least && noBatterCanComeIn(state, innings);
}

/** Close an innings whose end follows from the score. */
export function closeIfDue(state: MatchState, innings: Innings): void {
  const reason = dueClose(state, innings);
  if (reason !== null && isOpen(innings)) {
    innings.closed = reason;
    settle(state);
  }
}

/**
 * Close an innings whose end follows from the score by now; reopen one whose end no longer does. A target
 * that is no longer reached has not ended the innings, even if that was recorded.
 */
export function reconsider(state: MatchState, innings: Innings): void {
  if (isOpen(innings)) {
    closeIfDue(state, innings);
    return;
  }
  const wasReached = innings.closed === "target_reached";
  const isDerived = DERIVED_ENDS.has(innings.closed) && !innings.isCloseRecorded;
  if (state.recordedResult !== null || !(wasReached || isDerived)) {
    return;
  }
  const reason = dueClose(state, innings);
  if (reason === null || (wasReached && reason !== innings.closed)) {
    reopen(state, innings);
    innings.closed = reason;
    innings.isCloseRecorded = false;
  }
}
