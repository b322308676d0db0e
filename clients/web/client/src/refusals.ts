// Finds out why the rules refused an action. They give no reason, so the server is asked for the
// documents that they looked at.

import { faultOf } from "./check.js";
import type { Entry, Held, VoidingEntry } from "./entry.js";
import type { Refusal } from "./errors.js";
import type { InningsLog, LogOptions } from "./log.js";
import { answerOf } from "./overtaken.js";
import { objectionTo } from "./permission.js";

/** How often the server is asked why it refused. It was there a moment ago, so it is soon again. */
const MOST_QUESTIONS = 8;

const OVERTAKEN: Refusal = {
  reason: "overtaken",
  message: "another device has recorded in its place",
};
const LOST: Refusal = {
  reason: "lost",
  message: "the app was closed before it was sent; nobody refused it",
};
const SERVER_UNREACHABLE: Refusal = {
  reason: "not_allowed",
  objection: "unasked",
  message: "the server refused it; it could not be asked why",
};
const UNKNOWN: Refusal = {
  reason: "invalid",
  message: "the server refused it; log, role and match do not say why",
};

const GONE: Refusal = {
  reason: "overtaken",
  message: "the log has another action in its place",
};

/** The refusal of an undo or redo that is not sent. */
export const PASSED: Refusal = {
  reason: "overtaken",
  message: "another device has recorded since; nothing has changed",
};

/**
 * Return the refusal of an innings' first action while an action of the innings before is refused.
 * `refused` is the nonce of that one.
 */
export function afterBreak(refused: string): Refusal {
  return {
    reason: "behind",
    behind: refused,
    message: "record again, or discard, what is held of the innings before",
  };
}

/** What became of an entry: why it is refused, or that the server has stored it after all. */
export type Outcome = Refusal | "stored";

/** Return the refusal that an entry inherits from a held entry before it; null if there is none. */
export function inherited(entry: Entry, held: readonly Held[]): Refusal | null {
  const before = held.find(({ nonce }) => nonce === entry.follows);
  if (!before) return null;
  const { reason, message, objection, nonce } = before;
  if (reason !== "invalid" && reason !== "behind") return { reason, message, ...(objection && { objection }) };
  return behindOf(before.behind ?? nonce);
}

function behindOf(behind: string): Refusal {
  const message = "the action before it was refused; nothing was found wrong with it";
  return { reason: "behind", behind, message };
}

/** Return why an entry of an earlier session is missing from the log, which has been read completely. */
export function lossOf(entry: Entry, held: readonly Held[], log: InningsLog): Refusal {
  const stored = log.seen.get(entry.id);
  if (stored && stored.nonce !== entry.nonce) return OVERTAKEN;
  return inherited(entry, held) ?? faulty(entry, log) ?? LOST;
}

/**
 * Return what became of an entry that the server has refused. Reads the entry's place, the place
 * before it, the match and the role from the server, as far as needed.
 */
export async function outcomeOf(
  entry: Entry, held: readonly Held[], log: InningsLog, options: LogOptions,
): Promise<Outcome> {
  return await asked(async () => {
    const stored = await log.onServer(entry.id);
    if (stored) return stored.nonce === entry.nonce ? "stored" : OVERTAKEN;
    const inheritance = inherited(entry, held);
    if (inheritance) return inheritance;
    const before = await nonceBefore(entry, log);
    if (before !== undefined && before !== entry.follows) return OVERTAKEN;
    const fault = faulty(entry, log);
    if (fault) return fault;
    return await notAllowed(log, options) ?? (before === undefined ? behindOf(entry.follows) : UNKNOWN);
  }) ?? withoutServer(entry, held, log); // the network is gone: decide by what is known here
}

/** Return what became of an undo or redo that the server has refused; reads as `outcomeOf`. */
export async function outcomeOfVoiding(
  entry: VoidingEntry, log: InningsLog, options: LogOptions,
): Promise<Outcome> {
  return await asked(async () => {
    const stored = await log.onServer(entry.id);
    if (stored?.nonce !== entry.voiding.nonce) return GONE;
    if (isAsWanted(entry, stored)) return "stored"; // the rules refuse writes that change nothing
    return await notAllowed(log, options) ?? PASSED; // it was changed since the refusal
  }) ?? SERVER_UNREACHABLE;
}

async function notAllowed(log: InningsLog, options: LogOptions): Promise<Refusal | null> {
  const objection = await objectionTo(options.db, options, log.keeping);
  return objection && { reason: "not_allowed", ...objection };
}

function asked(ask: () => Promise<Outcome>): Promise<Outcome | undefined> {
  let left = MOST_QUESTIONS;
  return answerOf(ask, () => left-- > 0);
}

/**
 * Return what became of an undo or redo of an earlier session, by the log, which has been read
 * completely. Null if it has no answer yet and must be sent again.
 */
export function fateOf(entry: VoidingEntry, log: InningsLog): Outcome | null {
  const stored = log.seen.get(entry.id);
  if (stored?.nonce !== entry.voiding.nonce) return GONE;
  return isAsWanted(entry, stored) ? "stored" : null;
}

function isAsWanted({ voiding }: VoidingEntry, action: { readonly isVoided?: boolean }): boolean {
  return (action.isVoided ?? false) === voiding.isVoided;
}

/** Return the nonce of the server's action right before an entry; undefined if the server has none there. */
async function nonceBefore({ inningsNumber, sequenceNumber }: Entry, log: InningsLog): Promise<unknown> {
  return sequenceNumber === 1 ? "" : (await log.onServer(`${inningsNumber}_${sequenceNumber - 1}`))?.nonce;
}

function withoutServer(entry: Entry, held: readonly Held[], log: InningsLog): Refusal {
  const loss = lossOf(entry, held, log);
  return loss.reason === "lost" ? SERVER_UNREACHABLE : loss;
}

function faulty(entry: Entry, log: InningsLog): Refusal | null {
  const fault = faultOf(entry.fields, log.keeping === "book");
  return fault && { reason: "invalid", field: fault.field, message: fault.message };
}
