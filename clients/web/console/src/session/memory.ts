// Keeps the steps that can be undone or redone on the device, so that they survive a reload of the page.

import type { LogEntry } from "@scrbrd/client/fold";
import type { Step } from "./changes.js";
import { remember } from "../storage.js";
import { lastAction, nonceOf } from "./entries.js";

export interface Steps {
  readonly done: readonly Step[];
  readonly undone: readonly Step[];
}

/** The storage of steps, for example `window.localStorage`. */
export interface StepStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const NONE: Steps = { done: [], undone: [] };

/** The number of steps stored; older ones are found in the log. */
const MOST_STORED = 50;

export class StepMemory {
  readonly #storage: StepStorage;
  readonly #key: string;

  constructor(storage: StepStorage, matchId: string, personId: string) {
    this.#storage = storage;
    this.#key = `scrbrd/console/steps/${matchId}/${personId}`;
  }

  /** Return the stored steps if the log is still as they left it; otherwise none. */
  load(log: readonly LogEntry[]): Steps {
    const stored = read(this.#storage.getItem(this.#key));
    if (!stored || stored.end !== endOf(log)) return NONE;
    const voided = new Map(log.map((each) => [nonceOf(each), each["isVoided"] === true]));
    const isInLog = (isDone: boolean) => ({ did, nonces }: Step) =>
      nonces.every((nonce) => voided.get(nonce) === ((did === "added") !== isDone));
    // A later step may have undone an earlier step's action: only the next undo and redo must match the log.
    const [last, next] = [stored.done.at(-1), stored.undone.at(-1)];
    const isUnchanged = (!last || isInLog(true)(last)) && (!next || isInLog(false)(next));
    return isUnchanged ? { done: stored.done, undone: stored.undone } : NONE;
  }

  save({ done, undone }: Steps, log: readonly LogEntry[]): void {
    const stored = { end: endOf(log), done: done.slice(-MOST_STORED), undone: undone.slice(-MOST_STORED) };
    remember(this.#storage, this.#key, JSON.stringify(stored)); // the recorder stores the actions themselves
  }
}

type StoredSteps = Steps & { readonly end: string };

function read(text: string | null): StoredSteps | null {
  try {
    const stored = text === null ? null : (JSON.parse(text) as StoredSteps);
    // Steps of an earlier version of the page have ids instead of nonces.
    return stored && [...stored.done, ...stored.undone].every(({ nonces }) => Array.isArray(nonces)) ? stored : null;
  } catch {
    return null; // not written by this page
  }
}

/** Return a key of the last action of the log; a new action of any device changes it. */
function endOf(log: readonly LogEntry[]): string {
  const last = lastAction(log);
  return last ? `${last.id} ${last.nonce}` : "";
}
