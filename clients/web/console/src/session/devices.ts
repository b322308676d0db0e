// Which actions of a log other devices recorded while the page was open: this one takes none of them back.

import type { LogEntry } from "@scrbrd/client/fold";
import { type Action, actionOf, lastOf, nonceOf } from "./entries.js";
import type { Recorder } from "./recorder.js";

/** What is new in a log. */
export interface News {
  /** What this device has recorded. */
  readonly made: readonly Action[];
  /** Whether the log ends with another device's action since. */
  readonly isOvertaken: boolean;
}

export class Devices {
  readonly #seen = new Set<string>();
  readonly #others = new Set<string>();
  #end: string | null;

  /** What is there when the page is opened may be taken back, whoever recorded it. */
  constructor(log: readonly LogEntry[]) {
    log.forEach((each) => this.#seen.add(nonceOf(each)));
    this.#end = lastOf(log)?.nonce ?? null;
  }

  /** What is new since it was heard the last time. */
  hear(log: readonly LogEntry[], recorder: Pick<Recorder, "hasMade">): News {
    const came = log.filter((each) => !this.#seen.has(nonceOf(each))).map(actionOf);
    came.forEach(({ nonce }) => this.#seen.add(nonce));
    const others = came.filter(({ nonce }) => !recorder.hasMade(nonce));
    others.forEach(({ nonce }) => this.#others.add(nonce));
    const before = this.#end;
    this.#end = lastOf(log)?.nonce ?? null;
    const isOvertaken = this.#end !== null && this.#end !== before && this.#others.has(this.#end);
    return { made: came.filter((each) => !others.includes(each)), isOvertaken };
  }

  /** Whether another device recorded an action while the page was open. */
  isOthers(nonce: string): boolean {
    return this.#others.has(nonce);
  }

  /** The score was compared: what is there by now may be taken back. */
  takeOver(): void {
    this.#others.clear();
  }
}
