// How far an innings or a bowler has come, as it is said: in overs, or in balls in the Hundred.

import type { Board } from "@scrbrd/client/fold";
import { oversText } from "./preview.js";

const SET = 5;

/** Whether balls are counted: sets of five, ends changed behind more than one of them. */
export function countsBalls({ state }: Board): boolean {
  const { ballsPerOver, oversPerEnd } = state.setup.conditions;
  return ballsPerOver === SET && oversPerEnd > 1;
}

/** Legal balls as they are said: `12.4`, or `64` where balls are counted. */
export function playedText(board: Board, legalBalls: number): string {
  return countsBalls(board) ? String(legalBalls) : oversText(legalBalls, board.state.setup.conditions.ballsPerOver);
}

/** Overs as text, `2.3`, in what is counted; `2` where they are whole. */
export function leftText(board: Board, overs: string): string {
  const [whole = 0, balls = 0] = overs.split(".").map(Number);
  return countsBalls(board) ? String(whole * SET + balls) : overs.replace(/\.0$/, "");
}
