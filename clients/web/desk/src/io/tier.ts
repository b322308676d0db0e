// Sends the ruling that a match continues with fewer scorers.

import { Official } from "@scrbrd/client/official";
import { collection, getDocsFromServer } from "firebase/firestore";
import type { DisputeDocument, Seat } from "../model/documents.js";
import type { SeatRow } from "../model/disputes.js";
import { cleanText } from "../model/prose.js";
import type { RulingRole } from "../model/roles.js";
import { agreedEntries, firstWaiting, waitingEntry } from "../model/tier.js";
import type { TierDraft, TierOption } from "../model/tier.js";
import type { Desk } from "./desk.js";

/** Send the ruling and return its number; rejects if it is refused, or if the first waiting entry cannot be read. */
export async function changeTier(
  { db, matchId, person, disputes }: Desk, role: RulingRole, { tier, stay }: TierOption, { reason, evidence }: TierDraft,
): Promise<number> {
  const [first] = stay;
  if (!first) throw new Error("nobody is to go on");
  const fromEntry = await firstWaitingEntry(db, matchId, first, disputes.value ?? []);
  const official = new Official({ db, matchId, personId: person.personId, role });
  const seats: Partial<Record<Seat, string>> = Object.fromEntries(stay.map(({ seat, personId }) => [seat, personId]));
  return official.changeTier({
    tier, seats, fromSeat: first.seat, fromEntry, reason: cleanText(reason),
    ...(cleanText(evidence) && { evidence: cleanText(evidence) }),
  });
}

/** Return the first waiting entry of a scorer. Until the end of the match only its scorer, the referee and
 * administrators may read a book. */
async function firstWaitingEntry(
  db: Desk["db"], matchId: string, { seat, personId }: SeatRow, disputes: readonly DisputeDocument[],
): Promise<string> {
  const disputed = waitingEntry(seat, personId, disputes);
  if (disputed !== null) return disputed;
  const [book, log] = await Promise.all([
    getDocsFromServer(collection(db, "matches", matchId, "scorebooks", personId, "entries")).catch(closedBook),
    getDocsFromServer(collection(db, "matches", matchId, "scoring_actions")),
  ]);
  const entries = book.docs.map((each) => ({ ...each.data(), id: each.id }));
  return firstWaiting(entries, agreedEntries(log.docs.map((each) => each.data()), personId));
}

/** Raise `closed_book` if the book may not be read, so that it is not taken for a refusal of the ruling itself. */
function closedBook(error: { readonly code?: string }): never {
  throw error.code === "permission-denied" ? Object.assign(new Error("the book may not be read"), { code: "closed_book" }) : error;
}
