// Boards of one log that changes little at a time, as while it is being scored. What was folded before the
// change is not folded again.

import type { Action, LogEntry } from "./actions.js";
import { boardOf, Strip } from "./board.js";
import type { Board, MatchSetup } from "./board_types.js";
import { copyOf } from "./copying.js";
import type { ReadEntry } from "./effective.js";
import { effectiveLog } from "./effective.js";
import { newState } from "./empty.js";
import { apply } from "./fold.js";
import { setupOf } from "./match.js";
import { readEntry } from "./reading.js";
import type { MatchState } from "./state.js";
import { currentInnings } from "./state.js";

/** The state after the first `count` actions that count; it is not changed any more. */
interface Point {
  readonly count: number;
  readonly state: MatchState;
  readonly stripIds: readonly string[];
}

/** A point is kept after every 32nd action, and after each of the most recent ones. */
const EVERY = 32;
const RECENT = 8;

interface Folded {
  readonly board: Board;
  readonly actions: readonly Action[];
  readonly points: readonly Point[];
}

/**
 * Makes the boards of a log after each change. Actions are identified by id and nonce, and may only change
 * in `isVoided`; entries without a nonce are read again each time.
 */
export class Boards {
  #setup: MatchSetup | null = null;
  #keys: readonly string[] = [];
  #folded: Folded | null = null;
  #read = new Map<string, ReadEntry | null>();

  /**
   * Return the board of a log, as `board` does. Returns the same object while nothing that counts has
   * changed.
   */
  of(log: readonly LogEntry[], setup: MatchSetup): Board {
    this.#begin(setup);
    const keys = log.map(keyOf);
    const isSame = keys.length === this.#keys.length && keys.every((key, place) => key === this.#keys[place]);
    if (!this.#folded || !isSame) this.#folded = this.#fold(log, setup);
    this.#keys = keys;
    return this.#folded.board;
  }

  /** Return the board of a hypothetical log; the next change is still compared with the actual one. */
  tried(log: readonly LogEntry[], setup: MatchSetup): Board {
    this.#begin(setup);
    return this.#fold(log, setup).board;
  }

  #begin(setup: MatchSetup): void {
    if (setup === this.#setup) return;
    this.#setup = setup;
    this.#folded = null;
    this.#read.clear();
  }

  #fold(log: readonly LogEntry[], setup: MatchSetup): Folded {
    const effective = effectiveLog(log.flatMap((entry) => this.#readOnce(entry, setup.matchId) ?? []));
    const { actions } = effective;
    const same = commonLength(actions, this.#folded?.actions ?? []);
    const points = (this.#folded?.points ?? []).filter(({ count }) => count <= same);
    const from = points.at(-1) ?? { count: 0, state: newState(setupOf(setup)), stripIds: [] };
    const state = copyOf(from.state);
    const strip = new Strip(currentInnings(state)?.over, from.stripIds);
    for (const [place, action] of actions.slice(from.count).entries()) {
      apply(state, action);
      strip.follow(state, action.id);
      const count = from.count + place + 1;
      const isKept = count % EVERY === 0 && count < actions.length;
      if (isKept) points.push({ count, state: copyOf(state), stripIds: [...strip.ids] });
    }
    points.push({ count: actions.length, state, stripIds: [...strip.ids] });
    const oldest = actions.length - RECENT;
    return {
      board: boardOf(state, effective, strip.ids, setup),
      actions,
      points: points.filter(({ count }) => count % EVERY === 0 || count > oldest),
    };
  }

  #readOnce(entry: LogEntry, matchId: string): ReadEntry | null {
    if (typeof entry["nonce"] !== "string") return readEntry(matchId, entry);
    const key = keyOf(entry);
    const known = this.#read.get(key);
    if (known !== undefined) return known;
    const read = readEntry(matchId, entry);
    this.#read.set(key, read);
    return read;
  }
}

const keyOf = (entry: LogEntry): string => `${entry.id} ${String(entry["nonce"])} ${String(entry["isVoided"])}`;

/** Return the length of the common prefix of two logs. */
function commonLength(one: readonly Action[], other: readonly Action[]): number {
  const differs = one.findIndex((action, place) => action !== other[place]);
  return differs < 0 ? Math.min(one.length, other.length) : differs;
}
