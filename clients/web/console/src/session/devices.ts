// Tracks which actions other devices recorded while the page was open: this device does not undo them.

import type { LogEntry } from "@scrbrd/client/fold";
import { type Action, actionOf, lastAction, nonceOf } from "./entries.js";
import type { Recorder } from "./recorder.js";

/** The new actions of a log. */
export interface NewActions {
  /** The actions that this device recorded. */
  readonly recordedHere: readonly Action[];
  /** Whether the log now ends with another device's action. */
  readonly isOvertaken: boolean;
}

export class Devices {
  readonly #seen = new Set<string>();
  readonly #others = new Set<string>();
  #end: string | null;

  /** Actions of the log at the time the page is opened may be undone, whoever recorded them. */
  constructor(log: readonly LogEntry[]) {
    log.forEach((each) => this.#seen.add(nonceOf(each)));
    this.#end = lastAction(log)?.nonce ?? null;
  }

  /** Return the actions added to the log since the last call. */
  update(log: readonly LogEntry[], recorder: Pick<Recorder, "hasRecorded">): NewActions {
    const added = log.filter((each) => !this.#seen.has(nonceOf(each))).map(actionOf);
    added.forEach(({ nonce }) => this.#seen.add(nonce));
    const others = added.filter(({ nonce }) => !recorder.hasRecorded(nonce));
    others.forEach(({ nonce }) => this.#others.add(nonce));
    const before = this.#end;
    this.#end = lastAction(log)?.nonce ?? null;
    const isOvertaken = this.#end !== null && this.#end !== before && this.#others.has(this.#end);
    return { recordedHere: added.filter((each) => !others.includes(each)), isOvertaken };
  }

  /** Return whether another device recorded an action while the page was open. */
  isFromOtherDevice(nonce: string): boolean {
    return this.#others.has(nonce);
  }

  /** Allow undoing all present actions, because the scorer has compared the score. */
  takeOver(): void {
    this.#others.clear();
  }
}
