// An action as its device stores it until the log contains it, or an undo of one. Knows no
// Firestore.

import type { Fields, Place, Recorder } from "./actions.js";
import type { Refusal } from "./errors.js";

const SCHEMA_VERSION = 3;

/** Another action that an entry refers to, by its current id and its permanent nonce. */
export interface Target {
  readonly field: "corrects" | "after";
  readonly id: string;
  readonly nonce: string;
}

/** An undo or a redo of an action that the log already contains. */
export interface Voiding {
  /** The action's nonce; the entry's `id` is the action's id. */
  readonly nonce: string;
  /** False for a redo. */
  readonly isVoided: boolean;
  readonly reason: string;
  /** The sequence number of the innings' last action that this device had seen in the log. */
  readonly lastSeen?: number;
}

/** An action as its device stores it, or an undo of one. A refused one has no place in the log. */
export interface Entry extends Place {
  readonly nonce: string;
  /** The time by the scorer's clock, in ISO 8601. */
  readonly timestamp: string;
  /** The fields that the scorer recorded; for an undo, those of the action. */
  readonly fields: Fields;
  readonly target?: Target;
  /**
   * The reason with which the scorer undid the action before it was stored; absent if it was not
   * undone.
   */
  readonly undone?: string | undefined;
  /** The undo or redo; absent for an action that is to be appended. */
  readonly voiding?: Voiding;
  /** The entry is only stored here, and is sent when the entries it depends on have been answered. */
  readonly isKeptBack?: true;
}

/** An entry that is an undo or a redo. */
export type VoidingEntry = Entry & { readonly voiding: Voiding };

/** A refused entry, with the reason. */
export type Held = Entry & Refusal;

export function isVoiding(entry: Entry): entry is VoidingEntry {
  return entry.voiding !== undefined;
}

/** A storage for entries, such as `window.localStorage`. */
export interface EntryStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** Return the document of an entry, without the server's times. */
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
