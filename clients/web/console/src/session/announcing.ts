// Selects the ball to announce: each new ball once, and none that was recorded before the page was opened.

import type { Action } from "./entries.js";

export class BallAnnouncements {
  readonly #known: Set<string>;

  /** `balls` are the balls recorded before the page was opened. */
  constructor(balls: readonly Action[]) {
    this.#known = new Set(balls.map(({ id }) => id));
  }

  /** Return the last ball if it is new; null after an undo or a redo, and for earlier balls. */
  next(balls: readonly Action[]): Action | null {
    const last = balls.at(-1);
    const found = last && !this.#known.has(last.id) ? last : null;
    balls.forEach(({ id }) => this.#known.add(id));
    return found;
  }
}
