// The queues of a device by the keys that they are stored under: those that are open in this page, and
// what the storage has of the others. Knows no Firestore.

import type { Seen } from "./actions.js";
import type { Entry, EntryStorage, Held } from "./entry.js";

/** What is on its way into an innings, and what was refused. */
export interface Queue {
  readonly waiting: readonly Entry[];
  readonly held: readonly Held[];
}

/** One that somebody looks after. */
export interface OpenQueue extends Queue {
  /** The innings with what is on its way and without what was refused. */
  actions(): readonly Seen[];
}

const EMPTY: Queue = { waiting: [], held: [] };

/** Return what a storage has under a key. */
export function storedQueue(storage: EntryStorage, key: string): Queue {
  const text = storage.getItem(key);
  return text === null ? EMPTY : (JSON.parse(text) as Queue);
}

export class Queues {
  static readonly #all = new WeakMap<EntryStorage, Queues>();
  readonly #open = new Map<string, OpenQueue>();
  readonly #listeners = new Map<string, Set<() => void>>();

  /** The queues of one storage: always the same object. */
  static of(storage: EntryStorage): Queues {
    const queues = this.#all.get(storage) ?? new Queues();
    this.#all.set(storage, queues);
    return queues;
  }

  /** The queue that is open under a key. */
  get(key: string): OpenQueue | undefined {
    return this.#open.get(key);
  }

  add(key: string, queue: OpenQueue): void {
    this.#open.set(key, queue);
    this.tell(key);
  }

  /** It is closed; one that was opened under its key since stays. */
  remove(key: string, queue: Queue): void {
    if (this.#open.get(key) !== queue) return;
    this.#open.delete(key);
    this.tell(key);
  }

  /** Call `listener` at each change of the queue under a key; returns what ends it. */
  listen(key: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Say that the queue under a key has changed. */
  tell(key: string): void {
    for (const listener of [...(this.#listeners.get(key) ?? [])]) listener();
  }
}
