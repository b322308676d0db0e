// The standing of a match, in one form for the small ticker and for the whole live score. Pure; uses no texts other
// than those of the documents.

import type { MatchDoc, TickerDoc } from "./documents.ts";
import { playedText } from "./days.ts";
import { ballNumber, ballsOf, plural, figure, numberOr, oversText, placedInBalls, rateOf } from "./numbers.ts";

export type Status = "scheduled" | "live" | "innings_break" | "completed" | "unknown";

export interface InningsLine {
  readonly side: number | null; // index of the side, 0 or 1
  readonly runs: number | null; // here and below, null means not known
  readonly wickets: number | null;
  readonly overs: number | null;
  readonly balls: number | null; // legal
  readonly countsBalls: boolean; // in the Hundred, which has no overs
  readonly closed: string | null;
  readonly isSuperOver: boolean;
  readonly target: number | null;
}

/** Return the innings of a side that follows on (Law 14): the third, if the same side batted in the second; else null.
 * `main` has no super overs. */
export function followOnOf<Innings>(main: readonly Innings[], sideOf: (innings: Innings) => unknown): Innings | null {
  const [, second, third] = main;
  if (second === undefined || third === undefined) return null;
  const side = sideOf(third);
  return side != null && side === sideOf(second) ? third : null;
}

export interface BatterNow {
  readonly playerId: string;
  readonly name: string;
  readonly runs: number | null;
  readonly balls: number | null;
  readonly fours: number | null; // not in the ticker
  readonly sixes: number | null;
  readonly isOnStrike: boolean;
}

export interface BowlerNow {
  readonly playerId: string;
  readonly name: string;
  readonly figures: string; // 3.4-0-25-2; in the Hundred 2-25 (17 balls)
}

export interface StripBall {
  readonly id: string;
  readonly display: string;
}

export interface Side {
  readonly id: string | null;
  readonly name: string;
  readonly shortName: string;
}

export interface Standing {
  readonly version: number;
  readonly status: Status;
  readonly sides: readonly [Side, Side];
  readonly innings: readonly InningsLine[];
  readonly batters: readonly BatterNow[];
  readonly bowler: BowlerNow | null;
  readonly strip: readonly StripBall[];
  readonly partnership: { readonly runs: number; readonly balls: number } | null;
  readonly target: number | null;
  readonly required: { readonly runs: number; readonly balls: number | null } | null;
  readonly runRate: number | null;
  readonly requiredRate: number | null;
  readonly lastBall: { readonly id: string; readonly text: string; readonly at: string | null } | null;
  readonly lastWicket: string | null;
  readonly stoppage: string | null;
  readonly isFreeHit: boolean;
  readonly powerplay: string | null;
  readonly par: number | null;
  readonly resultText: string | null;
  readonly scheduledAt: string | null;
  readonly changedAt: string | null;
}

const STATUSES: readonly string[] = ["scheduled", "live", "innings_break", "completed"];

export function statusOf(text: string | null | undefined): Status {
  return STATUSES.includes(text ?? "") ? (text as Status) : "unknown";
}

/** Return a short name as the functions make it: `BF` for Brave Foxes, `LIO` for Lions. */
export function shortNameOf(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const short = words.length > 1 ? words.slice(0, 4).map((word) => [...word][0]).join("") : [...name].slice(0, 3).join("");
  return short.toUpperCase();
}

function side(id: string | null | undefined, name: string | null | undefined, short?: string | null): Side {
  const fullName = name || id || "";
  return { id: id ?? null, name: fullName, shortName: short || shortNameOf(fullName) };
}

/** Return the balls of an over; 5 in the Hundred. */
export function ballsPerOver(match: MatchDoc | null): number {
  return numberOr(match?.conditions?.ballsPerOver, match?.format === "Hundred" ? 5 : 6);
}

/** Return the balls of a set if balls are counted instead of overs; null if overs are counted. */
export function setOf(match: MatchDoc | null, countsBalls: boolean): number | null {
  if (!countsBalls) return null;
  return match === null ? HUNDRED : ballsPerOver(match);
}

const HUNDRED = 5;

const AS_PRINTED = /^\d+\.\d+-\d+-\d+-\d+$/; // overs, maidens, runs, wickets

/** Return a bowler's printed figures; if balls are counted, as wickets, runs and balls. */
export function figuresIn(figures: string, set: number | null): string {
  const [overs = "", , runs = "", wickets = ""] = figures.split("-");
  return set === null || !AS_PRINTED.test(figures) ? figures : `${wickets}-${runs} (${plural(Number(ballNumber(overs, set)), "ball")})`;
}

/** Return a bowler's figures as text: 3.4-0-25-2; dashes for unknown numbers. */
export function figuresOf({ overs, maidens, runsConceded, wickets }: BowlerLine): string {
  return [oversText(overs), figure(maidens), figure(runsConceded), figure(wickets)].join("-");
}

