// Rules that a match goes on with fewer scorers.

import { Official } from "@scrbrd/client/official";
import { collection, getDocsFromServer } from "firebase/firestore";
import type { DisputeDocument, Seat } from "../model/documents.js";
import type { SeatRow } from "../model/disputes.js";
import { shown } from "../model/prose.js";
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
  const fromEntry = await entryFrom(db, matchId, first, disputes.value ?? []);
  const official = new Official({ db, matchId, personId: person.personId, role });
  const seats: Partial<Record<Seat, string>> = Object.fromEntries(stay.map(({ seat, personId }) => [seat, personId]));
  return official.changeTier({
    tier, seats, fromSeat: first.seat, fromEntry, reason: shown(reason),
    ...(shown(evidence) && { evidence: shown(evidence) }),
  });
}

/** A book is its scorer's until the end; of others the referee and administrators read it. */
async function entryFrom(
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

/** That the book may not be read says nothing of the ruling itself. */
function closedBook(error: { readonly code?: string }): never {
  throw error.code === "permission-denied" ? Object.assign(new Error("the book may not be read"), { code: "closed_book" }) : error;
}
