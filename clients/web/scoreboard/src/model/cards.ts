// Scorecards of every innings, as they are shown and printed.

import type { InningsDoc, MatchDoc, ScoreDoc } from "./documents.ts";
import { ballNumber, numberOr, oversText, rateText, scoreText } from "./numbers.ts";
import { setOf } from "./standing.ts";
import { inningsOf } from "./standing_of_score.ts";

export interface BattingRow {
  readonly id: string;
  readonly name: string;
  readonly how: string;
  readonly isIn: boolean;
  readonly isOnStrike: boolean;
  readonly runs: number;
  readonly balls: number;
  readonly fours: number;
  readonly sixes: number;
  readonly rate: string;
}

export interface BowlingRow {
  readonly id: string;
  readonly name: string;
  readonly overs: string; // balls in the Hundred
  readonly maidens: number;
  readonly runs: number;
  readonly wickets: number;
  readonly economy: string;
  readonly dots: number;
  readonly wides: number;
  readonly noBalls: number;
}

export interface Fall {
  readonly wicket: number;
  readonly score: number;
  readonly over: string;
  readonly name: string;
}

export interface Stand {
  readonly wicket: number;
  readonly first: { readonly name: string; readonly runs: number };
  readonly second: { readonly name: string; readonly runs: number } | null;
  readonly runs: number;
  readonly balls: number;
  readonly isUnbroken: boolean;
}

export interface Card {
  readonly number: number;
  readonly team: string;
  readonly teamId: string | null;
  readonly place: number; // which innings of its side, from 1
  readonly isTwofold: boolean; // its side has, or may have, another
  readonly isSuperOver: boolean;
  readonly total: string;
  readonly overs: string;
  readonly countsBalls: boolean;
  readonly rate: string;
  readonly closed: string | null;
  readonly target: number | null;
  readonly batting: readonly BattingRow[];
  readonly yetToBat: readonly string[];
  readonly didNotBat: readonly string[];
  readonly extras: { readonly total: number; readonly parts: readonly (readonly [ExtraKind, number])[] };
  readonly bowling: readonly BowlingRow[];
  readonly falls: readonly Fall[];
  readonly stands: readonly Stand[];
}

export type ExtraKind = "wides" | "noBalls" | "byes" | "legByes" | "penalty";
const EXTRAS: readonly ExtraKind[] = ["byes", "legByes", "wides", "noBalls", "penalty"];
const OVER_BALLS = 6; // run rates are of six balls in every format

/** All innings that have begun, in order, super overs last. */
export function cardsOf(score: ScoreDoc, match: MatchDoc | null): Card[] {
  const twofold = match?.format === "Test" || numberOr(match?.conditions?.inningsPerSide, 1) > 1;
  const seen = new Map<string, number>();
  return inningsOf(score).map((each, index) => {
    const team = each.isSuperOver ? `super ${each.battingTeamId}` : (each.battingTeamId ?? "");
    const place = (seen.get(team) ?? 0) + 1;
    seen.set(team, place);
    return cardOf(each, { index, place, isTwofold: twofold || place > 1, score, match });
  });
}

interface Context {
  readonly index: number;
  readonly place: number;
  readonly isTwofold: boolean;
  readonly score: ScoreDoc;
  readonly match: MatchDoc | null;
}

function cardOf(innings: InningsDoc, { index, place, isTwofold, score, match }: Context): Card {
  const countsBalls = match?.format === "Hundred";
  const balls = numberOr(innings.balls, 0);
  const waiting = (innings.didNotBat ?? []).map((each) => each.playerName ?? each.playerId ?? "");
  const isOver = innings.closed != null || score.status === "completed";
  return {
    number: innings.inningsNumber ?? index + 1,
    team: innings.battingTeam ?? innings.battingTeamId ?? "",
    teamId: innings.battingTeamId ?? null,
    place, isTwofold,
    isSuperOver: innings.isSuperOver === true,
    total: scoreText(numberOr(innings.runs, 0), numberOr(innings.wickets, 0), innings.closed === "all_out"),
    overs: countsBalls ? `${balls}` : oversText(innings.overs),
    countsBalls,
    rate: rateText(balls ? (numberOr(innings.runs, 0) * OVER_BALLS) / balls : null),
    closed: innings.closed ?? null,
    target: innings.target ?? null,
    batting: battingOf(innings, isOver),
    yetToBat: isOver ? [] : waiting,
    didNotBat: isOver ? waiting : [],
    extras: {
      total: numberOr(innings.extras?.total, 0),
      parts: EXTRAS.map((kind) => [kind, numberOr(innings.extras?.[kind], 0)] as const).filter(([, runs]) => runs),
    },
    bowling: bowlingOf(innings, countsBalls),
    falls: fallsOf(innings, setOf(match, countsBalls)),
    stands: standsOf(innings, isOver),
  };
}

function battingOf(innings: InningsDoc, isOver: boolean): BattingRow[] {
  return (innings.batsmen ?? []).map((each) => ({
    id: each.playerId ?? "",
    name: each.playerName ?? each.playerId ?? "",
    how: each.dismissal?.description ?? "",
    isIn: !each.isOut && !each.dismissal && !isOver,
    isOnStrike: each.isOnStrike === true && !isOver,
    runs: numberOr(each.runs, 0),
    balls: numberOr(each.ballsFaced, 0),
    fours: numberOr(each.fours, 0),
    sixes: numberOr(each.sixes, 0),
    rate: each.ballsFaced ? rateText(each.strikeRate) : "–",
  }));
}

function bowlingOf(innings: InningsDoc, countsBalls: boolean): BowlingRow[] {
  return (innings.bowlers ?? []).map((each) => ({
    id: each.playerId ?? "",
    name: each.playerName ?? each.playerId ?? "",
    overs: countsBalls ? `${numberOr(each.ballsBowled, 0)}` : oversText(each.overs),
    maidens: numberOr(each.maidens, 0),
    runs: numberOr(each.runsConceded, 0),
    wickets: numberOr(each.wickets, 0),
    economy: each.ballsBowled ? rateText(each.economy) : "–",
    dots: numberOr(each.dotBalls, 0),
    wides: numberOr(each.wides, 0),
    noBalls: numberOr(each.noBalls, 0),
  }));
}

function fallsOf(innings: InningsDoc, set: number | null): Fall[] {
  return (innings.fallOfWickets ?? []).map((each) => ({
    wicket: numberOr(each.wicketNumber, 0),
    score: numberOr(each.score, 0),
    over: set === null || !each.over ? (each.over ?? "") : ballNumber(each.over, set),
    name: each.batsmanOutName ?? each.batsmanOutId ?? "",
  }));
}

function standsOf(innings: InningsDoc, isOver: boolean): Stand[] {
  const names = new Map((innings.batsmen ?? []).map((each) => [each.playerId, each.playerName]));
  const named = (id: string | null | undefined): string => names.get(id ?? "") ?? id ?? "";
  const wickets = new Set((innings.fallOfWickets ?? []).map((each) => each.wicketNumber));
  const stands = innings.partnerships ?? [];
  return stands.map((each, place) => ({
    wicket: numberOr(each.wicketNumber, 0),
    first: { name: named(each.batsmanAId), runs: numberOr(each.runsA, 0) },
    second: each.batsmanBId ? { name: named(each.batsmanBId), runs: numberOr(each.runsB, 0) } : null,
    runs: numberOr(each.runs, 0),
    balls: numberOr(each.balls, 0),
    isUnbroken: place === stands.length - 1 && !wickets.has(each.wicketNumber) && (!isOver || innings.closed !== "all_out"),
  }));
}
