// The entries that the log is not known to contain, and undos that it is not known to show: those
// on their way (`waiting`) and those that were refused (`held`). Each is stored before it is sent,
// so closing the app loses none. Knows no Firestore.

import type { Recorder, LogAction } from "./actions.js";
import { documentOf, isVoiding } from "./entry.js";
import type { Entry, EntryStorage, Held, VoidingEntry } from "./entry.js";
import type { Refusal } from "./errors.js";
import { storedQueue } from "./queues.js";

/** Merge the waiting entries into the actions that a log shows, by id; returns the same map. */
export function withWaiting(
  known: Map<string, LogAction>, waiting: readonly Entry[], recorder: Recorder,
): Map<string, LogAction> {
  for (const entry of waiting) {
    const { id } = entry;
    if (!isVoiding(entry)) {
      const isVoided = entry.undone !== undefined;
      known.set(id, { ...documentOf(entry, recorder), isVoided, isPending: true });
    } else if (known.get(id)?.nonce === entry.voiding.nonce) {
      known.set(id, { ...known.get(id)!, isVoided: entry.voiding.isVoided, isPending: true });
    }
  }
  return known;
}

/**
 * Return the action that the next one follows: the last one; but if another device has the place
 * after a waiting entry, that entry, which will be refused together with what follows it.
 */
export function lastOf(
  actions: readonly LogAction[], waiting: readonly Entry[],
): { sequenceNumber: number; nonce: string } | undefined {
  const own = waiting.filter((each) => !isVoiding(each)).at(-1);
  const next = actions.find((each) => each.sequenceNumber - 1 === own?.sequenceNumber);
  return !own || next?.["follows"] === own.nonce ? actions.at(-1) : own;
}

export class Unconfirmed {
  readonly #storage: EntryStorage;
  readonly #key: string;
  readonly #failed: (error: Error) => void;
  waiting: readonly Entry[];
  held: readonly Held[];

  /** `failed` is called with the error if a change that has already happened cannot be stored. */
  constructor(storage: EntryStorage, key: string, failed: (error: Error) => void) {
    this.#storage = storage;
    this.#key = key;
    this.#failed = failed;
    const { waiting, held } = storedQueue(storage, key);
    this.waiting = waiting;
    this.held = held;
  }

  /** Add an entry. Throws what the storage throws; then nothing is changed. */
  add(entry: Entry): void {
    this.#store([...this.waiting, entry], this.held);
  }

  /** Remove an entry that the log contains. */
  confirm(nonce: string): void {
    this.#storeDecision(without(this.waiting, nonce), without(this.held, nonce));
  }

  /** Let waiting undos know that the log has an entry recorded before them; the caller then confirms it. */
  advance({ sequenceNumber: lastSeen }: Entry): void {
    this.waiting = this.waiting.map((each) =>
      (each.voiding?.lastSeen ?? lastSeen) < lastSeen ? { ...each, voiding: { ...each.voiding!, lastSeen } } : each,
    );
  }

  /** Move an entry that the log refused to the held ones. */
  hold(nonce: string, refusal: Refusal): void {
    const entry = this.waiting.find((each) => each.nonce === nonce);
    if (entry) {
      const { isKeptBack, ...refused } = entry;
      this.#storeDecision(without(this.waiting, nonce), [...this.held, { ...refused, ...refusal }]);
    }
  }

  /** Mark an entry as no longer kept back. */
  release(nonce: string): void {
    const released = ({ isKeptBack, ...entry }: Entry): Entry => entry;
    this.#storeDecision(this.waiting.map((each) => (each.nonce === nonce ? released(each) : each)), this.held);
  }

  /**
   * Put a held entry back on its way as another action; held corrections of it then refer to that
   * one. Throws as `add`.
   */
  replace(nonce: string, entry: Entry): void {
    const retargeted = (each: Held): Held =>
      each.target?.nonce === nonce
        ? { ...each, target: { ...each.target, nonce: entry.nonce } }
        : each;
    this.#store([...this.waiting, entry], without(this.held, nonce).map(retargeted));
  }

  /**
   * Add an undo or redo, in the place of another entry; earlier undos and redos of the same action
   * are removed. Throws as `add`, except in the place of another entry, which has been answered.
   */
  change(entry: VoidingEntry, inPlaceOf?: string): void {
    const stays = (each: Entry): boolean =>
      each.nonce !== inPlaceOf && each.voiding?.nonce !== entry.voiding.nonce;
    const [waiting, held] = [[...this.waiting.filter(stays), entry], this.held.filter(stays)];
    if (inPlaceOf === undefined) this.#store(waiting, held);
    else this.#storeDecision(waiting, held);
  }

  /**
   * Store the reason for undoing an entry once it is stored, or that it is not to be undone. Throws
   * as `add`.
   */
  setUndone(nonce: string, undone?: string): void {
    const marked = (entry: Entry): Entry => (entry.nonce === nonce ? { ...entry, undone } : entry);
    this.#store(this.waiting.map(marked), this.held);
  }

  discard(nonce: string): void {
    this.#storeDecision(this.waiting, without(this.held, nonce));
  }

  // If the storage fails, nothing happens: the error reaches the caller before anything is sent.
  #store(waiting: readonly Entry[], held: readonly Held[]): void {
    this.#storage.setItem(this.#key, JSON.stringify({ waiting, held }));
    this.waiting = waiting;
    this.held = held;
  }

  // A decision of the server or the scorer takes effect even if the device has no room to store it.
  #storeDecision(waiting: readonly Entry[], held: readonly Held[]): void {
    this.waiting = waiting;
    this.held = held;
    try {
      this.#store(waiting, held);
    } catch (error) {
      this.#failed(error as Error);
    }
  }
}

function without<Kind extends Entry>(entries: readonly Kind[], nonce: string): readonly Kind[] {
  return entries.filter((entry) => entry.nonce !== nonce);
}
