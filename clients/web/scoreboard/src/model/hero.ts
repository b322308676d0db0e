// The head of a match: its sides with their scores, its state, and what is needed.

import { texts } from "../texts.ts";
import type { MatchDoc, ScoreDoc } from "./documents.ts";
import { figure, oversText, scoreText } from "./numbers.ts";
import { ballsPerOver, followOnOf } from "./standing.ts";
import type { InningsLine, Side, Standing } from "./standing.ts";
import { whenText } from "./times.ts";

const MOST_LETTERS = 32;

export interface HeroInnings {
  readonly score: string; // 80/3; 80/3d for an earlier innings that was declared
  readonly overs: string;
  readonly note: string; // following on, declared, forfeited, super over
  readonly isCurrent: boolean;
}

export interface HeroSide {
  readonly name: string;
  readonly shortName: string;
  readonly innings: readonly HeroInnings[];
  readonly superOvers: string; // 5/1, 11/1: the finished ones
  readonly isBatting: boolean;
  readonly isWinner: boolean;
}

export interface Hero {
  readonly status: string;
  readonly isLive: boolean;
  readonly isOver: boolean;
  readonly sides: readonly [HeroSide, HeroSide];
  readonly headline: string; // result, what is needed, the lead, or the toss
  readonly details: readonly string[]; // target, rates, powerplay
  readonly lastBall: string;
  readonly flags: readonly string[]; // free hit, stoppage
}

export function heroOf(standing: Standing, match: MatchDoc | null, score: ScoreDoc | null): Hero {
  const main = standing.innings.filter((each) => !each.isSuperOver);
  const last = standing.innings.at(-1) ?? null;
  const isLive = standing.status === "live";
  const isOver = standing.status === "completed";
  const batting = isLive || standing.status === "innings_break" ? last : null;
  return {
    status: standing.stoppage && !isOver ? texts.stopped(standing.stoppage) : stateOf(standing),
    isLive: isLive && !standing.stoppage,
    isOver,
    sides: [0, 1].map((place) => ({
      ...sideOf(standing, place, isLive ? batting : null),
      isWinner: isWinner(standing, match, score, place),
    })) as unknown as [HeroSide, HeroSide],
    headline: headlineOf(standing, main, match, score),
    details: detailsOf(standing),
    lastBall: standing.lastBall?.text ?? "",
    flags: [
      ...(standing.isFreeHit ? [texts.freeHit] : []),
      ...(standing.powerplay ? [texts.powerplay] : []),
    ],
  };
}

/** Return the state in words; an unknown state counts as not started if nothing was scored. */
function stateOf({ status, innings }: Standing): string {
  return status === "unknown" && innings.length ? texts.unknownState : texts.status[status];
}

function sideOf(standing: Standing, place: number, current: InningsLine | null): Omit<HeroSide, "isWinner"> {
  const side = standing.sides[place as 0 | 1];
  const own = standing.innings.filter((each) => each.side === place);
  const isBig = (each: InningsLine): boolean => !each.isSuperOver || each === current;
  const followedOn = followOnOf(standing.innings.filter((each) => !each.isSuperOver), (each) => each.side);
  return {
    name: side.name,
    shortName: side.shortName,
    innings: own.filter(isBig).map((each, place, all) => ({
      ...inningsOf(each, each === current, place === all.length - 1), note: noteOf(each, each === followedOn),
    })),
    superOvers: own.filter((each) => !isBig(each)).map((each) => scoreText(each.runs, each.wickets, false)).join(", "),
    isBatting: current?.side === place,
  };
}

function isWinner(standing: Standing, match: MatchDoc | null, score: ScoreDoc | null, place: number): boolean {
  const id = standing.status === "completed" ? winnerIdOf(standing, match, score) : null;
  return id != null && standing.sides[place as 0 | 1].id === id;
}

/** Return the winner by the score that is shown, or else by the match: after a correction the other one may still name
 * the former winner. */
function winnerIdOf({ version }: Standing, match: MatchDoc | null, score: ScoreDoc | null): string | null {
  const isShown = score !== null && (score.version ?? 0) >= version;
  const id = isShown && !score.hasUnread ? score.winnerId : match?.result?.winnerTeamId;
  return id ?? null;
}

