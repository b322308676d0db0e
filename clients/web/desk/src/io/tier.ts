// Rules that a match goes on with fewer scorers.

import { Official } from "@scrbrd/client/official";
import { collection, getDocs } from "firebase/firestore";
import type { DisputeDocument, Seat } from "../model/documents.js";
import type { SeatRow } from "../model/disputes.js";
import type { RulingRole } from "../model/roles.js";
import { agreedEntries, firstWaiting, waitingEntry } from "../model/tier.js";
import type { TierDraft, TierOption } from "../model/tier.js";
import type { Desk } from "./desk.js";

/** Resolves to the ruling's number; rejects where it is refused, or the first ball is not to be seen. */
export async function changeTier(
  { db, matchId, person, disputes }: Desk, role: RulingRole, { tier, stay }: TierOption, { reason, evidence }: TierDraft,
): Promise<number> {
  const [first] = stay;
  if (!first) throw new Error("nobody is to go on");
  const fromEntry = await entryFrom(db, matchId, first, disputes.value);
  const official = new Official({ db, matchId, personId: person.personId, role });
  const seats: Partial<Record<Seat, string>> = Object.fromEntries(stay.map(({ seat, personId }) => [seat, personId]));
  return official.changeTier({
    tier, seats, fromSeat: first.seat, fromEntry, reason: reason.trim(),
    ...(evidence.trim() && { evidence: evidence.trim() }),
  });
}

/** A book is its scorer's until the end; of others the referee and administrators read it. */
async function entryFrom(
  db: Desk["db"], matchId: string, { seat, personId }: SeatRow, disputes: readonly DisputeDocument[],
): Promise<string> {
  const disputed = waitingEntry(seat, disputes);
  if (disputed !== null) return disputed;
  const [book, log] = await Promise.all([
    getDocs(collection(db, "matches", matchId, "scorebooks", personId, "entries")),
    getDocs(collection(db, "matches", matchId, "scoring_actions")),
  ]);
  const entries = book.docs.map((each) => ({ ...each.data(), id: each.id }));
  return firstWaiting(entries, agreedEntries(log.docs.map((each) => each.data()), personId));
}
