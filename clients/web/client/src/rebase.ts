// Puts a ball that was refused where it belongs by now: another device has recorded meanwhile.

import type { Fields } from "./actions.js";
import type { Board } from "./fold/index.js";

/** Who is out in these ways is the striker, whoever that is by now. */
const STRIKERS_OWN: readonly unknown[] = [
  "bowled", "caught", "lbw", "stumped", "hit_wicket", "hit_ball_twice",
];

/**
 * Return a delivery's fields at the next place of a board: over, ball, and who faces. The batters
 * change ends where the same two are in; where others are, they stay as the scorer saw them. What
 * is no delivery, or of an innings that is over, stays as it is.
 */
export function rebased(fields: Fields, board: Board, inningsNumber: number): Fields {
  if ((fields.type ?? "delivery") !== "delivery") return fields;
  const { inningsNumber: next, overNumber, ballInOver } = board.nextPlace;
  if (next !== inningsNumber) return fields;
  return { ...fields, overNumber, ballInOver, ...turned(fields, board) };
}

function turned(fields: Fields, board: Board): Fields {
  const { strikerId, nonStrikerId, wicket } = fields;
  const faces = board.striker?.playerId;
  const isSwapped = faces === nonStrikerId && board.nonStriker?.playerId === strikerId;
  if (!isSwapped) return {};
  const swapped = { strikerId: nonStrikerId, nonStrikerId: strikerId };
  return wicket ? { ...swapped, wicket: turnedWicket(wicket as Fields, strikerId, faces) } : swapped;
}

function turnedWicket(wicket: Fields, struck: unknown, faces: unknown): Fields {
  const isStrikers = STRIKERS_OWN.includes(wicket.type) && wicket.dismissedPlayerId === struck;
  return isStrikers ? { ...wicket, dismissedPlayerId: faces } : wicket;
}
