// The queues of a device by their storage keys: those that are open in this page, and the stored
// state of the others. Knows no Firestore.

import type { LogAction } from "./actions.js";
import type { Entry, EntryStorage, Held } from "./entry.js";

/** The entries on their way into an innings, and the refused ones. */
export interface Queue {
  readonly waiting: readonly Entry[];
  readonly held: readonly Held[];
}

/** A queue that a scorer in this page has open. */
export interface OpenQueue extends Queue {
  /** The actions of the innings with the waiting entries and without the refused ones. */
  actions(): readonly LogAction[];
}

const EMPTY: Queue = { waiting: [], held: [] };

/** Return the queue that a storage holds under a key. */
export function storedQueue(storage: EntryStorage, key: string): Queue {
  const text = storage.getItem(key);
  return text === null ? EMPTY : (JSON.parse(text) as Queue);
}

export class Queues {
  static readonly #all = new WeakMap<EntryStorage, Queues>();
  readonly #open = new Map<string, OpenQueue>();
  readonly #listeners = new Map<string, Set<() => void>>();

  /** Return the queues of a storage: always the same object. */
  static of(storage: EntryStorage): Queues {
    const queues = this.#all.get(storage) ?? new Queues();
    this.#all.set(storage, queues);
    return queues;
  }

  /** Return the queue that is open under a key. */
  get(key: string): OpenQueue | undefined {
    return this.#open.get(key);
  }

  add(key: string, queue: OpenQueue): void {
    this.#open.set(key, queue);
    this.notify(key);
  }

  /** Remove a closed queue; one that was opened under its key since then stays. */
  remove(key: string, queue: Queue): void {
    if (this.#open.get(key) !== queue) return;
    this.#open.delete(key);
    this.notify(key);
  }

  /**
   * Call `listener` after each change of the queue under a key; returns a function that
   * unsubscribes it.
   */
  listen(key: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Call the listeners of the queue under a key. */
  notify(key: string): void {
    for (const listener of [...(this.#listeners.get(key) ?? [])]) listener();
  }
}
