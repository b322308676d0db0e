// What officials write, beside rulings: coming, line-ups, the lock. Each rejects when it is refused.

import { doc, serverTimestamp, updateDoc, writeBatch } from "firebase/firestore";
import type { Firestore } from "firebase/firestore";
import { batchesOf } from "../model/lineups.js";
import type { Step } from "../model/roles.js";

/** Say that one comes, or that one is there. */
export async function take(db: Firestore, roleId: string, step: Step): Promise<void> {
  const said = step === "confirm"
    ? { status: "confirmed", confirmedAt: serverTimestamp() }
    : { status: "present", arrivedAt: serverTimestamp() };
  await updateDoc(doc(db, "match_role_assignments", roleId), { ...said, updatedAt: serverTimestamp() });
}

/** Confirm players, as many in one commit as the rules allow an umpire. */
export async function confirmLineups(
  db: Firestore, matchId: string, ids: readonly string[], personId: string,
): Promise<void> {
  const now = serverTimestamp();
  for (const part of batchesOf(ids)) {
    const batch = writeBatch(db);
    for (const id of part) {
      const lineup = doc(db, "matches", matchId, "lineups", id);
      batch.update(lineup, { confirmedAt: now, confirmedBy: personId, updatedAt: now });
    }
    await batch.commit();
  }
}

/** Close a match to every scorer, or open it again: the referee may only close it. */
export async function setLock(db: Firestore, matchId: string, personId: string | null): Promise<void> {
  const now = serverTimestamp();
  const lock = personId === null ? { lockedAt: null, lockedBy: null } : { lockedAt: now, lockedBy: personId };
  await updateDoc(doc(db, "matches", matchId), { ...lock, updatedAt: now });
}
