// The last problem shown to the scorer, until something succeeds or the scorer dismisses it.

import { t } from "../texts.js";

export interface Problem {
  readonly message: string;
  /** The number of the problem. The same message a second time is another problem, and is announced again. */
  readonly nth: number;
}

/** Return why something was not recorded; a full device in words of the page, not of the browser. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === "QuotaExceededError" ? t.status.full : error.message;
}

/** Keeps the last problem and counts all of them. */
export class Problems {
  #count = 0;
  #now: Problem | null = null;

  get now(): Problem | null {
    return this.#now;
  }

  report(message: string): void {
    this.#count += 1;
    this.#now = { message, nth: this.#count };
  }

  /** Remove the problem, because something succeeded or the scorer read it; return whether there was one. */
  clear(): boolean {
    const hadProblem = this.#now !== null;
    this.#now = null;
    return hadProblem;
  }
}
