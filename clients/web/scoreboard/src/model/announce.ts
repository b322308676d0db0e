// What a polite live region says: each ball once, several together when they come fast.

import { texts } from "../texts.ts";
import type { Line } from "./feed.ts";

export type Announced = "off" | "wickets" | "all";

export const LEAST_GAP_MS = 5000;
const MOST_AT_ONCE = 12; // of a page that was paused for long, the latest

/** A line of the commentary, as far as it is said. */
export type Ball = Pick<Line, "id" | "innings" | "sequence" | "place" | "text" | "isWicket" | "notes" | "isLate">;

type Place = Pick<Ball, "innings" | "sequence">;

const BEFORE_THE_MATCH: Place = { innings: 0, sequence: 0 };

/** Holds what waits to be said; `take` gives a text when there is one and it is time. */
export class Announcer {
  private readonly said = new Set<string>();
  private waiting: string[] = [];
  private last = Number.NEGATIVE_INFINITY;
  private shownFirst: Place | null = null; // the newest of the log when the page began

  /**
   * Tell of all the balls there are, in the order of play. Those of the first time are known already:
   * the page shows them. So is what was recorded before them: it comes when earlier balls are read,
   * or when a later one is undone. `isRead`: that there are none is known too, nothing was played yet.
   */
  hear(balls: readonly Ball[], mode: Announced, isRead = false): void {
    const { shownFirst } = this;
    const fresh = balls.filter((each) => !this.said.has(each.id));
    for (const each of fresh) this.said.add(each.id);
    if (shownFirst && mode !== "off") {
      const wanted = fresh.filter((each) => isBehind(each, shownFirst) && isWanted(each, mode));
      this.waiting = [...this.waiting, ...wanted.map(sentenceOf)].slice(-MOST_AT_ONCE);
    }
    this.shownFirst ??= newest(balls) ?? (isRead ? BEFORE_THE_MATCH : null);
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

/** Whether an action was recorded later than another. */
function isBehind(one: Place, other: Place): boolean {
  return one.innings > other.innings || (one.innings === other.innings && one.sequence > other.sequence);
}

function newest(balls: readonly Ball[]): Place | null {
  return balls.reduce<Place | null>((last, each) => (last && !isBehind(each, last) ? last : each), null);
}

function isWanted(ball: Ball, mode: Announced): boolean {
  return mode === "all" || ball.isWicket || ball.notes.length > 0;
}

function sentenceOf({ text, notes, place, isLate }: Ball): string {
  return [isLate ? texts.correction(place, text) : text, ...notes].join(". ");
}

/** The commentary in the order of play. */
export function inPlay(lines: readonly Line[]): Line[] {
  return [...lines].reverse();
}
