// The standing of a match by its `live/score`; the match document names sides that have not batted.

import type { InningsDoc, MatchDoc, ScoreDoc, TickerDoc } from "./documents.ts";
import { figure, numberOr } from "./numbers.ts";
import { beginningOf, figuresIn, figuresOf, lastBallOf, setOf, shortNameOf, statusOf } from "./standing.ts";
import type { BatterNow, BowlerNow, InningsLine, Side, Standing } from "./standing.ts";

/** Return the innings that have begun, super overs last. */
export function inningsOf(score: ScoreDoc): InningsDoc[] {
  const main = [score.innings1, score.innings2, score.innings3, score.innings4];
  return [...main, ...(score.superOvers ?? [])].filter((each): each is InningsDoc => each != null);
}

export function standingOfScore(
  score: ScoreDoc, match: MatchDoc | null, ticker: TickerDoc | null = null,
): Standing {
  const sides = sidesOf(score, match, ticker);
  const current = score.currentInnings;
  const isLive = score.status === "live";
  const required = requiredOf(score);
  const set = setOf(match, match?.format === "Hundred");
  return {
    version: numberOr(score.version, 0),
    status: statusOf(score.status),
    sides,
    innings: inningsOf(score).map((each) => lineOf(each, sides, match)),
    batters: isLive ? battersOf(score) : [],
    bowler: isLive ? bowlerOf(score, set) : null,
    strip: (score.currentOver ?? []).map((each, place) => ({
      id: each.actionId ?? `${place}`, display: each.display ?? "",
    })),
    partnership: isLive && score.partnership
      ? standOf(score.partnership)
      : null,
    target: (isLive ? current?.target : score.nextTarget) ?? null,
    required,
    runRate: current?.currentRunRate ?? null,
    requiredRate: isLive ? (current?.requiredRunRate ?? null) : null,
    lastBall: lastBallOf(score.lastBall, set),
    lastWicket: lastWicketOf(score),
    stoppage: current?.stoppage ?? stoppageBefore(score, ticker),
    isFreeHit: isLive && current?.isFreeHit === true,
    powerplay: isLive ? (current?.powerplay?.type ?? null) : null,
    par: score.dls?.announcedPar ?? score.dls?.par ?? null,
    resultText: score.resultText ?? null,
    scheduledAt: match?.scheduledAt ?? (ticker && beginningOf(ticker)),
    changedAt: score.lastUpdated ?? null,
  };
}

/** Return a stoppage before the first innings: the score has no innings to hold it, so it is taken from the ticker of the
 * same version. */
function stoppageBefore(score: ScoreDoc, ticker: TickerDoc | null): string | null {
  return !score.currentInnings && score.version === ticker?.version ? (ticker?.stoppage ?? null) : null;
}

/** Return home and away from the match document; without one, the sides that batted. */
function sidesOf(score: ScoreDoc, match: MatchDoc | null, ticker: TickerDoc | null): [Side, Side] {
  const first = inningsOf(score)[0];
  const now = score.currentInnings;
  const bowling = now?.battingTeamId === first?.battingTeamId ? now?.bowlingTeamId : now?.battingTeamId;
  const ids = match?.homeTeamId
    ? [match.homeTeamId, match.awayTeamId]
    : (ticker?.teamIds ?? [first?.battingTeamId, bowling]);
  const names = new Map<string, string>();
  for (const each of inningsOf(score)) {
    if (each.battingTeamId && each.battingTeam) names.set(each.battingTeamId, each.battingTeam);
  }
  if (now?.bowlingTeamId && now.bowlingTeam) names.set(now.bowlingTeamId, now.bowlingTeam);
  const given = [match?.homeTeamName, match?.awayTeamName];
  return [0, 1].map((place) => {
    const id = ids[place] ?? null;
    const inTicker = ticker?.teams?.[ticker.teamIds?.indexOf(id ?? "") ?? -1];
    const name = names.get(id ?? "") ?? given[place] ?? inTicker?.name ?? id ?? "";
    return { id, name, shortName: inTicker?.shortName ?? shortNameOf(name) };
  }) as [Side, Side];
}

function lineOf(innings: InningsDoc, sides: readonly Side[], match: MatchDoc | null): InningsLine {
  const place = sides.findIndex((each) => each.id !== null && each.id === innings.battingTeamId);
  return {
    side: place < 0 ? null : place,
    runs: innings.runs ?? null,
    wickets: innings.wickets ?? null,
    overs: innings.overs ?? null,
    balls: innings.balls ?? null,
    countsBalls: match?.format === "Hundred",
    closed: innings.closed ?? null,
    isSuperOver: innings.isSuperOver === true,
    target: innings.target ?? null,
  };
}

function standOf({ runs, balls }: NonNullable<ScoreDoc["partnership"]>): Standing["partnership"] {
  return runs == null || balls == null ? null : { runs, balls };
}

/** Return the batters at the crease in the order in which they came in, so that no row moves with the strike. */
function battersOf(score: ScoreDoc): BatterNow[] {
  const now = score.currentInnings;
  const pair = [now?.strikerId, now?.nonStrikerId];
  const lines = (score.batsmen ?? []).filter((each) => each.playerId && pair.includes(each.playerId));
  const known = lines.map((each) => ({
    playerId: each.playerId ?? "",
    name: each.playerName ?? "",
    runs: each.runs ?? null,
    balls: each.ballsFaced ?? null,
    fours: each.fours ?? null,
    sixes: each.sixes ?? null,
    isOnStrike: each.playerId === now?.strikerId,
  }));
  return known;
}

function bowlerOf(score: ScoreDoc, set: number | null): BowlerNow | null {
  const id = score.currentInnings?.bowlerId;
  const line = score.bowlers?.find((each) => each.playerId === id);
  if (!id) return null;
  const figures = line
    ? figuresOf(line)
    : "0.0-0-0-0";
  return { playerId: id, name: line?.playerName ?? score.currentInnings?.bowlerName ?? id, figures: figuresIn(figures, set) };
}

function requiredOf(score: ScoreDoc): Standing["required"] {
  const now = score.currentInnings;
  if (score.status === "live" && now?.runsRequired != null) {
    return { runs: now.runsRequired, balls: now.ballsRemaining ?? null };
  }
  return score.status === "innings_break" && score.nextTarget != null
    ? { runs: score.nextTarget, balls: null }
    : null;
}

function lastWicketOf(score: ScoreDoc): string | null {
  const fall = score.fallOfWickets?.at(-1);
  if (!fall || score.status !== "live") return null;
  const line = score.batsmen?.find((each) => each.playerId === fall.batsmanOutId);
  const how = line?.dismissal?.description ?? "";
  const figures = line ? ` ${figure(line.runs)} (${figure(line.ballsFaced)}b)` : "";
  return `${fall.batsmanOutName ?? ""} ${how}${figures}, ${figure(fall.score)}/${figure(fall.wicketNumber)}`.replace(/\s+/g, " ");
}
