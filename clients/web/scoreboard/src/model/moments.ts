// A match ball by ball: what stood after each, from the archive's replay or from the feed. Charts
// and the slider are made of it.

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
  readonly brought: number; // all runs of the ball
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

/** The moments of a finished match, by the replay of its archive. */
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
    brought: numberOr(ball?.totalRuns, 0),
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

/** The stroke that a line of the replay tells of, behind the names, which people wrote. */
function strokeOf(ball: ReplayBall): Moment["stroke"] {
  const names = `${ball.over} ${ball.bowler?.playerName} to ${ball.striker?.playerName}, `;
  if (!ball.commentary?.startsWith(names)) return null;
  const words = ball.commentary.slice(names.length).split(/, OUT: |\. /)[0] ?? "";
  const segment = Number(THROUGH.exec(words)?.[1] ?? 0);
  const runs = /^FOUR\b/.test(words) ? 4 : /^SIX\b/.test(words) ? 6 : Number(/^(\d+) runs?\b/.exec(words)?.[1] ?? 0);
  return segment && runs ? { runs, segment } : null;
}

interface Running {
  team: string | null; // that bats
  runs: number;
  wickets: number;
  batters: Map<string, { name: string; runs: number; balls: number }>;
}

/** The moments of a match in play, by its feed; ends of overs and wickets say the true totals. */
export function momentsOfFeed(feed: ReadonlyMap<string, FeedDoc>): Moment[] {
  const running = new Map<number, Running>();
  const owed = new Map<unknown, number>();
  return inOrder(feed).map((document) => {
    const number = document.inningsNumber ?? 0;
    const begins = !running.has(number);
    const innings = running.get(number) ?? { team: null, runs: 0, wickets: 0, batters: new Map() };
    running.set(number, innings);
    begin(innings, document, owed);
    award(innings, document, { owed, all: [...running.values()] });
    return momentOfDocument(document, innings, begins);
  });
}

/** Take who bats, with the penalty runs that were awarded to that side before its first innings. */
function begin(innings: Running, { fact, events }: FeedDoc, owed: Map<unknown, number>): void {
  if (innings.team !== null) return;
  const ball = (events ?? []).find((each) => each.type === "BALL_BOWLED")?.data as EventData<"BALL_BOWLED"> | undefined;
  const team = fact?.["type"] === "innings_started" ? fact["battingTeamId"] : ball?.battingTeamId;
  if (typeof team !== "string") return;
  innings.team = team;
  innings.runs += owed.get(team) ?? 0;
  owed.delete(team);
}

interface Awarded {
  readonly owed: Map<unknown, number>;
  readonly all: readonly Running[]; // the innings so far
}

/** Count penalty runs for the side that bats, or for one that has not batted yet (Law 18.6). */
function award(innings: Running, { fact }: FeedDoc, { owed, all }: Awarded): void {
  if (fact?.["type"] !== "penalty_awarded") return;
  const [team, runs] = [fact["toTeamId"], numberOr(fact["runs"], 0)];
  if (team === innings.team) innings.runs += runs;
  else if (!all.some((each) => each.team === team)) owed.set(team, (owed.get(team) ?? 0) + runs);
}

function momentOfDocument(document: FeedDoc, innings: Running, begins: boolean): Moment {
  const events = document.events ?? [];
  const ball = dataOf(document, "BALL_BOWLED");
  innings.runs += numberOr(ball?.totalRuns, 0);
  for (const each of events) if (isOf(innings, each, begins)) heed(innings, each);
  if (ball) face(innings, ball);
  const pair = [ball?.strikerId, ball?.nonStrikerId].filter((id): id is string => id != null);
  const segment = Number(THROUGH.exec(ball?.shot ?? "")?.[1] ?? 0);
  return {
    id: document.id,
    innings: document.inningsNumber ?? 0,
    over: ball?.over ?? "",
    display: ball?.display ?? "",
    runs: innings.runs,
    wickets: innings.wickets,
    brought: numberOr(ball?.totalRuns, 0),
    isWicket: events.some((each) => each.type === "WICKET_FALLEN"),
    isBall: ball !== null,
    text: document.commentary ?? "",
    batters: pair.map((id) => figureOf(id, innings)),
    bowler: ball?.bowlerId ? { id: ball.bowlerId, name: ball.bowlerName ?? "", text: "" } : null,
    required: null,
    stroke: segment && ball?.runsOffBat ? { runs: ball.runsOffBat, segment } : null,
  };
}

function figureOf(id: string, innings: Running): Figure {
  const line = innings.batters.get(id);
  return { id, name: line?.name ?? id, text: `${line?.runs ?? 0} (${line?.balls ?? 0})` };
}

/**
 * Whether an event tells of an innings. The end of another stands with what moved it, as penalty runs
 * do, or with the first action of this one, which showed it.
 */
function isOf(innings: Running, event: FeedEventDoc, begins: boolean): boolean {
  if (event.type !== "OVER_COMPLETE" && event.type !== "INNINGS_COMPLETE") return true;
  const side = event.data?.battingTeamId ?? null;
  return !begins && (side === null || innings.team === null || side === innings.team);
}

/** Take the totals that an event of the feed states. */
function heed(innings: Running, event: FeedEventDoc): void {
  if (event.type === "WICKET_FALLEN") innings.wickets = numberOr(event.data?.wicketNumber, innings.wickets);
  if (event.type === "OVER_COMPLETE") {
    innings.runs = numberOr(event.data?.inningsRuns, innings.runs);
    innings.wickets = numberOr(event.data?.inningsWickets, innings.wickets);
  }
  if (event.type === "INNINGS_COMPLETE") innings.runs = numberOr(event.data?.runs, innings.runs);
}

function face(innings: Running, ball: EventData<"BALL_BOWLED">): void {
  const named = [[ball.strikerId, ball.strikerName], [ball.nonStrikerId, ball.nonStrikerName]] as const;
  for (const [id, name] of named) {
    if (id && !innings.batters.has(id)) innings.batters.set(id, { name: name ?? id, runs: 0, balls: 0 });
  }
  const striker = innings.batters.get(ball.strikerId ?? "");
  if (!striker) return;
  striker.runs += numberOr(ball.runsOffBat, 0);
  striker.balls += ball.extras?.wide ? 0 : 1; // a wide is not a ball faced
}

/**
 * The place of a ball by its id, the last where none is chosen; `before` is where it was, which
 * counts where the ball is gone. Balls may come in before it.
 */
export function placeOf(moments: readonly Moment[], id: string | null, before: number): number {
  const last = moments.length - 1;
  if (id === null) return last;
  const place = moments.findIndex((each) => each.id === id);
  return place < 0 ? Math.min(before, last) : place;
}

/** "12.4 overs" of the whole number of overs that a text has; for a slider's words. */
export function overOf(moment: Moment): string {
  return moment.over || oversText(0);
}
