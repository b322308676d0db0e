// Why the rules refused an action: they say no more than no, so the server is asked what it has.

import { faultOf } from "./check.js";
import type { Entry, Held, VoidingEntry } from "./entry.js";
import type { Refusal } from "./errors.js";
import type { InningsLog, LogOptions } from "./log.js";
import { objectionTo } from "./permission.js";

const OVERTAKEN: Refusal = {
  reason: "overtaken",
  message: "another device recorded something in this place first",
};
const LOST: Refusal = {
  reason: "lost",
  message: "the app was closed before it was sent; nobody has refused it",
};
const UNASKED: Refusal = {
  reason: "not_allowed",
  objection: "unasked",
  message: "the server refused it; it could not be asked why",
};
const UNKNOWN: Refusal = {
  reason: "invalid",
  message: "the rules refused it, and neither the log, the role nor the match says why",
};

const GONE: Refusal = {
  reason: "overtaken",
  message: "the log has another action in the place of the one that was undone",
};

/** Of an undo or redo that is not sent. */
export const PASSED: Refusal = {
  reason: "overtaken",
  message: "another device has recorded since; nothing was undone or redone",
};

/** Return why an innings cannot begin: something of the one before was refused, by its nonce. */
export function afterBreak(refused: string): Refusal {
  return {
    reason: "behind",
    behind: refused,
    message: "something of the innings before was refused: record that again, or discard it, first",
  };
}

/** What became of an entry: why it is refused, or that the server has it after all. */
export type Outcome = Refusal | "stored";

/** Return why an entry cannot stand, from what is held before it; null: for no such reason. */
export function inherited(entry: Entry, held: readonly Held[]): Refusal | null {
  const before = held.find(({ nonce }) => nonce === entry.follows);
  if (!before) return null;
  const { reason, message, objection, nonce } = before;
  if (reason !== "invalid" && reason !== "behind") return { reason, message, ...(objection && { objection }) };
  return {
    reason: "behind",
    behind: before.behind ?? nonce,
    message: "the action before it was refused; nothing was found wrong with this one",
  };
}

/** Return why an entry of an earlier session is not in the log, which has been heard whole. */
export function lossOf(entry: Entry, held: readonly Held[], log: InningsLog): Refusal {
  const there = log.seen.get(entry.id);
  if (there && there.nonce !== entry.nonce) return OVERTAKEN;
  return inherited(entry, held) ?? faulty(entry, log) ?? LOST;
}

/**
 * Return what became of an entry that the server has refused. Asks for the entry's place, the place
 * before it, the match and the role, as far as needed.
 */
export async function outcomeOf(
  entry: Entry, held: readonly Held[], log: InningsLog, options: LogOptions,
): Promise<Outcome> {
  try {
    const there = await log.onServer(entry.id);
    if (there) return there.nonce === entry.nonce ? "stored" : OVERTAKEN;
    const inheritance = inherited(entry, held);
    if (inheritance) return inheritance;
    if (await isSpliced(entry, log)) return OVERTAKEN;
    const fault = faulty(entry, log);
    if (fault) return fault;
    const objected = await objectionTo(options.db, options, log.keeping);
    return objected ? { reason: "not_allowed", ...objected } : UNKNOWN;
  } catch {
    return withoutServer(entry, held, log); // the network went meanwhile: what is known here decides
  }
}

/** Return what became of an undo or redo that the server has refused; asks as `outcomeOf`. */
export async function outcomeOfVoiding(
  entry: VoidingEntry, log: InningsLog, options: LogOptions,
): Promise<Outcome> {
  try {
    const there = await log.onServer(entry.id);
    if (there?.nonce !== entry.voiding.nonce) return GONE;
    if (isAsWanted(entry, there)) return "stored"; // the rules let in nothing that changes nothing
    const objected = await objectionTo(options.db, options, log.keeping);
    return objected ? { reason: "not_allowed", ...objected } : UNKNOWN;
  } catch {
    return UNASKED;
  }
}

/**
 * Return what became of an undo or redo of an earlier session, by the log, which has been heard
 * whole; null: nothing yet, it is to be sent again.
 */
export function fateOf(entry: VoidingEntry, log: InningsLog): Outcome | null {
  const there = log.seen.get(entry.id);
  if (there?.nonce !== entry.voiding.nonce) return GONE;
  return isAsWanted(entry, there) ? "stored" : null;
}

function isAsWanted({ voiding }: VoidingEntry, action: { readonly isVoided?: boolean }): boolean {
  return (action.isVoided ?? false) === voiding.isVoided;
}

/** Whether the action before is another one than this entry has seen. */
async function isSpliced(entry: Entry, log: InningsLog): Promise<boolean> {
  if (entry.sequenceNumber === 1) return false;
  const before = await log.onServer(`${entry.inningsNumber}_${entry.sequenceNumber - 1}`);
  return before !== undefined && before.nonce !== entry.follows;
}

function withoutServer(entry: Entry, held: readonly Held[], log: InningsLog): Refusal {
  const loss = lossOf(entry, held, log);
  return loss.reason === "lost" ? UNASKED : loss;
}

function faulty(entry: Entry, log: InningsLog): Refusal | null {
  const fault = faultOf(entry.fields, log.keeping === "book");
  return fault && { reason: "invalid", field: fault.field, message: fault.message };
}
