// Finds who won and by how much, from the score and the recorded result (Law 16).

import type { Par } from "./rain/match.js";
import { finalPar, isChase, isTooShort } from "./rain/match.js";
import type { Innings, MatchState, Result } from "./state.js";
import { currentInnings, isOpen, mainInnings, superOvers } from "./state.js";
import type { Outcome } from "./vocabulary.js";

const UNDECIDED: ReadonlySet<Outcome> = new Set(["draw", "no_result", "abandoned"]);
/** Outcomes that have a winner. */
export const WON: ReadonlySet<Outcome> = new Set(["win", "awarded", "conceded"]);

/** Return a result; fields that are not given are null. */
export function resultOf(
  outcome: Outcome, winnerTeamId: string | null = null, margin: Partial<Result> = {},
): Result {
  return {
    outcome, winnerTeamId, runs: null, wickets: null, innings: null, method: null,
    byPenalty: false, ...margin,
  };
}

/** Set the result of a state, or clear it while there is none. */
export function settle(state: MatchState): void {
  const byScore = resultByScore(state);
  const recorded = state.recordedResult;
  state.result = recorded === null ? byScore : combineResults(recorded, byScore, state);
}

/** Return the recorded outcome, with the margin by the score if both name the same winner. */
function combineResults(recorded: Result, byScore: Result | null, state: MatchState): Result {
  const method = recorded.method || byScore?.method || decidingMethod(state);
  const { outcome } = recorded;
  if (byScore === null || byScore.outcome !== outcome) {
    return resultOf(outcome, recorded.winnerTeamId, { method });
  }
  const winner = recorded.winnerTeamId || byScore.winnerTeamId;
  if (winner !== byScore.winnerTeamId) {
    return resultOf(outcome, winner, { method });
  }
  return { ...byScore, outcome, winnerTeamId: winner, method };
}

/**
 * Return the announced method. Null if it gave only a par and play went on to an end: with overs and target
 * unchanged, a par does not affect a match that was played out.
 */
function decidingMethod(state: MatchState): string | null {
  const closed = mainInnings(state).at(-1)?.closed;
  const isCutShort = closed === undefined || closed === "abandoned";
  return state.par === null || isCutShort || isRevised(state) ? state.method : null;
}

/** Return whether the overs of a match, or the target of its chase, were revised. */
function isRevised(state: MatchState): boolean {
  const { rain, setup: { conditions } } = state;
  if (rain?.isTargetAnnounced || rain?.isTargetDue) {
    return true;
  }
  const [first, chase] = mainInnings(state);
  if (first && chase && isChase(state, chase) && targetAfter(first, chase) !== first.runs + 1) {
    return true;
  }
  const overs = conditions.oversPerInnings || null;
  return mainInnings(state).some((each) => each.lostOvers !== null || each.oversLimit !== overs);
}

/** Return the runs that win for the side batting second. */
function targetAfter(first: Innings, chase: Innings): number {
  return chase.target ?? first.runs + 1;
}

/** Return whether a recorded end contradicts the score. Awards need not agree with it. */
export function contradicts(
  state: MatchState, recorded: Result, byScore: Result | null,
): boolean {
  if (byScore === null) {
    return false;
  }
  if (UNDECIDED.has(recorded.outcome)) {
    return isDecidedByPlay(state);
  }
  if (recorded.outcome !== "win" && recorded.outcome !== "tie") {
    return false;
  }
  if (recorded.outcome !== byScore.outcome) {
    const isDecidedTie = byScore.outcome === "tie" && recorded.method !== null;
    return !isDecidedTie;
  }
  const other = recorded.winnerTeamId;
  return recorded.outcome === "win" && other !== null && other !== byScore.winnerTeamId;
}

/**
 * Return whether the last innings came to an end that decides the match. It did not if it was cut short, if
 * its completed overs are too few for a match, or if its overs were not limited.
 */
function isDecidedByPlay(state: MatchState): boolean {
  const last = currentInnings(state);
  if (last === null) {
    return false;
  }
  if (last.target !== null && last.runs >= last.target) {
    return true;
  }
  if (last.closed !== "overs_complete") {
    return last.closed !== "abandoned";
  }
  const least = state.setup.conditions.minimumOvers;
  const isShort = least !== null && isChase(state, last) && isTooShort(state, least);
  return Boolean(last.oversLimit) && !isShort;
}

/** Return the result of the innings played so far; null while they decide nothing. */
export function resultByScore(state: MatchState): Result | null {
  const played = mainInnings(state);
  if (played.length === 0 || played.some(isOpen)) {
    return null;
  }
  const isOverTwo = state.setup.conditions.inningsPerSide > 1;
  const result = isOverTwo ? twoInningsResult(state, played) : oneInningsResult(state, played);
  if (result?.outcome === "tie" && superOvers(state).length) {
    return superOversResult(state, result);
  }
  return result;
}

/** Return whether the recorded result contradicts the current score. */
export function isContradicted(state: MatchState): boolean {
  const recorded = state.recordedResult;
  return recorded !== null && contradicts(state, recorded, resultByScore(state));
}

