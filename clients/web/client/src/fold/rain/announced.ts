// Stores the par that the umpires announced, with the point of the chase for which it was announced. A par
// is valid for one ball: while balls and wickets are the same as when it was announced.

import type { AnnouncedPar, Innings, MatchState } from "../state.js";
import { currentInnings, mainInnings } from "../state.js";
import { ballsBowled } from "./log.js";

/** Store a par for the chase in progress at its current point, or for one that is about to begin. */
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
 * Return the announced par at the current point of the chase, including later penalty runs. Null if there
 * is none, or if balls or wickets followed it.
 */
export function announcedPar(state: MatchState): number | null {
  const { par } = state;
  const [, chase] = mainInnings(state);
  if (par === null || (chase !== undefined && !isWhereAnnounced(state, chase, par))) {
    return null;
  }
  return par.runs + firstPenalty(state) - par.penalty;
}

/** Return whether a chase has the same balls and wickets as when its par was announced. */
function isWhereAnnounced(state: MatchState, chase: Innings, par: AnnouncedPar): boolean {
  const bowled = ballsBowled(chase, state.setup.conditions.ballsPerOver);
  const isSamePlace = par.inningsNumber === chase.number && par.balls === bowled;
  return isSamePlace && par.wickets === chase.wickets;
}

/** Return the penalty runs awarded to the side that batted first during its opponents' innings. */
function firstPenalty(state: MatchState): number {
  return mainInnings(state)[0]?.chasePenalty ?? 0;
}