type BowlerLine = { readonly [Name in "overs" | "maidens" | "runsConceded" | "wickets"]?: number | null };

export function standingOfTicker(ticker: TickerDoc, match: MatchDoc | null = null): Standing {
  const ids = ticker.teamIds ?? [];
  const teams = [0, 1].map((place) =>
    side(ids[place], ticker.teams?.[place]?.name, ticker.teams?.[place]?.shortName));
  const required = ticker.required;
  const innings = inningsOf(ticker, match);
  const now = innings.at(-1);
  const set = setOf(match, now?.countsBalls ?? false);
  return {
    version: numberOr(ticker.version, 0),
    status: statusOf(ticker.status),
    sides: [teams[0]!, teams[1]!],
    innings,
    batters: (ticker.batters ?? []).map((each) => ({
      playerId: each.playerId ?? "", name: each.playerName ?? "", runs: each.runs ?? null,
      balls: each.balls ?? null, fours: null, sixes: null, isOnStrike: each.isOnStrike === true,
    })),
    bowler: ticker.bowler
      ? { playerId: ticker.bowler.playerId ?? "", name: ticker.bowler.playerName ?? "", figures: figuresIn(ticker.bowler.figures ?? "", set) }
      : null,
    strip: (ticker.strip ?? []).map((each) => ({ id: each.actionId ?? "", display: each.display ?? "" })),
    partnership: null,
    target: ticker.target ?? null,
    required: required?.runs == null ? null : { runs: required.runs, balls: required.balls ?? null },
    runRate: now ? rateOf(now.runs, now.balls) : null,
    requiredRate: required?.runs == null ? null : rateOf(required.runs, required.balls ?? null),
    lastBall: lastBallOf(ticker.lastBall, set),
    lastWicket: ticker.lastWicket ?? null,
    stoppage: ticker.stoppage ?? null,
    isFreeHit: statusOf(ticker.status) === "live" && isFreeHit(ticker.strip ?? [], match),
    powerplay: null,
    par: ticker.dls?.par ?? null,
    resultText: ticker.resultText ?? null,
    scheduledAt: match?.scheduledAt ?? beginningOf(ticker),
    changedAt: ticker.lastBall?.timestamp ?? null,
  };
}

/** Return when a match begins or began. For a match in play or over, the ticker's time may stand for the day alone. */
export function beginningOf({ scheduledAt, status }: TickerDoc): string | null {
  const isToCome = status === "scheduled";
  return scheduledAt == null || isToCome ? (scheduledAt ?? null) : playedText(scheduledAt);
}

function inningsOf(ticker: TickerDoc, match: MatchDoc | null): InningsLine[] {
  return (ticker.innings ?? []).map((each) => ({
    side: each.team ?? null,
    runs: each.runs ?? null,
    wickets: each.wickets ?? null,
    overs: each.overs ?? null,
    balls: each.balls ?? (each.overs == null ? null : ballsOf(each.overs, ballsPerOver(match))),
    countsBalls: typeof each.balls === "number" || match?.format === "Hundred",
    closed: each.closed ?? null,
    isSuperOver: each.isSuperOver === true,
    target: null,
  }));
}

const WITH_FREE_HITS: readonly unknown[] = ["T20", "ODI", "Hundred"];

/** Return whether the next ball is a free hit: after a no-ball, also with wides after it. */
function isFreeHit(strip: NonNullable<TickerDoc["strip"]>, match: MatchDoc | null): boolean {
  if (!(match?.conditions?.freeHit ?? WITH_FREE_HITS.includes(match?.format))) return false;
  const last = strip.filter((each) => !each.display?.includes("wd")).at(-1);
  return last?.display?.includes("nb") === true;
}

export function lastBallOf(last: TickerDoc["lastBall"], set: number | null): Standing["lastBall"] {
  if (!last?.actionId) return null;
  const text = last.commentary ?? "";
  return { id: last.actionId, text: set === null ? text : placedInBalls(text, set), at: last.timestamp ?? null };
}

/** Return whether the whole score is known: the state, and the runs, wickets and overs of each innings. */
export function isWhole({ status, innings }: Standing): boolean {
  const hasBegun = status === "live" || status === "innings_break";
  return status !== "unknown" && (innings.length > 0 || !hasBegun) &&
    innings.every((each) => each.runs !== null && each.wickets !== null && each.overs !== null);
}

/** Return the standing of a match in which nothing was scored. */
export function standingOfMatch(match: MatchDoc): Standing {
  const ticker: TickerDoc = {
    status: match.status ?? "scheduled",
    teamIds: [match.homeTeamId ?? "", match.awayTeamId ?? ""],
    teams: [{ name: match.homeTeamName ?? null }, { name: match.awayTeamName ?? null }],
    scheduledAt: match.scheduledAt ?? null,
    resultText: match.result?.text ?? null,
  };
  return standingOfTicker(ticker, match);
}
