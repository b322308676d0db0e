// Credits penalty runs: to which innings, and how a target changes (Law 18.6).

import type { PenaltyAwarded } from "./actions.js";
import { captainMayChooseStriker } from "./formats.js";
import { isPlaying, reconsider } from "./innings.js";
import { warn } from "./noting.js";
import { Refused } from "./problems.js";
import { describeResult, isContradicted, settle } from "./result.js";
import type { Innings, MatchState } from "./state.js";
import { currentInnings, isOpen, mainInnings, superOvers } from "./state.js";

/**
 * How the `law` of an award names deliberate short runs: `Law 18`, `18.5.2`. Law 18 has no other awards.
 */
const SHORT_RUNS = /(?<![\d.])18(?:\.5(?:\.\d{1,2})*)?(?![\d.]*\d)/;

/** Credit penalty runs (Law 18.6): to the side's current innings, else its last, else its next. */
export function awardPenalty(state: MatchState, action: PenaltyAwarded): void {
  const { toTeamId: teamId, runs } = action;
  checkIsPlaying(state, teamId);
  letCaptainChoose(state, action);
  const current = currentInnings(state);
  const wasContradicted = isContradicted(state);
  const innings = inningsToCredit(state, teamId);
  if (innings === null) {
    state.pendingPenalties.set(teamId, (state.pendingPenalties.get(teamId) ?? 0) + runs);
    return;
  }
  innings.penalty += runs;
  innings.runs += runs;
  if (!isOpen(innings)) {
    innings.latePenalty += runs;
    moveRevisedTarget(state, innings, runs);
  }
  if (current === null) {
    return;
  }
  if (innings !== current && innings.battingTeamId !== current.battingTeamId) {
    innings.chasePenalty += runs;
  }
  if (innings !== current && current.target !== null) {
    current.target += current.battingTeamId === teamId ? -runs : runs;
  }
  reconsider(state, current);
  settle(state);
  if (!wasContradicted) {
    warnOfRecordedResult(state, action);
  }
}

/**
 * Allow either batter to face next if the fielding captain chooses the striker after deliberate short runs
 * (Law 18.5).
 */
function letCaptainChoose(state: MatchState, { law, toTeamId }: PenaltyAwarded): void {
  const current = currentInnings(state);
  if (current === null || law === null || toTeamId !== current.bowlingTeamId) {
    return;
  }
  if (captainMayChooseStriker(state.setup.conditions) && SHORT_RUNS.test(law)) {
    current.strikeWasStated = true;
  }
}

/** Warn of runs that contradict the recorded result (Law 41.17). */
function warnOfRecordedResult(state: MatchState, action: PenaltyAwarded): void {
  if (state.recordedResult === null || !isContradicted(state)) {
    return;
  }
  const why = `the match is recorded as ${describeResult(state.recordedResult)}, and with these runs the `
    + "score no longer says so; void match_closed and record how the match ended";
  warn(state, action, "result_contradicted", why, "Law 41");
}

/** Move a target that waits for the chase, by an award to the side that batted first (Law 18.6). */
function moveRevisedTarget(state: MatchState, innings: Innings, runs: number): void {
  const pending = state.pendingRevision;
  if (pending !== null && pending.target !== null && innings === currentInnings(state)) {
    state.pendingRevision = { ...pending, target: pending.target + runs };
  }
}

/** Refuse a side that is not in this match. */
function checkIsPlaying(state: MatchState, teamId: string): void {
  if (!isPlaying(state, teamId)) {
    throw new Refused("unknown_team", `toTeamId: ${teamId} is not playing this match`);
  }
}

/** Return the side's innings in progress, or its last; null if it has not batted. */
function inningsToCredit(state: MatchState, teamId: string): Innings | null {
  const isSuperOver = currentInnings(state)?.isSuperOver;
  const played = isSuperOver ? lastPair(superOvers(state)) : mainInnings(state);
  return played.filter((innings) => innings.battingTeamId === teamId).at(-1) ?? null;
}

/** Return the innings of the last super over; its second may not have begun. */
function lastPair(played: Innings[]): Innings[] {
  return played.slice(Math.floor((played.length - 1) / 2) * 2);
}
