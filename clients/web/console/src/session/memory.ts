// The steps that can be taken back or done again, kept on the device: reloading the page forgets none.

import type { LogEntry } from "@scrbrd/client/fold";
import type { Step } from "./changes.js";

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
    const voided = new Map(log.map((each) => [each.id, each["isVoided"] === true]));
    const stands = (hasCounted: boolean) => ({ did, ids }: Step) =>
      ids.every((id) => voided.get(id) === ((did === "added") !== hasCounted));
    // A later step may have undone an earlier one's action: only what can be done next must stand.
    const [last, next] = [kept.done.at(-1), kept.undone.at(-1)];
    const isAsLeft = (!last || stands(true)(last)) && (!next || stands(false)(next));
    return isAsLeft ? { done: kept.done, undone: kept.undone } : NONE;
  }

  keep({ done, undone }: Steps, log: readonly LogEntry[]): void {
    const kept = { end: endOf(log), done: done.slice(-MOST_KEPT), undone: undone.slice(-MOST_KEPT) };
    try {
      this.#storage.setItem(this.#key, JSON.stringify(kept));
    } catch {
      // A full device forgets what could be redone; what was recorded is kept by the recorder.
    }
  }
}

function read(text: string | null): (Steps & { end: string }) | null {
  try {
    return text === null ? null : (JSON.parse(text) as Steps & { end: string });
  } catch {
    return null; // not ours
  }
}

/** The newest action: whoever records another one changes it. */
function endOf(log: readonly LogEntry[]): string {
  const last = log.reduce<LogEntry | null>((one, other) => (one && isBehind(one, other) ? one : other), null);
  return last ? `${last.id} ${String(last["nonce"])}` : "";
}

function isBehind(one: LogEntry, other: LogEntry): boolean {
  const by = Number(one["inningsNumber"]) - Number(other["inningsNumber"]);
  return by > 0 || (by === 0 && Number(one["sequenceNumber"]) > Number(other["sequenceNumber"]));
}
