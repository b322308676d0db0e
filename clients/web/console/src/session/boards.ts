// The board of a log that mostly grows by one action at a time: then nothing is folded again.

import { board, boardAfter, type Board, type LogEntry, type MatchSetup } from "@scrbrd/client/fold";

export class Boards {
  #setup: MatchSetup | null = null;
  #keys: readonly string[] = [];
  #board: Board | null = null;

  /** The board of a log, in the order of its places; the same object while nothing counts otherwise. */
  of(log: readonly LogEntry[], setup: MatchSetup): Board {
    const keys = log.map(keyOf);
    const grown = setup === this.#setup && this.#board !== null ? this.#grownBy(keys) : null;
    if (grown === 0 && this.#board) return this.#board;
    const last = log.at(-1);
    const next = grown === 1 && this.#board && last ? boardAfter(this.#board, last, setup) : null;
    [this.#setup, this.#keys, this.#board] = [setup, keys, next ?? board(log, setup)];
    return this.#board;
  }

  /** How many entries are new, all of them at the end; null where an older one is another now. */
  #grownBy(keys: readonly string[]): number | null {
    const more = keys.length - this.#keys.length;
    return more >= 0 && this.#keys.every((key, place) => key === keys[place]) ? more : null;
  }
}

// An action's fields never change, but for its void.
const keyOf = (entry: LogEntry): string => `${entry.id} ${entry["nonce"]} ${entry["isVoided"]}`;
