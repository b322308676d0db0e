// The bowler named for the next ball. The name outranks the log only while the log leaves open who
// bowls: once a ball of the over is there, it says so itself.

import type { Board } from "@scrbrd/client/fold";
import { replacedIds } from "./people.js";

export interface Naming {
  readonly bowlerId: string | null;
  /** Where the match stood when `bowlerId` was named: anywhere else the name is forgotten. */
  readonly namedFor: string;
  /** Where the scorer asked for another bowler than the log has. */
  readonly askedFor: string;
  /** The umpire lets an over go on that had seemed complete (Law 17.5). */
  readonly goesOn: boolean;
}

export const UNNAMED: Naming = { bowlerId: null, namedFor: "", askedFor: "", goesOn: false };

/** Whether no ball of the over that comes next, or goes on, has been bowled. */
export const isBeforeOver = ({ nextPlace }: Board): boolean => nextPlace.ballInOver === 1;

/** Whether somebody may be named to bowl: before an over's first ball, or where the log has a reason to change. */
export function mayName(board: Board): boolean {
  const { innings, needs, result } = board;
  if (!innings || innings.closed || result !== null) return false;
  return isBeforeOver(board) || needs.includes("bowler") || innings.mayChangeBowler;
}

/** Where the match stands, as far as it matters to who bowls: a key. */
export function placeOf({ nextPlace, innings }: Board): string {
  const { inningsNumber, overNumber, ballInOver } = nextPlace;
  return [inningsNumber, overNumber, ballInOver, innings?.bowlerId, innings?.mayChangeBowler].join(":");
}

/** A naming as far as it still holds. */
export function holding(naming: Naming, board: Board): Naming {
  if (!mayName(board)) return UNNAMED;
  const { bowlerId, namedFor, askedFor, goesOn } = naming;
  const place = placeOf(board);
  const isNamed = bowlerId !== null && namedFor === place && !isOff(board, bowlerId);
  const isLong = goesOn && board.innings?.over.isComplete === true;
  return {
    bowlerId: isNamed ? bowlerId : null,
    namedFor: isNamed ? namedFor : "",
    askedFor: askedFor === place ? askedFor : "",
    goesOn: isLong,
  };
}

/** Suspended (Law 41), or replaced as a player, since the name was said. */
function isOff(board: Board, playerId: string): boolean {
  return board.barredBowlers[playerId] === "bowler_suspended" || replacedIds(board).has(playerId);
}

/** Whether who is to bowl by the log, as who bowls first in an innings, may not: another must be named. */
export function isOpenerOff(board: Board): boolean {
  const bowlerId = board.innings?.bowlerId ?? null;
  return mayName(board) && bowlerId !== null && isOff(board, bowlerId);
}

/** Whether Undo has something to take back that was said and is not in the log. */
export function isSaid(naming: Naming, board: Board): boolean {
  const { bowlerId, askedFor, goesOn } = holding(naming, board);
  return bowlerId !== null || goesOn || (askedFor !== "" && !board.needs.includes("bowler"));
}

/** Whether the scorer may ask for another bowler than the one who is to bowl. */
export function mayAsk(naming: Naming, board: Board): boolean {
  return mayName(board) && (isBeforeOver(board) || holding(naming, board).bowlerId !== null);
}
