// Which ball is to be read out: each once, and none that was there before.

import type { Action } from "./entries.js";

export class Announcing {
  readonly #said: Set<string>;

  /** `balls` are those that were there when the page was opened. */
  constructor(balls: readonly Action[]) {
    this.#said = new Set(balls.map(({ id }) => id));
  }

  /** The last ball if it is a new one; null behind an undo or a redo, and for the balls of before. */
  next(balls: readonly Action[]): Action | null {
    const last = balls.at(-1);
    const found = last && !this.#said.has(last.id) ? last : null;
    balls.forEach(({ id }) => this.#said.add(id));
    return found;
  }
}
