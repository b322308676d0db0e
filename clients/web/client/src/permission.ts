// Whether a person may record in a match at all: the role's document and the match's, as the rules
// read them. Asked after a refusal, to say why.

import { doc, getDocFromServer, Timestamp } from "firebase/firestore";
import type { DocumentData, Firestore } from "firebase/firestore";
import type { Recorder } from "./actions.js";
import type { Objection } from "./errors.js";

/** Where a match is recorded: straight into its log, or in each scorer's book. */
export type Keeping = "log" | "book";

const IN_OFFICE = ["assigned", "confirmed", "present"];
const OPEN = ["scheduled", "live", "innings_break"];
const BOOKS = ["DUAL", "TRIPLE"];
/** Whoever the match is scored by where no data provider writes its log. */
const SCORERS = "scorers";
const UMPIRE = "umpire_on_field";
const ADMIN = "admin";
const GRACE_MINUTES = 120;
const MINUTE = 60_000;
/** How far the clock of a device may be from the server's, either way, in milliseconds. */
const CLOCK_OFF = 24 * 60 * MINUTE;

/** The id of a role's document; an underscore of an id is written `~`. */
export function roleKey({ matchId, personId, role }: Recorder): string {
  return `${matchId.replaceAll("_", "~")}_${personId.replaceAll("_", "~")}_${role}`;
}

/** What stands against recording, and the same in words. */
export interface Objected {
  readonly objection: Objection;
  readonly message: string;
}

/** Return what stands against the person's recording; null: nothing. Rejects without a network. */
export async function objectionTo(
  db: Firestore, recorder: Recorder, keeping: Keeping, now: number = Date.now(),
): Promise<Objected | null> {
  const { role: name, matchId } = recorder;
  const match = (await getDocFromServer(doc(db, "matches", matchId))).data();
  const role = name === ADMIN ? undefined : await roleOf(db, recorder);
  const objection = (at: number): Objected | null =>
    objectionOfMatch(match, name, keeping, at) ?? (name === ADMIN ? null : objectionOfRole(role, name, at));
  // The server's clock decides: it is no earlier than what it has stamped. Where this device's is
  // earlier than that, it may be a day behind.
  const stamps = [match, role].map((each) => millis(each?.updatedAt ?? each?.createdAt) || 0);
  const at = Math.max(now, ...stamps);
  return objection(at) ?? (at > now ? objection(at + CLOCK_OFF) : null);
}

const objected = (objection: Objection, message: string): Objected => ({ objection, message });

/** Return what of a match stands against recording in a role; null: nothing. */
export function objectionOfMatch(
  match: DocumentData | undefined, role: string, keeping: Keeping, now: number,
): Objected | null {
  if (!match) return objected("no_match", "there is no such match");
  const ofKind = objectionOfKind(match, role, keeping);
  // An administrator records in a match that is locked or over, too.
  return ofKind ?? (role === ADMIN ? null : objectionOfState(match, now));
}

/** A role that is not there may not be read: nobody's it is. */
async function roleOf(db: Firestore, recorder: Recorder): Promise<DocumentData | undefined> {
  const role = doc(db, "match_role_assignments", roleKey(recorder));
  const denied = (error: { code?: string }): undefined => {
    if (error.code !== "permission-denied") throw error;
  };
  return (await getDocFromServer(role).catch(denied))?.data();
}

/** Return what of a role's document stands against recording; null: nothing. `name` is the role's. */
export function objectionOfRole(role: DocumentData | undefined, name: string, now: number): Objected | null {
  if (!role) return objected("no_role", `the role ${name} is not given`);
  const { startDate, endDate, revokedAt, status } = role;
  if (revokedAt != null) return objected("role_revoked", `the role ${name} is over: it was revoked`);
  if (!IN_OFFICE.includes(status)) return objected("role_not_taken", `the role ${name} is ${status}`);
  if (startDate != null && millis(startDate) > now) {
    return objected("role_not_begun", `the role ${name} is not yet begun`);
  }
  const isOver = endDate != null && millis(endDate) <= now;
  return isOver ? objected("role_ended", `the role ${name} is over`) : null;
}

/** Return whether a role counts now: begun, not ended, not revoked, its holder not missing. */
export function isInForce(role: DocumentData, now: number = Date.now()): boolean {
  return objectionOfRole(role, "", now) === null;
}

/**
 * Return whether a role may count now, for showing it: as `isInForce`, but this device's clock may be
 * a day behind or ahead. What it allows the server decides.
 */
export function mayBeInForce(role: DocumentData, now: number = Date.now()): boolean {
  const begins = role.startDate == null ? now : millis(role.startDate);
  const isOver = role.endDate != null && millis(role.endDate) <= now - CLOCK_OFF;
  return isInForce({ ...role, startDate: null, endDate: null }, now)
    && begins <= now + CLOCK_OFF && !isOver;
}

function objectionOfKind(match: DocumentData, role: string, keeping: Keeping): Objected | null {
  const isInBooks = BOOKS.includes(match.validationTier ?? "HONOR");
  if (isInBooks !== (keeping === "book")) {
    return isInBooks
      ? objected("kept_in_books", "the match is kept in books")
      : objected("kept_in_log", "the match is recorded in its log, not in books");
  }
  if (isInBooks) return role === ADMIN ? objected("admin_in_book", "an administrator keeps no book") : null;
  if ((match.scoredBy ?? SCORERS) !== SCORERS) {
    return objected("provider", "the match is recorded by a data provider");
  }
  return role === UMPIRE ? objected("umpire_in_log", `the role ${UMPIRE} keeps a book only`) : null;
}

// A completed match stays open for a while: a winning hit mis-scored must be undoable.
function objectionOfState(match: DocumentData, now: number): Objected | null {
  if (match.lockedAt != null) return objected("locked", "the match is locked");
  if (match.completedAt == null) {
    return OPEN.includes(match.status) ? null : objected("not_open", `the match is ${match.status}`);
  }
  const minutes: number = match.conditions?.graceMinutes ?? GRACE_MINUTES;
  const isOver = millis(match.completedAt) + minutes * MINUTE < now;
  return isOver ? objected("completed", `the match was completed more than ${minutes} minutes ago`) : null;
}

function millis(moment: unknown): number {
  return moment instanceof Timestamp ? moment.toMillis() : Date.parse(String(moment));
}
