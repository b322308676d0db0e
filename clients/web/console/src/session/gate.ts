// Whether the score must be compared before anything is recorded: another has scored until now.

import { newest } from "./entries.js";
import type { Tier, View } from "./recorder.js";

/** Tiers under which each scorer keeps a book, and the umpire on the field may keep one too. */
export const IN_BOOKS: readonly Tier[] = ["DUAL", "TRIPLE"];

/** Roles that record in a log alone, or in a book alone; a scorer does in both. */
const LOG_ALONE = ["admin"];
const BOOK_ALONE = ["umpire_on_field"];

/**
 * Whether a role records nothing in a match: the rules take an umpire's book and no umpire's action, and
 * an administrator's action and no administrator's book.
 */
export function isReadOnly(role: string, tier: Tier): boolean {
  return (IN_BOOKS.includes(tier) ? LOG_ALONE : BOOK_ALONE).includes(role);
}

/** Which of a person's roles records in a match; where none does, the first of them. */
export function recordingRole<Role extends string>(roles: readonly [Role, ...Role[]], tier: Tier): Role {
  return roles.find((role) => !isReadOnly(role, tier)) ?? roles[0];
}

/** Whether the last action of a log that was opened is another person's. */
export function isAnothers({ log, me }: View): boolean {
  const recordedBy = newest(log)?.fields["recordedBy"];
  return typeof recordedBy === "string" && recordedBy !== me.personId;
}

/** What is known of the handover: whose the log was when it was opened, and whether it was taken over. */
export interface Handover {
  readonly wasAnothers: boolean;
  readonly isTakenOver: boolean;
}

/** Whether nothing may be recorded yet. Several scorers need no handover but that of a book. */
export function isGated(view: View, { wasAnothers, isTakenOver }: Handover): boolean {
  if (view.me.isReadOnly || view.isRelieved) return true;
  if (view.mustOpenBook) return !isTakenOver || view.isOpeningRefused;
  return !isTakenOver && wasAnothers && view.consensus === null;
}
