// A match ball by ball: the score after each, from the archive's replay or from the feed. The charts and the replay
// slider use it.

import { dataOf } from "./documents.ts";
import type { EventData, FeedDoc, FeedEventDoc, ReplayLineDoc } from "./documents.ts";
import { inOrder } from "./feed.ts";
import { figure, numberOr, oversText } from "./numbers.ts";

export interface Figure {
  readonly id: string;
  readonly name: string;
  readonly text: string; // 45 (38), or 3.4-0-25-2
}

export interface Moment {
  readonly id: string;
  readonly innings: number;
  readonly over: string; // 12.4: legal balls are counted
  readonly display: string;
  readonly runs: number; // of the innings, after the ball
  readonly wickets: number;
  readonly ballRuns: number; // all runs of the ball
  readonly isWicket: boolean;
  readonly isBall: boolean;
  readonly text: string;
  readonly batters: readonly Figure[];
  readonly bowler: Figure | null;
  readonly required: { readonly runs: number; readonly balls: number | null } | null;
  readonly stroke: { readonly runs: number; readonly segment: number } | null;
}

type ReplayBall = Extract<ReplayLineDoc, { type?: "delivery" | null }>;
const THROUGH = /\bthrough segment ([1-8])$/;

/** Return the moments of a finished match, from the replay of its archive. */
export function momentsOfReplay(lines: readonly ReplayLineDoc[]): Moment[] {
  return lines.filter((each) => each.type !== "not_counted").map((each) => momentOfLine(each));
}

function momentOfLine(line: ReplayLineDoc): Moment {
  const ball = line.type === "delivery" ? (line as ReplayBall) : null;
  return {
    id: line.actionId ?? "",
    innings: numberOr(line.inningsNumber, 0),
    over: line.over ?? "",
    display: ball?.display ?? "",
    runs: numberOr(line.inningsRuns, 0),
    wickets: numberOr(line.inningsWickets, 0),
    ballRuns: numberOr(ball?.totalRuns, 0),
    isWicket: ball?.isWicket === true,
    isBall: ball !== null,
    text: line.commentary ?? "",
    batters: [ball?.striker, ball?.nonStriker].filter((each) => each != null).map((each) => ({
      id: each.playerId ?? "", name: each.playerName ?? "", text: `${figure(each.runs)} (${figure(each.ballsFaced)})`,
    })),
    bowler: ball?.bowler
      ? {
          id: ball.bowler.playerId ?? "",
          name: ball.bowler.playerName ?? "",
          text: [ball.bowler.overs ?? "", figure(ball.bowler.maidens), figure(ball.bowler.runsConceded), figure(ball.bowler.wickets)].join("-"),
        }
      : null,
    required: ball?.runsRequired == null ? null : { runs: ball.runsRequired, balls: ball.ballsRemaining ?? null },
    stroke: ball ? strokeOf(ball) : null,
  };
}

/** Return the stroke in a line of the replay, parsed from the text after the names, which users wrote; null if none. */
function strokeOf(ball: ReplayBall): Moment["stroke"] {
  const names = `${ball.over} ${ball.bowler?.playerName} to ${ball.striker?.playerName}, `;
  if (!ball.commentary?.startsWith(names)) return null;
  const words = ball.commentary.slice(names.length).split(/, OUT: |\. /)[0] ?? "";
  const segment = Number(THROUGH.exec(words)?.[1] ?? 0);
  const runs = /^FOUR\b/.test(words) ? 4 : /^SIX\b/.test(words) ? 6 : Number(/^(\d+) runs?\b/.exec(words)?.[1] ?? 0);
  return segment && runs ? { runs, segment } : null;
}

interface RunningInnings {
  team: string | null; // the batting side
  runs: number;
  wickets: number;
  batters: Map<string, { name: string; runs: number; balls: number }>;
}

/** Return the moments of a match in play, from its feed. The ends of overs and wickets state the true totals. */
export function momentsOfFeed(feed: ReadonlyMap<string, FeedDoc>): Moment[] {
  const running = new Map<number, RunningInnings>();
  const pending = new Map<unknown, number>();
  return inOrder(feed).map((document) => {
    const number = document.inningsNumber ?? 0;
    const begins = !running.has(number);
    const innings = running.get(number) ?? { team: null, runs: 0, wickets: 0, batters: new Map() };
    running.set(number, innings);
    setBattingTeam(innings, document, pending);
    addPenalty(innings, document, { pending, all: [...running.values()] });
    return momentOfDocument(document, innings, begins);
  });
}

/** Set the batting side, and add the penalty runs that were awarded to it before its first innings. */
function setBattingTeam(innings: RunningInnings, { fact, events }: FeedDoc, pending: Map<unknown, number>): void {
  if (innings.team !== null) return;
  const ball = (events ?? []).find((each) => each.type === "BALL_BOWLED")?.data as EventData<"BALL_BOWLED"> | undefined;
  const team = fact?.["type"] === "innings_started" ? fact["battingTeamId"] : ball?.battingTeamId;
  if (typeof team !== "string") return;
  innings.team = team;
  innings.runs += pending.get(team) ?? 0;
  pending.delete(team);
}

