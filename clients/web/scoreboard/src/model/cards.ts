// The scorecards of every innings, as shown and printed.

import type { InningsDoc, MatchDoc, ScoreDoc } from "./documents.ts";
import { ballNumber, figure, NOT_KNOWN, numberOr, oversText, rateOf, rateText, scoreText } from "./numbers.ts";
import { followOnOf, setOf } from "./standing.ts";
import { inningsOf } from "./standing_of_score.ts";

/** A number, or a dash if it is not known. */
type Figure = ReturnType<typeof figure>;

export interface BattingRow {
  readonly id: string;
  readonly name: string;
  readonly how: string; // "" if not out, or if the document does not have the dismissal
  readonly isOut: boolean;
  readonly isIn: boolean;
  readonly isOnStrike: boolean;
  readonly runs: Figure;
  readonly balls: Figure;
  readonly fours: Figure;
  readonly sixes: Figure;
  readonly rate: string;
}

export interface BowlingRow {
  readonly id: string;
  readonly name: string;
  readonly overs: string; // balls in the Hundred
  readonly maidens: Figure;
  readonly runs: Figure;
  readonly wickets: Figure;
  readonly economy: string;
  readonly dots: Figure;
  readonly wides: Figure;
  readonly noBalls: Figure;
}

export interface Fall {
  readonly wicket: Figure;
  readonly score: Figure;
  readonly over: string;
  readonly name: string;
}

export interface Stand {
  readonly wicket: number;
  readonly first: { readonly name: string; readonly runs: Figure };
  readonly second: { readonly name: string; readonly runs: Figure } | null;
  readonly runs: number;
  readonly balls: number;
  readonly isUnbroken: boolean;
}

export interface Card {
  readonly number: number;
  readonly team: string;
  readonly teamId: string | null;
  readonly place: number; // the number of the innings of its side, 1-based
  readonly isTwofold: boolean; // whether its side has, or may have, a second innings
  readonly isSuperOver: boolean;
  readonly isFollowOn: boolean;
  readonly total: string;
  readonly overs: string;
  readonly countsBalls: boolean;
  readonly rate: string;
  readonly closed: string | null;
  readonly target: number | null;
  readonly batting: readonly BattingRow[];
  readonly yetToBat: readonly string[];
  readonly didNotBat: readonly string[];
  readonly extras: { readonly total: Figure; readonly parts: readonly (readonly [ExtraKind, number])[] };
  readonly bowling: readonly BowlingRow[];
  readonly falls: readonly Fall[];
  readonly stands: readonly Stand[];
}

export type ExtraKind = "wides" | "noBalls" | "byes" | "legByes" | "penalty";
const EXTRAS: readonly ExtraKind[] = ["byes", "legByes", "wides", "noBalls", "penalty"];

/** Return the cards of all innings that have begun, in order, super overs last. */
export function cardsOf(score: ScoreDoc, match: MatchDoc | null): Card[] {
  const twofold = match?.format === "Test" || numberOr(match?.conditions?.inningsPerSide, 1) > 1;
  const seen = new Map<string, number>();
  const all = inningsOf(score);
  const followedOn = followOnOf(all.filter((each) => !each.isSuperOver), (each) => each.battingTeamId);
  return all.map((each, index) => {
    const team = each.isSuperOver ? `super ${each.battingTeamId}` : (each.battingTeamId ?? "");
    const place = (seen.get(team) ?? 0) + 1;
    seen.set(team, place);
    return cardOf(each, { index, place, isTwofold: twofold || place > 1, isFollowOn: each === followedOn, score, match });
  });
}

interface Context {
  readonly index: number;
  readonly place: number;
  readonly isTwofold: boolean;
  readonly isFollowOn: boolean;
  readonly score: ScoreDoc;
  readonly match: MatchDoc | null;
}

