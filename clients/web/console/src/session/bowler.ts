// The scorer's choice of the bowler for the next ball. The choice outranks the log only while the log leaves the
// bowler open; once the log has a ball of the over, that ball names the bowler.

import type { Board } from "@scrbrd/client/fold";
import { replacedIds } from "./people.js";

export interface BowlerChoice {
  readonly bowlerId: string | null;
  /** The place of the match (`placeOf`) for which `bowlerId` was chosen; at any other place the choice lapses. */
  readonly chosenFor: string;
  /** The place of the match for which the scorer asked for another bowler than the log has. */
  readonly changeAskedFor: string;
  /** The umpire lets an over continue that had seemed complete (Law 17.5). */
  readonly overContinues: boolean;
}

export const NO_CHOICE: BowlerChoice = { bowlerId: null, chosenFor: "", changeAskedFor: "", overContinues: false };

/** Return whether the next ball is the first of its over. */
export const isBeforeOver = ({ nextPlace }: Board): boolean => nextPlace.ballInOver === 1;

/** Return whether a bowler may be chosen: before an over's first ball, or if the log has a reason to change. */
export function mayChooseBowler(board: Board): boolean {
  const { innings, needs, result } = board;
  if (!innings || innings.closed || result !== null) return false;
  return isBeforeOver(board) || needs.includes("bowler") || innings.mayChangeBowler;
}

/** Return the place of the match as a key, as far as it matters for the bowler. */
export function placeOf({ nextPlace, innings }: Board): string {
  const { inningsNumber, overNumber, ballInOver } = nextPlace;
  return [inningsNumber, overNumber, ballInOver, innings?.bowlerId, innings?.mayChangeBowler].join(":");
}

/** Return the parts of a choice that are still valid. */
export function validChoice(choice: BowlerChoice, board: Board): BowlerChoice {
  if (!mayChooseBowler(board)) return NO_CHOICE;
  const { bowlerId, chosenFor, changeAskedFor, overContinues } = choice;
  const place = placeOf(board);
  const isChosen = bowlerId !== null && chosenFor === place && !isUnavailable(board, bowlerId);
  return {
    bowlerId: isChosen ? bowlerId : null,
    chosenFor: isChosen ? chosenFor : "",
    changeAskedFor: changeAskedFor === place ? changeAskedFor : "",
    overContinues: overContinues && board.innings?.over.isComplete === true,
  };
}

/** Return whether a player is suspended from bowling (Law 41) or was replaced. */
function isUnavailable(board: Board, playerId: string): boolean {
  return board.barredBowlers[playerId] === "bowler_suspended" || replacedIds(board).has(playerId);
}

/** Return whether the bowler named by the log, such as an innings' first bowler, is unavailable: another must be
 * chosen. */
export function isLoggedBowlerUnavailable(board: Board): boolean {
  const bowlerId = board.innings?.bowlerId ?? null;
  return mayChooseBowler(board) && bowlerId !== null && isUnavailable(board, bowlerId);
}

/** Return whether Undo can take back a choice that is not in the log. */
export function hasChoice(choice: BowlerChoice, board: Board): boolean {
  const { bowlerId, changeAskedFor, overContinues } = validChoice(choice, board);
  return bowlerId !== null || overContinues || (changeAskedFor !== "" && !board.needs.includes("bowler"));
}

/** Return whether the scorer may ask for another bowler than the next one. */
export function mayAskForChange(choice: BowlerChoice, board: Board): boolean {
  return mayChooseBowler(board) && (isBeforeOver(board) || validChoice(choice, board).bowlerId !== null);
}