interface PenaltyContext {
  readonly pending: Map<unknown, number>; // penalty runs by side, for its first innings
  readonly all: readonly RunningInnings[]; // the innings so far
}

/** Count penalty runs for the batting side, or for a side that has not batted yet (Law 18.6). */
function addPenalty(innings: RunningInnings, { fact }: FeedDoc, { pending, all }: PenaltyContext): void {
  if (fact?.["type"] !== "penalty_awarded") return;
  const [team, runs] = [fact["toTeamId"], numberOr(fact["runs"], 0)];
  if (team === innings.team) innings.runs += runs;
  else if (!all.some((each) => each.team === team)) pending.set(team, (pending.get(team) ?? 0) + runs);
}

function momentOfDocument(document: FeedDoc, innings: RunningInnings, begins: boolean): Moment {
  const events = document.events ?? [];
  const ball = dataOf(document, "BALL_BOWLED");
  innings.runs += numberOr(ball?.totalRuns, 0);
  for (const each of events) if (concerns(innings, each, begins)) applyTotals(innings, each);
  if (ball) creditStriker(innings, ball);
  const pair = [ball?.strikerId, ball?.nonStrikerId].filter((id): id is string => id != null);
  const segment = Number(THROUGH.exec(ball?.shot ?? "")?.[1] ?? 0);
  return {
    id: document.id,
    innings: document.inningsNumber ?? 0,
    over: ball?.over ?? "",
    display: ball?.display ?? "",
    runs: innings.runs,
    wickets: innings.wickets,
    ballRuns: numberOr(ball?.totalRuns, 0),
    isWicket: events.some((each) => each.type === "WICKET_FALLEN"),
    isBall: ball !== null,
    text: document.commentary ?? "",
    batters: pair.map((id) => figureOf(id, innings)),
    bowler: ball?.bowlerId ? { id: ball.bowlerId, name: ball.bowlerName ?? "", text: "" } : null,
    required: null,
    stroke: segment && ball?.runsOffBat ? { runs: ball.runsOffBat, segment } : null,
  };
}

function figureOf(id: string, innings: RunningInnings): Figure {
  const line = innings.batters.get(id);
  return { id, name: line?.name ?? id, text: `${line?.runs ?? 0} (${line?.balls ?? 0})` };
}

/**
 * Return whether an event concerns an innings. The end of another innings may be in the same document: with the
 * action that caused it, such as penalty runs, or with the first action of this innings, which revealed it.
 */
function concerns(innings: RunningInnings, event: FeedEventDoc, begins: boolean): boolean {
  if (event.type !== "OVER_COMPLETE" && event.type !== "INNINGS_COMPLETE") return true;
  const side = event.data?.battingTeamId ?? null;
  return !begins && (side === null || innings.team === null || side === innings.team);
}

/** Set the totals that an event of the feed states. */
function applyTotals(innings: RunningInnings, event: FeedEventDoc): void {
  if (event.type === "WICKET_FALLEN") innings.wickets = numberOr(event.data?.wicketNumber, innings.wickets);
  if (event.type === "OVER_COMPLETE") {
    innings.runs = numberOr(event.data?.inningsRuns, innings.runs);
    innings.wickets = numberOr(event.data?.inningsWickets, innings.wickets);
  }
  if (event.type === "INNINGS_COMPLETE") innings.runs = numberOr(event.data?.runs, innings.runs);
}

function creditStriker(innings: RunningInnings, ball: EventData<"BALL_BOWLED">): void {
  const pair = [[ball.strikerId, ball.strikerName], [ball.nonStrikerId, ball.nonStrikerName]] as const;
  for (const [id, name] of pair) {
    if (id && !innings.batters.has(id)) innings.batters.set(id, { name: name ?? id, runs: 0, balls: 0 });
  }
  const striker = innings.batters.get(ball.strikerId ?? "");
  if (!striker) return;
  striker.runs += numberOr(ball.runsOffBat, 0);
  striker.balls += ball.extras?.wide ? 0 : 1; // a wide is not a ball faced
}

/**
 * Return the index of a ball by its id, or the last one if none is chosen. `before` is its former index, used if the
 * ball is gone. Balls may be inserted before it.
 */
export function placeOf(moments: readonly Moment[], id: string | null, before: number): number {
  const last = moments.length - 1;
  if (id === null) return last;
  const place = moments.findIndex((each) => each.id === id);
  return place < 0 ? Math.min(before, last) : place;
}

/** Return the over of a moment as text, "12.4"; "0.0" before the first ball. */
export function overOf(moment: Moment): string {
  return moment.over || oversText(0);
}
