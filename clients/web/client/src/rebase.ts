// Moves a refused ball to the place where it belongs by now, after another device has recorded in
// the meantime.

import type { Fields } from "./actions.js";
import type { Board } from "./fold/index.js";

/** Dismissals of the striker, whoever that is by now. */
const STRIKERS_OWN: readonly unknown[] = [
  "bowled", "caught", "lbw", "stumped", "hit_wicket", "hit_ball_twice",
];

/**
 * Return a delivery's fields at the next place of a board: over, ball, and striker. The batters
 * change ends if the board has the same two batters, swapped; other batters stay as the scorer
 * recorded them. Other actions, and balls of an innings that is over, are returned unchanged.
 */
export function rebased(fields: Fields, board: Board, inningsNumber: number): Fields {
  if ((fields.type ?? "delivery") !== "delivery") return fields;
  const { inningsNumber: next, overNumber, ballInOver } = board.nextPlace;
  if (next !== inningsNumber) return fields;
  return { ...fields, overNumber, ballInOver, ...swappedBatters(fields, board) };
}

function swappedBatters(fields: Fields, board: Board): Fields {
  const { strikerId, nonStrikerId, wicket } = fields;
  const facingId = board.striker?.playerId;
  const isSwapped = facingId === nonStrikerId && board.nonStriker?.playerId === strikerId;
  if (!isSwapped) return {};
  const swapped = { strikerId: nonStrikerId, nonStrikerId: strikerId };
  return wicket ? { ...swapped, wicket: wicketAfterSwap(wicket as Fields, strikerId, facingId) } : swapped;
}

function wicketAfterSwap(wicket: Fields, strikerId: unknown, facingId: unknown): Fields {
  const isStrikers = STRIKERS_OWN.includes(wicket.type) && wicket.dismissedPlayerId === strikerId;
  return isStrikers ? { ...wicket, dismissedPlayerId: facingId } : wicket;
}