function inningsOf(line: InningsLine, isCurrent: boolean, isLast: boolean): Omit<HeroInnings, "note"> {
  const sign = line.closed === "declared" && !isLast ? "d" : ""; // the last innings has a note instead
  return {
    score: `${scoreText(line.runs, line.wickets, line.closed === "all_out")}${sign}`,
    overs: oversWords(line),
    isCurrent,
  };
}

function noteOf({ isSuperOver, closed }: InningsLine, isFollowOn: boolean): string {
  if (isSuperOver) return texts.superOver;
  if (closed === "forfeited") return texts.closed[closed] ?? "";
  return [isFollowOn ? texts.followingOn : "", closed === "declared" ? texts.closed[closed] : ""].filter(Boolean).join(", ");
}

/** Return the overs in words, or the balls in the Hundred. */
export function oversWords({ overs, balls, countsBalls }: InningsLine): string {
  return countsBalls ? texts.ballCount(figure(balls)) : texts.overs(oversText(overs));
}

function headlineOf(
  standing: Standing, main: readonly InningsLine[], match: MatchDoc | null, score: ScoreDoc | null,
): string {
  if (standing.resultText) return standing.resultText;
  const { required } = standing;
  const side = chasingSide(standing);
  if (required && side !== null) {
    return texts.needs(sentenceName(standing.sides[side]), required.runs, ballsLeftText(required.balls));
  }
  if (!standing.innings.length) return tossOf(standing, match, score);
  return leadOf(standing, main) || tossOf(standing, match, score);
}

/** Return a side's name for a sentence: the short name if the name is very long. */
function sentenceName(side: Side): string {
  return side.name.length > MOST_LETTERS ? side.shortName : side.name;
}

function ballsLeftText(balls: number | null): string | null {
  return balls === null ? null : texts.needsBalls(balls);
}

/** Return the side that bats last: that of the innings in progress or, in a break, the other one. */
function chasingSide(standing: Standing): 0 | 1 | null {
  const last = standing.innings.at(-1);
  if (!last || (last.side !== 0 && last.side !== 1)) return null;
  return standing.status === "innings_break" ? (last.side === 0 ? 1 : 0) : last.side;
}

/** Return which side leads, in a match of more than one innings a side; "" if that is not known or not of interest. */
function leadOf(standing: Standing, main: readonly InningsLine[]): string {
  const side = main.at(-1)?.side;
  if (main.length < 2 || standing.target !== null || (side !== 0 && side !== 1)) return "";
  if (main.some((each) => each.runs === null)) return "";
  const total = (place: number): number =>
    main.filter((each) => each.side === place).reduce((sum, each) => sum + (each.runs ?? 0), 0);
  const lead = total(side) - total(1 - side);
  if (lead === 0) return texts.levelScores;
  const name = sentenceName(standing.sides[side]);
  return lead > 0 ? texts.leads(name, lead) : texts.trails(name, -lead);
}

export function tossOf(standing: Standing, match: MatchDoc | null, score: ScoreDoc | null): string {
  const winnerId = match?.toss?.winnerTeamId ?? score?.toss?.winnerId;
  const decision = match?.toss?.decision ?? score?.toss?.decision;
  if (!winnerId || !decision) return "";
  const name = standing.sides.find((each) => each.id === winnerId)?.name ?? score?.toss?.winner ?? winnerId;
  return texts.toss(name, decision);
}

function detailsOf(standing: Standing): string[] {
  const rate = (name: string, value: number): string => `${name} ${value.toFixed(2)}`;
  const isToCome = standing.status === "scheduled" || standing.status === "unknown";
  return [
    ...(isToCome && standing.scheduledAt ? [texts.startsAt(whenText(standing.scheduledAt))] : []),
    ...(standing.target !== null && standing.status !== "completed" ? [texts.target(standing.target)] : []),
    ...(standing.status === "live" && standing.runRate !== null ? [rate(texts.runRate, standing.runRate)] : []),
    ...(standing.requiredRate !== null ? [rate(texts.requiredRate, standing.requiredRate)] : []),
    ...(standing.par !== null && standing.status !== "completed" ? [texts.par(standing.par)] : []),
  ];
}

/** Return how many balls the strip has room for before it scrolls. */
export function stripSlots(match: MatchDoc | null): number {
  return ballsPerOver(match);
}
