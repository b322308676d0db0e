// Keeps a scorer for each innings that has begun, and one ready for the next innings.

import type { Scorer, ScorerOptions } from "@scrbrd/client";

type Open = (options: ScorerOptions) => Promise<Scorer>;
type Options = Omit<ScorerOptions, "inningsNumber">;

export class Innings {
  readonly #open: Open;
  readonly #options: Options;
  readonly #scorers: Scorer[] = [];
  readonly #onChange: () => void;
  readonly #countBegun: () => number;
  #growing: Promise<void> | null = null;
  #isClosed = false;

  /** `countBegun` returns how many innings have begun according to the match's log, which others write. */
  constructor(open: Open, options: Options, onChange: () => void, countBegun: () => number = () => 0) {
    this.#open = open;
    this.#options = options;
    this.#onChange = onChange;
    this.#countBegun = countBegun;
  }

  /** Open scorers; resolves when every innings known to have begun can be scored. `expectedCount` innings, the
   * number open the last time, are opened at once. */
  async start(expectedCount = 1): Promise<void> {
    this.#growing ??= this.#addSeveral(expectedCount).finally(() => {
      this.#growing = null;
    });
    await this.#growing;
    await this.#grow();
  }

  get all(): readonly Scorer[] {
    return this.#scorers;
  }

  /** Return the scorer of an innings; raises while it is being opened. */
  scorerOf(inningsNumber: number): Scorer {
    const scorer = this.#scorers[inningsNumber - 1];
    if (!scorer) throw new Error(`innings ${inningsNumber} is being opened; try again in a moment`);
    return scorer;
  }

  /** Report a change of the log and open more innings if they have begun. */
  onLogChanged(): void {
    this.#onChange();
    if (!this.#isClosed) this.#grow().catch(this.#options.onError ?? console.error);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#scorers.map((each) => each.close()));
  }

  #grow(): Promise<void> {
    this.#growing ??= this.#addWhileBegun().finally(() => {
      this.#growing = null;
    });
    return this.#growing;
  }

  // The next innings is opened as soon as the one before has an action, so that its start can be recorded.
  async #addWhileBegun(): Promise<void> {
    while (!this.#isClosed && this.#hasBegun(this.#scorers.length)) await this.#add();
  }

  // In a book that was opened late the earlier innings are empty.
  #hasBegun(inningsNumber: number): boolean {
    return inningsNumber <= this.#countBegun() || Boolean(this.#scorers[inningsNumber - 1]?.actions.length);
  }

  #add(): Promise<void> {
    return this.#addSeveral(1);
  }

  async #addSeveral(count: number): Promise<void> {
    const numbers = Array.from({ length: count }, (_, place) => this.#scorers.length + place + 1);
    const opening = numbers.map((inningsNumber) => this.#open({ ...this.#options, inningsNumber }));
    const opened = await Promise.all(opening).catch((error: unknown) => closeAll(opening, error));
    for (const scorer of opened) {
      this.#scorers.push(scorer);
      scorer.subscribe(() => this.onLogChanged());
    }
    this.#onChange();
  }
}

/** Close the scorers that could be opened, then raise the error of the one that could not. */
async function closeAll(opening: readonly Promise<Scorer>[], error: unknown): Promise<never> {
  const done = await Promise.allSettled(opening);
  await Promise.all(done.map((each) => each.status === "fulfilled" && each.value.close()));
  throw error;
}
