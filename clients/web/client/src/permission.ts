// Whether a person may record in a match at all: the role's document and the match's, as the rules
// read them. Asked after a refusal, to say why.

import { doc, getDocFromServer, Timestamp } from "firebase/firestore";
import type { DocumentData, Firestore } from "firebase/firestore";
import type { Recorder } from "./actions.js";

/** Where a match is recorded: straight into its log, or in each scorer's book. */
export type Keeping = "log" | "book";

const IN_OFFICE = ["assigned", "confirmed", "present"];
const OPEN = ["scheduled", "live", "innings_break"];
const BOOKS = ["DUAL", "TRIPLE"];
/** Whoever the match is scored by where no data provider writes its log. */
const SCORERS = "scorers";
const UMPIRE = "umpire_on_field";
const GRACE_MINUTES = 120;
const MINUTE = 60_000;
/** How far the clock of a device may be from the server's, either way, in milliseconds. */
const CLOCK_OFF = 24 * 60 * MINUTE;

/** The id of a role's document; an underscore of an id is written `~`. */
export function roleKey({ matchId, personId, role }: Recorder): string {
  return `${matchId.replaceAll("_", "~")}_${personId.replaceAll("_", "~")}_${role}`;
}

/**
 * Return what stands against the person's recording, in words; null: nothing. Rejects without a
 * network.
 */
export async function objection(
  db: Firestore, recorder: Recorder, keeping: Keeping, now: number = Date.now(),
): Promise<string | null> {
  const match = await getDocFromServer(doc(db, "matches", recorder.matchId));
  const ofMatch = objectionOfMatch(match.data(), keeping, now);
  if (ofMatch || recorder.role === "admin") return ofMatch;
  if (keeping === "log" && recorder.role === UMPIRE) return `the role ${UMPIRE} keeps a book only`;
  const role = await roleOf(db, recorder);
  if (role && isInForce(role, now)) return null;
  return `the role ${recorder.role} is ${role ? "over, or not yet begun" : "not given"}`;
}

/** A role that is not there may not be read: nobody's it is. */
async function roleOf(db: Firestore, recorder: Recorder): Promise<DocumentData | undefined> {
  const role = doc(db, "match_role_assignments", roleKey(recorder));
  const denied = (error: { code?: string }): undefined => {
    if (error.code !== "permission-denied") throw error;
  };
  return (await getDocFromServer(role).catch(denied))?.data();
}

/** Return whether a role counts now: begun, not ended, not revoked, its holder not missing. */
export function isInForce(role: DocumentData, now: number = Date.now()): boolean {
  const { startDate, endDate, revokedAt, status } = role;
  return IN_OFFICE.includes(status) && revokedAt == null
    && (startDate == null || millis(startDate) <= now)
    && (endDate == null || millis(endDate) > now);
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

function objectionOfMatch(
  match: DocumentData | undefined, keeping: Keeping, now: number,
): string | null {
  if (!match) return "there is no such match";
  if (match.lockedAt != null) return "the match is locked";
  const isInBooks = BOOKS.includes(match.validationTier ?? "HONOR");
  if (isInBooks !== (keeping === "book")) {
    return isInBooks ? "the match is kept in books" : "the match is recorded in its log, not in books";
  }
  if (keeping === "log" && (match.scoredBy ?? SCORERS) !== SCORERS) {
    return "the match is recorded by a data provider";
  }
  return objectionOfTime(match, now);
}

// A completed match stays open for a while: a winning hit mis-scored must be undoable.
function objectionOfTime(match: DocumentData, now: number): string | null {
  if (match.completedAt == null) {
    return OPEN.includes(match.status) ? null : `the match is ${match.status}`;
  }
  const minutes: number = match.conditions?.graceMinutes ?? GRACE_MINUTES;
  const isOver = millis(match.completedAt) + minutes * MINUTE < now;
  return isOver ? `the match was completed more than ${minutes} minutes ago` : null;
}

function millis(moment: unknown): number {
  return moment instanceof Timestamp ? moment.toMillis() : Date.parse(String(moment));
}