/** Return a result as warnings name it: `win for home`, `tie`. */
export function describeResult({ outcome, winnerTeamId }: Result): string {
  return winnerTeamId ? `${outcome} for ${winnerTeamId}` : outcome;
}

/**
 * Return the result of a chase against its target; of an unfinished one against par, if there is one. A
 * chase that was closed without reaching its target, or by overs that were not limited, is not completed.
 * It decides nothing; it only serves to check a recorded result and to give its margin.
 */
function oneInningsResult(state: MatchState, played: readonly Innings[]): Result | null {
  const [first, chase] = played;
  if (first === undefined || chase === undefined) {
    return null;
  }
  const target = targetAfter(first, chase);
  if (chase.closed === "abandoned" && chase.runs < target) {
    const par = finalPar(state);
    return par === null ? null : resultAgainstPar(first, chase, par);
  }
  if (chase.runs < target && !isCompleted(chase) && state.recordedResult === null) {
    return null;
  }
  return lastInningsResult(state, first.battingTeamId, chase, target);
}

/**
 * Return the result of an unfinished chase: ahead of par wins, level ties, behind loses; the margin is in
 * runs.
 */
function resultAgainstPar(first: Innings, chase: Innings, par: Par): Result {
  const { method } = par;
  if (chase.runs === par.runs) {
    return resultOf("tie", null, { method });
  }
  const winner = chase.runs > par.runs ? chase.battingTeamId : first.battingTeamId;
  return resultOf("win", winner, { runs: Math.abs(chase.runs - par.runs), method });
}

/**
 * Return the result of a finished last innings: by wickets if the target was reached, a tie if one run
 * short, else by runs. A side that reaches the target only through an award, after its innings or with the
 * ball of its last wicket, wins by penalty runs (Law 16). If the target dropped to the score when no batter
 * was left, there is no margin.
 */
function lastInningsResult(
  state: MatchState, defenderId: string | null, chase: Innings, target: number,
): Result {
  const method = decidingMethod(state);
  if (chase.runs >= target) {
    const left = chase.wicketsLimit - chase.wickets;
    const isOver = chase.closed !== "target_reached";
    const byPenalty = isOver ? chase.runs - chase.latePenalty < target : !left;
    const wickets = byPenalty ? null : left || null;
    return resultOf("win", chase.battingTeamId, { wickets, method, byPenalty });
  }
  if (chase.runs === target - 1) {
    return resultOf("tie", null, { method });
  }
  return resultOf("win", defenderId, { runs: target - 1 - chase.runs, method });
}

/**
 * Return whether a side has had the whole of its innings (Laws 13.3, 15). Completed overs count only if
 * overs were limited.
 */
function isCompleted({ closed, oversLimit }: Innings): boolean {
  if (closed === "overs_complete") {
    return Boolean(oversLimit);
  }
  return closed === "all_out" || closed === "declared" || closed === "forfeited";
}

/**
 * Return an innings defeat, or the result of the fourth innings against its target. The score never shows a
 * draw.
 */
function twoInningsResult(state: MatchState, played: readonly Innings[]): Result | null {
  const last = played.at(-1);
  const most = state.setup.conditions.inningsPerSide * 2;
  if (last === undefined) {
    return null;
  }
  if (played.length === most) {
    const target = last.target ?? 0;
    const isUnfinished = last.runs < target && !isCompleted(last);
    return isUnfinished ? null : lastInningsResult(state, last.bowlingTeamId, last, target);
  }
  return played.length === most - 1 ? inningsDefeat(state, played, last.battingTeamId) : null;
}

/**
 * Return the win over a side that has had all its innings and is behind opponents with one in hand; else
 * null.
 */
function inningsDefeat(
  state: MatchState, played: readonly Innings[], loserId: string | null,
): Result | null {
  const theirs = played.filter((innings) => innings.battingTeamId === loserId);
  const ours = played.filter((innings) => innings.battingTeamId !== loserId);
  const lead = sumOfRuns(ours) - sumOfRuns(theirs);
  const [last, winning] = [theirs.at(-1), ours.at(-1)];
  if (theirs.length <= ours.length || lead <= 0 || last === undefined || !isCompleted(last)) {
    return null;
  }
  if (winning === undefined) {
    throw new Error("a lead of no innings");
  }
  return resultOf("win", winning.battingTeamId, { runs: lead, innings: 1, method: state.method });
}

function sumOfRuns(played: readonly Innings[]): number {
  return played.reduce((sum, innings) => sum + innings.runs, 0);
}

/**
 * Return the result after super overs: the last pair decides. Null before the end of that pair; the tie
 * itself if the pair was level or its second super over was cut short.
 */
function superOversResult(state: MatchState, tie: Result): Result | null {
  const played = superOvers(state);
  const [first, second] = played.slice(-2);
  if (played.length % 2 || first === undefined || second === undefined || isOpen(second)) {
    return null;
  }
  if (first.runs === second.runs || second.closed === "abandoned") {
    return tie;
  }
  const winner = first.runs > second.runs ? first : second;
  return resultOf("tie", winner.battingTeamId, { method: "super_over" });
}
