// Whether a person may record in a match: the role's document and the match's, as the rules read
// them. Used after a refusal, to say why.

import { doc, getDocFromServer } from "firebase/firestore";
import type { DocumentData, Firestore, Timestamp } from "firebase/firestore";
import type { Recorder } from "./actions.js";
import type { Objection } from "./errors.js";

/** Where a match is recorded: in its log, or in each scorer's book. */
export type Keeping = "log" | "book";

const IN_OFFICE = ["assigned", "confirmed", "present"];
const OPEN = ["scheduled", "live", "innings_break"];
const BOOKS = ["DUAL", "TRIPLE"];
const DIRECT = ["HONOR", "SINGLE"];
/** The value of `scoredBy` for a match that scorers record, not a data provider. */
const SCORERS = "scorers";
const UMPIRE = "umpire_on_field";
const ADMIN = "admin";
const GRACE_MINUTES = 120;
const MINUTE = 60_000;
/** How far a device's clock may be ahead of or behind the server's, in milliseconds. */
const CLOCK_OFF = 24 * 60 * MINUTE;

/** Return the id of a role's document; an underscore of an id is written `~`. */
export function roleKey({ matchId, personId, role }: Recorder): string {
  return `${matchId.replaceAll("_", "~")}_${personId.replaceAll("_", "~")}_${role}`;
}

/** A reason why the person may not record, as a code and in words. */
export interface ObjectionReason {
  readonly objection: Objection;
  readonly message: string;
}

/** Return why the person may not record; null if nothing prevents it. Rejects without a network. */
export async function objectionTo(
  db: Firestore, recorder: Recorder, keeping: Keeping, now: number = Date.now(),
): Promise<ObjectionReason | null> {
  const { role: name, matchId } = recorder;
  const match = (await getDocFromServer(doc(db, "matches", matchId))).data();
  const role = name === ADMIN ? undefined : await roleOf(db, recorder);
  const objection = (at: number): ObjectionReason | null =>
    objectionOfMatch(match, name, keeping, at) ?? (name === ADMIN ? null : objectionOfRole(role, name, at));
  // The server's clock decides, and it is at least as late as its stamps on the documents. If this
  // device's clock is earlier than those, it may be a day behind.
  const stamps = [match, role].map((each) => millis(each?.updatedAt ?? each?.createdAt) || 0);
  const at = Math.max(now, ...stamps);
  return objection(at) ?? (at > now ? objection(at + CLOCK_OFF) : null);
}

const objectionReason = (objection: Objection, message: string): ObjectionReason => ({ objection, message });

/** Return why a match cannot be recorded in a role; null if it can. */
export function objectionOfMatch(
  match: DocumentData | undefined, role: string, keeping: Keeping, now: number,
): ObjectionReason | null {
  if (!match) return objectionReason("no_match", "there is no such match");
  const { validationTier = "HONOR", scoredBy = SCORERS } = match; // null is no default for the rules
  const isInBooks = BOOKS.includes(validationTier);
  if (isInBooks !== (keeping === "book")) {
    return isInBooks
      ? objectionReason("kept_in_books", "the match is kept in books")
      : objectionReason("kept_in_log", "the match is kept in its log");
  }
  if (!isInBooks) {
    if (!DIRECT.includes(validationTier)) return objectionReason("not_open", `the match is ${validationTier}`);
    if (scoredBy !== SCORERS) return objectionReason("provider", "the match is kept by a data provider");
    if (role === UMPIRE) return objectionReason("umpire_in_log", `the role ${UMPIRE} keeps a book only`);
  }
  if (role !== ADMIN) return objectionOfState(match, now);
  // An administrator records in a match that is locked or over, too.
  return isInBooks ? objectionReason("admin_in_book", "an administrator keeps no book") : null;
}

/**
 * Return a role's document; undefined if its fields name another match or role. Reading one that
 * does not exist, or is another person's, is denied: nobody has it.
 */
async function roleOf(db: Firestore, recorder: Recorder): Promise<DocumentData | undefined> {
  const role = doc(db, "match_role_assignments", roleKey(recorder));
  const denied = (error: { code?: string }): undefined => {
    if (error.code !== "permission-denied") throw error;
  };
  const found = (await getDocFromServer(role).catch(denied))?.data();
  return found?.matchId === recorder.matchId && found.role === recorder.role ? found : undefined;
}

/**
 * Return why a role's document does not allow recording; null if it does: taken up, begun, not ended,
 * not revoked. `name` is the role's; `earliest` is the time by which it has not ended, usually `now`.
 */
export function objectionOfRole(
  role: DocumentData | undefined, name: string, now: number, earliest = now,
): ObjectionReason | null {
  if (!role) return objectionReason("no_role", `the role ${name} is not given`);
  const { startDate, endDate, revokedAt, status } = role;
  if (revokedAt != null) return objectionReason("role_revoked", `the role ${name} was revoked`);
  if (!IN_OFFICE.includes(status)) return objectionReason("role_not_taken", `the role ${name} is ${status}`);
  if (startDate != null && !(millis(startDate) <= now)) {
    return objectionReason("role_not_begun", `the role ${name} is not yet begun`);
  }
  const isOver = endDate != null && !(millis(endDate) > earliest);
  return isOver ? objectionReason("role_ended", `the role ${name} is over`) : null;
}

/**
 * Return whether a role may count now, for display: this device's clock may be a day behind or
 * ahead. The server decides what the role allows.
 */
export function mayBeInForce(role: DocumentData, now: number = Date.now()): boolean {
  return !objectionOfRole(role, "", now + CLOCK_OFF, now - CLOCK_OFF);
}

// A completed match stays open for a while, so that a wrongly scored winning hit can be undone.
function objectionOfState(match: DocumentData, now: number): ObjectionReason | null {
  if (match.lockedAt != null) return objectionReason("locked", "the match is locked");
  if (match.completedAt == null) {
    return OPEN.includes(match.status) ? null : objectionReason("not_open", `the match is ${match.status}`);
  }
  const { graceMinutes: minutes = GRACE_MINUTES } = match.conditions ?? {};
  const isOpen = Number.isInteger(minutes) && now <= millis(match.completedAt) + minutes * MINUTE;
  return isOpen ? null : objectionReason("completed", `the match was completed over ${minutes} minutes ago`);
}

/** Return a stamp's milliseconds; NaN for anything else, which the rules do not compare with a time. */
function millis(moment: unknown): number {
  return (moment as Partial<Timestamp> | undefined)?.toMillis?.() ?? NaN;
}
