// Decides whether the score must be compared before anything is recorded, because another person has scored so far.

import { newestAction } from "./entries.js";
import type { Tier, View } from "./recorder.js";

/** Tiers under which each scorer keeps a book, and the umpire on the field may keep one too. */
export const IN_BOOKS: readonly Tier[] = ["DUAL", "TRIPLE"];

/** Roles that record only in the log, or only in a book; a scorer records in both. */
const LOG_ONLY = ["admin"];
const BOOK_ONLY = ["umpire_on_field"];

/**
 * Return whether a role records nothing in a match: the security rules accept an umpire's book but no umpire's
 * action, and an administrator's action but no administrator's book.
 */
export function isReadOnly(role: string, tier: Tier): boolean {
  return (IN_BOOKS.includes(tier) ? LOG_ONLY : BOOK_ONLY).includes(role);
}

/** Return the role of a person that records in a match; if none does, the first role. */
export function recordingRole<Role extends string>(roles: readonly [Role, ...Role[]], tier: Tier): Role {
  return roles.find((role) => !isReadOnly(role, tier)) ?? roles[0];
}

/** Return whether another person recorded the last action of the opened log. */
export function isOthersLog({ log, me }: View): boolean {
  const recordedBy = newestAction(log)?.fields["recordedBy"];
  return typeof recordedBy === "string" && recordedBy !== me.personId;
}

/** The state of the handover: whether the log was another person's when opened, and whether it was taken over. */
export interface Handover {
  readonly wasOthersLog: boolean;
  readonly isTakenOver: boolean;
}

/** Return whether nothing may be recorded yet. In matches of several scorers only a book is handed over. */
export function isGated(view: View, { wasOthersLog, isTakenOver }: Handover): boolean {
  if (view.me.isReadOnly || view.isRelieved) return true;
  if (view.mustOpenBook) return !isTakenOver || view.isOpeningRefused;
  return !isTakenOver && wasOthersLog && view.consensus === null;
}
