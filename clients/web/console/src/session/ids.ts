// Checks a player id that was typed by hand, before a ball names it.

import type { Board } from "@scrbrd/client/fold";
import { excludedBatters } from "./innings.js";
import { type Barred, replacedIds, whyNotBowling } from "./people.js";
import type { View } from "./recorder.js";

/** Why a player id is refused; `otherSide` also covers a player who has played for it without a line-up. */
export type IdFault = "notId" | "otherSide" | "replaced" | "super_over_batter" | Barred;

// As in the security rules and the client (`isId` of values.ts); names that Firestore reserves are no ids.
const ID = /^[A-Za-z0-9_.-]{1,100}$/;
const RESERVED = /^(\.\.?|__.*__)$/;

/** Return whether a text is an id: no blanks, ASCII letters only. */
export const isId = (text: string): boolean => ID.test(text) && !RESERVED.test(text);

/** Return why a player cannot bat, or bowl, for a side; null if nothing is known against it. */
export function idFault(id: string, teamId: string | null, { view, board }: { view: View; board: Board }): IdFault | null {
  if (!isId(id)) return "notId";
  const { innings, state } = board;
  const isBowling = teamId === innings?.bowlingTeamId;
  const named = state.joined.get(id) ?? view.players.find((each) => each.playerId === id)?.teamId;
  const others = isBowling ? innings?.batters : innings?.bowlers;
  if (named === undefined ? others?.has(id) : named !== teamId) return "otherSide";
  if (replacedIds(board).has(id)) return "replaced";
  if (isBowling) return whyNotBowling(board, id);
  return excludedBatters(board).has(id) ? "super_over_batter" : null;
}
