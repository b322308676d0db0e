// The feed of a match: documents by their action's id, sorted in the order of play, as commentary.

import { dataOf } from "./documents.ts";
import type { EventData, FeedDoc, FeedEventDoc } from "./documents.ts";
import { ballNumber, figure, oversText, scoreText } from "./numbers.ts";
import { figuresIn, figuresOf } from "./standing.ts";

/** A reader's position in the order of writing. */
export interface Cursor {
  readonly revision: number;
  readonly id: string;
}

export type Tone = "dot" | "runs" | "four" | "six" | "wicket" | "extra" | "fact";

export interface Line {
  readonly id: string;
  readonly innings: number;
  readonly sequence: number; // in the log of the innings, 1-based
  readonly isLate: boolean; // a correction, or a ball inserted later
  readonly over: number | null; // 0-based; null: no ball
  readonly place: string; // 12.4
  readonly display: string; // the ball as scorers write it
  readonly tone: Tone;
  readonly text: string;
  readonly notes: readonly string[]; // milestones, ends of innings and match
  readonly isWicket: boolean;
  readonly isBall: boolean;
  readonly end: OverEnd | null;
}

export interface OverEnd {
  readonly over: number; // 1-based, for people
  readonly balls: number | null; // the balls so far, if balls are counted instead of overs
  readonly runs: number | null; // null: not known
  readonly wickets: number | null;
  readonly score: string;
  readonly batters: readonly string[];
  readonly bowlers: readonly string[];
}

/** Return the feed with more documents, by id; a document replaces an earlier one with the same or a lower revision. */
export function mergeFeed(feed: ReadonlyMap<string, FeedDoc>, documents: Iterable<FeedDoc>): Map<string, FeedDoc> {
  const all = new Map(feed);
  for (const each of documents) {
    const known = all.get(each.id);
    if (!known || (known.revision ?? 0) <= (each.revision ?? 0)) all.set(each.id, each);
  }
  return all;
}

/** Return the position of the last document, in the order of writing; null if there is none. */
export function cursorOf(documents: Iterable<FeedDoc>): Cursor | null {
  let last: Cursor | null = null;
  for (const each of documents) {
    const here = { revision: each.revision ?? 0, id: each.id };
    if (!last || here.revision > last.revision || (here.revision === last.revision && here.id > last.id)) last = here;
  }
  return last;
}

/** Return the documents that count, in the order of play; keys are compared as plain texts. */
export function inOrder(feed: ReadonlyMap<string, FeedDoc>): FeedDoc[] {
  return [...feed.values()]
    .filter((each) => each.isRetracted !== true)
    .sort((one, other) =>
      (one.inningsNumber ?? 0) - (other.inningsNumber ?? 0) || byText(one.orderKey ?? "", other.orderKey ?? ""));
}

function byText(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

/** Return the commentary, the latest first. `set` is the number of balls in a set if the match counts balls, else null. */
export function commentaryOf(feed: ReadonlyMap<string, FeedDoc>, set: number | null = null): Line[] {
  return inOrder(feed).map((each) => lineOf(each, set)).filter((each) => each.text || each.notes.length).reverse();
}

export function lineOf(document: FeedDoc, set: number | null = null): Line {
  const events = document.events ?? [];
  const ball = dataOf(document, "BALL_BOWLED");
  const end = dataOf(document, "OVER_COMPLETE");
  const notes = events.map(noteOf).filter((note) => note !== "");
  return {
    id: document.id,
    innings: document.inningsNumber ?? 0,
    sequence: document.sequenceNumber ?? 0,
    isLate: isLate(document),
    over: ball?.overNumber ?? null,
    place: ball?.over && set !== null ? ballNumber(ball.over, set) : (ball?.over ?? ""),
    display: ball?.display ?? "",
    tone: toneOf(ball),
    text: withoutNotes(withoutPlace(document.commentary ?? "", ball?.over), notes),
    notes,
    isWicket: events.some((each) => each.type === "WICKET_FALLEN"),
    isBall: ball !== null,
    end: end ? overEnd(end, set) : null,
  };
}

/** Return whether an action's place in play differs from its place in the log: `0037` is the key of the 37th. */
function isLate({ orderKey, sequenceNumber }: FeedDoc): boolean {
  return orderKey != null && Number(orderKey.replace("~", "")) !== sequenceNumber;
}

function toneOf(ball: EventData<"BALL_BOWLED"> | null): Tone {
  if (!ball) return "fact";
  if (ball.isWicket) return "wicket";
  if (ball.boundary === 6) return "six";
  if (ball.boundary === 4) return "four";
  if (ball.isLegalDelivery === false) return "extra";
  const extras = Object.values(ball.extras ?? {}).some((runs) => Number(runs) > 0);
  return extras ? "extra" : ball.totalRuns ? "runs" : "dot";
}

/** Return the sentence without the leading "12.4 ", which is shown next to it. */
function withoutPlace(text: string, place: string | null | undefined): string {
  return place && text.startsWith(`${place} `) ? text.slice(place.length + 1) : text;
}

/** Return the sentence without the following ones that are shown on lines of their own. */
function withoutNotes(text: string, notes: readonly string[]): string {
  return notes.reduce((rest, note) => rest.replace(`. ${note}`, ""), text);
}

/** Return the text of an event that gets a line of its own in addition to the ball's sentence; "" for others. */
function noteOf(event: FeedEventDoc): string {
  switch (event.type) {
    case "MILESTONE_ACHIEVED":
      return event.data?.milestone === "maiden" ? "" : (event.data?.text ?? "");
    case "INNINGS_COMPLETE": {
      const { battingTeam, runs, wickets, overs } = event.data ?? {};
      return `${event.data?.text ?? ""}. ${battingTeam ?? ""} ${scoreText(runs ?? null, wickets ?? null, false)} (${oversText(overs)})`;
    }
    case "MATCH_COMPLETE":
      return event.data?.text ?? "";
    default:
      return "";
  }
}

function overEnd(end: EventData<"OVER_COMPLETE">, set: number | null): OverEnd {
  const over = (end.overNumber ?? 0) + 1;
  return {
    over,
    balls: set === null ? null : over * set,
    runs: end.runs ?? null,
    wickets: end.wickets ?? null,
    score: scoreText(end.inningsRuns ?? null, end.inningsWickets ?? null, false),
    batters: (end.batters ?? []).map((each) => `${each.playerName ?? ""} ${figure(each.runs)} (${figure(each.ballsFaced)})`),
    bowlers: (end.bowlers ?? []).map((each) =>
      `${each.playerName ?? ""} ${figuresIn(figuresOf(each), set)}`),
  };
}

/** Return at most `count` ids up to an action's, the newest first. The log of an innings is dense: `2_1` to `2_56`. */
export function idsBefore(actionId: string, count: number): string[] {
  const [innings = "0", sequence = "0"] = actionId.split("_");
  const from = Number(sequence);
  const many = Math.max(0, Math.min(count, from));
  return Array.from({ length: many }, (_, place) => `${innings}_${from - place}`);
}
