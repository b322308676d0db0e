// Applies the actions other than deliveries: what each changes, and when it is refused.

import type {
  BatterArrived, BatterDismissed, BatterResumed, BatterRetired, BowlerSuspended, InningsClosed,
  InningsStarted, MatchClosed, Moment, PlayResumed, PlayStopped, PlayerReplaced,
} from "./actions.js";
import { arrive, checkMayBat, dismiss, faceAlone, takeBackWicket, takeGuard } from "./crease.js";
import {
  attach, checkMayBegin, checkNotClosed, checkOpen, closeIfDue, dueClose, endPlay, inningsFor,
  isPlaying, newInnings, reconsider, reopen,
} from "./innings.js";
import { RETIRED_AS } from "./laws.js";
import { warn } from "./noting.js";
import { endShortOver, isInLastOver } from "./overs.js";
import { dateOf, isoText } from "./plain.js";
import { Refused } from "./problems.js";
import { noteStoppage } from "./rain/log.js";
import { OVERS_LOST, isChase, whyNoPar } from "./rain/match.js";
import { contradicts, describeResult, resultByScore, resultOf, settle, WON } from "./result.js";
import type { Batter, Innings, MatchState } from "./state.js";
import { atCrease, currentInnings, isOut, weightOf } from "./state.js";
import type { WicketType } from "./vocabulary.js";

/** Dismissals that need no delivery (Laws 37, 38.3, 40). */
const WITH_NO_BALL_BOWLED: ReadonlySet<WicketType> = new Set<WicketType>([
  "timed_out", "run_out", "obstructing_field", "handled_ball",
]);

/** Begin an innings (Law 12). The openers come in if they are named. */
export function startInnings(state: MatchState, action: InningsStarted): void {
  const current = currentInnings(state);
  if (current !== null && current.number === action.inningsNumber) {
    throw new Refused("innings_started_twice", `innings ${current.number} has already begun`);
  }
  checkMayBegin(state, action);
  checkOpeners(action);
  const { inningsNumber, battingTeamId, bowlingTeamId, superOver } = action;
  const innings = newInnings(state, inningsNumber, battingTeamId, bowlingTeamId, superOver);
  attach(state, innings, action);
  warnOfUnknownSides(state, action);
  if (action.strikerId !== null) {
    takeGuard(state, innings, action, action.strikerId, action.nonStrikerId);
  }
  innings.bowlerId = action.bowlerId;
  closeIfDue(state, innings);
}

/** Warn of a side that the match document does not name: no table could tell who won. */
function warnOfUnknownSides(state: MatchState, action: InningsStarted): void {
  const sides = [state.setup.homeTeamId, state.setup.awayTeamId];
  if (sides.includes(null)) {
    return;
  }
  for (const field of ["battingTeamId", "bowlingTeamId"] as const) {
    if (!sides.includes(action[field])) {
      const why = `${action[field]} is not playing this match; correct the start of the innings`;
      warn(state, action, "unknown_team", `${field}: ${why}`);
    }
  }
}

/** Refuse a side that bats against itself, and a batter at both ends. */
function checkOpeners(action: InningsStarted): void {
  const { battingTeamId, bowlingTeamId, strikerId, nonStrikerId } = action;
  if (battingTeamId === bowlingTeamId) {
    throw new Refused("unknown_team", `bowlingTeamId: ${bowlingTeamId} is batting`);
  }
  if (strikerId !== null && strikerId === nonStrikerId) {
    throw new Refused("same_batter_twice", `nonStrikerId: ${strikerId} opens at both ends`);
  }
}

/** End the innings as recorded (Laws 13.3, 15), even if the score does not agree. */
export function closeInnings(state: MatchState, action: InningsClosed): void {
  const innings = inningsFor(state, action);
  const byScore = innings.closed ?? dueClose(state, innings);
  attach(state, innings, action);
  if (byScore !== null && byScore !== action.reason) {
    const why = `recorded as ${action.reason}; the score says ${byScore}`;
    warn(state, action, "close_contradicted", why);
  }
  if (action.reason === "overs_complete" && isInLastOver(innings)) {
    endShortOver(state, innings, action);
  }
  innings.closed = action.reason;
  innings.isCloseRecorded = true;
  innings.absentIds = action.absentIds;
  innings.weight += weightOf(action.absentIds);
  warnOfMissingPar(state, innings, action);
  settle(state);
}

