// The actions that the log is not known to hold, and undos that it is not known to show: those on
// their way (`waiting`) and those that were refused (`held`). All are stored before anything is sent,
// so closing the app loses none. Knows no Firestore.

import type { Recorder, Seen } from "./actions.js";
import { documentOf, isVoiding } from "./entry.js";
import type { Entry, EntryStorage, Held, VoidingEntry } from "./entry.js";
import type { Refusal } from "./errors.js";
import { storedQueue } from "./queues.js";

/** Lay what is on its way over the actions that a log shows, by id; returns those. */
export function laidOver(
  known: Map<string, Seen>, waiting: readonly Entry[], recorder: Recorder,
): Map<string, Seen> {
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

export class Unconfirmed {
  readonly #storage: EntryStorage;
  readonly #key: string;
  readonly #failed: (error: Error) => void;
  waiting: readonly Entry[];
  held: readonly Held[];

  /** `failed` is told what cannot be stored of what has happened already. */
  constructor(storage: EntryStorage, key: string, failed: (error: Error) => void) {
    this.#storage = storage;
    this.#key = key;
    this.#failed = failed;
    const { waiting, held } = storedQueue(storage, key);
    this.waiting = waiting;
    this.held = held;
  }

  /** Raises what the storage raises; then nothing is changed. */
  add(entry: Entry): void {
    this.#store([...this.waiting, entry], this.held);
  }

  /** The log has it. */
  confirm(nonce: string): void {
    this.#note(without(this.waiting, nonce), without(this.held, nonce));
  }

  /** The log refused it. */
  hold(nonce: string, refusal: Refusal): void {
    const entry = this.waiting.find((each) => each.nonce === nonce);
    if (entry) {
      const { isKeptBack, ...refused } = entry;
      this.#note(without(this.waiting, nonce), [...this.held, { ...refused, ...refusal }]);
    }
  }

  /** It is kept back no longer. */
  release(nonce: string): void {
    const released = ({ isKeptBack, ...entry }: Entry): Entry => entry;
    this.#note(this.waiting.map((each) => (each.nonce === nonce ? released(each) : each)), this.held);
  }

  /**
   * A held one is put back on its way as another action; what was about it is about that one. Raises
   * as `add`.
   */
  replace(nonce: string, entry: Entry): void {
    const followed = (each: Held): Held =>
      each.target?.nonce === nonce
        ? { ...each, target: { ...each.target, nonce: entry.nonce } }
        : each;
    this.#store([...this.waiting, entry], without(this.held, nonce).map(followed));
  }

  /**
   * Add an undo or redo, in the place of another entry; what was to become of the same action before
   * is forgotten. Raises as `add`, but not in the place of another: that one has been answered.
   */
  change(entry: VoidingEntry, inPlaceOf?: string): void {
    const stays = (each: Entry): boolean =>
      each.nonce !== inPlaceOf && each.voiding?.nonce !== entry.voiding.nonce;
    const [waiting, held] = [[...this.waiting.filter(stays), entry], this.held.filter(stays)];
    if (inPlaceOf === undefined) this.#store(waiting, held);
    else this.#note(waiting, held);
  }

  /** Remember a reason to undo it once it is stored, or that there is none. Raises as `add`. */
  mark(nonce: string, undone?: string): void {
    const marked = (entry: Entry): Entry => (entry.nonce === nonce ? { ...entry, undone } : entry);
    this.#store(this.waiting.map(marked), this.held);
  }

  discard(nonce: string): void {
    this.#note(this.waiting, without(this.held, nonce));
  }

  // What cannot be stored does not happen: the error reaches the caller before anything is sent.
  #store(waiting: readonly Entry[], held: readonly Held[]): void {
    this.#storage.setItem(this.#key, JSON.stringify({ waiting, held }));
    this.waiting = waiting;
    this.held = held;
  }

  // What the server or the scorer has decided is so, whether or not the device has room to store it.
  #note(waiting: readonly Entry[], held: readonly Held[]): void {
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
