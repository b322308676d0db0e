// What a polite live region says: each ball once, several together when they come fast.

import type { Line } from "./feed.ts";

export type Announced = "off" | "wickets" | "all";

export const LEAST_GAP_MS = 5000;

export interface Ball {
  readonly id: string;
  readonly text: string;
  readonly isWicket: boolean;
  readonly notes: readonly string[];
}

/** Holds what waits to be said; `take` gives a text when there is one and it is time. */
export class Announcer {
  private readonly said = new Set<string>();
  private waiting: string[] = [];
  private last = Number.NEGATIVE_INFINITY;
  private hasBegun = false;

  /** Tell of the balls there are. Those of the first time are known already: the page shows them. */
  hear(balls: readonly Ball[], mode: Announced): void {
    const fresh = balls.filter((each) => !this.said.has(each.id));
    for (const each of fresh) this.said.add(each.id);
    if (this.hasBegun && mode !== "off") {
      const wanted = fresh.filter((each) => mode === "all" || each.isWicket || each.notes.length > 0);
      this.waiting.push(...wanted.map((each) => [each.text, ...each.notes].join(". ")));
    }
    this.hasBegun ||= balls.length > 0;
  }

  /** The text to say now, "" for none; never twice within five seconds. */
  take(now: number): string {
    if (!this.waiting.length || now - this.last < LEAST_GAP_MS) return "";
    this.last = now;
    const text = this.waiting.join(" ");
    this.waiting = [];
    return text;
  }

  /** Milliseconds until `take` may give something; null: nothing waits. */
  due(now: number): number | null {
    return this.waiting.length ? Math.max(0, LEAST_GAP_MS - (now - this.last)) : null;
  }

  forget(): void {
    this.waiting = [];
  }
}

/** The newest lines of the commentary in the order of play, as what may be said. */
export function ballsOf(lines: readonly Line[], most = 12): Ball[] {
  return lines.slice(0, most).reverse().map((each) => ({
    id: each.id, text: each.text, isWicket: each.isWicket, notes: each.notes,
  }));
}
