// Finds who won and by how much: what the score says, joined with what was recorded (Law 16).

import type { Par } from "./rain/match.js";
import { finalPar, isChase, isTooShort } from "./rain/match.js";
import type { Innings, MatchState, Result } from "./state.js";
import { currentInnings, isOpen, mainInnings, superOvers } from "./state.js";
import type { Outcome } from "./vocabulary.js";

const UNDECIDED: ReadonlySet<Outcome> = new Set(["draw", "no_result", "abandoned"]);
/** Outcomes that have a winner. */
export const WON: ReadonlySet<Outcome> = new Set(["win", "awarded", "conceded"]);

/** A result; what it does not have is null. */
export function resultOf(
  outcome: Outcome, winnerTeamId: string | null = null, margin: Partial<Result> = {},
): Result {
  return {
    outcome, winnerTeamId, runs: null, wickets: null, innings: null, method: null,
    byPenalty: false, ...margin,
  };
}

/** Set the result, or clear it while there is none. */
export function settle(state: MatchState): void {
  const byScore = resultByScore(state);
  const recorded = state.recordedResult;
  state.result = recorded === null ? byScore : joined(recorded, byScore, state);
}

/** The recorded outcome, with the margin the score gives if both name the same winner. */
function joined(recorded: Result, byScore: Result | null, state: MatchState): Result {
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
 * The announced method; null where it gave no more than a par, and play went on to an end: where
 * overs and target are as they were, a par has no part in a match that was played out.
 */
function decidingMethod(state: MatchState): string | null {
  const closed = mainInnings(state).at(-1)?.closed;
  const isCutShort = closed === undefined || closed === "abandoned";
  return state.par === null || isCutShort || isRevised(state) ? state.method : null;
}

/** Whether overs of a match, or the target of its chase, were set anew. */
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

/** The runs that win for the side batting second. */
function targetAfter(first: Innings, chase: Innings): number {
  return chase.target ?? first.runs + 1;
}

/** Whether a recorded end goes against the score. Awards need not agree with it. */
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
 * Whether the last innings came to an end on which the score decides the match: not where it was
 * cut short, nor where its overs were complete and too few for a match, or nothing limited them.
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

/** What the innings played so far decide by themselves; null while they decide nothing. */
export function resultByScore(state: MatchState): Result | null {
  const played = mainInnings(state);
  if (played.length === 0 || played.some(isOpen)) {
    return null;
  }
  const isOverTwo = state.setup.conditions.inningsPerSide > 1;
  const result = isOverTwo ? overTwoInnings(state, played) : overOneInnings(state, played);
  if (result?.outcome === "tie" && superOvers(state).length) {
    return afterSuperOvers(state, result);
  }
  return result;
}

/** Whether the recorded result goes against the score as it is now. */
export function isContradicted(state: MatchState): boolean {
  const recorded = state.recordedResult;
  return recorded !== null && contradicts(state, recorded, resultByScore(state));
}

/** A result as a warning names it: `win for home`, `tie`. */
export function inWords({ outcome, winnerTeamId }: Result): string {
  return winnerTeamId ? `${outcome} for ${winnerTeamId}` : outcome;
}

/**
 * The chase against its target; an unfinished one against par, where there is one. One recorded as
 * closed by a target that it has not reached, or by overs that nobody limited, is not completed: it
 * decides nothing, unless as what a recorded result goes against or takes its margin from.
 */
function overOneInnings(state: MatchState, played: readonly Innings[]): Result | null {
  const [first, chase] = played;
  if (first === undefined || chase === undefined) {
    return null;
  }
  const target = targetAfter(first, chase);
  if (chase.closed === "abandoned" && chase.runs < target) {
    const par = finalPar(state);
    return par === null ? null : againstPar(first, chase, par);
  }
  if (chase.runs < target && !isCompleted(chase) && state.recordedResult === null) {
    return null;
  }
  return lastInnings(state, first.battingTeamId, chase, target);
}

/** An unfinished chase: ahead of par wins, on it ties, behind it loses, each by the runs. */
function againstPar(first: Innings, chase: Innings, par: Par): Result {
  const { method } = par;
  if (chase.runs === par.runs) {
    return resultOf("tie", null, { method });
  }
  const winner = chase.runs > par.runs ? chase.battingTeamId : first.battingTeamId;
  return resultOf("win", winner, { runs: Math.abs(chase.runs - par.runs), method });
}

/**
 * A finished last innings: target reached by wickets, one short a tie, else runs. A side that an
 * award alone brings to the target, once its innings is over or with the ball of its last wicket,
 * wins by penalty runs (Law 16). One whose target fell to its score when nobody was left has no
 * margin.
 */
function lastInnings(
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
 * Whether a side has had the whole of an innings (Laws 13.3, 15); its overs end it only where they
 * were limited.
 */
function isCompleted({ closed, oversLimit }: Innings): boolean {
  if (closed === "overs_complete") {
    return Boolean(oversLimit);
  }
  return closed === "all_out" || closed === "declared" || closed === "forfeited";
}

/** An innings defeat, or the fourth innings against its target; a draw is never on the score. */
function overTwoInnings(state: MatchState, played: readonly Innings[]): Result | null {
  const last = played.at(-1);
  const most = state.setup.conditions.inningsPerSide * 2;
  if (last === undefined) {
    return null;
  }
  if (played.length === most) {
    const target = last.target ?? 0;
    const isUnfinished = last.runs < target && !isCompleted(last);
    return isUnfinished ? null : lastInnings(state, last.bowlingTeamId, last, target);
  }
  return played.length === most - 1 ? inningsDefeat(state, played, last.battingTeamId) : null;
}

/** A side that has had the whole of its innings, still behind opponents with one in hand. */
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
 * The last pair of super overs decides, unless the second was cut short; null before its end, and
 * the tie as it was where it left that.
 */
function afterSuperOvers(state: MatchState, tie: Result): Result | null {
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
