// An action as its device keeps it until the log has it, or an undo of one. Knows no Firestore.

import type { Fields, Place, Recorder } from "./actions.js";
import type { Refusal } from "./errors.js";

const SCHEMA_VERSION = 3;

/** Another action that an entry is about, by its id of the moment and the nonce that it keeps. */
export interface Target {
  readonly field: "corrects" | "after";
  readonly id: string;
  readonly nonce: string;
}

/** An undo or a redo of an action that the log has already. */
export interface Voiding {
  /** The action's; the entry's `id` is the action's id. */
  readonly nonce: string;
  /** False: a redo. */
  readonly isVoided: boolean;
  readonly reason: string;
  /** The sequence number of the innings' last action that this device had seen in the log. */
  readonly lastSeen?: number;
}

/**
 * An action as its device keeps it, or an undo of one. A refused one has no place in the log.
 */
export interface Entry extends Place {
  readonly nonce: string;
  /** The scorer's clock, ISO 8601. */
  readonly timestamp: string;
  /** What the scorer said; of an undo, what the action says. */
  readonly fields: Fields;
  readonly target?: Target;
  /** The reason with which the scorer undid it before it was stored; absent: not undone. */
  readonly undone?: string | undefined;
  /** With an undo or redo; absent: the entry is an action that is to be appended. */
  readonly voiding?: Voiding;
  /** It is stored here alone, and sent when what it depends on has been answered. */
  readonly isKeptBack?: true;
}

/** An entry that undoes, or redoes. */
export type VoidingEntry = Entry & { readonly voiding: Voiding };

/** An action that was refused, and why. */
export type Held = Entry & Refusal;

export function isVoiding(entry: Entry): entry is VoidingEntry {
  return entry.voiding !== undefined;
}

/** Where the entries are kept; `window.localStorage` is one. */
export interface EntryStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** Return the document of an entry, but for the server's times. */
export function documentOf(entry: Entry, { matchId, personId, role }: Recorder) {
  const { id, inningsNumber, sequenceNumber, follows, nonce, timestamp, fields, target } = entry;
  return {
    ...fields,
    id, matchId, inningsNumber, sequenceNumber, nonce, follows,
    ...(target && { [target.field]: target.id }),
    recordedBy: personId,
    recordedAs: role,
    source: target?.field === "corrects" ? "correction" : "live",
    timestamp: new Date(timestamp),
    schemaVersion: SCHEMA_VERSION,
    isVoided: false,
  };
}