function cardOf(innings: InningsDoc, { index, place, isTwofold, isFollowOn, score, match }: Context): Card {
  const countsBalls = match?.format === "Hundred";
  const balls = innings.balls ?? null;
  const waiting = (innings.didNotBat ?? []).map((each) => each.playerName || each.playerId || NOT_KNOWN);
  const isOver = innings.closed != null || score.status === "completed";
  return {
    number: innings.inningsNumber ?? index + 1,
    team: innings.battingTeam ?? teamNameIn(match, innings.battingTeamId) ?? "",
    teamId: innings.battingTeamId ?? null,
    place, isTwofold,
    isSuperOver: innings.isSuperOver === true,
    isFollowOn,
    total: scoreText(innings.runs ?? null, innings.wickets ?? null, innings.closed === "all_out"),
    overs: countsBalls ? `${figure(balls)}` : oversText(innings.overs),
    countsBalls,
    rate: rateText(rateOf(innings.runs ?? null, balls)),
    closed: innings.closed ?? null,
    target: innings.target ?? null,
    batting: battingOf(innings, isOver),
    yetToBat: isOver ? [] : waiting,
    didNotBat: isOver ? waiting : [],
    extras: {
      total: figure(innings.extras?.total),
      parts: EXTRAS.map((kind) => [kind, numberOr(innings.extras?.[kind], 0)] as const).filter(([, runs]) => runs),
    },
    bowling: bowlingOf(innings, countsBalls),
    falls: fallsOf(innings, setOf(match, countsBalls)),
    stands: standsOf(innings, isOver),
  };
}

/** Return the name of a side in the match; its id if the match does not name it. */
function teamNameIn(match: MatchDoc | null, teamId: string | null | undefined): string | null | undefined {
  const name = teamId === match?.homeTeamId ? match?.homeTeamName : teamId === match?.awayTeamId ? match?.awayTeamName : null;
  return name ?? teamId;
}

function battingOf(innings: InningsDoc, isOver: boolean): BattingRow[] {
  return (innings.batsmen ?? []).map((each) => ({
    id: each.playerId ?? "",
    name: each.playerName || each.playerId || NOT_KNOWN,
    how: each.dismissal?.description || each.dismissal?.type?.replaceAll("_", " ") || "",
    isOut: each.isOut === true,
    isIn: !each.isOut && !each.dismissal && !isOver,
    isOnStrike: each.isOnStrike === true && !isOver,
    runs: figure(each.runs),
    balls: figure(each.ballsFaced),
    fours: figure(each.fours),
    sixes: figure(each.sixes),
    rate: each.ballsFaced ? rateText(each.strikeRate) : "–",
  }));
}

function bowlingOf(innings: InningsDoc, countsBalls: boolean): BowlingRow[] {
  return (innings.bowlers ?? []).map((each) => ({
    id: each.playerId ?? "",
    name: each.playerName || each.playerId || NOT_KNOWN,
    overs: countsBalls ? `${figure(each.ballsBowled)}` : oversText(each.overs),
    maidens: figure(each.maidens),
    runs: figure(each.runsConceded),
    wickets: figure(each.wickets),
    economy: each.ballsBowled ? rateText(each.economy) : "–",
    dots: figure(each.dotBalls),
    wides: figure(each.wides),
    noBalls: figure(each.noBalls),
  }));
}

function fallsOf(innings: InningsDoc, set: number | null): Fall[] {
  return (innings.fallOfWickets ?? []).map((each) => ({
    wicket: figure(each.wicketNumber),
    score: figure(each.score),
    over: set === null || !each.over ? (each.over ?? "") : ballNumber(each.over, set),
    name: each.batsmanOutName ?? each.batsmanOutId ?? "",
  }));
}

function standsOf(innings: InningsDoc, isOver: boolean): Stand[] {
  const names = new Map((innings.batsmen ?? []).map((each) => [each.playerId, each.playerName]));
  const nameOf = (id: string | null | undefined): string => names.get(id ?? "") ?? id ?? "";
  const wickets = new Set((innings.fallOfWickets ?? []).map((each) => each.wicketNumber));
  const stands = innings.partnerships ?? [];
  return stands.map((each, place) => ({
    wicket: numberOr(each.wicketNumber, 0),
    first: { name: nameOf(each.batsmanAId), runs: figure(each.runsA) },
    second: each.batsmanBId ? { name: nameOf(each.batsmanBId), runs: figure(each.runsB) } : null,
    runs: numberOr(each.runs, 0),
    balls: numberOr(each.balls, 0),
    isUnbroken: place === stands.length - 1 && !wickets.has(each.wicketNumber) && (!isOver || innings.closed !== "all_out"),
  }));
}
