// What could not be done, as the scorer is told: until something succeeds, or the scorer has read it.

export interface Problem {
  readonly why: string;
  /** Which one it is: the same words a second time are another problem, and are said again. */
  readonly nth: number;
}

/** The last problem of many. */
export class Problems {
  #count = 0;
  #now: Problem | null = null;

  get now(): Problem | null {
    return this.#now;
  }

  tell(why: string): void {
    this.#count += 1;
    this.#now = { why, nth: this.#count };
  }

  /** Something has succeeded since, or the problem was read. Whether there was one. */
  clear(): boolean {
    const was = this.#now !== null;
    this.#now = null;
    return was;
  }
}
