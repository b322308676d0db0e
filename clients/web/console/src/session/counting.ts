// The progress of an innings or a bowler as text: in overs, or in balls in the Hundred.

import type { Board } from "@scrbrd/client/fold";
import { oversText } from "./preview.js";

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

/** Return overs left, given as text such as `2.3`, for display: in balls if balls are counted, and whole overs as
 * `2`. */
export function leftText(board: Board, overs: string): string {
  const [whole = 0, balls = 0] = overs.split(".").map(Number);
  return countsBalls(board) ? String(whole * SET + balls) : overs.replace(/\.0$/, "");
}