/** Warn of an abandoned chase without a decision because its par was not announced. */
function warnOfMissingPar(state: MatchState, innings: Innings, action: InningsClosed): void {
  if (!isChase(state, innings) || action.reason !== "abandoned") {
    return;
  }
  if (innings.target === null || innings.runs >= innings.target) {
    return;
  }
  const why = whyNoPar(state);
  if (why !== null) {
    const more = "announce it (target_revised, par)";
    const message = `the chase is abandoned and has no par: ${why}; ${more}`;
    warn(state, action, "par_not_announced", message, OVERS_LOST);
  }
}

/** Dismiss a batter without a delivery and without credit to a bowler (Laws 38.3, 40). */
export function dismissBatter(state: MatchState, action: BatterDismissed): void {
  const { playerId, wicketType: type, fielderIds, substituteIds } = action;
  const innings = inningsFor(state, action);
  checkOpen(innings);
  if (!WITH_NO_BALL_BOWLED.has(type)) {
    throw new Refused("dismissal_not_possible", `wicketType: ${type} takes a delivery`);
  }
  checkMayBat(innings, playerId);
  if (type === "timed_out") {
    checkIsAwaited(innings, playerId);
  } else {
    checkAtCrease(innings, playerId);
  }
  attach(state, innings, action);
  dismiss(innings, playerId, { type, bowlerId: null, fielderIds, substituteIds });
  faceAlone(state, innings);
  innings.strikeWasStated = true;
  closeIfDue(state, innings);
}

/** Refuse to time out anybody except a batter who is due to come in (Law 40). */
function checkIsAwaited(innings: Innings, playerId: string): void {
  const inNow = atCrease(innings);
  let why: string | null = null;
  if (inNow.includes(playerId)) {
    why = `${playerId} is at the crease`;
  } else if (inNow.length > 1) {
    why = `two are in, and nobody waits for ${playerId}`;
  } else if (innings.lastLeftId === null) {
    why = `nobody has left, and ${playerId} would open`;
  }
  if (why !== null) {
    throw new Refused("dismissal_not_possible", `playerId: ${why}`, "Law 40");
  }
}

/** Refuse an action that only a batter who is in can take or suffer. */
function checkAtCrease(innings: Innings, playerId: string): void {
  if (!atCrease(innings).includes(playerId)) {
    const why = `playerId: ${playerId} is not at the crease in innings ${innings.number}`;
    throw new Refused("batter_not_at_crease", why);
  }
}

/** Let a batter retire (Law 25.4). A batter who retired hurt may later be recorded as retired out. */
export function retireBatter(state: MatchState, action: BatterRetired): void {
  const { playerId, retirement } = action;
  const innings = inningsFor(state, action);
  checkOpen(innings);
  checkMayBat(innings, playerId);
  const batter = innings.batters.get(playerId);
  const hasRetired = batter !== undefined && batter.dismissal !== null;
  if (!(hasRetired && retirement === "out")) {
    checkAtCrease(innings, playerId);
  }
  const type = RETIRED_AS[retirement];
  dismiss(innings, playerId, { type, bowlerId: null, fielderIds: [], substituteIds: [] });
  faceAlone(state, innings);
  innings.strikeWasStated = true;
  closeIfDue(state, innings);
}

/**
 * Let a retired batter come back to a vacant place (Law 25.4); after retired out this takes consent. All
 * out if nobody is left for the other place.
 */
export function resumeBatter(state: MatchState, action: BatterResumed): void {
  const { playerId } = action;
  const innings = inningsFor(state, action);
  const batter = innings.batters.get(playerId);
  checkMayResume(innings, batter, action);
  if (batter !== undefined && isOut(batter)) {
    takeBackWicket(innings, playerId);
    reopen(state, innings);
  }
  if (batter !== undefined) {
    batter.dismissal = null;
  }
  arrive(state, innings, action, playerId, null);
  innings.strikeWasStated = true;
  closeIfDue(state, innings);
}

/** Refuse a batter who never retired, lacks the consent, or finds two batters in. */
function checkMayResume(
  innings: Innings, batter: Batter | undefined, action: BatterResumed,
): void {
  const { playerId } = action;
  const how = batter?.dismissal?.type;
  if (batter === undefined || how === undefined || !Object.values(RETIRED_AS).includes(how)) {
    throw new Refused("batter_not_retired", `playerId: ${playerId} had not retired`);
  }
  if (isOut(batter) && !action.consent) {
    const why = `consent: ${playerId} retired out and needs the opposing captain's consent`;
    throw new Refused("resumed_without_consent", why, "Law 25");
  }
  const endedByHisWicket = innings.closed === "all_out" && !innings.isCloseRecorded;
  if (!(endedByHisWicket && isOut(batter))) {
    checkOpen(innings);
  }
  checkPlaceIsFree(innings, playerId);
  if (innings.lastLeftId === playerId && !isOut(batter)) {
    const why = `playerId: ${playerId} was the last to leave; a batter who retired comes back `
      + "at the fall of a wicket or when another retires";
    throw new Refused("resumed_too_soon", why, "Law 25");
  }
}

