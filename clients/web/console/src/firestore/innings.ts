// The scorers of a match's innings: one for each that has begun, and one ready for the next.

import type { Scorer, ScorerOptions } from "@scrbrd/client";

type Open = (options: ScorerOptions) => Promise<Scorer>;
type Options = Omit<ScorerOptions, "inningsNumber">;

export class Innings {
  readonly #open: Open;
  readonly #options: Options;
  readonly #scorers: Scorer[] = [];
  readonly #changed: () => void;
  #isOpening = false;
  #isClosed = false;

  constructor(open: Open, options: Options, changed: () => void) {
    this.#open = open;
    this.#options = options;
    this.#changed = changed;
  }

  /** Ends when every innings that is known to have begun can be scored. */
  async start(): Promise<void> {
    await this.#add();
    await this.#addWhileBegun();
  }

  get all(): readonly Scorer[] {
    return this.#scorers;
  }

  /** The scorer of an innings; raises while it is being opened. */
  of(inningsNumber: number): Scorer {
    const scorer = this.#scorers[inningsNumber - 1];
    if (!scorer) throw new Error(`innings ${inningsNumber} is being opened; try again in a moment`);
    return scorer;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#scorers.map((each) => each.close()));
  }

  // The next innings is opened as soon as one has an action, so that its start can be recorded.
  async #addWhileBegun(): Promise<void> {
    while (!this.#isClosed && this.#scorers.at(-1)?.actions.length) {
      await this.#add();
    }
  }

  async #add(): Promise<void> {
    this.#isOpening = true;
    try {
      const inningsNumber = this.#scorers.length + 1;
      const scorer = await this.#open({ ...this.#options, inningsNumber });
      this.#scorers.push(scorer);
      scorer.subscribe(() => this.#heard());
    } finally {
      this.#isOpening = false;
    }
    this.#changed();
  }

  #heard(): void {
    this.#changed();
    if (!this.#isOpening && !this.#isClosed) {
      this.#addWhileBegun().catch(this.#options.onError ?? console.error);
    }
  }
}
