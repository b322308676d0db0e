// Whether who is named by an id, typed by hand, can be taken: said before a ball names that id.

import type { Board } from "@scrbrd/client/fold";
import { spentNow } from "./innings.js";
import { type Barred, replacedIds, whyNotBowling } from "./people.js";
import type { View } from "./recorder.js";

/** Why somebody is not taken; `otherSide` also for who has played for it without any line-up. */
export type NotTaken = "notId" | "otherSide" | "replaced" | "super_over_batter" | Barred;

// As rules and client have it (`isId` of values.ts); what Firestore reserves is no id.
const ID = /^[A-Za-z0-9_.-]{1,100}$/;
const RESERVED = /^(\.\.?|__.*__)$/;

/** Whether a text is an id: no blanks, no other letters than those of ASCII. */
export const isId = (text: string): boolean => ID.test(text) && !RESERVED.test(text);

/** Why somebody cannot bat, or bowl, for a side; null where nothing is known against it. */
export function whyNotTaken(id: string, teamId: string | null, { view, board }: { view: View; board: Board }): NotTaken | null {
  if (!isId(id)) return "notId";
  const { innings, state } = board;
  const isBowling = teamId === innings?.bowlingTeamId;
  const named = state.joined.get(id) ?? view.players.find((each) => each.playerId === id)?.teamId;
  const others = isBowling ? innings?.batters : innings?.bowlers;
  if (named === undefined ? others?.has(id) : named !== teamId) return "otherSide";
  if (replacedIds(board).has(id)) return "replaced";
  if (isBowling) return whyNotBowling(board, id);
  return spentNow(board).batters.has(id) ? "super_over_batter" : null;
}
