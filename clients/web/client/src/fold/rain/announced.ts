// Keeps the par that the umpires announced with the place that it was announced for. A par is of
// one ball: it holds while as many balls and wickets are left as when it was announced.

import type { AnnouncedPar, Innings, MatchState } from "../state.js";
import { currentInnings, mainInnings } from "../state.js";
import { ballsBowled } from "./log.js";

/** Keep a par for the chase in progress where it stands now, or for one that is to begin. */
export function notePar(state: MatchState, runs: number): void {
  const current = currentInnings(state);
  const penalty = firstPenalty(state);
  if (current !== null && current.target !== null) {
    const balls = ballsBowled(current, state.setup.conditions.ballsPerOver);
    const { number, wickets } = current;
    state.par = { runs, inningsNumber: number, balls, wickets, penalty };
    return;
  }
  const inningsNumber = (current?.number ?? 0) + 1;
  state.par = { runs, inningsNumber, balls: 0, wickets: 0, penalty };
}

/**
 * The announced par where the chase stands, penalty runs since included; null where there is none,
 * or where balls or wickets came after it.
 */
export function announcedPar(state: MatchState): number | null {
  const { par } = state;
  const [, chase] = mainInnings(state);
  if (par === null || (chase !== undefined && !isWhereAnnounced(state, chase, par))) {
    return null;
  }
  return par.runs + firstPenalty(state) - par.penalty;
}

/** Whether a chase has had the balls and wickets that it had when its par was announced. */
function isWhereAnnounced(state: MatchState, chase: Innings, par: AnnouncedPar): boolean {
  const bowled = ballsBowled(chase, state.setup.conditions.ballsPerOver);
  const isSamePlace = par.inningsNumber === chase.number && par.balls === bowled;
  return isSamePlace && par.wickets === chase.wickets;
}

/** Penalty runs awarded to the side that batted first since its opponents bat. */
function firstPenalty(state: MatchState): number {
  return mainInnings(state)[0]?.chasePenalty ?? 0;
}