/** Refuse a third batter: one may come in only when another is out or retires. */
function checkPlaceIsFree(innings: Innings, playerId: string): void {
  if (atCrease(innings).length > 1) {
    const why = `playerId: two batters are in, ${playerId} cannot come in`;
    throw new Refused("batter_not_at_crease", why, "Law 25");
  }
}

/** Let a new batter take the vacant place (Law 25.2); all out if nobody is left for the other. */
export function bringInBatter(state: MatchState, action: BatterArrived): void {
  const { playerId } = action;
  const innings = inningsFor(state, action);
  checkOpen(innings);
  checkMayBat(innings, playerId);
  if (atCrease(innings).includes(playerId)) {
    return;
  }
  checkPlaceIsFree(innings, playerId);
  attach(state, innings, action);
  arrive(state, innings, action, playerId, action.end);
  closeIfDue(state, innings);
}

/** Suspend a bowler for the innings or the match (Law 41); another may finish the over. */
export function suspendBowler(state: MatchState, action: BowlerSuspended): void {
  const innings = inningsFor(state, action);
  attach(state, innings, action);
  if (action.scope === "match") {
    state.suspendedIds.add(action.playerId);
  }
  innings.suspendedIds.add(action.playerId);
  innings.weight += weightOf([action.playerId]);
  innings.mayChangeBowler = true;
}

/** Record that play is stopped; later balls show that it has resumed. */
export function stopPlay(state: MatchState, action: PlayStopped): void {
  state.stoppage = action.reason || "play stopped";
  noteStoppage(state);
}

/** Record that play has resumed. */
export function resumePlay(state: MatchState, _action: PlayResumed): void {
  state.stoppage = null;
}

/** Let a player join a side. A replacement for the bowler may finish the over (Law 17.8). */
export function replacePlayer(state: MatchState, action: PlayerReplaced): void {
  const { teamId, outPlayerId, inPlayerId, role, reason } = action;
  state.joined.set(inPlayerId, teamId);
  const at = momentText(action.timestamp);
  state.replacements.push({ teamId, outPlayerId, inPlayerId, role, reason, at });
  state.weight += weightOf([teamId, outPlayerId, inPlayerId], 4);
  const current = currentInnings(state);
  if (current === null) {
    return;
  }
  const isBowler = outPlayerId !== null && outPlayerId === current.bowlerId;
  if (isBowler || role === "bowler") {
    current.mayChangeBowler = true;
  }
  reconsider(state, current);
}

/** Return a scorer's time as ISO text; a text is returned as it is. */
function momentText(moment: Moment | null): string | null {
  const date = dateOf(moment);
  return date === null ? moment as string | null : isoText(moment, date);
}

/** Record how the match ended. If the score does not agree, the record stands, with a warning. */
export function closeMatch(state: MatchState, action: MatchClosed): void {
  checkNotClosed(state);
  const { outcome, winnerTeamId, method } = action;
  const recorded = resultOf(outcome, winnerTeamId, { method });
  state.recordedResult = recorded;
  endPlay(state, action);
  const byScore = resultByScore(state);
  if (byScore !== null && contradicts(state, recorded, byScore)) {
    const why = `recorded as ${describeResult(recorded)}; the score says ${describeResult(byScore)}`;
    warn(state, action, "result_contradicted", why);
  }
  settle(state);
  warnOfUnknownWinner(state, action);
}

/** Warn of a winner who is not playing, and of a win without a winner in record and score. */
function warnOfUnknownWinner(state: MatchState, action: MatchClosed): void {
  const { outcome, winnerTeamId } = action;
  const { result } = state;
  let why: string | null = null;
  if (winnerTeamId && !isPlaying(state, winnerTeamId)) {
    why = `${winnerTeamId} is not playing this match`;
  } else if (result !== null && WON.has(result.outcome) && !result.winnerTeamId) {
    why = `recorded as ${outcome} for nobody, and the score names no winner; void match_closed and `
      + "record who won";
  }
  if (why !== null) {
    warn(state, action, "unknown_team", `winnerTeamId: ${why}`);
  }
}
