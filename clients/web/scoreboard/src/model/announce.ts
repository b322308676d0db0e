// The texts for a polite live region: each ball once, several together if they come fast.

import { texts } from "../texts.ts";
import type { Line } from "./feed.ts";

export type AnnounceMode = "off" | "wickets" | "all";

export const LEAST_GAP_MS = 5000;
const MOST_AT_ONCE = 12; // after a long pause, only the latest balls

/** The parts of a line of commentary that are announced. */
export type Ball = Pick<Line, "id" | "innings" | "sequence" | "place" | "text" | "isWicket" | "notes" | "isLate">;

type Place = Pick<Ball, "innings" | "sequence">;

const BEFORE_THE_MATCH: Place = { innings: 0, sequence: 0 };

/** Collects texts to announce; `take` returns them when it is time. */
export class Announcer {
  private readonly known = new Set<string>();
  private waiting: string[] = [];
  private last = Number.NEGATIVE_INFINITY;
  private newestAtStart: Place | null = null; // the newest ball of the log when the page was opened

  /**
   * Add all present balls, in the order of play. The balls of the first call are not announced, because the page
   * shows them already; nor are balls recorded before them, which appear when earlier balls are read or a later one
   * is undone. `isRead` means that the log has been read, so that no balls means that nothing was played yet.
   */
  add(balls: readonly Ball[], mode: AnnounceMode, isRead = false): void {
    const { newestAtStart } = this;
    const fresh = balls.filter((each) => !this.known.has(each.id));
    for (const each of fresh) this.known.add(each.id);
    if (newestAtStart && mode !== "off") {
      const wanted = fresh.filter((each) => isLaterThan(each, newestAtStart) && isWanted(each, mode));
      this.waiting = [...this.waiting, ...wanted.map(sentenceOf)].slice(-MOST_AT_ONCE);
    }
    this.newestAtStart ??= newestOf(balls) ?? (isRead ? BEFORE_THE_MATCH : null);
  }

  /** Return the text to announce now, "" if there is none; never twice within five seconds. */
  take(now: number): string {
    if (!this.waiting.length || now - this.last < LEAST_GAP_MS) return "";
    this.last = now;
    const text = this.waiting.join(" ");
    this.waiting = [];
    return text;
  }

  /** Return the milliseconds until `take` can return a text; null if nothing waits. */
  waitMs(now: number): number | null {
    return this.waiting.length ? Math.max(0, LEAST_GAP_MS - (now - this.last)) : null;
  }

  clear(): void {
    this.waiting = [];
  }
}

/** Return whether an action was recorded later than another. */
function isLaterThan(one: Place, other: Place): boolean {
  return one.innings > other.innings || (one.innings === other.innings && one.sequence > other.sequence);
}

function newestOf(balls: readonly Ball[]): Place | null {
  return balls.reduce<Place | null>((last, each) => (last && !isLaterThan(each, last) ? last : each), null);
}

function isWanted(ball: Ball, mode: AnnounceMode): boolean {
  return mode === "all" || ball.isWicket || ball.notes.length > 0;
}

function sentenceOf({ text, notes, place, isLate }: Ball): string {
  return [isLate ? texts.correction(place, text) : text, ...notes].join(". ");
}

/** Return the commentary in the order of play. */
export function inOrderOfPlay(lines: readonly Line[]): Line[] {
  return [...lines].reverse();
}
