// The officials' writes other than rulings: attendance, line-ups, the lock. Each rejects if it is refused and
// if there is no reception. They are transactions, because a plain write would wait for reception and might be
// sent after the official has given it up.

import { doc, runTransaction, serverTimestamp } from "firebase/firestore";
import type { Firestore, Transaction } from "firebase/firestore";
import { batchesOf } from "../model/lineups.js";
import type { Step } from "../model/roles.js";

/** The attempts at one commit if the server does not answer. */
const MOST_ATTEMPTS = 3;

const commit = <Found>(db: Firestore, work: (transaction: Transaction) => Promise<Found>): Promise<Found> =>
  runTransaction(db, work, { maxAttempts: MOST_ATTEMPTS });

/** Record that the official confirms the appointment, or has arrived. */
export async function recordAttendance(db: Firestore, roleId: string, step: Step): Promise<void> {
  const update = step === "confirm"
    ? { status: "confirmed", confirmedAt: serverTimestamp() }
    : { status: "present", arrivedAt: serverTimestamp() };
  const role = doc(db, "match_role_assignments", roleId);
  await commit(db, async (transaction) => {
    const held = await transaction.get(role);
    if (held.data()?.["status"] === update.status) return; // recorded on another device
    transaction.update(role, { ...update, updatedAt: serverTimestamp() });
  });
}

/** Confirm players, as many in one commit as the security rules allow an umpire, and return how many were confirmed.
 * Players who were confirmed or withdrawn in the meantime are left as they are. */
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
  // If somebody else confirms one of the ten at this moment, all ten are refused. A second attempt leaves that one out.
  const retry = (part: readonly string[]) => (error: { readonly code?: string }): Promise<number> => {
    if (error.code !== "permission-denied") throw error;
    return confirmPart(part);
  };
  let confirmed = 0;
  for (const part of batchesOf(ids)) confirmed += await confirmPart(part).catch(retry(part));
  return confirmed;
}

/** Lock a match for all scorers (`personId` locks it), or unlock it (null); the referee may only lock it. A match that
 * was already locked or unlocked in the meantime is left as it is. */
export async function setLock(db: Firestore, matchId: string, personId: string | null): Promise<void> {
  const now = serverTimestamp();
  const lock = personId === null ? { lockedAt: null, lockedBy: null } : { lockedAt: now, lockedBy: personId };
  const match = doc(db, "matches", matchId);
  await commit(db, async (transaction) => {
    const isLocked = (await transaction.get(match)).data()?.["lockedAt"] != null;
    if (isLocked !== (personId !== null)) transaction.update(match, { ...lock, updatedAt: now });
  });
}
