// The scorers of a match's innings: one for each that has begun, and one ready for the next.

import type { Scorer, ScorerOptions } from "@scrbrd/client";

type Open = (options: ScorerOptions) => Promise<Scorer>;
type Options = Omit<ScorerOptions, "inningsNumber">;

export class Innings {
  readonly #open: Open;
  readonly #options: Options;
  readonly #scorers: Scorer[] = [];
  readonly #changed: () => void;
  readonly #begun: () => number;
  #growing: Promise<void> | null = null;
  #isClosed = false;

  /** `begun` is how many innings the match has by what others recorded. */
  constructor(open: Open, options: Options, changed: () => void, begun: () => number = () => 0) {
    this.#open = open;
    this.#options = options;
    this.#changed = changed;
    this.#begun = begun;
  }

  /** Ends when every innings that is known to have begun can be scored. As many as were open the last
   * time are opened at once. */
  async start(likely = 1): Promise<void> {
    this.#growing ??= this.#addSeveral(likely).finally(() => {
      this.#growing = null;
    });
    await this.#growing;
    await this.#grow();
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

  /** Something was recorded: more innings may have begun. */
  heard(): void {
    this.#changed();
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

  // The next innings is opened as soon as one has an action, so that its start can be recorded.
  async #addWhileBegun(): Promise<void> {
    while (!this.#isClosed && this.#hasBegun(this.#scorers.length)) await this.#add();
  }

  // In a book that was opened late the innings before are empty.
  #hasBegun(inningsNumber: number): boolean {
    return inningsNumber <= this.#begun() || Boolean(this.#scorers[inningsNumber - 1]?.actions.length);
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
      scorer.subscribe(() => this.heard());
    }
    this.#changed();
  }
}

/** Close what could be opened where something else could not; raises why. */
async function closeAll(opening: readonly Promise<Scorer>[], error: unknown): Promise<never> {
  const done = await Promise.allSettled(opening);
  await Promise.all(done.map((each) => each.status === "fulfilled" && each.value.close()));
  throw error;
}
