// The steps that can be taken back or done again, kept on the device: reloading the page forgets none.

import type { LogEntry } from "@scrbrd/client/fold";
import type { Step } from "./changes.js";
import { remember } from "../storage.js";
import { lastOf, nonceOf } from "./entries.js";

export interface Steps {
  readonly done: readonly Step[];
  readonly undone: readonly Step[];
}

/** Where steps are kept; `window.localStorage` is one. */
export interface StepStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const NONE: Steps = { done: [], undone: [] };

/** Older ones are found in the log. */
const MOST_KEPT = 50;

export class StepMemory {
  readonly #storage: StepStorage;
  readonly #key: string;

  constructor(storage: StepStorage, matchId: string, personId: string) {
    this.#storage = storage;
    this.#key = `scrbrd/console/steps/${matchId}/${personId}`;
  }

  /** The steps as they were kept, if the log still stands as they left it. */
  load(log: readonly LogEntry[]): Steps {
    const kept = read(this.#storage.getItem(this.#key));
    if (!kept || kept.end !== endOf(log)) return NONE;
    const voided = new Map(log.map((each) => [nonceOf(each), each["isVoided"] === true]));
    const stands = (hasCounted: boolean) => ({ did, nonces }: Step) =>
      nonces.every((nonce) => voided.get(nonce) === ((did === "added") !== hasCounted));
    // A later step may have undone an earlier one's action: only what can be done next must stand.
    const [last, next] = [kept.done.at(-1), kept.undone.at(-1)];
    const isAsLeft = (!last || stands(true)(last)) && (!next || stands(false)(next));
    return isAsLeft ? { done: kept.done, undone: kept.undone } : NONE;
  }

  keep({ done, undone }: Steps, log: readonly LogEntry[]): void {
    const kept = { end: endOf(log), done: done.slice(-MOST_KEPT), undone: undone.slice(-MOST_KEPT) };
    remember(this.#storage, this.#key, JSON.stringify(kept)); // the recorder keeps what was recorded
  }
}

type Kept = Steps & { readonly end: string };

function read(text: string | null): Kept | null {
  try {
    const kept = text === null ? null : (JSON.parse(text) as Kept);
    // Steps of an earlier version of the page name places.
    return kept && [...kept.done, ...kept.undone].every(({ nonces }) => Array.isArray(nonces)) ? kept : null;
  } catch {
    return null; // not ours
  }
}

/** The newest action: whoever records another one changes it. */
function endOf(log: readonly LogEntry[]): string {
  const last = lastOf(log);
  return last ? `${last.id} ${last.nonce}` : "";
}
