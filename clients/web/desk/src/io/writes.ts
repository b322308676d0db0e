// What officials write, beside rulings: coming, line-ups, the lock. Each rejects when it is refused,
// and without reception: they are transactions, because a plain write would wait for reception and be
// sent whenever that comes back, after the official has given it up.

import { doc, runTransaction, serverTimestamp } from "firebase/firestore";
import type { Firestore, Transaction } from "firebase/firestore";
import { batchesOf } from "../model/lineups.js";
import type { Step } from "../model/roles.js";

/** Of one commit, where the server does not answer. */
const MOST_COMMITS = 3;

const commit = <Found>(db: Firestore, work: (transaction: Transaction) => Promise<Found>): Promise<Found> =>
  runTransaction(db, work, { maxAttempts: MOST_COMMITS });

/** Say that one comes, or that one is there. */
export async function take(db: Firestore, roleId: string, step: Step): Promise<void> {
  const said = step === "confirm"
    ? { status: "confirmed", confirmedAt: serverTimestamp() }
    : { status: "present", arrivedAt: serverTimestamp() };
  const role = doc(db, "match_role_assignments", roleId);
  await commit(db, async (transaction) => {
    const held = await transaction.get(role);
    if (held.data()?.["status"] === said.status) return; // said on another device
    transaction.update(role, { ...said, updatedAt: serverTimestamp() });
  });
}

/** Confirm players, as many in one commit as the rules allow an umpire. Those whom somebody has confirmed
 * or withdrawn meanwhile are left as they are. Returns how many were confirmed. */
export async function confirmLineups(
  db: Firestore, matchId: string, ids: readonly string[], personId: string,
): Promise<number> {
  const now = serverTimestamp();
  const confirmPart = (part: readonly string[]): Promise<number> => commit(db, async (transaction) => {
    const lineups = await Promise.all(part.map((id) => transaction.get(doc(db, "matches", matchId, "lineups", id))));
    const open = lineups.filter((each) => each.exists() && each.data()["confirmedAt"] == null);
    for (const { ref } of open) transaction.update(ref, { confirmedAt: now, confirmedBy: personId, updatedAt: now });
    return open.length;
  });
  // Who confirms one of them at this moment has all ten refused: those that are left then are not.
  const again = (part: readonly string[]) => (error: { readonly code?: string }): Promise<number> => {
    if (error.code !== "permission-denied") throw error;
    return confirmPart(part);
  };
  let confirmed = 0;
  for (const part of batchesOf(ids)) confirmed += await confirmPart(part).catch(again(part));
  return confirmed;
}

/** Close a match to every scorer, or open it again: the referee may only close it. A match that somebody
 * has closed or opened meanwhile stays as they left it. */
export async function setLock(db: Firestore, matchId: string, personId: string | null): Promise<void> {
  const now = serverTimestamp();
  const lock = personId === null ? { lockedAt: null, lockedBy: null } : { lockedAt: now, lockedBy: personId };
  const match = doc(db, "matches", matchId);
  await commit(db, async (transaction) => {
    const isLocked = (await transaction.get(match)).data()?.["lockedAt"] != null;
    if (isLocked !== (personId !== null)) transaction.update(match, { ...lock, updatedAt: now });
  });
}
