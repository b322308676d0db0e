// The progress of an innings or a bowler, as text and in balls: in overs, or in balls in the Hundred.

import { type Board, type Innings, overBalls, oversText } from "@scrbrd/client/fold";

const SET = 5;

/** Return whether balls are counted instead of overs: sets of five, with more than one set from each end. */
export function countsBalls({ state }: Board): boolean {
  const { ballsPerOver, oversPerEnd } = state.setup.conditions;
  return ballsPerOver === SET && oversPerEnd > 1;
}

/** Return legal balls as text: `12.4`, or `64` if balls are counted. */
export function playedText(board: Board, legalBalls: number): string {
  return countsBalls(board) ? String(legalBalls) : oversText(legalBalls, board.state.setup.conditions.ballsPerOver);
}

/** Return the progress of an innings as text. A miscounted over is one over, as on the ground's scoreboard (Law 17.5). */
export function inningsText(board: Board, innings: Innings | null): string {
  if (innings === null || countsBalls(board)) return playedText(board, innings?.legalBalls ?? 0);
  return `${innings.oversCompleted}.${overBalls(innings)}`;
}

/** Return the legal balls of the present innings at a progress given as text, as of `inningsText`. Its miscounted overs
 * had more or fewer balls than their overs say. */
export function legalBallsIn(board: Board, progress: string): number {
  if (countsBalls(board)) return Number(progress);
  const { legalBalls, overs } = board.score;
  return ballsIn(board, progress) + legalBalls - ballsIn(board, overs);
}

function ballsIn(board: Board, progress: string): number {
  const [whole = 0, balls = 0] = progress.split(".").map(Number);
  return whole * board.state.setup.conditions.ballsPerOver + balls;
}

/** Return overs left, given as text such as `2.3`, for display: in balls if balls are counted, and whole overs as
 * `2`. */
export function leftText(board: Board, overs: string): string {
  const [whole = 0, balls = 0] = overs.split(".").map(Number);
  return countsBalls(board) ? String(whole * SET + balls) : overs.replace(/\.0$/, "");
}
